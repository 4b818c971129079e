"""Coaching sessions: planned they take coaching hours, cancelled they give them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.actions import use_entitlement
from lllo.contracts.queries import entitlement_for
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit
from lllo.programmes.models import EntitlementKind
from lllo.training.actions.checks import is_specialist, moment, refuse_stranger
from lllo.training.actions.registrations import give_back
from lllo.training.actions.telling import concerned, tell
from lllo.training.models import CoachingRequest, CoachingSession

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from lllo.people.models import Organisation, Person, User
    from lllo.programmes.models import DevelopmentLine


MAIL = "mail.coaching"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingData:
    """A session of ``hours`` hours; a start without a zone is a time in Amsterdam.

    ``override_reason`` lets a programme lead go beyond the coaching hours.
    """

    coach: Person
    subject: str
    starts_at: datetime
    hours: Decimal
    person: Person | None = None
    line: DevelopmentLine | None = None
    location: str = ""
    override_reason: str = ""


def plan_coaching(
    organisation: Organisation,
    data: CoachingData,
    *,
    asker: Person | None = None,
    by: User | None,
) -> CoachingSession:
    """Plan a session and take its hours from the contract year in which it lies.

    Who it is for gets a mail, and ``asker``, who asked for it.
    """
    refuse_stranger(data.person, organisation)
    _refuse_no_coach(data.coach)
    session = CoachingSession(
        organisation=organisation,
        coach=data.coach,
        person=data.person,
        line=data.line,
        subject=data.subject,
        location=data.location,
        starts_at=moment(data.starts_at),
        hours=data.hours,
    )
    refuse_invalid(session)
    day = session.starts_at.astimezone(clock.AMSTERDAM).date()
    with transaction.atomic():
        session.use = use_entitlement(
            entitlement_for(organisation, EntitlementKind.COACHING_HOUR, day),
            quantity=data.hours,
            on=day,
            reason=_("Coaching: %(subject)s") % {"subject": data.subject},
            person=data.person,
            override_reason=data.override_reason,
            by=by,
        )
        session.save()
        audit.record("coaching.planned", session, by=by, hours=str(data.hours))
        tell_of(session, asker, by=by)
    return session


def hold_coaching(session: CoachingSession, *, by: User | None) -> CoachingSession:
    """Note that a session was held; its hours stay used."""
    with transaction.atomic():
        session = _locked(session)
        if session.starts_at > clock.now():
            sentence = _("The session of %(moment)s has not begun yet.")
            local = session.starts_at.astimezone(clock.AMSTERDAM)
            detail = {"moment": f"{local:%d-%m-%Y %H:%M}"}
            raise Refused(sentence % detail, code="coaching_not_begun")
        session.state = CoachingSession.State.HELD
        session.changed_at = clock.now()
        session.save()
        audit.record("coaching.held", session, by=by)
    return session


def cancel_coaching(session: CoachingSession, *, on: date, by: User | None) -> CoachingSession:
    """Cancel a planned session and give its hours back."""
    with transaction.atomic():
        session = _locked(session)
        session.state = CoachingSession.State.CANCELLED
        session.sequence += 1
        session.changed_at = clock.now()
        session.save()
        give_back(session.use, session, on=on, reason=_("Coaching cancelled"), by=by)
        audit.record("coaching.cancelled", session, by=by, on=on.isoformat())
        request = CoachingRequest.objects.filter(session=session).first()
        tell_of(session, request and asker_of(request), by=by)
    return session


def asker_of(request: CoachingRequest) -> Person | None:
    """Return who asked for a talk."""
    return request.asked_by.person if request.asked_by else None


def tell_of(session: CoachingSession, asker: Person | None, *, by: User | None) -> None:
    """Mail what became of a talk: planned, or cancelled."""
    people = concerned(session.organisation, session.person, asker)
    payload = {"coaching": session.uid, "state": session.state}
    tell(MAIL, f"coaching:{session.uid}:{session.state}", payload, people, by=by)


def _locked(session: CoachingSession) -> CoachingSession:
    """Return a planned session that nobody else can change at this moment."""
    session = CoachingSession.objects.select_for_update().get(pk=session.pk)
    if session.state != CoachingSession.State.PLANNED:
        sentence = _("This session is %(state)s; only a planned one can be held or cancelled.")
        raise Refused(
            sentence % {"state": session.get_state_display()}, code="coaching_not_planned"
        )
    return session


def _refuse_no_coach(person: Person) -> None:
    """Refuse a coach who is no specialist or lead of the programme; a partner manages events."""
    if not is_specialist(person):
        sentence = _("%(person)s is no specialist or programme lead and cannot coach.")
        raise Refused(sentence % {"person": person}, code="not_a_coach")
