"""Looks whether everything that is needed is there: each line right, or a sentence what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lllo.odoo import mapping, wording
from lllo.odoo.problems import Problem
from lllo.odoo.queries import WARN_DAYS
from lllo.odoo.wording import note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking
    from lllo.odoo.wording import Note
    from lllo.programmes.models import DevelopmentLine

OLDEST, HAS_ACCESS_SINCE = 17, 18
MODELS = dict.fromkeys(
    model for entity in mapping.ENTITIES for model in (entity.model, entity.lines_model) if model
)
WRITTEN = (*MODELS, "ir.attachment")
OPERATIONS = ("read", "create", "write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at, and what was found: ``right``, ``warning`` or ``wrong``."""

    name: Note
    state: str
    text: Note


def check(
    client: Client, booking: Booking, vat_codes: Sequence[str], lines: Sequence[DevelopmentLine],
    *, on: date,
) -> list[Line]:  # fmt: skip
    """Return every line; without a connection only why there is none."""
    checks = _Checks(client, booking, on)
    try:
        found = list(checks.connection())
    except Problem as problem:
        return [_wrong(note("connection"), problem.said)]
    parts: list[tuple[Note, Callable[[], Iterator[Line]]]] = [
        (note("rights"), checks.rights),
        (note("journal"), checks.journal),
        (note("taxes"), lambda: checks.taxes(vat_codes)),
        (note("ledger"), checks.accounts),
        (note("analytic"), lambda: checks.analytic(lines)),
        (note("rounding"), checks.rounding),
        (note("language"), checks.language),
        (note("key"), checks.key),
    ]
    for name, part in parts:
        try:
            found += part()
        except Problem as problem:
            found.append(_wrong(name, problem.said))
    return found


class _Checks:
    """The looks at one Odoo."""

    def __init__(self, client: Client, booking: Booking, on: date) -> None:
        self.client = client
        self.booking = booking
        self.on = on

    def connection(self) -> Iterator[Line]:
        """Speak to Odoo, and see which one it is."""
        number, text = self.client.version
        name = note("version")
        if number < OLDEST:
            yield _wrong(name, note("too_old", text=text))
        else:
            yield _right(name, wording.text(f"Odoo {text}, {self.client.protocol}"))
        self.client.call("res.users", "context_get")
        yield _right(note("connection"), note("key_accepted"))

    def rights(self) -> Iterator[Line]:
        """Ask whether the user may read, make and change what is sent."""
        for model in WRITTEN:
            refused = [note(op) for op in OPERATIONS if not self._may(model, op)]
            name = note("rights_of", model=model)
            if refused:
                yield _wrong(name, note("rights_missing", operations=refused))
            else:
                yield _right(name, note("rights_there"))

    def _may(self, model: str, operation: str) -> bool:
        """Ask for one right; a model that is not there gives none."""
        try:
            if self.client.version[0] >= HAS_ACCESS_SINCE:
                return bool(self.client.call(model, "has_access", [], operation=operation))
            return bool(
                self.client.call(
                    model, "check_access_rights", operation=operation, raise_exception=False
                )
            )
        except Problem as problem:
            if problem.concerns_all:
                raise
            return False

    def journal(self) -> Iterator[Line]:
        """Look for our own journal, in which nobody else books."""
        name, code = note("journal"), self.booking.odoo.journal
        if not code:
            yield _wrong(name, note("journal_empty"))
            return
        found = self.client.read("account.journal", [["code", "=", code]], ["name", "type"])
        if [item["type"] for item in found] != ["sale"]:
            yield _wrong(name, note("journal_missing", code=code))
            return
        yield _right(name, wording.text(f"{code} – {found[0]['name']}"))
        yield self._own(found[0]["id"])

    def _own(self, journal: int) -> Line:
        """Look whether anyone else books in our journal: Odoo would go on with our numbers."""
        name = note("own_journal")
        found = self.client.read(
            "account.move", [["journal_id", "=", journal]], ["id"], limit=2000, order="id desc"
        )
        ids = [item["id"] for item in found]
        names = self.client.call("account.move", "get_external_id", ids) if ids else {}
        prefix = f"{self.client.connection.prefix}."
        others = [pk for pk in ids if not str(names.get(str(pk)) or "").startswith(prefix)]
        if others:
            return _warning(name, note("journal_shared", count=len(others)))
        return _right(name, note("journal_ours"))

    def taxes(self, vat_codes: Sequence[str]) -> Iterator[Line]:
        """Look for the tax of each VAT code."""
        for code in vat_codes:
            name = note("tax_of", code=code)
            tax = self.booking.taxes(code)
            if tax is None:
                yield _wrong(name, note("tax_open"))
                continue
            rates = self.booking.rates(code, self.on)
            if tax.ids:
                yield self._tax(name, tax.ids[0], rates)
            elif any(rates):
                yield _rate_differs(name, note("no_tax"), rates)
            else:
                yield _right(name, note("no_tax"))

    def _tax(self, name: Note, external_id: str, rates: set[Decimal]) -> Line:
        """Look for one tax, and whether its rate is ours."""
        module, _dot, xml_id = external_id.partition(".")
        try:
            found = self.client.call(
                "ir.model.data", "check_object_reference", module=module, xml_id=xml_id
            )
        except Problem as problem:
            if problem.concerns_all:
                raise
            return _wrong(name, note("tax_missing", id=external_id))
        (row,) = self.client.read("account.tax", [["id", "=", found[1]]], ["name", "amount"])
        text = wording.text(f"{external_id} – {row['name']}")
        if rates and rates != {Decimal(str(row["amount"]))}:
            return _rate_differs(name, text, rates)
        return _right(name, text)

    def accounts(self) -> Iterator[Line]:
        """Look for the income account of each component."""
        if not self.booking.ledger:
            yield _warning(note("ledger"), note("ledger_empty"))
        for component, row in self.booking.ledger.items():
            name = note("ledger_of", component=component)
            found = self.client.read("account.account", [["code", "=", row.account]], ["name"])
            if len(found) == 1:
                yield _right(name, wording.text(f"{row.account} – {found[0]['name']}"))
            else:
                yield _wrong(name, note("account_missing", account=row.account))

    def analytic(self, lines: Sequence[DevelopmentLine]) -> Iterator[Line]:
        """Look for the plan, and for the accounts of the development lines."""
        name, plan = note("plan"), self.booking.plan
        if not plan:
            yield _warning(name, note("plan_empty"))
            return
        found = self.client.read("account.analytic.plan", [["name", "=", plan]], ["name"])
        if len(found) != 1:
            yield _wrong(name, note("plan_missing", plan=plan))
            return
        yield _right(name, wording.text(plan))
        domain = [["plan_id", "=", found[0]["id"]]]
        names = {
            item["name"] for item in self.client.read("account.analytic.account", domain, ["name"])
        }
        for line in lines:
            is_there = line.name in names
            label = note("analytic_of", line=str(line))
            yield _right(label, note("there" if is_there else "made_by_push"))

    def rounding(self) -> Iterator[Line]:
        """Tell how Odoo rounds VAT; ours is corrected on the draft where it differs."""
        field = "tax_calculation_rounding_method"
        for company in self.client.read("res.company", [], ["name", field]):
            if company[field] == "round_globally":
                yield _right(note("rounding"), note("rounded_once"))
            else:
                yield _warning(note("rounding"), note("rounded_by_line"))

    def language(self) -> Iterator[Line]:
        """Look whether the language of our texts is installed."""
        code = self.booking.odoo.language
        found = self.client.read("res.lang", [["code", "=", code]], ["active"])
        if any(item.get("active", True) for item in found):
            yield _right(note("language"), wording.text(code))
        else:
            yield _wrong(note("language"), note("language_missing", code=code))

    def key(self) -> Iterator[Line]:
        """Tell until when the key works, with a warning two weeks ahead."""
        expires = self.client.connection.key_expires or self._expiry()
        name = note("key")
        if expires is None:
            yield _warning(name, note("key_unknown"))
            return
        left = (expires - self.on).days
        until = wording.day(expires)
        if left < 0:
            yield _wrong(name, note("key_expired", day=until))
        elif left <= WARN_DAYS:
            yield _warning(name, note("key_soon", day=until, days=left))
        else:
            yield _right(name, note("key_until", day=until))

    def _expiry(self) -> date | None:
        """Ask Odoo for the day; 17 keeps none, and of several keys the first to expire counts."""
        try:
            if "expiration_date" not in self.client.fields("res.users.apikeys"):
                return None
            found: Any = self.client.read("res.users.apikeys", [], ["expiration_date"])
        except Problem as problem:
            if problem.concerns_all:
                raise
            return None
        days = [item["expiration_date"][:10] for item in found if item["expiration_date"]]
        return min(map(date.fromisoformat, days), default=None)


def _rate_differs(name: Note, theirs: Note, rates: set[Decimal]) -> Line:
    """Say that a tax is of another rate than its VAT code has now."""
    ours = ", ".join(f"{rate.normalize():f} %" for rate in sorted(rates))
    return _wrong(name, note("rate_differs", theirs=theirs, ours=ours))


def _right(name: Note, text: Note) -> Line:
    return Line(name=name, state="right", text=text)


def _warning(name: Note, text: Note) -> Line:
    return Line(name=name, state="warning", text=text)


def _wrong(name: Note, text: Note) -> Line:
    return Line(name=name, state="wrong", text=text)
