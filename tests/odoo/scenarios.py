"""What must be true of every Odoo, played through our client: on the fake and on a real server alike.

Each scenario makes its own records under names that no other run uses, and looks at what became of
them. None needs more rights than the integration user of docs/odoo.md has.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import secrets
import string
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lllo.odoo.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lllo.odoo.client import Client

DAY = date(2026, 3, 2)
TAX = "account.1_btw_21_d"
CENT = Decimal("0.01")
PLAIN = {"tz": "UTC", "tracking_disable": True}
TOTALS = "name state date invoice_date amount_untaxed amount_tax amount_total amount_residual payment_state"


def letters() -> str:
    """No figures: a number such as 12- reads as a year to Odoo."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(8))


@dataclass(slots=True)
class Stage:
    """A client, and names that are new on this server."""

    client: Client
    journal: str
    run: str = field(default_factory=letters)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def key(self) -> str:
        return f"lllo_test.{self.run}_{next(self.numbers)}"

    def number(self) -> str:
        return f"T{self.run}-{next(self.numbers):04d}"

    def load(self, model: str, fields: str, *rows: list[str], **context: Any) -> dict[str, Any]:
        more = {"fields": fields.split(), "data": list(rows), "context": PLAIN | context}
        return self.client.call(model, "load", **more)

    def made(self, model: str, fields: str, *rows: list[str], **context: Any) -> list[int]:
        answer = self.load(model, fields, *rows, **context)
        assert answer["messages"] == []
        return answer["ids"]

    def row(self, model: str, key: int, fields: str) -> dict[str, Any]:
        return self.client.read(model, [["id", "=", key]], fields.split())[0]

    def company(self) -> str:
        xid = self.key()
        self.made(
            "res.partner", "id name is_company country_id/id", [xid, f"Proef {xid}", "1", "base.nl"]
        )
        return xid

    def invoice(
        self, *prices: str, tax: str = TAX, name: str = "", **columns: str
    ) -> tuple[int, list[list[str]], str]:
        """The id, and the rows and columns with which it was loaded."""
        journal = self.client.read("account.journal", [["code", "=", self.journal]], ["code"])[0][
            "id"
        ]
        head = {
            "id": self.key(),
            "move_type": "out_invoice",
            "partner_id/id": "",
            "journal_id/.id": str(journal),
            "name": name or self.number(),
            "invoice_date": DAY.isoformat(),
            **columns,
        }
        head["partner_id/id"] = head["partner_id/id"] or self.company()
        lines = [
            [f"{head['id']}_{at}", f"Regel {at}", "1", price, tax]
            for at, price in enumerate(prices)
        ]
        rows = [
            [*(head.values() if at == 0 else [""] * len(head)), *line]
            for at, line in enumerate(lines)
        ]
        own = "id name quantity price_unit tax_ids/id"
        fields = " ".join([*head, *(f"invoice_line_ids/{column}" for column in own.split())])
        return self.made("account.move", fields, *rows)[0], rows, fields

    def post(self, *moves: int) -> None:
        self.client.call("account.move", "action_post", list(moves))

    def totals(self, move: int) -> dict[str, Any]:
        return self.row("account.move", move, TOTALS)


def refused(call: Any) -> Problem:
    with pytest.raises(Problem) as raised:
        call()
    return raised.value


# --- the connection -----------------------------------------------------------------------------


def names_of_fields_are_those_that_the_fake_has(stage: Stage) -> None:
    from tests.odoo.fake.schema import EXTRA, load_schema

    version = stage.client.version[0]
    for model, fields in load_schema(version).items():
        if model in EXTRA or model in ("ir.model.data", "ir.sequence", "res.users.apikeys"):
            continue
        held = stage.client.call(model, "fields_get", attributes=["type"])
        assert {name: held.get(name, {}).get("type") for name in fields} == {
            name: one.type for name, one in fields.items()
        }, model


def problems_have_their_kinds(stage: Stage) -> None:
    call = stage.client.call
    assert refused(lambda: call("ir.model.data", "search_count", domain=[])).kind == Kind.ACCESS
    assert (
        refused(lambda: call("res.partner", "write", [99999999], vals={"name": "X"})).kind
        == Kind.MISSING
    )
    assert (
        refused(lambda: call("res.partner", "create", vals_list=[{"nothing": 1}])).kind == Kind.DATA
    )
    assert stage.client.read("res.partner", [["id", "=", 99999999]], ["name"]) == []


# --- load ---------------------------------------------------------------------------------------


def one_key_is_one_record(stage: Stage) -> None:
    xid = stage.key()
    first = stage.made("res.partner", "id name", [xid, "Een"])
    assert stage.made("res.partner", "id name ref", [xid, "Twee", "K1"]) == first
    assert stage.made("res.partner", "id ref", [xid, ""]) == first
    assert stage.row("res.partner", first[0], "name ref") == {
        "id": first[0],
        "name": "Twee",
        "ref": False,
    }
    assert stage.client.call("res.partner", "get_external_id", first) == {str(first[0]): xid}
    module, name = xid.split(".")
    found = stage.client.call("ir.model.data", "check_object_reference", module=module, xml_id=name)
    assert found == ["res.partner", first[0]]


def a_bad_row_keeps_nothing_of_its_batch(stage: Stage) -> None:
    good, bad = stage.key(), stage.key()
    answer = stage.load(
        "res.partner",
        "id name country_id/id",
        [good, "Een", "base.nl"],
        [bad, "Twee", "base.nowhere"],
    )
    assert answer["ids"] is False
    assert [message["rows"]["from"] for message in answer["messages"]] == [1]
    module, name = good.split(".")
    refused(
        lambda: stage.client.call(
            "ir.model.data", "check_object_reference", module=module, xml_id=name
        )
    )


def what_is_there_already_is_found_and_written_by_its_id(stage: Stage) -> None:
    """An external id beside the id makes a second record: taking one over goes by the id."""
    company, mail = stage.key(), f"{letters()}@example.org"
    stage.made("res.partner", "id name is_company", [company, company, "1"])
    fields = "name email parent_id/id"
    (key,) = stage.made("res.partner", fields, ["Piet", mail.upper(), company])
    domain = [["email_normalized", "in", [mail]], ["type", "=", "contact"]]
    assert [row["id"] for row in stage.client.read("res.partner", domain, ["name"])] == [key]
    assert stage.made("res.partner", ".id name", [str(key), "Pieter"]) == [key]
    assert stage.made("res.partner", "id .id name", [stage.key(), str(key), "Twee"]) != [key]
    values = {"module": "lllo_test", "name": letters(), "model": "res.partner", "res_id": key}
    call = stage.client.call
    refusal = refused(lambda: call("ir.model.data", "create", vals_list=[values]))
    assert refusal.kind == Kind.ACCESS


def archived_is_updated_and_stays_archived(stage: Stage) -> None:
    xid = stage.company()
    (key,) = stage.made("res.partner", "id name", [xid, "Een"])
    stage.client.call("res.partner", "write", [key], vals={"active": False})
    assert stage.made("res.partner", "id name", [xid, "Twee"]) == [key]
    assert stage.row("res.partner", key, "name active") == {
        "id": key,
        "name": "Twee",
        "active": False,
    }


# --- contracts and events -----------------------------------------------------------------------


def an_order_keeps_state_date_and_lines(stage: Stage) -> None:
    tax = stage.client.first_of("sale.order.line", "tax_ids", "tax_id")
    xid, partner = stage.key(), stage.company()
    fields = f"id partner_id/id name state date_order order_line/id order_line/name order_line/price_unit order_line/{tax}/id"
    product = stage.made(
        "product.product", "id name type taxes_id/id", [stage.key(), "Basis", "service", ""]
    )[0]
    fields += " order_line/product_id/.id"
    row = [
        xid,
        partner,
        stage.number(),
        "sale",
        "2026-01-15 11:00:00",
        f"{xid}_1",
        "Basis",
        "7500.00",
        "",
        str(product),
    ]
    (key,) = stage.made("sale.order", fields, row)
    assert stage.made("sale.order", fields, row) == [key]
    held = stage.row("sale.order", key, "name state date_order amount_total order_line")
    assert (held["name"], held["state"], held["date_order"]) == (row[2], "sale", row[4])
    assert (held["amount_total"], len(held["order_line"])) == (7500.0, 1)


def an_event_mails_nobody_and_keeps_its_time(stage: Stage) -> None:
    event = stage.key()
    row = [event, "Proefbijeenkomst", "2026-09-20 09:00:00", "2026-09-20 10:00:00"]
    (key,) = stage.made(
        "event.event", "id name date_begin date_end", row, default_event_mail_ids=[]
    )
    held = stage.row("event.event", key, "date_begin event_mail_ids")
    assert (held["date_begin"], held["event_mail_ids"]) == ("2026-09-20 09:00:00", [])
    seat = [stage.key(), event, "Proefpersoon", "proef@example.org"]
    assert stage.made("event.registration", "id event_id/id name email", seat)
    early = [stage.key(), "Omgekeerd", "2026-09-20 09:00:00", "2026-09-20 08:00:00"]
    assert stage.load("event.event", "id name date_begin date_end", early)["ids"] is False


# --- invoices -----------------------------------------------------------------------------------


def totals_follow_the_rounding_of_the_company(stage: Stage) -> None:
    method = stage.client.read(
        "res.company", [["id", "=", 1]], ["tax_calculation_rounding_method"]
    )[0]
    move, _rows, _fields = stage.invoice(*["14.17"] * 7)
    per_line = method["tax_calculation_rounding_method"] == "round_per_line"
    rates, net = Decimal("0.21"), Decimal("14.17")
    tax = (
        (net * rates).quantize(CENT, ROUND_HALF_UP) * 7
        if per_line
        else (net * 7 * rates).quantize(CENT, ROUND_HALF_UP)
    )
    held = stage.totals(move)
    assert (held["amount_untaxed"], held["amount_tax"]) == (99.19, float(tax))


def a_tax_amount_of_ours_stays(stage: Stage) -> None:
    move, rows, fields = stage.invoice(*["14.17"] * 7)
    lines = stage.client.read(
        "account.move.line", [["move_id", "=", move], ["tax_line_id", "!=", False]], ["id"]
    )
    change = {"line_ids": [[1, lines[0]["id"], {"amount_currency": -20.85}]]}
    stage.client.call("account.move", "write", [move], vals=change)
    assert stage.totals(move)["amount_total"] == 120.04
    stage.post(move)
    assert stage.totals(move)["amount_total"] == 120.04
    del rows, fields


def a_draft_is_loaded_again_and_posted_once(stage: Stage) -> None:
    name = stage.number()
    move, rows, fields = stage.invoice("7500.00", tax="", name=name)
    assert stage.made("account.move", fields, *rows) == [move]
    assert stage.totals(move)["amount_total"] == 7500.0
    stage.post(move)
    held = stage.totals(move)
    assert (held["name"], held["state"], held["date"]) == (name, "posted", DAY.isoformat())
    assert refused(lambda: stage.post(move)).kind == Kind.DATA
    double, _rows, _fields = stage.invoice("1.00", tax="", name=name)
    other, _rows, _fields = stage.invoice("1.00", tax="")
    assert refused(lambda: stage.post(other, double)).kind == Kind.DATA
    assert stage.totals(other)["state"] == "draft"
    assert refused(lambda: stage.client.call("account.move", "unlink", [move])).kind == Kind.DATA


def a_posted_invoice_is_open_to_changes_on_17_only(stage: Stage) -> None:
    move, _rows, _fields = stage.invoice("100.00", tax="")
    stage.post(move)
    extra = {"invoice_line_ids": [[0, 0, {"name": "Extra", "price_unit": 1.0, "tax_ids": [[5]]}]]}

    def change() -> None:
        stage.client.call("account.move", "write", [move], vals=extra)

    if stage.client.version[0] == 17:
        change()
        assert stage.totals(move)["amount_total"] == 101.0
    else:
        assert refused(change).kind == Kind.DATA
        assert stage.totals(move)["amount_total"] == 100.0


def a_credit_note_reconciles_by_itself(stage: Stage) -> None:
    name = stage.number()
    partner = stage.company()
    invoice, rows, _fields = stage.invoice("100.00", name=name, **{"partner_id/id": partner})
    stage.post(invoice)
    more = {"move_type": "out_refund", "partner_id/id": partner, "reversed_entry_id/id": rows[0][0]}
    refund, _rows, _fields = stage.invoice("100.00", **more)
    stage.post(refund)
    assert [stage.totals(move)["payment_state"] for move in (invoice, refund)] == [
        "reversed",
        "paid",
    ]
    assert stage.totals(invoice)["amount_residual"] == 0


def a_payment_moves_state_rest_and_write_date(stage: Stage) -> None:
    move, _rows, _fields = stage.invoice("100.00", tax="")
    stage.post(move)
    before = stage.row("account.move", move, "write_date")["write_date"]
    context = {"active_model": "account.move", "active_ids": [move]}
    values = {"payment_date": (DAY + timedelta(days=9)).isoformat(), "amount": 40.0}
    made = stage.client.call(
        "account.payment.register", "create", vals_list=[values], context=context
    )
    stage.client.call("account.payment.register", "action_create_payments", made, context=context)
    held = stage.totals(move)
    assert (held["payment_state"], held["amount_residual"]) == ("partial", 60.0)
    changed = stage.client.read(
        "account.move", [["write_date", ">=", before], ["id", "=", move]], ["name"]
    )
    assert len(changed) == 1


def our_file_is_the_file_of_the_invoice(stage: Stage) -> None:
    move, _rows, _fields = stage.invoice("1.00", tax="")
    data = b"%PDF-1.7 proef"
    file = {
        "name": "proef.pdf",
        "res_model": "account.move",
        "res_id": move,
        "res_field": "invoice_pdf_report_file",
        "datas": base64.b64encode(data).decode(),
    }
    stage.client.call("ir.attachment", "create", vals_list=[file])
    mine = [["res_model", "=", "account.move"], ["res_id", "=", move]]
    assert stage.client.read("ir.attachment", mine, ["name"]) == []
    held = stage.client.read(
        "ir.attachment", [*mine, ["res_field", "=", file["res_field"]]], ["checksum"]
    )
    assert [row["checksum"] for row in held] == [hashlib.sha1(data).hexdigest()]  # noqa: S324 as Odoo does


ALL = [
    names_of_fields_are_those_that_the_fake_has,
    problems_have_their_kinds,
    one_key_is_one_record,
    a_bad_row_keeps_nothing_of_its_batch,
    what_is_there_already_is_found_and_written_by_its_id,
    archived_is_updated_and_stays_archived,
    an_order_keeps_state_date_and_lines,
    an_event_mails_nobody_and_keeps_its_time,
    totals_follow_the_rounding_of_the_company,
    a_tax_amount_of_ours_stays,
    a_draft_is_loaded_again_and_posted_once,
    a_posted_invoice_is_open_to_changes_on_17_only,
    a_credit_note_reconciles_by_itself,
    a_payment_moves_state_rest_and_write_date,
    our_file_is_the_file_of_the_invoice,
]
