"""Refusals that several actions of training share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.errors import Refused
from lllo.people.models import Membership
from lllo.rules.local_time import times_shown

if TYPE_CHECKING:
    from lllo.people.models import Organisation, Person

SPECIALISTS = (Membership.Role.SPECIALIST, Membership.Role.LEAD)


def moment(value: datetime) -> datetime:
    """Return a time in Amsterdam (naive) or anywhere (aware) as UTC.

    Refuses a time that the clocks in the Netherlands skip or show twice: one
    person would come an hour early.
    """
    local = value if value.tzinfo is None else value.astimezone(AMSTERDAM).replace(tzinfo=None)
    shown = times_shown(local, AMSTERDAM)
    text = {"moment": f"{local:%d-%m-%Y %H:%M}"}
    if shown == 0:
        sentence = _("%(moment)s does not exist: the clock goes from 02:00 to 03:00 that night.")
        raise Refused(sentence % text, code="time_does_not_exist")
    if shown > 1:
        sentence = _("%(moment)s exists twice: the clock goes back from 03:00 to 02:00 that night.")
        raise Refused(sentence % text, code="time_exists_twice")
    return local.replace(tzinfo=AMSTERDAM).astimezone(UTC)


def refuse_backwards(title: str, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse what ends before it starts or at once."""
    if ends_at <= starts_at:
        sentence = _("%(title)s must end after it starts.")
        raise Refused(sentence % {"title": title}, code="event_ends_before_start")


def is_specialist(person: Person) -> bool:
    """Tell whether someone coaches and lectures now: a partner manages events."""
    return person.memberships.current().filter(role__in=SPECIALISTS).exists()


def refuse_stranger(person: Person | None, organisation: Organisation) -> None:
    """Refuse a person who has no role at the organisation, now or to come."""
    if person is None:
        return
    if not Membership.objects.open().filter(person=person, organisation=organisation).exists():
        sentence = _("%(person)s has no role at %(organisation)s; add that role first.")
        detail = {"person": person, "organisation": organisation}
        raise Refused(sentence % detail, code="person_of_another_organisation")
