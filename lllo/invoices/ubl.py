"""Writes the UBL of an invoice (380) or credit note (381): Peppol BIS Billing 3 or NLCIUS.

Where no e-invoice can reach the buyer it is the UBL of EN 16931 alone, to go with a mail.

Terms in brackets (BT-1, BG-24) are those of EN 16931-1. The order of elements is that of the
UBL 2.1 schemas. Nothing is computed here: every amount comes from the snapshot. Importing this
module imports lxml.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from lxml import etree

from lllo.invoices.snapshot import EN_16931, NLCIUS, tidy
from lllo.invoices.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from lllo.invoices.snapshot import Buyer, InvoiceSnapshot, SnapshotLine, SnapshotVat
    from lllo.office.content import Seller

    Attachment = tuple[str, str, bytes]  # file name, title, the bytes of a PDF

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{{{UBL}CommonAggregateComponents-2}}"
CBC = f"{{{UBL}CommonBasicComponents-2}}"
CUSTOMIZATION = {
    "peppol_bis_3": ("urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"),
    NLCIUS: "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0",
    EN_16931: "urn:cen.eu:en16931:2017",
}
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SEPA_TRANSFER = "58"
UNIT = "C62"  # one: a line is a component of a package
KVK, OIN = "0106", "0190"
RATED = ("S", "Z", "E", "AE")  # category O has no rate at all (BR-O-05)


def clean(text: str) -> str:
    """Return a text on one line, without the signs that XML cannot hold."""
    return " ".join(str(tidy(text)).split())


def write(snapshot: InvoiceSnapshot, attachments: Iterable[Attachment] = ()) -> bytes:
    """Return the UBL of a document with PDF files inside (BG-24)."""
    return etree.tostring(
        _Writer(snapshot).document(attachments), xml_declaration=True, encoding="UTF-8"
    )


def _cbc(parent: etree._Element, tag: str, text: str, /, **attributes: str) -> None:
    """Add an element with a text; an empty one would be refused (PEPPOL-EN16931-R008)."""
    if cleaned := clean(text):
        etree.SubElement(parent, CBC + tag, attributes).text = cleaned


def _cac(parent: etree._Element, *names: str) -> etree._Element:
    """Add an element inside an element, and so on; return the innermost."""
    for name in names:
        parent = etree.SubElement(parent, CAC + name)
    return parent


def _amount(parent: etree._Element, name: str, amount: Decimal) -> None:
    """Add an amount of euros."""
    _cbc(parent, name, f"{amount:.2f}", currencyID="EUR")


def _plain(number: Decimal) -> str:
    """Return a number without an exponent and without needless noughts."""
    return f"{number.normalize():f}"


class _Writer:
    """Writes one document, from its head to its lines."""

    def __init__(self, snapshot: InvoiceSnapshot) -> None:
        self.snapshot = snapshot
        self.is_nlcius = snapshot.form == NLCIUS
        self.kind = "CreditNote" if snapshot.is_credit_note else "Invoice"
        namespaces = {None: f"{UBL}{self.kind}-2", "cac": CAC[1:-1], "cbc": CBC[1:-1]}
        self.root = etree.Element(f"{{{UBL}{self.kind}-2}}{self.kind}", nsmap=namespaces)

    def document(self, attachments: Iterable[Attachment]) -> etree._Element:
        """Return the whole document."""
        snapshot = self.snapshot
        self.head()
        self.references(attachments)
        self.seller(snapshot.seller, _cac(self.root, "AccountingSupplierParty", "Party"))
        self.buyer(snapshot.buyer, _cac(self.root, "AccountingCustomerParty", "Party"))
        self.payment()
        self.tax()
        self.totals()
        for line in snapshot.lines:
            self.line(line)
        return self.root

    def head(self) -> None:
        """Write identification, dates, notes, buyer reference and period."""
        snapshot, root = self.snapshot, self.root
        _cbc(root, "CustomizationID", CUSTOMIZATION[snapshot.form])
        if snapshot.form != EN_16931:  # the profile is one of Peppol
            _cbc(root, "ProfileID", PROFILE)
        _cbc(root, "ID", snapshot.number)
        _cbc(root, "IssueDate", snapshot.issue_date.isoformat())
        if not snapshot.is_credit_note:  # a credit note of UBL 2.1 has no due date of its own
            _cbc(root, "DueDate", snapshot.due_date.isoformat())
        _cbc(root, f"{self.kind}TypeCode", "381" if snapshot.is_credit_note else "380")
        _cbc(root, "Note", self.note())
        _cbc(root, "DocumentCurrencyCode", "EUR")
        _cbc(root, "BuyerReference", snapshot.buyer_reference)
        period = _cac(root, "InvoicePeriod")
        _cbc(period, "StartDate", snapshot.period.starts_on.isoformat())
        _cbc(period, "EndDate", snapshot.period.last_day.isoformat())

    def note(self) -> str:
        """Return why is credited, and that a demo is a demo."""
        mark = words(self.snapshot.language)["demo_note"] if self.snapshot.demo else ""
        return f"{mark} {self.snapshot.original.reason if self.snapshot.original else ''}"

    def references(self, attachments: Iterable[Attachment]) -> None:
        """Write order, invoice credited, contract and attachments."""
        snapshot, root = self.snapshot, self.root
        if snapshot.purchase_order_number:
            _cbc(_cac(root, "OrderReference"), "ID", snapshot.purchase_order_number)
        if original := snapshot.original:
            reference = _cac(root, "BillingReference", "InvoiceDocumentReference")
            _cbc(reference, "ID", original.number)
            if not self.is_nlcius:  # advised against there (BR-NL-24)
                _cbc(reference, "IssueDate", original.issue_date.isoformat())
        _cbc(_cac(root, "ContractDocumentReference"), "ID", snapshot.contract_reference)
        for attachment in attachments:
            self.attachment(*attachment)

    def attachment(self, filename: str, title: str, content: bytes) -> None:
        """Write a PDF into the document (BG-24)."""
        reference = _cac(self.root, "AdditionalDocumentReference")
        _cbc(reference, "ID", filename)
        _cbc(reference, "DocumentDescription", title)
        embedded = etree.SubElement(
            _cac(reference, "Attachment"),
            CBC + "EmbeddedDocumentBinaryObject",
            mimeCode="application/pdf",
            filename=filename,
        )
        embedded.text = b64encode(content).decode("ascii")

    def seller(self, seller: Seller, party: etree._Element) -> None:
        """Write who invoices (BG-4)."""
        _endpoint(party, (KVK, seller.kvk_number))
        _party_name(party, seller.name or seller.legal_name)
        _address(party, seller)
        _tax_scheme(party, seller.vat_identifier)
        _legal(party, seller.legal_name, (KVK, seller.kvk_number))
        _contact(party, (seller.contact, seller.phone, seller.email))

    def buyer(self, buyer: Buyer, party: etree._Element) -> None:
        """Write who is invoiced (BG-7), at its real address."""
        _endpoint(party, buyer.endpoint)
        _party_name(party, buyer.name)
        _address(party, buyer)
        _tax_scheme(party, buyer.vat_identifier)
        _legal(party, buyer.legal_name, (OIN, buyer.oin) if buyer.oin else (KVK, buyer.kvk_number))
        _contact(party, (self.snapshot.orderer or buyer.invoice_attention, "", buyer.invoice_email))

    def payment(self) -> None:
        """Write where and when is paid (BG-16); NLCIUS advises against name and BIC."""
        snapshot, seller = self.snapshot, self.snapshot.seller
        means = _cac(self.root, "PaymentMeans")
        _cbc(means, "PaymentMeansCode", SEPA_TRANSFER, name="SEPA credit transfer")
        if snapshot.is_credit_note:
            _cbc(means, "PaymentDueDate", snapshot.due_date.isoformat())
        _cbc(means, "PaymentID", snapshot.payment_reference)
        account = _cac(means, "PayeeFinancialAccount")
        _cbc(account, "ID", seller.iban.replace(" ", ""))
        if self.is_nlcius:
            return
        _cbc(account, "Name", seller.account_name or seller.legal_name)
        if seller.bic:
            _cbc(_cac(account, "FinancialInstitutionBranch"), "ID", seller.bic)

    def tax(self) -> None:
        """Write the VAT by category and rate (BG-23)."""
        total = _cac(self.root, "TaxTotal")
        _amount(total, "TaxAmount", self.snapshot.vat_amount)
        for part in self.snapshot.vat:
            subtotal = _cac(total, "TaxSubtotal")
            _amount(subtotal, "TaxableAmount", part.taxable_amount)
            _amount(subtotal, "TaxAmount", part.tax_amount)
            self.category(_cac(subtotal, "TaxCategory"), part)

    def category(self, category: etree._Element, part: SnapshotVat) -> None:
        """Write category, rate and exemption; NLCIUS wants the text of it, not the code."""
        _category(category, part.category, part.rate)
        if not self.is_nlcius:
            _cbc(category, "TaxExemptionReasonCode", part.exemption_code)
        _cbc(category, "TaxExemptionReason", part.exemption_reason)
        _vat_scheme(category)

    def totals(self) -> None:
        """Write the totals (BG-22)."""
        snapshot, total = self.snapshot, _cac(self.root, "LegalMonetaryTotal")
        _amount(total, "LineExtensionAmount", snapshot.net_amount)
        _amount(total, "TaxExclusiveAmount", snapshot.net_amount)
        _amount(total, "TaxInclusiveAmount", snapshot.payable_amount)
        _amount(total, "PayableAmount", snapshot.payable_amount)

    def line(self, line: SnapshotLine) -> None:
        """Write a line (BG-25); less than nothing is a quantity, never a price (BR-27)."""
        is_credit_note = self.snapshot.is_credit_note
        element = _cac(self.root, f"{self.kind}Line")
        _cbc(element, "ID", str(line.position))
        quantity = -line.quantity if line.unit_price < 0 else line.quantity
        name = "CreditedQuantity" if is_credit_note else "InvoicedQuantity"
        _cbc(element, name, _plain(quantity), unitCode=UNIT)
        _amount(element, "LineExtensionAmount", line.net_amount)
        item = _cac(element, "Item")
        _cbc(item, "Description", line.description)
        _cbc(item, "Name", line.name)
        _cbc(_cac(item, "SellersItemIdentification"), "ID", line.component_code)
        category = _cac(item, "ClassifiedTaxCategory")
        _category(category, line.vat_category, line.vat_rate)
        _vat_scheme(category)
        _amount(_cac(element, "Price"), "PriceAmount", abs(line.unit_price))


def _endpoint(party: etree._Element, endpoint: tuple[str, str] | None) -> None:
    """Write the electronic address of a party (BT-34, BT-49)."""
    if endpoint:
        _cbc(party, "EndpointID", endpoint[1], schemeID=endpoint[0])


def _party_name(party: etree._Element, name: str) -> None:
    """Write the name by which a party is known (BT-28, BT-45)."""
    _cbc(_cac(party, "PartyName"), "Name", name)


def _address(party: etree._Element, where: Seller | Buyer) -> None:
    """Write the real address of a party (BG-5, BG-8)."""
    address = _cac(party, "PostalAddress")
    _cbc(address, "StreetName", where.street)
    _cbc(address, "CityName", where.city)
    _cbc(address, "PostalZone", where.postal_code)
    _cbc(_cac(address, "Country"), "IdentificationCode", where.country_code)


def _tax_scheme(party: etree._Element, vat_identifier: str) -> None:
    """Write the btw-id of a party (BT-31, BT-48)."""
    if vat_identifier:
        scheme = _cac(party, "PartyTaxScheme")
        _cbc(scheme, "CompanyID", vat_identifier)
        _vat_scheme(scheme)


def _legal(party: etree._Element, name: str, identifier: tuple[str, str]) -> None:
    """Write the official name and the KvK number or OIN; a btw-id is none (NL-R-003)."""
    legal = _cac(party, "PartyLegalEntity")
    _cbc(legal, "RegistrationName", name)
    _cbc(legal, "CompanyID", identifier[1], schemeID=identifier[0])


def _contact(party: etree._Element, texts: tuple[str, str, str]) -> None:
    """Write whom to ask: name, telephone and mail address, as far as they are known."""
    if any(map(clean, texts)):
        contact = _cac(party, "Contact")
        for name, text in zip(("Name", "Telephone", "ElectronicMail"), texts, strict=True):
            _cbc(contact, name, text)


def _category(category: etree._Element, code: str, rate: Decimal) -> None:
    """Write a category and its rate."""
    _cbc(category, "ID", code)
    if code in RATED:
        _cbc(category, "Percent", _plain(rate))


def _vat_scheme(parent: etree._Element) -> None:
    """Say that the tax is VAT."""
    _cbc(_cac(parent, "TaxScheme"), "ID", "VAT")
