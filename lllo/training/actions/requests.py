"""Requests for coaching: asked by an organisation, planned or declined by the office or a coach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.contracts.queries import entitlement_for
from lllo.contracts.refusals import refuse_without_reason
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit
from lllo.people.models import Organisation
from lllo.programmes.models import EntitlementKind
from lllo.training.actions.checks import refuse_stranger
from lllo.training.actions.coaching import MAIL, asker_of, plan_coaching
from lllo.training.actions.telling import concerned, tell
from lllo.training.models import CoachingRequest

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import Person, User
    from lllo.training.actions.coaching import CoachingData

State = CoachingRequest.State


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingWish:
    """What to talk about and when it would suit; without a person it is for the organisation."""

    subject: str
    wish: str = ""
    person: Person | None = None


def ask_for_coaching(
    organisation: Organisation, data: CoachingWish, *, on: date, by: User | None
) -> CoachingRequest:
    """Ask for a talk; refused where the agreement of that day holds no coaching.

    No hours are taken yet, and none need to be left: how many it takes is
    agreed when the talk is planned. The same subject for the same person is
    asked once as long as it waits.
    """
    refuse_stranger(data.person, organisation)
    request = CoachingRequest(
        organisation=organisation,
        person=data.person,
        subject=data.subject.strip(),
        wish=data.wish.strip(),
        asked_by=by,
        asked_on=on,
    )
    refuse_invalid(request)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        entitlement_for(organisation, EntitlementKind.COACHING_HOUR, on)
        _refuse_asked(request)
        request.save()
        audit.record("coaching.asked", request, by=by, on=on.isoformat())
    return request


def plan_requested_coaching(
    request: CoachingRequest, data: CoachingData, *, on: date, by: User | None
) -> CoachingRequest:
    """Plan the talk that was asked for; it takes its hours as any other."""
    with transaction.atomic():
        request = _locked(request)
        request.session = plan_coaching(request.organisation, data, asker=asker_of(request), by=by)
        request.state, request.answered_on = State.PLANNED, on
        request.save()
        session = str(request.session.uid)
        audit.record("coaching.request_planned", request, by=by, session=session)
    return request


def decline_coaching_request(
    request: CoachingRequest, *, on: date, reason: str, by: User | None
) -> CoachingRequest:
    """Say no, with the reason that the organisation reads."""
    refuse_without_reason(reason)
    with transaction.atomic():
        request = _answered(
            request, State.DECLINED, "coaching.request_declined", on=on, reason=reason, by=by
        )
        people = concerned(request.organisation, request.person, asker_of(request))
        payload = {"request": str(request.public_id)}
        tell(MAIL, f"coaching_request:{request.public_id}", payload, people, by=by)
    return request


def withdraw_coaching_request(
    request: CoachingRequest, *, on: date, by: User | None
) -> CoachingRequest:
    """Take a request back that nobody answered yet."""
    return _answered(
        request, State.WITHDRAWN, "coaching.request_withdrawn", on=on, reason="", by=by
    )


def _answered(
    request: CoachingRequest, state: State, action: str, *, on: date, reason: str, by: User | None
) -> CoachingRequest:
    """Close a waiting request without a talk."""
    with transaction.atomic():
        request = _locked(request)
        request.state, request.answer, request.answered_on = state, reason.strip(), on
        request.save()
        audit.record(action, request, by=by, on=on.isoformat(), reason=reason.strip())
    return request


def _locked(request: CoachingRequest) -> CoachingRequest:
    """Return a waiting request that nobody else can answer at this moment."""
    locked = CoachingRequest.objects.select_for_update().get(pk=request.pk)
    if locked.state != State.WAITING:
        sentence = _("The request “%(subject)s” was answered before: it is %(state)s.")
        detail = {"subject": locked.subject, "state": locked.get_state_display()}
        raise Refused(sentence % detail, code="request_answered")
    return locked


def _refuse_asked(request: CoachingRequest) -> None:
    """Refuse to ask the same twice; the organisation is locked by the caller."""
    same = CoachingRequest.objects.waiting().filter(
        organisation=request.organisation, person=request.person, subject__iexact=request.subject
    )
    if same.exists():
        sentence = _("“%(subject)s” was asked for already and waits for an answer.")
        raise Refused(sentence % {"subject": request.subject}, code="already_asked")
