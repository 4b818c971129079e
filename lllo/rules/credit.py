"""Credit notes: what is left of a line to take back, and the VAT that goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.rules.invoice import vat_of

if TYPE_CHECKING:
    from decimal import Decimal


def credit_vat(
    *,
    taxable_amount: Decimal,
    tax_amount: Decimal,
    credited_net: Decimal,
    credited_tax: Decimal,
    net_amount: Decimal,
    rate: Decimal,
) -> Decimal:
    """Return the VAT of a credit over ``net_amount`` of one category and rate.

    Rounded as on an invoice (BR-CO-17), except that the credit which takes back the last of
    a group takes the last of its VAT, and none takes more than is left: all credits together
    come to what was invoiced, to the cent.
    """
    left = tax_amount - credited_tax
    if credited_net + net_amount == taxable_amount:
        return left
    return min(vat_of(net_amount, rate), left)
