"""The lists of hours, costs and contributions in kind, as the office reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from lllo.budget.models import HourEntry
from lllo.formats import money
from lllo.people.models import Person
from lllo.screens.components.cells import shown
from lllo.screens.components.lists import Column
from lllo.screens.entries import ReverseForm, take_back
from lllo.screens.entry_lists import (
    DAY,
    DESCRIPTION,
    EntryFilters,
    EntryList,
    ExpenseList,
    InKindList,
)
from lllo.screens.list_parts import PickFilter, line_column, link, text_column
from lllo.screens.office.lists.base import OfficeList, person_column
from lllo.screens.office.lists.doing import bulk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User


def named(row: Any) -> str:
    """Return a row by its day, whose it is, what it is for and its amount."""
    whose = getattr(row, "person", None) or getattr(row, "contract_year", None)
    parts = (shown(row.on), whose, row.description, money(row.amount))
    return " · ".join(str(part) for part in parts if part)


REVERSE = bulk(
    "terugdraaien",
    _("Reverse rows"),
    take_back,
    form_class=ReverseForm,
    name=named,
    intro=_("Each row stays, with a row beside it that takes it back."),
    done=_("Rows reversed: %(count)s."),
)


class HourFilters(EntryFilters):
    """What the list of hours is narrowed by."""

    persoon = PickFilter(
        "person", _("Person"), Person.objects.filter(pk__in=HourEntry.objects.values("person"))
    )


class Hours(OfficeList, EntryList):
    """All hours booked."""

    title = _("Hours")
    url_name = "hours"
    bulk = (REVERSE,)
    makes: ClassVar = {"hours_book": _("Book hours"), "imports": _("Import")}
    export_name = "uren"
    filterset_class = HourFilters
    search = ("description", "person__name_key__plain", "organisation__name_key__plain")
    empty = _("No hours were booked yet. The programme lead and the specialists book their own.")
    columns = (
        DAY,
        person_column(),
        line_column(is_spare=True),
        DESCRIPTION,
        Column(
            key="organisatie",
            label=_("Organisation"),
            value=lambda row: (
                row.organisation
                and link(row.organisation, "organisation", row.organisation.public_id)
            ),
            sort="organisation__name_key",
            is_extra=True,
        ),
        text_column("uren", _("Hours"), "hours", kind="number", total="hours"),
        text_column("bedrag", _("Amount"), "amount", kind="money", total="amount"),
    )

    def entries(self, user: User) -> QuerySet[Any]:
        """Return the hours with all they name."""
        return HourEntry.objects.visible_to(user).select_related("person", "line", "organisation")


class Expenses(OfficeList, ExpenseList):
    """All costs that are not hours, booked and taken back by the backoffice."""

    url_name = "expenses"
    bulk = (REVERSE,)
    makes: ClassVar = {"expense_book": _("Book costs")}


class InKindEntries(OfficeList, InKindList):
    """What was delivered in kind; a delivery is recorded on the page of its agreement."""

    url_name = "in_kind"
    bulk = (REVERSE,)
