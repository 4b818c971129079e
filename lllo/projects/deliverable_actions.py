"""What happens to deliverables: how they stand, and who contributed what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.refusals import refuse_without_reason
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.formats import day
from lllo.people import audit
from lllo.programmes.models import Deliverable
from lllo.projects.models import Contribution, DeliverableStep
from lllo.training.actions.checks import refuse_stranger

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import Organisation, Person, User
    from lllo.projects.models import Placement, Project
    from lllo.training.models import Event

ORDER = (Deliverable.State.PLANNED, Deliverable.State.IN_PROGRESS, Deliverable.State.DELIVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionData:
    """What was contributed, by whom, and the case, placement or event that shows it."""

    organisation: Organisation
    description: str
    person: Person | None = None
    project: Project | None = None
    placement: Placement | None = None
    event: Event | None = None


def move_deliverable(
    deliverable: Deliverable, state: str, *, on: date, remark: str = "", by: User | None
) -> DeliverableStep:
    """Say how a deliverable stands since a day; a step back needs a remark that says why."""
    wanted = Deliverable.State(state)
    with transaction.atomic():
        deliverable = Deliverable.objects.select_for_update().get(pk=deliverable.pk)
        _refuse_step(deliverable, wanted, on)
        if ORDER.index(wanted) < ORDER.index(Deliverable.State(deliverable.state)):
            refuse_without_reason(remark)
        step = DeliverableStep(
            deliverable=deliverable, state=wanted, on=on, remark=remark.strip(), recorded_by=by
        )
        refuse_invalid(step)
        step.save()
        before, deliverable.state = deliverable.state, wanted
        deliverable.save()
        audit.record(
            "deliverable.moved",
            deliverable,
            by=by,
            before=str(before),
            state=wanted.value,
            on=on.isoformat(),
            remark=step.remark,
        )
    return step


def _refuse_step(deliverable: Deliverable, wanted: Deliverable.State, on: date) -> None:
    """Refuse the state it has, a day to come, and a day before the step that was last."""
    if deliverable.state == wanted:
        raise Refused(
            _("“%(deliverable)s” is %(state)s already.")
            % {"deliverable": deliverable, "state": deliverable.get_state_display()},
            code="deliverable_unchanged",
        )
    _refuse_to_come(on)
    last = deliverable.steps.order_by("-on", "-pk").first()
    if last and on < last.on:
        raise Refused(
            _("“%(deliverable)s” is %(state)s since %(day)s; give that day or a later one.")
            % {
                "deliverable": deliverable,
                "state": last.get_state_display(),
                "day": day(last.on),
            },
            code="before_last_step",
        )


def _refuse_to_come(on: date) -> None:
    """Refuse a day to come: what is recorded has happened."""
    if on > clock.today():
        raise Refused(
            _("%(day)s is still to come; record it once it is done.") % {"day": day(on)},
            code="in_future",
        )


def add_contribution(
    deliverable: Deliverable, data: ContributionData, *, on: date, by: User | None
) -> Contribution:
    """Note what an organisation contributed to a deliverable; the same words twice are refused."""
    _refuse_to_come(on)
    refuse_stranger(data.person, data.organisation)
    _refuse_evidence_of_others(data)
    contribution = Contribution(
        deliverable=deliverable,
        organisation=data.organisation,
        person=data.person,
        project=data.project,
        placement=data.placement,
        event=data.event,
        on=on,
        description=data.description.strip(),
        recorded_by=by,
    )
    refuse_invalid(contribution)
    with transaction.atomic():
        Deliverable.objects.select_for_update().get(pk=deliverable.pk)
        same = deliverable.contributions.standing().filter(
            organisation=data.organisation, on=on, description=contribution.description
        )
        if same.exists():
            raise Refused(
                _("This contribution of %(organisation)s stands here already.")
                % {"organisation": data.organisation},
                code="contribution_exists",
            )
        contribution.save()
        audit.record("contribution.added", contribution, by=by, on=on.isoformat())
    return contribution


def _refuse_evidence_of_others(data: ContributionData) -> None:
    """Refuse a project or placement of another organisation than the one that contributed."""
    project, placement = data.project, data.placement
    owners = {
        project and project.organisation_id: project,
        placement and placement.host_id: placement,
    }
    for owner, evidence in owners.items():
        if evidence is not None and owner != data.organisation.pk:
            raise Refused(
                _("“%(title)s” is not of %(organisation)s.")
                % {"title": evidence, "organisation": data.organisation},
                code="other_organisation",
            )


def withdraw_contribution(
    contribution: Contribution, *, on: date, reason: str, by: User | None
) -> Contribution:
    """Take a contribution back that was noted wrongly; the row stays, with the reason."""
    refuse_without_reason(reason)
    with transaction.atomic():
        contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
        if contribution.withdrawn_on is not None:
            raise Refused(
                _("This contribution was taken back on %(day)s.")
                % {"day": day(contribution.withdrawn_on)},
                code="contribution_withdrawn",
            )
        contribution.withdrawn_on, contribution.withdrawn_reason = on, reason.strip()
        refuse_invalid(contribution)
        contribution.save()
        audit.record("contribution.withdrawn", contribution, by=by, reason=reason.strip())
    return contribution
