"""What happens to projects and placements, from proposal or offer to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lllo.contracts.refusals import refuse_without_reason
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit
from lllo.people.queries import doer_of
from lllo.projects.models import Placement, Project
from lllo.training.actions.checks import refuse_stranger
from lllo.training.actions.telling import concerned, tell

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.people.models import Organisation, Person, User
    from lllo.programmes.models import DevelopmentLine

MAIL = "mail.placement"
Movable = TypeVar("Movable", Project, Placement)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectData:
    """A project or case as an organisation proposes it."""

    organisation: Organisation
    line: DevelopmentLine
    title: str
    summary: str = ""
    contact: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementData:
    """A place as it is offered; ``ends_on`` is the first day after it, ``hours`` the student's."""

    kind: str
    title: str
    host: Organisation
    line: DevelopmentLine
    starts_on: date
    ends_on: date
    hours: Decimal
    project: Project | None = None
    host_supervisor: Person | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentData:
    """Who takes a place, and who at the university supervises."""

    name: str
    institution: str
    email: str = ""
    university_supervisor: Person | None = None


def propose_project(data: ProjectData, *, on: date, by: User | None) -> Project:
    """Record a project; an organisation has no two of the same title."""
    title = data.title.strip()
    if not title:
        raise Refused(_("Give the project a title."), code="title_missing")
    refuse_stranger(data.contact, data.organisation)
    with transaction.atomic():
        if Project.objects.filter(organisation=data.organisation, title=title).exists():
            raise Refused(
                _("%(organisation)s has a project “%(title)s” already.")
                % {"organisation": data.organisation, "title": title},
                code="title_taken",
            )
        project = Project(
            organisation=data.organisation,
            line=data.line,
            title=title,
            summary=data.summary,
            contact=data.contact,
            proposed_on=on,
        )
        refuse_invalid(project)
        project.save()
        audit.record("project.proposed", project, by=by, on=on.isoformat())
    return project


def start_project(project: Project, *, on: date, by: User | None) -> Project:
    """Take a proposed project up."""
    with transaction.atomic():
        project = _locked(project, Project.State.PROPOSED)
        return _moved(project, Project.State.ACTIVE, "project.started", by=by, on=on)


def complete_project(project: Project, *, on: date, by: User | None) -> Project:
    """Close an active project with a result; refuses while a placement in it still runs."""
    with transaction.atomic():
        project = _locked(project, Project.State.ACTIVE)
        running = project.placements.running().count()
        if running:
            raise Refused(
                _("%(count)s placements of this project still run; complete those first.")
                % {"count": running},
                code="placements_running",
            )
        return _moved(project, Project.State.COMPLETED, "project.completed", by=by, on=on)


def withdraw_project(project: Project, *, on: date, reason: str, by: User | None) -> Project:
    """Stop a project that has no result."""
    with transaction.atomic():
        project = _locked(project, Project.State.PROPOSED, Project.State.ACTIVE)
        refuse_without_reason(reason)
        return _moved(
            project, Project.State.WITHDRAWN, "project.withdrawn", by=by, on=on, reason=reason
        )


def offer_placement(data: PlacementData, *, by: User | None) -> Placement:
    """Record a place that an organisation offers to a student."""
    if data.ends_on <= data.starts_on:
        raise Refused(_("The placement ends before it starts."), code="end_before_start")
    if data.hours <= 0:
        raise Refused(_("Hours must be more than zero."), code="hours_not_positive")
    if data.project and data.project.organisation_id != data.host.pk:
        raise Refused(
            _("The project “%(title)s” belongs to %(organisation)s, not to %(host)s.")
            % {
                "title": data.project,
                "organisation": data.project.organisation,
                "host": data.host,
            },
            code="other_organisation",
        )
    refuse_stranger(data.host_supervisor, data.host)
    with transaction.atomic():
        placement = Placement(
            kind=data.kind,
            title=data.title.strip(),
            description=data.description.strip(),
            host=data.host,
            project=data.project,
            line=data.line,
            host_supervisor=data.host_supervisor,
            starts_on=data.starts_on,
            ends_on=data.ends_on,
            hours=data.hours,
        )
        refuse_invalid(placement)
        placement.save()
        audit.record("placement.offered", placement, by=by)
    return placement


def match_placement(placement: Placement, student: StudentData, *, by: User | None) -> Placement:
    """Give an offered place to a student."""
    if not student.name.strip():
        raise Refused(_("Give the name of the student."), code="student_missing")
    with transaction.atomic():
        placement = _locked(placement, Placement.State.OFFERED)
        placement.student_name = student.name.strip()
        placement.student_email = student.email
        placement.institution = student.institution
        placement.university_supervisor = student.university_supervisor
        placement = _moved(placement, Placement.State.MATCHED, "placement.matched", by=by)
        _tell(placement, by=by)
    return placement


def start_placement(placement: Placement, *, on: date, by: User | None) -> Placement:
    """Note that the student has begun."""
    with transaction.atomic():
        placement = _locked(placement, Placement.State.MATCHED)
        return _moved(placement, Placement.State.RUNNING, "placement.started", by=by, on=on)


def complete_placement(placement: Placement, *, on: date, by: User | None) -> Placement:
    """Note that the student has finished; the result itself is recorded by the institution."""
    with transaction.atomic():
        placement = _locked(placement, Placement.State.RUNNING)
        return _moved(placement, Placement.State.COMPLETED, "placement.completed", by=by, on=on)


def withdraw_placement(
    placement: Placement, *, on: date, reason: str, by: User | None
) -> Placement:
    """Take a place back, or stop it early."""
    states = (Placement.State.OFFERED, Placement.State.MATCHED, Placement.State.RUNNING)
    with transaction.atomic():
        placement = _locked(placement, *states)
        refuse_without_reason(reason)
        placement = _moved(
            placement, Placement.State.WITHDRAWN, "placement.withdrawn", by=by, on=on, reason=reason
        )
        if by is not None and by.sees_everything:  # else the organisation took it back itself
            _tell(placement, by=by, reason=reason.strip())
    return placement


def _tell(placement: Placement, *, by: User | None, reason: str = "") -> None:
    """Mail who offered a place and who guides the student there what became of it."""
    offered = doer_of("placement.offered", placement)
    asker = offered.person if offered else None
    people = concerned(placement.host, placement.host_supervisor, asker)
    payload = {"placement": str(placement.public_id), "state": placement.state, "reason": reason}
    tell(MAIL, f"placement:{placement.public_id}:{placement.state}", payload, people, by=by)


def _locked(obj: Movable, *expected: str) -> Movable:
    """Return the row locked and read again; refuse a state from which this step is not taken."""
    obj = type(obj).objects.select_for_update().get(pk=obj.pk)
    if obj.state not in expected:
        raise Refused(
            _("“%(title)s” is %(state)s; this is possible only while it is %(expected)s.")
            % {
                "title": obj,
                "state": obj.get_state_display(),
                "expected": get_text_list(
                    [type(obj).State(state).label for state in expected], _("or")
                ),
            },
            code="wrong_state",
        )
    return obj


def _moved(
    obj: Movable,
    state: str,
    action: str,
    *,
    by: User | None,
    on: date | None = None,
    reason: str = "",
) -> Movable:
    """Write the new state and the audit row, which holds the day and the reason."""
    obj.state = state
    refuse_invalid(obj)
    obj.save()
    detail: dict[str, Any] = {"on": on and on.isoformat(), "reason": reason}
    audit.record(action, obj, by=by, **{key: value for key, value in detail.items() if value})
    return obj
