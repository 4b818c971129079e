"""The words for the roles of people, and which role fits which organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.models import Membership, Organisation

if TYPE_CHECKING:
    from lllo.people.cells import Words

Role = Membership.Role
# A spreadsheet is read in both languages at once, so these are not looked up in the catalogue.
ROLES: Words = {
    Role.CONTACT.value: ("contactpersoon", "contact"),
    Role.PARTICIPANT.value: ("deelnemer", "participant"),
    Role.SPECIALIST.value: ("specialist", "specialist"),
    Role.BACKOFFICE.value: ("backoffice", "backoffice"),
    Role.LEAD.value: ("programmaleider", "programme lead"),
    Role.PARTNER.value: ("partner", "partner"),
    Role.AUDITOR.value: ("auditor", "auditor"),
}
AT_THE_UNIVERSITY = frozenset({Role.BACKOFFICE, Role.LEAD, Role.AUDITOR})


def roles_at(organisation: Organisation) -> list[Role]:
    """Return the roles that people may have at an organisation."""
    is_university = organisation.kind == Organisation.Kind.UNIVERSITY
    return [role for role in Role if is_university or role not in AT_THE_UNIVERSITY]


def refuse_role(role: str, organisation: Organisation) -> None:
    """Refuse a role that does not exist, and a role of the university anywhere else.

    Backoffice, programme lead and auditor see everything (``SEES_EVERYTHING``);
    such a role at a participant is always a mistake.
    """
    if role not in Role.values:
        raise Refused(
            _("There is no role “%(role)s”; expected one of: %(roles)s.")
            % {"role": role, "roles": ", ".join(Role.values)},
            code="role_unknown",
        )
    if role in AT_THE_UNIVERSITY and organisation.kind != Organisation.Kind.UNIVERSITY:
        raise Refused(
            _("The role %(role)s belongs to the university; %(organisation)s is not one.")
            % {"role": Role(role).label, "organisation": organisation},
            code="role_needs_university",
        )
