from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.html import strip_tags

from lllo.budget.actions import deliver_in_kind
from lllo.contracts.models import Use
from lllo.invoices.models import Delivery, Invoice
from lllo.people.models import Membership
from lllo.screens.portal.entitlements import year_cards
from lllo.screens.portal.place import place_of
from lllo.training.models import Cohort, CourseSeat, Event
from tests import world
from tests.screens import scene as build
from tests.screens.portal.rows import href, make_request

KINDS = ("masterclass_seat", "coaching_hour", "course_seat", "project_hour", "learning_credit")


def years(user, *, on=build.TODAY):
    return year_cards(user, place_of(user, user.contract.organisation.public_id), on=on)


def cards(user):
    return dict(zip(KINDS, years(user)[0].cards, strict=True))


def read(client, user, name="portal_overview", **values):
    return client.get(href(user, name, **values)).content.decode()


def test_one_organisation_is_opened_at_once(alice, client):
    client.force_login(alice)
    answer = client.get("/deelnemer/")
    assert answer.headers["Location"] == href(alice, "portal_overview")


def test_someone_in_two_organisations_chooses_and_sees_which(alice, charlie, open_as):
    Membership.objects.create(
        person=alice.person, organisation=charlie.contract.organisation, role="participant"
    )
    client = open_as(alice)
    page = client.get("/deelnemer/").content.decode()
    for user in (alice, charlie):
        assert href(user, "portal_overview") in page
    page = read(client, alice)
    assert f"You are looking at {alice.contract.organisation}" in page
    assert href(charlie, "portal_overview") in page


def test_someone_without_organisation_reads_what_to_do(scene, client):
    client.force_login(build.User.objects.create_superuser("root@example.org", "x"))
    assert 'class="empty"' in client.get("/deelnemer/").content.decode()


def test_remaining_comes_first_then_used_with_names_and_where_to_change(alice):
    seats = cards(alice)["masterclass_seat"]
    assert (seats.remaining, seats.granted, seats.used) == (0, 2, 2)
    assert [(each.name, each.what, str(each.action)) for each in seats.holders] == [
        ("Alice Voorbeeld0", "Cohort 1", "Replace"),
        ("", "Cohort 1", "Give a name"),
    ]
    assert seats.href == ""
    course = cards(alice)["course_seat"]
    assert (course.remaining, course.used) == (1, 1)
    assert course.holders[0].what == "Asset management van infrastructuur"
    assert course.href == href(alice, "portal_course_apply")
    hours = cards(alice)["coaching_hour"]
    assert str(hours.remaining) == "2.50"
    assert hours.holders[0].note.startswith("1.5 hours")


def test_participant_changes_no_place_of_others(member):
    for card in cards(member).values():
        assert not any(holder.href for holder in card.holders)
    assert cards(member)["coaching_hour"].href


def test_overdrawn_is_said_and_never_negative(alice, client):
    build.use(alice.contract, "course_seat", 2, override_reason="afgesproken", reason="extra vak")
    card = cards(alice)["course_seat"]
    assert (card.remaining, card.over, card.href) == (0, 1, "")
    client.force_login(alice)
    words = strip_tags(read(client, alice).split("card-over")[1].split("</article>")[0])
    assert "-1" not in words  # the addresses within may hold one


def test_reversed_use_is_neither_counted_nor_named(alice):
    extra = build.use(alice.contract, "course_seat", reason="vergissing")
    Use.objects.create(
        entitlement=extra.entitlement,
        quantity=-1,
        used_on=build.TODAY,
        reason="terug",
        reverses=extra,
    )
    card = cards(alice)["course_seat"]
    assert (card.used, len(card.holders)) == (1, 1)


def test_by_agreement_has_no_limit_and_names_what_it_went_to(alice):
    build.use(alice.contract, "project_hour", 12, reason="Praktijkonderzoek riolering")
    build.use(alice.contract, "project_hour", 1, reason="Advies", person=alice.person)
    card = cards(alice)["project_hour"]
    assert (card.granted, card.over, card.used) == (None, 0, 13)
    assert [(each.name, each.what) for each in card.holders] == [
        ("Praktijkonderzoek riolering", ""),
        (str(alice.person), "Advies"),
    ]


def test_seat_that_was_applied_for_says_so_and_a_completed_one_stays(alice):
    CourseSeat.objects.update(state="applied", applied_on=build.TODAY)
    assert "applied for" in cards(alice)["course_seat"].holders[0].note
    CourseSeat.objects.update(state="completed")
    assert cards(alice)["course_seat"].holders[0].href == ""


def test_contract_year_is_shown_with_first_and_last_day(alice):
    (year,) = years(alice)
    assert (year.starts_on, year.last_day) == (date(2026, 3, 1), date(2027, 2, 28))
    assert year.has_started


def test_before_the_start_the_coming_year_is_shown_without_coaching_to_ask(alice):
    (year,) = years(alice, on=date(2026, 2, 25))
    assert (year.number, year.has_started) == (1, False)
    assert {card.label: bool(card.href) for card in year.cards}[year.cards[1].label] is False


def test_ended_contract_leaves_nothing_to_use(alice, client):
    type(alice.contract).objects.update(state="ended", ended_on=build.TODAY, end_reason="opgezegd")
    assert years(alice) == ()
    client.force_login(alice)
    assert "nothing-yet" in read(client, alice)


def test_what_waits_is_said_with_the_way_there(alice, open_as):
    make_request(alice.contract.organisation, alice.person, "Samen leren")
    CourseSeat.objects.update(state="applied", applied_on=build.TODAY)
    build.make_contract(
        build.Scene(alice.contract.edition, None, None),
        alice.contract.organisation,
        package="basis",
        number="OV-9",
        state="offered",
    )
    page = read(open_as(alice), alice)
    for text in (
        "1 place still needs a name.", "Agreement OV-9 waits for a signature.",
        "Are the details of your organisation still right?", "Are your own details still right?",
        "Coaching: Samen leren", "Course: Asset management van infrastructuur",
    ):  # fmt: skip
        assert text in page
    assert "should have been paid" not in page


def test_overdue_invoice_is_said(alice, open_as, settings):
    Delivery.objects.create(
        invoice=Invoice.objects.get(number="F-2026-0001"), channel="mail", key="sent",
        recipient="facturen@example.org", state="sent", sent_at=build.NOW,
    )  # fmt: skip
    settings.LLLO_CLOCK = build.NOW + timedelta(days=60)
    assert "Invoice F-2026-0001 should have been paid" in read(open_as(alice), alice)


def test_confirmed_details_wait_for_nobody(alice, open_as):
    for obj in (alice.person, alice.contract.organisation):
        type(obj).objects.filter(pk=obj.pk).update(confirmed_on=build.TODAY)
    assert "still right?" not in read(open_as(alice), alice)


def test_partner_sees_events_and_no_amounts(partner, open_as):
    client = open_as(partner)
    page = read(client, partner)
    assert "€" not in page
    assert "Masterclass 7" in page
    assert "What you can still use" not in page
    assert href(partner, "portal_papers") not in page
    assert "Register" not in read(client, partner, "portal_agenda")


def test_next_event_is_the_first_for_all_or_for_own_cohorts(scene, alice, client):
    other = Cohort.objects.create(
        programme=scene.edition.programme, number=2, name="Cohort 2", starts_on=build.START
    )
    event = {"programme": scene.edition.programme, "kind": "masterclass"}
    start = build.NOW + timedelta(days=1)
    for title, cohort in (("Eigen dag", scene.cohort), ("Andere dag", other)):
        Event.objects.create(
            **event, title=title, cohort=cohort, starts_at=start, ends_at=start + timedelta(hours=1)
        )
    client.force_login(alice)
    page = read(client, alice)
    assert page.index("Eigen dag") < page.index("Masterclass 7")
    assert "Andere dag" not in page


def test_staff_may_act_as_the_contact(scene, bob, alice):
    bob.acting_for = alice.contract.organisation
    place = place_of(bob, alice.contract.organisation.public_id)
    assert place.is_contact
    assert place.person is None


@pytest.mark.parametrize("rows", [1, 3])
def test_events_come_without_end_and_are_few_on_the_first_page(scene, alice, client, rows):
    for number in range(rows * 3):
        start = build.NOW + timedelta(days=50 + number)
        Event.objects.create(
            programme=scene.edition.programme, kind="other", title=f"Later {number}",
            starts_at=start, ends_at=start + timedelta(hours=1),
        )  # fmt: skip
    client.force_login(alice)
    assert read(client, alice).count('class="to-calendar"') == min(3 + rows * 3, 7) - 1
    assert read(client, alice, "portal_agenda").count("Later") >= rows * 3


def test_no_event_and_no_agreement_say_what_comes(scene, client):
    Event.objects.all().delete()
    organisation = world.make_organisation("Gemeente Begin (demo)")
    user = build.make_account("contact", organisation)
    client.force_login(user)
    page = client.get("/deelnemer/", follow=True).content.decode()
    assert page.count('class="empty"') == 2


def test_contact_reads_what_the_package_is_worth_and_a_participant_does_not(alice, member, client):
    """Professional Plus: gross value, in kind and price are three amounts (mission.md)."""
    year = alice.contract.contract_years.get(number=1)
    line = alice.contract.edition.programme.lines.first()
    deliver_in_kind(year, amount=Decimal(2500), line=line, on=build.TODAY, description="x", by=None)
    found = {str(each.label): each for each in years(alice)[0].worth}
    amounts = [each.value for each in found.values()]
    assert amounts == [Decimal(31000), Decimal(15000), Decimal(16000), Decimal(48000)]
    assert [str(each.hint)[:7] for each in found.values()] == [
        "",
        "€\xa02,500",
        "without",
        "without",
    ]
    client.force_login(alice)
    assert "48.000" in read(client, alice)
    assert years(member)[0].worth == ()
