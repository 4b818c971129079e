"""Lines of invoices: defaults from the product, prices as stored, what is protected once posted."""

from __future__ import annotations

from .errors import UserError
from .orm import Model, Values
from .totals import stored_price

LOCKED_LINE = {
    "price_unit",
    "quantity",
    "discount",
    "tax_ids",
    "account_id",
    "amount_currency",
    "balance",
    "debit",
    "credit",
}


class MoveLine(Model):
    def defaults(self, values: Values) -> Values:
        product = values.get("product_id")
        goods = self.env["product.product"].rows[product] if product else {}
        income = goods.get("property_account_income_id")
        return {
            "display_type": "product",
            "currency_id": 1,
            "company_id": 1,
            "quantity": 1.0,
            "name": goods.get("name", False),
            "price_unit": goods.get("list_price", 0.0),
            # facts §6: trade goods without a product; and without tax_ids and product there is no tax
            "account_id": income or self.env.ref("account.1_800100"),
            "tax_ids": [(6, 0, goods.get("taxes_id") or [])],
            **values,
        }

    def optional(self) -> set[str]:
        return {"name"}

    def change(self, keys: list[int], values: Values) -> None:
        self._refuse_posted(keys, set(values) & LOCKED_LINE)
        if "balance" in values and "amount_currency" not in values:
            values = values | {"amount_currency": values["balance"]}
        super().change(keys, values)

    def drop(self, keys: list[int]) -> None:
        moves = {self.raw(key, "move_id") for key in keys if self.has(key)}
        own = [key for key in keys if self.has(key) and self.rows[key]["display_type"] == "product"]
        self._refuse_posted(own, {"unlink"})
        super().drop(keys)
        self._recompute(moves)

    def _refuse_posted(self, keys: list[int], changed: set[str]) -> None:
        if not changed or self.env.version < 18 or self.env.forced:
            return
        moves = self.env["account.move"]
        if any(
            moves.raw(self.raw(key, "move_id"), "state") == "posted"
            for key in keys
            if self.has(key)
        ):
            raise UserError(
                "You cannot do this modification on a posted journal entry, you can just change some non legal "
                "fields. You must reset the journal entry to draft to do so."
            )

    def checked(self, keys: list[int], changed: set[str]) -> None:
        for key in keys:
            row = self.rows[key]
            if "price_unit" in changed:
                self.set(key, price_unit=stored_price(self.env, row.get("price_unit") or 0.0))
            if "amount_currency" in changed:
                self.set(key, **booked(row["amount_currency"]))
        if changed & {
            "price_unit",
            "quantity",
            "tax_ids",
            "discount",
            "amount_currency",
            "move_id",
        }:
            self._recompute(
                {
                    self.raw(key, "move_id")
                    for key in keys
                    if self.rows[key]["display_type"] != "payment_term"
                }
            )

    def _recompute(self, moves: set[int]) -> None:
        owner = self.env["account.move"]
        for move in moves - self.env.busy:
            if owner.has(move) and owner.rows[move]["move_type"] != "entry":
                owner.compute(move)

    def compute_parent_state(self, key: int) -> str:
        return str(self.env["account.move"].raw(self.raw(key, "move_id"), "state"))


def booked(amount: float) -> dict[str, float]:
    amount += 0.0  # no minus zero
    return {
        "amount_currency": amount,
        "balance": amount,
        "debit": max(amount, 0.0),
        "credit": max(-amount, 0.0),
    }
