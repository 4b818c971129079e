"""What can go wrong with Odoo, by kind, and which kind an answer is.

========== ================================================= ==================================
kind       it means                                          was it done?
========== ================================================= ==================================
auth       the key is refused or has expired                 no
access     the integration user may not do it                no
data       Odoo refuses what we sent                         no
missing    the record, model or method is not there          no
busy       another writer was faster, or we call too often   no
down       no connection could be made                       no
gateway    something before Odoo answered in its place       perhaps: read back, then decide
unknown    it was sent, and no answer came                   perhaps: read back, then decide
========== ================================================= ==================================
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from lllo.errors import OdooProblem
from lllo.odoo import wording
from lllo.outbox.secrets import without_secrets

if TYPE_CHECKING:
    from lllo.odoo.wording import Note

LONGEST = 300
CONFLICTS = ("could not serialize access", "deadlock detected", "SerializationFailure")
DRAWN_BACK = ("psycopg2.OperationalError", "psycopg2.errors.InvalidCatalogName")


class Kind(StrEnum):
    """What sort of trouble it is: see above."""

    AUTH = "auth"
    ACCESS = "access"
    DATA = "data"
    MISSING = "missing"
    BUSY = "busy"
    DOWN = "down"
    GATEWAY = "gateway"
    UNKNOWN_OUTCOME = "unknown_outcome"


BY_NAME = {
    "odoo.exceptions.AccessDenied": Kind.AUTH,
    "odoo.exceptions.AccessError": Kind.ACCESS,
    "odoo.exceptions.MissingError": Kind.MISSING,
    "werkzeug.exceptions.NotFound": Kind.MISSING,
    "odoo.http.SessionExpiredException": Kind.AUTH,
    "builtins.AttributeError": Kind.MISSING,
    "builtins.KeyError": Kind.MISSING,
}
BY_STATUS: dict[int, Kind] = {
    HTTPStatus.UNAUTHORIZED: Kind.AUTH,
    HTTPStatus.FORBIDDEN: Kind.ACCESS,
    HTTPStatus.NOT_FOUND: Kind.MISSING,
    HTTPStatus.UNPROCESSABLE_ENTITY: Kind.DATA,
    HTTPStatus.TOO_MANY_REQUESTS: Kind.BUSY,
    HTTPStatus.SERVICE_UNAVAILABLE: Kind.BUSY,
    HTTPStatus.BAD_REQUEST: Kind.DATA,
    HTTPStatus.CONFLICT: Kind.BUSY,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: Kind.DATA,  # of a gateway: half of it may pass
}
NOTHING_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)


class Problem(OdooProblem):
    """Something that Odoo did not do; its text is a sentence for a person, without secrets."""

    def __init__(self, kind: Kind, detail: str | Note = "", *, is_total: bool = False) -> None:
        self.kind = kind
        self.detail = tidy(detail) if isinstance(detail, str) else detail
        self.is_total = is_total  # no Odoo, or not this database, is at the address
        super().__init__(kind, self.detail)

    def __str__(self) -> str:
        return wording.in_words(self.said)

    @property
    def said(self) -> Note:
        """What is noted of it."""
        more = {"detail": self.detail} if self.detail else {}
        return wording.note("no_odoo" if self.is_total else self.kind.value, **more)

    @property
    def may_be_done(self) -> bool:
        """Whether Odoo may have done it all the same."""
        return self.kind in (Kind.GATEWAY, Kind.UNKNOWN_OUTCOME)

    @property
    def concerns_all(self) -> bool:
        """Whether the next call would end in the same way, so that a run had better stop."""
        return self.is_total or self.kind not in (Kind.DATA, Kind.MISSING, Kind.ACCESS)


def tidy(text: str) -> str:
    """Return the sentence of an error text: no traceback, no secrets, not too long."""
    lines = [line.strip() for line in str(text).split("Traceback (most recent")[0].splitlines()]
    return without_secrets(" ".join(line for line in lines if line))[:LONGEST]


def is_conflict(text: str) -> bool:
    """Tell whether a text of Odoo means that another writer was faster."""
    return any(part in text for part in CONFLICTS)


def of_error(error: dict[str, Any]) -> Problem:
    """Return the problem that the body of an error tells of (the ``data`` of JSON-RPC)."""
    name, message = str(error.get("name", "")), str(error.get("message", ""))
    if is_conflict(name + message):
        return Problem(Kind.BUSY)
    if name in DRAWN_BACK:
        return Problem(Kind.MISSING, message, is_total=True)
    return Problem(BY_NAME.get(name, Kind.DATA), message)


def of_status(status: int, body: str) -> Problem:
    """Return the problem that an HTTP status other than 200 tells of.

    Odoo itself answers with JSON that names the error. A page in its place is that of a gateway,
    which does not know what Odoo did, or tells of an unknown address or database.
    """
    error = _json(body)
    if "name" in error and status != HTTPStatus.UNAUTHORIZED:
        return of_error(error)
    detail = f"HTTP {status}"
    if status in NOTHING_THERE and _is_page(body):
        return Problem(Kind.MISSING, detail, is_total=True)
    if status == HTTPStatus.FORBIDDEN and _is_page(body):
        return Problem(Kind.GATEWAY, detail)
    return Problem(BY_STATUS.get(status, Kind.GATEWAY), detail)


def _is_page(body: str) -> bool:
    """Tell whether an answer is a page for people."""
    return bool(re.match(r"\s*<", body))


def _json(body: str) -> dict[str, Any]:
    """Return the object that an answer holds, or an empty one."""
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
