from __future__ import annotations

from lllo.documents.page import render


def test_markdown_becomes_html_with_classes_and_without_styles():
    page = render("# Kop\n\nEen **vet** woord.\n\n| Wat | Bedrag |\n|---|--:|\n| Basis | € 1 |\n")
    assert "<h1>Kop</h1>" in page
    assert "<strong>vet</strong>" in page
    assert '<th scope="col" class="number">Bedrag</th>' in page
    assert '<td class="number">€ 1</td>' in page
    assert "style=" not in page


def test_heading_row_of_empty_cells_is_left_out():
    assert "<th" not in render("| | |\n|---|---|\n| a | b |\n")


def test_nothing_in_the_text_becomes_html_but_a_break():
    page = render(
        "a<br>b <b onclick=x>c</b>\n\n<script>alert(1)</script>\n\n<!-- page -->\n\n[x](javascript:1)"
    )
    assert "a<br>b &lt;b onclick=x&gt;c" in page
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>" in page
    assert "page --" not in page
    assert "javascript:" not in page
