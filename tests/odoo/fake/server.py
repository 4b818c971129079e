"""The HTTP side: keep-alive, one transaction at a time, trouble, and the control address /fake/."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from . import accountant
from .env import ADMIN
from .errors import OdooError
from .scenario import furnish
from .store import Store
from .trouble import Trouble, die
from .wire import DATABASE, Reply, Server, described, not_found

GATEWAY = "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center></body>\r\n</html>\r\n"
NAMES = {
    301: "301 Moved Permanently",
    429: "429 Too Many Requests",
    502: "502 Bad Gateway",
    503: "503 Service Unavailable",
}


class FakeOdoo(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], server: Server):
        super().__init__(address, Handler)
        self.odoo = server
        self.trouble = Trouble()
        self.lock = threading.RLock()
        self.calls: Counter[str] = Counter()
        self.requests = 0
        self.connections = 0
        self.log: list[dict[str, Any]] = []

    def handle_error(self, *_args: object) -> None:
        """A client that hangs up is part of the game."""

    def process_request(self, *args: Any) -> None:
        self.connections += 1
        super().process_request(*args)

    # --- control -----------------------------------------------------------------------------

    def control(self, verb: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:
        if path == "/fake/calls":
            if verb == "POST":
                self.calls.clear()
                self.log.clear()
                self.requests = self.connections = 0
            counts = {
                "total": sum(self.calls.values()),
                "requests": self.requests,
                "connections": self.connections,
            }
            log = {"log": self.log[-int(query["log"]) :]} if "log" in query else {}
            return counts | {"calls": dict(self.calls)} | log
        if path == "/fake/records":
            return accountant.records(self.odoo.env(ADMIN), query)
        if path == "/fake/trouble":
            return self._make_trouble(body)
        if path == "/fake/reset":
            return self._reset()
        if path == "/fake/do":
            return accountant.act(self.odoo.env(ADMIN), body)
        raise ValueError(f"no such address: {path}")

    def _reset(self) -> dict[str, Any]:
        """As new: quicker than a new process."""
        path = self.odoo.store.path
        if path:
            path.write_text("", encoding="utf-8")
        self.odoo = Server(Store(path), self.odoo.version)
        furnish(self.odoo.env(ADMIN))
        self.trouble = Trouble()
        return {"reset": True}

    def _make_trouble(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("calm"):
            body = {"conflict": 0, "expire_key": False}
            self.trouble = Trouble()
        self.trouble.set(body)
        self.odoo.conflicts[0] = (
            self.trouble.conflict if "conflict" in body else self.odoo.conflicts[0]
        )
        if "expire_key" in body:
            accountant.act(
                self.odoo.env(ADMIN), {"what": "expire_key", "expired": body["expire_key"]}
            )
        return {"trouble": body}


class Handler(BaseHTTPRequestHandler):
    server: FakeOdoo
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def _handle(self, verb: str) -> None:
        body = self._body()
        path = urlsplit(self.path).path
        if path.startswith("/fake/"):
            query = {
                name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()
            }
            self._answer(self._control(verb, path, query, body))
            return
        self.server.requests += 1
        status = self.server.trouble.gateway(_call(path, body))
        if status:
            self._answer(Reply(GATEWAY.format(NAMES.get(status, status)), status, html=True))
            return
        self._odoo(verb, path, body)

    def _odoo(self, verb: str, path: str, body: Any) -> None:
        server = self.server
        call = _call(path, body)
        with server.lock:
            dies = server.trouble.dies(call)
            if dies and not server.trouble.die_committed:
                die()
            server.calls[call] += 1
            reply = self._dispatch(verb, path, body)
            if deed := server.trouble.deed_after(call):
                accountant.act(server.odoo.env(ADMIN), deed)
            server.log.append({"call": call, "rows": _rows(body), "status": reply.status})
            if dies:
                die()
            lost = server.trouble.loses(call)
        if lost:
            self._hang_up()
            return
        server.trouble.wait()
        self._answer(reply)

    def _dispatch(self, verb: str, path: str, body: Any) -> Reply:
        odoo = self.server.odoo
        if verb == "GET" and path == "/web/version" and odoo.version >= 19:
            about = odoo.about()
            return Reply(
                {"version_info": about["server_version_info"], "version": about["server_version"]}
            )
        if path.startswith("/doc-bearer/"):  # positional arguments of odoo-client-lib on json2
            return Reply("<!doctype html>\n<title>403 Forbidden</title>\n", 403, html=True)
        if verb == "POST" and path == "/web/webclient/version_info":
            return Reply({"jsonrpc": "2.0", "id": body.get("id"), "result": odoo.about()})
        try:
            if verb == "POST" and path == "/jsonrpc":
                return odoo.jsonrpc(body)
            if verb == "POST" and path.startswith("/json/2/"):
                headers = {name.lower(): value for name, value in self.headers.items()}
                return odoo.json2(path, headers, body)
        except Exception as crash:  # noqa: BLE001 a defect of the fake is told like one of Odoo
            problem = OdooError(str(crash), name=f"builtins.{type(crash).__name__}")
            problem.__cause__ = crash
            told = described(problem)
            if path == "/jsonrpc":
                error = {"code": 200, "message": "Odoo Server Error", "data": told}
                return Reply({"jsonrpc": "2.0", "id": body.get("id"), "error": error})
            return Reply(told, 500)
        return not_found()

    def _control(self, verb: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Reply:
        try:
            with self.server.lock:
                return Reply(self.server.control(verb, path, query, body))
        except Exception as mistake:  # noqa: BLE001 the test that asked sees what was wrong
            self.server.odoo.store.rollback()
            return Reply({"error": f"{type(mistake).__name__}: {mistake}"}, 400)

    # --- bytes -----------------------------------------------------------------------------

    def _body(self) -> Any:
        size = int(self.headers.get("Content-Length") or 0)
        return json.loads(self.rfile.read(size)) if size else {}

    def _answer(self, reply: Reply) -> None:
        data = (reply.body if reply.html else json.dumps(reply.body)).encode()
        self.send_response(reply.status)
        kind = "text/html; charset=utf-8" if reply.html else "application/json; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if reply.status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(data)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


def _call(path: str, body: Any) -> str:
    """ "model.method", or the service of a call without a model."""
    if path.startswith("/json/2/"):
        return ".".join(path.removeprefix("/json/2/").rsplit("/", 1))
    params = body.get("params") or {}
    if params.get("service") == "object":
        return f"{params['args'][3]}.{params['args'][4]}"
    return f"{params['service']}.{params['method']}" if params.get("service") else path


def _rows(body: Any) -> int:
    """How many rows or ids a call carries, for the count of batches."""
    params = body.get("params") or {}
    args = params.get("args") or []
    if params.get("service") == "object":
        given = [
            *(args[5] if len(args) > 5 else []),
            *((args[6] if len(args) > 6 else {}) or {}).values(),
        ]
    else:
        given = list(body.values())
    lists = [len(one) for one in given if isinstance(one, list)]
    return lists[-1] if lists else 0


__all__ = ["DATABASE", "FakeOdoo"]
