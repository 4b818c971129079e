"""Who may enter which screen; which rows they see there is decided by ``visible_to``."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from lllo.people.models import Membership

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from lllo.people.models import User

Role = Membership.Role
OFFICE = frozenset({Role.BACKOFFICE, Role.AUDITOR})
LEAD = frozenset({Role.LEAD, Role.SPECIALIST, Role.AUDITOR})
PORTAL = frozenset({Role.CONTACT, Role.PARTICIPANT, Role.PARTNER})
# Everyone with a role may put an event into an own calendar.
ANYONE = frozenset(Role)
# Agreements and invoices show amounts, which a partner does not see.
DOCUMENTS = frozenset({Role.BACKOFFICE, Role.AUDITOR, Role.LEAD, Role.CONTACT, Role.PARTICIPANT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A first screen: the name of its address, its word in the menu and who may enter."""

    url_name: str
    label: str | _StrPromise
    roles: frozenset[Role]


# The order decides where someone with several roles arrives.
SCREENS = (
    Screen(url_name="office_home", label=gettext_lazy("Work lists"), roles=OFFICE),
    Screen(url_name="lead_home", label=gettext_lazy("Programme"), roles=LEAD),
    Screen(url_name="portal_home", label=gettext_lazy("My organisation"), roles=PORTAL),
)


def signed_in(request: HttpRequest) -> User:
    """Return the account behind a request that ``for_roles`` let through."""
    return cast("User", request.user)


def may_enter(user: User, roles: frozenset[Role]) -> bool:
    """Tell whether an account has one of the roles; one with every right needs none."""
    return user.is_superuser or not roles.isdisjoint(user.roles)


def screens_of(user: User) -> tuple[Screen, ...]:
    """Return the screens an account may enter, the first one first."""
    return tuple(screen for screen in SCREENS if may_enter(user, screen.roles))


def for_roles(
    roles: frozenset[Role],
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view answer only to accounts with one of the roles; others get the 403 page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may_enter(signed_in(request), roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate
