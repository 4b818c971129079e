"""The refusals of invoices and payments, each a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.errors import Refused
from lllo.formats import day, money
from lllo.invoices.models import Invoice

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.invoices.billing import Billing
    from lllo.people.models import Organisation

SELLER_MUST_HAVE = {
    "legal_name": gettext_lazy("legal name"),
    "street": gettext_lazy("street and number"),
    "postal_code": gettext_lazy("postal code"),
    "city": gettext_lazy("city"),
    "kvk_number": gettext_lazy("KvK number"),
    "vat_identifier": gettext_lazy("VAT identifier"),
    "iban": gettext_lazy("IBAN"),
}
BUYER_MUST_HAVE = {
    "legal_name": gettext_lazy("legal name"),
    "street": gettext_lazy("street and number"),
    "postal_code": gettext_lazy("postal code"),
    "city": gettext_lazy("city"),
}
REVERSE_CHARGE = "AE"


def refuse_unready(draft: Invoice, billing: Billing) -> None:
    """Refuse to issue a draft while something is missing that an invoice must say."""
    if draft.issue_date is not None:
        raise Refused(
            _("This is invoice %(number)s already; it was issued on %(day)s.")
            % {"number": draft.number, "day": day(draft.issue_date)},
            code="already_issued",
        )
    _refuse_vat(draft, billing)
    _refuse_seller(billing)
    _refuse_buyer(draft.organisation)
    _refuse_reverse_charge(draft)
    if draft.organisation.purchase_order_required and not draft.purchase_order_number:
        raise Refused(
            _("%(organisation)s accepts no invoice without an order number, and it is missing.")
            % {"organisation": draft.organisation},
            code="order_number_missing",
        )


def refuse_without_order_number(number: str) -> None:
    """Refuse to note an order number that is empty."""
    if not number.strip():
        raise Refused(_("An order number must be given."), code="order_number_missing")


def _refuse_vat(draft: Invoice, billing: Billing) -> None:
    """Refuse while the VAT is not decided, or decided and not confirmed."""
    if draft.vat_amount is None:
        raise Refused(
            _("The VAT of this invoice is not decided yet. Fill in invoicing/vat.toml."),
            code="vat_unknown",
        )
    if not (billing.vat.confirmed or billing.is_demo):
        raise Refused(
            _("The VAT is not confirmed yet (confirmed = false in invoicing/vat.toml)."),
            code="vat_unconfirmed",
        )
    if billing.holding:
        raise Refused(
            _("An open question holds the invoices (packages_config/questions.toml): %(question)s")
            % {"question": billing.holding[0]},
            code="question_open",
        )


def _refuse_seller(billing: Billing) -> None:
    """Refuse while something of the seller is missing."""
    missing = [text for key, text in SELLER_MUST_HAVE.items() if not getattr(billing.seller, key)]
    if missing:
        raise Refused(
            _("Of the seller is missing in invoicing/seller.toml: %(missing)s.")
            % {"missing": ", ".join(map(str, missing))},
            code="seller_incomplete",
        )


def _refuse_buyer(organisation: Organisation) -> None:
    """Refuse while name or real address of the buyer is missing; a PO box is not enough."""
    missing = [text for key, text in BUYER_MUST_HAVE.items() if not getattr(organisation, key)]
    if missing:
        raise Refused(
            _("Of %(organisation)s is missing: %(missing)s.")
            % {"organisation": organisation, "missing": ", ".join(map(str, missing))},
            code="buyer_incomplete",
        )


def _refuse_reverse_charge(draft: Invoice) -> None:
    """Refuse a reverse charge to a buyer without VAT identifier (BR-AE-02)."""
    organisation = draft.organisation
    if organisation.vat_identifier or not draft.lines.filter(vat_category=REVERSE_CHARGE).exists():
        return
    raise Refused(
        _("The VAT is reverse-charged to %(organisation)s, and its VAT identifier is missing.")
        % {"organisation": organisation},
        code="buyer_vat_identifier_missing",
    )


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
        _("Agreement, VAT or terms changed after this draft was made. Run the year again."),
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


def refuse_credited(invoice: Invoice) -> None:
    """Refuse an invoice that a credit note took back."""
    note = invoice.credit_notes.first()
    if note:
        raise Refused(
            _("Invoice %(number)s was credited already, by %(note)s.")
            % {"number": invoice.number, "note": note.number},
            code="already_credited",
        )


def refuse_credit_before(invoice: Invoice, on: date) -> None:
    """Refuse a credit note that is older than its invoice."""
    if invoice.issue_date is not None and on < invoice.issue_date:
        raise Refused(
            _("Invoice %(number)s is of %(issued)s; a credit note of %(day)s cannot precede it.")
            % {"number": invoice.number, "issued": day(invoice.issue_date), "day": day(on)},
            code="credit_before_invoice",
        )


def refuse_more_than_unpaid(invoice: Invoice, amount: Decimal, unpaid: Decimal) -> None:
    """Refuse a payment of nothing, or of more than was not paid yet."""
    if amount <= 0:
        raise Refused(
            _("A payment is more than zero. To take one back, reverse it."),
            code="payment_not_positive",
        )
    if amount > unpaid:
        raise Refused(
            _("Of invoice %(number)s %(unpaid)s is not paid yet; %(amount)s is more than that.")
            % {"number": invoice.number, "unpaid": money(unpaid), "amount": money(amount)},
            code="payment_too_much",
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
