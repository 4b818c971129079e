"""The UBL says what the snapshot says, and every official rule agrees."""

from __future__ import annotations

import base64
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from lllo.invoices import preflight, ubl
from lllo.invoices.snapshot import NLCIUS
from tests.invoices import documents, einvoice_rules, sheets

PAPER = ("F2026-0001.pdf", "Factuur F2026-0001", b"%PDF-1.7 page")
STREET = (
    "cac:Accounting{}Party//cac:PostalAddress[cbc:StreetName and cbc:CityName and cbc:PostalZone]"
)
SPACES = {"cac": ubl.CAC[1:-1], "cbc": ubl.CBC[1:-1]}
GENERATED = 60
TO_FRANCE = replace(
    sheets.usual(),
    buyer=replace(
        sheets.BUYER, country_code="FR", kvk_number="", oin="", vat_identifier="FR40303265045"
    ),
)
# What SI-UBL 2.0 demands beyond EN 16931 or advises against; its own rules are in no package.
NLCIUS_RULES = {
    "BR-NL-1": "cac:AccountingSupplierParty//cac:PartyLegalEntity/cbc:CompanyID[@schemeID='0106']",
    "BR-NL-2": "cbc:BuyerReference | cac:OrderReference/cbc:ID",
    "BR-NL-3": STREET.format("Supplier"),
    "BR-NL-4": STREET.format("Customer"),
    "BR-NL-7": "cbc:InvoiceTypeCode[.='380'] | cbc:CreditNoteTypeCode[.='381']",
    "BR-NL-10": "cac:AccountingCustomerParty//cbc:CompanyID[@schemeID='0106' or @schemeID='0190']",
    "BR-NL-12": "cac:PaymentMeans/cbc:PaymentMeansCode[.='58']",
    "BR-NL-24": "self::*[not(.//cac:InvoiceDocumentReference/cbc:IssueDate)]",
    "BR-NL-27": "self::*[not(.//cac:AddressLine)]",
    "BR-NL-28": "self::*[not(.//cbc:CountrySubentity)]",
    "BR-NL-30": "self::*[not(.//cac:PayeeFinancialAccount/cbc:Name)]",
    "BR-NL-31": "self::*[not(.//cac:FinancialInstitutionBranch)]",
    "BR-NL-35": "self::*[not(.//cbc:TaxExemptionReasonCode)]",
}


class Found:
    """Reads a document by XPath, with names that stand for themselves."""

    def __init__(self, snapshot) -> None:
        self.root = etree.fromstring(ubl.write(snapshot, [PAPER]))

    def all(self, path: str) -> list[str]:
        found = self.root.xpath(f"./{path}", namespaces=SPACES)
        return [item if isinstance(item, str) else item.text for item in found]

    def __getitem__(self, path: str) -> str:
        (only,) = self.all(path)
        return only


def test_invoice_carries_its_references():
    found = Found(sheets.usual())
    assert etree.QName(found.root).localname == "Invoice"
    assert {
        path: found[path]
        for path in (
            "cbc:ID",
            "cbc:InvoiceTypeCode",
            "cbc:DueDate",
            "cbc:BuyerReference",
            "cac:OrderReference/cbc:ID",
            "cac:ContractDocumentReference/cbc:ID",
            "cac:InvoicePeriod/cbc:StartDate",
            "cac:InvoicePeriod/cbc:EndDate",
            "cac:PaymentMeans/cbc:PaymentMeansCode",
            "cac:PaymentMeans/cbc:PaymentID",
            "cac:PaymentMeans//cac:PayeeFinancialAccount/cbc:ID",
            "cac:PaymentMeans//cac:PayeeFinancialAccount/cbc:Name",
            "cac:PaymentMeans//cac:FinancialInstitutionBranch/cbc:ID",
            "cac:LegalMonetaryTotal/cbc:PayableAmount",
        )
    } == {
        "cbc:ID": "F2026-0001",
        "cbc:InvoiceTypeCode": "380",
        "cbc:DueDate": "2026-04-01",
        "cbc:BuyerReference": "Afdeling Openbare Ruimte",
        "cac:OrderReference/cbc:ID": "4500012345",
        "cac:ContractDocumentReference/cbc:ID": "LLO-2026-001",
        "cac:InvoicePeriod/cbc:StartDate": "2026-03-01",
        "cac:InvoicePeriod/cbc:EndDate": "2027-02-28",
        "cac:PaymentMeans/cbc:PaymentMeansCode": "58",
        "cac:PaymentMeans/cbc:PaymentID": "F2026-0001",
        "cac:PaymentMeans//cac:PayeeFinancialAccount/cbc:ID": "NL93DEMO0123456789",
        "cac:PaymentMeans//cac:PayeeFinancialAccount/cbc:Name": "Universiteit Voorbeeld (demo)",
        "cac:PaymentMeans//cac:FinancialInstitutionBranch/cbc:ID": "DEMONL2U",
        "cac:LegalMonetaryTotal/cbc:PayableAmount": "16945.00",
    }


def test_parties_have_real_addresses_and_dutch_legal_ids():
    found = Found(sheets.usual())
    buyer, seller = "cac:AccountingCustomerParty/cac:Party", "cac:AccountingSupplierParty/cac:Party"
    assert found[f"{buyer}/cac:PostalAddress/cbc:StreetName"] == "Raadhuisplein 1"
    legal = "cac:PartyLegalEntity/cbc:CompanyID"
    assert (found[f"{buyer}/{legal}"], found[f"{buyer}/{legal}/@schemeID"]) == (
        "00000001123456782000",
        "0190",
    )
    assert (found[f"{seller}/{legal}"], found[f"{seller}/{legal}/@schemeID"]) == (
        "00000000",
        "0106",
    )
    assert found[f"{buyer}/cbc:EndpointID/@schemeID"] == "0190"
    assert found[f"{seller}/cac:PartyTaxScheme/cbc:CompanyID"] == "NL999999990B01"


def test_the_page_is_inside():
    found = Found(sheets.usual())
    path = "cac:AdditionalDocumentReference/cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
    assert base64.b64decode(found[path]) == PAPER[2]
    assert (found[f"{path}/@filename"], found[f"{path}/@mimeCode"]) == (
        "F2026-0001.pdf",
        "application/pdf",
    )


def test_credit_note_names_the_invoice_it_takes_back():
    found = Found(sheets.credit_note())
    assert etree.QName(found.root).localname == "CreditNote"
    assert found["cbc:CreditNoteTypeCode"] == "381"
    reference = "cac:BillingReference/cac:InvoiceDocumentReference"
    assert (found[f"{reference}/cbc:ID"], found[f"{reference}/cbc:IssueDate"]) == (
        "F2026-0001",
        "2026-03-02",
    )
    assert "verplichtingennummer ontbrak" in found["cbc:Note"]
    assert found["cac:PaymentMeans/cbc:PaymentDueDate"] == "2026-04-01"


def test_nlcius_leaves_out_what_it_advises_against():
    buyer = replace(sheets.BUYER, invoice_format=NLCIUS)
    vat = tuple(replace(total, exemption_code="X") for total in sheets.usual().vat)
    found = Found(replace(sheets.credit_note(), buyer=buyer, vat=vat))
    assert found["cbc:CustomizationID"].endswith("nlcius:v1.0")
    for path in (
        "cac:PaymentMeans//cac:PayeeFinancialAccount/cbc:Name",
        "cac:PaymentMeans//cac:FinancialInstitutionBranch",
        "cac:BillingReference//cbc:IssueDate",
        "cac:TaxTotal//cbc:TaxExemptionReasonCode",
    ):
        assert found.all(path) == [], path
    assert found.all("cac:TaxTotal//cbc:TaxExemptionReason") == [sheets.EXEMPTION]


def test_what_is_not_known_is_left_out():
    bare = replace(
        sheets.usual(),
        purchase_order_number="",
        orderer="",
        seller=replace(sheets.SELLER, bic="", contact="", phone="", email=""),
        buyer=replace(sheets.BUYER, oin="", kvk_number="", invoice_attention=""),
    )
    found = Found(bare)
    assert (
        found.all("cac:OrderReference")
        == found.all("cac:AccountingCustomerParty//cac:Contact")
        == []
    )
    assert found.all("cac:AccountingCustomerParty//cbc:EndpointID") == []
    assert found.all("cac:PaymentMeans//cac:FinancialInstitutionBranch") == []
    assert found["cbc:BuyerReference"] == "LLO-2026-001"


def test_less_than_nothing_is_a_quantity_and_never_a_price():
    discount = sheets.line("Korting", "-100.00", quantity=Decimal("1.00"))
    found = Found(replace(sheets.usual(), lines=(discount,)))
    assert found["cac:InvoiceLine/cbc:InvoicedQuantity"] == "-1"
    assert found["cac:InvoiceLine/cac:Price/cbc:PriceAmount"] == "100.00"
    assert found["cac:InvoiceLine/cbc:LineExtensionAmount"] == "-100.00"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x0b c\ud800\uffff", "a b c"),
        (" twee\r\nregels\t ", "twee regels"),
        ("ŁłĐğş€ \U0001f600", "ŁłĐğş€ \U0001f600"),
    ],
)
def test_texts_are_cleaned_of_what_xml_cannot_hold(text, cleaned):
    assert ubl.clean(text) == cleaned


def test_rules_are_satisfied_by_whatever_is_drawn(tmp_path):
    drawn = []

    @settings(
        max_examples=GENERATED,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(documents.snapshots())
    def draw(snapshot):
        xml = ubl.write(snapshot, [PAPER])
        assert einvoice_rules.schema_errors(xml) == []
        assert sums_of(xml) == (
            snapshot.net_amount,
            snapshot.vat_amount,
            snapshot.payable_amount,
            [line.net_amount for line in snapshot.lines],
        )
        if snapshot.buyer.invoice_format == NLCIUS:
            assert nlcius_errors(xml) == []
        drawn.append((snapshot.buyer.invoice_format, xml))

    draw()
    kinds = {(form, b"<CreditNote" in xml) for form, xml in drawn}
    assert len(kinds) == 4
    assert len(drawn) >= GENERATED
    drawn += [(each.form, ubl.write(each, [PAPER])) for each in (TO_FRANCE, sheets.abroad())]
    found = einvoice_rules.findings(tmp_path, drawn)  # one process, which compiles the rules once
    assert len(found) == len(drawn)
    for (_form, xml), problems in zip(drawn, found, strict=True):
        assert problems == [], xml.decode()


def nlcius_errors(xml: bytes) -> list[str]:
    root = etree.fromstring(xml)
    return [name for name, path in NLCIUS_RULES.items() if not root.xpath(path, namespaces=SPACES)]


def test_buyer_abroad_needs_no_dutch_number():
    assert preflight.problems(TO_FRANCE) == []
    assert Found(TO_FRANCE)["/cbc:EndpointID[@schemeID='9957']"] == "FR40303265045"


def test_buyer_abroad_without_any_number_gets_the_ubl_of_the_standard_alone():
    without = sheets.abroad()
    assert preflight.problems(without) == []
    found = Found(without)
    assert found["cbc:CustomizationID"] == "urn:cen.eu:en16931:2017"
    assert found.all("cbc:ProfileID") == found.all("cac:AccountingCustomerParty//cbc:EndpointID")
    assert einvoice_rules.schema_errors(etree.tostring(found.root)) == []


def sums_of(xml: bytes):
    root = etree.fromstring(xml)

    def amounts(path: str) -> list[Decimal]:
        return [Decimal(item.text) for item in root.xpath(path, namespaces=SPACES)]

    total = "./cac:LegalMonetaryTotal/cbc:"
    return (
        *amounts(f"{total}TaxExclusiveAmount"),
        *amounts("./cac:TaxTotal/cbc:TaxAmount"),
        *amounts(f"{total}PayableAmount"),
        amounts("./cac:*/cbc:LineExtensionAmount")[1:],  # the first is the total
    )
