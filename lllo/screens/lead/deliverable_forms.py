"""What can be recorded of a product: its state, and contributions to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.people.models import Organisation, Person
from lllo.programmes.models import Deliverable
from lllo.projects.deliverable_actions import (
    ContributionData,
    add_contribution,
    move_deliverable,
    withdraw_contribution,
)
from lllo.projects.models import Contribution, Project
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, DayField, Form, PickField, WordField
from lllo.screens.events import EventField
from lllo.screens.lead.page import BOOKERS, WRITERS, organisations_to_name, way_back
from lllo.training.models import Event

if TYPE_CHECKING:
    from lllo.people.models import User
    from lllo.projects.models import DeliverableStep


class OnDeliverable(ActionPage):
    """An action on one product."""

    subject: Deliverable

    def record(self) -> Deliverable:
        """Return the product."""
        return get_object_or_404(
            Deliverable.objects.visible_to(self.user).select_related("line"),
            public_id=self.kwargs["public_id"],
        )

    def crumbs(self) -> Any:
        """Return the way back."""
        href = reverse("lead_deliverable", args=[self.subject.public_id])
        return [*way_back("lead_deliverables"), Crumb(label=self.subject.name, href=href)]


class StateForm(Form):
    """How a product stands since a day."""

    state = WordField(label=gettext_lazy("State"), choices=Deliverable.State.choices)
    on = DayField(label=gettext_lazy("Since"))
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed for a step back: say why."),
    )


class MoveDeliverable(OnDeliverable):
    """Says how a product stands."""

    title = gettext_lazy("Change the state of a product")
    roles = WRITERS
    form_class = StateForm
    refused_fields = {
        "deliverable_unchanged": "state",
        "before_last_step": "on",
        "in_future": "on",
        "reason_missing": "remark",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with the next state, today."""
        states = Deliverable.State.values
        place = states.index(self.subject.state) + 1
        return {"state": states[min(place, len(states) - 1)], "on": clock.today()}

    def act(self, form: Any, user: User) -> DeliverableStep:
        """Record the step."""
        values = form.cleaned_data
        return move_deliverable(
            self.subject, values["state"], on=values["on"], remark=values["remark"], by=user
        )

    def done(self, result: DeliverableStep) -> tuple[str, str]:
        """Say how it stands."""
        sentence = _("“%(product)s” is %(state)s now.") % {
            "product": self.subject.name,
            "state": result.get_state_display(),
        }
        return sentence, reverse("lead_deliverable", args=[self.subject.public_id])


class ContributionForm(Form):
    """What was contributed, by whom."""

    description = forms.CharField(label=gettext_lazy("What was contributed"), max_length=300)
    organisation = PickField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    person = PickField(Person.objects.none(), label=gettext_lazy("Person"), required=False)
    project = PickField(
        Project.objects.none(), label=gettext_lazy("Project or case"), required=False
    )
    event = EventField(
        Event.objects.none(), label=gettext_lazy("Event"), required=False, to_field_name="uid"
    )
    on = DayField(label=gettext_lazy("Day"))

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        organisations = organisations_to_name(user)
        choices = {
            "organisation": organisations,
            "person": Person.objects.visible_to(user)
            .filter(memberships__organisation__in=organisations)
            .distinct(),
            "project": Project.objects.visible_to(user),
            "event": Event.objects.visible_to(user).select_related("cohort").order_by("-starts_at"),
        }
        for name, rows in choices.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class AddContribution(OnDeliverable):
    """Notes a contribution to a product."""

    title = gettext_lazy("Add a contribution")
    roles = BOOKERS
    form_class = ContributionForm
    refused_fields = {
        "in_future": "on",
        "person_of_another_organisation": "person",
        "other_organisation": "project",
        "contribution_exists": "description",
    }

    def form_options(self) -> dict[str, Any]:
        """Offer what the account may see."""
        return {"user": self.user}

    def initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": clock.today()}

    def version(self, record: Any) -> dict[str, str]:
        """Return its name: a contribution does not depend on how the product stands."""
        return {"name": record.name}

    def act(self, form: Any, user: User) -> Contribution:
        """Note it."""
        values = dict(form.cleaned_data)
        on = values.pop("on")
        return add_contribution(self.subject, ContributionData(**values), on=on, by=user)

    def done(self, result: Contribution) -> tuple[str, str]:
        """Say that it stands there."""
        sentence = _("The contribution of %(organisation)s is noted.") % {
            "organisation": result.organisation
        }
        return sentence, reverse("lead_deliverable", args=[self.subject.public_id])


class WithdrawForm(Form):
    """Why a contribution is taken back."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class WithdrawContribution(ActionPage):
    """Takes a contribution back that was noted wrongly."""

    title = gettext_lazy("Take a contribution back")
    button = gettext_lazy("Withdraw")
    roles = WRITERS
    form_class = WithdrawForm
    is_dangerous = True
    subject: Contribution

    def record(self) -> Contribution:
        """Return the contribution."""
        rows = Contribution.objects.visible_to(self.user).select_related("deliverable")
        found: Contribution = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        return found

    def crumbs(self) -> Any:
        """Return the way back."""
        product = self.subject.deliverable
        href = reverse("lead_deliverable", args=[product.public_id])
        return [*way_back("lead_deliverables"), Crumb(label=product.name, href=href)]

    def act(self, form: Any, user: User) -> Contribution:
        """Take it back."""
        reason = form.cleaned_data["reason"]
        return withdraw_contribution(self.subject, on=clock.today(), reason=reason, by=user)

    def done(self, result: Contribution) -> tuple[str, str]:
        """Say that it no longer counts."""
        href = reverse("lead_deliverable", args=[result.deliverable.public_id])
        return _("The contribution is taken back."), href
