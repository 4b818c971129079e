"""The HTML twin says what the PDF says, in the accessible form."""

from __future__ import annotations

import re
from dataclasses import replace

from lllo.invoices.twin import render
from tests.invoices import sheets


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def test_twin_has_labels_amounts_and_language():
    html = render(sheets.usual())
    assert 'lang="nl"' in html
    for part in (
        "DEMO – fictief",
        "Factuur F2026-0001",
        "Factuurnummer F2026-0001",
        "Basis Professional Plus, contractjaar 1 1 € 7.500,00 vrijgesteld € 7.500,00",
        "Te betalen € 16.945,00",
        "IBAN NL93 DEMO 0123 4567 89",
        "Eigen inbreng UT in natura",
    ):
        assert part in text(html), part
    assert html.count('scope="col"') == 9
    assert "style=" not in html


def test_dutch_texts_of_an_english_invoice_are_marked_as_such():
    english = replace(sheets.usual(), buyer=replace(sheets.BUYER, invoice_language="en"))
    html = render(english)
    reason = next(total.exemption_reason for total in english.vat if total.exemption_reason)
    assert f'<th scope="row" lang="nl">{reason}' in html
    assert f'<small lang="nl">{english.lines[0].description}' in html
    assert html.count('lang="nl"') == 4 + bool(english.text)
    assert render(sheets.usual()).count('lang="nl"') == 1  # the article itself


def test_credit_note_in_english_has_no_payment():
    html = render(
        replace(
            sheets.credit_note(), demo=False, buyer=replace(sheets.BUYER, invoice_language="en")
        )
    )
    assert 'lang="en"' in html
    assert "Credit note C2026-0001" in text(html)
    assert "Total credited €16,945.00" in text(html)
    assert "Please mention" not in text(html)
    assert "DEMO" not in text(html).replace("NL93 DEMO", "")


def test_texts_are_escaped_and_annexes_named():
    html = render(replace(sheets.with_annex(), orderer="<script>"), level=2)
    assert "&lt;script&gt;" in html
    assert "Bijlagen: Urenstaat" in text(html)
    assert '<h2 class="paper-title">' in html
    assert "<h3>Betaling</h3>" in html
