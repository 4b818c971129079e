"""What is sent, in the order in which one thing needs the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo import office
from lllo.odoo.mapping import (
    analytic,
    contact,
    event,
    move,
    order,
    partner,
    product,
    registration,
)
from lllo.odoo.mapping.base import Booking, Entity

if TYPE_CHECKING:
    from lllo.office.content import Office

ENTITIES: tuple[Entity, ...] = (
    partner.ENTITY,
    contact.ENTITY,
    product.ENTITY,
    analytic.ENTITY,
    order.ENTITY,
    event.ENTITY,
    registration.ENTITY,
    move.ENTITY,
)
BY_KIND = {entity.kind: entity for entity in ENTITIES}


def booking(content: Office | None = None) -> Booking:
    """Return what the office decided about Odoo (invoicing/odoo.toml and terms.toml)."""
    content = content or office.read()
    ledger = {row.component: row for row in content.terms.ledger}
    return Booking(odoo=content.odoo, ledger=ledger, vat=content.vat.codes)
