"""Drafts, issue with a gapless number, credit notes, and payments."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.refusals import refuse_without_reason
from lllo.documents.actions import store
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.invoices import refusals
from lllo.invoices.billing import Billing, in_force
from lllo.invoices.draft_actions import (
    Blocked,
    RunResult,
    blocked,
    draft_invoices,
    locked,
    set_order_number,
)
from lllo.invoices.models import Invoice, InvoiceLine, NumberSeries, Payment, VatTotal
from lllo.invoices.plan import LINE_COLUMNS, Planned, planned
from lllo.invoices.queries import unpaid_amount
from lllo.invoices.sheet import buyer_of, sheet_of
from lllo.people import audit
from lllo.rules import invoice as rules
from lllo.rules.numbering import number as number_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from lllo.office.content import Series
    from lllo.people.models import User

    Progress = Callable[[Sequence[Any]], Iterable[Any]]

__all__ = [
    "Blocked",
    "IssueResult",
    "RunResult",
    "credit_invoice",
    "draft_invoices",
    "issue_drafts",
    "issue_invoice",
    "record_payment",
    "reverse_payment",
    "set_order_number",
]
Row = TypeVar("Row", InvoiceLine, VatTotal)
COPIED_TO_CREDIT_NOTE = (
    "organisation",
    "contract_year",
    "instalment",
    "revision",
    "period_starts_on",
    "period_ends_on",
    "purchase_order_number",
    "orderer",
    "seller",
    "buyer",
    "net_amount",
    "vat_amount",
    "payable_amount",
)
VAT_COLUMNS = (
    "category",
    "rate",
    "taxable_amount",
    "tax_amount",
    "exemption_reason",
    "exemption_code",
)


@dataclass(slots=True, kw_only=True)
class IssueResult:
    """Which drafts got a number, and which could not."""

    issued: list[Invoice] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)


def issue_drafts(year: int, *, on: date, progress: Progress = iter, by: User | None) -> IssueResult:
    """Issue the drafts of a year, each in a transaction of its own; report what could not be.

    What was credited before waits for a person, so that a run never sends an
    invoice again that somebody took back. ``progress`` may show how it comes along.
    """
    refusals.refuse_to_come(on)
    billing = in_force()
    result = IssueResult()
    drafts = Invoice.objects.drafts().filter(contract_year__starts_on__year=year)
    drafts = drafts.select_related("contract_year__contract__organisation")
    drafts = drafts.order_by("contract_year__contract__number", "instalment")
    for draft in progress(list(drafts)):
        try:
            _refuse_credited_before(draft)
            result.issued.append(_issue(draft, billing, on=on, by=by))
        except Refused as refused:
            result.blocked.append(blocked(draft.contract_year.contract, refused))
    return result


def issue_invoice(invoice: Invoice, *, on: date, by: User | None) -> Invoice:
    """Give a draft its number, freeze it, and keep its PDF; nothing of it changes after this.

    Refuses while something is missing that an invoice must say, while the VAT is
    not confirmed (except in a demo), a day in the future, and one before the last
    of the series.
    """
    return _issue(invoice, in_force(), on=on, by=by)


def _refuse_credited_before(draft: Invoice) -> None:
    """Refuse to issue in a run what follows upon a credit note."""
    if draft.revision:
        raise Refused(
            _("It was credited before. If it is right now, issue it with: lllo invoices issue"),
            code="credited_before",
        )


def _issue(invoice: Invoice, billing: Billing, *, on: date, by: User | None) -> Invoice:
    """Issue one draft."""
    with transaction.atomic():
        draft = locked(invoice)
        refusals.refuse_unready(draft, billing)
        part = _current_plan(draft, billing)
        _number(draft, billing.numbering.invoice, on=on)
        draft.due_date = _due_date(draft)
        draft.seller = asdict(billing.seller)
        draft.buyer = asdict(buyer_of(draft.organisation))
        assert part.totals.vat is not None
        vat_totals = [_vat_total(item) for item in part.totals.vat]
        _freeze(draft, list(draft.lines.all()), vat_totals, billing)
        audit.record("invoice.issued", draft, by=by, payable_amount=str(draft.payable_amount))
    return draft


def _current_plan(draft: Invoice, billing: Billing) -> Planned:
    """Return what a draft should say; refuse when it says something else."""
    for part in planned(draft.contract_year, billing):
        if part.instalment.number == draft.instalment and part.agrees_with(draft):
            return part
    raise refusals.stale()


def _number(invoice: Invoice, series: Series, *, on: date) -> None:
    """Take the next number of a series; its row stays locked until the transaction ends."""
    refusals.refuse_to_come(on)
    NumberSeries.objects.get_or_create(code=series.code, year=on.year)
    row = NumberSeries.objects.select_for_update().get(code=series.code, year=on.year)
    last = Invoice.objects.filter(series=series.code).aggregate(last=Max("issue_date"))["last"]
    refusals.refuse_before(last, on)
    row.last_number += 1
    row.save(update_fields=["last_number"])
    invoice.series = series.code
    invoice.number = number_of(series.format, on.year, row.last_number)
    refusals.refuse_number_taken(invoice.number)
    invoice.issue_date = on
    invoice.issued_at = clock.now()
    invoice.state = Invoice.State.ISSUED


def _due_date(invoice: Invoice) -> date:
    """Return the day on which an invoice must be paid, as was agreed."""
    assert invoice.issue_date is not None
    return rules.due_date(invoice.issue_date, invoice.contract_year.contract.payment_days)


def _freeze(
    invoice: Invoice, lines: list[InvoiceLine], vat_totals: list[VatTotal], billing: Billing
) -> None:
    """Write an invoice with its VAT and its PDF."""
    from lllo.invoices.pdf import render  # noqa: PLC0415 - reportlab takes 0.15 s

    for row in (invoice, *vat_totals):
        refuse_invalid(row)
    sheet = sheet_of(invoice, lines, vat_totals, billing)
    invoice.pdf = store(
        render(sheet), filename=f"{sheet.file_stem}.pdf", media_type="application/pdf"
    )
    invoice.save()
    for total in vat_totals:
        total.invoice = invoice
    VatTotal.objects.bulk_create(vat_totals)


def _vat_total(total: rules.VatTotal) -> VatTotal:
    """Return a VAT total as a row that is not in the database yet."""
    return VatTotal(
        category=total.treatment.category,
        rate=total.treatment.rate,
        taxable_amount=total.taxable_amount,
        tax_amount=total.tax_amount,
        exemption_reason=total.treatment.exemption_reason,
        exemption_code=total.treatment.exemption_code,
    )


def credit_invoice(invoice: Invoice, *, on: date, reason: str, by: User | None) -> Invoice:
    """Take back a whole invoice by a credit note, issued at once in a series of its own.

    The credit note says what the invoice said, to the same parties. The next run
    drafts the contract year again, with the next revision.
    """
    refuse_without_reason(reason)
    billing = in_force()
    with transaction.atomic():
        original = locked(invoice)
        refusals.refuse_not_issued(original)
        refusals.refuse_credited(original)
        refusals.refuse_credit_before(original, on)
        note = Invoice(
            kind=Invoice.Kind.CREDIT_NOTE,
            corrects=original,
            reason=reason.strip(),
            made_by=by,
            **{column: getattr(original, column) for column in COPIED_TO_CREDIT_NOTE},
        )
        _number(note, billing.numbering.credit_note, on=on)
        note.due_date = _due_date(note)
        lines = [_copy(line, LINE_COLUMNS) for line in original.lines.all()]
        totals = [_copy(total, VAT_COLUMNS) for total in original.vat_totals.all()]
        _freeze(note, lines, totals, billing)
        for line in lines:
            line.invoice = note
        InvoiceLine.objects.bulk_create(lines)
        audit.record("invoice.credited", original, by=by, note=note.number, reason=note.reason)
    return note


def _copy(row: Row, columns: tuple[str, ...]) -> Row:
    """Return a row of an invoice that is not in the database yet."""
    return type(row)(**{column: getattr(row, column) for column in columns})


def record_payment(
    invoice: Invoice, *, amount: Decimal, on: date, reference: str = "", by: User | None
) -> Payment:
    """Note money that came in for an invoice; more than was not paid yet is refused.

    It may come in after a credit note: then it is owed back.
    """
    refusals.refuse_to_come(on)
    with transaction.atomic():
        locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
        refusals.refuse_not_issued(locked)
        payment = Payment(
            invoice=locked, amount=amount, received_on=on, reference=reference, recorded_by=by
        )
        refuse_invalid(payment)
        refusals.refuse_more_than_unpaid(locked, amount, unpaid_amount(locked))
        payment.save()
        audit.record("invoice.paid", locked, by=by, amount=str(amount), received_on=on.isoformat())
    return payment


def reverse_payment(payment: Payment, *, on: date, by: User | None) -> Payment:
    """Take a payment back: it was noted wrongly, or the money was returned."""
    refusals.refuse_to_come(on)
    with transaction.atomic():
        invoice = Invoice.objects.select_for_update().get(pk=payment.invoice_id)
        if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
            raise Refused(_("This payment was reversed already."), code="already_reversed")
        reversal = Payment.objects.create(
            invoice=invoice,
            amount=-payment.amount,
            received_on=on,
            reference=payment.reference,
            reverses=payment,
            recorded_by=by,
        )
        audit.record("invoice.payment_reversed", invoice, by=by, amount=str(payment.amount))
    return reversal
