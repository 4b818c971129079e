"""PDF: what it says, how it is set, and that it stays the same."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from pypdf import PdfReader

from lllo.documents import pdf
from lllo.documents.markup import escape_markdown

TEXT = """# Overeenkomst

Eerste alinea met **vet**, *schuin* en [een adres](https://example.org),
een [ander](javascript:x) en `code`<br>op een nieuwe regel.\\
En nog een.

## Prijs

| Onderdeel | Door | Bedrag |
|:--|:-:|--:|
| Basis | deelnemer | €\u00a07.500,00 |
| **Totaal** |  | **€\u00a016.000,00** |

### Rechten

- een
  1. genummerd
- twee

3. drie

> Aangehaald.

#### Vierde

    vier <spaties>

---

<div>geen html</div>

<!-- een opmerking -->

| | |
|---|---|
| Naam | x |

| | |
|---|---|

<!-- page -->

##### Bijlage
"""


def made(text, **options):
    options = {"title": "Titel", "demo": False} | options
    return pdf.from_markdown(text, **options)


def pages(content):
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_everything_in_the_text_is_on_paper():
    first, second = pages(made(TEXT, footer="Voettekst 2026-0001"))
    for words in (
        "Overeenkomst",
        "vet",
        "schuin",
        "een adres",
        "ander",
        "code",
        "Totaal",
        "genummerd",
        "3.",
        "drie",
        "Aangehaald.",
        "vier <spaties>",
        "<div>geen html</div>",
        "Naam",
        "Voettekst 2026-0001",
    ):
        assert words in first
    assert "opmerking" not in first
    assert "Bijlage" in second


def test_metadata_says_title_author_subject_and_language():
    sheet = pdf.Sheet(title="Factuur", author="Universiteit", subject="Jaar 1", language="en")
    content = pdf.build([], sheet)
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata.title == "Factuur"
    assert reader.metadata.author == "Universiteit"
    assert reader.metadata.subject == "Jaar 1"
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_equal_input_gives_equal_bytes():
    assert made(TEXT, demo=True) == made(TEXT, demo=True)


def test_each_page_says_which_of_how_many():
    found = [
        re.search(r"(?:Page|Pagina) (\d) (?:of|van) (\d)", page).groups()
        for page in pages(made("x\n\n<!-- page -->\n\ny\n\n<!-- page -->\n\nz"))
    ]
    assert found == [("1", "3"), ("2", "3"), ("3", "3")]


def test_demo_is_marked_on_every_page_and_nothing_else_is():
    text = "x\n\n<!-- page -->\n\ny"
    assert [page.count("DEMO") for page in pages(made(text, demo=True))] == [2, 2]
    assert [page.count("DEMO") for page in pages(made(text))] == [0, 0]


def test_only_source_sans_is_referenced_and_embedded():
    reader = PdfReader(io.BytesIO(made(TEXT, demo=True, footer="x")))
    fonts = {
        font["/BaseFont"]: font["/FontDescriptor"]
        for page in reader.pages
        for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    }
    assert fonts
    assert all("SourceSansPro" in name for name in fonts)
    assert all("/FontFile2" in descriptor for descriptor in fonts.values())
    assert b"Helvetica" not in made(TEXT)


def test_page_is_a4():
    box = PdfReader(io.BytesIO(made("x"))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)


def test_diacritics_and_composed_accents_are_kept():
    assert "ŁłĐğş€ ĳé" in pages(made("ŁłĐğş€ ĳe\u0301"))[0]


def edges(content):
    """Return the left and right end of each text on the first page, with the text."""
    found = []

    def note(text, _cm, matrix, _font, size):
        if text.strip():
            found.append((text.strip(), matrix[4], matrix[5]))

    PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=note)
    return found


def test_amounts_end_at_the_same_place():
    rows = "".join(
        f"| {name} | {amount} |\n" for name, amount in [("A", "1,00"), ("B", "10.000,00")]
    )
    right = edges(made(f"| Naam | Bedrag |\n|---|--:|\n{rows}"))
    left = edges(made(f"| Naam | Bedrag |\n|---|:--|\n{rows}"))
    starts = {text: x for text, x, _y in right}
    assert starts["10.000,00"] < starts["1,00"]  # the longer one begins further left
    starts = {text: x for text, x, _y in left}
    assert starts["10.000,00"] == starts["1,00"]


@pytest.mark.parametrize("word", ["W" * 400, escape_markdown("_" * 400)])
def test_long_words_stay_on_the_page(word):
    text = f"{word}\n\n| a | b | c |\n|---|---|--:|\n| {word} | {word} | 1 |\n\n- {word}\n"
    assert len(pages(made(text))) == 1
    wide = "| " + " | ".join([word] * 12) + " |\n" + "|--:" * 12 + "|\n" + f"| {word} " * 12 + "|\n"
    assert made(wide)


def test_table_over_pages_repeats_its_head():
    rows = "".join(f"| Regel {n} | {n},00 |\n" for n in range(90))
    found = pages(made(f"# Lijst\n\n| Omschrijving | Bedrag |\n|---|--:|\n{rows}"))
    assert len(found) > 1
    assert all("Omschrijving" in page for page in found)
    numbers = [int(n) for page in found for n in re.findall(r"Regel (\d+)", page)]
    assert all(after == before + 1 for before, after in pairwise(numbers))


def test_row_longer_than_a_page_is_split():
    text = "| a | b |\n|---|---|\n| x | " + "woord " * 3000 + "|\n"
    assert len(pages(made(text))) > 1


def test_heading_stays_with_its_text():
    filler = "\n\n".join(["Regel."] * 36)
    for page in pages(made(f"{filler}\n\n## Kop\n\n" + "Tekst. " * 60)):
        assert ("Kop" in page) == ("Tekst." in page)


def test_short_table_stays_with_what_announces_it():
    rows = "".join(f"| Regel {n} | 1,00 |\n" for n in range(10))
    for lines in range(30, 37):
        filler = "\n\n".join(["Vulling."] * lines)
        text = f"{filler}\n\n## Kop\n\nAankondiging:\n\n| a | b |\n|---|--:|\n{rows}"
        for page in pages(made(text)):
            assert ("Kop" in page) == ("Aankondiging" in page) == ("Regel 9" in page)


def test_tables_follow_each_other():
    table = "| a | b |\n|---|--:|\n| Regel | 1,00 |\n\n"
    assert pages(made(table * 40))[0].count("Regel") > 8


def test_empty_text_is_an_empty_page():
    assert len(pages(made(""))) == 1
