"""What organisations asked for themselves, what waits for the office, and what the lines delivered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lllo import clock
from lllo.budget import actions as budget
from lllo.demo import data, year_data
from lllo.demo.story import moment
from lllo.people import account_actions as accounts
from lllo.people import correction_actions as corrections
from lllo.people import own_data_actions as own_data
from lllo.programmes.models import Deliverable, DevelopmentLine
from lllo.projects import actions as projects
from lllo.projects import deliverable_actions as deliverables
from lllo.projects.actions import PlacementData, ProjectData
from lllo.projects.deliverable_actions import ContributionData
from lllo.training import actions as training
from lllo.training.actions import CoachingWish, CourseData

if TYPE_CHECKING:
    from lllo.demo.story import Story
    from lllo.people.models import Organisation

ASKED_ON = date.fromisoformat(year_data.ASKED_ON)
DELIVERED_ON = date(2026, 9, 17)


def play_requests(story: Story) -> None:
    """Play the last days before the demo's present."""
    with clock.at(moment(DELIVERED_ON, "16:00")):
        _deliver(story)
    with clock.at(moment(ASKED_ON, "11:00")):
        _ask(story)
        _offer(story)
        _invite(story)
    with clock.at(moment(ASKED_ON + timedelta(days=1), "17:00")):
        _book_this_week(story)


def _shown(story: Story) -> Organisation:
    return story.parties.organisations[data.SHOWN_HOST]


def _ask(story: Story) -> None:
    """Ask for coaching, of which one is declined, for a course and for a correction."""
    organisation, contact = _shown(story), story.parties.users["contact"]
    person = story.parties.participants[data.SHOWN_HOST][0]
    subjects = (
        ("Samen plannen met de netbeheerder", "Liefst in november, op een donderdag"),
        ("Presentatie voor de raad", ""),
    )
    asked = [
        training.ask_for_coaching(
            organisation,
            CoachingWish(subject=subject, wish=wish, person=person),
            on=ASKED_ON,
            by=contact,
        )
        for subject, wish in subjects
    ]
    training.decline_coaching_request(
        asked[1],
        on=ASKED_ON,
        reason="Een presentatie valt buiten de coaching; het programmabureau denkt graag mee.",
        by=story.office,
    )
    course = CourseData(
        course_code="", course_name="Besluitvorming in netwerken", starts_on=date(2026, 11, 16)
    )
    other = story.parties.organisations["Waterbedrijf De Bron (demo)"]
    training.apply_for_course_seat(
        other, course, remark="De naam volgt na het werkoverleg.", on=ASKED_ON, by=None
    )
    corrections.ask_correction(
        organisation,
        {"legal_name": "Gemeente Tweelingen en Omstreken (demo)"},
        remark="De gemeente heet zo sinds de herindeling.",
        on=ASKED_ON,
        by=contact,
    )
    own_data.confirm(other, on=date(2025, 6, 2), by=None)


def _offer(story: Story) -> None:
    """Offer a case and a place for a student; both wait for an answer."""
    organisation = _shown(story)
    guide = story.parties.contacts[data.SHOWN_HOST]
    line = DevelopmentLine.objects.get(code="organisation")
    contact = story.parties.users["contact"]
    projects.propose_project(
        ProjectData(
            organisation=organisation,
            line=line,
            title="Een wijk met drie opgaven",
            summary="Riolering, warmte en groen in één straat.",
            contact=guide,
        ),
        on=ASKED_ON,
        by=contact,
    )
    projects.offer_placement(
        PlacementData(
            kind="internship",
            title="Hoe leert een gebiedsteam",
            host=organisation,
            line=line,
            starts_on=date(2027, 2, 1),
            ends_on=date(2027, 7, 1),
            hours=Decimal(640),
            host_supervisor=guide,
            description="Meelopen met drie gebiedsteams.",
        ),
        by=contact,
    )


def _invite(story: Story) -> None:
    """Invite two people, of whom one waited too long."""
    expired, fresh = story.parties.participants["Gemeente Vechtmark (demo)"]
    accounts.invite(expired, at=moment(ASKED_ON - timedelta(days=20)), by=story.office)
    accounts.invite(fresh, at=moment(ASKED_ON), by=story.office)


def _deliver(story: Story) -> None:
    """Deliver one product of the first line, with what two organisations contributed."""
    product = Deliverable.objects.filter(line__code="vertical").order_by("pk").first()
    assert product
    for name, words in (
        ("Gemeente Vechtmark (demo)", "Planning van vier partijen in één straat, uitgewerkt."),
        ("Netbeheer Noordkamp (demo)", "Meegelezen en getoetst aan de eigen werkwijze."),
    ):
        given = ContributionData(organisation=story.parties.organisations[name], description=words)
        deliverables.add_contribution(product, given, on=DELIVERED_ON, by=story.office)
    for state in (Deliverable.State.IN_PROGRESS, Deliverable.State.DELIVERED):
        deliverables.move_deliverable(product, state, on=DELIVERED_ON, by=story.office)


def _book_this_week(story: Story) -> None:
    """Book hours of this week, one of them taken back."""
    line = DevelopmentLine.objects.get(code="horizontal")
    for name, hours in (("Lotte", "2"), ("Noor", "4"), ("Noor", "3")):
        entry = budget.book_hours(
            story.parties.staff[name],
            line=line,
            on=ASKED_ON + timedelta(days=1),
            hours=Decimal(hours),
            description="Voorbereiding masterclass 3",
            by=story.office,
        )
    budget.reverse_entry(entry, on=ASKED_ON + timedelta(days=1), by=story.office)
