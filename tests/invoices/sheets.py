"""Invoices to set, without a database: the usual one, long names, a credit note, many rates."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

from lllo.documents.pdf import from_markdown
from lllo.invoices.snapshot import (
    Annex,
    Buyer,
    InvoiceSnapshot,
    Original,
    SnapshotLine,
    SnapshotVat,
)
from lllo.office.content import Seller
from lllo.rules.period import Period

SELLER = Seller(
    name="Universiteit Voorbeeld (demo)",
    legal_name="Universiteit Voorbeeld (demo)",
    street="Voorbeeldlaan 1",
    postal_code="7500 AA",
    city="Voorbeeldstad",
    kvk_number="00000000",
    vat_identifier="NL999999990B01",
    iban="NL93DEMO0123456789",
    bic="DEMONL2U",
    account_name="Universiteit Voorbeeld (demo)",
    email="facturen@example.org",
    phone="+31 53 000 00 00",
    contact="Programmabureau (demo)",
    website="https://example.org",
)
BUYER = Buyer(
    name="Gemeente Voorbeeldstad",
    legal_name="Gemeente Voorbeeldstad (demo)",
    kvk_number="00000001",
    oin="00000001123456782000",
    street="Raadhuisplein 1",
    postal_code="7511 AA",
    city="Voorbeeldstad",
    invoice_attention="Crediteurenadministratie",
    invoice_street="Postbus 20",
    invoice_postal_code="7500 AA",
    invoice_city="Voorbeeldstad",
)
EXEMPTION = "Vrijgesteld van btw: onderwijs (artikel 11, lid 1, onderdeel o, Wet op de omzetbelasting 1968)."


def line(name: str, amount: str, category: str = "E", rate: str = "0", **changes) -> SnapshotLine:
    values = {
        "position": 1,
        "component_code": "basis",
        "name": name,
        "description": "Professional Plus, contractjaar 1",
        "quantity": Decimal("1.00"),
        "unit_price": Decimal(amount),
        "vat_category": category,
        "vat_rate": Decimal(rate),
        "net_amount": Decimal(amount),
    }
    return SnapshotLine(**values | changes)


def vat(category: str, rate: str, over: str, amount: str, reason: str = "") -> SnapshotVat:
    return SnapshotVat(
        category=category,
        rate=Decimal(rate),
        taxable_amount=Decimal(over),
        tax_amount=Decimal(amount),
        exemption_reason=reason,
    )


def usual() -> InvoiceSnapshot:
    return InvoiceSnapshot(
        number="F2026-0001",
        issue_date=date(2026, 3, 2),
        due_date=date(2026, 4, 1),
        period=Period(starts_on=date(2026, 3, 1), ends_on=date(2027, 3, 1)),
        contract_number="LLO-2026-001",
        contract_reference="LLO-2026-001",
        purchase_order_number="4500012345",
        orderer="Afdeling Openbare Ruimte",
        seller=SELLER,
        buyer=BUYER,
        lines=(
            line("Basis", "7500.00"),
            line("Projecten", "4500.00", "S", "21", position=2),
            line("Specialisaties", "4000.00", position=3),
        ),
        vat=(
            vat("E", "0", "11500.00", "0.00", EXEMPTION),
            vat("S", "21", "4500.00", "945.00"),
        ),
        net_amount=Decimal("16000.00"),
        vat_amount=Decimal("945.00"),
        payable_amount=Decimal("16945.00"),
        in_kind=(("Eigen inbreng UT", Decimal("15000.00")),),
        text="Wij verzoeken u te betalen onder vermelding van het factuurnummer.",
        demo=True,
    )


def long_names() -> InvoiceSnapshot:
    name = "Gemeenschappelijke Regeling Samenwerkingsverband Ondergrondse Infrastructuur Oost-Nederland"
    return replace(
        usual(),
        demo=False,
        purchase_order_number="VERPLICHTING-2026-000000000000123456789/OPENBARE-RUIMTE",
        orderer="Directie Fysieke Leefomgeving, afdeling Integrale Projecten & Programma's <Team 3>",
        seller=replace(
            SELLER,
            name="Technische Universiteit voor Toegepaste Wetenschappen en Zo",
            vat_identifier="NL999999990B01",
        ),
        buyer=replace(
            BUYER,
            legal_name=name,
            street="Burgemeester van Voorbeeldnaam-Achternaamstraat 1234 bis",
            city="'s-Gravenvoorbeeld aan de Hollandsche IJssel",
            invoice_street="",
            vat_identifier="NL999999990B01",
        ),
        lines=(
            line(
                "Projecten",
                "4500.00",
                "S",
                "21",
                description="Professional Plus voor samenwerkende organisaties in Twente, contractjaar 1, termijn 1 van 12",
            ),
            line("Basis", "7500.00", position=2),
            line("Specialisaties", "4000.00", position=3),
        ),
    )


def credit_note() -> InvoiceSnapshot:
    original = Original(
        number="F2026-0001",
        issue_date=date(2026, 3, 2),
        reason="Het verplichtingennummer ontbrak; de gemeente vraagt een nieuwe factuur.",
    )
    return replace(usual(), number="C2026-0001", issue_date=date(2026, 3, 20), original=original)


def many_rates() -> InvoiceSnapshot:
    lines = (
        line("Basis", "7500.00"),
        line("Projecten", "1234567.89", "S", "21"),
        line(
            "Leermiddelen", "99.95", "S", "9", quantity=Decimal("2.50"), unit_price=Decimal("39.98")
        ),
        line("Buiten", "10.00", "O", "0"),
        line("Verlegd", "10.00", "AE", "0"),
        line("Nultarief", "10.00", "Z", "0"),
    )
    return replace(
        usual(),
        lines=lines,
        vat=(
            vat("AE", "0", "10.00", "0.00", "Btw verlegd"),
            vat("E", "0", "7500.00", "0.00", EXEMPTION),
            vat("O", "0", "10.00", "0.00", "Buiten de btw"),
            vat("S", "9", "99.95", "9.00"),
            vat("S", "21", "1234567.89", "259259.26"),
            vat("Z", "0", "10.00", "0.00"),
        ),
        net_amount=Decimal("1242197.84"),
        vat_amount=Decimal("259268.26"),
        payable_amount=Decimal("1501466.10"),
        in_kind=(),
        purchase_order_number="",
        orderer="",
    )


def abroad() -> InvoiceSnapshot:
    """To a buyer without any number, by mail only."""
    buyer = replace(BUYER, country_code="BE", invoice_street="", oin="", kvk_number="")
    return replace(usual(), buyer=buyer, seller_country="Nederland", buyer_country="België")


def many_lines(count: int = 25) -> InvoiceSnapshot:
    lines = tuple(line(f"Onderdeel {at}", "100.00", position=at) for at in range(1, count + 1))
    total = Decimal(100 * count)
    return replace(
        usual(),
        demo=False,
        lines=lines,
        vat=(vat("E", "0", f"{total}.00", "0.00", EXEMPTION),),
        net_amount=total,
        vat_amount=Decimal("0.00"),
        payable_amount=total,
    )


ANNEX_PDF = from_markdown("# Urenstaat\n\n4 uur", title="Urenstaat", demo=False)


def with_annex(*, merged: bool = True) -> InvoiceSnapshot:
    annex = Annex(
        filename="urenstaat.pdf",
        title="Urenstaat",
        sha256=hashlib.sha256(ANNEX_PDF).hexdigest(),
    )
    return replace(usual(), annexes=(annex,), buyer=replace(BUYER, annexes_merged=merged))
