"""Cohorts with their people and their demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.screens.access import may_enter
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.tables import Table
from lllo.screens.lead.page import WRITERS, LeadPage, programme_now
from lllo.training.models import Registration
from lllo.training.moves import seats_to_fill
from lllo.training.queries import cohort_demand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User
    from lllo.training.models import Cohort, RegistrationQuerySet


def places_of(user: User) -> RegistrationQuerySet:
    """Return the places in cohorts that an account may see, with all that a list shows."""
    rows: RegistrationQuerySet = Registration.objects.visible_to(user).active()
    return rows.filter(cohort__isnull=False).select_related(
        "organisation", "person", "cohort", "use"
    )


class CohortsPage(LeadPage):
    """Every cohort with its people, and how many seats are still to be filled."""

    title = gettext_lazy("Cohorts")
    tab = "lead_cohorts"
    template_name = "lead/cohorts.html"

    def head_actions(self) -> Sequence[HeadAction]:
        """Offer another cohort."""
        label, href = _("Open a cohort"), reverse("lead_cohort_open")
        return [HeadAction(label=label, href=href, roles=WRITERS, is_main=True)]

    def values(self) -> dict[str, Any]:
        """Return the cohorts in order, each with its people."""
        programme = programme_now()
        if programme is None:
            return {"cohorts": (), "seats": None}
        people: dict[int, list[Registration]] = {}
        for place in places_of(self.user).filter(cohort__programme=programme):
            people.setdefault(place.cohort_id, []).append(place)
        may_move = may_enter(self.user, WRITERS)
        return {
            "seats": seats_to_fill(clock.today()),
            "cohorts": [
                {
                    "demand": demand,
                    "table": _people(demand.cohort, people.get(demand.cohort.pk, [])),
                    "move_href": reverse("lead_cohort_move", args=[demand.cohort.public_id])
                    if may_move and demand.registered
                    else "",
                }
                for demand in cohort_demand(programme)
            ],
        }


def _people(cohort: Cohort, places: Sequence[Registration]) -> Table:
    """Return who has a place in a cohort."""
    return Table(
        caption=_("People in %(cohort)s") % {"cohort": cohort},
        columns=PEOPLE,
        rows=places,
        empty=_("Nobody has a place here yet."),
    )


PEOPLE = (
    Column(
        key="organisation",
        label=gettext_lazy("Organisation"),
        value=lambda row: row.organisation,
    ),
    Column(
        key="person",
        label=gettext_lazy("Person"),
        value=lambda row: row.person or Cell(text="", badge=_("name not given yet"), tone="wait"),
    ),
    Column(
        key="registered_at",
        label=gettext_lazy("Registered on"),
        value=lambda row: row.registered_at,
        kind="moment",
        is_extra=True,
    ),
)
