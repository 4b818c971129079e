"""What the page of one of our records tells about Odoo: where it is there, and the last result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lllo.odoo.queries import is_on, statuses
from lllo.screens.access import OFFICE
from lllo.screens.office.odoo.words import TONES, State, in_odoo
from lllo.screens.office.records import words
from lllo.screens.office.records.page import (
    Cell,
    Heading,
    Link,
    Section,
    Table,
    allowed,
    to,
)

if TYPE_CHECKING:
    from django.db.models import Model

    from lllo.odoo.queries import Status
    from lllo.people.models import User


def odoo_part(obj: Model, ask: str, key: object, user: User) -> list[Section]:
    """Return the section about Odoo; none where nothing is sent, or for who may not know.

    ``ask`` is the name of the address at which it is asked for, ``key`` what that takes.
    """
    if not user.sees_everything or not is_on():
        return []
    found = statuses(obj)
    headings = [
        Heading(label=_("In Odoo")),
        Heading(label=_("State")),
        Heading(label=_("Last result")),
        Heading(label=_("Last tried")),
    ]
    return [
        Section(
            code="odoo",
            title="Odoo",
            table=Table(headings=headings, rows=[_row(each, user) for each in found]),
            empty=_("It was not sent to Odoo yet. That happens by itself when it is complete."),
            links=() if found else allowed(user, to(_("Send to Odoo"), ask, key)),
        )
    ]


def _row(status: Status, user: User) -> tuple[Cell, ...]:
    """Return a record in Odoo, with the way there and what may be done."""
    record: Any = status.record
    name = in_odoo(record.odoo_model, record.target_id) or _("not there yet")
    look = Link(label=_("Look at it"), href=reverse("odoo_record", args=[record.public_id]),
                roles=OFFICE, about=name)  # fmt: skip
    is_held = record.state == State.STOPPED or (record.kind == "invoice" and record.booked_on)
    send = None if is_held else to(
        _("Send again"), "odoo_record_send", record.public_id, about=name
    )  # fmt: skip
    return (
        words.text(name, status.address),
        Cell(value=status.state, tone=TONES[record.state]),
        Cell(value=status.result, links=allowed(user, send, look)),
        words.moment(status.tried_at),
    )
