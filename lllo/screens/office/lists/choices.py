"""The list of choices: what organisations said they want, until there is an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext_lazy as _

from lllo.contracts.actions import make_contract, withdraw_choice
from lllo.contracts.lists import with_chosen_package
from lllo.contracts.models import Choice
from lllo.programmes.models import Package
from lllo.screens.components.lists import Cell, Column
from lllo.screens.list_parts import (
    WordFilter,
    YearFilter,
    day_column,
    link,
    organisation_column,
    text_column,
)
from lllo.screens.office.lists.base import TO_ORGANISATIONS, OfficeList, state_column
from lllo.screens.office.lists.doing import OnDay, bulk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User


def packages() -> list[tuple[str, str]]:
    """Return the packages of all editions, by code."""
    return list(dict(Package.objects.order_by("position").values_list("code", "name")).items())


class ChoiceFilters(django_filters.FilterSet):
    """What the list of choices is narrowed by."""

    status = WordFilter("state", _("State"), Choice.State.choices)
    pakket = WordFilter("package_code", _("Package"), packages)
    start = YearFilter(Choice, "starts_on", _("Starts in"))


def package(choice: Any) -> Cell | None:
    """Return the package, as the way to make the agreement while there is none."""
    if choice.state == Choice.State.CHOSEN and choice.may_write:
        return link(choice.package_name or choice.package_code, "contract_make", choice.public_id)
    return Cell(text=choice.package_name or choice.package_code) if choice.package_code else None


def named(choice: Any) -> str:
    """Return a choice by whose it is and the package, or that none was chosen yet."""
    chosen = choice.package_name or choice.package_code or choice.get_state_display()
    return f"{choice.organisation}: {chosen}"


class Choices(OfficeList):
    """All choices, the newest first."""

    title = _("Choices")
    url_name = "choices"
    export_name = "keuzes"
    intro = _("What organisations said they want. An agreement is made out of a chosen package.")
    order = "-gezegd"
    filterset_class = ChoiceFilters
    search = ("organisation__name_key__plain", "remark")
    empty = _("No organisation said yet what it wants. Record a choice on the page of one.")
    empty_action = TO_ORGANISATIONS
    columns = (
        organisation_column(),
        Column(key="pakket", label=_("Package"), value=package, sort="package_name"),
        state_column(),
        day_column("gezegd", _("Stated on"), "stated_on", is_spare=True),
        day_column("start", _("Wanted start"), "starts_on"),
        text_column("opmerking", _("Remark"), "remark", is_extra=True),
    )
    bulk = (
        bulk(
            "overeenkomst",
            _("Make agreements"),
            lambda row, _data, user: make_contract(row, by=user),
            name=named,
            intro=_(
                "Each chosen package becomes the draft of an agreement, which is offered later."
            ),
            done=_("Agreements made: %(count)s."),
        ),
        bulk(
            "intrekken",
            _("Withdraw choices"),
            lambda row, data, user: withdraw_choice(row, on=data["on"], by=user),
            form_class=OnDay,
            name=named,
            intro=_("The organisation no longer wants what it said."),
            done=_("Choices withdrawn: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the choices with the names of their packages."""
        choices = Choice.objects.visible_to(user).select_related("organisation")
        return with_chosen_package(choices)
