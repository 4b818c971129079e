"""The two protocols of Odoo behind one ``call``; importing this module imports odoolib.

The connectors of odoo-client-lib are the base: its login, its addresses and headers. What it
sends by itself goes through our transport (decision 15).
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from odoolib.main import Connection as RpcConnection
from odoolib.main import Json2Connection, Json2Connector, JsonRPCConnector
from odoolib.tools import AuthenticationError

from lllo.odoo.problems import Kind, Problem, of_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.odoo.config import Connection
    from lllo.odoo.transport import Transport

POSITIONAL = {"create": ("vals_list",), "write": ("vals",)}  # their names differ by model in 17, 18
_numbers = itertools.count(1)


class _RpcConnector(JsonRPCConnector):
    """The connector of odoolib with our transport under it."""

    def __init__(self, transport: Transport) -> None:
        self.url = "/jsonrpc"
        self.transport = transport

    def send(self, service_name: str, method: str, *args: Any) -> Any:
        """Call a method of a service; raises ``Problem`` in place of what odoolib raises."""
        params = {"service": service_name, "method": method, "args": args}
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": next(_numbers)}
        answer = self.transport.post(self.url, body)
        if not isinstance(answer, dict):
            raise Problem(Kind.GATEWAY)
        if error := answer.get("error"):
            raise of_error(error.get("data") or error)
        return answer.get("result", False)


class JsonRpc:
    """/jsonrpc: Odoo 17 and 18; from 19 on it is deprecated."""

    name = "jsonrpc"

    def __init__(self, transport: Transport, connection: Connection) -> None:
        self._connector = _RpcConnector(transport)
        self._session = RpcConnection(
            self._connector, connection.database, connection.login, connection.api_key
        )

    def version(self) -> Any:
        """Return what the server says of itself; needs no key."""
        return self._connector.send("common", "version")

    def call(self, model: str, method: str, ids: Sequence[int] | None, kw: dict[str, Any]) -> Any:
        """Call a method with the arguments in the places where Odoo looks for them."""
        try:
            self._session.check_login(force=False)
        except AuthenticationError as error:
            raise Problem(Kind.AUTH) from error
        rest = dict(kw)
        args = [] if ids is None else [list(ids)]
        args += [rest.pop(name) for name in POSITIONAL.get(method, ()) if name in rest]
        session = self._session
        return self._connector.send(
            "object",
            "execute_kw",
            *(session.database, session.user_id, session.password, model, method, args, rest),
        )


class _Json2Connector(Json2Connector):
    """The connector of odoolib with the address of our transport."""

    def __init__(self) -> None:
        self.url = "/json/2/"


class Json2:
    """/json/2: Odoo 19 and later; key only, keywords only."""

    name = "json2"

    def __init__(self, transport: Transport, connection: Connection) -> None:
        self._transport = transport
        self._session = Json2Connection(_Json2Connector(), connection.database, connection.api_key)

    def version(self) -> Any:
        """Return what the server says of itself; needs no key."""
        return self._transport.get("/web/version")

    def call(self, model: str, method: str, ids: Sequence[int] | None, kw: dict[str, Any]) -> Any:
        """Call a method; ``ids`` is an argument like the others."""
        body = kw if ids is None else {"ids": list(ids), **kw}
        path = f"{self._session.connector.url}{model}/{method}"
        return self._transport.post(path, body, self._session.bearer_header)
