"""Every form of the portal: what it does, what it refuses, and that it does it once."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from lllo.people.models import AuditEntry, CorrectionRequest, Membership, Person, User
from lllo.people.salutations import addressing
from lllo.projects.models import Placement, Project
from lllo.screens.components.undo import undo_in
from lllo.training.models import CoachingRequest, Cohort, CourseSeat, Event, Registration
from tests import world
from tests.screens import scene as build
from tests.screens.portal.rows import (
    colleague_of,
    href,
    make_placement,
    make_project,
    make_request,
    own_rows,
)

CASE = {"title": "Riool", "summary": "Wie weet meer?", "line": "vertical", "person": ""}
STUDENT = {
    "title": "Meten", "kind": "internship", "description": "Sensoren plaatsen", "hours": "800",
    "starts_on": "2026-09-01", "last_day": "2027-01-31", "line": "horizontal", "person": "",
}  # fmt: skip
COURSE = {"course_name": "Systeemdenken", "starts_on": "2026-09-07", "person": "", "remark": "x"}
COLLEAGUE = {"given_name": "Erin", "family_name": "Nieuw", "email": "erin@example.org"}


@pytest.fixture
def send(open_as):
    """Return a function that sends a form twice: what was done stands after the first time."""

    def send(user, path, typed, *, status=302):
        client = open_as(user)
        before = AuditEntry.objects.count()
        token = str(uuid.uuid4())
        answer = client.post(path, {**typed, "once": token})
        assert answer.status_code == status, answer.content.decode()
        done = AuditEntry.objects.count()
        again = client.post(path, {**typed, "once": token})
        assert AuditEntry.objects.count() == done
        if status == 302:
            assert again.headers["Location"] == answer.headers["Location"]
        else:
            assert done == before
        return answer.content.decode()

    return send


@pytest.fixture
def event(scene):
    return Event.objects.filter(ends_at__gt=build.NOW).first()


@pytest.fixture
def colleague(alice):
    return colleague_of(alice.contract.organisation)


# People


def test_colleague_is_added_once(alice, send):
    path = href(alice, "portal_person_new")
    send(alice, path, {**COLLEAGUE, "job_title": "Adviseur"})
    membership = Membership.objects.get(person__email="erin@example.org")
    assert (membership.role, membership.job_title) == ("participant", "Adviseur")
    assert not User.objects.filter(person=membership.person).exists()
    assert "is one of your people already" in send(alice, path, COLLEAGUE, status=422)


def test_missing_colleague_is_added_on_the_way_and_chosen(alice, open_as):
    """Replacing someone by a colleague who is not in the list yet leads there and back."""
    place = Registration.objects.filter(person__isnull=False).first()
    form = href(alice, "portal_registration_person", registration=place.public_id)
    client = open_as(alice)
    way = client.get(form).context["new_colleague"]
    assert client.get(way).context["form"]["goes_on"].value() == form
    answer = client.post(way, {**COLLEAGUE, "goes_on": form})
    new = Person.objects.get(email=COLLEAGUE["email"])
    assert answer.headers["Location"] == f"{form}?wie={new.public_id}"
    chosen = client.get(answer.headers["Location"]).context["form"]["person"]
    assert f'value="{new.public_id}" selected' in str(chosen)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "/kantoor/", "//example.org"])
def test_way_on_leads_nowhere_else(alice, open_as, elsewhere):
    path = href(alice, "portal_person_new")
    answer = open_as(alice).post(path, {**COLLEAGUE, "goes_on": elsewhere})
    assert answer.headers["Location"] == href(alice, "portal_people")


def test_free_places_are_told_before_the_form_is_filled_in(alice, open_as):
    page = open_as(alice).get(href(alice, "portal_register_cohort"))
    assert page.context["note"] == "Still free in this contract year: 0 of 2 masterclass seats."
    alice.contract.contract_years.get(number=1).entitlements.all().update(quantity=None)
    assert open_as(alice).get(href(alice, "portal_coaching_ask")).context["note"] == ""


def test_colleague_of_elsewhere_is_left_to_the_office(alice, charlie, send):
    typed = {**COLLEAGUE, "email": charlie.person.email}
    page = send(alice, href(alice, "portal_person_new"), typed, status=422)
    assert "Ask the backoffice" in page
    assert str(charlie.contract.organisation) not in page


@pytest.mark.parametrize(
    ("name", "value"),
    [("family_name", ""), ("email", "erin"), ("given_name", "A" * 101), ("phone", "0" * 31)],
)
def test_colleague_needs_a_name_and_an_address(alice, send, name, value):
    send(alice, href(alice, "portal_person_new"), {**COLLEAGUE, name: value}, status=422)


def test_details_of_a_colleague_are_mended(alice, colleague, send, open_as):
    path = href(alice, "portal_person", person=colleague.public_id)
    page = open_as(alice).get(path).content.decode()
    assert 'value="Voorbeeld0"' in page
    assert "signs in or works elsewhere" not in page
    Person.objects.filter(pk=colleague.pk).update(form_of_address="ms", initials="C.")
    send(alice, path, {**COLLEAGUE, "given_name": "Charlie", "name_prefix": "van der"})
    colleague.refresh_from_db()
    assert str(colleague) == "Charlie van der Nieuw"
    assert (colleague.form_of_address, colleague.initials) == ("ms", "C.")  # not a contact's to say
    typed = {**COLLEAGUE, "email": alice.person.email}
    assert "another&#x27;s already" in send(alice, path, typed, status=422)


def test_details_of_who_signs_in_are_not_touched(alice, member, send, open_as):
    path = href(alice, "portal_person", person=member.person.public_id)
    assert "signs in or works elsewhere" in open_as(alice).get(path).content.decode()
    page = send(alice, path, {**COLLEAGUE, "email": "kaper@example.org"}, status=422)
    assert "Only Dana Voorbeeld or the backoffice" in page


def test_colleague_leaves_once_nothing_is_left(alice, colleague, send):
    path = href(alice, "portal_person_leave", person=colleague.public_id)
    assert "still has: Asset management" in send(alice, path, {}, status=422)
    CourseSeat.objects.update(person=None)
    send(alice, path, {})
    assert Membership.objects.get(person=colleague).ended_on == build.TODAY
    assert "ended on" in send(alice, path, {}, status=422)


def test_contact_is_not_sent_away_here(alice, open_as):
    path = href(alice, "portal_person_leave", person=alice.person.public_id)
    assert open_as(alice).get(path).status_code == 404


# Places


def test_contact_registers_colleagues_and_names_that_follow(alice, event, colleague, send):
    path = href(alice, "portal_register_event", event=event.uid)
    people = [str(alice.person.public_id), str(colleague.public_id)]
    send(alice, path, {"people": people, "without_name": "1"})
    held = Registration.objects.filter(event=event)
    assert {each.person for each in held} == {alice.person, colleague, None}
    send(alice, path, {"people": people, "without_name": ""}, status=422)
    assert "Choose who comes" in send(alice, path, {}, status=422)
    send(alice, path, {"without_name": "21"}, status=422)


def test_participant_registers_oneself_and_nobody_else(member, event, colleague, send, open_as):
    path = href(member, "portal_register_event", event=event.uid)
    assert "You register yourself." in open_as(member).get(path).content.decode()
    send(member, path, {"people": [str(colleague.public_id)], "without_name": "9"})
    assert [each.person for each in Registration.objects.filter(event=event)] == [member.person]
    assert "registered for" in send(member, path, {}, status=422)


def test_event_that_is_over_or_hidden_takes_nobody(alice, event, send, open_as):
    path = href(alice, "portal_register_event", event=event.uid)
    Event.objects.filter(pk=event.pk).update(status="cancelled")
    assert "is cancelled" in send(alice, path, {"without_name": "1"}, status=422)
    Event.objects.filter(pk=event.pk).update(is_published=False)
    assert open_as(alice).get(path).status_code == 404


def test_place_in_a_cohort_is_taken_and_the_name_may_follow(alice, scene, colleague, send):
    second = Cohort.objects.create(
        programme=scene.edition.programme, number=2, name="Cohort 2", starts_on=date(2026, 9, 1)
    )
    path = href(alice, "portal_register_cohort")
    typed = {"cohort": str(second.public_id), "person": ""}
    assert "has 2 masterclass seats" in send(alice, path, typed, status=422)
    nameless = Registration.objects.get(person=None)
    cancel = href(alice, "portal_registration_cancel", registration=nameless.public_id)
    send(alice, cancel, {})
    send(alice, path, typed)
    assert Registration.objects.get(cohort=second).person is None
    assert "one person in each cohort" in send(alice, path, typed, status=422)
    send(alice, path, {"person": str(colleague.public_id)}, status=422)


def test_place_in_a_cohort_with_a_name_says_whose(alice, scene, colleague, send):
    Registration.objects.filter(organisation=alice.contract.organisation).update(state="cancelled")
    alice.contract.contract_years.get(number=1).entitlements.update(quantity=9)
    typed = {"cohort": str(scene.cohort.public_id), "person": str(colleague.public_id)}
    send(alice, href(alice, "portal_register_cohort"), typed)
    assert Registration.objects.active().get().person == colleague


def put_back(client, path, other, holder):
    """Give a place to another, and press the button of the message: who had it has it again."""
    answer = client.post(path, {"person": str(other.public_id)}, follow=True)
    undo = undo_in([*answer.context["messages"]][-1].extra_tags)
    assert undo.label == f"Put {holder} back"
    assert client.post(undo.href, {"once": str(uuid.uuid4())}).status_code == 302


def test_place_gets_a_name_and_another_one(alice, colleague, send, open_as):
    place = Registration.objects.get(person=None)
    path = href(alice, "portal_registration_person", registration=place.public_id)
    assert "Who comes to Cohort 1?" in open_as(alice).get(path).content.decode()
    send(alice, path, {"person": str(colleague.public_id)})
    place.refresh_from_db()
    assert place.person == colleague
    page = open_as(alice).get(path).content.decode()
    assert f"Replace {colleague} at Cohort 1" in page
    assert str(colleague.public_id) not in page
    send(alice, path, {"person": str(alice.person.public_id)})
    place.refresh_from_db()
    assert place.person == alice.person
    put_back(open_as(alice), path, colleague, alice.person)
    place.refresh_from_db()
    assert place.person == alice.person
    taken = Registration.objects.exclude(pk=place.pk).get().person
    page = send(alice, path, {"person": str(taken.public_id)}, status=422)
    assert "is registered for Cohort 1 already" in page
    send(alice, path, {"person": ""}, status=422)


def test_place_is_given_up(alice, send, open_as):
    place = Registration.objects.get(person=None)
    path = href(alice, "portal_registration_cancel", registration=place.public_id)
    page = open_as(alice).get(path).content.decode()
    assert "a name that was still to follow" in page
    assert "can use this place again" in page
    send(alice, path, {})
    place.refresh_from_db()
    assert place.state == "cancelled"
    assert "was cancelled before" in send(alice, path, {}, status=422)


def test_participant_gives_up_an_own_place_at_an_event_only(member, event, send, open_as):
    organisation = member.contract.organisation
    own = Registration.objects.create(event=event, organisation=organisation, person=member.person)
    Registration.objects.filter(person=None).update(person=member.person)
    send(member, href(member, "portal_registration_cancel", registration=own.public_id), {})
    for other in Registration.objects.exclude(pk=own.pk):
        path = href(member, "portal_registration_cancel", registration=other.public_id)
        assert open_as(member).post(path).status_code == 404


# Courses


def test_contact_applies_for_a_course_and_the_name_may_follow(alice, send):
    path = href(alice, "portal_course_apply")
    send(alice, path, COURSE)
    seat = CourseSeat.objects.get(course_name="Systeemdenken")
    assert (seat.state, seat.person, seat.remark) == ("applied", None, "x")
    page = send(alice, path, {**COURSE, "course_name": "Derde vak"}, status=422)
    assert "one person takes two" in page
    page = send(alice, path, {**COURSE, "starts_on": "2035-01-01"}, status=422)
    assert "must start within the agreement: from" in page
    for name in ("course_name", "starts_on"):
        send(alice, path, {**COURSE, name: ""}, status=422)


def test_participant_applies_for_oneself(member, colleague, send):
    path = href(member, "portal_course_apply")
    send(member, path, {**COURSE, "person": str(colleague.public_id)})
    assert CourseSeat.objects.get(course_name="Systeemdenken").person == member.person
    assert "already" in send(member, path, COURSE, status=422)


def test_course_seat_gets_another_name(alice, colleague, send, open_as):
    seat = CourseSeat.objects.get()
    path = href(alice, "portal_course_person", seat=seat.public_id)
    assert f"Replace {colleague} in" in open_as(alice).get(path).content.decode()
    send(alice, path, {"person": str(alice.person.public_id)})
    seat.refresh_from_db()
    assert (seat.person, seat.state) == (alice.person, "confirmed")
    put_back(open_as(alice), path, colleague, alice.person)
    seat.refresh_from_db()
    assert seat.person == alice.person
    CourseSeat.objects.update(person=None, state="completed")
    assert "Who follows" in open_as(alice).get(path).content.decode()
    page = send(alice, path, {"person": str(colleague.public_id)}, status=422)
    assert "stays so" in page


def test_course_seat_is_given_back(alice, member, send, open_as):
    seat = CourseSeat.objects.get()
    path = href(alice, "portal_course_release", seat=seat.public_id)
    assert "another course" in open_as(alice).get(path).content.decode()
    assert open_as(member).get(path).status_code == 404
    CourseSeat.objects.update(person=member.person)
    send(member, path, {})
    seat.refresh_from_db()
    assert seat.state == "withdrawn"
    assert "stays so" in send(alice, path, {}, status=422)


# Coaching


def test_coaching_is_asked_for_the_organisation_or_someone(alice, colleague, send):
    path = href(alice, "portal_coaching_ask")
    send(alice, path, {"subject": "Samenwerken", "wish": "Liefst maandag", "person": ""})
    asked = CoachingRequest.objects.get()
    assert (asked.person, asked.wish, asked.asked_by) == (None, "Liefst maandag", alice)
    send(alice, path, {"subject": "Samenwerken", "person": str(colleague.public_id)})
    page = send(alice, path, {"subject": "samenwerken", "person": ""}, status=422)
    assert "waits for an answer" in page
    send(alice, path, {"subject": ""}, status=422)


def test_participant_asks_for_oneself_and_takes_back_only_that(member, send, open_as):
    send(member, href(member, "portal_coaching_ask"), {"subject": "Mijn vraag"})
    own = CoachingRequest.objects.get()
    assert own.person == member.person
    path = href(member, "portal_coaching_withdraw", asked=own.public_id)
    assert "Mijn vraag" in open_as(member).get(path).content.decode()
    send(member, path, {})
    assert CoachingRequest.objects.get().state == "withdrawn"
    assert "was answered before" in send(member, path, {}, status=422)
    other = make_request(member.contract.organisation)
    path = href(member, "portal_coaching_withdraw", asked=other.public_id)
    assert open_as(member).post(path).status_code == 404


def test_package_without_coaching_says_so(scene, send):
    organisation = world.make_organisation("Gemeente Zonder (demo)")
    user = build.make_account("contact", organisation)
    user.contract = type("None", (), {"organisation": organisation})
    page = send(user, href(user, "portal_coaching_ask"), {"subject": "Vraag"}, status=422)
    assert "has no signed contract" in page


# Cases and students


def test_case_is_brought_by_who_knows_more(member, send, open_as):
    path = href(member, "portal_case_new")
    send(member, path, CASE)
    case = Project.objects.get()
    assert (case.title, case.contact, case.line.code) == ("Riool", member.person, "vertical")
    assert "already" in send(member, path, CASE, status=422)
    for name in ("title", "summary", "line"):
        send(member, path, {**CASE, name: ""}, status=422)
    back = href(member, "portal_case_withdraw", offer=case.public_id)
    send(member, back, {"reason": ""}, status=422)
    send(member, back, {"reason": "Toch niet"})
    assert Project.objects.get().state == "withdrawn"
    send(member, back, {"reason": "Toch niet"}, status=422)
    other = make_project(member.contract.organisation)
    path = href(member, "portal_case_withdraw", offer=other.public_id)
    assert open_as(member).post(path, {"reason": "x"}).status_code == 404


def test_place_for_a_student_is_offered(alice, send, open_as):
    path = href(alice, "portal_student_new")
    page = open_as(alice).get(path).content.decode()
    assert f'value="{alice.person.public_id}" selected' in page
    send(alice, path, STUDENT)
    place = Placement.objects.get()
    assert (place.ends_on, place.host_supervisor, place.hours) == (date(2027, 2, 1), None, 800)
    assert "ends before it starts" in send(
        alice, path, {**STUDENT, "last_day": "2026-08-01"}, status=422
    )
    for name, value in (("hours", "0"), ("hours", "veel"), ("kind", "iets"), ("starts_on", "31")):
        send(alice, path, {**STUDENT, name: value}, status=422)
    back = href(alice, "portal_student_withdraw", offer=place.public_id)
    send(alice, back, {"reason": "Geen begeleider"})
    assert Placement.objects.get().state == "withdrawn"


def test_what_was_taken_up_is_not_taken_back_here(alice, member, open_as):
    organisation = alice.contract.organisation
    case = make_project(organisation, contact=member.person, state="active")
    place = make_placement(organisation, state="matched", student_name="Student (demo)")
    for name, offer in (("portal_case_withdraw", case), ("portal_student_withdraw", place)):
        path = href(alice, name, offer=offer.public_id)
        assert open_as(alice).post(path, {"reason": "x"}).status_code == 404


# Details


def test_own_details_are_corrected_and_confirmed(member, send, open_as):
    page = open_as(member).get("/deelnemer/mijn-gegevens/").content.decode()
    assert "did not confirm" in page
    assert f"You sign in with {member.email};" in page
    typed = {
        "given_name": "Dana", "initials": "D.", "name_prefix": "de", "family_name": "Groot",
        "email": "van.een.ander@example.org", "phone": "053 000 00 00", "language": "en",
        "form_of_address": "doctor",
    }  # fmt: skip
    send(member, "/deelnemer/mijn-gegevens/", typed)
    person = Person.objects.get(pk=member.person.pk)
    assert (str(person), person.confirmed_on, person.language) == (
        "Dana de Groot", build.TODAY, "en",
    )  # fmt: skip
    assert addressing([person], "en")["salutation"] == "Dear Dr De Groot"
    assert User.objects.get(pk=member.pk).email == person.email == member.email
    page = open_as(User.objects.get(pk=member.pk)).get("/deelnemer/mijn-gegevens/")
    assert "Last confirmed on 20\xa0May\xa02026" in page.content.decode()


@pytest.mark.parametrize("typed", [{"family_name": ""}, {"language": "fr"}])
def test_own_details_are_refused_where_they_cannot_be(member, send, typed):
    right = {"family_name": "Voorbeeld", "language": "nl"}
    send(member, "/deelnemer/mijn-gegevens/", {**right, **typed}, status=422)


def test_organisation_is_confirmed(alice, send):
    send(alice, href(alice, "portal_organisation_confirm"), {})
    organisation = alice.contract.organisation
    organisation.refresh_from_db()
    assert organisation.confirmed_on == build.TODAY


def test_addresses_change_at_once(alice, send, open_as):
    path = href(alice, "portal_post")
    assert 'value="Bureau Inkoop"' in open_as(alice).get(path).content.decode()
    send(alice, path, {"street": "Nieuweweg 2", "postal_code": "7500ab", "city": "Stad"})
    organisation = alice.contract.organisation
    organisation.refresh_from_db()
    assert (organisation.street, organisation.postal_code) == ("Nieuweweg 2", "7500 AB")
    assert organisation.legal_name
    send(alice, path, {"postal_code": "12"}, status=422)
    send(alice, path, {"invoice_email": "geen adres"}, status=422)


def test_order_number_is_asked_until_it_is_passed_on(alice, send, open_as):
    organisation = alice.contract.organisation
    type(organisation).objects.update(order_number_rule="always", order_number_label="VPL-nummer")
    path = href(alice, "portal_order", contract=alice.contract.public_id)
    overview = href(alice, "portal_overview")
    page = open_as(alice)
    assert path in page.get(overview).content.decode()
    assert "VPL-nummer" in page.get(path).content.decode()
    send(alice, path, {"purchase_order_number": " "}, status=422)
    send(alice, path, {"purchase_order_number": "VPL-7"})
    alice.contract.refresh_from_db()
    assert alice.contract.purchase_order_number == "VPL-7"
    assert path not in page.get(overview).content.decode()


def test_correction_is_passed_on_and_taken_back(alice, send):
    organisation = alice.contract.organisation
    path = href(alice, "portal_correction_new")
    right = {"name": organisation.name, "legal_name": organisation.legal_name}
    right["kvk_number"] = organisation.kvk_number
    assert "Nothing differs" in send(alice, path, right, status=422)
    for name in ("kvk_number", "oin", "rsin", "vat_identifier", "iban"):
        send(alice, path, {**right, name: "1"}, status=422)
    send(alice, path, {**right, "iban": "NL91 ABNA 0417 1643 00"})
    asked = CorrectionRequest.objects.get()
    assert asked.wanted == {"iban": "NL91ABNA0417164300"}
    organisation.refresh_from_db()
    assert organisation.iban == ""
    assert "waits for the backoffice already" in send(
        alice, path, {**right, "remark": "nog iets"}, status=422
    )
    back = href(alice, "portal_correction_withdraw", correction=asked.public_id)
    send(alice, back, {})
    assert CorrectionRequest.objects.get().state == "withdrawn"
    assert "was answered before" in send(alice, back, {}, status=422)


def test_form_of_a_row_that_changed_meanwhile_says_what_changed(alice, open_as):
    client = open_as(alice)
    path = href(alice, "portal_post")
    page = client.get(path)
    seen = page.content.decode().split('name="seen" value="')[1].split('"')[0]
    type(alice.contract.organisation).objects.update(street="Anders 1")
    answer = client.post(path, {"street": "Mijn straat 2", "seen": seen})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Anders 1" in page
    assert "Mijn straat 2" in page


@pytest.mark.parametrize(
    "name", ["portal_person_new", "portal_case_new", "portal_coaching_ask", "portal_post"]
)
def test_strange_texts_are_mistakes_or_plain_text(alice, open_as, name):
    client = open_as(alice)
    typed = dict.fromkeys(
        ("given_name", "family_name", "title", "summary", "subject", "street"),
        "<script>alert(1)</script>\x00",
    )
    answer = client.post(href(alice, name), typed)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()


def test_every_page_of_a_row_can_be_read(alice, open_as):
    client = open_as(alice)
    for name, values in own_rows(alice.contract).items():
        assert client.get(href(alice, name, **values)).status_code == 200, name


def test_correction_tells_of_all_wrong_numbers_at_once(alice, open_as):
    typed = {"name": "X", "kvk_number": "1", "rsin": "2", "iban": "3"}
    answer = open_as(alice).post(href(alice, "portal_correction_new"), typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"kvk_number", "rsin", "iban"}
