"""What the pages of an organisation read: people, places, requests, dates and papers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.models import Contract
from lllo.contracts.queries import balances, left_of
from lllo.formats import quantity
from lllo.invoices.models import Invoice
from lllo.invoices.queries import invoice_rows
from lllo.invoices.waiting_queries import contracts_without_order_number
from lllo.people.models import CorrectionRequest, Membership, Person, User
from lllo.programmes.models import EntitlementKind
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
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lllo.contracts.models import ContractQuerySet
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


def registrations(user: User, place: Place, *, at: datetime) -> QuerySet[Registration]:
    """Return the places that are held: in cohorts, and at events not yet over."""
    held = Registration.objects.visible_to(user).active().for_organisation(place.organisation)
    held = held.filter(Q(event__isnull=True) | Q(event__ends_at__gt=at))
    held = _own(held, place).select_related("cohort", "event", "person")
    ordered: QuerySet[Registration] = held.order_by("event__starts_at", "cohort__number", "pk")
    return ordered


def course_seats(user: User, place: Place) -> list[CourseSeat]:
    """Return the course seats: what is coming first, declined ones included."""
    seats = CourseSeat.objects.visible_to(user).for_organisation(place.organisation)
    seats = seats.exclude(state=CourseSeat.State.WITHDRAWN).select_related("person")
    seats = _own(seats, place)
    return list(seats.order_by("-starts_on", "-pk")[:MOST])


def coaching_requests(user: User, place: Place) -> list[CoachingRequest]:
    """Return what was asked, the latest first, with the talk that came of it."""
    asked = CoachingRequest.objects.visible_to(user).for_organisation(place.organisation)
    asked = _own(asked.exclude(state=CoachingRequest.State.WITHDRAWN), place)
    asked = asked.select_related("person", "session__coach", "asked_by__person")
    return list(asked.order_by("-asked_on", "-pk")[:MOST])


def people(user: User, place: Place) -> QuerySet[Person]:
    """Return the people of the organisation by name, each once."""
    memberships = Membership.objects.visible_to(user).open().for_organisation(place.organisation)
    account = User.objects.filter(person=OuterRef("pk"), is_active=True)
    found = Person.objects.visible_to(user).filter(pk__in=memberships.values("person"))
    return found.annotate(can_sign_in=Exists(account)).order_by("name_key", "pk")


def colleagues(
    user: User, place: Place, shown: QuerySet[Person], *, at: datetime
) -> list[Colleague]:
    """Return some people of the organisation with their roles; who sits where is for a contact."""
    persons = list(shown)
    taken: dict[int | None, list[str]] = defaultdict(list)
    for held in registrations(user, place, at=at).filter(person__in=persons):
        taken[held.person_id].append(str(held.cohort or held.event))
    seats = CourseSeat.objects.visible_to(user).active().for_organisation(place.organisation)
    for seat in _own(seats.filter(person__in=persons), place):
        taken[seat.person_id].append(seat.course_name)
    roles: dict[int, list[Membership]] = defaultdict(list)
    memberships = Membership.objects.visible_to(user).open().for_organisation(place.organisation)
    for each in memberships.filter(person__in=persons).order_by("pk"):
        roles[each.person_id].append(each)
    return [
        Colleague(
            person=person,
            memberships=tuple(roles[person.pk]),
            seats=tuple(taken[person.pk]),
            can_sign_in=person.can_sign_in,  # type: ignore[attr-defined] # annotated
        )
        for person in persons
    ]


def coming_events(user: User, place: Place, *, at: datetime) -> QuerySet[Event]:
    """Return the published events to come, for everyone and for the cohorts of the organisation."""
    events: QuerySet[Event] = _events(user, place).filter(ends_at__gt=at)
    return events.exclude(status=Event.Status.CANCELLED)


def of_colleagues(place: Place) -> Q:
    """Return which events are those of a cohort that colleagues follow, and not who reads this.

    None for a contact without a place: that one follows what all of them do.
    """
    if place.person is None:
        return Q(pk__in=())
    own = Registration.objects.active().filter(person=place.person, cohort__isnull=False)
    if place.is_contact and not own.exists():
        return Q(pk__in=())
    return Q(cohort__isnull=False) & ~Q(cohort__in=own.values("cohort"))


def past_events(user: User, place: Place, *, at: datetime) -> QuerySet[Event]:
    """Return the events that are over and at which someone was, or not."""
    noted = Attendance.objects.visible_to(user).for_organisation(place.organisation)
    held = Registration.objects.visible_to(user).active().for_organisation(place.organisation)
    noted, held = _own(noted, place), _own(held, place)
    own = Q(pk__in=noted.values("event")) | Q(pk__in=held.values("event"))
    events: QuerySet[Event] = _events(user, place).filter(own, ends_at__lte=at)
    return events.order_by("-starts_at", "-pk")


def own_events(user: User, place: Place) -> QuerySet[Event]:
    """Return the events at which the account itself has a place, or was, the last first."""
    own = {"person": place.person and place.person.pk}
    noted = Attendance.objects.visible_to(user).for_organisation(place.organisation).filter(**own)
    held = Registration.objects.visible_to(user).active().for_organisation(place.organisation)
    held = held.filter(**own)
    mine = Q(pk__in=noted.values("event")) | Q(pk__in=held.values("event"))
    mine |= Q(cohort__in=held.filter(cohort__isnull=False).values("cohort"))
    events: QuerySet[Event] = Event.objects.visible_to(user).filter(mine, is_published=True)
    return events.order_by("-starts_at", "-pk")


def contacts(user: User, place: Place) -> list[Person]:
    """Return the contacts of the organisation, by name."""
    held = Membership.objects.visible_to(user).current().for_organisation(place.organisation)
    held = held.filter(role=Membership.Role.CONTACT)
    found = Person.objects.visible_to(user).filter(pk__in=held.values("person"))
    return list(found.order_by("name_key", "pk"))


def attendance(user: User, place: Place, events: Iterable[Event]) -> dict[int, list[Attendance]]:
    """Return by event who of the organisation was there."""
    noted = Attendance.objects.visible_to(user).for_organisation(place.organisation)
    noted = noted.filter(event__in=list(events))
    by_event: dict[int, list[Attendance]] = defaultdict(list)
    for each in _own(noted, place).select_related("person").order_by("person__name_key"):
        by_event[each.event_id].append(each)
    return by_event


def coaching_sessions(user: User, place: Place, *, at: datetime) -> list[CoachingSession]:
    """Return the talks to come."""
    talks = CoachingSession.objects.visible_to(user).for_organisation(place.organisation)
    talks = talks.filter(starts_at__gt=at, state=CoachingSession.State.PLANNED)
    return list(_own(talks, place).select_related("person", "coach")[:MOST])


def contracts(user: User, place: Place) -> list[Contract]:
    """Return the agreements that were offered to the organisation, the newest first."""
    offered = Contract.objects.visible_to(user).for_organisation(place.organisation)
    offered = offered.filter(agreement__isnull=False)
    hidden = [Contract.State.DRAFT, Contract.State.WITHDRAWN]
    found = offered.exclude(state__in=hidden).prefetch_related("addenda")
    return list(found.order_by("-starts_on", "-number"))


def without_order_number(user: User, place: Place) -> QuerySet[Contract]:
    """Return the agreements of the organisation whose invoices wait for its order number."""
    return contracts_without_order_number(standing(user, place), clock.today()).order_by("number")


def standing(user: User, place: Place) -> ContractQuerySet:
    """Return the agreements that were offered to the organisation or hold."""
    own = Contract.objects.visible_to(user).for_organisation(place.organisation)
    return own.filter(state__in=[Contract.State.OFFERED, Contract.State.SIGNED])


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


def _own(rows: Any, place: Place) -> Any:
    """Return all rows for a contact; a participant sees what is one's own."""
    return rows if place.is_contact else rows.filter(person=place.person and place.person.pk)


def _events(user: User, place: Place) -> Any:
    held = Registration.objects.visible_to(user).active().for_organisation(place.organisation)
    cohorts = held.filter(cohort__isnull=False).values("cohort")
    own = Q(cohort__isnull=True) | Q(cohort__in=cohorts)
    events = Event.objects.visible_to(user).filter(own, is_published=True)
    return events.select_related("cohort", "specialist").order_by("starts_at", "pk")


def left_now(place: Place, kind: str, *, on: date) -> str:
    """Return in words what is free of a kind today; nothing where there is no limit or no right."""
    sums = left_of(kind, balances(place.organisation, on=on))
    if sums is None or not sums[1]:
        return ""
    left, granted = sums
    return _("Still free in this contract year: %(left)s of %(granted)s %(what)s.") % {
        "left": quantity(left),
        "granted": quantity(granted),
        "what": EntitlementKind(kind).label,
    }
