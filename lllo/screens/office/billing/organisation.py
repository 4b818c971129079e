"""How an organisation is billed, in one form, with what would still keep it from being billed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy

from lllo.invoices.billing_queries import billing_problems, delivery_addresses
from lllo.people.actions import OrganisationData, save_organisation
from lllo.people.models import Organisation
from lllo.screens.components.forms import Form, MoneyField
from lllo.screens.countries import CountryField
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.organisations import ORGANISATION_FIELDS

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
HELP: dict[str, Any] = {
    "legal_name": gettext_lazy("As the trade register writes it."),
    "street": gettext_lazy("The law asks for the real address; a PO box is not enough."),
    "kvk_number": gettext_lazy("Eight digits; spaces do not matter."),
    "oin": gettext_lazy("Twenty digits, for a public body."),
    "vat_identifier": gettext_lazy("Only needed where the VAT is reverse-charged."),
    "invoice_attention": gettext_lazy("A department or name; it stands above the address."),
    "invoice_street": gettext_lazy("A PO box may stand here; empty: the real address."),
    "invoice_email": gettext_lazy("One address; nobody gets a copy."),
    "peppol_scheme": gettext_lazy("Empty: the OIN, else the KvK number."),
    "orderer": gettext_lazy("The name or department that must stand on an invoice (BT-10)."),
    "order_number_rule": gettext_lazy(
        "Whether invoices without an order number come back (BT-13)."
    ),
    "order_number_label": gettext_lazy("How the organisation calls it on its papers."),
    "contract_reference": gettext_lazy("Its own number of our agreement (BT-12)."),
    "annexes_merged": gettext_lazy("Otherwise annexes leave as files of their own."),
}


class BillingForm(Form):
    """Everything that an invoice needs to know of an organisation."""

    groups: ClassVar[Any] = GROUPS


BillingForm.base_fields.update(
    fields_for_model(Organisation, fields=FIELDS, help_texts=HELP, field_classes={})
)
BillingForm.base_fields["order_number_above"] = MoneyField(
    label=gettext_lazy("Order number required above"),
    required=False,
    help_text=gettext_lazy("Only together with “above an amount”."),
)
BillingForm.base_fields["country_code"] = CountryField()
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
