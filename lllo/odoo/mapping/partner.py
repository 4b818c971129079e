"""Organisation → res.partner, a company with KvK number, btw-id and electronic address.

``name``, address, numbers and the way of invoicing are ours. What the accountants keep at a
debtor is theirs: see ``NOT_OURS``. ``ref`` is often their debtor number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.invoices.freezing import buyer_of
from lllo.invoices.snapshot import NLCIUS
from lllo.odoo.mapping import keys
from lllo.odoo.mapping.base import Booking, Entity, Row, Values, Xml, text
from lllo.people.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_OURS = frozenset(
    {
        "active",
        "autopost_bills",
        "bank_ids",
        "category_id",
        "comment",
        "credit_limit",
        "mobile",
        "parent_id",
        "phone",
        "property_account_payable_id",
        "property_account_position_id",
        "property_account_receivable_id",
        "property_payment_term_id",
        "property_product_pricelist",
        "ref",
        "title",
        "user_id",
        "website",
    }
)


def rows(booking: Booking) -> Iterator[Row]:
    """Yield every organisation but the university itself."""
    for organisation in Organisation.objects.exclude(kind=Organisation.Kind.UNIVERSITY):
        key = keys.organisation(organisation)
        yield Row(key=key, obj=organisation, values=_values(organisation, booking))


def _values(organisation: Organisation, booking: Booking) -> Values:
    """Return an organisation; without an electronic number of ours, the scheme is Odoo's own."""
    scheme, number = buyer_of(organisation).endpoint or ("", "")
    is_nlcius = organisation.invoice_format == NLCIUS
    values: Values = {
        "name": text(organisation.name),
        "is_company": "1",
        "company_registry": text(organisation.kvk_number),
        "vat": text(organisation.vat_identifier),
        "street": text(organisation.street),
        "zip": text(organisation.postal_code),
        "city": text(organisation.city),
        "country_id": Xml((f"base.{organisation.country_code.lower()}",)),
        "email": text(organisation.invoice_email),
        "lang": booking.lang(organisation.invoice_language),
        "peppol_endpoint": text(number),
        "invoice_edi_format|ubl_cii_format": "nlcius" if is_nlcius else "ubl_bis3",
    }
    if number:
        values["peppol_eas"] = scheme
    return values


ENTITY = Entity(
    kind="organisation",
    model="res.partner",
    rows=rows,
    not_ours=NOT_OURS,
    context={"tracking_disable": True},
)
