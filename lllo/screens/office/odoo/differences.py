"""What the last comparison with Odoo found: counts and sums, and what differs, with a decision."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import django_filters
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.odoo.difference_actions import leave_difference, take_ours
from lllo.odoo.kinds import field_name
from lllo.odoo.models import OdooDifference, OdooRun
from lllo.odoo.queries import address_of, differences, last_of
from lllo.screens.access import may_enter
from lllo.screens.components.cells import RowLink
from lllo.screens.components.lists import Cell, Column
from lllo.screens.components.tables import Table
from lllo.screens.list_parts import CaseFilter, WordFilter
from lllo.screens.office.lists.base import WRITERS, OfficeList
from lllo.screens.office.lists.doing import bulk
from lllo.screens.office.odoo.deciding import WithReason
from lllo.screens.office.odoo.overview import work
from lllo.screens.office.odoo.words import (
    crumbs,
    decisions,
    in_odoo,
    kind,
    kinds,
    ours,
    page_of,
    tabs,
    value,
    with_pages,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from lllo.people.models import User
    from lllo.screens.components.cells import Tone
    from lllo.screens.components.crumbs import Crumb

What = OdooDifference.What
TONES: dict[str, Tone] = {
    What.UNSENT: "wait",
    What.MISSING: "late",
    What.MERGED: "late",
    What.ARCHIVED: "wait",
    What.CHANGED: "wait",
    What.EXTRA: "late",
}
DECISIONS = {
    "open": (gettext_lazy("to decide"), lambda rows: rows.open()),
    "genomen": (gettext_lazy("decided"), lambda rows: rows.exclude(decision="")),
}


class DifferenceFilters(django_filters.FilterSet):
    """What the list is narrowed by."""

    besluit = CaseFilter(gettext_lazy("Decision"), DECISIONS)
    wat = WordFilter("what", gettext_lazy("Difference"), What.choices)
    soort = WordFilter("kind", gettext_lazy("Kind"), kinds)


def _name(row: Any) -> Cell:
    """Return what it is of ours, with the way to its page."""
    return Cell(text=row.label, href=page_of(row), hint=kind(row.kind))


def _theirs(row: Any) -> Cell:
    """Return what stands in Odoo, with the way there."""
    is_gone = row.what in (What.MISSING, What.MERGED)
    href = "" if is_gone else address_of(row.odoo_model, row.odoo_id)
    name = in_odoo(row.odoo_model, row.odoo_id)
    links = (RowLink(label=_("Open in Odoo"), href=href, about=name),) if href else ()
    return Cell(text=value(row.field, row.theirs, row.their_name), links=links)


def _decision(row: Any) -> Cell:
    """Return what was decided, or what may be."""
    if row.decision:
        return Cell(text=row.get_decision_display(), hint=row.reason)
    if row.what == What.EXTRA and row.record is None:
        return Cell(text=_("to be mended in Odoo"))
    if not row.may_write:
        return Cell(text=_("open"))
    named = [(label, name, row) for label, name in decisions(row)]
    return Cell(text="", links=tuple(_to(*each) for each in named))


def _to(label: str, name: str, row: Any) -> RowLink:
    key = row.record.public_id if name == "odoo_record" else row.public_id
    return RowLink(label=label, href=reverse(name, args=[key]), about=row)


def _named(difference: OdooDifference) -> str:
    """Return a difference by its record and the field, in words."""
    field = difference.field and field_name(difference.field)
    return f"{difference.label} – {field}" if field else difference.label


class Differences(OfficeList):
    """What differs, as the last comparison found it."""

    title = gettext_lazy("Differences with Odoo")
    url_name = "odoo_differences"
    export_name = "odoo-verschillen"
    template_name = "office/odoo/differences.html"
    order = "wat"
    filterset_class = DifferenceFilters
    search = ("label", "field", "ours", "theirs")
    search_hint = gettext_lazy("Name, number, field or value.")
    columns = (
        Column(key="wat", label=gettext_lazy("Record"), value=_name, sort=("kind", "label", "pk")),
        Column(
            key="verschil",
            label=gettext_lazy("Difference"),
            value=lambda row: Cell(
                text=row.get_what_display(),
                tone=TONES[row.what],
                hint=field_name(row.field) if row.what == What.CHANGED else "",
            ),
            sort="what",
            kind="badge",
        ),
        Column(key="ons", label=gettext_lazy("Ours"), value=ours),
        Column(key="odoo", label=gettext_lazy("In Odoo"), value=_theirs),
        Column(key="besluit", label=gettext_lazy("Decision"), value=_decision, sort="decision"),
    )
    bulk = (
        bulk(
            "onze",
            gettext_lazy("Send our version"),
            lambda row, _data, user: take_ours(row, by=user),
            name=_named,
            intro=gettext_lazy("All fields of these records that are ours are written in Odoo."),
            done=gettext_lazy("To be sent: %(count)s."),
        ),
        bulk(
            "laten",
            gettext_lazy("Leave what stands in Odoo"),
            lambda row, data, user: leave_difference(row, reason=data["reason"], by=user),
            form_class=WithReason,
            name=_named,
            intro=gettext_lazy("They are no differences any more, until ours change."),
            done=gettext_lazy("Left as they are: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return what the last comparison found."""
        rows: QuerySet[Any] = with_pages(differences().visible_to(user), "record__")
        return rows

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return crumbs()

    def page_context(self) -> dict[str, Any]:
        """Return the counts and sums of the last comparison, and what the worker is doing."""
        last = last_of(OdooRun.Kind.RECONCILE)
        self.empty = (
            _("Both sides were equal when they were compared.")
            if last
            else _("Both sides were never compared.")
        )
        return {
            "tabs": tabs(self.url_name),
            "last": last,
            "balances": _balances(last) if last else None,
            "work": work("odoo.reconcile"),
            "may_write": may_enter(self.user, WRITERS),
        }


def _balances(last: OdooRun) -> Table:
    """Return the counts and sums on both sides."""
    columns = (
        Column(key="soort", label=_("Kind"), value=lambda row: kind(row["kind"]).capitalize()),
        Column(key="ons", label=_("Ours"), value=lambda row: row["ours"], kind="number"),
        Column(key="odoo", label=_("In Odoo"), value=lambda row: row["theirs"], kind="number"),
        Column(
            key="som", label=_("Our sum"), value=lambda row: _amount(row["our_sum"]), kind="money"
        ),
        Column(
            key="hun", label=_("Sum in Odoo"), value=lambda row: _amount(row["their_sum"]),
            kind="money",
        ),
        Column(key="gelijk", label=_("Result"), value=_equal, kind="badge"),
    )  # fmt: skip
    rows = last.details.get("balances", [])
    return Table(caption=_("Counts and sums on both sides"), columns=columns, rows=rows)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _equal(row: dict[str, Any]) -> Cell:
    """Return whether both sides are equal."""
    is_equal = row["ours"] == row["theirs"] and row["our_sum"] == row["their_sum"]
    return Cell(text=_("equal") if is_equal else _("differs"), tone="good" if is_equal else "wait")
