"""Cohorts with their people and their demand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.screens.access import may_enter
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.tables import Table, part_of
from lllo.screens.lead.page import WRITERS, LeadPage, programme_now, way_back
from lllo.training.models import Registration
from lllo.training.moves import seats_to_fill
from lllo.training.queries import cohort_demand

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import QueryDict

    from lllo.people.models import User
    from lllo.screens.components.tables import Part
    from lllo.training.models import Cohort, RegistrationQuerySet
    from lllo.training.queries import CohortDemand

COHORTS_SHOWN = 10
PEOPLE_SHOWN = 60  # on a page with several cohorts
SHORT_NUMBER = re.compile(r"[0-9]{1,4}")


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
        """Return a page of cohorts, each with its first people; or one cohort with its people."""
        programme = programme_now()
        if programme is None:
            return {"cohorts": (), "seats": None}
        cohorts = programme.cohorts.order_by("number")
        number = self.request.GET.get("cohort", "")
        one = cohorts.filter(number=int(number)) if SHORT_NUMBER.fullmatch(number) else ()
        part = part_of(cohorts.count(), self.request.GET, size=COHORTS_SHOWN)
        chosen = list(one or cohorts[part.start : part.stop])
        demands = cohort_demand(programme, chosen)
        if one:
            people = {chosen[0].pk: places_of(self.user).filter(cohort=chosen[0])}
            tables = [_everyone(each, people[each.cohort.pk], self.request.GET) for each in demands]
        else:
            first = _first_people(self.user, chosen)
            tables = [_people(each.cohort, first.get(each.cohort.pk, [])) for each in demands]
        return {
            "seats": seats_to_fill(clock.today()),
            "part": None if one else part,
            "crumbs": way_back("lead_cohorts") if one else (),
            "cohorts": [
                self._shown(demand, table) for demand, table in zip(demands, tables, strict=True)
            ],
        }

    def _shown(self, demand: CohortDemand, table: Table) -> dict[str, Any]:
        """Return a cohort for the template, with the way to all of its people and to move some."""
        may_move = may_enter(self.user, WRITERS) and demand.registered
        is_cut = table.part is None and 0 < len(list(table.rows)) < demand.registered
        return {
            "demand": demand,
            "table": table,
            "all_href": cohort_href(demand.cohort) if is_cut else "",
            "move_href": reverse("lead_cohort_move", args=[demand.cohort.public_id])
            if may_move
            else "",
        }


def cohort_href(cohort: Cohort) -> str:
    """Return the address of a cohort with all of its people."""
    return f"{reverse('lead_cohorts')}?cohort={cohort.number}#cohort-{cohort.number}"


def _first_people(user: User, cohorts: Sequence[Cohort]) -> dict[int, list[Registration]]:
    """Return the first people of each cohort, in one query; few when there are many cohorts."""
    most = max(PEOPLE_SHOWN // max(len(cohorts), 1), 1)
    within = Window(RowNumber(), partition_by="cohort", order_by="pk")
    rows = places_of(user).filter(cohort__in=[each.pk for each in cohorts])
    found: dict[int, list[Registration]] = {}
    for place in rows.annotate(place_number=within).filter(place_number__lte=most).order_by("pk"):
        found.setdefault(place.cohort_id, []).append(place)
    return found


def _everyone(demand: CohortDemand, places: RegistrationQuerySet, asked: QueryDict) -> Table:
    """Return the people of one cohort, a page at a time."""
    part = part_of(demand.registered, asked)
    return _people(demand.cohort, places.order_by("pk")[part.start : part.stop], part)


def _people(cohort: Cohort, places: Iterable[Registration], part: Part | None = None) -> Table:
    """Return who has a place in a cohort."""
    return Table(
        caption=_("People in %(cohort)s") % {"cohort": cohort},
        columns=PEOPLE,
        rows=places,
        part=part,
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
