"""The pages of a project and of a placement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.projects.models import Placement, Project
from lllo.screens.office.records import words
from lllo.screens.office.records.histories import OF_PLACEMENT, OF_PROJECT, told_of
from lllo.screens.office.records.page import (
    Heading,
    Link,
    RecordPage,
    Screen,
    Section,
    Table,
    allowed,
    to,
)
from lllo.screens.office.records.places import address, to_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.screens.office.records.page import Cell


class ProjectPage(RecordPage):
    """A project or case, and the students who work on it."""

    def rows(self) -> Any:
        """Return the projects that the account sees."""
        return Project.objects.visible_to(self.user).select_related("organisation", "line")

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        placements = list(record.placements.visible_to(self.user))
        facts: Sequence[tuple[Any, Cell]] = [
            (_("Organisation"), words.organisation(record.organisation)),
            (_("Development line"), words.text(record.line)),
            (_("Proposed on"), words.day(record.proposed_on)),
            (_("Summary"), words.text(record.summary)),
        ]
        return Screen(
            title=str(record),
            kind=_("project"),
            crumbs=to_list(Project, self.user),
            lead=str(record.organisation),
            state=words.state(record),
            links=allowed(self.user, *_steps_of_project(record)),
            sections=[
                Section(code="gegevens", title=_("Data"), facts=facts),
                _placements(placements),
            ],
            about=told_of(record, OF_PROJECT, self.user),
        )


def _steps_of_project(project: Project) -> list[Link | None]:
    """Return what can be done with a project as it stands."""
    key = project.public_id
    withdraw = to(_("Withdraw"), "project_withdraw", key)
    steps: dict[str, list[Link | None]] = {
        Project.State.PROPOSED: [
            to(_("Take it up"), "project_start", key, is_main=True),
            withdraw,
        ],
        Project.State.ACTIVE: [
            to(_("Complete it"), "project_complete", key, is_main=True),
            withdraw,
        ],
    }
    return steps.get(project.state, [])


def _placements(placements: list[Any]) -> Section:
    rows = [
        (
            words.text(each, address(each)),
            words.text(each.get_kind_display()),
            words.text(each.student_name or words.NAME_FOLLOWS),
            words.state(each),
        )
        for each in placements
    ]
    headings = [
        Heading(label=_("Placement")),
        Heading(label=_("Kind")),
        Heading(label=_("Student")),
        Heading(label=_("State")),
    ]
    return Section(
        code="plaatsingen",
        title=_("Placements"),
        table=Table(headings=headings, rows=rows),
        empty=_("No student works on it yet. Offer a placement on the page of the organisation."),
    )


class PlacementPage(RecordPage):
    """A place for a student, from offer to result."""

    def rows(self) -> Any:
        """Return the placements that the account sees."""
        related = ("host", "project", "line", "university_supervisor", "host_supervisor")
        return Placement.objects.visible_to(self.user).select_related(*related)

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        project = record.project
        last = words.last_day(record.starts_on, record.ends_on)
        facts: Sequence[tuple[Any, Cell]] = [
            (_("Organisation"), words.organisation(record.host)),
            (_("Project"), words.text(project, address(project) if project else "")),
            (_("Development line"), words.text(record.line)),
            (_("From"), words.day(record.starts_on)),
            (_("Up to and including"), words.day(last)),
            (_("Hours of the student"), words.number(record.hours)),
            (_("Student"), words.text(record.student_name, hint=record.student_email)),
            (_("Institution"), words.text(record.institution)),
            (
                _("Supervisor at the university"),
                words.person(record.university_supervisor, missing=""),
            ),
            (_("Supervisor at the organisation"), words.person(record.host_supervisor, missing="")),
        ]
        return Screen(
            title=str(record),
            kind=record.get_kind_display(),
            crumbs=to_list(Placement, self.user),
            lead=str(record.host),
            state=words.state(record),
            links=allowed(self.user, *_steps_of_placement(record)),
            sections=[Section(code="gegevens", title=_("Data"), facts=facts)],
            about=told_of(record, OF_PLACEMENT, self.user),
        )


def _steps_of_placement(placement: Placement) -> list[Link | None]:
    """Return what can be done with a placement as it stands."""
    key = placement.public_id
    state = Placement.State
    withdraw = to(_("Withdraw"), "placement_withdraw", key)
    names = {
        state.OFFERED: (_("Give it to a student"), "placement_match"),
        state.MATCHED: (_("The student has begun"), "placement_start"),
        state.RUNNING: (_("The student has finished"), "placement_complete"),
    }
    step = names.get(state(placement.state))
    if step is None:
        return []
    label, name = step
    return [to(label, name, key, is_main=True), withdraw]
