"""The contact passes on the order number that the invoices must carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.invoices.order_actions import record_order_number
from lllo.screens.portal import queries
from lllo.screens.portal.forms import PortalForm
from lllo.screens.portal.place import CONTACT, PortalAction

if TYPE_CHECKING:
    from django.db.models import Model

    from lllo.contracts.models import Contract
    from lllo.people.models import User


class OrderForm(PortalForm):
    """The order number, and who ordered."""

    purchase_order_number = forms.CharField(label=gettext_lazy("Order number"), max_length=60)
    orderer = forms.CharField(
        label=gettext_lazy("Orderer"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Whom your administration knows as the one who ordered."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.place.organisation.order_number_label
        if own:
            self.fields["purchase_order_number"].label = own  # as their administration calls it


class OrderNumberPage(PortalAction):
    """The order number of one agreement that waits for it."""

    title = gettext_lazy("Pass on the order number")
    intro = gettext_lazy("It comes on the invoices of this agreement.")
    button = gettext_lazy("Pass on")
    here = CONTACT
    form_class = OrderForm

    def record(self) -> Model:
        """Return the agreement, if it is ours; what was passed on before can be corrected."""
        rows = queries.standing(self.user, self.place).select_related("organisation")
        return get_object_or_404(rows, public_id=self.kwargs["contract"])

    def heading(self) -> str:
        """Name the agreement."""
        return f"{self.title}: {self.subject.number}"

    def initial(self) -> dict[str, Any]:
        """Begin with what is known."""
        contract = self.subject
        return {
            "purchase_order_number": contract.purchase_order_number,
            "orderer": contract.orderer or self.place.organisation.orderer,
        }

    def act(self, form: Any, user: User) -> Contract:
        """Note it."""
        return record_order_number(self.subject, by=user, **form.cleaned_data)

    def done(self, result: Contract) -> tuple[str, str]:
        """Say thanks."""
        sentence = _("Thank you: the invoices of %(agreement)s will carry %(number)s.")
        words = {"agreement": result.number, "number": result.purchase_order_number}
        return self.back(sentence % words)
