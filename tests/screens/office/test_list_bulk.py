"""What is done to many rows at once: preview, doing, and who is left out with which sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db.models import Value
from django.urls import reverse

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.contracts.models import Choice, Contract, ContractLine
from lllo.errors import Refused
from lllo.formats import money
from lllo.invoices.models import Delivery, Invoice, Payment
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Organisation, Person
from lllo.projects.models import Placement, Project
from lllo.screens.office.lists.registrations import note
from lllo.training.actions import record_attendance
from lllo.training.models import (
    Attendance,
    CoachingRequest,
    CoachingSession,
    CourseSeat,
    Event,
    Registration,
)
from lllo.training.places import with_attendance
from tests import world
from tests.screens import scene as build
from tests.screens.office.rows import fill_waiting, without_name

PLUS = "Gemeente Voorbeeldstad (demo)"


@pytest.fixture
def filled(scene):
    world.mark_demo()
    build.fill(scene, 1)
    fill_waiting(scene, 1)


def test_agreements_are_made_out_of_chosen_packages_only(filled, office):
    chosen, oral = Choice.objects.get(state="chosen"), Choice.objects.get(state="committed")
    will_do, why = office.preview("choices", "overeenkomst", [chosen, oral])
    assert (will_do, len(why)) == ([chosen], 1)
    assert not Contract.objects.filter(choice=chosen).exists()
    assert office.do("choices", "overeenkomst", [chosen, oral])[0] == 1
    assert Contract.objects.get(choice=chosen).state == "draft"


def test_people_without_an_account_are_invited(filled, office, bob):
    known = Person.objects.get(family_name="Voorbeeld0", given_name="Alice")
    silent = world.make_person("Stil", email="")
    will_do, why = office.preview("people", "uitnodigen", [known, silent, bob.person])
    assert (will_do, len(why)) == ([known], 2)
    assert office.do("people", "uitnodigen", [known, silent, bob.person])[0] == 1
    assert known.invitations.waiting().count() == 1


def test_choices_are_withdrawn_on_the_day_named(filled, office):
    assert office.do("choices", "intrekken", Choice.objects.all(), on="2026-05-04") == (2, [])
    assert set(Choice.objects.values_list("state", "withdrawn_on")) == {
        ("withdrawn", date(2026, 5, 4))
    }


def test_agreements_are_offered_by_mail_where_somebody_can_be_reached(filled, office):
    reached = Contract.objects.get(state="draft")
    world.make_person("Contact", reached.organisation, "contact")
    build.make_contract(
        build.Scene(reached.edition, None, None), world.make_organisation("Gemeente Stil (demo)"),
        package="basis", number="draft-9", state="draft",
    )  # fmt: skip
    rows = Contract.objects.filter(state__in=["draft", "signed"])
    will_do, why = office.preview("contracts", "aanbieden", rows, how="mail")
    assert will_do == [reached]
    assert [each for each in why if "Gemeente Stil" in each]
    assert office.do("contracts", "aanbieden", rows, how="mail")[0] == 1
    assert Job.objects.filter(key=f"agreement:{reached.number}").exists()
    assert office.do("contracts", "aanbieden", rows, how="self")[0] == 1
    assert not Contract.objects.filter(state="draft").exists()


def test_unsigned_agreements_are_withdrawn(filled, office):
    done, why = office.do("contracts", "intrekken", Contract.objects.all())
    assert (done, len(why)) == (2, 3)
    assert set(Contract.objects.values_list("state", flat=True)) == {"withdrawn", "signed"}


def test_due_contract_years_are_drafted_once(filled, office):
    (number,) = office.labels("years_to_invoice")
    year = Contract.objects.get(number=number).contract_years.get(number=1)
    assert office.preview("years_to_invoice", "maken", [year]) == ([year], [])
    assert not year.invoices.exists()
    assert office.do("years_to_invoice", "maken", [year]) == (1, [])
    assert year.invoices.get().state == "draft"
    assert office.labels("years_to_invoice") == []


def test_drafting_says_why_nothing_is_drafted(filled, office):
    year = Contract.objects.get(number="OV-2026-001").contract_years.get(number=1)
    Invoice.objects.drafts().update(net_amount=1)
    done, why = office.do("years_to_invoice", "maken", [year])
    assert (done, len(why)) in {(0, 1), (0, 0)}  # it left the list, so it may not be found at all


def test_drafts_are_issued_and_sent(filled, office):
    ContractLine.objects.filter(vat_code="research").update(vat_code="standard")
    (number,) = office.labels("years_to_invoice")
    year = Contract.objects.get(number=number).contract_years.get(number=1)
    office.do("years_to_invoice", "maken", [year])
    draft = year.invoices.get()
    issued = Invoice.objects.filter(number="F-2026-0000")
    will_do, why = office.preview("invoices", "uitgeven", [draft, *issued], on="", send="yes")
    assert (will_do, len(why)) == ([draft], 1), why
    shown = office.shown("invoices", "uitgeven", [draft], on="", send="yes")
    amount = money(draft.payable_amount)
    assert amount in shown["sum"]
    assert amount in shown["will_do"][0].standing
    assert office.do("invoices", "uitgeven", [draft, *issued], on="", send="yes")[0] == 1
    assert len(office.page("invoices").context["batches"]) == 1
    worker.run(once=True)
    draft.refresh_from_db()
    assert (draft.state, draft.issue_date) == ("issued", build.TODAY)
    assert Delivery.objects.filter(invoice=draft).exists()


def test_draft_that_cannot_be_issued_says_why_before_and_after(filled, office):
    draft = Invoice.objects.drafts().get()
    Organisation.objects.update(city="")
    asked = {"on": "", "send": "no"}
    assert office.preview("invoices", "uitgeven", [draft], **asked)[0] == []
    assert office.do("invoices", "uitgeven", [draft], **asked)[0] == 0
    assert Invoice.objects.drafts().get() == draft


def test_invoices_are_handed_over_once(filled, office):
    rows = Invoice.objects.filter(number__in=["F-2027-0000", "F-2028-0000"])
    assert office.do("invoices", "versturen", rows)[0] == 1
    assert office.do("invoices", "versturen", rows)[0] == 0
    assert Delivery.objects.filter(invoice__number="F-2027-0000").count() == 1


def test_reminders_go_to_what_is_overdue(filled, office):
    rows = Invoice.objects.filter(number__in=["F-2026-0000"])
    paid = Payment.objects.get()
    done, why = office.do("invoices", "herinneren", rows, on="2026-05-20")
    assert done + len(why) == 1
    Payment.objects.filter(pk=paid.pk).update(amount=16000)
    done, why = office.do("invoices", "herinneren", rows, on="2026-05-20")
    assert (done, len(why)) == (0, 1)


def test_payments_are_reversed_once(filled, office):
    payment = Payment.objects.get()
    assert office.do("payments", "terugdraaien", [payment], on="2026-05-19") == (1, [])
    assert office.do("payments", "terugdraaien", [payment], on="2026-05-19")[0] == 0
    assert office.foot("payments") == {"bedrag": "€ 0,00"}
    assert len(office.labels("payments", rijen="terug")) == 2
    assert office.labels("payments", rijen="geldig") == []


def test_events_are_published_confirmed_and_cancelled(filled, office):
    Event.objects.update(is_published=False, status="tentative")
    rows = Event.objects.all()
    count = len(rows)
    assert office.do("events", "publiceren", rows) == (count, [])
    assert office.do("events", "bevestigen", rows) == (count, [])
    assert set(Event.objects.values_list("status", "is_published")) == {("confirmed", True)}
    assert office.do("events", "afzeggen", rows[:1]) == (1, [])
    for code in ("publiceren", "bevestigen"):  # what is so already does not count
        assert office.preview("events", code, rows)[0] == []
        done, why = office.do("events", code, rows)
        assert (done, len(why)) == (0, count)


def test_only_colleague_without_a_place_is_named(filled, office):
    place = without_name()
    will_do, _why = office.preview("registrations", "naam", Registration.objects.all(), person="")
    assert will_do == [place]
    assert office.do("registrations", "naam", [place], person="")[0] == 1
    place.refresh_from_db()
    assert str(place.person) == "Charlie Voorbeeld0"


def test_several_candidates_are_named_and_one_can_be_typed(filled, office):
    place = without_name()
    world.make_person("Derde", place.organisation, given_name="Dave")
    done, (why,) = office.do("registrations", "naam", [place], person="")
    assert done == 0
    assert "Dave Derde" in why
    assert office.do("registrations", "naam", [place], person="dave.derde@example.org")[0] == 1
    place.refresh_from_db()
    assert place.person.family_name == "Derde"


def test_place_for_which_there_is_nobody_says_so(filled, office):
    place = without_name()
    place.organisation.memberships.update(ended_on=build.TODAY)
    done, why = office.do("registrations", "naam", [place], person="")
    assert (done, len(why)) == (0, 1)


def test_registrations_are_cancelled_once(filled, office):
    rows = list(Registration.objects.all())
    assert office.do("registrations", "annuleren", rows, on="") == (2, [])
    assert office.do("registrations", "annuleren", rows, on="")[0] == 0
    assert office.labels("registrations", status="registered") == []


def test_attendance_that_another_noted_meanwhile_shows_both_and_loses_no_choice(scene, office, bob):
    """Two of the office note the same room at once, and one of them otherwise."""
    event, place = held_event(scene)
    path, keys = reverse("attendance", args=[event.uid]), str(place.public_id)
    sent = {"bulk": "present", "rijen": keys}
    page = office.client.post(path, {**sent, "stap": "bekijk"})
    shown = page.context
    assert f'name="seen" value="{shown["seen"]}"' in page.content.decode()
    record_attendance(event, place.person, "absent", by=bob)
    again = {**sent, "stap": "doe", "seen": shown["seen"], "once": shown["once"]}
    answer = office.client.post(path, again)
    assert answer.status_code == 409
    (change,) = answer.context["changes"]
    assert (change.now, change.typed) == ("afwezig", "Noteren als aanwezig")
    assert str(place.person) in change.label
    assert Attendance.objects.get().status == "absent"
    fresh = {"seen": answer.context["seen"], "once": answer.context["once"]}
    assert office.client.post(path, {**again, **fresh}).status_code == 302
    assert Attendance.objects.get().status == "present"
    assert office.client.post(path, {**again, **fresh}).status_code == 302  # sent twice


def test_attendance_noted_between_the_check_and_the_act_is_refused(scene, bob):
    event, place = held_event(scene)
    rows = with_attendance(Registration.objects.all(), event)
    read = rows.annotate(for_event=Value(event.pk)).get(pk=place.pk)
    record_attendance(event, place.person, "absent", by=bob)
    with pytest.raises(Refused) as refused:
        note("present", read, {}, bob)
    assert refused.value.code == "attendance_changed"


def test_specialist_notes_who_was_at_an_event_that_they_lead(scene, client):
    event, place = held_event(scene)
    noor = build.make_account("specialist", scene.university, given_name="Noor")
    path = reverse("attendance", args=[event.uid])
    client.force_login(noor)
    assert client.get(path).status_code == 404
    Event.objects.filter(pk=event.pk).update(specialist=noor.person)
    assert path in client.get(reverse("event", args=[event.uid])).content.decode()
    shown = client.get(path).content.decode()
    assert str(place.person) in shown
    assert place.person.email not in shown
    assert reverse("person", args=[place.person.public_id]) not in shown
    asked = {"bulk": "present", "rijen": str(place.public_id)}
    page = client.post(path, {**asked, "stap": "bekijk"}).context
    sent = {**asked, "stap": "doe", "seen": page["seen"], "once": page["once"]}
    assert client.post(path, sent).status_code == 302
    assert Attendance.objects.get().status == "present"


def held_event(scene):
    """A past event of the cohort, with the named place of someone who is to be noted."""
    build.fill(scene, 1)
    event = Event.objects.first()
    moment = datetime(2026, 5, 19, 8, tzinfo=UTC)
    Event.objects.filter(pk=event.pk).update(
        cohort=scene.cohort, starts_at=moment, ends_at=build.NOW
    )
    return event, Registration.objects.filter(person__isnull=False).first()


@pytest.mark.parametrize("status", Attendance.Status.values)
def test_attendance_is_noted_for_who_is_named(filled, scene, office, status):
    event = Event.objects.first()
    moment = datetime(2026, 5, 19, 8, tzinfo=UTC)
    Event.objects.filter(pk=event.pk).update(
        cohort=scene.cohort, starts_at=moment, ends_at=build.NOW
    )
    rows = list(Registration.objects.all())
    done, (why,) = office.do("attendance", status, rows, args=[event.uid])
    assert done == 1
    assert why
    assert Attendance.objects.get().status == status
    assert len(office.labels("attendance", event.uid, was=status)) == 1
    assert office.labels("attendance", event.uid, was="onbekend") == []


def test_coaching_is_noted_as_held_or_cancelled(filled, office):
    session = CoachingSession.objects.get()
    assert office.do("coaching", "gehouden", [session]) == (1, [])
    done, why = office.do("coaching", "annuleren", [session], on="")
    assert (done, len(why)) == (0, 1)
    CoachingSession.objects.update(state="planned")
    assert office.do("coaching", "annuleren", [session], on="") == (1, [])


def test_requests_for_coaching_are_declined_with_a_reason(filled, office):
    request = CoachingRequest.objects.get()
    done = office.do("coaching_requests", "afwijzen", [request], on="", reason="geen uren over")
    assert done == (1, [])
    request.refresh_from_db()
    assert (request.state, request.answer) == ("declined", "geen uren over")


def test_seats_are_granted_declined_completed_and_given_back(filled, office):
    applied = CourseSeat.objects.get(state="applied")
    rows = list(CourseSeat.objects.all())
    assert office.do("course_seats", "bevestigen", rows, on="")[0] == 1
    applied.refresh_from_db()
    assert applied.state == "confirmed"
    CourseSeat.objects.filter(pk=applied.pk).update(state="applied")
    assert office.do("course_seats", "afwijzen", rows, on="", reason="vol")[0] == 1
    done, why = office.do("course_seats", "afgerond", rows, on="2026-12-01")
    assert (done, len(why)) == (1, 2)  # one was declined, one has no name
    assert office.do("course_seats", "teruggeven", rows, on="")[0] == 1


def test_projects_start_end_and_stop(filled, office):
    project = Project.objects.get()
    assert office.do("projects", "afronden", [project], on="")[0] == 0
    assert office.do("projects", "starten", [project], on="") == (1, [])
    assert office.do("projects", "afronden", [project], on="") == (1, [])
    assert office.do("projects", "stoppen", [project], on="", reason="te laat")[0] == 0


def test_placements_start_end_and_stop(filled, office):
    place = Placement.objects.get()
    assert office.do("placements", "starten", [place], on="")[0] == 0
    Placement.objects.update(state="matched", student_name="Erin (demo)")
    assert office.do("placements", "starten", [place], on="") == (1, [])
    assert office.do("placements", "afronden", [place], on="") == (1, [])
    Placement.objects.update(state="running")
    assert office.do("placements", "stoppen", [place], on="", reason="ziek") == (1, [])


@pytest.mark.parametrize(
    ("name", "model"), [("hours", HourEntry), ("expenses", Expense), ("in_kind", InKindEntry)]
)
def test_rows_that_count_are_reversed_and_stay(filled, office, name, model):
    (row, *others) = model.objects.order_by("pk")
    assert office.do(name, "terugdraaien", [row], on="2026-05-20") == (1, [])
    assert office.do(name, "terugdraaien", [row], on="2026-05-20")[0] == 0
    assert model.objects.count() == len(others) + 2
    badges = [cell.badge for each in office.page(name, rijen="terug").context["rows"]
              for cell in each["cells"] if cell.badge]  # fmt: skip
    assert len(badges) == 2
    assert len(office.labels(name, rijen="geldig")) == len(others)


def test_failed_jobs_are_tried_again(filled, office):
    done = Job.objects.create(key="af", kind="mail.agreement", state="done", done_at=build.NOW)
    failed = Job.objects.get(state="failed")
    assert office.preview("jobs", "opnieuw", [failed, done])[0] == [failed]
    assert Job.objects.get(pk=failed.pk).state == "failed"
    assert office.do("jobs", "opnieuw", [failed, done])[0] == 1
    assert Job.objects.get(pk=failed.pk).state == "pending"


def test_corrections_are_accepted_or_declined(filled, office):
    request = CorrectionRequest.objects.get()
    CorrectionRequest.objects.update(before={"city": request.organisation.city})
    assert office.do("corrections", "aannemen", [request], on="") == (1, [])
    request.organisation.refresh_from_db()
    assert request.organisation.city == "Nieuw"
    CorrectionRequest.objects.update(state="waiting", answered_on=None)
    assert office.do("corrections", "afwijzen", [request], on="", reason="klopt al") == (1, [])


def test_all_that_were_found_can_be_chosen_at_once(filled, office):
    answer = office.client.post(
        "/kantoor/overeenkomsten/?status=draft",
        {"bulk": "aanbieden", "alle": "1", "stap": "bekijk", "how": "self"},
    )
    (verdict,) = answer.context["will_do"]
    assert verdict.label == "draft-0 · Gemeente Draft 0 (demo)"
    assert PLUS not in answer.content.decode()
