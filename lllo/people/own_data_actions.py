"""What people change in their own data, and a contact in that of the organisation and its people.

Nothing here reaches further than one organisation: who works elsewhere, too, or
signs in, is changed by that person or by the office.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people import audit, identifiers
from lllo.people.actions import (
    OrganisationData,
    add_membership,
    save_organisation,
    save_person,
)
from lllo.people.models import Membership, Organisation, Person, User
from lllo.people.names import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lllo.people.actions import PersonData

Confirmable = TypeVar("Confirmable", Organisation, Person)
# Where post and mail go: nothing that an agreement or a payment goes by.
BY_THE_CONTACT = (
    "street",
    "postal_code",
    "city",
    "invoice_attention",
    "invoice_street",
    "invoice_postal_code",
    "invoice_city",
    "invoice_email",
    "orderer",
)


def correct_person(person: Person, data: PersonData, *, on: date, by: User | None) -> Person:
    """Bring someone's own data up to date, and note that it is right as of now.

    Refuses to change the address with which ``by`` signs in: a browser that was
    left open for a minute would be enough to take the account over.
    """
    with transaction.atomic():
        known = Person.objects.select_for_update().get(pk=person.pk)
        is_own = by is not None and by.person_id == known.pk
        if is_own and data.email.strip().lower() != known.email.lower():
            sentence = _("The backoffice changes the mail address with which you sign in.")
            raise Refused(sentence, code="own_address")
        return confirm(save_person(data, person=person, by=by), on=on, by=by)


def confirm(obj: Confirmable, *, on: date, by: User | None) -> Confirmable:
    """Note that the data of a person or an organisation was looked at and is right."""
    with transaction.atomic():
        locked = type(obj).objects.select_for_update().get(pk=obj.pk)
        if locked.confirmed_on != on:
            locked.confirmed_on = on
            locked.save()
            is_person = isinstance(locked, Person)
            action = "person.confirmed" if is_person else "organisation.confirmed"
            audit.record(action, locked, by=by, on=on.isoformat())
    return locked


def correct_organisation(
    organisation: Organisation, values: Mapping[str, str], *, by: User | None
) -> Organisation:
    """Change where an organisation gets its post and mail: columns of ``BY_THE_CONTACT``."""
    if set(values) - set(BY_THE_CONTACT):
        raise ValueError(f"not changed directly: {sorted(set(values) - set(BY_THE_CONTACT))}")
    return change_columns(organisation, values, by=by)


def change_columns(
    organisation: Organisation, values: Mapping[str, Any], *, by: User | None
) -> Organisation:
    """Change some columns of an organisation, and leave the others as they are now."""
    with transaction.atomic():
        known = Organisation.objects.select_for_update().get(pk=organisation.pk)
        data = OrganisationData(
            **{each.name: getattr(known, each.name) for each in fields(OrganisationData)}
        )
        return save_organisation(replace(data, **values), organisation=known, by=by)


def register_colleague(
    organisation: Organisation,
    data: PersonData,
    *,
    job_title: str = "",
    on: date,
    by: User | None,
) -> Person:
    """Add someone to the people of an organisation, as a participant without an account.

    Someone who was there before comes back. A mail address that is known
    elsewhere is left to the office: a contact learns nothing about its owner.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        address = identifiers.email(data.email) if data.email.strip() else ""
        person = Person.objects.filter(email__iexact=address).first() if address else None
        _refuse_known(organisation, person, data)
        if person is None:
            person = save_person(data, by=by)
        role = Membership.Role.PARTICIPANT
        add_membership(person, organisation, role, job_title=job_title.strip(), on=on, by=by)
    return person


def correct_colleague(
    person: Person, organisation: Organisation, data: PersonData, *, by: User | None
) -> Person:
    """Mend what a contact typed of a colleague; not of who signs in or works elsewhere, too.

    With another mail address someone could sign in as that person.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not may_correct(person, organisation):
            sentence = _("Only %(person)s or the backoffice can change this.")
            raise Refused(sentence % {"person": person}, code="not_yours_to_change")
        return save_person(data, person=person, by=by)


def may_correct(person: Person, organisation: Organisation) -> bool:
    """Tell whether the data of a person is that of this organisation alone."""
    held = person.memberships.all()
    return (
        held.filter(organisation=organisation, ended_on__isnull=True).exists()
        and not held.exclude(organisation=organisation).exists()
        and not User.objects.filter(person=person).exists()
    )


def _refuse_known(organisation: Organisation, person: Person | None, data: PersonData) -> None:
    """Refuse someone who is there already, by address or by name, or who belongs elsewhere."""
    held = Membership.objects.open().for_organisation(organisation).select_related("person")
    wanted = name_key(f"{data.given_name} {data.name_prefix} {data.family_name}")
    for membership in held:
        if membership.person == person or name_key(str(membership.person)) == wanted:
            sentence = _("%(person)s is one of your people already.")
            code = "address_known" if membership.person == person else "colleague_known"
            raise Refused(sentence % {"person": membership.person}, code=code)
    if person and not person.memberships.filter(organisation=organisation).exists():
        sentence = _("This mail address cannot be added here. Ask the backoffice to do so.")
        raise Refused(sentence, code="address_in_use")
