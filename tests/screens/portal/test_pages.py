from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from lllo.people.correction_actions import ask_correction, decline_correction
from lllo.people.models import Membership
from lllo.training.actions import decline_coaching_request
from lllo.training.models import (
    Attendance,
    CoachingRequest,
    CoachingSession,
    Cohort,
    CourseSeat,
    Event,
    Registration,
)
from tests import world
from tests.screens import scene as build
from tests.screens.portal.rows import (
    href,
    make_placement,
    make_project,
    make_request,
    variables,
)

# Session, account, person, roles and their organisations; programme, demo.
EVERY_PAGE = 7
QUERIES = {
    "portal_overview": 14,
    "portal_people": 5,
    "portal_registrations": 4,
    "portal_agenda": 10,
    "portal_offers": 2,
    "portal_papers": 3,
    "portal_organisation": 1,
}

ONLY_OWN = (
    "portal_overview", "portal_people", "portal_registrations", "portal_agenda", "portal_papers",
)  # fmt: skip


def read(client, user, name):
    return client.get(href(user, name)).content.decode()


def fill(user, rows):
    """Add so many rows of everything that a page shows to the organisation of someone."""
    organisation, contract = user.contract.organisation, user.contract
    programme = contract.edition.programme
    for number in range(rows):
        start = build.NOW + timedelta(days=number + 1)
        event = {"programme": programme, "kind": "other", "title": f"Dag {number}"}
        coming = Event.objects.create(**event, starts_at=start, ends_at=start + timedelta(hours=1))
        past = Event.objects.create(
            **event, starts_at=start - timedelta(days=90), ends_at=start - timedelta(days=89)
        )
        person = world.make_person(f"Collega{number}", organisation)
        for each in (coming, past):
            Registration.objects.create(event=each, organisation=organisation, person=person)
        Attendance.objects.create(
            event=past, person=person, organisation=organisation, status="absent"
        )
        CourseSeat.objects.create(
            organisation=organisation, person=person, course_code=f"{number}",
            course_name=f"Vak {number}", starts_on=start.date(),
            use=build.use(contract, "course_seat", person=person),
        )  # fmt: skip
        CoachingSession.objects.create(
            organisation=organisation, coach=person, person=person, subject=f"Gesprek {number}",
            starts_at=start, hours=1, use=build.use(contract, "coaching_hour", 1),
        )  # fmt: skip
        make_request(organisation, person, f"Vraag {number}")
        make_project(organisation, contact=person, title=f"Casus {number}")
        make_placement(organisation, guide=person)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", list(QUERIES))
def test_page_takes_a_constant_number_of_queries(
    alice, client, django_assert_num_queries, name, rows
):
    fill(alice, rows)
    client.force_login(alice)
    with django_assert_num_queries(EVERY_PAGE + QUERIES[name]):
        assert client.get(href(alice, name)).status_code == 200


def test_everyone_is_listed_once_with_roles_and_places(alice, open_as):
    Membership.objects.create(
        person=alice.person, organisation=alice.contract.organisation, role="participant"
    )
    page = read(open_as(alice), alice, "portal_people")
    assert page.count("Change my details") == 1
    assert page.count("Has left") == 1  # of Charlie: Alice and Alice Voorbeeld0 are contacts
    assert page.count("Change the details") == 2
    assert "Asset management van infrastructuur" in page


def test_participant_finds_only_the_own_details_to_change(member, open_as):
    page = read(open_as(member), member, "portal_people")
    assert page.count("Change my details") == 1
    assert "Change the details" not in page
    assert "Has left" not in page


def test_registrations_show_the_ways_that_fit_the_role(alice, member, open_as):
    fill(alice, 1)
    held = Registration.objects.filter(event__ends_at__gt=build.NOW).get()
    held.person = member.person
    held.save()
    page = read(open_as(alice), alice, "portal_registrations")
    assert page.count("Give up<") == 3
    assert "name needed" in page
    page = read(open_as(member), member, "portal_registrations")
    assert page.count("Give up<") == 1
    assert "Replace" not in page


def test_answers_to_what_was_asked_are_shown(alice, open_as):
    organisation = alice.contract.organisation
    decline_coaching_request(
        make_request(organisation, subject="Eerste"), on=build.TODAY, reason="Vol dit jaar", by=None
    )
    talk = CoachingSession.objects.get()
    planned = make_request(organisation, alice.person, subject="Tweede")
    CoachingRequest.objects.filter(pk=planned.pk).update(
        state="planned", answered_on=build.TODAY, session=talk
    )
    CourseSeat.objects.update(state="declined", answer="Dit vak vervalt", applied_on=build.TODAY)
    client = open_as(alice)
    page = read(client, alice, "portal_registrations")
    assert "Vol dit jaar" in page
    assert "Dit vak vervalt" in page
    assert "20\xa0May\xa02026 10:00" in page
    CoachingSession.objects.update(state="cancelled")
    assert "the talk was cancelled" in read(client, alice, "portal_registrations")
    CourseSeat.objects.update(person=None)
    assert read(client, alice, "portal_registrations").count("name needed") == 1


def test_calendar_says_who_comes_and_who_was_there(alice, member, open_as):
    fill(alice, 1)
    coming = Registration.objects.filter(event__ends_at__gt=build.NOW).get()
    client = open_as(alice)
    page = read(client, alice, "portal_agenda")
    for text in (
        "Registered: Alice Collega0", "Alice Collega0 (absent)", "Coaching: Gesprek 0",
        "Course: Vak 0",
    ):  # fmt: skip
        assert text in page
    path = href(alice, "portal_register_event", event=coming.event.uid)
    assert path in page
    coming.person = member.person
    coming.save()
    page = read(open_as(member), member, "portal_agenda")
    assert path not in page
    Attendance.objects.all().delete()
    assert "not noted" in read(open_as(alice), alice, "portal_agenda")


def test_participant_sees_of_others_only_who_works_there(alice, member, open_as):
    """Places, courses, talks and papers are one's own, or the contact's."""
    fill(alice, 1)
    CoachingRequest.objects.filter(subject="Vraag 0").update(subject="Vraag van een ander")
    make_request(alice.contract.organisation, member.person, "Vraag van mij")
    client = open_as(member)
    pages = {name: read(client, member, name) for name in ONLY_OWN}
    for name, page in pages.items():
        assert ("Collega0" in page) == (name == "portal_people"), name
        assert "Vraag van een ander" not in page, name
        assert "Vak 0" not in page, name
        assert "Gesprek 0" not in page, name
    assert "Vraag van mij" in pages["portal_registrations"]
    assert "Vraag van mij" in pages["portal_overview"]


def test_own_papers_of_a_participant_hold_no_money(alice, member, scene, open_as):
    at, programme = build.NOW, alice.contract.edition.programme
    day = {"programme": programme, "kind": "other"}
    hours = timedelta(hours=1)
    coming = Event.objects.create(
        **day, title="Straks", starts_at=at + hours, ends_at=at + 2 * hours
    )
    cancelled = Event.objects.create(
        **day, title="Af", starts_at=at + hours, ends_at=at + 2 * hours, status="cancelled"
    )
    over = Event.objects.create(
        **day, title="Geweest", cohort=scene.cohort, starts_at=at - 2 * hours, ends_at=at - hours
    )
    own = {"organisation": alice.contract.organisation, "person": member.person}
    Registration.objects.create(event=coming, **own)
    Registration.objects.create(event=cancelled, **own)
    Registration.objects.create(cohort=scene.cohort, **own)
    client = open_as(member)
    assert "not noted" in read(client, member, "portal_papers")
    Attendance.objects.create(event=over, status="present", **own)
    page = read(client, member, "portal_papers")
    assert "to come" in page
    assert "cancelled" in page
    assert "present" in page
    assert page.count(reverse("event_ics", args=[coming.uid])) == 1
    assert "€" not in page
    assert ".pdf" not in page
    assert str(alice.person) in page  # who has the agreement and the invoices


def test_papers_have_a_status_and_a_file(alice, open_as):
    page = read(open_as(alice), alice, "portal_papers")
    assert "OV-2026-000 (PDF)" in page
    assert "F-2026-0001 (PDF)" in page
    assert "1\xa0Mar\xa02026 to 28\xa0Feb\xa02029" in page
    assert "16,000.00" in page


def test_drafts_are_not_shown(scene, open_as):
    contract = build.make_participant(scene, 0, package="basis")
    build.make_invoice(contract)
    contract.__class__.objects.filter(pk=contract.pk).update(number="OV-9")
    organisation = world.make_organisation("Gemeente Concept (demo)")
    draft = build.make_contract(scene, organisation, package="basis", number="OV-8", state="draft")
    user = build.make_account("contact", organisation)
    Membership.objects.create(
        person=user.person, organisation=contract.organisation, role="contact"
    )
    client = open_as(user)
    user.contract = draft
    assert "OV-8" not in read(client, user, "portal_papers")
    user.contract = contract
    assert "There are no invoices yet." in read(client, user, "portal_papers")


def test_agreement_that_waits_says_so(scene, open_as):
    organisation = world.make_organisation("Gemeente Wacht (demo)")
    user = build.make_account("contact", organisation)
    user.contract = build.make_contract(
        scene, organisation, package="basis", number="OV-8", state="offered"
    )
    assert "waits for a signature" in read(open_as(user), user, "portal_papers")


def test_offers_are_taken_back_by_who_made_them(alice, member, open_as):
    organisation = alice.contract.organisation
    make_project(organisation, contact=member.person)
    make_project(organisation, title="Loopt", state="active")
    make_placement(organisation)
    client = open_as(alice)
    assert read(client, alice, "portal_offers").count("Withdraw") == 2
    assert read(open_as(member), member, "portal_offers").count("Withdraw") == 1


def test_corrections_are_shown_with_their_answer(alice, open_as):
    organisation = alice.contract.organisation
    asked = ask_correction(organisation, {"iban": "NL91ABNA0417164300"}, on=build.TODAY, by=alice)
    client = open_as(alice)
    page = read(client, alice, "portal_organisation")
    assert "IBAN: NL91ABNA0417164300" in page
    assert "Pass on a correction" not in page
    decline_correction(asked, on=build.TODAY, reason="Dat is een spaarrekening", by=None)
    page = read(client, alice, "portal_organisation")
    assert "Dat is een spaarrekening" in page
    assert "Pass on a correction" in page
    assert "Nobody confirmed" in page


@pytest.mark.parametrize("name", ["portal_offers", "portal_registrations", "portal_papers"])
def test_empty_pages_say_what_comes(scene, open_as, name):
    user = build.make_account("contact", world.make_organisation("Gemeente Begin (demo)"))
    user.contract = type("None", (), {"organisation": user.organisations().get()})
    assert read(open_as(user), user, name).count('class="empty"') >= 2


INLINE = re.compile(
    r"<script(?! src=\"/static/)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


def test_pages_are_strict_and_no_link_is_dead(alice, client):
    """Every page of the portal, as the contact reads it, and all that they lead to."""
    fill(alice, 1)
    client.force_login(alice)
    paths = [reverse(name, kwargs=values) for name, values in variables(alice.contract).items()]
    links = set()
    for path in [*paths, "/deelnemer/mijn-gegevens/"]:
        page = client.get(path).content.decode()
        assert not INLINE.search(page), (path, INLINE.search(page))
        assert (page.count("<h1"), page.count("<main")) == (1, 1), path
        links |= set(re.findall(r'<a [^>]*href="(/[^"#]*)"', page))
    assert len(links) > 30
    for link in links:
        assert client.get(link).status_code in {200, 302}, link


def test_who_leads_stands_with_an_event_and_with_its_parts(alice, scene, open_as):
    noor, ties = (
        world.make_person(name, scene.university, "specialist") for name in ("Noor", "Ties")
    )
    event = Event.objects.order_by("starts_at").first()
    Event.objects.filter(pk=event.pk).update(specialist=noor, leader="Gast")
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    event.parts.create(title="Open ruimte", specialist=ties, **times)
    page = open_as(alice)
    register = reverse(
        "portal_register_event", args=[alice.contract.organisation.public_id, event.uid]
    )
    for path in (href(alice, "portal_agenda"), href(alice, "portal_overview"), register):
        assert f"{noor}, Gast" in page.get(path).content.decode(), path
    shown = read(page, alice, "portal_agenda")
    assert shown.index("Open ruimte") < shown.index(str(ties))


def test_participant_gets_the_dates_of_the_own_cohort_only(alice, member, scene, open_as):
    """Those of a cohort of colleagues are marked, and do not go into the own calendar."""
    second = Cohort.objects.create(
        programme=scene.cohort.programme, number=2, name="Cohort 2", starts_on=build.START
    )
    first, other, _open = Event.objects.order_by("starts_at")
    Event.objects.filter(pk=first.pk).update(cohort=second)  # the next event is not for Dana
    Event.objects.filter(pk=other.pk).update(cohort=scene.cohort)
    for person, cohort in ((member.person, scene.cohort), (alice.person, second)):
        Registration.objects.create(
            organisation=alice.contract.organisation, person=person, cohort=cohort
        )
    client = open_as(member)
    page = client.get(href(member, "portal_agenda")).content.decode()
    own, _heading, theirs = page.partition("Not for you: cohorts of colleagues")
    assert other.uid in own
    assert first.uid not in page
    assert "Only for who follows Cohort 2" in theirs
    overview = client.get(href(member, "portal_overview"))
    assert overview.context["next_event"] == other
    Registration.objects.filter(person=alice.person).delete()  # who has no place follows them all
    contact = open_as(alice).get(href(alice, "portal_agenda")).content.decode()
    assert first.uid not in contact
