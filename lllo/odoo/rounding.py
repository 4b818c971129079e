"""Corrects the VAT of a draft by the cents that Odoo rounds another way.

17 and 18 round each line, 19 the sum; we compute VAT once per category and rate (EN 16931).
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lllo.odoo.problems import Problem
from lllo.rules.money import CENT, ZERO, to_cents

if TYPE_CHECKING:
    from lllo.invoices.models import Invoice
    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking, Row


def correct_tax(client: Client, booking: Booking, row: Row, move: dict[str, Any]) -> bool:
    """Write our VAT on a draft; false when more differs than rounding can explain."""
    invoice: Invoice = row.obj  # type: ignore[assignment] # a row of an invoice
    assert invoice.vat_amount is not None
    most = CENT * len(row.lines)
    if to_cents(Decimal(str(move["amount_untaxed"]))) != invoice.net_amount:
        return False
    if abs(to_cents(Decimal(str(move["amount_tax"]))) - invoice.vat_amount) > most:
        return False
    ours = _ours(client, booking, invoice)
    domain = [["move_id", "=", move["id"]], ["tax_line_id", "!=", False]]
    fields = ["id", "tax_line_id", "amount_currency"]
    lines = client.read("account.move.line", domain, fields)
    if sorted(ours) != sorted(line["tax_line_id"][0] for line in lines):
        return False
    sign = 1 if invoice.kind == invoice.Kind.CREDIT_NOTE else -1
    changes = [
        [1, line["id"], {"amount_currency": sign * float(ours[line["tax_line_id"][0]])}]
        for line in lines
    ]
    try:
        client.call("account.move", "write", [move["id"]], vals={"line_ids": changes})
    except Problem as problem:
        if problem.concerns_all and not problem.may_be_done:
            raise
    return True  # whether it helped is read back


def _ours(client: Client, booking: Booking, invoice: Invoice) -> dict[int, Decimal]:
    """Return our VAT by the id of the tax in Odoo."""
    taxes: dict[tuple[str, Any], str] = {
        (line.vat_category, line.vat_rate): booking.odoo.taxes[line.vat_code]
        for line in invoice.lines.all()
    }
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for total in invoice.vat_totals.all():
        if tax := taxes[total.category, total.rate]:
            module, _dot, name = tax.partition(".")
            found = client.call(
                "ir.model.data", "check_object_reference", module=module, xml_id=name
            )
            sums[int(found[1])] += total.tax_amount
    return {pk: amount for pk, amount in sums.items() if amount}
