"""Cohorts with their people and their demand."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.screens.access import may_enter
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.fields import PickManyField
from lllo.screens.components.tables import Table, part_of
from lllo.screens.lead.page import AMOUNTS, WRITERS, LeadPage, programme_now
from lllo.training.models import Event, Registration
from lllo.training.moves import seats_to_fill
from lllo.training.queries import cohort_demand

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import QueryDict

    from lllo.people.models import User
    from lllo.programmes.models import Programme
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


class PlaceField(PickManyField):
    """Places as boxes to tick, each told by its person and organisation.

    Every place of the queryset may be sent; ``offer`` says which of them are shown.
    """

    def offer(self, places: Iterable[Registration]) -> None:
        """Show some places, beside those that are ticked already."""
        self.widget.choices = [
            (place.public_id, self.label_from_instance(place)) for place in places
        ]

    def label_from_instance(self, obj: Registration) -> str:
        """Return who, of which organisation, in which cohort."""
        return _("%(person)s, %(organisation)s (%(cohort)s)") % {
            "person": obj.person or _("name not given yet"),
            "organisation": obj.organisation,
            "cohort": obj.cohort,
        }


class CohortsPage(LeadPage):
    """Every cohort with its people, and how many seats are still to be filled."""

    title = gettext_lazy("Cohorts")
    tab = "lead_cohorts"
    template_name = "lead/cohorts.html"

    @cached_property
    def programme(self) -> Programme | None:
        """The programme of the edition in force."""
        return programme_now()

    def head_actions(self) -> Sequence[HeadAction]:
        """Offer another cohort, once there is a programme that it belongs to."""
        if self.programme is None:
            return ()
        label, href = _("Open a cohort"), reverse("lead_cohort_open")
        return [HeadAction(label=label, href=href, roles=WRITERS, is_main=True)]

    def values(self) -> dict[str, Any]:
        """Return a page of cohorts, each with its first people; or one cohort with its people."""
        programme = self.programme
        if programme is None:
            return {"cohorts": (), "seats": None, "is_loaded": False}
        cohorts = programme.cohorts.order_by("number")
        number = self.request.GET.get("cohort", "")
        one = cohorts.filter(number=int(number)) if SHORT_NUMBER.fullmatch(number) else ()
        part = part_of(cohorts.count(), self.request.GET, size=COHORTS_SHOWN)
        chosen = list(one or cohorts[part.start : part.stop])
        demands = cohort_demand(programme, chosen)
        planned = _planned(chosen)
        if one:
            people = {chosen[0].pk: places_of(self.user).filter(cohort=chosen[0])}
            tables = [_everyone(each, people[each.cohort.pk], self.request.GET) for each in demands]
        else:
            first = _first_people(self.user, chosen)
            tables = [_people(each.cohort, first.get(each.cohort.pk, [])) for each in demands]
        return {
            "is_loaded": True,
            "seats": seats_to_fill(clock.today()),
            "part": None if one else part,
            "is_one": bool(one),
            "cohorts": [
                {**self._shown(demand, table), **self._events(demand.cohort, planned)}
                for demand, table in zip(demands, tables, strict=True)
            ],
        }

    def _events(self, cohort: Cohort, planned: Mapping[int, int]) -> dict[str, Any]:
        """Return how many events a cohort has, and where they and its places are."""
        key = cohort.public_id
        may_read = may_enter(self.user, AMOUNTS)  # a specialist opens own events only
        return {
            "events": planned.get(cohort.pk, 0),
            "events_href": f"{reverse('events')}?cohort={key}" if may_read else "",
            "page_href": reverse("cohort", args=[key]) if may_read else "",
            "register_href": reverse("cohort_register", args=[key])
            if may_enter(self.user, WRITERS)
            else "",
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


def _planned(cohorts: Sequence[Cohort]) -> dict[int, int]:
    """Return how many events each cohort has that are not cancelled, in one query."""
    events = Event.objects.filter(cohort__in=[each.pk for each in cohorts])
    counts = events.exclude(status=Event.Status.CANCELLED).order_by().values_list("cohort")
    return dict(counts.annotate(Count("pk")))


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
