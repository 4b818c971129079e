"""Invoices and credit notes of every kind: what hypothesis draws, with sums by the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from unicodedata import combining

from hypothesis import strategies as st

from lllo.documents.typography import unprintable
from lllo.invoices.snapshot import NLCIUS, PEPPOL_BIS, Original, SnapshotLine, SnapshotVat, tidy
from lllo.rules import invoice as rules
from lllo.rules.money import to_cents
from lllo.rules.period import Period
from tests.invoices import sheets

REASON = {"E": sheets.EXEMPTION, "AE": "Btw verlegd", "O": "Valt buiten de btw"}
CODE = {"E": "VATEX-EU-132-1I", "AE": "VATEX-EU-AE", "O": "VATEX-EU-O"}
TREATMENTS = (
    ("S", "21"),
    ("S", "9"),
    ("S", "5.5"),
    ("Z", "0"),
    ("E", "0"),
    ("AE", "0"),
)
# Control characters and what XML cannot hold included: the writer cleans them.
WILD = st.text(min_size=1, max_size=40).map(lambda text: f"a{text}")
SIGNS = [
    chr(code)
    for code in range(0x20, 0x2200)
    if not unprintable(chr(code)) and not combining(chr(code)) and tidy(chr(code)) == chr(code)
]
PRINTABLE = st.text(st.sampled_from(SIGNS), min_size=1, max_size=40).map(lambda text: f"a{text}")
AMOUNTS = st.decimals("0.00", "99999.99", places=2)
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@st.composite
def lines(draw, treatments, texts):
    quantity = draw(st.decimals("-20.00", "200.00", places=2).filter(bool))
    price = draw(AMOUNTS)
    category, rate = draw(st.sampled_from(treatments))
    return SnapshotLine(
        position=1,
        component_code=draw(st.sampled_from(["basis", "projecten", "specialisaties"])),
        name=draw(texts),
        description=draw(st.just("") | texts),
        quantity=quantity,
        unit_price=price,
        vat_category=category,
        vat_rate=Decimal(rate),
        net_amount=to_cents(quantity * price),
    )


def with_sums(snapshot, found):
    """Give a snapshot lines, with the sums that the rules of the house make of them."""
    totals = rules.totals(
        rules.Line(
            net_amount=line.net_amount,
            treatment=rules.Treatment(
                category=line.vat_category,
                rate=line.vat_rate,
                exemption_reason=REASON.get(line.vat_category, ""),
                exemption_code=CODE.get(line.vat_category, ""),
            ),
        )
        for line in found
    )
    vat = tuple(
        SnapshotVat(
            category=total.treatment.category,
            rate=total.treatment.rate,
            taxable_amount=total.taxable_amount,
            tax_amount=total.tax_amount,
            exemption_reason=total.treatment.exemption_reason,
            exemption_code=total.treatment.exemption_code,
        )
        for total in totals.vat
    )
    return replace(
        snapshot,
        lines=tuple(replace(line, position=at) for at, line in enumerate(found, start=1)),
        vat=vat,
        net_amount=totals.net_amount,
        vat_amount=totals.vat_amount,
        payable_amount=totals.payable_amount,
    )


@st.composite
def snapshots(draw, texts=WILD):
    """Draw an invoice or credit note in either format, sometimes wholly outside the VAT."""
    outside = draw(st.integers(0, 9)) == 0
    treatments = (("O", "0"),) if outside else TREATMENTS
    found = draw(st.lists(lines(treatments, texts), min_size=1, max_size=8))
    issued, starts = draw(DAYS), draw(DAYS)
    identifier = "" if outside else "NL999999990B01"
    buyer = replace(
        sheets.BUYER,
        invoice_format=draw(st.sampled_from([PEPPOL_BIS, NLCIUS])),
        oin=draw(st.sampled_from(["", "00000001123456782000"])),
        vat_identifier=identifier,
        name=draw(texts),
        legal_name=draw(texts),
        street=draw(texts),
        invoice_attention=draw(st.just("") | texts),
        invoice_email=draw(st.sampled_from(["", "facturen@example.org"])),
    )
    snapshot = replace(
        sheets.usual(),
        number=f"F{issued.year}-{draw(st.integers(1, 99999)):04d}",
        issue_date=issued,
        due_date=issued + timedelta(days=draw(st.integers(0, 60))),
        period=Period(starts_on=starts, ends_on=starts + timedelta(days=draw(st.integers(1, 366)))),
        purchase_order_number=draw(st.just("") | texts),
        orderer=draw(st.just("") | texts),
        contract_reference=draw(texts),
        seller=replace(sheets.SELLER, vat_identifier=identifier),
        buyer=buyer,
        demo=draw(st.booleans()),
    )
    if draw(st.booleans()):
        original = Original(number="F2025-0001", issue_date=date(2025, 1, 1), reason=draw(texts))
        snapshot = replace(snapshot, original=original)
    return with_sums(snapshot, found)
