"""Registering payments, credit notes by wizard, files (facts §6)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from . import posting
from .domains import fields_of
from .errors import UserError
from .orm import Model, Values
from .totals import exact

NOTHING_LEFT = "You can't register a payment because there is nothing left to pay on the selected journal items."


class Register(Model):
    """The wizard: not idempotent, and it accepts more than is due."""

    RPC = Model.RPC | {"action_create_payments"}

    def defaults(self, values: Values) -> Values:
        return {"payment_date": self.env.today, **values}

    def make(self, values: Values) -> int:
        moves = self.env["account.move"]
        keys = self.env.context.get("active_ids") or []
        if not any(
            moves.raw(key, "amount_residual") for key in keys if moves.raw(key, "state") == "posted"
        ):
            raise UserError(NOTHING_LEFT)
        key = super().make(values)
        self.set(key, _moves=keys)
        return key

    def optional(self) -> set[str]:
        return set(self.fields) - {"payment_date"}

    def action_create_payments(self, ids: list[int]) -> bool:
        for key in ids:
            row = self.rows[key]
            for move in row["_moves"]:
                given = row.get("amount") if len(row["_moves"]) == 1 else None
                pay(
                    self.env["account.move"],
                    move,
                    given,
                    row["payment_date"],
                    row.get("communication") or "",
                )
        return True


class Payment(Model):
    def optional(self) -> set[str]:
        return set(self.fields)


def pay(moves: Any, key: int, amount: float | None, day: str, text: str = "") -> int:
    """17 keeps the text in `ref` and the state `posted`; 18 and 19 in `memo`, and `paid`."""
    env, row = moves.env, moves.rows[key]
    left = exact(row["amount_residual"])
    if row["state"] != "posted" or left <= 0:
        raise UserError(NOTHING_LEFT)
    payments = env["account.payment"]
    number = env.store.new_id(payments.name)
    old = env.version < 18
    paid = exact(amount) if amount is not None else left
    held = {
        "id": number,
        "name": f"PBNK1/{day[:4]}/{number:05d}",
        "amount": float(paid),
        "date": day,
        "partner_id": row["partner_id"],
        "payment_type": "inbound" if row["move_type"] == "out_invoice" else "outbound",
        "partner_type": "customer",
        "journal_id": env["account.journal"].find([("type", "=", "bank")])[0],
        "state": "posted" if old else "paid",
        "create_date": env.now,
        "write_date": env.now,
    }
    env.store.put(payments.name, number, held | ({"ref": text} if old else {"memo": text}))
    posting.reconcile(moves, key, 0, min(paid, left), number)
    return number


def refund(moves: Any, key: int, amount: float | None = None, day: str = "") -> int:
    """A draft credit note of the whole invoice, or one line of `amount` without tax."""
    env, row = moves.env, moves.rows[key]
    lines = env["account.move.line"]
    copied = ("name", "quantity", "price_unit", "product_id", "account_id", "analytic_distribution")
    if amount is None:
        given = [
            {name: lines.raw(one, name) for name in copied}
            | {"tax_ids": [(6, 0, lines.raw(one, "tax_ids"))]}
            for one in moves.products(key)
        ]
    else:
        given = [{"name": "Credit", "quantity": 1.0, "price_unit": amount, "tax_ids": [(5,)]}]
    return moves.make(
        {
            "move_type": "out_refund",
            "partner_id": row["partner_id"],
            "journal_id": row["journal_id"],
            "invoice_date": day or env.today,
            "reversed_entry_id": key,
            "ref": f"Reversal of: {row['name']}",
            "invoice_line_ids": [(0, 0, line) for line in given],
        }
    )


class Reversal(Model):
    RPC = Model.RPC | {"refund_moves", "reverse_moves"}

    def optional(self) -> set[str]:
        return set(self.fields)

    def make(self, values: Values) -> int:
        chosen = self.env.context.get("active_ids") or []
        return super().make({"move_ids": [(6, 0, chosen)], **values})

    def refund_moves(self, ids: list[int]) -> Values:
        moves = self.env["account.move"]
        made = [
            refund(moves, move, day=self.raw(key, "date") or "")
            for key in ids
            for move in self.raw(key, "move_ids")
        ]
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": made[0],
            "domain": [["id", "in", made]],
        }

    reverse_moves = refund_moves


class Attachment(Model):
    """With res_field a file is found only by a domain that names res_field; checksum is SHA-1."""

    def defaults(self, values: Values) -> Values:
        return {"type": "binary", "mimetype": "application/octet-stream", **values}

    def _narrowed(self, domain: list) -> list:
        named = fields_of(domain) & {"res_field", "id"}
        return domain if named else [("res_field", "=", False), *domain]

    def checked(self, keys: list[int], changed: set[str]) -> None:
        for key in keys if "datas" in changed else []:
            data = base64.b64decode(self.rows[key]["datas"] or "")
            self.set(key, checksum=hashlib.sha1(data).hexdigest(), file_size=len(data))  # noqa: S324 as Odoo does

    def load(self, fields: list[str], data: list[list[Any]]) -> Values:
        raise UserError(f"load is not for files ({len(fields)} columns, {len(data)} rows)")


MODELS: dict[str, type[Model]] = {
    "account.payment.register": Register,
    "account.payment": Payment,
    "account.move.reversal": Reversal,
    "ir.attachment": Attachment,
}
