"""Products and sale orders, with the names and quirks of each version (facts §6)."""

from __future__ import annotations

from typing import Any

from .errors import UserError
from .orm import Model, Values
from .totals import Line, exact, stored_price, total


class Product(Model):
    """load on product.product makes the template, too."""

    def optional(self) -> set[str]:
        return set(self.fields) - {"name"}

    def defaults(self, values: Values) -> Values:
        return {
            "type": "consu",
            "list_price": 1.0,
            "uom_id": 1,
            "categ_id": 1,
            "sale_ok": True,
            "invoice_policy": "order",
            # the company's default sale tax, unless the caller says which [source]
            "taxes_id": [(6, 0, [self.env.ref("account.1_btw_21")])],
            **(
                {"detailed_type": "consu"} if self.env.version == 17 else {"service_tracking": "no"}
            ),
            **values,
        }

    def make(self, values: Values) -> int:
        self._language()
        key = super().make(values)
        template = self.env.store.new_id("product.template")
        own = {
            name: value
            for name, value in self.rows[key].items()
            if name in self.env.schema["product.template"]
        }
        self.env.store.put("product.template", template, own | {"id": template})
        self.set(key, product_tmpl_id=template)
        return key

    def change(self, keys: list[int], values: Values) -> None:
        self._language()
        super().change(keys, values)
        templates = self.env["product.template"]
        for key in keys:
            own = {name: self.rows[key][name] for name in values if name in templates.fields}
            templates.set(self.rows[key]["product_tmpl_id"], **own)

    def checked(self, keys: list[int], changed: set[str]) -> None:
        """17 has `detailed_type` next to `type`; each follows the other."""
        if self.env.version != 17:
            return
        for key in keys:
            row = self.rows[key]
            if "detailed_type" in changed and "type" not in changed:
                self.set(
                    key,
                    type="service"
                    if row["detailed_type"] in ("service", "event")
                    else row["detailed_type"],
                )
            elif "type" in changed and "detailed_type" not in changed:
                self.set(key, detailed_type=row["type"])

    def _language(self) -> None:
        lang = self.env.context.get("lang")
        if lang and lang not in self.env.languages() and self.env.version >= 18:
            raise UserError(f"Invalid language code: {lang}")

    def compute_display_name(self, key: int) -> str:
        code, name = self.raw(key, "default_code"), self.raw(key, "name")
        return f"[{code}] {name}" if code else str(name)


class Order(Model):
    RPC = Model.RPC | {"action_confirm", "action_cancel", "action_draft"}
    ORDER = "date_order desc, id desc"

    def defaults(self, values: Values) -> Values:
        partner = values.get("partner_id", False)
        return {
            "name": f"S{self.env.store.last.get(self.name, 0) + 1:05d}",
            "state": "draft",
            "date_order": self.env.now,
            "company_id": 1,
            "currency_id": 1,
            "partner_invoice_id": partner,
            "partner_shipping_id": partner,
            **values,
        }

    def _store(self, key: int, values: Values) -> None:
        """Given empty, the name comes from the sequence and the date stays."""
        kept = {
            name: value
            for name, value in values.items()
            if value or name not in ("name", "date_order")
        }
        super()._store(key, kept)

    def checked(self, keys: list[int], _changed: set[str]) -> None:
        for key in keys:
            self.compute(key)

    def compute(self, key: int) -> None:
        lines = self.env["sale.order.line"]
        found = total(
            self.env,
            [
                _line(lines, one)
                for one in lines.having("order_id", key)
                if not lines.raw(one, "display_type")
            ],
        )
        for line, net in found.subtotals.items():
            lines.set(line, price_subtotal=float(net), price_total=float(found.gross[line]))
        sums = {"amount_untaxed": float(found.untaxed), "amount_tax": float(found.tax)}
        status = "to invoice" if self.raw(key, "state") == "sale" and found.subtotals else "no"
        self.set(key, **sums, amount_total=float(found.untaxed + found.tax), invoice_status=status)

    def action_confirm(self, ids: list[int]) -> bool:
        """Overwrites date_order with now."""
        self.allow("write")
        for key in ids:
            if self.raw(key, "state") not in ("draft", "sent"):
                raise UserError("Some orders are not in a state requiring confirmation.")
            self.set(key, state="sale", date_order=self.env.now)
            self.touch(key)
            self.compute(key)
        return True

    def action_cancel(self, ids: list[int]) -> Any:
        """17 and 18 answer with a wizard and do nothing, unless the context says so."""
        self.allow("write")
        if self.env.version < 19 and not self.env.context.get("disable_cancel_warning"):
            return {
                "name": "Cancel Sales Order",
                "res_model": "sale.order.cancel",
                "type": "ir.actions.act_window",
            }
        for key in ids:
            self.set(key, state="cancel")
            self.touch(key)
        return True

    def action_draft(self, ids: list[int]) -> bool:
        self.allow("write")
        for key in ids:
            self.set(key, state="draft")
            self.touch(key)
        return True

    def unlink(self, ids: list[int]) -> bool:
        if any(self.has(key) and self.raw(key, "state") not in ("draft", "cancel") for key in ids):
            raise UserError(
                "You can not delete a sent quotation or a confirmed sales order. You must first cancel it."
            )
        return super().unlink(ids)


class OrderLine(Model):
    def defaults(self, values: Values) -> Values:
        product = values.get("product_id")
        goods = self.env["product.product"].rows[product] if product else {}
        tax = "tax_ids" if "tax_ids" in self.fields else "tax_id"
        unit = "product_uom_id" if "product_uom_id" in self.fields else "product_uom"
        return {
            "product_uom_qty": 1.0,
            "price_unit": goods.get("list_price", 0.0),
            "name": goods.get("name", False),
            "customer_lead": 0.0,
            tax: [(6, 0, goods.get("taxes_id") or [])],
            unit: 1,
            **values,
        }

    def checked(self, keys: list[int], changed: set[str]) -> None:
        for key in keys:
            if "price_unit" in changed:
                self.set(key, price_unit=stored_price(self.env, self.raw(key, "price_unit")))
        for order in {self.raw(key, "order_id") for key in keys}:
            self.env["sale.order"].compute(order)

    def unlink(self, ids: list[int]) -> bool:
        orders = self.env["sale.order"]
        if any(
            self.has(key) and orders.raw(self.raw(key, "order_id"), "state") == "sale"
            for key in ids
        ):
            raise UserError(
                "Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered)."
            )
        return super().unlink(ids)

    def compute_qty_invoiced(self, key: int) -> float:
        lines = self.env["account.move.line"]
        return sum(
            lines.raw(one, "quantity")
            for one, row in lines.rows.items()
            if key in (row.get("sale_line_ids") or [])
        )

    def compute_qty_to_invoice(self, key: int) -> float:
        """Over-invoicing is not prevented: the rest goes below zero."""
        return float(self.raw(key, "product_uom_qty")) - self.compute_qty_invoiced(key)


def _line(lines: Model, key: int) -> Line:
    row = lines.rows[key]
    return Line(
        key=key,
        quantity=exact(row.get("product_uom_qty")),
        price=exact(row.get("price_unit")),
        discount=exact(row.get("discount")),
        taxes=row.get("tax_ids") or row.get("tax_id") or [],
    )


class Template(Model):
    def optional(self) -> set[str]:
        return set(self.fields) - {"name"}


MODELS: dict[str, type[Model]] = {
    "product.product": Product,
    "product.template": Template,
    "sale.order": Order,
    "sale.order.line": OrderLine,
}
