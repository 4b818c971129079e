"""Protocols, load and trouble are as measured: each test names what was seen."""

from __future__ import annotations

import http.client

import pytest

from . import start_fake
from .builders import company, key, make_invoice
from .caller import Caller, Problem

# --- connection (facts §2) ----------------------------------------------------------------------


def test_who_is_there_and_who_may_come_in(fake, rpc):
    assert rpc.service("common", "version")["server_version_info"][0] == fake.version
    assert rpc.service("common", "login", fake.database, "sync", fake.key) == 7
    assert rpc.service("common", "authenticate", fake.database, "sync", "wrong", {}) is False
    status, _body = rpc.request("GET", "/web/version")
    assert status == (200 if fake.version == 19 else 404)
    with pytest.raises(Problem, match=r"psycopg2.OperationalError.*does not exist"):
        rpc.service("common", "login", "elsewhere", "sync", fake.key)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (["res.partner", "write", [[999999], {"name": "x"}], {}], "odoo.exceptions.MissingError"),
        (["res.partner", "write", [[1], {"nothing": 1}], {}], "builtins.ValueError"),
        (["res.partner", "write", [[1], {"type": "wrong"}], {}], "builtins.ValueError"),
        (["res.partner", "create", [{"name": "a\0b"}], {}], "builtins.ValueError"),
        (["res.partner", "create", [], {"vals_list": [{}]}], "builtins.IndexError"),
        (["res.partner", "search", [[]], {"nothing": 1}], "builtins.TypeError"),
        (["no.such.model", "search", [[]], {}], "odoo.exceptions.UserError"),
        (["res.partner", "no_such_method", [], {}], "builtins.AttributeError"),
        (["res.partner", "_write", [], {}], "odoo.exceptions.AccessError"),
        (["ir.model.data", "search", [[]], {}], "odoo.exceptions.AccessError"),
        (["account.journal", "create", [{"name": "x"}], {}], "odoo.exceptions.AccessError"),
    ],
)
def test_errors_of_jsonrpc_carry_the_name_of_the_exception(fake, rpc, call, name):
    with pytest.raises(Problem) as refused:
        rpc.service("object", "execute_kw", fake.database, 7, fake.key, *call)
    assert (refused.value.status, refused.value.name) == (200, name)


@pytest.mark.parametrize(
    ("model", "method", "body", "status"),
    [
        ("res.partner", "write", {"ids": [999999], "vals": {"name": "x"}}, 404),
        ("res.partner", "write", {"ids": [1], "vals": {"nothing": 1}}, 500),
        ("res.partner", "search", {"domain": [], "nothing": 1}, 422),
        ("res.partner", "load", {"ids": [1], "fields": ["name"], "data": []}, 422),
        (
            "event.event",
            "create",
            {"vals_list": [{"name": "x", "date_begin": "2026-01-02", "date_end": "2026-01-01"}]},
            422,
        ),
        ("no.such.model", "search", {"domain": []}, 404),
        ("res.partner", "no_such_method", {}, 404),
        ("res.partner", "_write", {}, 403),
        ("ir.model.data", "search", {"domain": []}, 403),
    ],
)
def test_errors_of_json2_carry_a_status(json2, model, method, body, status):
    with pytest.raises(Problem) as refused:
        json2._by_name(model, method, body)
    assert refused.value.status == status
    assert refused.value.name


def test_json2_wants_a_key_and_jsonrpc_takes_a_password(nineteen, json2):
    assert json2.call("res.users", "context_get")["tz"] == "Europe/Amsterdam"
    json2.key = nineteen.password
    with pytest.raises(Problem) as refused:
        json2.call("res.users", "context_get")
    assert refused.value.status == 401
    assert json2.service("common", "login", nineteen.database, "sync", nineteen.password) == 7
    json2.database, json2.key = "elsewhere", nineteen.key
    with pytest.raises(Problem, match="404"):
        json2.call("res.users", "context_get")


def test_a_missing_record_is_left_out_of_a_read(rpc):
    assert rpc.call("res.partner", "read", [1, 999999], fields=["name"]) == [
        {"id": 1, "name": "Universiteit (proef)"}
    ]


def test_a_method_that_returns_nothing(nineteen, json2):
    move = make_invoice(json2, 10)
    assert json2.call("account.move", "button_draft", [move]) is None
    assert json2.call("account.move", "action_post", [move]) is False
    with Caller(nineteen.url, nineteen.database, nineteen.key, uid=7) as classic:
        assert classic.call("account.move", "button_draft", [move]) is None


def test_fields_differ_per_version(fake, rpc):
    def fields(model):
        return rpc.call(model, "fields_get", attributes=["type"]).keys()

    new = fake.version == 19
    assert ("tax_ids" in fields("sale.order.line"), "tax_id" in fields("sale.order.line")) == (
        new,
        not new,
    )
    assert ("mobile" in fields("res.partner")) is not new
    assert ("invoice_edi_format" in fields("res.partner")) is (fake.version > 17)
    assert ("detailed_type" in fields("product.product")) is (fake.version == 17)


# --- load (facts §4) ----------------------------------------------------------------------------


def test_load_twice_is_one_record_and_the_id_comes_back(rpc):
    xid = key()
    first = rpc.load("res.partner", "id name", [xid, "Een"])
    again = rpc.load("res.partner", "id name", [xid, "Twee"], [xid, "Drie"])
    assert again["ids"] == first["ids"] * 2
    assert rpc.call("res.partner", "read", first["ids"], fields=["name"])[0]["name"] == "Drie"
    assert rpc.call("res.partner", "get_external_id", first["ids"]) == {str(first["ids"][0]): xid}
    found = rpc.call(
        "ir.model.data", "check_object_reference", module="lllo", xml_id=xid.split(".")[1]
    )
    assert found == ["res.partner", first["ids"][0]]


def test_a_bad_row_keeps_nothing_and_blames_too_much(fake, rpc):
    one, two = key(), key()
    answer = rpc.load(
        "res.partner", "id name country_id/id", [one, "Een", "base.nl"], [two, "Twee", "base.xx"]
    )
    (message,) = answer["messages"]
    assert (answer["ids"], message["rows"]) == (False, {"from": 1, "to": 1})
    assert "No matching record found for external id 'base.xx'" in message["message"]
    rows = [
        [key(), "Een", "base.nl", ""],
        [key(), "Twee", "base.nl", "NLfout"],
        [key(), "Drie", "base.nl", ""],
    ]
    answer = rpc.load("res.partner", "id name country_id/id vat", *rows)
    blamed = [message["rows"]["from"] for message in answer["messages"]]
    assert blamed == ([] if fake.version == 17 else [0, 1])  # 17 takes any number
    if blamed:
        assert not any(rows[0][0] in row["xids"] for row in fake.records("res.partner"))


def test_values_of_load(rpc):
    xid = key()
    rpc.load("res.partner", "id name is_company ref", [xid, "X", "1", "K1"])
    (made,) = rpc.load("res.partner", "id name ref", [xid, "X", ""])["ids"]
    row = rpc.call("res.partner", "read", [made], fields=["is_company", "ref"])[0]
    assert (row["is_company"], row["ref"]) == (True, False)  # left out stays, empty clears
    with pytest.raises(Problem, match="'bool' object has no attribute 'lower'"):
        rpc.load("res.partner", "id is_company", [xid, True])


def test_archived_is_updated_and_stays_archived_deleted_comes_anew(fake, rpc):
    xid = company(rpc)
    (made,) = rpc.load("res.partner", "id name", [xid, "Nieuw"])["ids"]
    fake.do("archive", model="res.partner", record=xid)
    assert rpc.load("res.partner", "id name", [xid, "Nieuwer"])["ids"] == [made]
    assert rpc.find("res.partner", [["id", "=", made]], "name") == []
    hidden = rpc.find(
        "res.partner", [["id", "=", made]], "name active", context={"active_test": False}
    )
    assert hidden == [{"id": made, "name": "Nieuwer", "active": False}]
    fake.unlink("res.partner", xid)
    assert rpc.load("res.partner", "id name", [xid, "Terug"])["ids"] > [made]


def test_merged_partners_give_one_id_for_two_keys(fake, rpc):
    one, two = company(rpc), company(rpc)
    fake.merge_partners(two, into=one)
    ids = rpc.load("res.partner", "id ref", [one, "1"], [two, "2"])["ids"]
    assert ids[0] == ids[1]


def test_times_are_read_in_the_zone_of_the_user_unless_told(rpc):
    fields, times = "id name date_begin date_end", ["2026-01-20 09:00:00", "2026-01-20 10:00:00"]
    (utc,) = rpc.load("event.event", fields, [key(), "A", *times])["ids"]
    (own,) = rpc.load("event.event", fields, [key(), "B", *times], tz="")["ids"]
    begin = [
        row["date_begin"]
        for row in rpc.call("event.event", "read", [utc, own], fields=["date_begin"])
    ]
    assert begin == ["2026-01-20 09:00:00", "2026-01-20 08:00:00"]


def test_lines_without_their_own_ids_are_added_again(rpc):
    partner, order = company(rpc), key("contract")
    fields = "id partner_id/id order_line/name order_line/price_unit"
    for _ in range(2):
        (made,) = rpc.load("sale.order", fields, [order, partner, "Basis", "7500"])["ids"]
    assert (
        rpc.call("sale.order", "read", [made], fields=["amount_total"])[0]["amount_total"] == 15000
    )


# --- trouble --------------------------------------------------------------------------------------


def test_a_lost_answer_was_carried_out(fake, rpc):
    xid = key()
    fake.lose_next("*.load")
    with pytest.raises((http.client.HTTPException, OSError)):
        rpc.load("res.partner", "id name", [xid, "Wel gelukt"])
    assert fake.by_xid("res.partner", xid)["name"] == "Wel gelukt"
    assert rpc.load("res.partner", "id name", [xid, "Nogmaals"])["ids"]


def test_the_share_of_lost_answers_is_the_same_every_time(fake, rpc):
    def lost():
        fake.lose(0.3, seed=4)
        missing = []
        for number in range(20):
            try:
                rpc.call("res.partner", "search_count", domain=[])
            except (http.client.HTTPException, OSError):
                missing.append(number)
        return missing

    first = lost()
    assert 2 <= len(first) <= 12
    assert lost() == first


def test_gateway_conflict_and_key(fake, rpc):
    fake.fail_next(502)
    with pytest.raises(Problem) as refused:
        rpc.call("res.partner", "search_count", domain=[])
    assert refused.value.status == 502
    fake.conflict_next(2)
    answer = rpc.load("res.partner", "id name", [key(), "X"])
    assert answer["messages"][0]["message"].startswith(
        "could not serialize access due to concurrent update"
    )
    with pytest.raises(Problem, match="could not serialize"):
        rpc.call("res.partner", "create", vals_list=[{"name": "X"}])
    fake.trouble(expire_key=True)
    with pytest.raises(Problem, match="AccessDenied"):
        rpc.call("res.partner", "search_count", domain=[])
    fake.calm()
    assert rpc.call("res.partner", "search_count", domain=[]) > 0


def test_rights_taken_away_and_given(fake, rpc):
    fake.do("deny", model="account.move", operations="create")
    operation = {"operation": "create", "raise_exception": False}
    assert rpc.call("account.move", "check_access_rights", **operation) is False
    fake.do("allow", model="account.move", operations="create")
    assert rpc.call("account.move", "check_access_rights", **operation) is True


@pytest.mark.parametrize("committed", [True, False])
def test_a_death_in_the_middle_keeps_what_was_committed(tmp_path, committed):
    with (
        start_fake(19, tmp_path) as fake,
        Caller(fake.url, fake.database, fake.key, json2=True) as rpc,
    ):
        first, second = key(), key()
        assert rpc.load("res.partner", "id name", [first, "Eerste"])["ids"]
        fake.die_on("res.partner.load", committed=committed)
        with pytest.raises((http.client.HTTPException, OSError)):
            rpc.load("res.partner", "id name", [second, "Tweede"])
        fake.wait()
        fake.start()
        held = [xid for row in fake.records("res.partner") for xid in row["xids"]]
        assert (first in held, second in held) == (True, committed)
        assert fake.calls()["total"] == 0


def test_calls_and_connections_are_counted(fake, rpc):
    fake.calls(reset=True)
    for _ in range(3):
        rpc.load("res.partner", "id name", [key(), "X"], [key(), "Y"])
    counts = fake.calls(log=1)
    assert counts["calls"] == {"res.partner.load": 3}
    assert counts["log"] == [{"call": "res.partner.load", "rows": 2, "status": 200}]
