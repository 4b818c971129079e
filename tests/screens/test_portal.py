from __future__ import annotations

from datetime import date, timedelta

import pytest

from lllo.contracts.models import Use
from lllo.people.models import Membership
from lllo.screens.portal.queries import portal_screen
from lllo.training.models import Cohort, Event
from tests import world
from tests.screens import scene as build

# Session, account, person, roles; programme, demo; own organisations; entitlements and uses;
# places, course seats, people; agreements, invoices; events.
QUERIES = 4 + 2 + 1 + 2 + 3 + 2 + 1


def read(user):
    return portal_screen(user, at=build.NOW, on=build.TODAY)


def cards(user) -> dict[str, object]:
    kinds = ("masterclass_seat", "coaching_hour", "course_seat", "project_hour", "learning_credit")
    shown = read(user).organisations[0].years[0].cards
    return dict(zip(kinds, shown, strict=True))


@pytest.mark.parametrize("rows", [1, 3])
def test_first_screen_takes_a_constant_number_of_queries(
    scene, client, django_assert_num_queries, rows
):
    contracts = [build.make_participant(scene, number) for number in range(rows)]
    user = build.make_account("contact", contracts[0].organisation)
    for number, contract in enumerate(contracts):
        build.make_invoice(contract, number=f"F-{number}")
        if number:
            Membership.objects.create(
                person=user.person, organisation=contract.organisation, role="participant"
            )
    client.force_login(user)
    with django_assert_num_queries(QUERIES):
        page = client.get("/deelnemer/").content.decode()
    assert page.count('class="organisation"') == rows


def test_remaining_comes_first_then_used_with_names(alice):
    seats = cards(alice)["masterclass_seat"]
    assert (seats.remaining, seats.granted, seats.used) == (0, 2, 2)
    assert [(holder.name, holder.what) for holder in seats.holders] == [
        ("Alice Voorbeeld0", "Cohort 1"),
        ("", "Cohort 1"),
    ]
    course = cards(alice)["course_seat"]
    assert (course.remaining, course.used) == (1, 1)
    assert course.holders[0].what == "Asset management van infrastructuur"
    hours = cards(alice)["coaching_hour"]
    assert (str(hours.remaining), hours.holders[0].quantity) == ("2.50", build.Decimal("1.5"))


def test_overdrawn_is_said_and_never_negative(alice, client):
    build.use(alice.contract, "course_seat", 2, override_reason="afgesproken", reason="extra vak")
    card = cards(alice)["course_seat"]
    assert (card.remaining, card.over) == (0, 1)
    client.force_login(alice)
    page = client.get("/deelnemer/").content.decode()
    assert "card-over" in page
    assert "-1" not in page.split("card-over")[1].split("</article>")[0]


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


def test_by_agreement_has_no_limit(alice):
    build.use(alice.contract, "project_hour", 12, reason="Praktijkonderzoek riolering")
    card = cards(alice)["project_hour"]
    assert (card.granted, card.remaining, card.used) == (None, None, 12)
    assert card.holders[0].name == "Praktijkonderzoek riolering"


def test_contract_year_is_shown_with_first_and_last_day(alice):
    year = read(alice).organisations[0].years[0]
    assert (year.starts_on, year.last_day) == (date(2026, 3, 1), date(2027, 2, 28))
    assert year.has_started


def test_before_the_start_the_coming_year_is_shown(alice):
    screen = portal_screen(alice, at=build.NOW, on=date(2026, 2, 25))
    assert [(year.number, year.has_started) for year in screen.organisations[0].years] == [
        (1, False)
    ]


def test_ended_contract_leaves_nothing_to_use(alice):
    type(alice.contract).objects.update(state="ended", ended_on=build.TODAY, end_reason="opgezegd")
    assert read(alice).organisations[0].years == ()


def test_only_own_organisations_are_shown(alice, charlie):
    assert [part.name for part in read(alice).organisations] == [str(alice.contract.organisation)]


def test_everyone_is_listed_once_with_roles_and_seats(alice):
    Membership.objects.create(
        person=alice.person, organisation=alice.contract.organisation, role="participant"
    )
    people = read(alice).organisations[0].people
    assert [person.name for person in people] == [
        "Alice Voorbeeld", "Alice Voorbeeld0", "Charlie Voorbeeld0",
    ]  # fmt: skip
    assert people[0].role.count(",") == 1
    assert people[1].seats == ("Cohort 1",)
    assert read(alice).organisations[0].seats_without_name == 1


def test_papers_have_a_status_and_a_file(alice):
    part = read(alice).organisations[0]
    assert [paper.number for paper in part.agreements] == ["OV-2026-000"]
    assert [(bill.number, bill.status) for bill in part.bills] == [("F-2026-0001", "open")]
    assert part.agreements[0].last_day == date(2029, 2, 28)


def test_drafts_are_not_shown(scene, client):
    contract = build.make_participant(scene, 0, package="basis")
    build.make_invoice(contract)
    organisation = world.make_organisation("Gemeente Concept (demo)")
    build.make_contract(scene, organisation, package="basis", number="OV-9", state="draft")
    user = build.make_account("contact", contract.organisation)
    Membership.objects.create(person=user.person, organisation=organisation, role="contact")
    parts = {part.name: part for part in read(user).organisations}
    assert parts["Gemeente Concept (demo)"].agreements == ()
    assert parts[contract.organisation.name].bills == ()
    client.force_login(user)
    assert "OV-9" not in client.get("/deelnemer/").content.decode()


def test_partner_sees_events_and_no_amounts(scene, client):
    partner = build.make_account(
        "partner", world.make_organisation("Stichting (demo)", kind="partner")
    )
    part = read(partner).organisations[0]
    assert not part.shows_papers
    client.force_login(partner)
    page = client.get("/deelnemer/").content.decode()
    assert "€" not in page
    assert "Masterclass 7" in page


def test_next_event_is_the_first_for_all_or_for_own_cohorts(scene, alice, client):
    other = Cohort.objects.create(
        programme=scene.edition.programme, number=2, name="Cohort 2", starts_on=build.START
    )
    event = {"programme": scene.edition.programme, "kind": "masterclass"}
    start = build.NOW + timedelta(days=1)
    for title, cohort in (("Eigen", scene.cohort), ("Andere", other)):
        Event.objects.create(
            **event, title=title, cohort=cohort, starts_at=start, ends_at=start + timedelta(hours=1)
        )
    screen = read(alice)
    assert screen.next_event.title == "Eigen"
    client.force_login(alice)
    assert "· Cohort 1" in client.get("/deelnemer/").content.decode()
    assert screen.later_events[0].title == "Masterclass 7"


def test_someone_without_organisation_reads_what_to_do(scene, client):
    client.force_login(build.User.objects.create_superuser("root@example.org", "x"))
    assert "calm" in client.get("/deelnemer/").content.decode()
