"""Fields of the models, per version, from the measured lists (derived copies in data/)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Which field of the other model an x2many reads from; fields_get does not tell.
INVERSE = {
    ("res.partner", "child_ids"): "parent_id",
    ("res.partner", "bank_ids"): "partner_id",
    ("product.template", "product_variant_ids"): "product_tmpl_id",
    ("account.move", "line_ids"): "move_id",
    ("account.move", "invoice_line_ids"): "move_id",
    ("account.move", "reversal_move_ids"): "reversed_entry_id",
    ("account.move", "reversal_move_id"): "reversed_entry_id",
    ("account.move.line", "analytic_line_ids"): "move_line_id",
    ("sale.order", "order_line"): "order_id",
    ("event.event", "registration_ids"): "event_id",
    ("event.event", "event_ticket_ids"): "event_id",
    ("event.event", "event_mail_ids"): "event_id",
    ("event.type", "event_type_mail_ids"): "event_type_id",
    ("account.analytic.plan", "account_ids"): "plan_id",
}
MAIL = {
    "id": ["integer", "ID", "o"],
    "notification_type": ["selection", "Send", "", ["mail"]],
    "interval_nbr": ["integer", "Interval", ""],
    "interval_unit": ["selection", "Unit", "r", ["now", "hours", "days", "weeks", "months"]],
    "interval_type": ["selection", "Trigger", "r", ["after_sub", "before_event", "after_event"]],
}
OUTGOING = {
    "id": ["integer", "ID", "o"],
    "subject": ["char", "Subject", ""],
    "email_to": ["text", "To", ""],
    "model": ["char", "Related Document Model", ""],
    "res_id": ["integer", "Related Document ID", ""],
}
EXTRA = {
    "event.mail": MAIL | {"event_id": ["many2one", "Event", "r", "event.event"]},
    "event.type.mail": MAIL | {"event_type_id": ["many2one", "Event Type", "r", "event.type"]},
    "mail.mail": OUTGOING,
    "account.bank.statement.line": {
        "id": ["integer", "ID", "o"],
        "amount": ["monetary", "Amount", ""],
    },
}
EMPTY = {"integer": 0, "float": 0.0, "monetary": 0.0, "one2many": [], "many2many": []}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    type: str
    label: str
    required: bool
    readonly: bool
    stored: bool
    relation: str
    selection: list[str]

    @property
    def empty(self) -> object:
        value = EMPTY.get(self.type, False)
        return list(value) if isinstance(value, list) else value

    def described(self) -> dict[str, object]:
        told: dict[str, object] = {
            "type": self.type,
            "string": self.label,
            "required": self.required,
            "readonly": self.readonly,
            "store": self.stored,
            "name": self.name,
        }
        if self.relation:
            told |= {"relation": self.relation, "domain": [], "context": {}}
        if self.type == "selection":
            told["selection"] = [
                [value, str(value).replace("_", " ").title()] for value in self.selection
            ]
        return told


Schema = dict[str, dict[str, Field]]


@cache
def load_schema(version: int) -> Schema:
    path = Path(__file__).parent / "data" / f"fields_{version}.json"
    raw = json.loads(path.read_text(encoding="utf-8")) | EXTRA
    return {model: {n: _field(n, row) for n, row in rows.items()} for model, rows in raw.items()}


def _field(name: str, row: list) -> Field:
    kind, label, flags = row[:3]
    return Field(
        name=name,
        type=kind,
        label=label,
        required="r" in flags,
        readonly="o" in flags,
        stored="n" not in flags,
        relation=row[3] if len(row) > 3 and kind != "selection" else "",
        selection=row[3] if len(row) > 3 and kind == "selection" else [],
    )
