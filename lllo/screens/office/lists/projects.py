"""The lists of projects and of placements of students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lllo.programmes.models import DevelopmentLine
from lllo.projects.actions import (
    complete_placement,
    complete_project,
    start_placement,
    start_project,
    withdraw_placement,
    withdraw_project,
)
from lllo.projects.models import Placement, Project
from lllo.rules.period import Period
from lllo.screens.components.lists import Cell, Column
from lllo.screens.list_parts import (
    PickFilter,
    WordFilter,
    YearFilter,
    day_column,
    line_column,
    link,
    organisation_column,
    text_column,
)
from lllo.screens.office.lists.base import (
    TO_ORGANISATIONS,
    OfficeList,
    kind_column,
    person_column,
    state_column,
)
from lllo.screens.office.lists.doing import OnDay, WithReason, bulk

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lllo.people.models import User


class ProjectFilters(django_filters.FilterSet):
    """What the list of projects is narrowed by."""

    status = WordFilter("state", _("State"), Project.State.choices)
    lijn = PickFilter("line", _("Line"), DevelopmentLine.objects.all(), to_field_name="code")
    jaar = YearFilter(Project, "proposed_on", _("Proposed in"))


def placed() -> Coalesce:
    """Return how many placements belong to a project."""
    counts = Placement.objects.filter(project=OuterRef("pk")).order_by().values("project")
    count = Subquery(counts.annotate(count=Count("pk")).values("count"))
    return Coalesce(count, 0, output_field=IntegerField())


def student(placement: Placement) -> Cell | None:
    """Return who takes a place, with who supervises below it."""
    if not placement.student_name:
        return None
    return Cell(text=placement.student_name, hint=placement.university_supervisor or "")


class Projects(OfficeList):
    """All projects and cases."""

    title = _("Projects")
    url_name = "projects"
    makes: ClassVar = {"project_new": _("New project")}
    export_name = "projecten"
    order = "titel"
    filterset_class = ProjectFilters
    search = ("title", "summary", "organisation__name_key__plain")
    empty = _("No organisation brought a project yet. Record one, or ask the organisations.")
    columns = (
        Column(
            key="titel",
            label=_("Project"),
            value=lambda row: link(row.title, "project", row.public_id),
            sort="title",
            is_wide=True,
        ),
        organisation_column(),
        line_column(is_spare=True),
        state_column(),
        day_column("voorgesteld", _("Proposed on"), "proposed_on"),
        text_column("plaatsingen", _("Placements"), "placed", kind="number", total="placed"),
    )
    bulk = (
        bulk(
            "starten",
            _("Start projects"),
            lambda row, data, user: start_project(row, on=data["on"], by=user),
            form_class=OnDay,
            done=_("Projects started: %(count)s."),
        ),
        bulk(
            "afronden",
            _("Complete projects"),
            lambda row, data, user: complete_project(row, on=data["on"], by=user),
            form_class=OnDay,
            done=_("Projects completed: %(count)s."),
        ),
        bulk(
            "stoppen",
            _("Withdraw projects"),
            lambda row, data, user: withdraw_project(
                row, on=data["on"], reason=data["reason"], by=user
            ),
            form_class=WithReason,
            intro=_("They stop without a result."),
            done=_("Projects withdrawn: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the projects with the number of their placements."""
        found = Project.objects.visible_to(user).select_related("organisation", "line")
        return found.annotate(placed=placed())


class PlacementFilters(django_filters.FilterSet):
    """What the list of placements is narrowed by."""

    status = WordFilter("state", _("State"), Placement.State.choices)
    soort = WordFilter("kind", _("Kind"), Placement.Kind.choices)
    lijn = PickFilter("line", _("Line"), DevelopmentLine.objects.all(), to_field_name="code")
    start = YearFilter(Placement, "starts_on", _("Starts in"))


def last_day(placement: Placement) -> date:
    """Return the last day of a placement."""
    return Period(starts_on=placement.starts_on, ends_on=placement.ends_on).last_day


class Placements(OfficeList):
    """All places for students."""

    title = _("Placements")
    url_name = "placements"
    export_name = "plaatsingen"
    order = "-start"
    filterset_class = PlacementFilters
    search = ("title", "host__name_key__plain", "student_name", "institution")
    search_hint = _("Title, organisation, student or institution.")
    empty = _("No organisation offered a place for a student yet. Record one on its page.")
    empty_action = TO_ORGANISATIONS
    columns = (
        Column(
            key="titel",
            label=_("Placement"),
            value=lambda row: link(
                row.title, "placement", row.public_id, hint=row.get_kind_display()
            ),
            sort="title",
        ),
        organisation_column("host", _("Host")),
        Column(key="student", label=_("Student"), value=student, sort="student_name"),
        line_column(is_extra=True),
        day_column("start", _("Starts on"), "starts_on"),
        Column(
            key="einde",
            label=_("Last day"),
            value=last_day,
            sort="ends_on",
            kind="day",
            is_extra=True,
        ),
        state_column(),
        text_column("uren", _("Hours"), "hours", kind="number", total="hours", is_spare=True),
    )
    sheet_columns = (
        kind_column(),
        text_column("instelling", _("Institution"), "institution"),
        person_column("university_supervisor", _("Supervisor"), key="begeleider"),
    )
    bulk = (
        bulk(
            "starten",
            _("Start placements"),
            lambda row, data, user: start_placement(row, on=data["on"], by=user),
            form_class=OnDay,
            done=_("Placements started: %(count)s."),
        ),
        bulk(
            "afronden",
            _("Complete placements"),
            lambda row, data, user: complete_placement(row, on=data["on"], by=user),
            form_class=OnDay,
            done=_("Placements completed: %(count)s."),
        ),
        bulk(
            "stoppen",
            _("Withdraw placements"),
            lambda row, data, user: withdraw_placement(
                row, on=data["on"], reason=data["reason"], by=user
            ),
            form_class=WithReason,
            done=_("Placements withdrawn: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the placements with all they name."""
        found = Placement.objects.visible_to(user)
        return found.select_related("host", "line", "university_supervisor")
