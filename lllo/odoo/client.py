"""One ``call`` for every Odoo, whichever protocol it speaks.

Nothing of a web request imports this: calls are made by the worker and the command line.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.odoo.config import LONGEST_PAUSE
from lllo.odoo.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lllo.odoo.config import Connection

JSON2_FROM = 19
READS = frozenset(
    {
        "check_access_rights",
        "check_object_reference",
        "context_get",
        "fields_get",
        "get_external_id",
        "has_access",
        "search",
        "search_count",
        "search_read",
    }
)


class _Speaks(Protocol):
    """A protocol of ``lllo.odoo.protocols``."""

    name: str

    def version(self) -> Any: ...

    def call(
        self, model: str, method: str, ids: Sequence[int] | None, kw: dict[str, Any]
    ) -> Any: ...


class Client:
    """A connection that remembers its session, the version and the fields of each model."""

    def __init__(self, connection: Connection) -> None:
        from lllo.odoo.transport import Transport  # noqa: PLC0415 - slow to import

        self.connection = connection
        self.transport = Transport(connection)
        self._speaks: _Speaks | None = None
        self._version: tuple[int, str] = (0, "")
        self._fields: dict[str, dict[str, Any]] = {}

    @property
    def protocol(self) -> str:
        """The name of the protocol that is spoken."""
        return self._speaker().name

    @property
    def version(self) -> tuple[int, str]:
        """The number of the version, and as the server writes it."""
        self._speaker()
        return self._version

    @property
    def calls(self) -> int:
        """How many requests were sent."""
        return self.transport.sent

    def close(self) -> None:
        """Let the connection go."""
        self.transport.close()

    def call(self, model: str, method: str, ids: Sequence[int] | None = None, **kw: Any) -> Any:
        """Call a method of a model.

        What was surely not done is tried again, and a question is asked again, too; of a writing
        call without an answer ``Problem.may_be_done`` says so, and the caller must look.
        """
        speaker = self._speaker()
        return self._again(lambda: speaker.call(model, method, ids, kw), method)

    def read(
        self, model: str, domain: Iterable[Any], fields: Sequence[str], **kw: Any
    ) -> list[dict[str, Any]]:
        """Return records, archived ones included, with the fields of those that exist there."""
        context = {"tz": "UTC", "active_test": False}
        known = [name for name in fields if name in self.fields(model)]
        found: list[dict[str, Any]] = self.call(
            model, "search_read", domain=list(domain), fields=known, context=context, **kw
        )
        return found

    def fields(self, model: str) -> dict[str, Any]:
        """Return the fields of a model, asked once: names are picked by presence, not version."""
        if model not in self._fields:
            attributes = ["type", "selection", "relation"]
            self._fields[model] = self.call(model, "fields_get", attributes=attributes)
        return self._fields[model]

    def first_of(self, model: str, *names: str) -> str:
        """Return the first of some names that a model has; nothing when it has none of them."""
        return next((name for name in names if name in self.fields(model)), "")

    def _speaker(self) -> _Speaks:
        """Return the protocol, found out once by asking the server for its version."""
        if self._speaks is None:
            self._speaks, said = self._find_out()
            numbers = said.get("server_version_info") or said.get("version_info") or [0]
            text = str(said.get("server_version") or said.get("version") or "")
            self._version = int(str(numbers[0]).removeprefix("saas~") or 0), text
        return self._speaks

    def _find_out(self) -> tuple[_Speaks, dict[str, Any]]:
        """Return protocol and version: json2 where the server has it, unless another is set."""
        from lllo.odoo.protocols import Json2, JsonRpc  # noqa: PLC0415 - slow to import

        json2 = Json2(self.transport, self.connection)
        rpc = JsonRpc(self.transport, self.connection)
        if self.connection.protocol == "json2":
            return json2, self._again(json2.version)
        if self.connection.protocol == "jsonrpc":
            return rpc, self._again(rpc.version)
        try:
            said = self._again(json2.version)
        except Problem as problem:
            if problem.kind not in (Kind.MISSING, Kind.GATEWAY, Kind.DATA):
                raise
            return rpc, self._again(rpc.version)
        numbers = said.get("version_info") or [0]
        return (json2 if int(numbers[0]) >= JSON2_FROM else rpc), said

    def _again(self, ask: Any, method: str = "search") -> Any:
        """Ask, and ask again after a growing pause while that cannot do harm."""
        left = self.connection.attempts
        while True:
            left -= 1
            try:
                return ask()
            except Problem as problem:
                safe = problem.kind in (Kind.DOWN, Kind.BUSY)
                if left <= 0 or not (safe or (problem.may_be_done and method in READS)):
                    raise
            self.pause(self.connection.attempts - left)

    def pause(self, attempt: int) -> None:
        """Wait before another attempt: twice as long each time."""
        time.sleep(min(self.connection.backoff * 2 ** (attempt - 1), LONGEST_PAUSE))


_client: Client | None = None


def client() -> Client:
    """Return the one client of this process; refuses without settings."""
    global _client  # noqa: PLW0603 - one connection for as long as the worker lives
    connection: Connection = settings.LLLO_ODOO
    if not connection.is_set:
        raise Refused(
            _("Odoo is not set up: LLLO_ODOO_URL is empty. See docs/odoo.md."),
            code="odoo_not_set",
        )
    if _client is None or _client.connection != connection:
        if _client is not None:
            _client.close()
        _client = Client(connection)
    return _client
