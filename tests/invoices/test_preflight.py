"""Everything that is wrong is said before a number is given, each in a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lllo.errors import Refused
from lllo.invoices.preflight import problems, refuse_problems
from tests.invoices import sheets


def codes(snapshot) -> list[str]:
    return [item.code for item in problems(snapshot)]


def seller(**changes):
    return replace(sheets.usual(), seller=replace(sheets.SELLER, **changes))


def buyer(**changes):
    return replace(sheets.usual(), buyer=replace(sheets.BUYER, **changes))


def with_vat(category: str, rate: str = "0", reason: str = "", **changes):
    """One line of € 100 in one category."""
    tax = Decimal(rate)
    return replace(
        sheets.usual(),
        lines=(sheets.line("Basis", "100.00", category, rate),),
        vat=(sheets.vat(category, rate, "100.00", str(tax), reason),),
        net_amount=Decimal("100.00"),
        vat_amount=tax,
        payable_amount=100 + tax,
        **changes,
    )


def outside_vat(**changes):
    seller = replace(sheets.SELLER, vat_identifier="")
    return with_vat("O", reason="Buiten de btw", **{"seller": seller} | changes)


@pytest.mark.parametrize(
    "snapshot",
    [
        sheets.usual(),
        sheets.credit_note(),
        sheets.long_names(),
        sheets.many_lines(),
        outside_vat(),
        buyer(country_code="BE", kvk_number="", oin="", vat_identifier="BE0123456749"),
        buyer(country_code="FR", oin="", kvk_number=""),  # by mail, which asks for no number
        buyer(peppol_scheme="9944", peppol_id="NL999999990B01"),
        buyer(peppol_scheme="9925", peppol_id="BE0123456749"),
    ],
)
def test_good_ones_pass(snapshot):
    assert codes(snapshot) == []
    refuse_problems(snapshot)


@pytest.mark.parametrize(
    ("snapshot", "code"),
    [
        (seller(iban="NL94DEMO0123456789"), "iban_wrong"),
        (seller(iban=""), "seller_incomplete"),
        (seller(legal_name=" "), "seller_incomplete"),
        (seller(vat_identifier=""), "seller_incomplete"),
        (seller(kvk_number="1234567"), "seller_kvk_wrong"),
        (seller(vat_identifier="NL999999991B01"), "seller_vat_identifier_wrong"),
        (buyer(kvk_number="1234567"), "buyer_kvk_wrong"),
        (buyer(oin="0000000112345678200"), "buyer_oin_wrong"),  # 19 figures
        (buyer(oin="00000001123456783000"), "buyer_oin_wrong"),  # no RSIN inside
        (buyer(vat_identifier="NL123B01"), "buyer_vat_identifier_wrong"),
        (buyer(street=""), "buyer_incomplete"),
        (buyer(street="Postbus 20"), "buyer_po_box"),
        (buyer(oin="", kvk_number=""), "buyer_unregistered"),
        (
            buyer(country_code="FR", oin="", kvk_number="", invoice_channel="both"),
            "buyer_endpoint_missing",
        ),
        (buyer(peppol_scheme="0106", peppol_id="123"), "buyer_endpoint_wrong"),
        (buyer(peppol_scheme="0190", peppol_id="123"), "buyer_endpoint_wrong"),
        (buyer(peppol_scheme="9944", peppol_id="NL1B1"), "buyer_endpoint_wrong"),
        (with_vat("E"), "exemption_reason_missing"),
        (with_vat("AE", reason="Verlegd"), "buyer_vat_identifier_missing"),
        (outside_vat(seller=sheets.SELLER), "outside_vat_with_identifier"),
        (
            outside_vat(buyer=replace(sheets.BUYER, vat_identifier="NL999999990B01")),
            "outside_vat_with_identifier",
        ),
        (replace(sheets.usual(), due_date=date(2026, 3, 1)), "due_date_wrong"),
        (
            replace(sheets.usual(), order_number_needed=True, purchase_order_number=" "),
            "order_number_missing",
        ),
        (replace(sheets.usual(), net_amount=Decimal("16000.01")), "sums_wrong"),
        (replace(sheets.usual(), vat=sheets.usual().vat[:1]), "sums_wrong"),
    ],
)
def test_each_mistake_has_its_sentence(snapshot, code):
    assert code in codes(snapshot)
    with pytest.raises(Refused) as caught:
        refuse_problems(snapshot)
    for problem in problems(snapshot):
        assert problem.sentence in str(caught.value)
        assert "%(" not in problem.sentence


def test_line_that_is_not_quantity_times_price_is_found():
    wrong = sheets.line("Basis", "100.00", net_amount=Decimal("100.01"))
    assert "sums_wrong" in codes(replace(sheets.usual(), lines=(wrong,)))


def test_outside_the_vat_mixes_with_nothing():
    mixed = replace(
        outside_vat(),
        vat=(*outside_vat().vat, sheets.vat("S", "21", "1.00", "0.21")),
    )
    assert "outside_vat_mixed" in codes(mixed)


def test_without_lines_there_is_no_invoice():
    empty = replace(
        sheets.usual(),
        lines=(),
        vat=(),
        net_amount=Decimal(0),
        vat_amount=Decimal(0),
        payable_amount=Decimal(0),
    )
    assert codes(empty) == ["lines_missing"]


def test_credit_note_needs_no_order_number():
    note = replace(sheets.credit_note(), order_number_needed=True, purchase_order_number="")
    assert codes(note) == []
