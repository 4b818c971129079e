"""The list of what was sent to Odoo, with what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.odoo.models import OdooRecord
from lllo.odoo.queries import address, records
from lllo.screens.components.cells import RowLink
from lllo.screens.components.lists import Cell, Column
from lllo.screens.list_parts import CaseFilter, WordFilter
from lllo.screens.office.lists.base import OfficeList
from lllo.screens.office.lists.doing import bulk
from lllo.screens.office.odoo.deciding import again, taken_over
from lllo.screens.office.odoo.words import (
    TONES,
    crumbs,
    in_odoo,
    kind,
    kinds,
    page_of,
    tabs,
    with_pages,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

    from lllo.people.models import User
    from lllo.screens.components.crumbs import Crumb
    from lllo.screens.list_parts import Case

State = OdooRecord.State


def _in_state(state: str) -> Callable[[Any], Any]:
    """Return a function that keeps the records in a state."""
    return lambda rows: rows.filter(state=state)


STATES: dict[str, Case] = {
    "aandacht": (gettext_lazy("refused, or to decide"), lambda rows: rows.troubled()),
    **{state.value: (state.label, _in_state(state.value)) for state in State},
}
ORDER = (State.PROBLEM, State.STOPPED, State.WAITING, State.SENT, State.LEFT)
URGENCY = models.Case(
    *(models.When(state=state, then=models.Value(place)) for place, state in enumerate(ORDER)),
    output_field=models.IntegerField(),
)


class RecordFilters(django_filters.FilterSet):
    """What the list is narrowed by."""

    status = CaseFilter(gettext_lazy("State"), STATES)
    soort = WordFilter("kind", gettext_lazy("Kind"), kinds)


def _name(row: Any) -> Cell:
    """Return what it is of ours, with the way to its page."""
    return Cell(text=row.label or row.key, href=page_of(row), hint=kind(row.kind))


def _there(row: Any) -> Cell:
    """Return the record in Odoo, with the way there."""
    target = row.target_id
    name = in_odoo(row.odoo_model, target)
    return Cell(text=name or "–", href=address(row), hint=_("with another") if row.follows else "")


def _result(row: Any) -> Cell:
    """Return the last result in words, with what may be done."""
    look = RowLink(
        label=_("Look at it"), href=reverse("odoo_record", args=[row.public_id]), about=row
    )
    send = RowLink(
        label=_("Send again"), href=reverse("odoo_record_send", args=[row.public_id]), about=row
    )
    adopt = RowLink(
        label=_("Take it over"), href=reverse("odoo_record_adopt", args=[row.public_id]), about=row
    )
    if row.may_write and row.state == State.STOPPED and row.said.get("say") == "known_once":
        return Cell(text=row.result, links=(look, adopt))
    is_held = row.state == State.STOPPED or (row.kind == "invoice" and row.booked_on)
    may_send = row.may_write and not is_held
    return Cell(text=row.result, links=(look, send) if may_send else (look,))


class Records(OfficeList):
    """All that was sent, or should be; what waits for somebody first."""

    title = gettext_lazy("What was sent to Odoo")
    url_name = "odoo_records"
    export_name = "odoo"
    template_name = "office/odoo/records.html"
    order = "status"
    filterset_class = RecordFilters
    search = ("label", "key", "said__detail", "external_id")
    search_hint = gettext_lazy("Name, number, or what Odoo said.")
    empty = gettext_lazy("Nothing was sent to Odoo yet.")
    columns = (
        Column(key="wat", label=gettext_lazy("Ours"), value=_name, sort="label"),
        Column(
            key="odoo",
            label=gettext_lazy("In Odoo"),
            value=_there,
            sort=("odoo_model", "odoo_id"),
        ),
        Column(
            key="status",
            label=gettext_lazy("State"),
            value=lambda row: Cell(text=row.get_state_display(), tone=TONES[row.state]),
            sort=("urgency", "label"),
            kind="badge",
        ),
        Column(key="resultaat", label=gettext_lazy("Last result"), value=_result, is_wide=True),
        Column(
            key="geprobeerd",
            label=gettext_lazy("Last tried"),
            value=lambda row: row.tried_at,
            sort="tried_at",
            kind="moment",
        ),
    )
    sheet_columns = (
        Column(key="soort", label=gettext_lazy("Kind"), value=lambda row: kind(row.kind)),
        Column(key="sleutel", label=gettext_lazy("Key"), value=lambda row: row.key),
    )
    bulk = (
        bulk(
            "overnemen",
            gettext_lazy("Take over what Odoo has"),
            lambda row, _data, user: taken_over(row, user),
            intro=gettext_lazy(
                "Each becomes one with what was found in Odoo: from then on our values are written"
                " there. Where more than one was found, link the right one on its own page."
            ),
            done=gettext_lazy("Taken over: %(count)s."),
        ),
        bulk(
            "opnieuw",
            gettext_lazy("Send again"),
            lambda row, _data, user: again(row, user),
            intro=gettext_lazy(
                "Our values are written in Odoo once more, over what stands there. Mend the cause"
                " of a refusal first."
            ),
            done=gettext_lazy("To be sent again: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the records of the Odoo that is set."""
        found = records().visible_to(user).select_related("follows")
        rows: QuerySet[Any] = with_pages(found).annotate(urgency=URGENCY)
        return rows

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return crumbs()

    def row_class(self, row: Any) -> str:
        """Return ``late`` for what somebody must look at."""
        return "late" if TONES[row.state] == "late" else ""

    def page_context(self) -> dict[str, Any]:
        """Return the other pages about Odoo."""
        return {"tabs": tabs(self.url_name)}
