"""Forms of choices: what an organisation says it wants, and the agreement that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts.actions import make_contract, record_choice, withdraw_choice
from lllo.contracts.models import Choice
from lllo.contracts.queries import default_start
from lllo.formats import money
from lllo.people.models import Organisation
from lllo.programmes.models import Package, PackageEdition
from lllo.programmes.queries import edition_in_force
from lllo.screens.components.forms import DayField, Form, WordField
from lllo.screens.office.records.acting import OfficeAction, OnDay
from lllo.screens.office.records.places import address

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import User

COMMITTED = ("", gettext_lazy("not chosen yet: committed orally"))


def packages_on(on: date) -> list[tuple[str, str]]:
    """Return the packages in force on a day, or the first that will be, each with its price."""
    editions = PackageEdition.objects.order_by("valid_from", "pk")
    edition = PackageEdition.objects.in_force(on) or editions.first()
    if edition is None:
        return []
    packages = Package.objects.filter(edition=edition)
    packages = packages.prefetch_related("components__entitlement_terms")
    return [(each.code, f"{each.name} – {money(each.to_rules().price.price)}") for each in packages]


class ChoiceForm(Form):
    """Which package, said when, from when."""

    package = WordField(
        label=gettext_lazy("Package"), choices=[], required=False, widget=forms.RadioSelect
    )
    stated_on = DayField(label=gettext_lazy("Stated on"))
    starts_on = DayField(label=gettext_lazy("Wanted start"))
    remark = forms.CharField(
        label=gettext_lazy("Remark"), widget=forms.Textarea, required=False, max_length=2000
    )

    def __init__(self, *args: Any, packages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].choices = [*packages, COMMITTED]  # type: ignore[attr-defined]


class ChoiceRecord(OfficeAction):
    """What an organisation chose; its open choice is brought up to date."""

    title = gettext_lazy("Record a choice of package")
    intro = gettext_lazy("Amounts are a year and without VAT; the part in kind is never invoiced.")
    form_class = ChoiceForm
    model = Organisation
    refused_fields = {
        "start_too_late": "starts_on",
        "start_before_edition": "starts_on",
        "no_edition": "starts_on",
        "package_unknown": "package",
        "choice_made": "package",
    }

    def prepare(self) -> None:
        """Look up the open choice as well."""
        super().prepare()
        seen = Choice.objects.visible_to(self.user)
        self.choice = seen.for_organisation(self.subject).open().first()

    def form_options(self) -> dict[str, Any]:
        """Return the packages to choose from."""
        on = self.choice.starts_on if self.choice else default_start(clock.today())
        return {"packages": packages_on(on)}

    def initial(self) -> dict[str, Any]:
        """Begin with the open choice, or with today."""
        if self.choice:
            names = ("stated_on", "starts_on", "remark")
            before = {name: getattr(self.choice, name) for name in names}
            return {**before, "package": self.choice.package_code}
        today = clock.today()
        return {"stated_on": today, "starts_on": default_start(today)}

    def act(self, form: Any, user: User) -> Any:
        """Record it under the edition that holds at the start."""
        data = form.cleaned_data
        return record_choice(
            self.subject,
            edition=edition_in_force(data["starts_on"]),
            package_code=data["package"],
            stated_on=data["stated_on"],
            starts_on=data["starts_on"],
            remark=data["remark"],
            by=user,
        )

    def done(self, result: Any) -> tuple[str, str]:
        """Say what comes next."""
        if result.package_code:
            sentence = _("The choice was recorded. Next: make the agreement.")
        else:
            sentence = _("Committed orally; the package follows.")
        return sentence, address(self.subject)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to withdraw a new choice; one that took the place of another has no way back."""
        if self.choice:
            return None
        return reverse("choice_withdraw", args=[result.public_id]), _("Withdraw this choice")


class OnChoice(OfficeAction):
    """A form on one choice."""

    model = Choice

    def rows(self) -> Any:
        """Return the choices with their organisation."""
        return super().rows().select_related("organisation", "edition")

    def owner(self) -> Any:
        """Return to the organisation."""
        return self.subject.organisation


class ChoiceWithdraw(OnChoice):
    """The organisation no longer wants what it said."""

    title = gettext_lazy("Withdraw the choice")
    button = gettext_lazy("Withdraw the choice")
    intro = gettext_lazy("The choice stays in the history; a new one can be recorded at any time.")
    form_class = OnDay
    is_dangerous = True
    said = gettext_lazy("The choice was withdrawn.")

    def act(self, form: Any, user: User) -> Any:
        """Withdraw it."""
        return withdraw_choice(self.subject, on=form.day(), by=user)


class ContractForm(Form):
    """What an agreement needs beyond the choice."""

    starts_on = DayField(label=gettext_lazy("Starts on"))
    years = forms.IntegerField(
        label=gettext_lazy("Years"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Left empty: the least that the programme allows."),
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    purchase_order_number = forms.CharField(
        label=gettext_lazy("Order number"), max_length=60, required=False
    )
    orderer = forms.CharField(label=gettext_lazy("Orderer"), max_length=200, required=False)
    purchasing_terms = forms.CharField(
        label=gettext_lazy("Purchasing terms"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Whose terms prevail, if that was agreed."),
    )


class ContractMake(OnChoice):
    """The draft of an agreement out of a choice."""

    title = gettext_lazy("Make the agreement")
    button = gettext_lazy("Make the agreement")
    intro = gettext_lazy("This makes a draft with a number; nothing is sent yet.")
    form_class = ContractForm
    refused_fields = {
        "start_too_late": "starts_on",
        "start_before_edition": "starts_on",
        "contract_overlap": "starts_on",
        "contract_too_short": "years",
        "contract_too_long": "years",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with the wanted start and the orderer of the organisation."""
        return {"starts_on": self.subject.starts_on, "orderer": self.owner().orderer}

    def act(self, form: Any, user: User) -> Any:
        """Make the draft."""
        return make_contract(self.subject, by=user, **form.cleaned_data)

    def done(self, result: Any) -> tuple[str, str]:
        """Go to the agreement."""
        sentence = _("Agreement %(number)s was made. Next: offer it.")
        return sentence % {"number": result.number}, address(result)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to withdraw the draft; the choice opens again."""
        return reverse("contract_withdraw", args=[result.public_id]), _("Withdraw it")
