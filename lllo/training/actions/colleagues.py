"""What an organisation does for several of its people at once, and for one who leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.actions import end_membership
from lllo.people.models import Membership, Person
from lllo.training.actions.registrations import register_for_event
from lllo.training.queries import places_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lllo.people.models import Organisation, User
    from lllo.training.models import Event, Registration

MOST_WITHOUT_NAME = 20  # more is a slip of the hand


def register_colleagues(
    organisation: Organisation,
    event: Event,
    *,
    people: Sequence[Person],
    without_name: int = 0,
    on: date,
    by: User | None,
) -> list[Registration]:
    """Take places at an event for people and for names that follow later: all of them, or none."""
    if not people and without_name < 1:
        sentence = _("Choose who comes, or how many places get a name later.")
        raise Refused(sentence, code="nobody_chosen")
    if without_name > MOST_WITHOUT_NAME:
        sentence = _("At most %(number)s places can wait for a name.")
        raise Refused(sentence % {"number": MOST_WITHOUT_NAME}, code="too_many_without_name")
    with transaction.atomic():
        return [
            register_for_event(organisation, event, person=person, on=on, by=by)
            for person in [*people, *[None] * without_name]
        ]


def end_participation(membership: Membership, *, on: date, by: User | None) -> Membership:
    """Let a participant leave the organisation; refused while a place is still in that name.

    Only the role of participant ends so: who is a contact is said by the office.
    """
    if membership.role != Membership.Role.PARTICIPANT:
        sentence = _("%(person)s is not only a participant; ask the backoffice to change that.")
        raise Refused(sentence % {"person": membership.person}, code="not_a_participant")
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=membership.person_id)
        held = places_of(person, membership.organisation, on=on)
        if held:
            sentence = _("%(person)s still has: %(places)s. Give that to a colleague first.")
            detail = {"person": person, "places": ", ".join(held)}
            raise Refused(sentence % detail, code="places_left")
        return end_membership(membership, on=on, by=by)
