"""Own details, and those of the organisation: right as they stand, corrected, or asked to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.people.actions import PersonData
from lllo.people.correction_actions import BY_THE_OFFICE, ask_correction, withdraw_correction
from lllo.people.models import CorrectionRequest
from lllo.people.own_data_actions import (
    BY_THE_CONTACT,
    confirm,
    correct_organisation,
    correct_person,
)
from lllo.screens.access import ANYONE
from lllo.screens.components.cards import KeyValue
from lllo.screens.components.cells import Cell, Column, shown
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage
from lllo.screens.components.tables import Table
from lllo.screens.portal import queries
from lllo.screens.portal.forms import CorrectionForm, NothingForm, OwnDataForm, PostForm
from lllo.screens.portal.place import CONTACT, PortalAction, ReadingPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model

    from lllo.people.models import Organisation, Person, User
    from lllo.screens.components.cells import Tone
    from lllo.screens.portal.place import Place

State = CorrectionRequest.State
TONES: Mapping[str, Tone] = {
    State.WAITING: "wait", State.ACCEPTED: "good", State.DECLINED: "late",
}  # fmt: skip
OWN = (
    "given_name", "initials", "name_prefix", "family_name", "form_of_address", "phone", "language",
)  # fmt: skip


class OwnDataPage(ActionPage):
    """What is known of the reader: corrected, and by that confirmed."""

    title = gettext_lazy("My details")
    button = gettext_lazy("This is right")
    roles = ANYONE
    form_class = OwnDataForm

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say when it was confirmed, and with which address one signs in."""
        person = self.subject
        text = _("You did not confirm these details yet. Change what is not right.")
        if person.confirmed_on:
            text = _("Last confirmed on %(day)s. Change what is no longer right.")
            text %= {"day": shown(person.confirmed_on)}
        address = _("You sign in with %(email)s; the backoffice changes that address for you.")
        return f"{text} {address % {'email': self.user.email}}"

    def record(self) -> Model:
        """Return the reader; staff that acts for an organisation changes nothing of its own."""
        if self.user.person is None or self.user.acting_for:
            raise Http404
        return self.user.person

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the first screen."""
        return (Crumb(label=_("Start"), href=reverse("home")),)

    def initial(self) -> dict[str, Any]:
        """Return what is known."""
        return {name: getattr(self.subject, name) for name in OWN}

    def act(self, form: Any, user: User) -> Person:
        """Change and confirm."""
        data = PersonData(**form.cleaned_data, email=self.subject.email)
        return correct_person(self.subject, data, on=clock.today(), by=user)

    def done(self, result: Person) -> tuple[str, str]:  # noqa: ARG002 - it is the reader
        """Say thanks."""
        return _("Thank you: your details are right as of today."), reverse("home")


class OrganisationPage(ReadingPage):
    """What is known of the organisation, and what the office was asked to change."""

    url_name = "portal_organisation"
    title = gettext_lazy("Our details")
    template_name = "portal/organisation.html"
    here = CONTACT

    def content(self) -> dict[str, Any]:
        """Return the facts in two groups: what the contact changes, and what the office does."""
        organisation, place = self.place.organisation, self.place
        asked = queries.corrections(self.user, place)
        return {
            "post": _facts(organisation, BY_THE_CONTACT),
            "legal": _facts(organisation, BY_THE_OFFICE),
            "confirmed_on": organisation.confirmed_on,
            "confirm_href": place.href("portal_organisation_confirm"),
            "post_href": place.href("portal_post"),
            "correction_href": place.href("portal_correction_new"),
            "is_waiting": any(each.state == State.WAITING for each in asked),
            "corrections": _corrections(place, asked) if asked else None,
        }


def _facts(organisation: Organisation, names: Sequence[str]) -> list[KeyValue]:
    return [
        KeyValue(label=_label(organisation, name), value=getattr(organisation, name))
        for name in names
    ]


def _label(organisation: Organisation, name: str) -> str:
    label = str(getattr(organisation._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]


def _corrections(place: Place, rows: list[CorrectionRequest]) -> Table:
    def withdraw(row: CorrectionRequest) -> Cell:
        if row.state != State.WAITING:
            return Cell(text="")
        href = place.href("portal_correction_withdraw", correction=row.public_id)
        return Cell(text=_("Withdraw"), href=href)

    def wanted(row: CorrectionRequest) -> Cell:
        changes = [
            f"{_label(place.organisation, name)}: {value or '–'}"
            for name, value in row.wanted.items()
        ]
        return Cell(text="; ".join(changes) or row.remark, hint=row.remark if changes else "")

    return Table(
        caption=_("Corrections that were asked"),
        columns=[
            Column(key="wanted", label=_("How it should be"), value=wanted, is_wide=True),
            Column(key="day", label=_("Asked on"), value=lambda row: row.asked_on, kind="day"),
            Column(key="state", label=_("State"), value=_state),
            Column(key="withdraw", label=_("No longer needed"), value=withdraw, kind="action"),
        ],
        rows=rows,
    )


def _state(row: CorrectionRequest) -> Cell:
    tone = TONES.get(row.state, "plain")
    return Cell(text="", badge=row.get_state_display(), tone=tone, hint=row.answer)


class OfOurs(PortalAction):
    """An action of a contact on the organisation itself."""

    here = CONTACT
    parent = "portal_organisation"

    def record(self) -> Model:
        """Return the organisation."""
        return self.place.organisation


class ConfirmPage(OfOurs):
    """The details of the organisation are right as they stand."""

    title = gettext_lazy("Confirm the details of your organisation")
    intro = gettext_lazy("Name, numbers and addresses are right as they stand.")
    button = gettext_lazy("This is right")
    form_class = NothingForm

    def act(self, form: Any, user: User) -> Organisation:  # noqa: ARG002 - nothing is asked
        """Confirm."""
        return confirm(self.subject, on=clock.today(), by=user)

    def done(self, result: Organisation) -> tuple[str, str]:  # noqa: ARG002 - it is the reader's
        """Say thanks."""
        return self.back(_("Thank you: the details are right as of today."))


class PostPage(OfOurs):
    """Addresses change at once."""

    title = gettext_lazy("Change addresses")
    form_class = PostForm
    refused_fields = {"postal_code": "postal_code", "email": "invoice_email"}

    def initial(self) -> dict[str, Any]:
        """Return what is known."""
        return {name: getattr(self.subject, name) for name in BY_THE_CONTACT}

    def act(self, form: Any, user: User) -> Organisation:
        """Change them."""
        return correct_organisation(self.subject, form.cleaned_data, by=user)

    def done(self, result: Organisation) -> tuple[str, str]:  # noqa: ARG002 - it is the reader's
        """Say that it was done."""
        return self.back(_("The addresses are changed."))


class CorrectionPage(OfOurs):
    """The office is asked to change what agreements and invoices go by."""

    title = gettext_lazy("Pass on a correction")
    intro = gettext_lazy(
        "Agreements and invoices go by these details, so the backoffice looks at a change first."
        " Change only what is not right."
    )
    button = gettext_lazy("Pass on")
    form_class = CorrectionForm
    refused_fields = {
        name: name for name in ("kvk_number", "oin", "rsin", "vat_identifier", "iban")
    }

    def initial(self) -> dict[str, Any]:
        """Return what is known."""
        return {name: getattr(self.subject, name) for name in BY_THE_OFFICE}

    def act(self, form: Any, user: User) -> CorrectionRequest:
        """Ask."""
        typed = dict(form.cleaned_data)
        remark = typed.pop("remark")
        return ask_correction(self.subject, typed, remark=remark, on=clock.today(), by=user)

    def done(self, result: CorrectionRequest) -> tuple[str, str]:  # noqa: ARG002 - one sentence
        """Say what happens next."""
        return self.back(_("Your correction is passed on. The backoffice looks at it."))


class WithdrawCorrectionPage(PortalAction):
    """A correction is taken back while it waits."""

    title = gettext_lazy("Withdraw a correction")
    button = gettext_lazy("Withdraw")
    here = CONTACT
    parent = "portal_organisation"
    form_class = NothingForm

    def record(self) -> Model:
        """Return the correction, if it is ours."""
        seen = CorrectionRequest.objects.visible_to(self.user)
        rows = seen.for_organisation(self.place.organisation)
        return get_object_or_404(rows, public_id=self.kwargs["correction"])

    def page_context(self) -> dict[str, Any]:
        """Show what was asked."""
        wanted = [
            (_label(self.place.organisation, name), value or "–")
            for name, value in self.subject.wanted.items()
        ]
        remark = [(_("Remark"), self.subject.remark)] if self.subject.remark else []
        return super().page_context() | {"facts": [*wanted, *remark]}

    def act(self, form: Any, user: User) -> CorrectionRequest:  # noqa: ARG002 - nothing is asked
        """Take it back."""
        return withdraw_correction(self.subject, on=clock.today(), by=user)

    def done(self, result: CorrectionRequest) -> tuple[str, str]:  # noqa: ARG002 - one sentence
        """Say that it was taken back."""
        return self.back(_("The correction is withdrawn."))
