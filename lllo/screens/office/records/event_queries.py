"""Who comes to an event and to a cohort, as far as an account may know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from lllo.training.models import Registration

if TYPE_CHECKING:
    from lllo.people.models import User
    from lllo.training.models import Event


def rows_of_registrations(event: Event, user: User | None = None) -> Any:
    """Return the places through which people come to an event, those of its cohort included."""
    places = Q(event=event)
    if event.cohort_id:
        places |= Q(cohort=event.cohort_id)
    rows = Registration.objects.active().filter(places)
    if user is not None:
        rows = rows.visible_to(user)
    related = ("organisation", "person", "cohort", "event", "use")
    return rows.select_related(*related).order_by("organisation__name_key", "pk")
