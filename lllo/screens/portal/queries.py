"""What the pages of an organisation read: people, places, requests, dates and papers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from lllo.contracts.models import Contract
from lllo.invoices.models import Invoice
from lllo.invoices.queries import invoice_rows
from lllo.people.models import CorrectionRequest, Membership, User
from lllo.projects.models import Placement, Project
from lllo.training.models import (
    Attendance,
    CoachingRequest,
    CoachingSession,
    CourseSeat,
    Event,
    Registration,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from lllo.people.models import Person
    from lllo.screens.portal.place import Place

EVENTS_SHOWN = 7
MOST = 200  # rows of a table that has no pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Someone of the organisation, with all roles and seats of that person there."""

    person: Person
    memberships: tuple[Membership, ...]
    seats: tuple[str, ...]
    can_sign_in: bool

    @property
    def roles(self) -> str:
        """The roles as a line."""
        return ", ".join(str(each.get_role_display()) for each in self.memberships)


def registrations(user: User, place: Place, *, at: datetime) -> list[Registration]:
    """Return the places that the organisation holds: in cohorts, and at events not yet over."""
    held = Registration.objects.visible_to(user).active().for_organisation(place.organisation)
    held = held.filter(Q(event__isnull=True) | Q(event__ends_at__gt=at))
    held = held.select_related("cohort", "event", "person")
    return list(held.order_by("event__starts_at", "cohort__number", "pk")[:MOST])


def course_seats(user: User, place: Place) -> list[CourseSeat]:
    """Return the course seats of the organisation: what is coming first, declined ones included."""
    seats = CourseSeat.objects.visible_to(user).for_organisation(place.organisation)
    seats = seats.exclude(state=CourseSeat.State.WITHDRAWN).select_related("person")
    return list(seats.order_by("-starts_on", "-pk")[:MOST])


def coaching_requests(user: User, place: Place) -> list[CoachingRequest]:
    """Return what was asked, the latest first, with the talk that came of it."""
    asked = CoachingRequest.objects.visible_to(user).for_organisation(place.organisation)
    asked = asked.exclude(state=CoachingRequest.State.WITHDRAWN)
    return list(asked.select_related("person", "session").order_by("-asked_on", "-pk")[:MOST])


def colleagues(user: User, place: Place, *, at: datetime) -> list[Colleague]:
    """Return the people of the organisation by name, each once; three queries."""
    taken: dict[int | None, list[str]] = defaultdict(list)
    for held in registrations(user, place, at=at):
        taken[held.person_id].append(str(held.cohort or held.event))
    for seat in CourseSeat.objects.active().for_organisation(place.organisation):
        taken[seat.person_id].append(seat.course_name)
    account = User.objects.filter(person=OuterRef("person"), is_active=True)
    memberships = Membership.objects.visible_to(user).open().for_organisation(place.organisation)
    memberships = memberships.select_related("person").annotate(can_sign_in=Exists(account))
    found: dict[Person, list[Any]] = {}
    for each in memberships.order_by("person__name_key", "person", "pk"):
        found.setdefault(each.person, []).append(each)
    return [
        Colleague(
            person=person,
            memberships=tuple(held),
            seats=tuple(taken[person.pk]),
            can_sign_in=held[0].can_sign_in,
        )
        for person, held in found.items()
    ]


def coming_events(user: User, place: Place, *, at: datetime, most: int = MOST) -> list[Event]:
    """Return the published events to come, for everyone and for the cohorts of the organisation."""
    events = _events(user, place).filter(ends_at__gt=at)
    return list(events.exclude(status=Event.Status.CANCELLED)[:most])


def past_events(user: User, place: Place, *, at: datetime) -> list[Event]:
    """Return the events that are over and at which someone of the organisation was, or not."""
    noted = Attendance.objects.for_organisation(place.organisation)
    held = Registration.objects.active().for_organisation(place.organisation)
    own = Q(pk__in=noted.values("event")) | Q(pk__in=held.values("event"))
    events = _events(user, place).filter(own, ends_at__lte=at)
    return list(events.order_by("-starts_at", "-pk")[:MOST])


def attendance(user: User, place: Place) -> dict[int, list[Attendance]]:
    """Return by event who of the organisation was there."""
    noted = Attendance.objects.visible_to(user).for_organisation(place.organisation)
    by_event: dict[int, list[Attendance]] = defaultdict(list)
    for each in noted.select_related("person").order_by("person__name_key"):
        by_event[each.event_id].append(each)
    return by_event


def coaching_sessions(user: User, place: Place, *, at: datetime) -> list[CoachingSession]:
    """Return the talks to come."""
    talks = CoachingSession.objects.visible_to(user).for_organisation(place.organisation)
    talks = talks.filter(starts_at__gt=at, state=CoachingSession.State.PLANNED)
    return list(talks.select_related("person", "coach")[:MOST])


def contracts(user: User, place: Place) -> list[Contract]:
    """Return the agreements that were offered to the organisation, the newest first."""
    offered = Contract.objects.visible_to(user).for_organisation(place.organisation)
    offered = offered.filter(agreement__isnull=False)
    hidden = [Contract.State.DRAFT, Contract.State.WITHDRAWN]
    return list(offered.exclude(state__in=hidden).order_by("-starts_on", "-number"))


def bills(user: User, place: Place, *, on: date) -> list[Any]:
    """Return the issued invoices and credit notes of the organisation, the newest first."""
    issued = invoice_rows(on=on).visible_to(user).filter(state=Invoice.State.ISSUED)
    own: Any = issued.filter(organisation=place.organisation)
    return list(own.order_by("-issue_date", "-number")[:MOST])


def projects(user: User, place: Place) -> list[Project]:
    """Return the cases that the organisation brought, withdrawn ones left out."""
    own = Project.objects.visible_to(user).for_organisation(place.organisation)
    own = own.exclude(state=Project.State.WITHDRAWN).select_related("line", "contact")
    return list(own.order_by("-proposed_on", "-pk")[:MOST])


def placements(user: User, place: Place) -> list[Placement]:
    """Return the places for students that the organisation offers, withdrawn ones left out."""
    own = Placement.objects.visible_to(user).for_organisation(place.organisation)
    own = own.exclude(state=Placement.State.WITHDRAWN).select_related("line", "host_supervisor")
    return list(own.order_by("-starts_on", "-pk")[:MOST])


def corrections(user: User, place: Place) -> list[CorrectionRequest]:
    """Return what was asked to be corrected, the latest first."""
    asked = CorrectionRequest.objects.visible_to(user).for_organisation(place.organisation)
    return list(asked.order_by("-asked_on", "-pk")[:10])


def _events(user: User, place: Place) -> Any:
    held = Registration.objects.active().for_organisation(place.organisation)
    cohorts = held.filter(cohort__isnull=False).values("cohort")
    own = Q(cohort__isnull=True) | Q(cohort__in=cohorts)
    events = Event.objects.visible_to(user).filter(own, is_published=True)
    return events.select_related("cohort").order_by("starts_at", "pk")
