"""A bare client for the tests of the fake and the contract: both protocols, errors as they came."""

from __future__ import annotations

import http.client
import json
from typing import Any, Self
from urllib.parse import urlsplit


class Problem(Exception):
    """An error of the server: `name` of the exception, `status` of HTTP."""

    def __init__(self, status: int, body: dict[str, Any] | str):
        told = body if isinstance(body, dict) else {"message": body}
        super().__init__(f"{status} {told.get('name')}: {told.get('message')}")
        self.status = status
        self.name = str(told.get("name", ""))
        self.message = str(told.get("message", ""))


class Caller:
    """One keep-alive connection. With `json2` calls go by name, else as execute_kw."""

    def __init__(self, url: str, database: str, key: str, *, uid: int = 0, json2: bool = False):
        self.parts = urlsplit(url)
        self.connection = self._open()
        self.database, self.key, self.uid, self.json2 = database, key, uid, json2

    def _open(self) -> http.client.HTTPConnection:
        kind = (
            http.client.HTTPSConnection
            if self.parts.scheme == "https"
            else http.client.HTTPConnection
        )
        return kind(self.parts.hostname or "", self.parts.port, timeout=120)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def request(self, verb: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body)
        try:
            self.connection.request(
                verb, path, data, {"Content-Type": "application/json", **headers}
            )
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (http.client.HTTPException, OSError):
            self.connection.close()
            raise
        return answer.status, json.loads(text) if "json" in (
            answer.getheader("Content-Type") or ""
        ) else text

    def service(self, service: str, method: str, *args: Any) -> Any:
        params = {"service": service, "method": method, "args": args}
        status, body = self.request(
            "POST", "/jsonrpc", {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        )
        if status != 200:
            raise Problem(status, body)
        if "error" in body:
            raise Problem(status, body["error"]["data"])
        return body.get("result")

    def login(self, login: str) -> int:
        self.uid = self.service("common", "login", self.database, login, self.key) or 0
        return self.uid

    def call(self, model: str, method: str, ids: list[int] | None = None, **named: Any) -> Any:
        """By name, whatever the protocol; create and write need places on /jsonrpc."""
        if self.json2:
            return self._by_name(model, method, named if ids is None else {"ids": ids, **named})
        places = [] if ids is None else [ids]
        if method in ("create", "write"):
            places += [named.pop(name) for name in ("vals_list", "vals") if name in named]
        return self.service(
            "object", "execute_kw", self.database, self.uid, self.key, model, method, places, named
        )

    def _by_name(self, model: str, method: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.key}", "X-Odoo-Database": self.database}
        status, answer = self.request("POST", f"/json/2/{model}/{method}", body, **headers)
        if status != 200:
            raise Problem(status, answer)
        return answer

    def load(self, model: str, fields: str, *rows: list[str], **context: Any) -> dict[str, Any]:
        """`fields` with spaces between; times are UTC unless the context says another zone."""
        named = {"fields": fields.split(), "data": list(rows), "context": {"tz": "UTC", **context}}
        return self.call(model, "load", **named)

    def find(self, model: str, domain: list, fields: str, **more: Any) -> list[dict[str, Any]]:
        return self.call(model, "search_read", domain=domain, fields=fields.split(), **more)
