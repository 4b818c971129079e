"""Answers to invitations by mail: kept with the place, which stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people import audit
from lllo.training.models import Answer, Event, Registration

if TYPE_CHECKING:
    from datetime import datetime

    from lllo.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerData:
    """What was said, in which way, of the event as it was at ``sequence``."""

    word: str
    way: str
    sequence: int


def record_answer(
    registration: Registration, event: Event, person: Person, data: AnswerData, *, at: datetime
) -> Answer:
    """Keep what the person of a place said of an event; the last word counts.

    Refused when the event is over or off, and when the place is not that person's any more.
    The same again writes nothing.
    """
    word, way = Answer.Word(data.word), Answer.Way(data.way)
    with transaction.atomic():
        registration = Registration.objects.select_for_update().get(pk=registration.pk)
        event = Event.objects.get(pk=event.pk)
        _refuse_no_place(registration, person)
        _refuse_late(event, at)
        answer = Answer.objects.filter(
            registration=registration, event=event, person=person
        ).first()
        if answer and (answer.word, answer.way, answer.sequence) == (word, way, data.sequence):
            return answer
        answer = answer or Answer(registration=registration, event=event, person=person)
        answer.word, answer.way = word, way
        answer.sequence, answer.answered_at = data.sequence, at
        answer.save()
        audit.record(
            "registration.answered",
            registration,
            by=None,
            event=event.title,
            word=word.value,
            way=way.value,
        )
    return answer


def _refuse_no_place(registration: Registration, person: Person) -> None:
    """Refuse an answer of someone whose place was given up or given to a colleague."""
    if registration.state == Registration.State.CANCELLED or registration.person != person:
        sentence = _("%(person)s has no place there any more.")
        raise Refused(sentence % {"person": person}, code="place_gone")


def _refuse_late(event: Event, at: datetime) -> None:
    """Refuse an answer that nobody needs any more."""
    if event.status == Event.Status.CANCELLED:
        raise Refused(_("%(event)s is cancelled.") % {"event": event}, code="event_is_cancelled")
    if event.ends_at <= at:
        raise Refused(_("%(event)s is over.") % {"event": event}, code="event_is_over")
