"""Organisations and invoices in a fake, as a client would load them."""

from __future__ import annotations

import itertools

NUMBER = itertools.count(1)
INVOICE = (
    "id move_type partner_id/id journal_id/.id name invoice_date invoice_line_ids/id invoice_line_ids/name "
    "invoice_line_ids/quantity invoice_line_ids/price_unit invoice_line_ids/tax_ids/id"
)
TOTALS = "name state amount_untaxed amount_tax amount_total amount_residual payment_state date invoice_date"


def key(kind="x"):
    return f"lllo.{kind}_{next(NUMBER)}"


def company(rpc, **more):
    xid = key("organisation")
    fields = {
        "id": xid,
        "name": f"Gemeente {xid}",
        "is_company": "1",
        "country_id/id": "base.nl",
        **more,
    }
    assert rpc.load("res.partner", " ".join(fields), list(fields.values()))["ids"]
    return xid


def invoice_rows(
    partner,
    journal,
    *prices,
    name="",
    tax="account.1_btw_21_d",
    day="2026-03-01",
    kind="out_invoice",
):
    xid = key("invoice")
    head = [xid, kind, partner, str(journal), name or f"LLO-2026-{next(NUMBER):05d}", day]
    return [
        [
            *(head if at == 0 else [""] * len(head)),
            f"{xid}_{at}",
            f"Regel {at}",
            "1",
            str(price),
            tax,
        ]
        for at, price in enumerate(prices)
    ]


def make_invoice(rpc, *prices, post=True, **more):
    journal = rpc.find("account.journal", [["code", "=", "LLO"]], "code")[0]["id"]
    answer = rpc.load(
        "account.move", INVOICE, *invoice_rows(company(rpc), journal, *prices, **more)
    )
    assert answer["messages"] == []
    (made,) = answer["ids"]
    if post:
        assert rpc.call("account.move", "action_post", [made]) is False
    return made


def totals(rpc, move):
    return rpc.call("account.move", "read", [move], fields=TOTALS.split())[0]
