"""Forms of agreements: offered, signed, changed, ended, withdrawn; each shown before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts.actions import (
    end_contract,
    sign_contract,
    withdraw_contract,
)
from lllo.contracts.models import Contract, Signature
from lllo.contracts.queries import contract_year_prices
from lllo.contracts.refusals import refuse_unsignable
from lllo.contracts.years import package_of
from lllo.formats import day, money
from lllo.invoices.order_actions import record_order_number
from lllo.rules.period import contract_years
from lllo.screens.components.forms import Form, Preview
from lllo.screens.office.records.acting import OfficeAction, WithReason
from lllo.screens.office.records.signing import SignForm
from lllo.screens.office.records.words import last_day

if TYPE_CHECKING:
    from lllo.people.models import User
    from lllo.rules.price import Package

HEADS = (
    gettext_lazy("Contract year"),
    gettext_lazy("From"),
    gettext_lazy("Up to and including"),
    gettext_lazy("To invoice"),
    gettext_lazy("In kind"),
)


class OnContract(OfficeAction):
    """A form on one agreement."""

    model = Contract

    def rows(self) -> Any:
        """Return the agreements with what their sentences name."""
        return super().rows().select_related("organisation", "edition__programme")

    def heading(self) -> str:
        """Name the agreement and its organisation."""
        return f"{self.title}: {self.subject.number}, {self.subject.organisation}"

    def package(self) -> Package:
        """Return the package as it was chosen."""
        return package_of(self.subject.edition, self.subject.package_code)

    def years_agreed(self) -> list[tuple[object, ...]]:
        """Return what each contract year will hold."""
        price = self.package().price
        return [
            (
                number,
                period.starts_on,
                period.last_day,
                money(price.price),
                money(price.in_kind),
            )
            for number, period in enumerate(
                contract_years(self.subject.starts_on, self.subject.years), start=1
            )
        ]


class OrderForm(Form):
    """What the organisation wants to see on its invoices."""

    purchase_order_number = forms.CharField(label=gettext_lazy("Order number"), max_length=60)
    orderer = forms.CharField(label=gettext_lazy("Orderer"), max_length=200, required=False)


class ContractOrder(OnContract):
    """The order number of an agreement."""

    title = gettext_lazy("Record the order number")
    form_class = OrderForm
    said = gettext_lazy("The order number was recorded.")

    def initial(self) -> dict[str, Any]:
        """Begin with what is known."""
        contract = self.subject
        return {
            "purchase_order_number": contract.purchase_order_number,
            "orderer": contract.orderer or contract.organisation.orderer,
        }

    def act(self, form: Any, user: User) -> Any:
        """Record it."""
        return record_order_number(self.subject, by=user, **form.cleaned_data)


class ContractSign(OnContract):
    """Both parties signed; entitlements and fees come into being."""

    title = gettext_lazy("Record the signatures")
    button = gettext_lazy("Go on")
    form_class = SignForm

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        today = clock.today()
        return {"participant_signed_on": today, "university_signed_on": today}

    def form_options(self) -> dict[str, Any]:
        """Return what is signed."""
        return {"contract": self.subject}

    def preview(self, form: Any) -> Preview | None:
        """Show the years, the fees and what they entitle to."""
        refuse_unsignable(self.subject)
        names = [
            (Signature.Party(each.party).label, f"{each.name}, {day(each.signed_on)}")
            for each in form.signatures()
        ]
        return Preview(
            lines=[*names, (_("Package"), self.subject.package_name)],
            heads=HEADS,
            rows=self.years_agreed(),
            warning=_("What was signed does not change any more, except by an addendum."),
            button=_("Record the signatures"),
        )

    def act(self, form: Any, user: User) -> Any:
        """Sign."""
        return sign_contract(self.subject, signatures=form.signatures(), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say what there is now."""
        values = {"number": result.number, "day": day(result.starts_on)}
        sentence = _("Agreement %(number)s is signed; places and coaching can be used now.")
        if result.starts_on > clock.today():
            sentence = _(
                "Agreement %(number)s is signed; places and coaching can be used from %(day)s."
            )
        return sentence % values, super().done(result)[1]


class ContractEnd(OnContract):
    """An early end."""

    title = gettext_lazy("End the agreement early")
    button = gettext_lazy("Show the effect")
    intro = gettext_lazy("The day is the first one on which the agreement no longer holds.")
    form_class = WithReason
    is_dangerous = True
    said = gettext_lazy("The agreement was ended.")
    refused_fields = {
        "end_not_early": "on",
        "end_before_signature": "on",
        "reason_missing": "reason",
    }

    def preview(self, form: Any) -> Preview | None:
        """Show which years are invoiced no more."""
        on = form.day()
        cut = self.subject.contract_years.filter(starts_on__gte=on)
        prices = contract_year_prices(cut)
        rows = [
            (
                year.number,
                year.starts_on,
                last_day(year.starts_on, year.ends_on),
                money(prices[year.pk].price),
                money(prices[year.pk].in_kind),
            )
            for year in cut
        ]
        return Preview(
            lines=[
                (_("No longer holds from"), day(on)),
                (_("Reason"), form.cleaned_data["reason"]),
            ],
            sentences=[_("These contract years are not invoiced any more:")] if rows else [],
            heads=HEADS if rows else (),
            rows=rows,
            warning=_("An end cannot be taken back; going on again is a new agreement."),
            button=_("End the agreement"),
        )

    def act(self, form: Any, user: User) -> Any:
        """End it."""
        reason = form.cleaned_data["reason"]
        return end_contract(self.subject, on=form.day(), reason=reason, by=user)


class ContractWithdraw(OnContract):
    """An unsigned agreement is taken back."""

    title = gettext_lazy("Withdraw the agreement")
    button = gettext_lazy("Withdraw the agreement")
    intro = gettext_lazy(
        "Its number is not used again. The choice opens again, so that a new agreement can be made."
    )
    is_dangerous = True
    said = gettext_lazy("The agreement was withdrawn; the choice is open again.")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - there is nothing to fill in
        """Withdraw it."""
        return withdraw_contract(self.subject, by=user)
