"""PDF and XML belong together, whatever number they get, and say the same to the cent."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import replace

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree
from pikepdf import pdfa
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from lllo.errors import Refused
from lllo.invoices.papers import prepare
from lllo.invoices.wording import words
from tests.invoices import documents, einvoice_rules, sheets
from tests.invoices.test_ubl import SPACES, sums_of

EMBEDDED = ".//cbc:EmbeddedDocumentBinaryObject"
ANNEXES = {hashlib.sha256(sheets.ANNEX_PDF).hexdigest(): sheets.ANNEX_PDF}


def papers(snapshot, number="", annexes=None):
    return prepare(snapshot, number or snapshot.number, annexes).papers


def embedded(xml: bytes) -> list[bytes]:
    found = etree.fromstring(xml).iterfind(EMBEDDED, SPACES)
    return [base64.b64decode(item.text) for item in found]


def text(pdf: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return "".join(pages).replace("\u00a0", " ")


@pytest.mark.parametrize(
    "snapshot",
    [sheets.usual(), sheets.credit_note(), sheets.long_names(), sheets.many_lines()],
    ids=["usual", "credit note", "long names", "many lines"],
)
def test_pdf_is_archivable_and_holds_the_xml_that_holds_the_page(snapshot):
    made = papers(snapshot)
    assert pdfa.validate_written(io.BytesIO(made.pdf), "3b").passed
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        (attached,) = pdf.attachments.values()
        name = f"{snapshot.number}.xml"
        assert (attached.filename, attached.relationship) == (name, "/Alternative")
        assert attached.get_file().read_bytes() == made.xml
        assert str(pdf.docinfo["/Title"]).endswith(snapshot.number)
        assert str(pdf.Root.Lang) == "nl"
    (page,) = embedded(made.xml)
    assert text(page) == text(made.pdf)
    assert "/EmbeddedFiles" not in PdfReader(io.BytesIO(page)).trailer["/Root"].get("/Names", {})
    assert einvoice_rules.schema_errors(made.xml) == []


@settings(
    max_examples=12,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(documents.snapshots(documents.PRINTABLE))
def test_sums_of_pdf_ubl_and_snapshot_are_equal(snapshot):
    made = papers(snapshot)
    amounts = (snapshot.net_amount, snapshot.vat_amount, snapshot.payable_amount)
    assert sums_of(made.xml)[:3] == amounts
    last = "Totaal gecrediteerd" if snapshot.original else "Te betalen"
    printed = " ".join(text(made.pdf).split())
    for label, amount in zip(("Totaal zonder btw", "Btw", last), amounts, strict=True):
        assert f"{label} {words('nl').money(amount)}".replace("\u00a0", " ") in printed


@pytest.mark.parametrize(
    "snapshot",
    [sheets.usual(), sheets.credit_note(), sheets.many_lines()],
    ids=lambda it: it.number,
)
def test_number_that_is_put_in_later_gives_the_same_bytes_as_one_known_before(snapshot):
    prepared = prepare(snapshot, "F2026-0001")
    assert prepared.stand_in == "F0000-0000"
    later = prepared.numbered("F2026-0987")
    assert later.snapshot.number == "F2026-0987"
    assert later == papers(snapshot, "F2026-0987")
    assert "F2026-0987" in text(later.pdf)
    assert prepared.numbered("F2026-0001") is prepared.papers


def test_number_of_another_shape_is_set_anew():
    prepared = prepare(sheets.usual(), "F2026-9999")
    assert prepared.numbered("F2026-10000") == papers(sheets.usual(), "F2026-10000")


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        ("F(2026)1", {}),  # reads otherwise inside a PDF
        ("F2026-0001", {"purchase_order_number": "F0000-0000"}),  # like the stand-in
        ("FACTUUR/LEVENLANGONTWIKKELEN/2026-000001", {}),  # broken over two lines
    ],
)
def test_number_that_cannot_be_found_again_on_the_page_is_set_anew(number, changes):
    prepared = prepare(replace(sheets.usual(), **changes), number)
    assert prepared.stand_in == ""
    assert number in text(prepared.papers.pdf).replace("\n", "")
    later = number.replace("1", "2")
    assert later in text(prepared.numbered(later).pdf).replace("\n", "")


def test_annex_stands_behind_the_page_in_the_one_pdf():
    made = papers(sheets.with_annex(), annexes=ANNEXES)
    reader = PdfReader(io.BytesIO(made.pdf))
    assert len(reader.pages) == 2
    assert "4 uur" in reader.pages[1].extract_text()
    assert len(embedded(made.xml)) == 1
    assert pdfa.validate_written(io.BytesIO(made.pdf), "3b").passed


def test_annex_goes_beside_the_page_where_that_is_asked():
    made = papers(sheets.with_annex(merged=False), annexes=ANNEXES)
    assert len(PdfReader(io.BytesIO(made.pdf)).pages) == 1
    assert embedded(made.xml)[1] == sheets.ANNEX_PDF
    assert einvoice_rules.schema_errors(made.xml) == []


def refused(snapshot, annexes=None) -> Refused:
    with pytest.raises(Refused) as caught:
        papers(snapshot, annexes=annexes)
    return caught.value


def test_annex_that_cannot_be_archived_is_refused():
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.drawString(50, 50, "Helvetica, not embedded")
    canvas.save()
    annexes = dict.fromkeys(ANNEXES, target.getvalue())
    assert refused(sheets.with_annex(), annexes).code == "pdf_not_archivable"


def test_annex_that_is_no_pdf_is_refused():
    annexes = dict.fromkeys(ANNEXES, b"MZ")
    assert refused(sheets.with_annex(), annexes).code == "papers_not_made"


def test_signs_that_the_font_lacks_are_named():
    caught = refused(replace(sheets.usual(), orderer="Team 🚀 東"))
    assert caught.code == "signs_unprintable"
    assert "東 🚀" in str(caught)


def test_name_typed_in_pieces_is_printed_whole():
    made = papers(replace(sheets.usual(), orderer="Cafe\u0301 \x00\x1b\u0085 Łódź"))
    assert "Café Łódź" in text(made.pdf)
    assert "Café Łódź".encode() in made.xml


def test_problem_is_refused_before_anything_is_made():
    wrong = replace(sheets.usual(), seller=replace(sheets.SELLER, iban="NL94DEMO0123456789"))
    assert refused(wrong).code == "iban_wrong"


def test_missing_font_is_a_sentence(monkeypatch, tmp_path):
    import font_source_sans_pro

    monkeypatch.setattr(pdfmetrics, "_fonts", {})
    monkeypatch.setattr(font_source_sans_pro, "__file__", str(tmp_path / "__init__.py"))
    assert refused(sheets.usual()).code == "papers_not_made"
