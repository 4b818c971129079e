"""Invitations: the page behind the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lllo import clock
from lllo.errors import Refused
from lllo.people import account_actions
from lllo.people.models import Membership
from lllo.screens.account.adapters import INVITATION
from lllo.screens.components.fields import Form

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class PasswordForm(Form):
    """The first password of an account."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. A sentence of four words is a good one."),
    )


@never_cache
@require_safe
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the secret of the link in the session, so that it is in no address from here on.

    Nothing is used up: mail programs look at links before people do.
    """
    request.session[INVITATION] = token
    return redirect("invitation_accept")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """Show who is invited for what, and open the account with a password."""
    token, at = request.session.get(INVITATION, ""), clock.now()
    try:
        invitation = account_actions.usable_invitation(token, at=at)
    except Refused as refused:
        return render(request, "account/invitation_refused.html", {"reason": refused}, status=410)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _accept(request, token, form.cleaned_data["password"])
        except Refused as refused:
            form.add_error("password", str(refused))
    held = Membership.objects.current().filter(person=invitation.person)
    context = {
        "form": form,
        "invitation": invitation,
        "memberships": held.select_related("organisation"),
    }
    return render(request, "account/invitation.html", context)


def _accept(request: HttpRequest, token: str, password: str) -> HttpResponse:
    """Open the account and sign in, as if the password had been typed at the door."""
    account = account_actions.accept_invitation(token, password=password, at=clock.now())
    request.session.pop(INVITATION, None)
    messages.success(request, _("Welcome. Your account is ready."))
    return perform_password_login(request, {"email": account.email}, Login(user=account))
