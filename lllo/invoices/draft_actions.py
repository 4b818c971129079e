"""Drafts: what a year is to be invoiced, made once, renewed and removed as things change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from lllo.contracts.models import Contract, ContractYear
from lllo.errors import LlloError, Refused
from lllo.fields import refuse_invalid
from lllo.invoices import refusals
from lllo.invoices.billing import Billing, in_force
from lllo.invoices.models import Invoice, InvoiceLine
from lllo.invoices.plan import Planned, is_taken_back, planned, refuse_other_amounts
from lllo.people import audit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lllo.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """An invoice that could not be made or issued, and why."""

    contract: str
    organisation: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Which instalments are drafted: those begun by ``on``; of them one, if it is given."""

    on: date
    instalment: int | None

    def includes(self, part: Planned) -> bool:
        """Tell whether an instalment is drafted."""
        number, period = part.instalment.number, part.instalment.period
        return period.starts_on <= self.on and self.instalment in (None, number)


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run did; ``unchanged`` were drafted or issued before and still say the same."""

    created: list[Invoice] = field(default_factory=list)
    renewed: list[Invoice] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[Invoice] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)


def draft_invoices(
    year: int,
    *,
    on: date,
    only: ContractYear | None = None,
    instalment: int | None = None,
    by: User | None,
) -> RunResult:
    """Draft what is to be invoiced by ``on`` for the contract years that start in ``year``.

    A contract year and instalment is drafted once, and again with the next
    revision after a credit note. A draft that no longer agrees with agreement
    or VAT is renewed, one whose period was cut off by an early end removed. ``on``
    is not in the future: what is drafted may be issued. ``only`` narrows it to one of them,
    ``instalment`` to what is drafted or renewed of each.
    """
    refusals.refuse_to_come(on)
    billing = in_force()
    run = RunResult()
    with transaction.atomic():
        for contract_year in _contract_years(year, on, only):
            try:
                _draft_year(contract_year, billing, run, Due(on=on, instalment=instalment), by=by)
            except Refused as refused:
                run.blocked.append(blocked(contract_year.contract, refused))
    return run


def _contract_years(year: int, on: date, only: ContractYear | None) -> Iterable[ContractYear]:
    """Return the contract years of a year that have started, with what a draft needs.

    Their contracts are locked before anything is read of them, as whoever amends or
    ends a contract does.
    """
    started = ContractYear.objects.starting_in(year).filter(starts_on__lte=on)
    if only:
        started = started.filter(pk=only.pk)
    contracts = Contract.objects.select_for_update().signed().order_by("pk")
    locked_contracts = list(contracts.filter(pk__in=started.order_by().values("contract")))
    return (
        started.filter(contract__in=locked_contracts)
        .select_related("contract__organisation")
        .prefetch_related("lines", "invoices__lines", "invoices__credit_notes")
        .order_by("contract__number")
    )


def _draft_year(
    contract_year: ContractYear, billing: Billing, run: RunResult, due: Due, *, by: User | None
) -> None:
    """Draft the instalments of one contract year that are due, and remove what is no longer.

    Refuses before it writes: a contract year that is refused stays as it was.
    """
    plan = {part.instalment.number: part for part in planned(contract_year, billing)}
    invoices = [item for item in contract_year.invoices.all() if item.kind == Invoice.Kind.INVOICE]
    refuse_other_amounts(plan, invoices)
    for item in invoices:
        if item.state == Invoice.State.DRAFT and item.instalment not in plan:
            run.removed.append(str(item))
            _remove(item, by=by)
    for part in plan.values():
        if due.includes(part):
            same = [item for item in invoices if item.instalment == part.instalment.number]
            _draft_instalment(contract_year, part, same, run, by=by)


def _draft_instalment(
    contract_year: ContractYear,
    part: Planned,
    same: list[Invoice],
    run: RunResult,
    *,
    by: User | None,
) -> None:
    """Make the draft of one instalment, renew it, or leave it as it is."""
    live = next((item for item in same if not is_taken_back(item)), None)
    if live is None:
        draft = _new_draft(contract_year, part, revision=len(same), by=by)
        run.created.append(draft)
    elif live.state == Invoice.State.ISSUED:
        run.unchanged.append(live)
    elif _takes_order_number(live, contract_year) | (not part.agrees_with(live)):
        run.renewed.append(_renew(live, part, by=by))
    else:
        run.unchanged.append(live)


def _new_draft(
    contract_year: ContractYear, part: Planned, *, revision: int, by: User | None
) -> Invoice:
    """Make a draft."""
    contract = contract_year.contract
    draft = Invoice.objects.create(
        organisation=contract.organisation,
        contract_year=contract_year,
        instalment=part.instalment.number,
        revision=revision,
        purchase_order_number=contract.purchase_order_number,
        orderer=contract.orderer or contract.organisation.orderer,
        made_by=by,
        **part.columns,
    )
    _write_lines(draft, part)
    audit.record("invoice.drafted", draft, by=by, net_amount=str(draft.net_amount))
    return draft


def _takes_order_number(draft: Invoice, contract_year: ContractYear) -> bool:
    """Fill in what came in later; tell whether it did. What stands on a draft stays."""
    contract = contract_year.contract
    before = draft.purchase_order_number, draft.orderer
    draft.purchase_order_number = before[0] or contract.purchase_order_number
    draft.orderer = before[1] or contract.orderer or contract.organisation.orderer
    return (draft.purchase_order_number, draft.orderer) != before


def _renew(draft: Invoice, part: Planned, *, by: User | None) -> Invoice:
    """Let a draft say what is planned now."""
    for column, value in part.columns.items():
        setattr(draft, column, value)
    draft.save()
    draft.lines.all().delete()
    _write_lines(draft, part)
    audit.record("invoice.renewed", draft, by=by, net_amount=str(draft.net_amount))
    return draft


def _write_lines(draft: Invoice, part: Planned) -> None:
    """Write the lines of a plan to a draft."""
    for line in part.lines:
        line.invoice = draft
    InvoiceLine.objects.bulk_create(part.lines)


def _remove(draft: Invoice, *, by: User | None) -> None:
    """Remove a draft; it never had a number."""
    audit.record("invoice.removed", draft, by=by)
    draft.lines.all().delete()
    draft.delete()


def set_order_number(
    invoice: Invoice, *, purchase_order_number: str, orderer: str = "", by: User | None
) -> Invoice:
    """Note on a draft what the organisation wants to see on it; later runs keep it."""
    refusals.refuse_without_order_number(purchase_order_number)
    with transaction.atomic():
        draft = locked(invoice)
        if draft.state != Invoice.State.DRAFT:
            raise Refused(
                _("Invoice %(number)s was issued; nothing on it changes. Credit it instead.")
                % {"number": draft.number},
                code="already_issued",
            )
        draft.purchase_order_number = purchase_order_number.strip()
        draft.orderer = orderer.strip() or draft.orderer
        refuse_invalid(draft)
        draft.save(update_fields=["purchase_order_number", "orderer"])
        audit.record("invoice.ordered", draft, by=by, number=draft.purchase_order_number)
    return draft


def locked(invoice: Invoice) -> Invoice:
    """Return an invoice, read again and locked.

    Its contract comes first, as in a run: whoever drafts, issues and credits, amends
    and ends waits in the same order, and sees what the one before did. SQLite locks no
    rows, its one writer has waited already.
    """
    if connection.features.has_select_for_update:
        contracts = Contract.objects.select_for_update(of=("self",))
        contracts.get(contract_years=invoice.contract_year_id)
    rows = Invoice.objects.select_for_update(of=("self",))
    found = rows.select_related("organisation", "contract_year__contract")
    row: Invoice | None = found.filter(pk=invoice.pk).first()
    if row is None:
        raise Refused(_("This draft was removed meanwhile."), code="draft_gone")
    return row


def blocked(contract: Contract, error: LlloError) -> Blocked:
    """Return what a run tells about something that could not be done."""
    return Blocked(
        contract=contract.number,
        organisation=str(contract.organisation),
        reason=str(error),
        code=getattr(error, "code", "documents_not_made"),
    )
