"""Partners, orders, events and invoices behave as each version was measured to."""

from __future__ import annotations

import base64
import hashlib

import pytest

from .builders import INVOICE, NUMBER, company, invoice_rows, key, make_invoice, totals
from .caller import Problem

# --- partners, orders, events (facts §6) ---------------------------------------------------------


def test_vat_of_a_contact(fake, rpc):
    owner = company(rpc, vat="NL123456782B90")
    contact = key("person")
    rpc.load("res.partner", "id name parent_id/id vat", [contact, "P", owner, "NL987654321B01"])
    held = [fake.by_xid("res.partner", xid)["vat"] for xid in (owner, contact)]
    kept = (
        "NL123456782B90" if fake.version < 19 else "NL987654321B01"
    )  # 19 writes it on the company
    assert held == [kept, "NL987654321B01"]


def test_the_country_sets_the_scheme_and_not_the_endpoint(fake, rpc):
    row = fake.by_xid("res.partner", company(rpc, company_registry="12345678"))
    assert (row["peppol_eas"], row["peppol_endpoint"]) == ("0106", False)


def test_a_confirmed_order_keeps_its_date_when_it_was_made_so(fake, rpc):
    tax = "tax_ids" if fake.version == 19 else "tax_id"
    fields = f"id partner_id/id name state date_order order_line/id order_line/name order_line/price_unit order_line/{tax}/id"
    xid = key("contract")
    row = [
        xid,
        company(rpc),
        "LLO-1",
        "sale",
        "2026-01-15 11:00:00",
        f"{xid}_1",
        "Basis",
        "7500",
        "",
    ]
    (made,) = rpc.load("sale.order", fields, row)["ids"]
    held = rpc.call(
        "sale.order", "read", [made], fields=["name", "state", "date_order", "amount_total"]
    )[0]
    assert held == {
        "id": made,
        "name": "LLO-1",
        "state": "sale",
        "date_order": "2026-01-15 11:00:00",
        "amount_total": 7500,
    }
    with pytest.raises(Problem, match="not in a state requiring confirmation"):
        rpc.call("sale.order", "action_confirm", [made])
    rpc.call("sale.order", "action_cancel", [made])
    state = rpc.call("sale.order", "read", [made], fields=["state"])[0]["state"]
    assert state == ("cancel" if fake.version == 19 else "sale")  # 17 and 18 answer with a wizard
    rpc.call("sale.order", "action_cancel", [made], context={"disable_cancel_warning": True})
    assert rpc.call("sale.order", "read", [made], fields=["state"])[0]["state"] == "cancel"


def test_events_mail_unless_they_are_told_not_to(fake, rpc):
    fields, times = "id name date_begin date_end", ["2026-01-20 09:00:00", "2026-01-20 10:00:00"]
    quiet, loud = key("event"), key("event")
    rpc.load("event.event", fields, [quiet, "Stil", *times], default_event_mail_ids=[])
    rpc.load("event.event", fields, [loud, "Luid", *times])
    assert [len(fake.by_xid("event.event", xid)["event_mail_ids"]) for xid in (quiet, loud)] == [
        0,
        3,
    ]
    seat = "id event_id/id name email"
    before = fake.outgoing_mails()
    assert rpc.load("event.registration", seat, [key(), quiet, "P", "p@example.org"])["ids"]
    assert fake.outgoing_mails() == before
    answer = rpc.load("event.registration", seat, [key(), loud, "P", "p@example.org"])
    assert bool(answer["ids"]) is (fake.version != 17)  # 17 refuses without wkhtmltopdf
    assert fake.outgoing_mails() - before == (1 if fake.version == 19 else 0)


def test_seats_and_stages(fake, rpc):
    fields = "id name date_begin date_end seats_limited seats_max"
    event = key("event")
    rpc.load(
        "event.event",
        fields,
        [event, "Vol", "2026-01-20 09:00:00", "2026-01-20 10:00:00", "1", "1"],
        default_event_mail_ids=[],
    )
    rows = [[key(), event, "P"], [key(), event, "P"]]
    assert rpc.load("event.registration", "id event_id/id name", rows[0])["ids"]
    assert (
        "not enough seats"
        in rpc.load("event.registration", "id event_id/id name", rows[1])["messages"][-1]["message"]
    )
    stages = {row["name"] for row in rpc.find("event.stage", [], "name")}
    assert ("Cancelled" in stages) is (fake.version < 19)
    states = rpc.call("event.event", "fields_get", attributes=["selection"])["kanban_state"][
        "selection"
    ]
    assert ("cancel" in dict(states)) is (fake.version == 19)


# --- invoices (facts §6) ------------------------------------------------------------------------


def test_rounding_is_per_line_or_globally(fake, rpc):
    held = totals(rpc, make_invoice(rpc, *["14.17"] * 7, post=False))
    tax, total = (20.83, 120.02) if fake.version == 19 else (20.86, 120.05)
    assert (held["amount_untaxed"], held["amount_tax"], held["amount_total"]) == (99.19, tax, total)


def test_price_digits(fake, rpc):
    held = totals(rpc, make_invoice(rpc, *["33.3333"] * 3, post=False, tax=""))
    assert held["amount_untaxed"] == (100.0 if fake.version == 19 else 99.99)


def test_a_tax_line_set_by_hand_stays_through_load_and_posting(rpc):
    journal = rpc.find("account.journal", [["code", "=", "LLO"]], "code")[0]["id"]
    rows = invoice_rows(company(rpc), journal, *["14.17"] * 7)
    (move,) = rpc.load("account.move", INVOICE, *rows)["ids"]
    lines = rpc.find(
        "account.move.line",
        [["move_id", "=", move], ["tax_line_id", "!=", False]],
        "amount_currency",
    )
    rpc.call(
        "account.move",
        "write",
        [move],
        vals={"line_ids": [[1, lines[0]["id"], {"amount_currency": -20.5}]]},
    )
    assert rpc.load("account.move", INVOICE, *rows)["ids"] == [move]
    rpc.call("account.move", "action_post", [move])
    assert totals(rpc, move)["amount_total"] == 119.69


def test_posting_is_all_or_nothing_and_once(rpc):
    name = f"LLO-2026-{next(NUMBER):05d}"
    make_invoice(rpc, 10, name=name)
    fresh, double = make_invoice(rpc, 10, post=False), make_invoice(rpc, 10, name=name, post=False)
    with pytest.raises(Problem, match="Another entry with the same name already exists"):
        rpc.call("account.move", "action_post", [fresh, double])
    assert totals(rpc, fresh)["state"] == "draft"
    rpc.call("account.move", "action_post", [fresh])
    with pytest.raises(Problem, match="must be in draft"):
        rpc.call("account.move", "action_post", [fresh])


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"prices": ["-10"]}, "negative total"),
        (
            {"prices": ["10"], "day": "2027-01-01", "name": "LLO-2026-99998"},
            "isn't aligned with the existing sequence",
        ),
    ],
)
def test_what_cannot_be_posted(rpc, more, text):
    prices = more["prices"]
    move = make_invoice(
        rpc,
        *prices,
        post=False,
        **{name: value for name, value in more.items() if name != "prices"},
    )
    with pytest.raises(Problem, match=text):
        rpc.call("account.move", "action_post", [move])


def test_a_number_that_only_looks_like_a_year_passes(rpc):
    make_invoice(rpc, 10, name=f"2026361476{next(NUMBER)}", day="2027-01-01")


def test_a_posted_invoice_is_protected_but_on_17(fake, rpc):
    move = make_invoice(rpc, 100)
    line = {"invoice_line_ids": [[0, 0, {"name": "Extra", "price_unit": 1.0, "tax_ids": [[5]]}]]}
    if fake.version == 17:
        rpc.call("account.move", "write", [move], vals=line)
        assert totals(rpc, move)["amount_total"] == 122
    else:
        with pytest.raises(Problem, match="posted"):
            rpc.call("account.move", "write", [move], vals=line)
    rpc.call("account.move", "write", [move], vals={"ref": "mag"})
    with pytest.raises(Problem, match="posted"):
        rpc.call("account.move", "unlink", [move])


def test_a_lock_date_moves_the_accounting_date_in_silence(rpc, fake):
    fake.do("lock", date="2026-01-31")
    fake.do("setting", now="2026-04-02 08:00:00")
    try:
        held = totals(rpc, make_invoice(rpc, 10, day="2026-01-15"))
        assert (held["invoice_date"], held["date"]) == ("2026-01-15", "2026-04-02")
    finally:
        fake.do("lock", date="2000-01-01")
        fake.do("setting", now=None)


def test_a_person_without_a_number_takes_our_next_one(fake, rpc):
    make_invoice(rpc, 10, name="LLO-2026-70001")
    made = fake.do("invoice", journal="LLO", partner=company(rpc), amount=5)
    assert made["name"] == "LLO-2026-70002"


def test_payments_partial_full_and_more_than_due(fake, rpc):
    move = make_invoice(rpc, 100, tax="")
    fake.do("setting", now="2030-01-01 10:00:00")
    fake.pay(move, 40)
    held = totals(rpc, move)
    assert (held["payment_state"], held["amount_residual"]) == ("partial", 60)
    assert (
        rpc.find("account.move", [["write_date", ">=", "2030-01-01 10:00:00"]], "name")[0]["id"]
        == move
    )
    context = {"active_model": "account.move", "active_ids": [move]}
    made = rpc.call(
        "account.payment.register",
        "create",
        vals_list=[{"payment_date": "2026-03-09", "amount": 70}],
        context=context,
    )
    rpc.call("account.payment.register", "action_create_payments", made, context=context)
    assert totals(rpc, move)["payment_state"] == "paid"
    with pytest.raises(Problem, match="nothing left to pay"):
        rpc.call(
            "account.payment.register",
            "create",
            vals_list=[{"payment_date": "2026-03-09"}],
            context=context,
        )
    fake.do("unpay", move=move)
    assert totals(rpc, move)["amount_residual"] == 60
    fake.do("setting", now=None)


def test_a_credit_note_reconciles_by_itself(rpc):
    invoice = make_invoice(rpc, 100)
    xid = rpc.call("account.move", "get_external_id", [invoice])[str(invoice)]
    journal = rpc.find("account.journal", [["code", "=", "LLO"]], "code")[0]["id"]
    fields, (row,) = (
        f"{INVOICE} reversed_entry_id/id",
        invoice_rows(company(rpc), journal, 100, kind="out_refund"),
    )
    (refund,) = rpc.load("account.move", fields, [*row, xid])["ids"]
    rpc.call("account.move", "action_post", [refund])
    assert [totals(rpc, move)["payment_state"] for move in (invoice, refund)] == [
        "reversed",
        "paid",
    ]
    rpc.call("account.move", "button_draft", [refund])
    assert totals(rpc, invoice)["payment_state"] == "not_paid"


def test_analytic_lines_are_made_at_posting_whatever_the_id(fake, rpc):
    plan = rpc.find("account.analytic.plan", [], "name")[0]["id"]
    (line,) = rpc.load(
        "account.analytic.account", "id name plan_id/.id", [key(), "Verticaal", str(plan)]
    )["ids"]
    journal = rpc.find("account.journal", [["code", "=", "LLO"]], "code")[0]["id"]
    (row,) = invoice_rows(company(rpc), journal, 100)
    fields = f"{INVOICE} invoice_line_ids/analytic_distribution"
    (move,) = rpc.load("account.move", fields, [*row, f'{{"{line}": 60, "999999": 40}}'])["ids"]
    rpc.call("account.move", "action_post", [move])
    made = fake.records("account.analytic.line")[-2:]
    assert [row["amount"] for row in made] == [60, 40]


def test_our_pdf_becomes_the_pdf_of_the_invoice(rpc):
    move, data = make_invoice(rpc, 10), b"%PDF-1.7 proef"
    file = {
        "name": "LLO.pdf",
        "res_model": "account.move",
        "res_id": move,
        "res_field": "invoice_pdf_report_file",
    }
    rpc.call(
        "ir.attachment", "create", vals_list=[file | {"datas": base64.b64encode(data).decode()}]
    )
    assert rpc.find("ir.attachment", [["res_id", "=", move]], "name") == []
    found = rpc.find(
        "ir.attachment", [["res_id", "=", move], ["res_field", "!=", False]], "checksum name"
    )
    assert found[0]["checksum"] == hashlib.sha1(data).hexdigest()  # noqa: S324 as Odoo does
    assert (
        rpc.call("account.move", "read", [move], fields=["invoice_pdf_report_id"])[0][
            "invoice_pdf_report_id"
        ][1]
        == "LLO.pdf"
    )
