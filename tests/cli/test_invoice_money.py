"""``lllo invoices``: what is sent, reminded of, paid and credited, and a run looked at before."""

from __future__ import annotations

import json

import pytest

from lllo.contracts.models import Contract
from lllo.invoices.models import Delivery, Invoice, Reminder
from lllo.outbox import worker
from tests.cli.test_invoices import call, demo, fixed_clock, office_folder
from tests.invoices.builders import issue, sent, sign
from tests.invoices.statements import entry, statement
from tests.world import make_organisation

__all__ = ["demo", "fixed_clock", "office_folder"]
pytestmark = pytest.mark.django_db


def test_show_prints_vat_and_payments(edition, demo):
    invoice = issue(edition)
    call("pay", "F2026-0001", "--amount", "945", "--on", "2026-03-20", "--reference", "Bank 7")
    text = call("show", "F2026-0001")
    for part in ("21,00", "Bank 7", "945,00"):
        assert part in text
    document = json.loads(call("show", "F2026-0001", "--format", "json"))
    assert document["xml_sha256"] == invoice.xml.sha256
    assert document["payments"][0]["source"] == "hand"


def test_preview_says_who_is_blocked_and_what_changed(edition, demo):
    sign(edition)
    sign(edition, "basis", make_organisation("Zonder (demo)", order_number_rule="always"))
    arguments = ["preview", "--year", "2026", "--on", "2026-03-02"]
    document = json.loads(call(*arguments, "--format", "json"))
    assert (document["ready"], document["blocked"], document["payable_amount"]) == (
        1,
        1,
        "12945.00",
    )
    assert document["rows"][1]["obstacles"][0]["code"] == "order_number_missing"
    Contract.objects.filter(organisation__name="Zonder (demo)").update(
        state="ended", ended_on="2026-03-01", end_reason="x"
    )
    text = call(*arguments)
    assert "12.945,00" in text
    assert "LLO-2026-002/1/1" in text
    assert not Invoice.objects.exists()


def test_credit_by_line(edition, demo):
    issue(edition)
    arguments = ["credit", "F2026-0001", "--reason", "x", "--on", "2026-03-05"]
    call(*arguments, "--line", "twee", code=2)
    call(*arguments, "--line", "2=1.000,00", "--line", "1")
    document = json.loads(call("show", "C2026-0001", "--format", "json"))
    assert [line["net_amount"] for line in document["lines"]] == ["7500.00", "1000.00"]


def test_sending_from_preview_to_receipt(edition, demo, settings, tmp_path):
    settings.LLLO_PEPPOL_OUTBOX = str(tmp_path)
    issue(edition, organisation=make_organisation(invoice_channel="both"))
    assert "Factuur F2026-0001" in call("send", "F2026-0001", "--preview")
    letter = json.loads(call("send", "F2026-0001", "--preview", "--format", "json"))
    assert letter[0]["to"] == "facturen@example.org"
    assert len(json.loads(call("send", "F2026-0001", "--format", "json"))) == 2
    call("send", "F2026-0001", "--again", "mail", code=1)
    worker.run(once=True)
    rows = json.loads(call("deliveries", "--number", "F2026-0001", "--format", "json"))
    assert {row["state"] for row in rows} == {"sent"}
    (tmp_path / "receipts").mkdir()
    (tmp_path / "receipts/F2026-0001-peppol-1.json").write_text("?")
    assert "F2026-0001-peppol-1.json" in call("receipts")
    assert json.loads(call("deliveries", "--stuck", "--format", "json")) == []
    call("settle", "F2026-0001", "--lost", code=1)
    Delivery.objects.filter(channel="mail").update(state="unknown")
    call("settle", "F2026-0001", "--arrived")
    assert json.loads(call("send", "F2026-0001", "--again", "mail", "--format", "json"))


def test_reminders_are_proposed_held_back_and_sent(edition, demo):
    invoice = issue(edition)
    arguments = ["remind", "--on", "2026-04-10"]
    (row,) = json.loads(call(*arguments, "--format", "json"))
    assert (row["code"], bool(row["reason"])) == ("invoice_not_sent", True)
    sent(invoice)
    assert "Herinnering" in call(*arguments, "--dry-run")
    assert not Reminder.objects.exists()
    call("hold", "F2026-0001", "--reason", "Geschil")
    assert "Geschil" in call(*arguments)
    call("release", "F2026-0001")
    call("hold", "F2026-0001", "--reason", "Vakantie", "--until", "2026-05-01")
    assert not Reminder.objects.exists()
    call("release", "F2026-0001")
    (row,) = json.loads(call(*arguments, "--format", "json"))
    assert (row["level"], row["open_amount"], row["reason"]) == (1, "12945.00", "")
    assert Reminder.objects.count() == 1
    assert call(*arguments).strip()


def test_bank_statement_is_read_assigned_and_dismissed(edition, demo, tmp_path):
    issue(edition)
    file = tmp_path / "maart.xml"
    file.write_bytes(
        statement(
            entry("12000.00", "F2026-0001"),
            entry("945.00", "?", reference="B2"),
            entry("1.00", "rente", reference="B3"),
        )
    )
    call("bank", "read", file)
    call("bank", "read", file)
    first, second = json.loads(call("bank", "list", "--format", "json"))
    call("bank", "assign", first["id"], "F2026-0001")
    call("bank", "dismiss", second["id"], "--reason", "Rente")
    call("bank", "dismiss", "zz", "--reason", "Rente", code=1)
    assert json.loads(call("bank", "list", "--format", "json")) == []
    assert len(json.loads(call("bank", "list", "--state", "matched", "--format", "json"))) == 2
    assert json.loads(call("list", "--format", "json"))[0]["status"] == "paid"


def test_ageing_and_ledger(edition, demo, tmp_path):
    issue(edition)
    (row,) = json.loads(call("ageing", "--on", "2026-05-15", "--format", "json"))
    assert (row["days_60"], row["total"]) == ("12945.00", "12945.00")
    out = tmp_path / "grootboek.xlsx"
    assert "2" in call("ledger", "--year", "2026", "--out", out)
    assert out.read_bytes().startswith(b"PK")
    (tmp_path / ".vol.xlsx.part").symlink_to("/dev/full")  # a disk that is full
    full = tmp_path / "vol.xlsx"
    assert str(full) in call("ledger", "--out", full, code=1)
    assert not full.exists()


def test_same_payment_twice_is_asked_about(edition, demo):
    issue(edition)
    arguments = ["pay", "F2026-0001", "--amount", "10000", "--on", "2026-03-20"]
    call(*arguments)
    call(*arguments, code=1)
    assert "7.055,00" in call(*arguments, "--anyway")
