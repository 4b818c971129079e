"""Projects with their placements, and the places that wait for a student."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lllo.projects.models import Placement, Project

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import Organisation, User

OPEN_PROJECTS = (Project.State.PROPOSED, Project.State.ACTIVE)
OPEN_PLACEMENTS = (Placement.State.OFFERED, Placement.State.MATCHED, Placement.State.RUNNING)


def project_rows(
    user: User, *, organisation: Organisation | None = None, only_open: bool = False
) -> QuerySet[Project]:
    """Return the projects that a user may see, each with ``placement_count`` and ``running_count``.

    One query, whatever their number.
    """
    rows = Project.objects.visible_to(user)
    if organisation:
        rows = rows.for_organisation(organisation)
    if only_open:
        rows = rows.filter(state__in=OPEN_PROJECTS)
    held = ~Q(placements__state=Placement.State.WITHDRAWN)
    running = Q(placements__state=Placement.State.RUNNING)
    return rows.select_related("organisation", "line").annotate(
        placement_count=Count("placements", filter=held),
        running_count=Count("placements", filter=running),
    )


def placement_rows(
    user: User, *, organisation: Organisation | None = None, only_open: bool = False
) -> QuerySet[Placement]:
    """Return the placements that a user may see with host, line and supervisors, in one query."""
    rows = Placement.objects.visible_to(user)
    if organisation:
        rows = rows.for_organisation(organisation)
    if only_open:
        rows = rows.filter(state__in=OPEN_PLACEMENTS)
    return rows.select_related(
        "host", "line", "project", "university_supervisor", "host_supervisor"
    )


def places_without_student() -> QuerySet[Placement]:
    """Return the places offered that no student took yet, the first to start first."""
    return Placement.objects.filter(state=Placement.State.OFFERED).select_related("host", "line")
