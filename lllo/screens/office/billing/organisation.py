"""How an organisation is billed, in one form, with what would still keep it from being billed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy

from lllo.invoices.billing_queries import billing_problems, delivery_addresses
from lllo.people.actions import OrganisationData, save_organisation
from lllo.people.models import Organisation
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.organisations import ORGANISATION_FIELDS
from lllo.screens.office.records.stated import HELP, StatedForm, as_written

if TYPE_CHECKING:
    from lllo.people.models import User

GROUPS = (
    (
        gettext_lazy("Who is billed"),
        ("legal_name", "kvk_number", "oin", "vat_identifier"),
    ),
    (gettext_lazy("Real address"), ("street", "postal_code", "city", "country_code")),
    (
        gettext_lazy("Address of invoices"),
        ("invoice_attention", "invoice_street", "invoice_postal_code", "invoice_city"),
    ),
    (
        gettext_lazy("How invoices leave"),
        (
            "invoice_channel",
            "invoice_email",
            "invoice_format",
            "peppol_scheme",
            "peppol_id",
            "invoice_language",
            "annexes_merged",
        ),
    ),
    (
        gettext_lazy("What must stand on them"),
        (
            "orderer",
            "order_number_rule",
            "order_number_above",
            "order_number_label",
            "contract_reference",
        ),
    ),
)
FIELDS = [name for _legend, names in GROUPS for name in names]


class BillingForm(StatedForm):
    """Everything that an invoice needs to know of an organisation."""

    groups: ClassVar[Any] = GROUPS


BillingForm.base_fields.update(
    fields_for_model(Organisation, fields=FIELDS, help_texts=HELP, field_classes={})
)
as_written(BillingForm.base_fields)
BillingForm.base_fields["annexes_merged"].widget = forms.CheckboxInput()


class OrganisationBilling(OfficeAction):
    """How an organisation is billed; what was issued keeps what it says."""

    title = gettext_lazy("Billing data")
    intro = gettext_lazy(
        "They count for what is issued from now on; what was issued never changes."
    )
    form_class = BillingForm
    template_name = "office/billing/organisation.html"
    model = Organisation
    refused_fields = {name: name for name in FIELDS}
    said = gettext_lazy("The billing data were saved.")

    def heading(self) -> str:
        """Say whose."""
        return f"{self.title}: {self.subject}"

    def initial(self) -> dict[str, Any]:
        """Begin with what is stated now."""
        return model_to_dict(self.subject, FIELDS)

    def page_context(self) -> dict[str, Any]:
        """Show what would keep its invoices from being issued, and where they go."""
        return {
            "problems": billing_problems(self.subject),
            "addresses": delivery_addresses(self.subject),
        }

    def act(self, form: Any, user: User) -> Any:
        """Save what was changed; the rest of the organisation stays as it is."""
        stated = {name: getattr(self.subject, name) for name in ORGANISATION_FIELDS}
        data = OrganisationData(**{**stated, **form.cleaned_data})
        return save_organisation(data, organisation=self.subject, by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say at once what is still missing."""
        said, href = super().done(result)
        left = billing_problems(result)
        return " ".join([said, *left]), href
