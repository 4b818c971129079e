"""Who comes to an event and to a cohort, as far as an account may know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lllo.training.models import Registration

if TYPE_CHECKING:
    from lllo.people.models import Person, User
    from lllo.training.models import Event


def rows_of_registrations(event: Event, user: User | None = None) -> list[Any]:
    """Return the places through which people come to an event, those of its cohort included."""
    places = Q(event=event)
    if event.cohort_id:
        places |= Q(cohort=event.cohort_id)
    rows = Registration.objects.active().filter(places)
    if user is not None:
        rows = rows.visible_to(user)
    related = ("organisation", "person", "cohort", "event", "use")
    return list(rows.select_related(*related).order_by("organisation__name", "pk"))


def comers(event: Event, user: User) -> list[Person]:
    """Return the people who were named for an event, by family name."""
    people = {row.person_id: row.person for row in rows_of_registrations(event, user) if row.person}
    return sorted(people.values(), key=lambda each: (each.family_name, each.given_name, each.pk))
