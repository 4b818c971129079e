"""Invoice and credit note → account.move, with our own number in our own journal.

Amounts are whole cents and quantities whole: Odoo rounds a price to cents in 17 and 18. What is
booked already is never sent again: ``lllo.odoo.booking`` sees to it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lllo.budget.models import BudgetAmount
from lllo.invoices.models import Invoice, InvoiceLine
from lllo.odoo.mapping import keys
from lllo.odoo.mapping.base import (
    Booking,
    Entity,
    Line,
    Lookup,
    Ref,
    Row,
    Shares,
    Values,
    Xml,
    amount,
    day,
    text,
)
from lllo.odoo.wording import note
from lllo.rules.money import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lllo.odoo.wording import Note

NOT_OURS = frozenset(
    {
        "date",
        "fiscal_position_id",
        "invoice_payment_term_id",
        "invoice_user_id",
        "narration",
        "partner_bank_id",
        "payment_state",
        "state",
    }
)
MOVE_TYPES = {Invoice.Kind.INVOICE: "out_invoice", Invoice.Kind.CREDIT_NOTE: "out_refund"}
HUNDRED = Decimal("100.00")
Keys = dict[tuple[int, int], Shares]  # by programme and calendar year


def rows(booking: Booking) -> Iterator[Row]:
    """Yield what was issued, invoices before the credit notes that take them back."""
    shares = _budget_keys() if booking.plan else {}
    found = Invoice.objects.issued().select_related(
        "organisation", "contract_year__contract__edition__programme", "corrects"
    )
    for invoice in found.prefetch_related("lines").order_by("-kind", "issue_date", "number"):
        yield Row(
            key=keys.invoice(invoice),
            obj=invoice,
            values=_head(invoice, booking),
            lines=tuple(_lines(invoice, booking, shares)),
            problem=_problem(invoice, booking),
        )


def _problem(invoice: Invoice, booking: Booking) -> Note | None:
    """Say what the office did not decide; a guess would end in the books."""
    lines = invoice.lines.all()
    codes = sorted({line.vat_code for line in lines} - set(booking.odoo.taxes))
    if codes:
        return note("tax_undecided", codes=[f"“{code}”" for code in codes])
    components = sorted({line.component_code for line in lines} - set(booking.ledger))
    if booking.ledger and components:
        return note("no_ledger", components=components)
    return None


def _head(invoice: Invoice, booking: Booking) -> Values:
    """Return what stands above the lines."""
    assert invoice.number is not None
    assert invoice.issue_date is not None
    assert invoice.due_date is not None
    values: Values = {
        "move_type": MOVE_TYPES[Invoice.Kind(invoice.kind)],
        "name": text(invoice.number),
        "journal_id": Lookup("account.journal", "code", booking.odoo.journal),
        "partner_id": Ref(keys.organisation(invoice.organisation)),
        "invoice_date": day(invoice.issue_date),
        "invoice_date_due": day(invoice.due_date),
        "ref": text(invoice.purchase_order_number),
        "payment_reference": text(invoice.number),
        "invoice_origin": text(invoice.contract_year.contract.number),
    }
    if invoice.corrects:
        values["reversed_entry_id"] = Ref(keys.invoice(invoice.corrects))
    return values


def _lines(invoice: Invoice, booking: Booking, shares: Keys) -> Iterator[Line]:
    """Yield the lines; a quantity that is not whole would be rounded in Odoo."""
    year = invoice.contract_year
    programme = year.contract.edition.programme
    distribution = shares.get((programme.pk, year.starts_on.year))
    for line in invoice.lines.all():
        is_whole = line.quantity == line.quantity.to_integral_value()
        values: Values = {
            "product_id": Ref(keys.component(programme.code, line.component_code)),
            "name": text("\n".join(filter(None, (line.name, line.description)))),
            "quantity": f"{line.quantity:.0f}" if is_whole else "1",
            "price_unit": amount(line.unit_price if is_whole else line.net_amount),
            "tax_ids": booking.taxes(line.vat_code) or Xml(()),
        }
        yield Line(
            key=f"{keys.invoice(invoice)}_{line.position}",
            values=values | _account(line, booking) | _analytic(distribution),
        )


def _account(line: InvoiceLine, booking: Booking) -> Values:
    """Return the income account of terms.toml; without one that of the product counts."""
    booked = booking.ledger.get(line.component_code)
    return {"account_id": Lookup("account.account", "code", booked.account)} if booked else {}


def _analytic(distribution: Shares | None) -> Values:
    """Return the division over the development lines."""
    return {"analytic_distribution": distribution} if distribution else {}


def _budget_keys() -> Keys:
    """Return the key of each budget year in per cent, which add up to a hundred."""
    found: dict[tuple[int, int], list[BudgetAmount]] = {}
    amounts = BudgetAmount.objects.select_related("budget_year", "line__programme")
    for item in amounts.filter(weight__gt=0).order_by("line__position", "pk"):
        year = item.budget_year
        found.setdefault((year.programme_id, year.year), []).append(item)
    return {
        year: Shares(
            tuple(
                (keys.line(item.line), part)
                for item, part in zip(
                    items, split(HUNDRED, [item.weight for item in items]), strict=True
                )
            )
        )
        for year, items in found.items()
    }


ENTITY = Entity(
    kind="invoice",
    model="account.move",
    rows=rows,
    lines="invoice_line_ids",
    lines_model="account.move.line",
    not_ours=NOT_OURS,
    is_move=True,
)
