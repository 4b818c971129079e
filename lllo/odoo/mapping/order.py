"""Contract → sale.order in the state ``sale``, with a line per component and contract year.

The order is loaded as confirmed: ``action_confirm`` would overwrite its date. Lines cannot leave
a confirmed order; one that fell away by an addendum or an early end stays with quantity 0.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from lllo.clock import AMSTERDAM
from lllo.contracts.models import Contract, ContractLine, ContractYear
from lllo.odoo.mapping import keys
from lllo.odoo.mapping.base import Booking, Entity, Line, Ref, Row, Xml, amount, moment, text

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_OURS = frozenset(
    {
        "fiscal_position_id",
        "note",
        "payment_term_id",
        "pricelist_id",
        "team_id",
        "user_id",
        "validity_date",
        "warehouse_id",
    }
)
NOON = time(12)  # the same day in every time zone of Europe


def rows(booking: Booking) -> Iterator[Row]:
    """Yield the signed contracts; what the university bears itself is no part of an order."""
    found = Contract.objects.signed().select_related("organisation", "edition__programme")
    for contract in found.prefetch_related("contract_years__lines"):
        assert contract.signed_on is not None
        signed_at = datetime.combine(contract.signed_on, NOON, tzinfo=AMSTERDAM)
        yield Row(
            key=keys.contract(contract),
            obj=contract,
            values={
                "name": text(contract.number),
                "partner_id": Ref(keys.organisation(contract.organisation)),
                "date_order": moment(signed_at),
                "client_order_ref": text(contract.purchase_order_number),
                "state": "sale",
            },
            lines=tuple(_lines(contract, booking)),
        )


def _lines(contract: Contract, booking: Booking) -> Iterator[Line]:
    """Yield a line for each component of each year."""
    for year in contract.contract_years.all():
        for line in year.lines.all():
            if not line.borne_by_university:
                yield _line(contract, year, line, booking)


def _line(contract: Contract, year: ContractYear, line: ContractLine, booking: Booking) -> Line:
    """Return a component of a year; quantity 0 when the contract ended before the year began."""
    is_off = contract.ended_on is not None and year.starts_on >= contract.ended_on
    programme = contract.edition.programme.code
    return Line(
        key=f"{keys.contract(contract)}_{year.number}_{line.component_code}",
        values={
            "product_id": Ref(keys.component(programme, line.component_code)),
            "name": text(f"{line.component_name} {year.starts_on:%d-%m-%Y}"),
            "product_uom_qty": "0" if is_off else "1",
            "price_unit": amount(line.amount),
            "tax_ids|tax_id": booking.taxes(line.vat_code) or Xml(()),
        },
    )


ENTITY = Entity(
    kind="contract",
    model="sale.order",
    rows=rows,
    lines="order_line",
    lines_model="sale.order.line",
    not_ours=NOT_OURS,
)
