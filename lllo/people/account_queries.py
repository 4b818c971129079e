"""Reads accounts: of whom a second step is demanded, whose address is allowed, who was invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.models import Invitation, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

BACK_ROOM = "backroom"


def needs_second_factor(user: User) -> bool:
    """Tell whether ``LLLO_MFA_ROLES`` demands a second step of an account.

    All of its roles count, whichever it acts in. A demo demands none; that is
    for the caller to ask.
    """
    demanded = set(settings.LLLO_MFA_ROLES)
    if not demanded:
        return False
    if BACK_ROOM in demanded and (user.is_staff or user.is_superuser):
        return True
    return not demanded.isdisjoint(user.held_roles)


def is_allowed_address(email: str) -> bool:
    """Tell whether ``LLLO_OIDC_ALLOW`` holds a mail address, or its domain as ``@example.org``."""
    address = email.strip().lower()
    domain = "@" + address.rpartition("@")[2]
    return any(entry.strip().lower() in (address, domain) for entry in settings.LLLO_OIDC_ALLOW)


def invitations() -> QuerySet[Invitation]:
    """Return all invitations with whom they are for, the latest first."""
    return Invitation.objects.select_related("person", "created_by__person")


def find_account(email: str) -> User:
    """Return the account with a mail address; refuses an unknown one."""
    account = User.objects.filter(email__iexact=email.strip()).first()
    if account is None:
        raise Refused(
            _("There is no account for %(email)s.") % {"email": email}, code="account_unknown"
        )
    return account
