"""Looks whether everything that is needed is there: each line right, or a sentence what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lllo.formats import day
from lllo.odoo import mapping
from lllo.odoo.problems import Problem
from lllo.odoo.queries import WARN_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking
    from lllo.programmes.models import DevelopmentLine

OLDEST, HAS_ACCESS_SINCE = 17, 18
MODELS = dict.fromkeys(
    model for entity in mapping.ENTITIES for model in (entity.model, entity.lines_model) if model
)
WRITTEN = (*MODELS, "ir.attachment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at: ``right``, ``warning`` or ``wrong``, and a sentence."""

    name: str
    state: str
    text: str


def check(
    client: Client, booking: Booking, vat_codes: Sequence[str], lines: Sequence[DevelopmentLine],
    *, on: date,
) -> list[Line]:  # fmt: skip
    """Return every line; without a connection only why there is none."""
    checks = _Checks(client, booking, on)
    try:
        found = list(checks.connection())
    except Problem as problem:
        return [_wrong(_("Connection"), str(problem))]
    parts: list[tuple[str, Callable[[], Iterator[Line]]]] = [
        (_("Rights"), checks.rights),
        (_("Journal"), checks.journal),
        (_("Taxes"), lambda: checks.taxes(vat_codes)),
        (_("Ledger accounts"), checks.accounts),
        (_("Analytic accounts"), lambda: checks.analytic(lines)),
        (_("Rounding"), checks.rounding),
        (_("Language"), checks.language),
        (_("Key"), checks.key),
    ]
    for name, part in parts:
        try:
            found += part()
        except Problem as problem:
            found.append(_wrong(name, str(problem)))
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
        name = _("Version")
        if number < OLDEST:
            yield _wrong(name, _("Odoo %(text)s; expected 17 or later.") % {"text": text})
        else:
            yield _right(name, f"Odoo {text}, {self.client.protocol}")
        self.client.call("res.users", "context_get")
        yield _right(_("Connection"), _("The key is accepted."))

    def rights(self) -> Iterator[Line]:
        """Ask whether the user may read, make and change what is sent."""
        for model in WRITTEN:
            refused = [op for op in ("read", "create", "write") if not self._may(model, op)]
            name = _("Rights: %(model)s") % {"model": model}
            if refused:
                text = _("The integration user may not: %(operations)s. Give it the group.")
                yield _wrong(name, text % {"operations": ", ".join(refused)})
            else:
                yield _right(name, _("read, make, change"))

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
        name, code = _("Journal"), self.booking.odoo.journal
        if not code:
            yield _wrong(name, _("Fill in journal in invoicing/odoo.toml."))
            return
        found = self.client.read("account.journal", [["code", "=", code]], ["name", "type"])
        if [item["type"] for item in found] != ["sale"]:
            text = _("There is no sales journal with the code %(code)s; let one be made for us.")
            yield _wrong(name, text % {"code": code})
            return
        yield _right(name, f"{code} – {found[0]['name']}")
        yield self._own(found[0]["id"])

    def _own(self, journal: int) -> Line:
        """Look whether anyone else books in our journal: Odoo would go on with our numbers."""
        name = _("Own journal")
        found = self.client.read(
            "account.move", [["journal_id", "=", journal]], ["id"], limit=2000, order="id desc"
        )
        ids = [item["id"] for item in found]
        names = self.client.call("account.move", "get_external_id", ids) if ids else {}
        prefix = f"{self.client.connection.prefix}."
        others = [pk for pk in ids if not str(names.get(str(pk)) or "").startswith(prefix)]
        if others:
            text = ngettext(
                "%(count)s entry in it is not ours; it may take one of our numbers.",
                "%(count)s entries in it are not ours; they may take our numbers.",
                len(others),
            )
            return _warning(name, text % {"count": len(others)})
        return _right(name, _("Only our entries are in it."))

    def taxes(self, vat_codes: Sequence[str]) -> Iterator[Line]:
        """Look for the tax of each VAT code."""
        for code in vat_codes:
            name = _("Tax of %(code)s") % {"code": code}
            tax = self.booking.taxes(code)
            if tax is None:
                text = _("Finance must decide which tax it is: [taxes] in invoicing/odoo.toml.")
                yield _wrong(name, text)
                continue
            rates = self.booking.rates(code, self.on)
            if tax.ids:
                yield self._tax(name, tax.ids[0], rates)
            elif any(rates):
                yield _rate_differs(name, _("a line without tax"), rates)
            else:
                yield _right(name, _("a line without tax"))

    def _tax(self, name: str, external_id: str, rates: set[Decimal]) -> Line:
        """Look for one tax, and whether its rate is ours."""
        module, _dot, xml_id = external_id.partition(".")
        try:
            found = self.client.call(
                "ir.model.data", "check_object_reference", module=module, xml_id=xml_id
            )
        except Problem as problem:
            if problem.concerns_all:
                raise
            return _wrong(name, _("There is no tax %(id)s in Odoo.") % {"id": external_id})
        (row,) = self.client.read("account.tax", [["id", "=", found[1]]], ["name", "amount"])
        text = f"{external_id} – {row['name']}"
        if rates and rates != {Decimal(str(row["amount"]))}:
            return _rate_differs(name, text, rates)
        return _right(name, text)

    def accounts(self) -> Iterator[Line]:
        """Look for the income account of each component."""
        if not self.booking.ledger:
            text = _("terms.toml names none: the account of the product or the journal is used.")
            yield _warning(_("Ledger accounts"), text)
        for component, row in self.booking.ledger.items():
            name = _("Ledger account of %(component)s") % {"component": component}
            found = self.client.read("account.account", [["code", "=", row.account]], ["name"])
            if len(found) == 1:
                yield _right(name, f"{row.account} – {found[0]['name']}")
            else:
                text = _("There is no account %(account)s in Odoo.")
                yield _wrong(name, text % {"account": row.account})

    def analytic(self, lines: Sequence[DevelopmentLine]) -> Iterator[Line]:
        """Look for the plan, and for the accounts of the development lines."""
        name, plan = _("Analytic plan"), self.booking.plan
        if not plan:
            yield _warning(name, _("odoo.toml names none: nothing is divided over the lines."))
            return
        found = self.client.read("account.analytic.plan", [["name", "=", plan]], ["name"])
        if len(found) != 1:
            yield _wrong(name, _("There is no plan %(plan)s in Odoo.") % {"plan": plan})
            return
        yield _right(name, plan)
        domain = [["plan_id", "=", found[0]["id"]]]
        names = {
            item["name"] for item in self.client.read("account.analytic.account", domain, ["name"])
        }
        for line in lines:
            label = _("Analytic account of %(line)s") % {"line": line}
            text = _("there") if line.name in names else _("It is made by the first push.")
            yield _right(label, text)

    def rounding(self) -> Iterator[Line]:
        """Tell how Odoo rounds VAT; ours is corrected on the draft where it differs."""
        field = "tax_calculation_rounding_method"
        for company in self.client.read("res.company", [], ["name", field]):
            if company[field] == "round_globally":
                yield _right(_("Rounding"), _("VAT is rounded once for each rate, as ours."))
            else:
                text = _("VAT is rounded on each line: a cent is corrected on drafts.")
                yield _warning(_("Rounding"), text)

    def language(self) -> Iterator[Line]:
        """Look whether the language of our texts is installed."""
        code = self.booking.odoo.language
        found = self.client.read("res.lang", [["code", "=", code]], ["active"])
        if any(item.get("active", True) for item in found):
            yield _right(_("Language"), code)
        else:
            yield _wrong(_("Language"), _("Install %(code)s in Odoo.") % {"code": code})

    def key(self) -> Iterator[Line]:
        """Tell until when the key works, with a warning two weeks ahead."""
        expires = self.client.connection.key_expires or self._expiry()
        name = _("Key")
        if expires is None:
            yield _warning(name, _("Nobody knows until when it works: set LLLO_ODOO_KEY_EXPIRES."))
            return
        left = (expires - self.on).days
        values = {"day": day(expires), "days": left}
        if left < 0:
            yield _wrong(name, _("It expired on %(day)s. Make a new one.") % values)
        elif left <= WARN_DAYS:
            text = _("It works until %(day)s: %(days)s more days. Make a new one in time.")
            yield _warning(name, text % values)
        else:
            yield _right(name, _("It works until %(day)s.") % values)

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


def _rate_differs(name: str, theirs: str, rates: set[Decimal]) -> Line:
    """Say that a tax is of another rate than its VAT code has now."""
    ours = ", ".join(f"{rate.normalize():f} %" for rate in sorted(rates))
    text = _("%(theirs)s: ours is %(ours)s. Name another in [taxes] of invoicing/odoo.toml.")
    return _wrong(name, text % {"theirs": theirs, "ours": ours})


def _right(name: str, text: str) -> Line:
    return Line(name=name, state="right", text=text)


def _warning(name: str, text: str) -> Line:
    return Line(name=name, state="warning", text=text)


def _wrong(name: str, text: str) -> Line:
    return Line(name=name, state="wrong", text=text)
