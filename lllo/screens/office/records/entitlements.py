"""Forms of entitlements: use of what was agreed, its reversal, and what is delivered in kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.budget.actions import deliver_in_kind
from lllo.budget.models import InKindEntry
from lllo.contracts.actions import reverse_use, use_entitlement
from lllo.contracts.models import Contract, Use
from lllo.contracts.queries import entitlement_for
from lllo.contracts.refusals import unit_of
from lllo.formats import day, quantity
from lllo.programmes.models import EntitlementKind
from lllo.projects.models import Placement
from lllo.screens.components.forms import (
    DayField,
    Form,
    Hindrance,
    MoneyField,
    PickField,
    QuantityField,
    WordField,
)
from lllo.screens.entries import ReversesEntry
from lllo.screens.office.records.acting import (
    ColleagueForm,
    ForOrganisation,
    GiveBack,
    OfficeAction,
    line_field,
    may_override,
)
from lllo.screens.office.records.page import GRANTERS
from lllo.screens.office.records.places import address
from lllo.screens.office.records.words import year_from

if TYPE_CHECKING:
    from lllo.people.models import User

OVER = "override_reason"


class UseForm(ColleagueForm):
    """How much of what was used, when, by whom and for what."""

    kind = WordField(label=gettext_lazy("What"), choices=EntitlementKind.choices)
    quantity = QuantityField(
        label=gettext_lazy("How much"),
        help_text=gettext_lazy("Hours, seats or EC, such as 1 or 2,5."),
    )
    on = DayField(label=gettext_lazy("Used on"))
    reason = forms.CharField(label=gettext_lazy("For what"), max_length=300)
    field_order = ("kind", "quantity", "on", "reason", "person", OVER)


class UseRecord(ForOrganisation):
    """Use that no registration, session or seat records by itself."""

    title = gettext_lazy("Record use")
    intro = gettext_lazy(
        "Places, coaching and course seats are used by themselves when they are recorded. This form"
        " is for the rest, such as project hours."
    )
    form_class = UseForm
    said = gettext_lazy("The use was recorded.")
    refused_fields = {
        "use_exceeded": "quantity",
        "use_not_positive": "quantity",
        "use_not_whole": "quantity",
        "not_entitled": "kind",
        "no_contract": "on",
        "contract_ended": "on",
        "outside_contract_year": "on",
        "override_not_allowed": OVER,
    }

    def initial(self) -> dict[str, Any]:
        """Begin with project hours today."""
        return {"kind": EntitlementKind.PROJECT_HOUR, "on": clock.today()}

    def act(self, form: Any, user: User) -> Any:
        """Take it from the contract year of the day."""
        data = form.cleaned_data
        return use_entitlement(
            entitlement_for(self.subject, data["kind"], data["on"]),
            quantity=data["quantity"],
            on=data["on"],
            reason=data["reason"],
            person=data["person"],
            override_reason=data.get(OVER, ""),
            by=user,
        )

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to give it back."""
        return reverse("use_reverse", args=[result.public_id]), _("Give it back")


class UseReverse(OfficeAction):
    """What a use took is given back."""

    title = gettext_lazy("Give back what was used")
    button = gettext_lazy("Give it back")
    form_class = GiveBack
    model = Use
    roles = GRANTERS
    said = gettext_lazy("It was given back; both rows stay visible.")

    def rows(self) -> Any:
        """Return the uses with their organisation."""
        return super().rows().select_related("entitlement__contract_year__contract__organisation")

    def owner(self) -> Any:
        """Return to the organisation."""
        return self.subject.entitlement.contract_year.contract.organisation

    def heading(self) -> str:
        """Say which use."""
        values = {"reason": self.subject.reason, "day": day(self.subject.used_on)}
        return _("Give back: %(reason)s, %(day)s") % values

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say what is free again, and that this is the end of it."""
        use = self.subject
        if use.entitlement.quantity is None:
            return _("It no longer counts as used. If it was used after all, record it anew.")
        sentence = _(
            "%(organisation)s has %(quantity)s %(unit)s more left in contract year %(number)s. What"
            " was given back stays given back; if it was used after all, record it anew."
        )
        return sentence % {
            "organisation": self.owner(),
            "quantity": quantity(use.quantity),
            "unit": unit_of(use.entitlement.kind),
            "number": use.entitlement.contract_year.number,
        }

    def act(self, form: Any, user: User) -> Any:
        """Reverse it, not before the day of the use."""
        on = max(form.day(), self.subject.used_on)
        return reverse_use(self.subject, on=on, reason=form.why(), by=user)


class InKindForm(Form):
    """What the university delivered of its own contribution: an amount, or hours."""

    year = WordField(label=gettext_lazy("Contract year"), choices=[], widget=forms.Select)
    on = DayField(label=gettext_lazy("Day"))
    hours = QuantityField(
        label=gettext_lazy("Hours"),
        required=False,
        help_text=gettext_lazy("They count at the day rate of that year."),
    )
    amount = MoneyField(
        label=gettext_lazy("Amount"),
        required=False,
        help_text=gettext_lazy("Instead of hours."),
    )
    line = line_field()
    description = forms.CharField(label=gettext_lazy("Description"), max_length=300)
    placement = PickField(Placement.objects.none(), label=gettext_lazy("Placement"), required=False)
    override_reason = forms.CharField(
        label=gettext_lazy("Reason to go beyond what was promised"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only a programme lead; the reason stays visible."),
    )

    def __init__(self, *args: Any, contract: Contract, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (each.number, year_from(each)) for each in contract.contract_years.all()
        ]
        placements = Placement.objects.for_organisation(contract.organisation)
        self.fields["placement"].queryset = placements  # type: ignore[attr-defined]
        if not may_override(user):
            del self.fields[OVER]


class InKindDeliver(OfficeAction):
    """A row in the ledger of what is in kind."""

    title = gettext_lazy("Record a contribution in kind")
    intro = gettext_lazy("What the university does for this organisation; never an invoice.")
    form_class = InKindForm
    model = Contract
    roles = GRANTERS
    said = gettext_lazy("The contribution was recorded.")
    refused_fields = {
        "amount_or_hours": "hours",
        "amount_not_positive": "amount",
        "outside_contract_year": "on",
        "no_budget_year": "on",
        "other_organisation": "placement",
    }

    def rows(self) -> Any:
        """Return the agreements with their organisation."""
        return super().rows().select_related("organisation")

    def hindrance(self) -> Hindrance | None:
        """Ask for the signatures first: without them there is no contract year to deliver in."""
        if self.subject.contract_years.exists():
            return None
        sentence = _("This agreement is not signed yet; from then on contributions are recorded.")
        return Hindrance(sentence=sentence, label=_("To the agreement"), href=address(self.subject))

    def form_options(self) -> dict[str, Any]:
        """Return of which agreement, and who asks."""
        return {"contract": self.subject, "user": self.user}

    def initial(self) -> dict[str, Any]:
        """Begin with today and the year that runs."""
        today = clock.today()
        running = self.subject.contract_years.covering(today).first()
        return {"on": today, "year": running.number if running else 1}

    def act(self, form: Any, user: User) -> Any:
        """Record it for the contract year."""
        data = dict(form.cleaned_data)
        number = data.pop("year")
        return deliver_in_kind(self.subject.contract_years.get(number=number), by=user, **data)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to reverse it."""
        return reverse("in_kind_reverse", args=[result.public_id]), _("Reverse it")


class InKindReverse(ReversesEntry, OfficeAction):
    """A row of the ledger is taken back."""

    model = InKindEntry
    roles = GRANTERS
    said = gettext_lazy("The row was reversed; both stay visible.")

    def rows(self) -> Any:
        """Return the rows with their agreement."""
        return super().rows().select_related("contract_year__contract__organisation", "line")

    def owner(self) -> Any:
        """Return to the agreement."""
        return self.subject.contract_year.contract
