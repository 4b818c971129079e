"""Moves people from one cohort to another, also while that other one is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.contracts.actions import note_use, use_entitlement
from lllo.errors import Refused
from lllo.people import audit
from lllo.people.models import Person
from lllo.training.actions.cohorts import is_unused, open_cohort, remove_cohort
from lllo.training.actions.registrations import SEAT, give_back
from lllo.training.models import Cohort, Registration
from lllo.training.moves import plan_move

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from lllo.people.models import User
    from lllo.programmes.models import Programme
    from lllo.training.moves import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortData:
    """A cohort to open; without a capacity it takes everyone."""

    number: int
    name: str
    starts_on: date
    capacity: int | None = None


def open_cohort_with(
    programme: Programme,
    data: CohortData,
    registrations: Sequence[Registration],
    *,
    on: date,
    by: User | None,
) -> Cohort:
    """Open a cohort and move a chosen set of people to it: both happen, or neither."""
    with transaction.atomic():
        cohort = open_cohort(
            programme,
            number=data.number,
            name=data.name,
            starts_on=data.starts_on,
            capacity=data.capacity,
            by=by,
        )
        if registrations:
            move_registrations(registrations, cohort, on=on, by=by)
    return cohort


def move_registrations(
    registrations: Sequence[Registration], cohort: Cohort, *, on: date, by: User | None
) -> list[Registration]:
    """Move places to another cohort, all of them or none; move them back to undo it.

    A seat of the same contract year goes along; where the new cohort starts in
    another year, the seat of that year is taken and the old one given back.
    Refuses with the first reason that ``plan_move`` finds.
    """
    if not registrations:
        raise Refused(_("Choose at least one place to move."), code="nothing_chosen")
    with transaction.atomic():
        cohort, places = _locked(registrations, cohort)
        plan = plan_move(places, cohort, on=on)
        if plan.refused:
            raise plan.refused
        for move in plan.moves:
            _carry_out(move, cohort, on, by)
    return places


def undo_opening(
    opened: Cohort,
    homes: Mapping[Cohort, Sequence[Registration]],
    *,
    on: date,
    by: User | None,
) -> list[Registration]:
    """Move places back to the cohorts they came from, ``homes``; what was opened goes when empty.

    All places or none.
    """
    with transaction.atomic():
        places = [
            place
            for cohort, registrations in homes.items()
            for place in move_registrations(registrations, cohort, on=on, by=by)
        ]
        if is_unused(opened):
            remove_cohort(opened, by=by)
    return places


def _locked(
    registrations: Sequence[Registration], cohort: Cohort
) -> tuple[Cohort, list[Registration]]:
    """Return the cohort and the places, which nobody else changes at this moment.

    People are locked too, as by who registers them elsewhere; always in this order.
    """
    keys = [each.pk for each in registrations]
    cohorts = {cohort.pk, *(each.cohort_id for each in registrations if each.cohort_id)}
    locked = {
        each.pk: each
        for each in Cohort.objects.select_for_update().filter(pk__in=cohorts).order_by("pk")
    }
    people = Person.objects.filter(registrations__in=keys).values("pk")
    list(Person.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    rows = Registration.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    rows = rows.select_related("organisation", "person", "cohort", "use")
    return locked[cohort.pk], list(rows.order_by("pk"))


def _carry_out(move: Move, cohort: Cohort, on: date, by: User | None) -> None:
    """Move one place and see to its seat."""
    registration, before, use = move.registration, move.registration.cohort, move.registration.use
    reason = _("Place in %(cohort)s") % {"cohort": cohort}
    registration.cohort = cohort
    if use and not move.is_other_year:
        note_use(use, reason)
    else:
        assert move.entitlement is not None  # the plan refuses a place without one
        if use:
            moved = _("Moved to %(cohort)s") % {"cohort": cohort}
            give_back(use, registration, on=on, reason=moved, by=by)
        registration.use = use_entitlement(
            move.entitlement,
            quantity=SEAT,
            on=max(on, cohort.starts_on),
            reason=reason,
            person=registration.person,
            by=by,
        )
    registration.save()
    audit.record(
        "registration.moved",
        registration,
        by=by,
        before=str(before),
        cohort=str(cohort),
        on=on.isoformat(),
    )
