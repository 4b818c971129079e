"""One's own account: an overview, devices, roles, and on whose behalf one acts."""

from __future__ import annotations

import functools
import hashlib
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as service
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from requests.exceptions import RequestException

from lllo.outbox.secrets import without_secrets
from lllo.people import audit
from lllo.people.account_actions import sign_out_everywhere
from lllo.people.models import Organisation
from lllo.screens.access import signed_in
from lllo.screens.account.devices import device_name
from lllo.screens.account.middleware import ACTING_AS, ACTING_FOR, may_act_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

SERVICE = "surfconext"  # its name in addresses; LLLO_OIDC_NAME is what people read
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A browser in which someone is signed in; ``code`` names it in a form."""

    code: str
    name: str
    address: str
    since: datetime
    is_this: bool


def by_button(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer a form only; who opens its address, as after a sign-in, gets a page."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = "POST"
        return page

    return answer


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show what one can change about one's own account."""
    user = signed_in(request)
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "devices": len(UserSession.objects.purge_and_list(user)),
        "is_tied": SocialAccount.objects.filter(user=user).exists(),
        "has_password": user.has_usable_password(),
    }
    return render(request, "account/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def devices(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in; a POST signs out one device, all others, or all."""
    user = signed_in(request)
    sessions = UserSession.objects.purge_and_list(user)
    if request.method != "POST":
        found = [_device(request, each) for each in sessions]
        found.sort(key=lambda each: (not each.is_this, -each.since.timestamp()))
        return render(request, "account/devices.html", {"devices": found})
    if request.POST.get("end") == "all":
        sign_out_everywhere(user, by=user)
        logout(request)
        messages.success(request, _("You are signed out on all devices."))
        return redirect("account_login")
    ended = _end(request, sessions, request.POST.get("end", ""))
    audit.record("account.devices_signed_out", user, by=user, sessions=ended)
    messages.success(request, _("Signed out there: %(count)s.") % {"count": ended})
    return redirect("account_devices")


def _end(request: HttpRequest, sessions: Iterable[UserSession], chosen: str) -> int:
    """End the session that was chosen, or every other than this one; return how many."""
    ended = 0
    for session in sessions:
        is_this = session.session_key == request.session.session_key
        if not is_this and chosen in ("others", _code(session)):
            session.end()
            ended += 1
    return ended


def _code(session: UserSession) -> str:
    """Return a name for a session that tells nobody its key."""
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:16]


def _device(request: HttpRequest, session: UserSession) -> Device:
    """Return a line of the list."""
    return Device(
        code=_code(session),
        name=device_name(session.user_agent),
        address=session.ip,
        since=session.created_at,
        is_this=session.session_key == request.session.session_key,
    )


@by_button
@login_required
def choose_role(request: HttpRequest) -> HttpResponse:
    """Go on in one of one's roles, or in all at once; then to the first screen of that role."""
    role = request.POST.get("role", "")
    request.session.pop(ACTING_FOR, None)
    request.session.pop(ACTING_AS, None)
    if role in signed_in(request).held_roles:
        request.session[ACTING_AS] = role
    return redirect("home")


@by_button
@login_required
def act_for(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Go on as if a contact of an organisation; everything done so names both."""
    user = signed_in(request)
    if not may_act_for(user):
        raise PermissionDenied
    organisation = get_object_or_404(
        Organisation.objects.visible_to(user).participating(), public_id=public_id
    )
    request.session[ACTING_FOR] = str(organisation.public_id)
    audit.record("account.acts_for", organisation, by=user, on_behalf_of=organisation)
    return redirect("portal_home")


@by_button
@login_required
def stop_acting(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    request.session.pop(ACTING_FOR, None)
    return redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def service_door(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in service, or say that it cannot be reached."""
    try:
        response: HttpResponse = service.login(request, SERVICE)
    except RequestException as error:
        log.warning("The sign-in service cannot be reached: %s", without_secrets(str(error)))
        page = "socialaccount/authentication_error.html"
        return render(request, page, status=HTTPStatus.BAD_GATEWAY)
    return response


class RemovePasskey(RemoveWebAuthnView):
    """allauth asks the adapter before it removes an app, and not before it removes a passkey."""

    def form_valid(self, form: object) -> HttpResponse:
        """Remove the passkey, unless it is the last second step of those who must have one."""
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(
                self.request, _("Your role demands a second step; add another one first.")
            )
            return redirect("mfa_index")
        response: HttpResponse = super().form_valid(form)
        return response
