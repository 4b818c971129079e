"""Component → product.product, a service; what the university bears itself is never sold.

It is invoiced by what is delivered, which nobody notes in Odoo: so the order never offers to
make an invoice that we have made already. The income account is that of the invoice line
(terms.toml) or, without one, what the accountants put on the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.odoo.mapping import keys
from lllo.odoo.mapping.base import Booking, Entity, Row, Xml, amount, text
from lllo.programmes.models import Component

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_OURS = frozenset(
    {
        "active",
        "categ_id",
        "description",
        "property_account_expense_id",
        "property_account_income_id",
        "standard_price",
        "supplier_taxes_id",
        "uom_id",
    }
)


def rows(booking: Booking) -> Iterator[Row]:
    """Yield each component once, as its latest edition has it."""
    found = Component.objects.filter(borne_by_university=False).select_related("edition__programme")
    latest = {
        keys.component(component.edition.programme.code, component.code): component
        for component in found.order_by("edition__valid_from", "edition_id", "position")
    }
    for key, component in latest.items():
        yield Row(
            key=key,
            obj=component,
            values={
                "name": text(component.name),
                "default_code": component.code,
                "detailed_type|type": "service",  # 17 derives type from detailed_type
                "list_price": amount(component.amount),
                "taxes_id": booking.taxes(component.vat_code) or Xml(()),
                "invoice_policy": "delivery",
            },
        )


ENTITY = Entity(kind="component", model="product.product", rows=rows, not_ours=NOT_OURS)
