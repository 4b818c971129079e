"""Finds organisations, people and accounts by what the office types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.directory import Directory, listed, with_near_names
from lllo.people.models import AuditEntry, Membership, Organisation, Person, User
from lllo.people.names import plain

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet


def doer_of(action: str, obj: Model) -> User | None:
    """Return the account that did ``action`` to a row last, as the history says."""
    rows = AuditEntry.objects.filter(
        object_type=obj._meta.label_lower, object_id=str(obj.pk), action=action
    )
    entry = rows.select_related("actor__person").first()
    return entry.actor if entry else None


def find_organisation(text: str) -> Organisation:
    """Return the one organisation that ``text`` means: KvK number, OIN, public id or name.

    A name counts without case, accents and legal form, and only when one
    organisation has it. Raises ``Refused`` with the nearest names otherwise.
    """
    directory = Directory(Organisation.objects.only(*Directory.FIELDS))
    return Organisation.objects.get(pk=directory.find(text).pk)


def find_person(text: str, *, organisation: Organisation | None = None) -> Person:
    """Return the one person that ``text`` means: mail address, full name or family name.

    With ``organisation`` only people with a role there count. Raises ``Refused``
    with the nearest names, or with the mail addresses to choose from.
    """
    wanted = " ".join(text.split())
    people: QuerySet[Person] = Person.objects.all()
    if organisation:
        held = Membership.objects.open().for_organisation(organisation)
        people = people.filter(pk__in=held.values("person"))
    if "@" in wanted:
        person = people.filter(email__iexact=wanted).first()
        if person is None:
            raise Refused(
                _("Nobody has the mail address %(email)s.") % {"email": wanted},
                code="person_unknown",
            )
        return person
    return _person_by_name(wanted, list(people))


def _person_by_name(wanted: str, people: list[Person]) -> Person:
    """Return the only person with this full name, or else with this family name."""
    for name_of in (str, family_name):
        matches = [person for person in people if plain(name_of(person)) == plain(wanted)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            addresses = listed(person.email or str(person.public_id) for person in matches)
            raise Refused(
                _("Several people are called “%(text)s”; use the mail address: %(addresses)s.")
                % {"text": wanted, "addresses": addresses},
                code="person_ambiguous",
            )
    sentence = _("Nobody is called “%(text)s”.") % {"text": wanted}
    names = [str(person) for person in people]
    raise Refused(with_near_names(sentence, wanted, names), code="person_unknown")


def family_name(person: Person) -> str:
    """Return the family name with its prefix: ``van Puffelen``."""
    return " ".join(part for part in (person.name_prefix, person.family_name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as the list shows it."""

    email: str
    person: str
    roles: list[str]
    organisations: list[str]
    active: bool
    last_login: datetime | None


def accounts() -> list[Account]:
    """Return all accounts with their present roles, in two queries."""
    present: dict[int, list[Any]] = {}
    memberships = Membership.objects.current().filter(person__user__isnull=False)
    for membership in memberships.select_related("organisation"):
        present.setdefault(membership.person_id, []).append(membership)
    return [
        _account(user, present.get(user.person_id or 0, []))
        for user in User.objects.select_related("person").order_by("email")
    ]


def _account(user: User, memberships: list[Membership]) -> Account:
    """Return one line of the list of accounts."""
    return Account(
        email=user.email,
        person=str(user.person or ""),
        roles=sorted({membership.role for membership in memberships}),
        organisations=sorted({str(membership.organisation) for membership in memberships}),
        active=user.is_active,
        last_login=user.last_login,
    )
