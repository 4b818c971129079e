"""The pages about Odoo: what they show, what they ask of the worker, what they never do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from lllo.invoices.models import Invoice
from lllo.odoo.models import OdooRecord, OdooRun
from lllo.odoo.wording import note, text
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry
from lllo.screens.office.odoo import overview
from lllo.training.models import Event
from tests.screens import scene as build
from tests.screens.office.odoo import rows as odoo_rows

ODOO_ADDRESS = "https://odoo.example.org/web#id=101&amp;model=res.partner&amp;view_type=form"
pytestmark = pytest.mark.django_db


def text_of(office, name, *args, **asked) -> str:
    return office.page(name, *args, **asked).content.decode()


def post(office, name, *args, **data):
    return office.client.post(reverse(name, args=args), data)


def test_without_a_connection_the_page_names_the_settings(office):
    page = text_of(office, "odoo")
    assert "LLLO_ODOO_URL" in page
    assert "<button>" not in page.partition("<main")[2]
    assert post(office, "odoo_push").status_code == 422
    assert post(office, "odoo_check").status_code == 422
    assert not Job.objects.exists()


def test_overview_tells_how_it_goes_and_never_the_key(office, connected, organisation):
    record = odoo_rows.make_record(
        organisation, state="problem", said=text("Odoo weigert dit land.")
    )
    odoo_rows.make_run(OdooRun.Kind.CHECK, details={"lines": list(odoo_rows.LINES)})
    odoo_rows.make_run(OdooRun.Kind.PUSH, is_whole=False, said=text("Odoo is niet te bereiken."))
    answer = office.page("odoo")
    page = answer.content.decode()
    assert "https://odoo.example.org" in page
    assert "geheime-sleutel" not in page
    assert "Vul journal in invoicing/odoo.toml in." in page
    assert "Odoo is niet te bereiken." in page
    assert reverse("odoo_record", args=[record.public_id]) in page
    assert [tile.count for tile in answer.context["tiles"]] == [1, 0, 0, 0]


@pytest.mark.parametrize(("day", "left"), [(date(2000, 1, 1), "late"), (date(2200, 1, 1), "")])
def test_key_that_expires_is_told(office, connected, settings, day, left):
    settings.LLLO_ODOO = replace(settings.LLLO_ODOO, key_expires=day)
    assert bool(office.page("odoo").context["warning"]) is bool(left)


def test_switched_off_is_told_and_only_the_check_may_be_asked(office, connected):
    connected.replace("invoicing/odoo.toml", "enabled = true", "enabled = false")
    page = text_of(office, "odoo")
    assert "invoicing/odoo.toml" in page
    assert reverse("odoo_push") not in page
    assert post(office, "odoo_push").status_code == 422
    assert post(office, "odoo_check").status_code == 302
    assert [job.kind for job in Job.objects.all()] == ["odoo.check"]


def test_what_is_asked_waits_in_the_outbox_once(office, connected, bob):
    for name in ("odoo_push", "odoo_push", "odoo_pull", "odoo_check", "odoo_compare"):
        assert post(office, name).status_code == 302
    kinds = sorted(Job.objects.values_list("kind", flat=True))
    assert kinds == ["odoo.check", "odoo.pull", "odoo.push", "odoo.reconcile"]
    assert Job.objects.get(kind="odoo.check").payload == {"by": bob.pk}
    page = office.page("odoo")
    assert len(page.context["work"].jobs) == 4
    assert "hx-trigger" in page.content.decode()
    Job.objects.update(state="failed", last_error="Odoo is niet te bereiken.")
    work = office.page("odoo").context["work"]
    assert not work.is_busy
    assert work.jobs[0]["href"].startswith(reverse("jobs"))
    assert {job["error"] for job in work.jobs} == {"Odoo is niet te bereiken."}
    odoo_rows.make_run(OdooRun.Kind.PULL, is_whole=False, said=note("down"))
    with translation.override("en"):
        told = [job["error"] for job in overview.work("odoo.pull").jobs]
    assert told == ["Odoo cannot be reached; it is tried again later."]


@pytest.mark.parametrize("rows", [1, 3])
def test_records_take_a_constant_number_of_queries(
    office, connected, scene, rows, django_assert_max_num_queries
):
    for number in range(rows):
        contract = build.make_participant(scene, number)
        odoo_rows.make_record(contract.organisation)
        odoo_rows.make_difference(OdooRecord.objects.last())
    with django_assert_max_num_queries(14):
        assert len(office.labels("odoo_records")) == rows
    with django_assert_max_num_queries(18):
        assert len(office.labels("odoo_differences")) == rows


def test_list_links_both_sides_and_filters(office, connected, organisation):
    odoo_rows.make_record(organisation)
    event = Event.objects.first()
    odoo_rows.make_record(event, "event", odoo_model="event.event", state="stopped")
    page = text_of(office, "odoo_records")
    assert f'href="{ODOO_ADDRESS}" rel="noopener noreferrer"' in page
    assert reverse("organisation", args=[organisation.public_id]) in page
    assert reverse("event", args=[event.uid]) in page
    assert office.labels("odoo_records", status="aandacht") == [str(event)]
    assert office.labels("odoo_records", status="sent") == [str(organisation)]
    assert office.labels("odoo_records", soort="event") == [str(event)]
    assert len(office.sheet("odoo_records")) == 3


def test_sending_again_one_and_many(office, connected, organisation):
    record = odoo_rows.make_record(organisation, state="problem")
    booked = odoo_rows.make_record(organisation, "invoice", booked_on=build.TODAY)
    assert post(office, "odoo_record_send", record.public_id).status_code == 302
    record.refresh_from_db()
    assert (record.state, record.sha256) == ("waiting", "")
    assert Job.objects.get().payload == {"keys": [record.key]}
    done, failed = office.do("odoo_records", "opnieuw", [record, booked])
    assert (done, len(failed)) == (1, 1)


def test_what_stopped_is_linked_made_anew_or_left(office, connected, organisation):
    record = odoo_rows.make_record(organisation, state="stopped", odoo_id=None)
    page = text_of(office, "odoo_record", record.public_id)
    assert reverse("odoo_record_link", args=[record.public_id]) in page
    assert post(office, "odoo_record_link", record.public_id).status_code == 422
    assert post(office, "odoo_record_link", record.public_id, odoo_id="31").status_code == 302
    record.refresh_from_db()
    assert (record.state, record.odoo_id) == ("waiting", 31)
    assert post(office, "odoo_record_new", record.public_id).status_code == 422
    assert post(office, "odoo_record_stop", record.public_id).status_code == 302
    record.refresh_from_db()
    assert record.state == "left"
    assert "31" in text_of(office, "odoo_record", record.public_id)


def test_what_odoo_has_already_is_taken_over(office, connected, organisation, scene):
    once = note("known_once", found=[odoo_rows.FOUND])
    other = {**odoo_rows.FOUND, "say": "found_archived", "id": 32}
    often = note("known_often", found=[odoo_rows.FOUND, other])
    stopped = {"state": "stopped", "odoo_id": None}
    clear = odoo_rows.make_record(organisation, said=once, **stopped)
    second = build.make_participant(scene, 1).organisation
    unclear = odoo_rows.make_record(second, said=often, **stopped)
    page = text_of(office, "odoo_record", unclear.public_id)
    assert reverse("odoo_record_adopt", args=[unclear.public_id]) not in page
    for pk in ("31", "32"):
        assert f"/web#id={pk}&amp;model=res.partner" in page
        assert f"{reverse('odoo_record_link', args=[unclear.public_id])}?odoo_id={pk}" in page
    link = office.page("odoo_record_link", unclear.public_id, odoo_id="32")
    assert link.context["form"]["odoo_id"].value() == "32"
    assert post(office, "odoo_record_adopt", unclear.public_id).status_code == 422
    assert reverse("odoo_record_adopt", args=[clear.public_id]) in text_of(
        office, "odoo_record", clear.public_id
    )
    done, failed = office.do("odoo_records", "overnemen", [clear, unclear])
    assert (done, len(failed)) == (1, 1)
    clear.refresh_from_db()
    assert (clear.state, clear.odoo_id, clear.said) == ("waiting", 31, note("linked"))
    OdooRecord.objects.filter(pk=clear.pk).update(said=once, **stopped)
    assert post(office, "odoo_record_adopt", clear.public_id).status_code == 302


def test_difference_is_decided_with_a_reason(office, connected, organisation, bob):
    record = odoo_rows.make_record(organisation)
    city = odoo_rows.make_difference(record)
    street = odoo_rows.make_difference(record, city.run, field="street", theirs="Elders 1")
    page = text_of(office, "odoo_differences")
    assert "Enschede" in page
    assert "Elders" in page
    assert post(office, "odoo_leave_theirs", city.public_id).status_code == 422
    left = post(office, "odoo_leave_theirs", city.public_id, reason="Afspraak met Financiën")
    assert left.status_code == 302
    city.refresh_from_db()
    record.refresh_from_db()
    assert (city.decision, city.decided_by, record.accepted) == ("theirs", bob, {"city": "Elders"})
    assert AuditEntry.objects.get(action="odoo.left").detail["reason"] == "Afspraak met Financiën"
    assert post(office, "odoo_take_ours", street.public_id).status_code == 302
    assert office.page("odoo_differences", besluit="open").context["rows"] == []
    assert "Afspraak met Financi" in text_of(office, "odoo_record", record.public_id)


def test_many_differences_of_one_record_are_sent_once(office, connected, organisation):
    record = odoo_rows.make_record(organisation)
    city = odoo_rows.make_difference(record)
    street = odoo_rows.make_difference(record, city.run, field="street")
    extra = odoo_rows.make_difference(record, city.run, what="extra", record=None)
    done, failed = office.do("odoo_differences", "onze", [city, street, extra])
    assert (done, len(failed)) == (2, 1)
    assert Job.objects.count() == 1


def test_auditor_reads_and_asks_nothing(auditor, connected, organisation):
    record = odoo_rows.make_record(organisation, state="stopped")
    difference = odoo_rows.make_difference(record)
    for name, args in (("odoo", ()), ("odoo_records", ()), ("odoo_differences", ())):
        assert '<form method="post" action="/kantoor/odoo' not in text_of(auditor, name, *args)
    page = text_of(auditor, "odoo_record", record.public_id)
    assert reverse("odoo_record_link", args=[record.public_id]) not in page
    assert reverse("odoo_leave_theirs", args=[difference.public_id]) not in page


def test_records_pages_tell_about_odoo_only_where_it_is_set(office, organisation, request):
    address = reverse("organisation", args=[organisation.public_id])
    assert 'id="odoo"' not in office.client.get(address).content.decode()
    request.getfixturevalue("connected")
    page = office.client.get(address).content.decode()
    assert reverse("organisation_odoo", args=[organisation.public_id]) in page
    odoo_rows.make_record(organisation, said=text("Verstuurd in één keer."))
    page = office.client.get(address).content.decode()
    assert "Verstuurd in één keer." in page
    assert ODOO_ADDRESS in page
    assert reverse("odoo_record_send", args=[OdooRecord.objects.get().public_id]) in page


def test_each_kind_of_page_asks_for_itself(office, connected, organisation):
    contract = organisation.contracts.get()
    invoice = build.make_invoice(contract, number="F-2026-0001")
    event = Event.objects.first()
    places = (
        ("organisation", organisation.public_id), ("contract", contract.public_id),
        ("invoice", invoice.public_id), ("event", event.uid),
    )  # fmt: skip
    for name, key in places:
        assert reverse(f"{name}_odoo", args=[key]) in text_of(office, name, key)
        answer = post(office, f"{name}_odoo", key)
        assert answer.headers["Location"].endswith("#odoo")
    assert Invoice.objects.issued().exists()
    assert set(Job.objects.values_list("kind", flat=True)) == {"odoo.push"}


def test_partner_does_not_read_about_odoo_at_an_event(connected, scene, client):
    client.force_login(build.make_account("partner", scene.university))
    event = Event.objects.first()
    odoo_rows.make_record(event, "event", odoo_model="event.event")
    answer = client.get(reverse("event", args=[event.uid]))
    assert answer.status_code == 200
    assert 'id="odoo"' not in answer.content.decode()


def test_first_screen_counts_what_failed_and_differs(office, connected, organisation):
    record = odoo_rows.make_record(organisation, state="problem")
    odoo_rows.make_difference(record)
    odoo_rows.make_difference(record, what="unsent")
    page = text_of(office, "office_home")
    assert f"{reverse('odoo_records')}?status=aandacht" in page
    counted = {
        each.spec.code: each.count for each in office.page("office_home").context["screen"].waiting
    }
    assert (counted["odoo-mislukt"], counted["odoo-verschillen"]) == (1, 1)
