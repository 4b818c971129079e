"""What moving people to another cohort would do to each: seat, calendar, or why it cannot be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.models import Entitlement, Use
from lllo.contracts.queries import entitlement_for
from lllo.contracts.refusals import use_refused
from lllo.errors import Refused
from lllo.programmes.models import EntitlementKind
from lllo.rules.entitlement import balance, refusal
from lllo.training.models import Attendance, Cohort, Event, Registration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

SEAT_KIND = EntitlementKind.MASTERCLASS_SEAT
SEAT = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One place that would move.

    ``entitlement`` is that of the seat after the move; ``is_other_year`` tells that
    it is of another contract year than before. ``attended`` counts the events at
    which somebody was present. ``problem`` says why the place cannot move.
    """

    registration: Registration
    entitlement: Entitlement | None
    is_other_year: bool
    attended: int
    problem: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePlan:
    """The places that would move to a cohort, and the events that their calendars lose and get.

    ``problem`` says why none can move: the cohort has too few places.
    """

    cohort: Cohort
    moves: tuple[Move, ...]
    leaving: tuple[Event, ...]
    coming: tuple[Event, ...]
    problem: Refused | None

    @property
    def refused(self) -> Refused | None:
        """The first reason why the plan cannot be carried out as a whole."""
        reasons = [self.problem, *(move.problem for move in self.moves)]
        return next((reason for reason in reasons if reason), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What is known of the places and of the cohort they go to, read once for all."""

    cohort: Cohort
    day: date
    organisations: Counter[int]  # the places there by organisation
    people: frozenset[int]  # the people with a place there
    entitlements: dict[int, Entitlement]  # by organisation, on the day
    attended: Counter[tuple[int, int | None]]  # presences by organisation and cohort


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsToFill:
    """The masterclass seats of the contract years in which a day falls."""

    granted: Decimal
    used: Decimal

    @property
    def left(self) -> Decimal:
        """The seats that nobody took yet, never less than none."""
        return max(self.granted - self.used, Decimal(0))


def seats_to_fill(on: date) -> SeatsToFill:
    """Return how many masterclass seats were agreed and taken: the demand still to come."""
    seats = Entitlement.objects.on(on).filter(kind=SEAT_KIND, quantity__isnull=False)
    running = Q(contract_year__contract__ended_on__isnull=True)
    seats = seats.filter(running | Q(contract_year__contract__ended_on__gt=on))
    granted = seats.aggregate(total=Sum("quantity"))["total"] or 0
    used = Use.objects.filter(entitlement__in=seats).aggregate(total=Sum("quantity"))["total"] or 0
    return SeatsToFill(granted=Decimal(granted), used=Decimal(used))


def plan_move(registrations: Sequence[Registration], cohort: Cohort, *, on: date) -> MovePlan:
    """Return what moving these places to a cohort would do, in a fixed number of queries."""
    facts = _facts(registrations, cohort, on)
    return MovePlan(
        cohort=cohort,
        moves=tuple(_move(each, registrations, facts) for each in registrations),
        leaving=_to_come({each.cohort_id for each in registrations}),
        coming=_to_come({cohort.pk}),
        problem=_too_few_places(registrations, facts),
    )


def _facts(registrations: Sequence[Registration], cohort: Cohort, on: date) -> _Facts:
    """Read all that the judgement of the places needs."""
    day = max(on, cohort.starts_on)
    own = {each.organisation_id for each in registrations}
    places = Registration.objects.active().filter(cohort__in=[cohort.pk])  # none in a cohort to be
    there = list(places.values_list("organisation", "person"))
    present = Attendance.objects.filter(
        event__cohort__in={each.cohort_id for each in registrations},
        organisation__in=own,
        status=Attendance.Status.PRESENT,
    )
    return _Facts(
        cohort=cohort,
        day=day,
        organisations=Counter(organisation for organisation, _person in there),
        people=frozenset(person for _organisation, person in there if person),
        entitlements=_entitlements(own, day),
        attended=Counter(present.values_list("organisation", "event__cohort")),
    )


def _entitlements(organisations: Iterable[int], day: date) -> dict[int, Entitlement]:
    """Return the masterclass seats of organisations on a day; the newest contract wins."""
    rows = (
        Entitlement.objects.on(day)
        .filter(kind=SEAT_KIND, contract_year__contract__organisation__in=organisations)
        .select_related("contract_year__contract__organisation")
        .prefetch_related("uses")
        .order_by("contract_year__contract__starts_on", "pk")
    )
    found = {}
    for row in rows:
        contract = row.contract_year.contract
        if contract.ended_on is None or day < contract.ended_on:
            found[contract.organisation_id] = row
    return found


def _to_come(cohorts: set[int | None]) -> tuple[Event, ...]:
    """Return the published events of cohorts that have not ended."""
    events = Event.objects.upcoming(clock.now()).filter(cohort__in=cohorts, is_published=True)
    return tuple(events.select_related("cohort").order_by("starts_at", "pk"))


def _move(each: Registration, together: Sequence[Registration], facts: _Facts) -> Move:
    """Judge one place, in the company of those that move with it."""
    entitlement = facts.entitlements.get(each.organisation_id)
    attended = facts.attended[each.organisation_id, each.cohort_id]
    held = each.use.entitlement_id if each.use else None
    is_other_year = entitlement is not None and entitlement.pk != held
    problem: Refused | None = None
    try:
        _refuse_not_movable(each, facts)
        _refuse_doubled(each, together, facts)
        if is_other_year or entitlement is None:
            _refuse_other_year(each, entitlement, attended, facts.day)
    except Refused as refused:
        problem = refused
    return Move(
        registration=each,
        entitlement=entitlement,
        is_other_year=is_other_year,
        attended=attended,
        problem=problem,
    )


def _refuse_not_movable(each: Registration, facts: _Facts) -> None:
    """Refuse what holds no place in a cohort, and a place that is there already."""
    if each.state != Registration.State.REGISTERED or each.cohort is None:
        sentence = _("%(registration)s is no place in a cohort any more.")
        raise Refused(sentence % {"registration": each}, code="no_place_in_cohort")
    if each.cohort_id == facts.cohort.pk:
        sentence = _("%(who)s is in %(cohort)s already.")
        detail = {"who": each.person or each.organisation, "cohort": facts.cohort}
        raise Refused(sentence % detail, code="in_cohort_already")
    if each.cohort.programme_id != facts.cohort.programme_id:
        sentence = _("%(cohort)s belongs to another programme.")
        raise Refused(sentence % {"cohort": facts.cohort}, code="other_programme")


def _refuse_doubled(each: Registration, together: Sequence[Registration], facts: _Facts) -> None:
    """Refuse a second place of a person or an organisation, there or among those that move."""
    others = [other for other in together if other.pk != each.pk]
    detail = {"organisation": each.organisation, "cohort": facts.cohort, "person": each.person}
    people = facts.people | {other.person_id for other in others}
    if each.person_id and each.person_id in people:
        sentence = _("%(person)s would have two places in %(cohort)s.")
        raise Refused(sentence % detail, code="already_registered")
    if each.organisation_id in {*facts.organisations, *(other.organisation_id for other in others)}:
        sentence = _("%(organisation)s would have two places in %(cohort)s: one person in each.")
        raise Refused(sentence % detail, code="one_person_per_cohort")


def _refuse_other_year(
    each: Registration, entitlement: Entitlement | None, attended: int, day: date
) -> None:
    """Refuse to leave a seat that was used, and a contract year that has no seat left."""
    if attended:
        sentence = _(
            "%(organisation)s was present in %(cohort)s: that seat was used, and the new one"
            " would be of another contract year."
        )
        detail = {"organisation": each.organisation, "cohort": each.cohort}
        raise Refused(sentence % detail, code="place_was_used")
    if entitlement is None:  # say why: nothing agreed for the day, ended, or not in the package
        entitlement = entitlement_for(each.organisation, SEAT_KIND, day)
    before = balance(entitlement.quantity, (use.quantity for use in entitlement.uses.all()))
    why = refusal(before, SEAT, whole=True)
    if why:
        raise use_refused(entitlement, before, SEAT, why)


def _too_few_places(registrations: Sequence[Registration], facts: _Facts) -> Refused | None:
    """Say that a cohort cannot hold all who would come."""
    capacity = facts.cohort.capacity
    if capacity is None:
        return None
    taken = facts.organisations.total()
    if taken + len(registrations) <= capacity:
        return None
    sentence = _("Places left in %(cohort)s: %(free)s; %(asked)s would come.")
    detail = {
        "cohort": facts.cohort,
        "free": max(0, capacity - taken),
        "asked": len(registrations),
    }
    return Refused(sentence % detail, code="cohort_full")
