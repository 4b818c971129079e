"""Agreements and invoices of an organisation, to read and to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts.models import Contract
from lllo.invoices.models import Invoice
from lllo.invoices.queries import STATUS_LABELS
from lllo.rules.period import Period
from lllo.screens.components.cells import Cell, Column, shown
from lllo.screens.components.tables import Table
from lllo.screens.portal import queries
from lllo.screens.portal.place import CONTACT, ReadingPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lllo.screens.components.cells import Tone

TONES: Mapping[str, Tone] = {"paid": "good", "overdue": "late", "open": "wait", "to_refund": "wait"}


class PapersPage(ReadingPage):
    """Every paper of the organisation as a file."""

    url_name = "portal_papers"
    title = gettext_lazy("Documents")
    template_name = "portal/papers.html"
    here = CONTACT

    def content(self) -> dict[str, Any]:
        """Return a table for each kind of paper."""
        contracts = queries.contracts(self.user, self.place)
        bills = queries.bills(self.user, self.place, on=clock.today())
        return {"agreements": _agreements(contracts), "invoices": _invoices(bills)}


def _agreements(rows: list[Contract]) -> Table:
    return Table(
        caption=_("Agreements"),
        columns=[
            Column(key="number", label=_("Agreement"), value=_contract, is_wide=True),
            Column(key="package", label=_("Package"), value=lambda row: row.package_name),
            Column(key="period", label=_("Period"), value=_period),
            Column(key="state", label=_("State"), value=_contract_state, kind="badge"),
        ],
        rows=rows,
        empty=_("There is no agreement yet. You get it by mail when the backoffice has made it."),
    )


def _contract(row: Contract) -> Cell:
    href = reverse("agreement_pdf", args=[row.public_id])
    return Cell(text=_("%(number)s (PDF)") % {"number": row.number}, href=href)


def _period(row: Contract) -> str:
    last = Period(starts_on=row.starts_on, ends_on=row.ends_on).last_day
    return _("%(first)s to %(last)s") % {"first": shown(row.starts_on), "last": shown(last)}


def _contract_state(row: Contract) -> Cell:
    if row.state == Contract.State.OFFERED:
        return Cell(text=_("waits for a signature"), tone="wait")
    tone: Tone = "good" if row.state == Contract.State.SIGNED else "plain"
    return Cell(text=row.get_state_display(), tone=tone)


def _invoices(rows: list[Any]) -> Table:
    return Table(
        caption=_("Invoices"),
        columns=[
            Column(key="number", label=_("Invoice"), value=_invoice, is_wide=True),
            Column(key="day", label=_("Date"), value=lambda row: row.issue_date, kind="day"),
            Column(key="due", label=_("Pay by"), value=_due, kind="day"),
            Column(key="state", label=_("State"), value=_invoice_state, kind="badge"),
            Column(key="amount", label=_("Amount"), value=_amount, kind="money"),
        ],
        rows=rows,
        empty=_("There are no invoices yet."),
    )


def _invoice(row: Any) -> Cell:
    href = reverse("invoice_pdf", args=[row.public_id])
    text = _("%(number)s (PDF)") % {"number": row.number}
    is_invoice = row.kind == Invoice.Kind.INVOICE
    return Cell(text=text, href=href, hint="" if is_invoice else row.get_kind_display())


def _due(row: Any) -> Any:
    return row.due_date if row.kind == Invoice.Kind.INVOICE else None


def _amount(row: Any) -> Any:
    return row.payable_amount


def _invoice_state(row: Any) -> Cell:
    return Cell(text=STATUS_LABELS[row.status], tone=TONES.get(row.status, "plain"))
