"""The list of what is due to be invoiced and was not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.models import ContractYear
from lllo.errors import Refused
from lllo.invoices.draft_actions import draft_invoices
from lllo.screens.components.lists import Column
from lllo.screens.list_parts import YearFilter, day_column, link, organisation_column, text_column
from lllo.screens.office.due import due_days, years_to_invoice
from lllo.screens.office.lists.base import OfficeList
from lllo.screens.office.lists.doing import bulk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from lllo.people.models import User


class DueFilters(django_filters.FilterSet):
    """What the list is narrowed by."""

    start = YearFilter(ContractYear, "starts_on", _("Starts in"))


def draft(year: Any, _data: Mapping[str, Any], user: User) -> None:
    """Draft what is due of one contract year; refuses with the reason why it cannot be."""
    run = draft_invoices(year.starts_on.year, on=clock.today(), only=year, by=user)
    for each in run.blocked:
        raise Refused(each.reason, code=each.code)
    if not run.created:
        raise Refused(gettext("Everything that is due is drafted already."), code="nothing_due")


def due_since(year: Any) -> date:
    """Return the day on which the first instalment without an invoice was due."""
    return due_days(year, clock.today())[year.invoiced]


class YearsToInvoice(OfficeList):
    """The contract years of which an instalment is due and has no invoice."""

    title = _("Invoices to draft")
    url_name = "years_to_invoice"
    export_name = "te-factureren"
    intro = _("An instalment of the contract year is due and has no invoice.")
    order = "start"
    filterset_class = DueFilters
    search = ("contract__number", "contract__organisation__name_key__plain")
    empty = _("Everything that is due has an invoice.")
    columns = (
        Column(
            key="nummer",
            label=_("Agreement"),
            value=lambda row: link(row.contract.number, "contract", row.contract.public_id),
            sort="contract__number",
            is_short=True,
        ),
        organisation_column("contract__organisation"),
        text_column("jaar", _("Contract year"), "number", kind="number"),
        text_column("pakket", _("Package"), "package_name"),
        day_column("start", _("Starts on"), "starts_on"),
        Column(key="sinds", label=_("Due since"), value=due_since, kind="day"),
    )
    bulk = (
        bulk(
            "maken",
            _("Draft invoices"),
            draft,
            intro=_("A draft has no number yet and can still be renewed or removed."),
            done=_("Contract years drafted: %(count)s."),
            name=lambda row: f"{row} · {row.contract.organisation}",
            most=200,
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the contract years that are due."""
        return years_to_invoice(clock.today()).visible_to(user)  # type: ignore[attr-defined]
