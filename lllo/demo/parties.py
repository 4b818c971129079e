"""The organisations, people and accounts of the demo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lllo.demo import data
from lllo.people import actions as people
from lllo.people.actions import OrganisationData, PersonData
from lllo.people.models import Membership, Organisation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import Person, User

Role = Membership.Role


@dataclass(slots=True)
class Parties:
    """Who takes part: by name of the organisation, given name of staff, and role of an account."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    contacts: dict[str, Person] = field(default_factory=dict)
    participants: dict[str, list[Person]] = field(default_factory=dict)
    staff: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def make_parties() -> Parties:
    """Make every organisation, person and account."""
    parties = Parties()
    _make_staff(parties)
    _make_hosts(parties)
    _make_accounts(parties)
    return parties


def _person(names: Sequence[str], place: Organisation, role: str, job_title: str = "") -> Person:
    given_name, prefix, family_name = names
    address = ".".join([given_name, *prefix.split(), *family_name.split()]).lower()
    person = people.save_person(
        PersonData(
            given_name=given_name,
            name_prefix=prefix,
            family_name=family_name,
            email=f"{address}@example.org",
        ),
        by=None,
    )
    people.add_membership(person, place, role, job_title=job_title, on=data.BEGIN, by=None)
    return person


def _make_staff(parties: Parties) -> None:
    university = people.save_organisation(
        OrganisationData(name=data.UNIVERSITY, kind=Organisation.Kind.UNIVERSITY, city="Enschede"),
        by=None,
    )
    partner = people.save_organisation(
        OrganisationData(name=data.PARTNER, kind=Organisation.Kind.PARTNER, city="Voorbeeldstad"),
        by=None,
    )
    parties.organisations |= {university.name: university, partner.name: partner}
    for *names, role, job_title in data.STAFF:
        parties.staff[names[0]] = _person(names, university, role, job_title)
    *names, role, job_title = data.PARTNER_PERSON
    parties.staff[names[0]] = _person(names, partner, role, job_title)


def _make_hosts(parties: Parties) -> None:
    participants = iter(data.PARTICIPANTS)
    for number, (host, contact) in enumerate(zip(data.HOSTS, data.CONTACTS, strict=True), start=1):
        organisation = people.save_organisation(
            OrganisationData(
                name=host.name,
                legal_name=host.name,
                kind=host.kind,
                kvk_number=host.kvk_number,
                street=f"Raadhuisplein {number}",
                postal_code=host.postal_code,
                city=host.city,
                invoice_street=f"Postbus {100 + number}",
                invoice_postal_code=host.postal_code,
                invoice_city=host.city,
                invoice_email=f"facturen{number}@example.org",
                order_number_rule="always" if host.purchase_order_required else "never",
            ),
            by=None,
        )
        parties.organisations[host.name] = organisation
        *names, job_title = contact
        parties.contacts[host.name] = _person(names, organisation, Role.CONTACT, job_title)
        parties.participants[host.name] = [
            _person(next(participants), organisation, Role.PARTICIPANT)
            for _ in range(2 if host.stage == "signed" else 0)
        ]


def _make_accounts(parties: Parties) -> None:
    """Make one account for each role that signs in; the password is printed by ``lllo demo``."""
    first = data.SHOWN_HOST
    wanted = {
        Role.BACKOFFICE: parties.staff["Bente"],
        Role.LEAD: parties.staff["Lotte"],
        Role.SPECIALIST: parties.staff["Sem"],
        Role.AUDITOR: parties.staff["Alma"],
        Role.PARTNER: parties.staff["Pim"],
        Role.CONTACT: parties.contacts[first],
        Role.PARTICIPANT: parties.participants[first][0],
    }
    for role, person in wanted.items():
        parties.users[role.value] = people.create_account(person, password=data.PASSWORD, by=None)
