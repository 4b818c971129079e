"""The two protocols: what comes in, which call it is, and how answers and errors look (facts §2)."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from .calling import named, positional
from .env import SYNC, Env
from .errors import AccessDenied, NotFound, OdooError, PythonError

if TYPE_CHECKING:
    from .store import Store

DATABASE = "university"
RELEASES = {17: "17.0-20240709", 18: "18.0-20250702", 19: "19.0"}


@dataclass(slots=True)
class Reply:
    body: Any
    status: int = 200
    html: bool = False
    raw: bool = field(default=False)


@dataclass(slots=True)
class Server:
    """One Odoo with one database."""

    store: Store
    version: int
    conflicts: list[int] = field(default_factory=lambda: [0])

    def env(self, uid: int = SYNC) -> Env:
        env = Env(self.store, self.version, uid)
        env.pending_conflicts = self.conflicts
        return env

    def about(self) -> dict[str, Any]:
        return {
            "server_version": RELEASES[self.version],
            "server_version_info": [self.version, 0, 0, "final", 0, ""],
            "server_serie": f"{self.version}.0",
            "protocol_version": 1,
        }

    # --- who calls -----------------------------------------------------------------------------

    def user_of_key(self, secret: str) -> int:
        for row in self.store.table("res.users.apikeys").values():
            if row.get("_key") == secret and not self._expired(row):
                return int(row["user_id"])
        return 0

    def _expired(self, row: dict[str, Any]) -> bool:
        until = row.get("expiration_date")
        return bool(row.get("_expired") or (until and str(until) <= self.env().now))

    def authenticate(self, database: str, login: str, secret: str) -> int:
        self.demand(database)
        for uid, row in self.store.table("res.users").items():
            if row["login"] == login and (
                row.get("_password") == secret or self.user_of_key(secret) == uid
            ):
                return uid
        return 0

    def demand(self, database: str) -> None:
        if database != DATABASE:
            text = f'connection to server failed: FATAL:  database "{database}" does not exist\n'
            raise PythonError(text, "psycopg2.OperationalError")

    def check(self, database: str, uid: int, secret: str) -> None:
        self.demand(database)
        row = self.store.table("res.users").get(uid)
        if not row or (row.get("_password") != secret and self.user_of_key(secret) != uid):
            raise AccessDenied

    # --- jsonrpc -----------------------------------------------------------------------------

    def jsonrpc(self, request: dict[str, Any]) -> Reply:
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": request.get("id")}
        try:
            params = request["params"]
            result = self._service(params["service"], params["method"], params["args"])
        except OdooError as problem:
            answer["error"] = self._error(problem)
        else:
            if result is not None:  # a method that returns nothing answers without `result`
                answer["result"] = result
        return Reply(answer)

    def _service(self, service: str, method: str, args: list[Any]) -> Any:
        if service == "common" and method == "version":
            return self.about()
        if service == "common" and method in ("authenticate", "login"):
            return self.authenticate(*args[:3]) or False
        if service == "object" and method in ("execute_kw", "execute"):
            database, uid, secret, model, name, *rest = args
            self.check(database, uid, secret)
            more = (rest + [[], {}][len(rest) :])[:2] if method == "execute_kw" else [rest, {}]
            return positional(self.env(uid), model, name, list(more[0]), more[1] or {})
        raise PythonError(f"No such service: {service}.{method}", "builtins.KeyError")

    def _error(self, problem: OdooError) -> dict[str, Any]:
        told = {"code": 0 if self.version >= 19 else 200, "message": "Odoo Server Error"}
        return told | {"data": described(problem)}

    # --- json2 -------------------------------------------------------------------------------

    def json2(self, path: str, headers: dict[str, str], body: dict[str, Any]) -> Reply:
        if self.version < 19 or headers.get("x-odoo-database", DATABASE) != DATABASE:
            return not_found()
        uid = self.user_of_key(headers.get("authorization", "").partition(" ")[2])
        if not uid:  # a password is refused, too: API keys only
            return self._refused(
                "Invalid apikey", "werkzeug.exceptions.Unauthorized", HTTPStatus.UNAUTHORIZED
            )
        parts = path.removeprefix("/json/2/").split("/")
        if len(parts) != 2:
            text = "Did you mean POST /json/2/<model>/<method>?"
            return self._refused(text, "werkzeug.exceptions.NotFound", HTTPStatus.NOT_FOUND)
        try:
            return Reply(named(self.env(uid), *parts, body))
        except NotFound as problem:
            text = problem.message
            if problem.name.endswith("UserError"):
                text = f"the model {parts[0]!r} does not exist"
            return self._refused(text, "werkzeug.exceptions.NotFound", HTTPStatus.NOT_FOUND)
        except OdooError as problem:
            return Reply(described(problem), problem.status)

    def _refused(self, text: str, name: str, status: HTTPStatus) -> Reply:
        told = described(OdooError(text, name=name))
        return Reply(told | {"arguments": [text, int(status)]}, status)


def described(problem: OdooError) -> dict[str, Any]:
    """The server's traceback goes out with every error: clients log it and never show it."""
    trace = "".join(traceback.format_exception(problem))
    return {
        "name": problem.name,
        "message": problem.message,
        "arguments": [problem.message],
        "context": {},
        "debug": f"{trace}\n{problem.name}: {problem.message}\n",
    }


def not_found() -> Reply:
    text = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
    return Reply(text, HTTPStatus.NOT_FOUND, html=True)
