"""The PDF says what the law and the buyers ask, on one page, in the same bytes each time."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import segno
from pypdf import PdfReader

from lllo.invoices import qr
from lllo.invoices.pdf import render
from tests.invoices import sheets

NO_BREAK = str.maketrans("\u00a0\n", "  ")


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def text(content: bytes) -> str:
    return " ".join("".join(pages(content)).translate(NO_BREAK).split())


def test_invoice_is_legally_complete_on_one_page():
    content = render(sheets.usual())
    assert len(pages(content)) == 1
    for part in (
        "Factuurnummer F2026-0001",
        "Factuurdatum 2 maart 2026",
        "Vervaldatum 1 april 2026",
        "Ordernummer / verplichtingennummer",
        "4500012345",
        "T.a.v. / besteller Afdeling Openbare Ruimte",
        "Periode 1 maart 2026 t/m 28 februari 2027",
        "Overeenkomst LLO-2026-001",
        "KvK 00000000",
        "Btw-id NL999999990B01",
        "IBAN NL93 DEMO 0123 4567 89",
        "BIC DEMONL2U",
        "Gemeente Voorbeeldstad (demo) Raadhuisplein 1 7511 AA Voorbeeldstad",
        "T.a.v. Afdeling Openbare Ruimte Postbus 20 7500 AA Voorbeeldstad",
        "€ 7.500,00 vrijgesteld € 7.500,00",
        "€ 4.500,00 21 % € 4.500,00",
        "artikel 11, lid 1, onderdeel o",
        "Totaal zonder btw € 16.000,00",
        "Btw € 945,00",
        "Te betalen € 16.945,00",
        "Eigen inbreng UT in natura: € 15.000,00 voor het hele contractjaar, niet gefactureerd.",
        "Uiterlijk op 1 april 2026",
        "Ten name van Universiteit Voorbeeld (demo)",
        "Onder vermelding van F2026-0001",
        "DEMO",
    ):
        assert part in text(content), part


def test_credit_note_names_its_invoice_and_the_reason():
    content = render(sheets.credit_note())
    assert len(pages(content)) == 1
    for part in (
        "Creditnotanummer C2026-0001",
        "Datum 20 maart 2026",
        "Betreft factuur F2026-0001 van 2 maart 2026",
        "Reden Het verplichtingennummer ontbrak;",
        "Totaal gecrediteerd € 16.945,00",
        "wordt verrekend met factuur F2026-0001",
    ):
        assert part in text(content), part
    assert "Vervaldatum" not in text(content)
    assert "Te betalen" not in text(content)
    assert "Betalen met" not in text(content)


def test_english_version():
    english = replace(sheets.usual(), buyer=replace(sheets.BUYER, invoice_language="en"))
    content = render(english)
    for part in (
        "Invoice number F2026-0001",
        "Due date 1 April 2026",
        "Amount to pay €16,945.00",
        "Eigen inbreng UT in kind: €15,000.00 for the whole contract year, not invoiced.",
        "Page 1 of 1",
    ):
        assert part in text(content), part
    assert PdfReader(io.BytesIO(content)).trailer["/Root"]["/Lang"] == "en"


def test_buyer_may_have_its_own_words_and_contract_number():
    buyer = replace(sheets.BUYER, order_number_label="Inkoopnummer")
    found = text(render(replace(sheets.usual(), buyer=buyer, contract_reference="GV-77")))
    assert "Inkoopnummer 4500012345" in found
    assert "Uw contractnummer GV-77" in found


def test_each_rate_has_its_row():
    found = text(render(sheets.many_rates()))
    for part in ("verlegd", "buiten de btw", "9 %", "2,5", "€ 1.234.567,89", "€ 1.501.466,10"):
        assert part in found, part
    assert "in natura" not in found
    assert "T.a.v. Crediteurenadministratie" in found


def test_long_names_and_signs_of_markup_are_printed_whole():
    found = text(render(sheets.long_names()))
    assert "afdeling Integrale Projecten & Programma's <Team 3>" in found
    assert "DEMO" not in found.replace("NL93 DEMO", "").replace("DEMONL2U", "")
    assert "7511 AA 's-Gravenvoorbeeld aan de Hollandsche IJssel" in found


def test_signs_of_other_languages_are_printed():
    odd = replace(sheets.usual(), orderer="ŁłĐğş€ Çelik-Øster")
    assert "ŁłĐğş€ Çelik-Øster" in text(render(odd))


def test_many_lines_break_on_a_row_with_the_head_repeated():
    found = pages(render(sheets.many_lines()))
    assert len(found) == 2
    assert all("Omschrijving" in page for page in found)
    assert "Factuur F2026-0001" in found[1]
    assert "Pagina 2 van 2" in found[1]


def test_no_page_is_empty_and_the_payment_stays_whole():
    for count in (4, 5, 14, 15, 29, 30, 31):
        found = [
            " ".join(page.translate(NO_BREAK).split())
            for page in pages(render(sheets.many_lines(count)))
        ]
        assert all(len(page) > 150 for page in found), count
        (payment,) = (page for page in found if "Uiterlijk op" in page)
        assert "Onder vermelding van F2026-0001" in payment


def test_buyer_abroad_has_its_country_and_ours():
    shown = text(render(sheets.abroad()))
    assert (shown.count("België"), shown.count("Nederland")) == (2, 1)
    before = replace(sheets.abroad(), seller_country="", buyer_country="")  # issued before
    assert " BE " in text(render(before))


def test_annexes_are_named():
    assert "Bijlagen: Urenstaat" in text(render(sheets.with_annex()))


@pytest.mark.parametrize("sheet", [sheets.usual(), sheets.credit_note()], ids=lambda it: it.number)
def test_equal_input_gives_equal_bytes(sheet):
    assert render(sheet) == render(sheet)


def test_document_has_title_language_and_only_embedded_fonts():
    reader = PdfReader(io.BytesIO(render(sheets.usual())))
    assert reader.metadata.title == "Factuur F2026-0001"
    assert reader.metadata.author == "Universiteit Voorbeeld (demo)"
    assert reader.trailer["/Root"]["/Lang"] == "nl"
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_payment_qr_holds_what_the_bank_needs():
    payload = qr.payload(sheets.usual())
    assert payload.splitlines() == [
        "BCD",
        "002",
        "1",
        "SCT",
        "DEMONL2U",
        "Universiteit Voorbeeld (demo)",
        "NL93DEMO0123456789",
        "EUR16945.00",
        "",
        "",
        "F2026-0001",
    ]
    drawn = qr.operators(payload, 100).decode().splitlines()[2:-2]
    mask = segno.make(re.sub("[0-9]", "0", payload), error="m", micro=False).mask
    matrix = segno.make(payload, error="m", micro=False, mask=mask).matrix
    module = 100 / (len(matrix) + 8)
    dark = sum(float(line.split()[2]) for line in drawn) / module
    assert round(dark) == sum(map(sum, matrix))


def test_nothing_to_pay_has_no_qr():
    free = replace(sheets.usual(), payable_amount=sheets.usual().payable_amount * 0)
    assert qr.payload(free) == qr.payload(sheets.credit_note()) == ""
    assert "Betalen met" not in text(render(free))
