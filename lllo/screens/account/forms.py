"""Forms of the second step: in our words, and a signature that does not fit is a wrong code."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _


class AddForm(AddWebAuthnForm):
    """A new passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=100, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone"),
        required=False,
        initial=True,
        help_text=_("Without a password; the device then asks for your fingerprint, face or PIN."),
    )


class AppForm(ActivateTOTPForm):
    """An app for one-time codes."""

    code = forms.CharField(
        label=_("Code from the app"),
        widget=forms.TextInput(
            attrs={"class": "short", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )


class _Signed:
    """Says “incorrect code” of a signature by another key, an error that allauth lets through."""

    def clean_credential(self) -> Any:
        """Return the passkey that signed."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except InvalidSignature as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AuthenticateForm(_Signed, AuthenticateWebAuthnForm):
    """A passkey as second step."""


class LoginForm(_Signed, LoginWebAuthnForm):
    """A passkey alone."""


class ReauthenticateForm(_Signed, ReauthenticateWebAuthnForm):
    """A passkey to confirm that it is you."""
