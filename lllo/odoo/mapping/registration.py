"""Registration → event.registration; one in a cohort is one at each event of the cohort."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lllo.odoo.mapping import contact, keys
from lllo.odoo.mapping.base import Booking, Entity, Ref, Row, text
from lllo.training.models import Attendance, Event, Registration

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_OURS = frozenset({"event_ticket_id", "sale_order_id", "sale_order_line_id", "utm_source_id"})


def rows(booking: Booking) -> Iterator[Row]:
    """Yield the places at published events; a place without a name is the organisation's."""
    known = {row.key for row in contact.rows(booking) if not row.gone}
    present = set(
        Attendance.objects.filter(status=Attendance.Status.PRESENT).values_list(
            "event_id", "person_id"
        )
    )
    by_cohort: dict[int | None, list[Event]] = defaultdict(list)
    events = {event.pk: event for event in Event.objects.filter(is_published=True)}
    for event in events.values():
        by_cohort[event.cohort_id].append(event)
    for place in Registration.objects.select_related("person", "organisation"):
        own = [events[place.event_id]] if place.event_id in events else []
        for event in by_cohort[place.cohort_id] if place.cohort_id else own:
            yield _row(place, event, known, came=(event.pk, place.person_id) in present)


def _row(place: Registration, event: Event, known: set[str], *, came: bool) -> Row:
    """Return a place at an event."""
    person = place.person
    partner = keys.person(person) if person else ""
    is_cancelled = place.state == Registration.State.CANCELLED
    return Row(
        key=keys.registration(place, keys.event(event)),
        obj=place,
        values={
            "event_id": Ref(keys.event(event)),
            "partner_id": Ref(
                partner if partner in known else keys.organisation(place.organisation)
            ),
            "name": text(str(person or place.organisation)),
            "email": text(person.email if person else ""),
            "phone": text(person.phone if person else ""),
            "state": "cancel" if is_cancelled else "done" if came else "open",
        },
    )


ENTITY = Entity(
    kind="registration",
    model="event.registration",
    rows=rows,
    not_ours=NOT_OURS,
    context={"tracking_disable": True},
)
