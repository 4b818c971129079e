"""How allauth behaves here: nobody signs up, secrets are encrypted, sign-ins leave an audit row."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.errors import Refused
from lllo.mail.letter import DEMO_SUBJECT
from lllo.people import audit
from lllo.people.account_actions import accept_invitation, account_for_service
from lllo.people.account_queries import is_allowed_address, needs_second_factor
from lllo.people.models import Person, User
from lllo.programmes.queries import is_demo
from lllo.screens.account.devices import device_name
from lllo.screens.components.sealed import cipher
from lllo.screens.context import programme_name

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.http import HttpRequest, HttpResponse

INVITATION = "invitation_token"  # key of the session
PURPOSE = b"lllo.second-factor."
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
log = logging.getLogger(__name__)
# What people may read here, in the words of the rest of the site.
WRONG = {
    "email_password_mismatch": _("This mail address and this password do not belong together."),
    "enter_current_password": _("Type the password that holds now."),
    "incorrect_password": _("This is not the right password."),
    "incorrect_code": _("This code is not right. A code of the app works for half a minute."),
    "rate_limited": _("That was often in a short time. Wait a little, and try again."),
    "too_many_login_attempts": _("Too many attempts. Wait a few minutes, and try again."),
    "cannot_delete_authenticator": _("This is the last second step; keep at least one."),
    "cannot_generate_recovery_codes": _(
        "Recovery codes come with a second step; set up one first."
    ),
}

WAYS = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code of the app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the office, never by signing up; every attempt is noted."""

    error_messages = DefaultAccountAdapter.error_messages | WRONG

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Nobody signs up."""
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Note that someone signed in."""
        audit.record("account.signed_in", user, by=user)
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password; what was typed as an unknown name may be one, and is not kept."""
        account = User.objects.filter(email=str(credentials.get("email", "")).lower()).first()
        if account:
            audit.record("account.sign_in_failed", account, by=None, result=audit.REFUSED)
        super().authentication_failed(request, **credentials)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell the owner what happened; a mail server that is down does not undo it."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, SMTPException) as error:
            log.warning("A notice about an account could not be sent: %s", error)

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> EmailMessage:
        """Write to people in their own language, as all other mail does."""
        home = settings.LLLO_BASE_URL.rstrip("/")
        known = {"home": home, "account_href": home + reverse("account_overview")}
        language = Person.objects.filter(user__email=email).values_list("language", flat=True)
        with translation.override(language.first() or translation.get_language()):
            known["device"] = device_name(context.get("user_agent", ""))
            return super().render_mail(template_prefix, email, context | known, *args, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - the signature is allauth's
        """Lead to the account, not to the form that was just filled in."""
        return reverse("account_overview")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Name the ways to confirm that it is you as the rest of the site does."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS.get(way["id"], way["description"])} for way in ways]

    def format_email_subject(self, subject: str) -> str:
        """Name the programme, and mark what comes out of a demo."""
        return f"{DEMO_SUBJECT if is_demo() else ''}{subject} – {programme_name()}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second steps: their secrets are encrypted, and staff keeps at least one."""

    error_messages = DefaultMFAAdapter.error_messages | WRONG

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored; a copy of the database alone gives nobody codes."""
        return cipher(PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret."""
        return cipher(PURPOSE).decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002, ARG002 - the signature is allauth's
        """Propose the device as the name of a new passkey."""
        return device_name(context.request.headers.get("User-Agent", ""))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take away the last second step of those of whom one is demanded."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        if authenticator.type not in SECOND_FACTORS or others.exclude(pk=authenticator.pk).exists():
            return True
        return is_demo() or not needs_second_factor(authenticator.user)


class SignInServiceAdapter(DefaultSocialAccountAdapter):
    """SURFconext or another service says who someone is; the office says who has an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Nobody signs up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the service's ``sub`` to an invited or allow-listed account, or say there is none."""
        claims = sociallogin.account.extra_data
        told, signed = claims.get("userinfo") or {}, claims.get("id_token") or {}
        if told and signed and told.get("sub") != signed.get("sub"):  # OIDC Core 5.3.2
            raise ImmediateHttpResponse(_no_account(request))
        email = _vouched_address(told, signed)
        sociallogin.account.extra_data = {"sub": sociallogin.account.uid}  # all we keep
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
        elif sociallogin.state.get("process") != "connect":
            self._tie(request, sociallogin, email)

    def _tie(self, request: HttpRequest, sociallogin: Any, email: str) -> None:
        """Connect a first sign-in to the account it belongs to."""
        account = _invited(request)
        if account is None and email and is_allowed_address(email):
            account = account_for_service(email)
        if account is None:
            raise ImmediateHttpResponse(_no_account(request))
        sociallogin.connect(request, account)
        audit.record("account.service_tied", account, by=account)


def _vouched_address(*claims: dict[str, Any]) -> str:
    """Return the mail address the service vouches for; none when it says it did not check it."""
    if any(str(each.get("email_verified")).lower() == "false" for each in claims):  # some quote it
        return ""
    return next((str(each["email"]) for each in claims if each.get("email")), "")


def _invited(request: HttpRequest) -> User | None:
    """Return the account of the invitation that was opened in this session, if there is one."""
    token = request.session.get(INVITATION)
    if not token:
        return None
    try:
        account = accept_invitation(token, password=None, at=clock.now())
    except Refused as refused:
        raise ImmediateHttpResponse(_no_account(request, str(refused))) from refused
    del request.session[INVITATION]
    return account


def _no_account(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for someone who is known to the service and not to us."""
    return render(request, "socialaccount/no_account.html", {"reason": reason}, status=403)
