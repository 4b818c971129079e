"""An invoice on its page: sent with its mail in sight, held, credited by line, invoiced again."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from wsgiref.util import FileWrapper

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from lllo.invoices.actions import draft_invoices
from lllo.invoices.models import Delivery, Hold, Invoice, Validation
from lllo.outbox.models import Job
from tests.invoices.builders import sent
from tests.screens import scene as build


def post(site, name, record, **data):
    return site.post(reverse(name, args=[record.public_id]), data, follow=True)


def served(site, path, query):
    """Return what a server hands on of a file, which it may do in its own way."""
    heads = []
    asked = {"PATH_INFO": path, "QUERY_STRING": query, "wsgi.file_wrapper": FileWrapper}
    answer = WSGIHandler()(site._base_environ(**asked), lambda *said: heads.append(said))
    try:
        assert heads[0][0] == "200 OK"
        return b"".join(answer)
    finally:
        answer.close()


def section(site, invoice, code):
    screen = site.get(reverse("invoice", args=[invoice.public_id])).context["screen"]
    return next(each for each in screen.sections if each.code == code)


def test_invoice_is_sent_once_after_a_look_at_its_mail(site, issued):
    path = reverse("invoice_send", args=[issued.public_id])
    letter = site.get(path).context["letter"]
    assert issued.number in letter.subject
    assert letter.files == (f"{issued.number}.pdf", f"{issued.number}.xml")
    assert not Delivery.objects.exists()
    assert site.post(path).status_code == 302
    assert site.post(path).status_code == 422
    delivery = Delivery.objects.get()
    waits = post(site, "invoice_resend", issued, channel="mail")
    assert waits.status_code == 422  # the first one is still on its way
    Delivery.objects.update(state="unknown")
    assert section(site, issued, "verzendingen").table.rows[0][2].links
    post(site, "delivery_settle", delivery, outcome="lost")
    post(site, "invoice_resend", issued, channel="mail")
    assert list(Delivery.objects.order_by("pk").values_list("state", flat=True)) == [
        "failed", "pending",
    ]  # fmt: skip


def test_reminders_are_held_and_released_with_a_reason(site, issued):
    refused = post(site, "invoice_remind", issued)
    assert (refused.status_code, Delivery.objects.count()) == (422, 0)  # it was not sent itself
    sent(issued)
    assert post(site, "invoice_hold", issued, kind="disputed", reason=" ").status_code == 422
    post(site, "invoice_hold", issued, kind="disputed", reason="verkeerde afdeling")
    shown = section(site, issued, "herinneringen")
    assert shown.facts[0][1].hint == "verkeerde afdeling"
    refused = post(site, "invoice_remind", issued)
    assert refused.status_code == 422
    post(site, "invoice_release", issued)
    assert Hold.objects.get().lifted_at
    assert post(site, "invoice_remind", issued).status_code == 200
    assert Delivery.objects.get(reminder__isnull=False).reminder.level == 1


def test_line_is_credited_for_a_part_and_the_vat_is_shown_first(site, issued):
    data = {"reason": "uren niet geleverd", "what": "lines", "line_2": "1.000,01"}
    shown = post(site, "invoice_credit", issued, **data).context["preview"]
    assert [value.replace("\xa0", " ") for _label, value in shown.lines[:3]] == [
        "€ 1.000,01", "€ 210,00", "€ 1.210,01",
    ]  # fmt: skip
    assert not issued.credit_notes.exists()
    post(site, "invoice_credit", issued, **data, bevestigd="1")
    assert issued.credit_notes.get().payable_amount == Decimal("1210.01")
    for wrong in ({"line_2": "4000"}, {"line_2": "0"}, {"line_2": ""}, {"what": "whole"}):
        assert post(site, "invoice_credit", issued, **{**data, **wrong}).status_code == 422, wrong


def test_reminder_that_failed_leads_to_its_job_to_be_tried_again(site, issued):
    sent(issued)
    post(site, "invoice_remind", issued)
    Delivery.objects.exclude(reminder=None).update(state="failed", problem="postbus vol")
    Job.objects.update(state="failed")
    (row, _own) = section(site, issued, "verzendingen").table.rows
    (link,) = row[2].links
    shown = site.get(link.href).content.decode()
    assert f": {issued.number}" in shown.partition("<table")[2]


def test_what_was_credited_whole_is_invoiced_again(site, issued):
    assert post(site, "invoice_again", issued).status_code == 422
    post(site, "invoice_credit", issued, reason="verkeerd jaar", bevestigd="1")
    assert "invoice_again" in {
        link.href.rsplit("/", 2)[-2].replace("opnieuw", "invoice_again")
        for link in site.get(reverse("invoice", args=[issued.public_id])).context["screen"].links
    }
    post(site, "invoice_again", issued)
    draft = Invoice.objects.drafts().get(contract_year=issued.contract_year)
    assert draft.revision == 1


def test_unchecked_is_never_shown_as_valid(site, issued):
    assert section(site, issued, "controle").facts[0][1].tone == "wait"
    progress = post(site, "invoice_check", issued)
    assert progress.context["progress"].waiting == 1
    assert Job.objects.get().kind == "invoices.check"
    Validation.objects.create(
        invoice=issued, state="invalid", xml_sha256="0", rules=[{"name": "Peppol", "version": "3"}],
        findings=[{"rule": "BR-01", "weight": "fatal", "text": "fout", "place": ""}],
    )  # fmt: skip
    shown = section(site, issued, "controle")
    assert (shown.facts[0][1].tone, shown.facts[2][1].value) == ("late", "Peppol 3")
    assert shown.table.rows[0][0].value == "BR-01"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_of_an_invoice_says_what_its_pdf_says(site, drafts, language):
    draft = drafts[1]
    draft.organisation.invoice_language = language
    draft.organisation.save()
    draft_invoices(2026, on=build.TODAY, by=None)  # so that the draft is in its language, too
    post(site, "invoice_issue", draft, on="2026-05-20", send="no", bevestigd="1")
    shown = site.get(reverse("invoice_document", args=[draft.public_id])).content.decode()
    assert f'<article class="paper" lang="{language}">' in shown
    pdf = site.get(reverse("invoice_pdf", args=[draft.public_id])).content
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    for amount in ("12.945,00", "945,00") if language == "nl" else ("12,945.00", "945.00"):
        assert amount in shown
        assert amount in text
    xml = site.get(reverse("invoice_xml", args=[draft.public_id]))
    assert xml.headers["Content-Type"] == "application/xml"


def test_list_hands_out_papers_and_what_finance_books(site, issued, drafts):
    sent(issued)
    packed = served(site, reverse("invoice_papers"), "status=overdue")
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert names == [f"{issued.number}.pdf", f"{issued.number}.xml"]
    assert site.get(reverse("invoice_papers"), {"status": "draft"}).status_code == 302
    sheet = site.get(reverse("invoice_ledger"), {"jaar": "2026"}).content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 2
    narrowed = {"status": "draft", "jaar": "2026"}
    for asked in (narrowed, {"jaar": "twee"}, {"q": "niemand"}):
        answer = site.get(reverse("invoice_ledger"), asked)
        assert answer.status_code == 302, asked
        assert answer.headers["Location"].startswith(reverse("invoices") + "?"), asked


def test_list_is_narrowed_by_channel_check_and_organisation(site, issued, drafts):
    def found(**asked):
        return [row["label"] for row in site.get(reverse("invoices"), asked).context["rows"]]

    assert found(status="overdue") == []
    sent(issued)
    assert found(controle="not_checked", status="overdue") == [issued.number]
    assert found(controle="valid") == []
    assert found(kanaal="peppol") == []
    assert len(found(organisatie=str(issued.organisation.public_id))) == 1
    type(issued.organisation).objects.update(street="")
    assert len(found(ontbreekt="iets")) == 2
    assert site.get(reverse("office_home")).status_code == 200
    assert issued.due_date < build.TODAY
