"""What an invoice shows, in words: PDF and HTML both set this, so that they say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo.invoices.snapshot import HOME
from lllo.invoices.wording import words

if TYPE_CHECKING:
    from decimal import Decimal

    from lllo.invoices.snapshot import InvoiceSnapshot, SnapshotLine
    from lllo.invoices.wording import Words

NONE = "–"
Pairs = tuple[tuple[str, str], ...]
Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line; ``cells`` are quantity, price, VAT and amount."""

    name: str
    description: str
    cells: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Labels and texts of one document, in the order in which they are read."""

    language: str
    kind: str
    title: str
    subject: str
    demo: bool
    sender: str
    sender_details: Texts
    address: Texts
    references: Pairs
    parties: tuple[tuple[str, Texts], ...]
    line_head: Texts
    lines: tuple[PageLine, ...]
    totals: Pairs  # the last one is what counts
    vat_head: Texts
    vat: tuple[Texts, ...]
    payment_head: str
    payment: Pairs  # empty on a credit note
    scan: str
    notes: Texts
    annexes_head: str
    annexes: Texts


def title_of(snapshot: InvoiceSnapshot) -> str:
    """Return what a document is called, with its number."""
    return f"{words(snapshot.language)[_kind(snapshot)]} {snapshot.number}"


def _kind(snapshot: InvoiceSnapshot) -> str:
    """Return the key of the word for what it is."""
    return "credit_note" if snapshot.is_credit_note else "invoice"


def page_of(snapshot: InvoiceSnapshot) -> Page:
    """Return what a document shows."""
    say = words(snapshot.language)
    kind = say[_kind(snapshot)]
    seller = snapshot.seller
    return Page(
        language=say.language,
        kind=kind,
        title=title_of(snapshot),
        subject=f"{kind} {say['to']} {snapshot.buyer.legal_name}",
        demo=snapshot.demo,
        sender=seller.name or seller.legal_name,
        sender_details=_there(seller.contact, seller.phone, seller.email, seller.website),
        address=_address(snapshot, say),
        references=_references(snapshot, say),
        parties=(
            (say["seller"], _seller(snapshot, say)),
            (say["buyer"], _buyer(snapshot, say)),
        ),
        line_head=tuple(say[key] for key in ("description", "quantity", "price", "vat", "amount")),
        lines=tuple(_line(line, say) for line in snapshot.lines),
        totals=_totals(snapshot, say),
        vat_head=tuple(say[key] for key in ("vat", "rate", "over", "vat_amount")),
        vat=_vat(snapshot, say),
        payment_head=say["payment"],
        payment=() if snapshot.is_credit_note else _payment(snapshot, say),
        scan=say["scan"],
        notes=_notes(snapshot, say),
        annexes_head=say["annexes"],
        annexes=tuple(annex.title for annex in snapshot.annexes),
    )


def _there(*texts: str) -> Texts:
    """Return the texts that are not empty."""
    return tuple(text.strip() for text in texts if text.strip())


def _country(name: str, code: str) -> str:
    """Return the name of a country; of what was issued before names were kept, its code."""
    return name or ("" if code == HOME else code)


def _address(snapshot: InvoiceSnapshot, say: Words) -> Texts:
    """Return where the invoice goes: the invoice address, often a PO box, or the real one."""
    buyer = snapshot.buyer
    street, postal_code, city = (
        (buyer.invoice_street, buyer.invoice_postal_code, buyer.invoice_city)
        if buyer.invoice_street
        else (buyer.street, buyer.postal_code, buyer.city)
    )
    attention = snapshot.orderer or buyer.invoice_attention
    return _there(
        buyer.legal_name,
        f"{say['attention']} {attention}" if attention else "",
        street,
        f"{postal_code} {city}",
        _country(snapshot.buyer_country, buyer.country_code),
    )


def _references(snapshot: InvoiceSnapshot, say: Words) -> Pairs:
    """Return the numbers and dates by which the buyer books the document."""
    kind = _kind(snapshot)
    rows = [
        (say[f"{kind}_number"], snapshot.number),
        (say[f"{kind}_date"], say.day(snapshot.issue_date)),
    ]
    if original := snapshot.original:
        of = f"{original.number} {say['of']} {say.day(original.issue_date)}"
        rows += [(say["corrects"], of), (say["reason"], original.reason)]
    else:
        rows.append((say["due_date"], say.day(snapshot.due_date)))
    first, last = say.day(snapshot.period.starts_on), say.day(snapshot.period.last_day)
    rows += [
        (
            snapshot.buyer.order_number_label or say["order_number"],
            snapshot.purchase_order_number or NONE,
        ),
        (say["orderer"], snapshot.orderer or snapshot.buyer.invoice_attention or NONE),
        (say["contract"], snapshot.contract_number),
    ]
    if snapshot.contract_reference != snapshot.contract_number:
        rows.append((say["their_contract"], snapshot.contract_reference))
    return (*rows, (say["period"], f"{first} {say['until']} {last}"))


def _seller(snapshot: InvoiceSnapshot, say: Words) -> Texts:
    """Return the seller with its legal name, address and registrations."""
    seller = snapshot.seller
    return _there(
        seller.legal_name,
        seller.street,
        f"{seller.postal_code} {seller.city}",
        _country(snapshot.seller_country, seller.country_code),
        f"{say['kvk']} {seller.kvk_number}",
        seller.vat_identifier and f"{say['vat_identifier']} {seller.vat_identifier}",
    )


def _buyer(snapshot: InvoiceSnapshot, say: Words) -> Texts:
    """Return the buyer with its legal name, real address and registrations."""
    buyer = snapshot.buyer
    return _there(
        buyer.legal_name,
        buyer.street,
        f"{buyer.postal_code} {buyer.city}",
        _country(snapshot.buyer_country, buyer.country_code),
        buyer.kvk_number and f"{say['kvk']} {buyer.kvk_number}",
        buyer.oin and f"OIN {buyer.oin}",
        buyer.vat_identifier and f"{say['vat_identifier']} {buyer.vat_identifier}",
    )


def _line(line: SnapshotLine, say: Words) -> PageLine:
    """Return a line with its figures."""
    return PageLine(
        name=line.name,
        description=line.description,
        cells=(
            say.number(line.quantity),
            say.money(line.unit_price),
            say.rate(line.vat_category, line.vat_rate),
            say.money(line.net_amount),
        ),
    )


def _totals(snapshot: InvoiceSnapshot, say: Words) -> Pairs:
    """Return net amount, VAT, and what is to be paid or was credited."""
    last = "credited" if snapshot.is_credit_note else "to_pay"
    amounts: tuple[tuple[str, Decimal], ...] = (
        ("net_total", snapshot.net_amount),
        ("vat", snapshot.vat_amount),
        (last, snapshot.payable_amount),
    )
    return tuple((say[key], say.money(amount)) for key, amount in amounts)


def _vat(snapshot: InvoiceSnapshot, say: Words) -> tuple[Texts, ...]:
    """Return the VAT by rate, with the text of an exemption."""
    return tuple(
        (
            total.exemption_reason or say["taxed"],
            say.rate(total.category, total.rate),
            say.money(total.taxable_amount),
            say.money(total.tax_amount),
        )
        for total in snapshot.vat
    )


def _payment(snapshot: InvoiceSnapshot, say: Words) -> Pairs:
    """Return how and when is paid, each part under a label of its own."""
    seller = snapshot.seller
    rows = [
        (say["to_pay"], say.money(snapshot.payable_amount)),
        (say["pay_before"], say.day(snapshot.due_date)),
        ("IBAN", iban_in_groups(seller.iban)),
        ("BIC", seller.bic),
        (say["account_name"], seller.account_name or seller.legal_name),
        (say["mention"], snapshot.payment_reference),
    ]
    return tuple((label, text) for label, text in rows if text)


def _notes(snapshot: InvoiceSnapshot, say: Words) -> Texts:
    """Return what the university bears, and how is settled."""
    # Each instalment says it: the amount is that of the year, not of the instalment.
    in_kind = [
        say["in_kind"].format(name=name, amount=say.money(amount))
        for name, amount in snapshot.in_kind
    ]
    if snapshot.original:
        return (*in_kind, say["settled"].format(number=snapshot.original.number))
    return _there(*in_kind, snapshot.text)


def iban_in_groups(iban: str) -> str:
    """Return an IBAN in groups of four that stay on one line."""
    plain = iban.replace(" ", "")
    return "\N{NO-BREAK SPACE}".join(plain[at : at + 4] for at in range(0, len(plain), 4))
