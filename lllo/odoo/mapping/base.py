"""How a thing of ours is described to Odoo: values, references, lines, and what Odoo owns."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from lllo.invoices.snapshot import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from django.db.models import Model

    from lllo.odoo.wording import Note
    from lllo.office.content import LedgerContent, Odoo, VatCode


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to another record of ours, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Xml:
    """References to records of Odoo by their external ids; none: an empty field."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """A record of Odoo that the accountants made, found by a field: a journal, an account."""

    model: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Shares:
    """An analytic distribution: key of a line and its part in per cent."""

    parts: tuple[tuple[str, Decimal], ...]


Value = str | Ref | Xml | Lookup | Shares
Values = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a record, with an external id of its own, so that it is never added twice."""

    key: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A thing of ours as Odoo should know it.

    A column may have two names, ``tax_ids|tax_id``: the first that the model has is used, and a
    column without any is left out; ``state?state=cancel`` is sent where the field behind the
    question mark knows the value, with ``!`` where it does not. ``gone``: it is archived in Odoo
    if it is there, never made. ``problem`` says why it cannot be sent.
    """

    key: str
    obj: Model
    values: Values
    lines: tuple[Line, ...] = ()
    gone: bool = False
    problem: Note | None = None

    @property
    def sha256(self) -> str:
        """The hash of everything that is sent."""
        content = [_plain(self.values), [[x.key, _plain(x.values)] for x in self.lines], self.gone]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def refs(self) -> Iterator[str]:
        """Yield the keys of the records that must be there first."""
        for values in (self.values, *(line.values for line in self.lines)):
            for value in values.values():
                if isinstance(value, Ref):
                    yield value.key
                elif isinstance(value, Shares):
                    yield from (key for key, _part in value.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What the office decided about Odoo, as the mappings need it."""

    odoo: Odoo
    ledger: Mapping[str, LedgerContent] = field(default_factory=dict)
    vat: Sequence[VatCode] = ()

    @property
    def plan(self) -> str:
        """The name of the analytic plan; empty: no analytic accounting."""
        return self.odoo.analytic_plan

    def lang(self, code: str) -> str:
        """Return the language of a person or organisation as Odoo names it."""
        return self.odoo.language if code == "nl" else "en_US"

    def rates(self, vat_code: str, on: date) -> set[Decimal]:
        """Return the rates of a VAT code on a day, in per cent."""
        return {
            each.rate
            for each in self.vat
            if each.code == vat_code and (each.valid_from or on) <= on <= (each.valid_until or on)
        }

    def taxes(self, vat_code: str) -> Xml | None:
        """Return the tax of a VAT code; ``None``: the office did not decide it."""
        tax = self.odoo.taxes.get(vat_code)
        return None if tax is None else Xml((tax,) if tax else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One kind of thing and its model in Odoo.

    ``not_ours`` are the fields that belong to the accountants and are never sent.
    """

    kind: str
    model: str
    rows: Callable[[Booking], Iterable[Row]]
    lines: str = ""
    lines_model: str = ""
    not_ours: frozenset[str] = frozenset()
    context: Mapping[str, Any] = field(default_factory=dict)
    is_move: bool = False


def text(value: str) -> str:
    """Return a text that JSON, PostgreSQL and Odoo can hold: no NUL, no control characters."""
    cleaned: str = tidy(value)
    return cleaned


def amount(value: Decimal) -> str:
    """Return an amount in whole cents."""
    return f"{value:.2f}"


def day(value: date) -> str:
    """Return a day."""
    return value.isoformat()


def moment(value: datetime) -> str:
    """Return a moment in UTC, as Odoo writes it; the context says tz UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _plain(values: Values) -> dict[str, Any]:
    """Return values as JSON."""
    return {
        name: value if isinstance(value, str) else repr(value) for name, value in values.items()
    }
