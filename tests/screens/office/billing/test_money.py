"""Money on the screen: reminders that are due, bank statements, entries by hand, ageing."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lllo.invoices.models import BankEntry, Payment, Reminder
from lllo.invoices.queries import open_amount
from lllo.outbox import worker
from lllo.people.models import Organisation
from tests.invoices.builders import sent
from tests.invoices.statements import entry, statement


def upload(site, content, name="mei.xml"):
    file = SimpleUploadedFile(name, content, content_type="application/xml")
    return site.post(reverse("bank_upload"), {"file": file}, follow=True)


def test_due_reminders_are_looked_at_and_sent(site, issued):
    assert [each.code for each in site.get(reverse("invoice_reminders")).context["skipped"]] == [
        "invoice_not_sent"
    ]
    sent(issued)
    shown = site.get(reverse("invoice_reminders")).context
    assert [each.invoice for each in shown["rows"]] == [issued]
    data = {"on": "2026-05-20", "invoices": [str(issued.public_id)]}
    path = reverse("invoice_reminders_send")
    preview = site.post(path, data)
    assert issued.number in preview.context["letters"][0].subject
    assert not Reminder.objects.exists()
    everything = site.post(path, {"on": "2026-05-20", "alle": "1"}).context["preview"]
    assert everything.rows == preview.context["preview"].rows
    progress = site.post(path, {**data, "bevestigd": "1"}).headers["Location"]
    assert issued.number not in site.get(progress).content.decode()  # nothing went wrong
    assert progress in site.get(reverse("invoice_reminders")).content.decode()
    worker.run(once=True)
    assert Reminder.objects.get().invoice == issued
    assert site.get(progress).context["progress"].is_finished
    assert site.post(path, {**data, "bevestigd": "1"}).status_code == 422  # not due any more
    assert site.post(path, {"on": "2026-05-20"}).status_code == 422
    assert list(site.get(reverse("invoice_reminders")).context["rows"]) == []


def test_who_is_left_alone_is_listed_with_the_reason(site, issued):
    Organisation.objects.update(invoice_email="")
    shown = site.get(reverse("invoice_reminders"), {"dag": "2026-06-30"}).context
    assert (shown["rows"], len(shown["skipped"])) == ([], 1)
    assert shown["skipped"][0].reason
    assert site.get(reverse("invoice_reminders"), {"dag": "morgen"}).status_code == 422


def test_statement_is_looked_at_and_booked_once(site, issued):
    content = statement(
        entry("13000.00", f"Betreft {issued.number}"),
        entry("55.00", "dank u", reference="B2", iban="NL02ABNA0123456789"),
    )
    checked = upload(site, content)
    found = checked.context["rehearsal"]
    assert [(each.number, each.open_after) for each in found.matched[0].bookings] == [
        (issued.number, Decimal(-55))
    ]
    assert len(found.unmatched) == 1
    assert not BankEntry.objects.exists()
    path = checked.redirect_chain[-1][0]
    assert site.post(path).headers["Location"] == reverse("bank")
    assert Payment.objects.get().amount == 13000
    assert site.get(path).status_code == 302  # it was booked
    again = upload(site, content)
    assert (again.context["rehearsal"].entries, again.context["rehearsal"].reading.known) == ((), 2)
    site.post(again.redirect_chain[-1][0])
    assert (Payment.objects.count(), BankEntry.objects.count()) == (1, 2)


def test_file_that_is_no_statement_is_a_sentence(site):
    other = statement(account="NL02ABNA0123456789")
    for content in (b"<a/>", b"geen xml", statement()[:-20], other):
        answer = upload(site, content)
        assert answer.status_code == 422, content[:20]
        assert answer.context["form"].mistakes()[0].anchor


def test_entry_is_matched_by_hand_in_parts_or_set_aside(site, issued):
    pending = upload(
        site, statement(entry("500.00", "Beekdorp bedankt"), entry("1.00", "?", reference="B2"))
    )
    site.post(pending.redirect_chain[-1][0])
    waiting, other = BankEntry.objects.unmatched().order_by("-amount")
    path = reverse("bank_assign", args=[waiting.public_id])
    (likely,) = site.get(path).context["suggestions"]
    assert likely.invoice == issued
    assert site.post(path, {"number": "F1999-1"}).status_code == 422
    assert site.post(path, {"number": issued.number, "amount": "501"}).status_code == 422
    assert site.post(path, {"number": issued.number, "amount": "200"}).headers["Location"] == path
    site.post(path, {"number": issued.number})
    assert open_amount(issued) == 12445
    dismiss = reverse("bank_dismiss", args=[other.public_id])
    assert site.post(dismiss, {"reason": " "}).status_code == 422
    site.post(dismiss, {"reason": "rente"})
    assert not BankEntry.objects.unmatched().exists()


def test_ageing_adds_up(site, issued):
    shown = site.get(reverse("invoice_ageing")).context["table"]
    assert shown.foot["days_60"] == shown.foot["total"] == 12945
    sheet = site.get(reverse("invoice_ageing"), {"formaat": "xlsx"})
    assert sheet.content.startswith(b"PK")
    assert site.get(reverse("invoice_ageing"), {"dag": "ooit"}).status_code == 422
