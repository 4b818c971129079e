"""What keeps an invoice from being issued: each reason a sentence, with where it is mended."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.invoices import preflight
from lllo.invoices.billing import VAT_FILE
from lllo.invoices.freezing import buyer_of, snapshot_of
from lllo.invoices.models import Invoice, VatTotal
from lllo.people.models import Organisation
from lllo.rules import invoice as rules
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from lllo.invoices.billing import Billing
    from lllo.invoices.models import InvoiceLine
    from lllo.invoices.plan import Planned
    from lllo.invoices.snapshot import InvoiceSnapshot

BY_MAIL = (Organisation.Channel.MAIL, Organisation.Channel.BOTH)
BY_PEPPOL = (Organisation.Channel.PEPPOL, Organisation.Channel.BOTH)
SELLER_FILE = "invoicing/seller.toml"
QUESTIONS_FILE = "packages_config/questions.toml"
MENDED_AT = {"seller": SELLER_FILE, "vat": VAT_FILE, "buyer": "organisation", "invoice": "contract"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A reason why something cannot be issued.

    ``mended_at`` is a file of the office, or ``organisation``, ``contract``, ``invoice`` or
    ``run`` for the record or screen where it is mended.
    """

    code: str
    sentence: str
    mended_at: str


def freeze(invoice: Invoice, part: Planned, billing: Billing, *, on: date) -> list[VatTotal]:
    """Give an invoice its dates and parties as of ``on``; return its VAT totals, not saved."""
    invoice.issue_date = on
    invoice.due_date = rules.due_date(on, invoice.contract_year.contract.payment_days)
    invoice.seller = asdict(billing.seller)
    invoice.buyer = asdict(buyer_of(invoice.organisation))
    return [vat_total(item) for item in part.totals.vat or ()]


def refuse_unready(
    invoice: Invoice, lines: Sequence[InvoiceLine], totals: Sequence[VatTotal], billing: Billing
) -> InvoiceSnapshot:
    """Return what an invoice with dates and parties says; refuse for the first reason there is."""
    _refuse_first(_undecided(invoice, billing))
    snapshot = snapshot_of(invoice, lines, totals, billing)
    _refuse_first(_of_document(invoice, snapshot))
    return snapshot


def _refuse_first(found: Iterator[Obstacle]) -> None:
    """Refuse for the first reason there is."""
    for obstacle in found:
        raise Refused(obstacle.sentence, code=obstacle.code)


def obstacles(
    invoice: Invoice, lines: Sequence[InvoiceLine], totals: Sequence[VatTotal], billing: Billing
) -> Iterator[Obstacle]:
    """Return every reason why an invoice cannot be issued, those of all invoices first."""
    yield from _undecided(invoice, billing)
    known, leave_out = invoice, ""
    if invoice.vat_amount is None:  # the rest can be looked at all the same
        leave_out = "sums_wrong"
        known = Invoice(vat_amount=ZERO, payable_amount=invoice.net_amount)
        for name in ("organisation", "contract_year", "issue_date", "due_date", "net_amount",
                     "period_starts_on", "period_ends_on", "purchase_order_number", "orderer",
                     "seller", "buyer"):  # fmt: skip
            setattr(known, name, getattr(invoice, name))
    for obstacle in _of_document(invoice, snapshot_of(known, lines, totals, billing)):
        if obstacle.code != leave_out:
            yield obstacle


def _of_document(invoice: Invoice, snapshot: InvoiceSnapshot) -> Iterator[Obstacle]:
    """Return what is wrong with what an invoice says, and with where it is to go."""
    for problem in preflight.problems(snapshot):
        yield Obstacle(
            code=problem.code, sentence=problem.sentence, mended_at=MENDED_AT[problem.where]
        )
    organisation = invoice.organisation
    if organisation.invoice_channel in BY_MAIL and not organisation.invoice_email:
        yield Obstacle(
            code="invoice_email_missing",
            sentence=_(
                "%(organisation)s gets its invoices by mail, and the mail address is missing."
            )
            % {"organisation": organisation},
            mended_at="organisation",
        )


def _undecided(invoice: Invoice, billing: Billing) -> Iterator[Obstacle]:
    """Return what the office has not decided or confirmed."""
    if invoice.vat_amount is None:
        yield Obstacle(
            code="vat_unknown",
            sentence=_("The VAT of this invoice is not decided yet. Fill in invoicing/vat.toml."),
            mended_at=VAT_FILE,
        )
    elif not (billing.vat.confirmed or billing.is_demo):
        yield Obstacle(
            code="vat_unconfirmed",
            sentence=_("The VAT is not confirmed yet (confirmed = false in invoicing/vat.toml)."),
            mended_at=VAT_FILE,
        )
    if billing.holding:
        yield Obstacle(
            code="question_open",
            sentence=_(
                "An open question holds the invoices (packages_config/questions.toml): %(question)s"
            )
            % {"question": billing.holding[0]},
            mended_at=QUESTIONS_FILE,
        )


def vat_total(total: rules.VatTotal) -> VatTotal:
    """Return a VAT total as a row that is not in the database yet."""
    return VatTotal(
        category=total.treatment.category,
        rate=total.treatment.rate,
        taxable_amount=total.taxable_amount,
        tax_amount=total.tax_amount,
        exemption_reason=total.treatment.exemption_reason,
        exemption_code=total.treatment.exemption_code,
    )
