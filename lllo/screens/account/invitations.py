"""Invitations: the page behind the link, and the list of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lllo import clock
from lllo.errors import Refused
from lllo.people import account_actions
from lllo.people.account_queries import invitations
from lllo.people.actions import AccountData
from lllo.people.models import Invitation, Membership, Organisation
from lllo.screens.access import OFFICE, Role, for_roles, signed_in
from lllo.screens.account.adapters import INVITATION
from lllo.screens.components.picking import PickField

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

INVITERS = frozenset({Role.BACKOFFICE})
ROWS_ON_A_PAGE = 50


class PasswordForm(forms.Form):
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


class InvitationForm(forms.Form):
    """Someone to invite, with the role that they are invited for."""

    email = forms.EmailField(
        label=gettext_lazy("Mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    organisation = PickField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Membership.Role.choices, initial=Role.PARTICIPANT
    )
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Names are needed for someone who is not recorded yet."),
    )
    name_prefix = forms.CharField(label=gettext_lazy("Name prefix"), max_length=30, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=100, required=False)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


@require_safe
@for_roles(OFFICE)
def office_list(request: HttpRequest) -> HttpResponse:
    """Show who was invited, and what became of it."""
    at = clock.now()
    page = Paginator(invitations(), ROWS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    rows = [{"invitation": each, "state": each.state(at)} for each in page]
    context = {"page": page, "rows": rows, "may_invite": _may_invite(request)}
    return render(request, "account/invitations.html", context)


def _may_invite(request: HttpRequest) -> bool:
    """Tell whether the page shows its buttons."""
    user = signed_in(request)
    return user.has_every_right or not INVITERS.isdisjoint(user.roles)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(INVITERS)
def office_new(request: HttpRequest) -> HttpResponse:
    """Invite someone for a role."""
    user = signed_in(request)
    organisations = Organisation.objects.visible_to(user)
    form = InvitationForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        organisation = values.pop("organisation")
        try:
            invitation = account_actions.invite_new(
                AccountData(**values), organisation, at=clock.now(), on=clock.today(), by=user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            _say_invited(request, invitation)
            return redirect("office_invitations")
    return render(request, "account/invitation_new.html", {"form": form})


def _say_invited(request: HttpRequest, invitation: Invitation) -> None:
    """Say what happens next."""
    messages.success(
        request,
        _("%(email)s gets an invitation that is valid for 14 days.") % {"email": invitation.email},
    )


@require_POST
@for_roles(INVITERS)
def office_renew(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send a new link; the one before stops working."""
    invitation = get_object_or_404(invitations(), public_id=public_id)
    try:
        invitation = account_actions.invite(
            invitation.person, at=clock.now(), by=signed_in(request)
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _say_invited(request, invitation)
    return redirect("office_invitations")


@require_POST
@for_roles(INVITERS)
def office_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Let a link stop working."""
    invitation = get_object_or_404(invitations(), public_id=public_id)
    try:
        account_actions.withdraw_invitation(invitation, at=clock.now(), by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("The invitation is withdrawn; its link does not work any more.")
        )
    return redirect("office_invitations")
