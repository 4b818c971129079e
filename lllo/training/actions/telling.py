"""Puts short mails in the outbox for those whom an answer of the office concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lllo.outbox.actions import enqueue
from lllo.people.models import Membership, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lllo.people.models import Organisation, User


def concerned(
    organisation: Organisation, person: Person | None, asker: Person | None
) -> list[Person]:
    """Return who wants to know of an answer: the asker and the person it is for, each once.

    Staff that asked on behalf of the organisation is not one of its people. The contacts
    stand in where nobody is known.
    """
    held = Membership.objects.open().filter(organisation=organisation)
    named = [each.pk for each in (asker, person) if each]
    people = Person.objects.filter(pk__in=named, memberships__in=held).distinct()
    contacts = held.current().filter(role=Membership.Role.CONTACT)
    return list(people) or list(Person.objects.filter(memberships__in=contacts).distinct())


def tell(
    kind: str, key: str, payload: dict[str, Any], people: Iterable[Person], *, by: User | None
) -> None:
    """Put a mail for each of some people in the outbox, once for each ``key``.

    Not for who did it, and not for who has no mail address. Belongs in the
    transaction of the change itself.
    """
    for person in people:
        if not person.email or (by is not None and by.person_id == person.pk):
            continue
        reader = str(person.public_id)
        enqueue(kind, f"{key}:{reader}", {**payload, "person": reader, "to": person.email})
