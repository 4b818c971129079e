"""What the forms on the data of an organisation share: numbers as written, help, all mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lllo.errors import Refused
from lllo.people import identifiers
from lllo.people.models import Organisation
from lllo.screens.components.forms import Form, MoneyField
from lllo.screens.countries import CountryField

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS: dict[str, Callable[[str], str]] = {
    name: check for name, check in identifiers.NUMBERS.items() if name != "invoice_email"
}
HELP: dict[str, Any] = {
    "legal_name": _("As the trade register writes it; it stands on papers."),
    "kvk_number": _("Eight digits; spaces do not matter."),
    "oin": _("Twenty digits, for a public body."),
    "rsin": _("Nine digits, of a legal person; a public body has its OIN."),
    "vat_identifier": _("Only needed where the VAT is reverse-charged."),
    "street": _("The law asks for the real address; a PO box is not enough."),
    "invoice_attention": _("A department or name; it stands above the address."),
    "invoice_street": _("A PO box may stand here; empty: the real address."),
    "invoice_email": _("One address; nobody gets a copy."),
    "orderer": _("The name or department that must stand on an invoice."),
    "order_number_rule": _("Whether invoices without an order number come back."),
    "order_number_label": _("How the organisation calls it on its papers."),
    "contract_reference": _("Its own number of our agreement."),
    "annexes_merged": _("Otherwise annexes leave as files of their own."),
}


class StatedForm(Form):
    """Data of an organisation; each number that fails its check is told at its own field."""

    def clean(self) -> dict[str, Any]:
        """Check all numbers: the action would stop at the first that is wrong."""
        data: dict[str, Any] = super().clean() or {}
        for name, check in NUMBERS.items():
            if data.get(name) and name in self.fields:
                try:
                    check(data[name])
                except Refused as refused:
                    self.add_error(name, str(refused))
        return data


def as_written(fields: dict[str, Any]) -> None:
    """Let fields of an organisation take what stands on paper, and say what no choice means."""
    for name in NUMBERS.keys() & fields.keys():
        # With spaces and dots: the action leaves them out and counts the digits.
        fields[name] = forms.CharField(
            label=fields[name].label, help_text=HELP.get(name, ""), max_length=60, required=False
        )
    fields["order_number_above"] = MoneyField(
        label=_("Order number required above"),
        required=False,
        help_text=_("Only together with “above an amount”."),
    )
    fields["country_code"] = CountryField()
    schemes = Organisation.PeppolScheme.choices
    fields["peppol_scheme"].choices = [("", _("the OIN, else the KvK number")), *schemes]
