"""Notes in the audit trail what people change about their own way of signing in.

allauth tells of these by signals only; what it has a hook for is in ``adapters``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.signals import social_account_removed
from django.dispatch import receiver

from lllo.people import audit
from lllo.screens.account.middleware import SECOND_FACTOR

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lllo.people.models import User


@receiver([password_changed, password_set, password_reset])
def note_password(user: User, **_: Any) -> None:
    """Note another password."""
    audit.record("account.password_changed", user, by=user)


@receiver(authenticator_added)
def note_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Note a new second step; who set it up has passed it."""
    request.session[SECOND_FACTOR] = True
    audit.record("account.second_factor_added", user, by=user, kind=authenticator.type)


@receiver(authenticator_removed)
def note_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """Note a second step that was taken away; whether one is left is looked up anew."""
    request.session.pop(SECOND_FACTOR, None)
    audit.record("account.second_factor_removed", user, by=user, kind=authenticator.type)


@receiver(authenticator_reset)
def note_reset(user: User, **_: Any) -> None:
    """Note new recovery codes."""
    audit.record("account.recovery_codes_renewed", user, by=user)


@receiver(authentication_failed)
def note_wrong_code(user: User, **_: Any) -> None:
    """Note a wrong code."""
    audit.record("account.second_factor_failed", user, by=None, result=audit.REFUSED)


@receiver(social_account_removed)
def note_untied(socialaccount: Any, **_: Any) -> None:
    """Note that the sign-in service does not lead to an account any more."""
    audit.record("account.service_untied", socialaccount.user, by=socialaccount.user)
