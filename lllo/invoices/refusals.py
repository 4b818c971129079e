"""The refusals of invoices and payments, each a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.formats import day, money
from lllo.invoices.models import Invoice

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal


def refuse_issued(invoice: Invoice) -> None:
    """Refuse to issue what has its number."""
    if invoice.issue_date is not None:
        raise Refused(
            _("This is invoice %(number)s already; it was issued on %(day)s.")
            % {"number": invoice.number, "day": day(invoice.issue_date)},
            code="already_issued",
        )


def refuse_without_order_number(number: str) -> None:
    """Refuse to note an order number that is empty."""
    if not number.strip():
        raise Refused(_("An order number must be given."), code="order_number_missing")


def refuse_to_come(on: date) -> None:
    """Refuse a day in the future; as a date of issue it would hold up the number series."""
    today = clock.today()
    if on > today:
        raise Refused(
            _("%(day)s has not come yet; today is %(today)s.")
            % {"day": day(on), "today": day(today)},
            code="day_to_come",
        )


def refuse_before(last: date | None, on: date) -> None:
    """Refuse a date of issue before the last one of the series."""
    if last is not None and on < last:
        raise Refused(
            _("%(day)s is before %(last)s, the date of the last number of this series.")
            % {"day": day(on), "last": day(last)},
            code="issue_date_before_last",
        )


def stale() -> Refused:
    """Return the refusal of a draft that no longer says what agreement and office folders say."""
    return Refused(
        _(
            "Agreement, VAT, terms or language changed after this draft was made. Run the year"
            " again."
        ),
        code="draft_stale",
    )


def refuse_not_issued(invoice: Invoice) -> None:
    """Refuse what only holds for an invoice with a number: drafts and credit notes are not."""
    if invoice.state != Invoice.State.ISSUED:
        raise Refused(_("This invoice is a draft; it was not issued yet."), code="not_issued")
    if invoice.kind != Invoice.Kind.INVOICE:
        raise Refused(
            _("%(number)s is a credit note, not an invoice.") % {"number": invoice.number},
            code="is_credit_note",
        )


def refuse_credit_before(invoice: Invoice, on: date) -> None:
    """Refuse a credit note that is older than its invoice."""
    if invoice.issue_date is not None and on < invoice.issue_date:
        raise Refused(
            _("Invoice %(number)s is of %(issued)s; a credit note of %(day)s cannot precede it.")
            % {"number": invoice.number, "issued": day(invoice.issue_date), "day": day(on)},
            code="credit_before_invoice",
        )


def refuse_no_amount(amount: Decimal) -> None:
    """Refuse a payment of nothing."""
    if amount <= 0:
        raise Refused(
            _("A payment is more than zero. To take one back, reverse it."),
            code="payment_not_positive",
        )


def refuse_more_than_unpaid(invoice: Invoice, amount: Decimal, unpaid: Decimal) -> None:
    """Refuse a payment of more than was not paid yet: ask whether that is so."""
    if amount > unpaid:
        raise Refused(
            _("Of invoice %(number)s %(unpaid)s is not paid yet; %(amount)s is more than that.")
            % {"number": invoice.number, "unpaid": money(unpaid), "amount": money(amount)},
            code="payment_too_much",
        )


def refuse_noted_before(invoice: Invoice, amount: Decimal, on: date) -> None:
    """Refuse the same payment by hand a second time: ask whether there were two."""
    same = invoice.payments.filter(amount=amount, received_on=on, reversed_by__isnull=True)
    if same.exists():
        raise Refused(
            _("A payment of %(amount)s on %(day)s was noted for invoice %(number)s already.")
            % {"number": invoice.number, "amount": money(amount), "day": day(on)},
            code="payment_noted",
        )


def refuse_number_taken(number: str) -> None:
    """Refuse a number that another invoice has: the series was given another code."""
    if Invoice.objects.filter(number=number).exists():
        raise Refused(
            _(
                "The number %(number)s was given out before. A series in invoicing/numbering.toml"
                " keeps its code; a new series needs a format of its own."
            )
            % {"number": number},
            code="number_taken",
        )
