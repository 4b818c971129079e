"""Person → res.partner, a contact of the organisation where the person has a role.

A btw-id is never sent: 19 would write it on the company. Who has no role any more is archived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.odoo.mapping import keys
from lllo.odoo.mapping.base import Booking, Entity, Ref, Row, text
from lllo.people.models import Membership, Organisation, Person

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLES = (Membership.Role.CONTACT, Membership.Role.PARTICIPANT, Membership.Role.PARTNER)
NOT_OURS = frozenset(
    {
        "bank_ids",
        "category_id",
        "comment",
        "company_registry",
        "mobile",
        "ref",
        "street",
        "title",
        "user_id",
        "vat",
        "zip",
    }
)


def rows(booking: Booking) -> Iterator[Row]:
    """Yield the people of the organisations; of several roles the first that counts."""
    found = Membership.objects.filter(role__in=ROLES).exclude(
        organisation__kind=Organisation.Kind.UNIVERSITY
    )
    memberships: dict[int, Membership] = {}
    for membership in found.select_related("person", "organisation").order_by("pk"):
        known = memberships.get(membership.person_id)
        if known is None or _rank(membership) < _rank(known):
            memberships[membership.person_id] = membership
    for membership in memberships.values():
        yield _row(membership, membership.person, booking)


def _rank(membership: Membership) -> tuple[bool, int]:
    """Return what comes first: a role that goes on, then that of the contact."""
    return membership.ended_on is not None, ROLES.index(Membership.Role(membership.role))


def _row(membership: Membership, person: Person, booking: Booking) -> Row:
    """Return a person at an organisation."""
    return Row(
        key=keys.person(person),
        obj=person,
        values={
            "name": text(str(person)),
            "parent_id": Ref(keys.organisation(membership.organisation)),
            "type": "contact",
            "function": text(membership.job_title),
            "email": text(person.email),
            "phone": text(person.phone),
            "lang": booking.lang(person.language),
        },
        gone=membership.ended_on is not None,
    )


ENTITY = Entity(
    kind="person",
    model="res.partner",
    rows=rows,
    not_ours=NOT_OURS,
    context={"tracking_disable": True},
)
