"""What an invoice prints: plain values from its rows; equal values give equal bytes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from lllo.office.content import Seller
from lllo.rules.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from lllo.invoices.billing import Billing
    from lllo.invoices.models import Invoice, InvoiceLine, VatTotal
    from lllo.people.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """The organisation as an invoice keeps it (BG-7), with the address invoices go to."""

    name: str
    legal_name: str
    kvk_number: str = ""
    oin: str = ""
    vat_identifier: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country_code: str = "NL"
    invoice_attention: str = ""
    invoice_street: str = ""
    invoice_postal_code: str = ""
    invoice_city: str = ""
    invoice_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line as it prints; ``vat_rate`` in per cent, category ``E`` or ``O`` has no rate."""

    name: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    vat_category: str
    vat_rate: Decimal
    net_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetVat:
    """A row of the VAT table."""

    category: str
    rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal
    exemption_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The invoice that a credit note takes back, and why."""

    number: str
    issue_date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSheet:
    """Everything on an invoice or, with ``original``, on a credit note."""

    number: str
    issue_date: date
    due_date: date
    period: Period
    contract_number: str
    purchase_order_number: str
    orderer: str
    seller: Seller
    buyer: Buyer
    lines: tuple[SheetLine, ...]
    vat: tuple[SheetVat, ...]
    net_amount: Decimal
    vat_amount: Decimal
    payable_amount: Decimal
    in_kind: tuple[tuple[str, Decimal], ...] = ()
    text: str = ""
    original: Original | None = None
    demo: bool = False

    @property
    def file_stem(self) -> str:
        """The number as the name of a file."""
        return "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in self.number)


def buyer_of(organisation: Organisation) -> Buyer:
    """Return an organisation as its invoices keep it."""
    return Buyer(**_columns(Buyer, organisation))


def sheet_of(
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    vat_totals: Sequence[VatTotal],
    billing: Billing,
) -> InvoiceSheet:
    """Return what an invoice prints that has its number, parties and totals."""
    assert invoice.number is not None
    assert invoice.issue_date is not None
    assert invoice.due_date is not None
    contract_year = invoice.contract_year
    return InvoiceSheet(
        number=invoice.number,
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        period=Period(starts_on=invoice.period_starts_on, ends_on=invoice.period_ends_on),
        contract_number=contract_year.contract.number,
        purchase_order_number=invoice.purchase_order_number,
        orderer=invoice.orderer,
        seller=Seller(**_known(Seller, invoice.seller)),
        buyer=Buyer(**_known(Buyer, invoice.buyer)),
        lines=tuple(SheetLine(**_columns(SheetLine, line)) for line in lines),
        vat=tuple(SheetVat(**_columns(SheetVat, total)) for total in vat_totals),
        net_amount=invoice.net_amount,
        vat_amount=invoice.vat_amount,
        payable_amount=invoice.payable_amount,
        in_kind=tuple(
            (line.component_name, line.amount)
            for line in contract_year.lines.all()
            if line.borne_by_university
        ),
        text=billing.invoice_text,
        original=_original(invoice),
        demo=billing.is_demo,
    )


def _original(invoice: Invoice) -> Original | None:
    """Return what a credit note takes back."""
    corrected = invoice.corrects
    if corrected is None:
        return None
    assert corrected.number is not None
    assert corrected.issue_date is not None
    return Original(number=corrected.number, issue_date=corrected.issue_date, reason=invoice.reason)


def _known(kind: type, kept: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a class that were kept; what it learned later has its default."""
    names = {item.name for item in fields(kind)}
    return {key: value for key, value in kept.items() if key in names}


def _columns(kind: type, row: Any) -> dict[str, Any]:
    """Return the fields of a class from a row with columns of the same names."""
    return {item.name: getattr(row, item.name) for item in fields(kind)}
