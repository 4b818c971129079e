"""What a run would do, before it does anything: lines, VAT, totals, obstacles, what changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.contracts.models import Contract, ContractYear
from lllo.errors import Refused
from lllo.invoices.models import Invoice
from lllo.invoices.plan import is_taken_back, planned, refuse_other_amounts
from lllo.invoices.readiness import Obstacle, freeze, obstacles
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.invoices.billing import Billing
    from lllo.invoices.models import InvoiceLine
    from lllo.invoices.plan import Planned
    from lllo.people.models import Organisation

OUTCOMES = {
    "new": gettext_lazy("will be drafted"),
    "renewed": gettext_lazy("draft will be renewed"),
    "unchanged": gettext_lazy("drafted already"),
    "issued": gettext_lazy("issued already"),
    "removed": gettext_lazy("draft will be removed"),
    "blocked": gettext_lazy("left alone"),
}
CHANGES = {
    "": "",
    "new": gettext_lazy("new since the last preview"),
    "changed": gettext_lazy("changed since the last preview"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One instalment of a contract year, and what a run would do with it.

    ``invoice`` is its draft or the issued one, if there is any; ``outcome`` a key of
    ``OUTCOMES``, ``change`` one of ``CHANGES``. Amounts of VAT are empty while it is not decided.
    """

    contract: Contract
    contract_year: ContractYear
    instalment: int
    outcome: str
    invoice: Invoice | None
    lines: tuple[InvoiceLine, ...]
    in_kind: Decimal
    net_amount: Decimal
    vat_amount: Decimal | None
    payable_amount: Decimal | None
    purchase_order_number: str
    obstacles: tuple[Obstacle, ...] = ()
    change: str = ""

    @property
    def organisation(self) -> Organisation:
        """Who is billed."""
        return self.contract.organisation

    @property
    def key(self) -> str:
        """What the row is known by from one preview to the next."""
        return f"{self.contract.number}/{self.contract_year.number}/{self.instalment}"

    @property
    def facts(self) -> dict[str, object]:
        """What is compared with the last preview."""
        return {
            "net": str(self.net_amount),
            "vat": None if self.vat_amount is None else str(self.vat_amount),
            "outcome": self.outcome,
            "obstacles": [obstacle.code for obstacle in self.obstacles],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A run as it would be; ``gone`` are the keys that only the last preview had."""

    year: int
    on: date
    rows: tuple[PreviewRow, ...]
    gone: tuple[str, ...] = ()

    @property
    def ready(self) -> tuple[PreviewRow, ...]:
        """The rows that could be issued now."""
        waiting = ("new", "renewed", "unchanged")
        return tuple(row for row in self.rows if row.outcome in waiting and not row.obstacles)

    @property
    def held_up(self) -> tuple[PreviewRow, ...]:
        """The rows that something stands in the way of."""
        return tuple(row for row in self.rows if row.obstacles)

    @property
    def net_amount(self) -> Decimal:
        """The sum of what could be issued now, without VAT."""
        return sum((row.net_amount for row in self.ready), ZERO)

    @property
    def vat_amount(self) -> Decimal:
        """The VAT of what could be issued now."""
        return sum((row.vat_amount or ZERO for row in self.ready), ZERO)

    @property
    def payable_amount(self) -> Decimal:
        """What would be to pay of what could be issued now."""
        return self.net_amount + self.vat_amount


def preview_of(year: int, billing: Billing, *, on: date) -> Preview:
    """Return what a run of a year would do on a day; nothing is written."""
    rows = rows_of(years_due(year, on), billing, on)
    return Preview(year=year, on=on, rows=tuple(rows))


def years_due(year: int, on: date) -> QuerySet[ContractYear]:
    """Return the contract years of signed agreements that a run looks at, in its order."""
    found = ContractYear.objects.starting_in(year).filter(starts_on__lte=on)
    return found.filter(contract__in=Contract.objects.signed()).order_by("contract__number")


def rows_of(years: QuerySet[ContractYear], billing: Billing, on: date) -> Iterator[PreviewRow]:
    """Return the rows of some contract years."""
    invoices = Invoice.objects.without_contents()
    notes = Prefetch("credit_notes", queryset=invoices)
    found = years.select_related("contract__organisation").prefetch_related(
        "lines",
        Prefetch("invoices", queryset=invoices.prefetch_related("lines", notes)),
        "contract__organisation__invoice_annexes",
    )
    for contract_year in found:
        yield from _rows(contract_year, billing, on)


def compared(preview: Preview, before: Mapping[str, object] | None) -> Preview:
    """Return a preview that says what changed since an earlier one, if there was one."""
    if before is None:
        return preview
    rows = (replace(row, change=change_of(row.key, row.facts, before)) for row in preview.rows)
    keys = {row.key for row in preview.rows}
    return replace(
        preview, rows=tuple(rows), gone=tuple(sorted(key for key in before if key not in keys))
    )


def change_of(key: str, facts: Mapping[str, object], before: Mapping[str, object]) -> str:
    """Return how a row compares with the last preview, as a key of ``CHANGES``."""
    if key not in before:
        return "new"
    return "" if before[key] == facts else "changed"


def _rows(contract_year: ContractYear, billing: Billing, on: date) -> Iterator[PreviewRow]:
    """Return the rows of one contract year."""
    plan = {part.instalment.number: part for part in planned(contract_year, billing)}
    invoices = [item for item in contract_year.invoices.all() if item.kind == Invoice.Kind.INVOICE]
    for item in invoices:
        item.contract_year = contract_year  # with what was read together
        item.organisation = contract_year.contract.organisation
    blocked = _disagreement(plan, invoices)
    for item in invoices:
        if item.state == Invoice.State.DRAFT and item.instalment not in plan:
            yield _row_of(item, "blocked" if blocked else "removed", blocked)
    for number, part in plan.items():
        if part.instalment.period.starts_on <= on:
            same = [item for item in invoices if item.instalment == number]
            yield _planned_row(contract_year, part, same, blocked, billing, on)


def _disagreement(plan: dict[int, Planned], invoices: list[Invoice]) -> tuple[Obstacle, ...]:
    """Return why a run leaves a whole contract year alone."""
    try:
        refuse_other_amounts(plan, invoices)
    except Refused as refused:
        return (Obstacle(code=refused.code, sentence=str(refused), mended_at="invoice"),)
    return ()


def _planned_row(
    contract_year: ContractYear,
    part: Planned,
    same: list[Invoice],
    blocked: tuple[Obstacle, ...],
    billing: Billing,
    on: date,
) -> PreviewRow:
    """Return the row of an instalment that is due."""
    live = next((item for item in same if not is_taken_back(item)), None)
    if live is not None and live.state == Invoice.State.ISSUED:
        return _row_of(live, "issued", blocked)
    contract = contract_year.contract
    planned_invoice = Invoice(
        organisation=contract.organisation,
        contract_year=contract_year,
        instalment=part.instalment.number,
        revision=len(same) - (live is not None),
        purchase_order_number=(live and live.purchase_order_number)
        or contract.purchase_order_number,
        orderer=(live and live.orderer) or contract.orderer or contract.organisation.orderer,
        **part.columns,
    )
    found = blocked or _obstacles(planned_invoice, part, billing, on)
    if blocked:
        outcome = "blocked"
    elif live is None:
        outcome = "new"
    else:
        outcome = "unchanged" if _says(live, planned_invoice, part) else "renewed"
    return _row(planned_invoice, part.lines, outcome, found, invoice=live)


def _says(draft: Invoice, wanted: Invoice, part: Planned) -> bool:
    """Tell whether a draft says what is planned, with the order number that came in since."""
    names = ("purchase_order_number", "orderer")
    same = all(getattr(draft, name) == getattr(wanted, name) for name in names)
    return same and part.agrees_with(draft)


def _obstacles(invoice: Invoice, part: Planned, billing: Billing, on: date) -> tuple[Obstacle, ...]:
    """Return what stands in the way of issuing what is planned."""
    totals = freeze(invoice, part, billing, on=on)
    found = list(obstacles(invoice, part.lines, totals, billing))
    if invoice.revision:
        found.append(
            Obstacle(
                code="credited_before",
                sentence=_("It was credited before; a run leaves it to a person."),
                mended_at="invoice",
            )
        )
    return tuple(found)


def _row_of(invoice: Invoice, outcome: str, found: tuple[Obstacle, ...]) -> PreviewRow:
    """Return the row of an invoice that is there."""
    return _row(invoice, tuple(invoice.lines.all()), outcome, found, invoice=invoice)


def _row(
    shown: Invoice,
    lines: tuple[InvoiceLine, ...],
    outcome: str,
    found: tuple[Obstacle, ...],
    *,
    invoice: Invoice | None,
) -> PreviewRow:
    """Return a row that shows the amounts of ``shown``."""
    year = shown.contract_year
    borne = (line.amount for line in year.lines.all() if line.borne_by_university)
    return PreviewRow(
        contract=year.contract,
        contract_year=year,
        instalment=shown.instalment,
        outcome=outcome,
        invoice=invoice,
        lines=lines,
        in_kind=sum(borne, ZERO),
        net_amount=shown.net_amount,
        vat_amount=shown.vat_amount,
        payable_amount=shown.payable_amount,
        purchase_order_number=shown.purchase_order_number,
        obstacles=found,
    )
