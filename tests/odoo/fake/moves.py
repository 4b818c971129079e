"""Invoices and credit notes: lines, tax lines, totals, what may be changed when (facts §6)."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from . import posting
from .errors import UserError
from .move_lines import MoveLine, booked
from .orm import Model, Values
from .totals import Line, Totals, exact, total

if TYPE_CHECKING:
    from collections.abc import Iterator

INVOICE_LINES = ("product", "line_section", "line_subsection", "line_note")
LOCKED = {  # refused on a posted move by 18 and 19; 17 lets all of it through
    "invoice_line_ids", "line_ids", "invoice_date", "date", "partner_id", "invoice_payment_term_id",
    "currency_id", "fiscal_position_id",
}  # fmt: skip
PDF = "invoice_pdf_report_file"


class Move(Model):
    RPC = Model.RPC | {"action_post", "button_draft", "button_cancel"}
    ORDER = "date desc, name desc, id desc"

    def defaults(self, values: Values) -> Values:
        kind = values.get("move_type") or self.env.context.get("default_move_type") or "entry"
        journal = (
            "sale"
            if kind.startswith("out_")
            else "purchase"
            if kind.startswith("in_")
            else "general"
        )
        return {
            "move_type": kind,
            "journal_id": self.env["account.journal"].find([("type", "=", journal)])[0],
            "currency_id": 1,
            "company_id": 1,
            "auto_post": "no",
            "state": "draft",
            "payment_state": "not_paid",
            "date": values.get("invoice_date") or self.env.today,
            "name": "/" if self.env.version == 17 else False,
            **{
                name: value
                for name, value in values.items()
                if value is not False or name != "journal_id"
            },
        }

    # --- what may be changed -------------------------------------------------------------------

    def change(self, keys: list[int], values: Values) -> None:
        posted = [key for key in keys if self.has(key) and self.raw(key, "state") == "posted"]
        refused = sorted(LOCKED & set(values))
        if posted and refused and self.env.version >= 18 and not self.env.forced:
            text = "You cannot modify the following readonly fields on a posted move: "
            raise UserError(text + ", ".join(refused))
        super().change(keys, values)

    def unlink(self, ids: list[int]) -> bool:
        if any(self.has(key) and self.raw(key, "state") == "posted" for key in ids):
            raise UserError(
                "You can't delete a posted journal item. Don’t play games with your accounting records; "
                "reset the journal entry to draft before deleting it."
            )
        return super().unlink(ids)

    def _store(self, key: int, values: Values) -> None:
        values = dict(values)
        if values.get(PDF):  # the file is named after the field then
            file = {
                "name": PDF,
                "res_model": self.name,
                "res_id": key,
                "res_field": PDF,
                "datas": values.pop(PDF),
            }
            self.env["ir.attachment"].make(file)
        with self.busy(key):
            super()._store(key, values)

    @contextmanager
    def busy(self, key: int) -> Iterator[None]:
        """Lines that change inside do not compute the move each on its own."""
        before = set(self.env.busy)
        self.env.busy.add(key)
        try:
            yield
        finally:
            self.env.busy = before

    def checked(self, keys: list[int], changed: set[str]) -> None:
        for key in keys:
            row = self.rows[key]
            if (
                "invoice_date" in changed
                and row["state"] == "draft"
                and row.get("invoice_date")
                and "date" not in changed
            ):
                self.set(key, date=row["invoice_date"])
            if row["state"] == "posted" and changed & {"name", "date"}:
                posting.check_name(self, key)
            if row["move_type"] != "entry":
                self.compute(key)

    # --- totals --------------------------------------------------------------------------------

    def products(self, key: int) -> list[int]:
        return self._of_type(key, ("product",))

    def _of_type(self, key: int, types: tuple[str, ...]) -> list[int]:
        lines = self.env["account.move.line"]
        keys = [
            line
            for line in lines.having("move_id", key)
            if lines.rows[line]["display_type"] in types
        ]
        return sorted(keys, key=lambda line: (lines.raw(line, "sequence") or 0, line))

    def compute_invoice_line_ids(self, key: int) -> list[int]:
        return self._of_type(key, INVOICE_LINES)

    def compute_line_ids(self, key: int) -> list[int]:
        return sorted(self.env["account.move.line"].having("move_id", key))

    def compute(self, key: int) -> None:
        with self.busy(key):
            self._compute(key)

    def _compute(self, key: int) -> None:
        """Tax lines are made anew only when a base changed: a tax amount set by hand on the draft stays."""
        lines = self.env["account.move.line"]
        found = total(self.env, [_line(lines, one) for one in self.products(key)])
        bases = [
            (
                lines.rows[one]["price_unit"],
                lines.rows[one]["quantity"],
                lines.raw(one, "tax_ids"),
                lines.raw(one, "discount"),
            )
            for one in self.products(key)
        ]
        signature = json.dumps([bases, self.env.company().get("tax_calculation_rounding_method")])
        sign = -1 if self.rows[key]["move_type"] in ("out_invoice", "in_refund") else 1
        self._amounts_of_lines(found, sign)
        if self.rows[key].get("_signature") != signature:
            lines.drop(self._of_type(key, ("tax",)))
            for tax, amount in found.taxes.items():
                self._tax_line(key, tax, sign * amount)
            self.set(key, _signature=signature)
        taxes = sum(
            (
                sign * exact(lines.rows[one]["amount_currency"])
                for one in self._of_type(key, ("tax",))
            ),
            exact(0),
        )
        self._sums(key, found, taxes, sign)

    def _amounts_of_lines(self, found: Totals, sign: int) -> None:
        lines = self.env["account.move.line"]
        for line, net in found.subtotals.items():
            amounts = {"price_subtotal": float(net), "price_total": float(found.gross[line])}
            lines.set(line, **amounts, **booked(float(sign * net)))

    def _tax_line(self, key: int, tax: int, amount: Any) -> None:
        lines = self.env["account.move.line"]
        named = self.env["account.tax"].rows[tax]["name"]
        values = {
            "move_id": key,
            "display_type": "tax",
            "name": named,
            "tax_line_id": tax,
            "quantity": 0.0,
            "price_unit": 0.0,
        }
        line = lines.make(values | {"account_id": self.env.ref("account.1_150000")})
        lines.set(line, **booked(float(amount)))

    def _sums(self, key: int, found: Totals, taxes: Any, sign: int) -> None:
        untaxed, gross = found.untaxed, found.untaxed + taxes
        signed = 1 if sign < 0 else -1
        self.set(
            key,
            amount_untaxed=float(untaxed),
            amount_tax=float(taxes),
            amount_total=float(gross),
            amount_untaxed_signed=float(signed * untaxed),
            amount_tax_signed=float(signed * taxes),
            amount_total_signed=float(signed * gross),
            amount_total_in_currency_signed=float(signed * gross),
        )
        self._receivable(key, float(-sign * gross))
        posting.settle(self, key)

    def _receivable(self, key: int, amount: float) -> None:
        lines = self.env["account.move.line"]
        held = self._of_type(key, ("payment_term",))
        due = posting.due_date(self, key)
        if not self.rows[key].get("invoice_date_due") or self.rows[key].get(
            "invoice_payment_term_id"
        ):
            self.set(key, invoice_date_due=due)
        values = {
            "move_id": key,
            "display_type": "payment_term",
            "name": "",
            "quantity": 0.0,
            "price_unit": 0.0,
        }
        line = (
            held[0]
            if held
            else lines.make(values | {"account_id": self.env.ref("account.1_130000")})
        )
        lines.set(
            line, date_maturity=self.rows[key].get("invoice_date_due") or due, **booked(amount)
        )

    # --- computed ------------------------------------------------------------------------------

    def compute_display_name(self, key: int) -> str:
        name = self.raw(key, "name")
        return str(name) if name and name != "/" else f"Draft Invoice (* {key})"

    def compute_status_in_payment(self, key: int) -> str:
        row = self.rows[key]
        return str(row["payment_state"] if row["state"] == "posted" else row["state"])

    def compute_commercial_partner_id(self, key: int) -> int | bool:
        partner = self.raw(key, "partner_id")
        return self.env["res.partner"].compute_commercial_partner_id(partner) if partner else False

    def compute_invoice_pdf_report_id(self, key: int) -> int | bool:
        files = self.env["ir.attachment"].rows
        held = [
            n
            for n, file in files.items()
            if (file.get("res_id"), file.get("res_field")) == (key, PDF)
        ]
        return held[-1] if held else False

    def compute_invoice_pdf_report_file(self, key: int) -> str | bool:
        file = self.compute_invoice_pdf_report_id(key)
        return self.env["ir.attachment"].raw(int(file), "datas") if file else False

    def compute_attachment_ids(self, key: int) -> list[int]:
        files = self.env["ir.attachment"].rows
        return sorted(
            n
            for n, file in files.items()
            if (file.get("res_model"), file.get("res_id")) == (self.name, key)
            and not file.get("res_field")
        )

    # --- calls ---------------------------------------------------------------------------------

    def action_post(self, ids: list[int]) -> bool:
        """All or nothing; False is success."""
        self.allow("write")
        for key in ids:
            posting.post(self, key)
        return False

    def button_draft(self, ids: list[int]) -> None:
        self.allow("write")
        for key in ids:
            posting.to_draft(self, key)

    def button_cancel(self, ids: list[int]) -> None:
        self.allow("write")
        for key in ids:
            if self.raw(key, "state") != "draft":
                raise UserError("Only draft journal entries can be cancelled.")
            self.change([key], {"state": "cancel"})


def _line(lines: Model, key: int) -> Line:
    row = lines.rows[key]
    return Line(
        key=key,
        quantity=exact(row.get("quantity")),
        price=exact(row.get("price_unit")),
        discount=exact(row.get("discount")),
        taxes=row.get("tax_ids") or [],
    )


MODELS: dict[str, type[Model]] = {"account.move": Move, "account.move.line": MoveLine}
