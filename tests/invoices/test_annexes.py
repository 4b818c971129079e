"""Annexes go with the invoices of an organisation, in the one PDF or beside it."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import pdfa
from reportlab.pdfgen.canvas import Canvas

from lllo.errors import Refused
from lllo.invoices import annex_actions, annexes
from lllo.invoices.actions import (
    add_annex,
    credit_invoice,
    issue_invoice,
    preview_run,
    remove_annex,
)
from lllo.invoices.models import InvoiceAnnex
from lllo.mail.invoice import preview
from lllo.people.models import AuditEntry
from tests.invoices import sheets
from tests.invoices.builders import ISSUE_DAY, START, draft
from tests.invoices.test_papers import embedded, text
from tests.world import make_organisation


def pdf(*, encrypted: bool = False) -> bytes:
    """Return a PDF of which the font is not embedded, as office programs make them."""
    target = io.BytesIO()
    canvas = Canvas(target, encrypt="secret" if encrypted else None)
    canvas.drawString(50, 50, "Helvetica")
    canvas.save()
    return target.getvalue()


def add(organisation, content=sheets.ANNEX_PDF, filename="Urenstaat maart.pdf", **fields):
    return add_annex(organisation, content=content, filename=filename, by=None, **fields)


@pytest.fixture
def organisation(demo):
    return make_organisation(invoice_email="facturen@example.org")


def issued(edition, organisation):
    return issue_invoice(draft(edition, organisation=organisation), on=ISSUE_DAY, by=None)


def test_annex_stands_in_the_one_pdf(edition, organisation):
    annex = add(organisation, title="Urenstaat")
    assert (annex.title, annex.document.filename) == ("Urenstaat", "Urenstaat-maart.pdf")
    invoice = issued(edition, organisation)
    content = bytes(invoice.pdf.content)
    assert "4 uur" in text(content)
    assert "Bijlagen: Urenstaat" in text(content)
    assert pdfa.validate_written(io.BytesIO(content), "3b").passed
    assert len(embedded(bytes(invoice.xml.content))) == 1
    assert len(preview(invoice).files) == 2


def test_annex_goes_beside_the_invoice_where_that_is_asked(edition, organisation):
    organisation.annexes_merged = False
    organisation.save()
    content = pdf()  # need not be archivable
    add(organisation, content)
    add(organisation)
    invoice = issued(edition, organisation)
    assert embedded(bytes(invoice.xml.content))[1:] == [content, sheets.ANNEX_PDF]
    beside = ("1-Urenstaat-maart.pdf", "2-Urenstaat-maart.pdf")
    assert preview(invoice).files == (f"{invoice.number}.pdf", f"{invoice.number}.xml", *beside)
    note = credit_invoice(invoice, on=ISSUE_DAY, reason="Fout", by=None)
    assert len(embedded(bytes(note.xml.content))) == 1


def test_annex_of_a_contract_goes_with_no_other_and_none_goes_after_its_removal(
    edition, organisation
):
    first, second = (draft(edition, organisation=organisation) for _ in range(2))
    mine = add(organisation, contract=first.contract_year.contract)
    issue_invoice(first, on=ISSUE_DAY, by=None)
    first.refresh_from_db()
    second = issue_invoice(second, on=ISSUE_DAY, by=None)
    assert [len(item.snapshot["annexes"]) for item in (first, second)] == [1, 0]
    remove_annex(mine, by=None)
    assert remove_annex(mine, by=None).removed_at
    assert not annexes.annexes_of(organisation).exists()
    third = draft(edition, organisation=organisation)
    assert issue_invoice(third, on=ISSUE_DAY, by=None).snapshot["annexes"] == []
    done = AuditEntry.objects.filter(action__startswith="organisation.annex")
    assert list(done.order_by("pk").values_list("action", flat=True)) == [
        "organisation.annex_added",
        "organisation.annex_removed",
    ]


def test_same_file_again_is_the_annex_that_is_there(organisation):
    assert add(organisation) == add(organisation)
    assert InvoiceAnnex.objects.count() == 1
    assert str(add(organisation)) == "Urenstaat maart"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ", "annex_no_pdf"),
        (b"%PDF-1.7 and no more", "annex_no_pdf"),
        (pdf(encrypted=True), "annex_locked"),
        (pdf(), "annex_not_archivable"),
    ],
)
def test_file_that_cannot_go_with_an_invoice_is_refused(organisation, content, code):
    with pytest.raises(Refused) as caught:
        add(organisation, content)
    assert caught.value.code == code


def test_annexes_that_are_too_large_are_refused(monkeypatch, organisation):
    monkeypatch.setattr(annex_actions, "TOGETHER", len(sheets.ANNEX_PDF) + 1)
    add(organisation)
    other = io.BytesIO()
    with pikepdf.open(io.BytesIO(sheets.ANNEX_PDF)) as source:
        source.docinfo["/Title"] = "Other"
        source.save(other)
    with pytest.raises(Refused, match="MB") as caught:
        add(organisation, other.getvalue())
    assert caught.value.code == "annexes_too_large"
    monkeypatch.setattr(annex_actions, "LARGEST", 10)
    with pytest.raises(Refused) as caught:
        add(organisation)
    assert caught.value.code == "annex_too_large"


def test_contract_of_another_organisation_is_refused(edition, organisation):
    other = draft(edition).contract_year.contract
    with pytest.raises(Refused) as caught:
        add(organisation, contract=other)
    assert caught.value.code == "annex_other_contract"


def test_run_names_an_annex_that_no_longer_fits(edition, organisation):
    organisation.annexes_merged = False
    organisation.save()
    waiting = draft(edition, organisation=organisation)
    add(organisation, pdf())
    organisation.annexes_merged = True
    organisation.save()
    (row,) = preview_run(START.year, on=START, by=None).rows
    (obstacle,) = row.obstacles
    assert (obstacle.code, obstacle.mended_at) == ("annex_not_archivable", "organisation")
    with pytest.raises(Refused, match="Urenstaat maart"):
        issue_invoice(waiting, on=ISSUE_DAY, by=None)
