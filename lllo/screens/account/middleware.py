"""What holds for a whole request: in which role someone acts, from where, and the second step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lllo.addresses import address_of
from lllo.people import audit
from lllo.people.account_queries import needs_second_factor
from lllo.people.models import Membership, Organisation
from lllo.programmes.queries import is_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from lllo.people.models import User

ACTING_AS = "acting_as"  # keys of the session
ACTING_FOR = "acting_for"
SECOND_FACTOR = "second_factor"
# What one needs to set up a second step, or to leave
ALWAYS_OPEN = frozenset(
    {
        "account_login",
        "accessibility",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "favicon",
        "security_txt",
        "set_language",
    }
)


def unkept(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let no cache keep what someone who is signed in sees; a view may say otherwise."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_signed_in = request.user.is_authenticated  # signing out is an answer to someone, too
        response = get_response(request)
        if is_signed_in and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


def acting(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Narrow the account to what was chosen, and tell the audit trail where actions come from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        organisation = _narrow(request)
        address = address_of(request)
        origin = audit.Origin(kind=audit.WEB, address=address, on_behalf_of=organisation)
        with audit.coming_from(origin):
            return get_response(request)

    return middleware


def _narrow(request: HttpRequest) -> Organisation | None:
    """Let the account act in the role, or for the organisation, that the session names.

    Each request asks anew whether that is still allowed. In the back room
    nobody acts for anyone.
    """
    role, public_id = request.session.get(ACTING_AS), request.session.get(ACTING_FOR)
    if not (role or public_id) or not request.user.is_authenticated:
        return None
    if role in request.user.held_roles:
        request.user.acting_as = role
    if public_id and may_act_for(request.user) and not request.path.startswith("/beheer/"):
        seen = Organisation.objects.visible_to(request.user)
        request.user.acting_for = seen.filter(public_id=public_id).first()
    return request.user.acting_for


def may_act_for(user: User) -> bool:
    """Tell whether an account may act on behalf of organisations: the backoffice, in that role."""
    return user.has_every_right or Membership.Role.BACKOFFICE in user.roles


class SecondFactorMiddleware:
    """Lets staff do nothing before the second step is set up and passed (BIO2 5.17.01)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the view does; ``process_view`` knows which one that is."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Send staff without a second step to where it is set up, or asked for."""
        name = (request.resolver_match and request.resolver_match.url_name) or ""
        if name in ALWAYS_OPEN or name.startswith("mfa_") or not settings.LLLO_MFA_ROLES:
            return None
        if not request.user.is_authenticated or request.session.get(SECOND_FACTOR):
            return None
        if not needs_second_factor(request.user) or is_demo():
            return None
        return self._ask(request, request.user)

    def _ask(self, request: HttpRequest, user: User) -> HttpResponse | None:
        """Ask for the second step, unless this session passed it already."""
        methods = {record.get("method") for record in get_authentication_records(request, user)}
        if "socialaccount" in methods and settings.LLLO_OIDC_HAS_MFA:
            return None
        has_one = Authenticator.objects.filter(user=user).exists()
        if has_one and "mfa" in methods:
            request.session[SECOND_FACTOR] = True  # asked once in a session
            return None
        if not has_one:
            messages.warning(
                request,
                _("Your role demands a second step when you sign in. Set one up to go on."),
            )
            return redirect("mfa_index")
        ways = get_adapter().get_reauthentication_methods(user)
        url = next(way["url"] for way in ways if way["id"].startswith("mfa_"))
        return redirect(f"{url}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
