"""Posting, numbers, lock dates, and what is left to pay (facts §6)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .errors import UserError, ValidationError
from .totals import exact

if TYPE_CHECKING:
    from .moves import Move

# A year, followed by something that is no digit, then the number: what Odoo reads a year from.
YEARLY = re.compile(r"^.*?(?P<year>(?<!\d)(?:(?:19|20|21)\d{2}|\d{2}(?=\D)))\D+?(?P<seq>\d*)\D*?$")
REFUNDS = ("out_refund", "in_refund")


def due_date(moves: Move, key: int) -> str:
    row = moves.rows[key]
    start = date.fromisoformat(row.get("invoice_date") or moves.env.today)
    term = row.get("invoice_payment_term_id")
    if not term:
        return row.get("invoice_date_due") or start.isoformat()
    days = moves.env["account.payment.term"].rows[term].get("_days", 0)
    return (start + timedelta(days=days)).isoformat()


# --- posting ------------------------------------------------------------------------------------


def post(moves: Move, key: int) -> None:
    _refuse(moves, key)
    row = moves.rows[key]
    values: dict[str, Any] = {
        "state": "posted",
        "posted_before": True,
        "invoice_date": row.get("invoice_date") or moves.env.today,
    }
    values["date"] = row["date"] if not locked(moves, row["date"]) else moves.env.today  # silently
    name = row.get("name")
    values["name"] = name if name and name != "/" else next_name(moves, key, values["date"])
    values["payment_reference"] = row.get("payment_reference") or values["name"]
    moves.set(key, **values)
    moves.touch(key)
    check_name(moves, key)
    _analytic(moves, key)
    moves.compute(key)
    _reconcile_reversal(moves, key)


def _refuse(moves: Move, key: int) -> None:
    row = moves.rows.get(key)
    if row is None:
        raise UserError("Record does not exist or has been deleted.")
    if row["state"] != "draft":
        raise UserError(f"The entry {row.get('name')} (id {key}) must be in draft.")
    if not moves.products(key):
        raise UserError("You need to add a line before posting.")
    if not row.get("partner_id"):
        raise UserError(
            "The field 'Customer' is required, please complete it to validate the Customer Invoice."
        )
    if row["amount_total"] < 0:
        raise UserError(
            "You cannot validate an invoice with a negative total amount. You should create a credit note instead. "
            "Use the action menu to transform it into a credit note or refund."
        )


def check_name(moves: Move, key: int) -> None:
    """The last safety net: per journal, not per company."""
    row = moves.rows[key]
    for other, held in moves.rows.items():
        same = (held.get("name"), held["journal_id"], held["state"]) == (
            row["name"],
            row["journal_id"],
            "posted",
        )
        if same and other != key:
            raise ValidationError("Another entry with the same name already exists.")
    found = YEARLY.match(str(row["name"]))
    if found and not row["date"][:4].endswith(found["year"]):
        raise ValidationError(
            f"The Date ({row['date']}) you've entered isn't aligned with the existing sequence number ({row['name']}). "
            "Clear the sequence number to proceed.\nTo maintain date-based sequences, select entries and use the "
            "resequence option from the actions menu, available in developer mode."
        )


def next_name(moves: Move, key: int, day: str) -> str:
    """Odoo continues the series of the journal, whoever began it."""
    row = moves.rows[key]
    refund = row["move_type"] in REFUNDS
    last = ""
    for other in sorted(moves.rows):
        held = moves.rows[other]
        same = held["journal_id"] == row["journal_id"] and (held["move_type"] in REFUNDS) == refund
        if same and held["state"] == "posted" and re.search(r"\d", str(held.get("name") or "")):
            last = str(held["name"])
    if not last:
        code = moves.env["account.journal"].rows[row["journal_id"]]["code"]
        return f"{'R' if refund else ''}{code}/{day[:4]}/00001"
    head, digits, tail = re.fullmatch(r"(.*?)(\d+)(\D*)", last).groups()
    return f"{head}{int(digits) + 1:0{len(digits)}d}{tail}"


def locked(moves: Move, day: str) -> bool:
    company = moves.env.company()
    names = ("fiscalyear_lock_date", "sale_lock_date", "hard_lock_date")
    return any(company.get(name) and day <= str(company[name]) for name in names)


def _analytic(moves: Move, key: int) -> None:
    """An id that does not exist is accepted silently, as Odoo does."""
    lines, made = moves.env["account.move.line"], moves.env["account.analytic.line"]
    for line in moves.products(key):
        shares = lines.rows[line].get("analytic_distribution") or {}
        for ids, share in shares.items():
            first = int(str(ids).split(",", maxsplit=1)[0])
            amount = float(exact(-lines.rows[line]["balance"]) * exact(share) / 100)
            number = made.make(
                {
                    "name": lines.raw(line, "name") or "/",
                    "amount": round(amount, 2),
                    "date": moves.rows[key]["date"],
                    "company_id": 1,
                }
            )
            made.set(number, account_id=first, move_line_id=line)


def to_draft(moves: Move, key: int) -> None:
    row = moves.rows[key]
    if row["state"] not in ("posted", "cancel"):
        raise UserError("Only posted/cancelled journal entries can be reset to draft.")
    if locked(moves, row["date"]) and row["state"] == "posted":
        raise UserError(
            f"You cannot add/modify entries prior to and inclusive of: {moves.env.company().get('fiscalyear_lock_date')}."
        )
    partials = moves.env["account.partial.reconcile"]
    loosened = [
        one for one, held in partials.rows.items() if key in (held["_debit"], held["_credit"])
    ]
    others = {
        other
        for one in loosened
        for other in (partials.rows[one]["_debit"], partials.rows[one]["_credit"])
    }
    partials.drop(loosened)
    mine = moves.env["account.move.line"].having("move_id", key)
    analytic = moves.env["account.analytic.line"]
    analytic.drop([one for one, held in analytic.rows.items() if held.get("move_line_id") in mine])
    moves.set(key, state="draft")
    for other in {*others, key} - {0}:
        settle(moves, other)
    moves.touch(key)


# --- what is left to pay ------------------------------------------------------------------------


def reconcile(moves: Move, debit: int, credit: int, amount: Any, payment: int = 0) -> None:
    partials = moves.env["account.partial.reconcile"]
    number = partials.env.store.new_id(partials.name)
    row = {
        "id": number,
        "amount": float(amount),
        "_debit": debit,
        "_credit": credit,
        "_payment": payment,
    }
    partials.env.store.put(
        partials.name, number, row | {"create_date": moves.env.now, "write_date": moves.env.now}
    )
    for key in {debit, credit} - {0}:
        settle(moves, key)
        moves.touch(key)


def _reconcile_reversal(moves: Move, key: int) -> None:
    """A credit note reconciles with its invoice by itself when it is posted."""
    invoice = moves.rows[key].get("reversed_entry_id")
    if not invoice or moves.rows[invoice]["state"] != "posted":
        return
    amount = min(
        exact(moves.rows[invoice]["amount_residual"]), exact(moves.rows[key]["amount_residual"])
    )
    if amount > 0:
        reconcile(moves, invoice, key, amount)


def settle(moves: Move, key: int) -> None:
    row = moves.rows[key]
    mine = [
        one
        for one in moves.env["account.partial.reconcile"].rows.values()
        if key in (one["_debit"], one["_credit"])
    ]
    total = exact(row.get("amount_total"))
    left = (
        max(total - sum((exact(one["amount"]) for one in mine), exact(0)), exact(0))
        if total > 0
        else total
    )
    sign = -1 if row["move_type"] in REFUNDS else 1
    state = _payment_state(moves, key, left, mine) if row["state"] == "posted" else "not_paid"
    moves.set(
        key,
        amount_residual=float(left),
        amount_residual_signed=float(sign * left),
        payment_state=state,
    )


def _payment_state(moves: Move, key: int, left: Any, mine: list[dict[str, Any]]) -> str:
    row = moves.rows[key]
    if left:
        return "partial" if mine else "not_paid"
    if mine and all(not one["_payment"] for one in mine) and row["move_type"] not in REFUNDS:
        return "reversed"
    payments = moves.env["account.payment"].rows
    waiting = [
        one for one in mine if one["_payment"] and not payments[one["_payment"]].get("is_matched")
    ]
    return "in_payment" if waiting and moves.env.settings.get("in_payment") else "paid"
