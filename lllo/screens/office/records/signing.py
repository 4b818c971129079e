"""The form of the signatures: who signed for both parties, when and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from lllo.contracts.models import Signature
from lllo.contracts.signatures import SignatureData, refuse_day_of_signing
from lllo.errors import Refused
from lllo.screens.components.forms import DayField, Form, WordField

if TYPE_CHECKING:
    from datetime import date

    from lllo.contracts.models import Contract


FOR_BOTH = (
    (
        gettext_lazy("For the organisation"),
        ("participant_name", "participant_job_title", "participant_signed_on"),
    ),
    (
        gettext_lazy("For the university"),
        ("university_name", "university_job_title", "university_signed_on"),
    ),
)


class SignaturesForm(Form):
    """Who signed for both parties, when and how."""

    participant_name = forms.CharField(
        label=gettext_lazy("Name for the organisation"), max_length=200
    )
    participant_job_title = forms.CharField(
        label=gettext_lazy("Job title"), max_length=200, required=False
    )
    participant_signed_on = DayField(label=gettext_lazy("Signed on"))
    university_name = forms.CharField(label=gettext_lazy("Name for the university"), max_length=200)
    university_job_title = forms.CharField(
        label=gettext_lazy("Job title"), max_length=200, required=False
    )
    university_signed_on = DayField(label=gettext_lazy("Signed on"))
    method = WordField(
        label=gettext_lazy("How it was signed"),
        choices=[each for each in Signature.Method.choices if each[0] != "portal"],
        initial=Signature.Method.PAPER,
    )
    groups: ClassVar[Any] = FOR_BOTH

    def signatures(self) -> list[SignatureData]:
        """Return both signatures."""
        data = self.cleaned_data
        return [
            SignatureData(
                party=party,
                name=data[f"{party}_name"],
                job_title=data[f"{party}_job_title"],
                signed_on=data[f"{party}_signed_on"],
                method=data["method"],
            )
            for party in Signature.Party.values
        ]


class SignForm(SignaturesForm):
    """The signatures of an agreement, after it was offered."""

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract

    def clean_participant_signed_on(self) -> date:
        """Refuse a day on which the organisation cannot have signed."""
        return self._day("participant_signed_on")

    def clean_university_signed_on(self) -> date:
        """Refuse a day on which the university cannot have signed."""
        return self._day("university_signed_on")

    def _day(self, name: str) -> date:
        """Return a day of signing, by the rule of the action: the preview must not promise more."""
        signed_on: date = self.cleaned_data[name]
        try:
            refuse_day_of_signing(self.contract, signed_on)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused
        return signed_on
