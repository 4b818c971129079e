"""Credit notes: an invoice is taken back whole or by line, never more than was invoiced."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.contracts.refusals import refuse_without_reason
from lllo.errors import Refused
from lllo.formats import money
from lllo.invoices import refusals
from lllo.invoices.billing import in_force
from lllo.invoices.delivery_actions import ask_deliveries
from lllo.invoices.draft_actions import locked
from lllo.invoices.freezing import snapshot_of
from lllo.invoices.models import Invoice, InvoiceLine, VatTotal
from lllo.invoices.plan import LINE_COLUMNS
from lllo.invoices.publishing import Ready, publish
from lllo.people import audit
from lllo.rules import invoice as rules
from lllo.rules.credit import credit_vat
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lllo.people.models import User

    Amounts = Mapping[int, Decimal | None]

ONE = Decimal("1.00")
COPIED = (
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
)


def credit_invoice(
    invoice: Invoice,
    *,
    lines: Amounts | None = None,
    on: date,
    reason: str,
    send: bool = False,
    by: User | None,
) -> Invoice:
    """Take back what is left of an invoice, or amounts of its lines, by a credit note.

    ``lines`` gives for the position of a line the net amount to take back, nothing for what
    is left of it; without it everything that is left. The note is issued at once and says what
    the invoice said, to the same parties. After a whole credit the next run drafts the
    contract year again, with the next revision; after a part of it the organisation owes less.
    """
    refuse_without_reason(reason)
    billing = in_force()

    def note(ready: Ready) -> None:
        _record(ready.invoice, by=by)
        if send:
            ask_deliveries(ready.invoice, by=by)

    def read() -> Ready:
        made, own, totals = _note(invoice, lines, on=on, reason=reason.strip(), by=by)
        snapshot = snapshot_of(made, own, totals, billing)
        return Ready(invoice=made, lines=own, vat_totals=totals, snapshot=snapshot)

    return publish(
        read,
        billing.numbering.for_credit_notes,
        on=on,
        note=note,
    )


def _record(note: Invoice, *, by: User | None) -> None:
    """Note on the trail of an invoice what was credited of it."""
    assert note.corrects is not None
    detail: dict[str, Any] = {
        "note": note.number,
        "amount": str(note.payable_amount),
        "reason": note.reason,
    }
    audit.record("invoice.credited", note.corrects, by=by, **detail)


def _note(
    invoice: Invoice, amounts: Amounts | None, *, on: date, reason: str, by: User | None
) -> tuple[Invoice, tuple[InvoiceLine, ...], tuple[VatTotal, ...]]:
    """Return the credit note but for its number, with lines and VAT; its invoice is locked."""
    original = locked(invoice)
    refusals.refuse_not_issued(original)
    refusals.refuse_credit_before(original, on)
    lines = _lines(original, amounts)
    totals = _vat_totals(original, lines)
    net = sum((line.net_amount for line in lines), ZERO)
    vat = sum((total.tax_amount for total in totals), ZERO)
    note = Invoice(
        kind=Invoice.Kind.CREDIT_NOTE,
        corrects=original,
        reason=reason,
        issue_date=on,
        due_date=rules.due_date(on, original.contract_year.contract.payment_days),
        net_amount=net,
        vat_amount=vat,
        payable_amount=net + vat,
        made_by=by,
        **{column: getattr(original, column) for column in COPIED},
    )
    return note, tuple(lines), tuple(totals)


def _lines(original: Invoice, amounts: Amounts | None) -> list[InvoiceLine]:
    """Return the lines of the note; refuse what was not invoiced, or was credited before."""
    left = {line.position: (line, _left(line)) for line in original.lines.all()}
    if amounts is None:
        amounts = {position: None for position, (_line, rest) in left.items() if rest}
        if not amounts:
            raise Refused(
                _("Of invoice %(number)s everything was credited already.")
                % {"number": original.number},
                code="already_credited",
            )
    lines: list[InvoiceLine] = []
    for position, asked in sorted(amounts.items()):
        if position not in left:
            raise Refused(
                _("Invoice %(number)s has no line %(position)s.")
                % {"number": original.number, "position": position},
                code="line_unknown",
            )
        line, rest = left[position]
        amount = rest if asked is None else asked
        _refuse_amount(line, amount, rest)
        lines.append(_credit_line(line, amount, position=len(lines) + 1))
    return lines


def _left(line: InvoiceLine) -> Decimal:
    """Return what of a line was not credited yet."""
    return line.net_amount - sum((each.net_amount for each in line.credited_by.all()), ZERO)


def _refuse_amount(line: InvoiceLine, amount: Decimal, rest: Decimal) -> None:
    """Refuse to credit nothing, or more than is left of a line."""
    if amount <= 0:
        raise Refused(
            _("Of line %(position)s (%(name)s) nothing would be credited.")
            % {"position": line.position, "name": line.name},
            code="credit_not_positive",
        )
    if amount > rest:
        raise Refused(
            _("Of line %(position)s (%(name)s) %(rest)s is left to credit; %(amount)s is more.")
            % {
                "position": line.position,
                "name": line.name,
                "rest": money(rest),
                "amount": money(amount),
            },
            code="credit_too_much",
        )


def _credit_line(line: InvoiceLine, amount: Decimal, *, position: int) -> InvoiceLine:
    """Return the line of a note that takes back ``amount`` of a line; whole, or as one piece."""
    copy = InvoiceLine(**{column: getattr(line, column) for column in LINE_COLUMNS})
    copy.position, copy.credits = position, line
    if amount != line.net_amount:
        copy.quantity, copy.unit_price, copy.net_amount = ONE, amount, amount
    return copy


def _vat_totals(original: Invoice, lines: list[InvoiceLine]) -> list[VatTotal]:
    """Return the VAT of the lines to credit; all notes together come to that of the invoice."""
    nets: dict[tuple[str, Decimal], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        assert line.vat_rate is not None
        nets[line.vat_category, line.vat_rate] += line.net_amount
    before = VatTotal.objects.filter(invoice__corrects=original)
    totals = []
    for total in original.vat_totals.all():
        key = (total.category, total.rate)
        if key not in nets:
            continue
        same = [each for each in before if (each.category, each.rate) == key]
        tax_amount = credit_vat(
            taxable_amount=total.taxable_amount,
            tax_amount=total.tax_amount,
            credited_net=sum((each.taxable_amount for each in same), ZERO),
            credited_tax=sum((each.tax_amount for each in same), ZERO),
            net_amount=nets[key],
            rate=total.rate,
        )
        totals.append(
            VatTotal(
                category=total.category,
                rate=total.rate,
                taxable_amount=nets[key],
                tax_amount=tax_amount,
                exemption_reason=total.exemption_reason,
                exemption_code=total.exemption_code,
            )
        )
    return totals
