"""Event → event.event, without the mails that Odoo would send to its participants by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.odoo.mapping import keys
from lllo.odoo.mapping.base import Booking, Entity, Row, Values, Xml, moment, text
from lllo.training.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_OURS = frozenset(
    {
        "address_id",
        "event_type_id",
        "note",
        "organizer_id",
        "seats_limited",
        "seats_max",
        "tag_ids",
        "user_id",
    }
)
# 19 has a state for it, 17 and 18 a stage
CANCELLED: Values = {
    "kanban_state?kanban_state=cancel": "cancel",
    "stage_id?!kanban_state=cancel": Xml(("event.event_stage_cancelled",)),
}


def rows(booking: Booking) -> Iterator[Row]:  # noqa: ARG001 - all mappings have one signature
    """Yield the published events; places are kept by us, so Odoo is given no limit."""
    for event in Event.objects.filter(is_published=True):
        values: Values = {
            "name": text(event.title),
            "date_begin": moment(event.starts_at),
            "date_end": moment(event.ends_at),
            "date_tz": "Europe/Amsterdam",
        }
        if event.status == Event.Status.CANCELLED:
            values |= CANCELLED
        yield Row(key=keys.event(event), obj=event, values=values)


ENTITY = Entity(
    kind="event",
    model="event.event",
    rows=rows,
    not_ours=NOT_OURS,
    context={"default_event_mail_ids": [], "tracking_disable": True},
)
