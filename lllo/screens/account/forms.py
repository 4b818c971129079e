"""Forms of the account and the second step: in our words, and mistakes told as everywhere here.

A signature that does not fit is a wrong code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

from lllo.screens.components.fields import Comfort

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 100  # of a passkey
CODE = {"class": "short", "autocomplete": "one-time-code", "inputmode": "numeric"}


class OurWords(Comfort):
    """Gives the fields of allauth our labels; what it writes into a field only says them again."""

    words: ClassVar[Mapping[str, Any]] = {
        "login": _("Mail address"),
        "email": _("Mail address"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.words.get(name, field.label)


class TwiceTheSame(OurWords):
    """A new password is typed twice."""

    def clean(self) -> dict[str, Any]:
        """Say that the second one differs, in place of allauth's sentence."""
        typed: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        first, second = typed.get("password1"), typed.get("password2")
        if first and second and first != second:
            sentence = _("This is not the same as the new password above.")
            self.add_error("password2", sentence)  # type: ignore[attr-defined]
        return typed


class SignInForm(OurWords, account.LoginForm):
    """Mail address and password; the way to a new one stands below the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ResetPasswordForm(OurWords, account.ResetPasswordForm):
    """The address to which a link is sent."""


class ChangePasswordForm(TwiceTheSame, account.ChangePasswordForm):
    """The password that holds, and another one."""


class SetPasswordForm(TwiceTheSame, account.SetPasswordForm):
    """The first password of an account that had none."""


class NewPasswordForm(TwiceTheSame, account.ResetPasswordKeyForm):
    """A password after the link in a mail."""


class ConfirmPasswordForm(OurWords, account.ReauthenticateForm):
    """The password, to confirm that it is you."""


class AnyCode(OurWords):
    """A code of the app or of the list; both are figures."""

    words: ClassVar[Mapping[str, Any]] = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= CODE


class CodeForm(AnyCode, second_step.AuthenticateForm):
    """A code as second step."""


class ConfirmCodeForm(AnyCode, second_step.ReauthenticateForm):
    """A code to confirm that it is you."""


class AddForm(AddWebAuthnForm):
    """A new passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone"),
        required=False,
        initial=True,
        help_text=_("Without a password; the device then asks for your fingerprint, face or PIN."),
    )


class RenameForm(Comfort, EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=LONGEST_NAME)


class AppForm(Comfort, ActivateTOTPForm):
    """An app for one-time codes."""

    code = forms.CharField(label=_("Code from the app"), widget=forms.TextInput(attrs=CODE))


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
