"""Forms of the first five minutes: load the programme, try the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import OfficeMistake, Refused
from lllo.mail.trial import send_trial
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, Form, Preview
from lllo.screens.office.records.page import WRITERS
from lllo.setup.actions import load_programme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User
    from lllo.setup.actions import Loaded


class HousePage(ActionPage):
    """A form that belongs to no record."""

    roles = WRITERS

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the first screen."""
        return (Crumb(label=_("Work lists"), href=reverse("office_home")),)


def loaded(*, by: User, dry_run: bool) -> Loaded:
    """Load the office folders, or try to; mistakes in them are refused in one sentence."""
    try:
        return load_programme(by=by, dry_run=dry_run)
    except OfficeMistake as error:
        shown = " ".join(str(each) for each in error.mistakes[:5])
        raise Refused(
            _("The office folders hold mistakes: %(mistakes)s") % {"mistakes": shown},
            code="office_mistakes",
        ) from error


class ProgrammeLoad(HousePage):
    """What the office folders say becomes what the programme offers."""

    title = gettext_lazy("Load the programme")
    intro = gettext_lazy(
        "The office folders packages_config, invoicing and calendar are read and checked. Nothing"
        " changes before you have seen what would."
    )
    button = gettext_lazy("Read the folders")

    def preview(self, form: Any) -> Preview | None:  # noqa: ARG002 - there is nothing to fill in
        """Show what loading would do, by doing it and taking it back."""
        result = loaded(by=self.user, dry_run=True)
        events, budget = result.events, result.budget
        return Preview(
            lines=[
                (
                    _("Packages"),
                    _("a new edition") if result.is_new else _("as they were loaded before"),
                ),
                (_("Events that are new"), len(events.created)),
                (_("Events that change"), len(events.changed)),
                (_("Events that are no longer in the folder and stay"), len(events.absent)),
                (_("Budget years that are new"), ", ".join(map(str, budget.created)) or "–"),
                (_("Budget years that change"), ", ".join(map(str, budget.changed)) or "–"),
                (
                    _("Budget years in use that stay as they are"),
                    ", ".join(map(str, budget.kept)) or "–",
                ),
            ],
            warning=_("An edition is never changed afterwards, only followed by another.")
            if result.is_new
            else "",
            button=_("Load"),
        )

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - there is nothing to fill in
        """Load it."""
        return loaded(by=user, dry_run=False)

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - the preview told it
        """Return to the first screen."""
        return _("The programme was loaded."), reverse("office_home")


class AddressForm(Form):
    """Where the trial mail goes."""

    address = forms.EmailField(label=gettext_lazy("Mail address"))


class MailTrial(HousePage):
    """A mail that proves that mail arrives."""

    title = gettext_lazy("Try the mail")
    intro = gettext_lazy("The worker sends it; look in your mail box afterwards.")
    button = gettext_lazy("Send a trial")
    form_class = AddressForm

    def initial(self) -> dict[str, Any]:
        """Begin with one's own address."""
        return {"address": self.user.email}

    def act(self, form: Any, user: User) -> Any:
        """Put it in the outbox."""
        return send_trial(form.cleaned_data["address"], by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Return to the first screen."""
        values = {"address": result.payload["to"]}
        return _("A trial mail to %(address)s is on its way.") % values, reverse("office_home")
