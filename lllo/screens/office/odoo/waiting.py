"""What waits for the office about Odoo: the work lists of the first screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from lllo.odoo.kinds import field_name
from lllo.odoo.models import OdooDifference
from lllo.odoo.queries import differences, troubled
from lllo.screens.office.listspec import ListSpec
from lllo.screens.office.odoo.words import value
from lllo.screens.office.waiting import Row

if TYPE_CHECKING:
    from datetime import date


def record_row(record: Any, on: date) -> Row:  # noqa: ARG001 - every row is told the day
    """Return a record that Odoo refused, or about which somebody must decide."""
    return Row(
        title=str(record),
        title_url=reverse("odoo_record", args=[record.public_id]),
        subject=record.result,
        day=localdate(record.tried_at) if record.tried_at else None,
        note=record.get_state_display(),
    )


def difference_row(difference: Any, on: date) -> Row:  # noqa: ARG001 - every row is told the day
    """Return a difference about which nobody decided yet."""
    what = difference.get_what_display()
    is_changed = difference.what == OdooDifference.What.CHANGED
    name = field_name(difference.field) if is_changed else ""
    return Row(
        title=difference.label,
        title_url=reverse("odoo_differences"),
        subject=f"{what}: {name}" if name else what,
        note=value(difference.field, difference.theirs, difference.their_name)[:80],
    )


ODOO_LISTS = (
    ListSpec(
        code="odoo-mislukt",
        group="house",
        name=_("Refused by Odoo"),
        meaning=_("Mend what the sentence names, or decide which record it is."),
        page="odoo_records",
        filters={"status": "aandacht"},
        rows=lambda _on: troubled(),
        row=record_row,
        title_label=_("Record"),
        subject_label=_("Last result"),
        day_label=_("Tried on"),
        note_label=_("State"),
        is_late=True,
    ),
    ListSpec(
        code="odoo-verschillen",
        group="house",
        name=_("Differences with Odoo"),
        meaning=_("Found by the last comparison. Send ours, or leave theirs."),
        page="odoo_differences",
        filters={"besluit": "open"},
        rows=lambda _on: differences().open(),
        row=difference_row,
        title_label=_("Record"),
        subject_label=_("Difference"),
        note_label=_("In Odoo"),
    ),
)
