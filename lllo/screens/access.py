"""Who may enter which screen; which rows they see there is decided by ``visible_to``."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy
from django.views.generic import View

from lllo.people.models import Membership

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase
    from django.utils.functional import _StrPromise

    from lllo.people.models import User

Role = Membership.Role
OFFICE = frozenset({Role.BACKOFFICE, Role.AUDITOR})
LEAD = frozenset({Role.LEAD, Role.SPECIALIST, Role.AUDITOR})
PORTAL = frozenset({Role.CONTACT, Role.PARTICIPANT, Role.PARTNER})
# Who leads events and talks with participants: their own work, whatever else they do.
COACHES = frozenset({Role.SPECIALIST, Role.LEAD})
# Everyone with a role may put an event into an own calendar.
ANYONE = frozenset(Role)
# Agreements and invoices are between the organisation and the university: a matter of its contact.
DOCUMENTS = frozenset({Role.BACKOFFICE, Role.AUDITOR, Role.LEAD, Role.CONTACT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A first screen: the name of its address, its word in the menu and who may enter."""

    url_name: str
    label: str | _StrPromise
    roles: frozenset[Role]


# The order decides where someone with several roles arrives. A specialist reads the programme,
# too, but begins with what is one's own to do.
SCREENS = (
    Screen(url_name="office_home", label=gettext_lazy("Work lists"), roles=OFFICE),
    Screen(url_name="lead_home", label=gettext_lazy("Programme"), roles=LEAD - {Role.SPECIALIST}),
    Screen(url_name="own_work", label=gettext_lazy("My work"), roles=COACHES),
    Screen(url_name="portal_home", label=gettext_lazy("My organisation"), roles=PORTAL),
)


def signed_in(request: HttpRequest) -> User:
    """Return the account behind a request that ``for_roles`` let through."""
    return cast("User", request.user)


def may_enter(user: User, roles: frozenset[Role]) -> bool:
    """Tell whether an account has one of the roles; one with every right needs none."""
    return user.has_every_right or not roles.isdisjoint(user.roles)


def screens_of(user: User) -> tuple[Screen, ...]:
    """Return the screens an account may enter, the first one first."""
    return tuple(screen for screen in SCREENS if may_enter(user, screen.roles))


def refuse_wrong_role(user: User, roles: frozenset[Role]) -> None:
    """Show the 403 page to an account without one of the roles."""
    if not may_enter(user, roles):
        raise PermissionDenied


class ForRoles(View):
    """A class-based view that answers only to accounts with one of ``roles``.

    First among the bases. A subclass may say otherwise what a stranger gets, for
    instance to keep what was typed into a form whose sign-in had expired.
    """

    roles: ClassVar[frozenset[Role]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask strangers to sign in and refuse the wrong role, before anything else."""
        if not request.user.is_authenticated:
            return self.ask_to_sign_in(request)
        refuse_wrong_role(signed_in(request), self.roles)
        return super().dispatch(request, *args, **kwargs)

    def ask_to_sign_in(self, request: HttpRequest) -> HttpResponseBase:
        """Send a stranger to the page where one signs in, and back afterwards."""
        return redirect_to_login(request.get_full_path())


def for_roles(
    roles: frozenset[Role],
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view answer only to accounts with one of the roles; others get the 403 page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @functools.wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_wrong_role(signed_in(request), roles)
            return view(request, *args, **kwargs)

        return checked

    return decorate
