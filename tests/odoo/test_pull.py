"""Payments that were registered in Odoo come back, each once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from lllo import clock
from lllo.invoices.actions import credit_invoice, record_payment
from lllo.invoices.models import Invoice, Payment
from lllo.invoices.queries import open_amount
from lllo.odoo import mapping, pull_actions
from lllo.odoo.models import OdooRecord, OdooRun
from lllo.odoo.problems import Problem
from lllo.odoo.pull_actions import pull
from lllo.odoo.push import push
from tests.invoices.builders import ISSUE_DAY, NOW, OfficeFolder
from tests.odoo import world
from tests.world import make_edition, mark_demo


@pytest.fixture(scope="module")
def issued(django_db_setup, django_db_blocker, tmp_path_factory):
    """An issued invoice, made once for all tests; each undoes what it does to it."""
    folder = OfficeFolder(tmp_path_factory.mktemp("office"))
    world.decide(folder)
    with (
        pytest.MonkeyPatch.context() as patch,
        clock.at(NOW),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setenv("LLLO_OFFICE_DIR", str(folder.root))
        mark_demo()
        (made,) = world.make_invoices(make_edition(), world.make_people(1), credit=False)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def invoice(issued, odoo):
    """An invoice that is booked."""
    send(odoo)
    return Invoice.objects.get(pk=issued.pk)


def send(odoo) -> None:
    assert push(odoo, mapping.booking(), at=clock.now(), by=None).problems == []


def fetch(odoo) -> dict:
    return pull(odoo, mapping.booking(), at=clock.now(), by=None).counts


def amounts() -> list[Decimal]:
    return list(Payment.objects.order_by("pk").values_list("amount", flat=True))


@pytest.mark.parametrize("fake", [17, 18, 19], indirect=True)
def test_partial_then_the_rest_each_once(odoo, fake, invoice):
    assert fetch(odoo)["payments"] == 0

    fake.pay(invoice.number, 5000.0)
    assert fetch(odoo)["payments"] == 1
    assert fetch(odoo)["payments"] == 0
    assert open_amount(invoice) == invoice.payable_amount - 5000
    record = OdooRecord.objects.get(kind="invoice")
    assert record.payment_state == "partial"

    fake.pay(invoice.number)
    fetch(odoo), fetch(odoo)
    assert amounts() == [5000, invoice.payable_amount - 5000]
    assert open_amount(invoice) == 0


def test_a_payment_that_is_undone_is_taken_back_and_may_come_again(odoo, fake, invoice):
    fake.pay(invoice.number)
    fetch(odoo)
    fake.do("unpay", move=invoice.number)

    assert fetch(odoo)["reversed"] == 1
    assert open_amount(invoice) == invoice.payable_amount

    fake.pay(invoice.number)
    assert fetch(odoo)["payments"] == 1
    assert open_amount(invoice) == 0


def test_a_credit_note_of_ours_is_no_payment(odoo, fake, invoice):
    credit_invoice(invoice, on=ISSUE_DAY, reason="Fout", by=None)
    send(odoo)

    assert fetch(odoo)["payments"] == 0
    assert OdooRecord.objects.get(label=invoice.number).payment_state == "reversed"
    assert open_amount(invoice) == 0


def test_a_credit_in_part_and_the_rest_paid(odoo, fake, invoice):
    credit_invoice(invoice, lines={1: Decimal("1000.00")}, on=ISSUE_DAY, reason="Te veel", by=None)
    send(odoo)
    fake.pay(invoice.number)

    fetch(odoo)

    assert amounts() == [invoice.payable_amount - 1000]
    assert open_amount(invoice) == 0


def test_a_credit_note_by_hand_stops_for_a_person(odoo, fake, invoice):
    fake.credit(invoice.number)

    assert fetch(odoo)["payments"] == 0
    assert OdooRecord.objects.get(label=invoice.number).state == "stopped"


def test_what_the_bank_told_us_already_does_not_come_twice(odoo, fake, invoice):
    record_payment(invoice, amount=invoice.payable_amount, on=ISSUE_DAY, by=None)
    fake.pay(invoice.number)

    assert fetch(odoo)["payments"] == 0


def test_entries_of_others_are_passed_over_page_by_page(odoo, fake, invoice, monkeypatch):
    partner = invoice.organisation.name
    fake.do("invoice", journal="LLO", partner=partner, amount=5)

    monkeypatch.setattr(pull_actions, "PAGE", 1)
    assert fetch(odoo)["seen"] == 2
    assert Payment.objects.count() == 0


def test_a_day_that_was_moved_is_told(odoo, fake, invoice):
    fake.write("account.move", invoice.number, {"date": "2026-04-01"})

    fetch(odoo)

    assert "2026" in OdooRecord.objects.get(kind="invoice").result
    assert OdooRecord.objects.get(kind="invoice").booked_on.month == 4


def test_a_run_that_fails_says_why(odoo, fake):
    fake.trouble(expire_key=True)

    with pytest.raises(Problem):
        fetch(odoo)

    assert OdooRun.objects.get().result


def test_without_our_journal_it_says_so(odoo, office_folder):
    office_folder.replace("invoicing/odoo.toml", 'journal = "LLO"', 'journal = "NIET"')

    with pytest.raises(Problem):
        fetch(odoo)

    assert "NIET" in OdooRun.objects.get().result


def test_a_credit_of_ours_is_known_before_its_invoice_is_looked_at(odoo, fake, invoice):
    note = credit_invoice(
        invoice, lines={1: Decimal("1000.00")}, on=ISSUE_DAY, reason="Te veel", by=None
    )
    send(odoo)
    OdooRecord.objects.filter(label=note.number).update(booked_on=None)  # cut off after booking

    assert fetch(odoo)["payments"] == 0


def test_pages_do_not_lose_what_changes_between_them(odoo, fake, invoice, monkeypatch):
    partner = invoice.organisation.name
    others = [
        fake.do("invoice", journal="LLO", partner=partner, amount=amount)["id"]
        for amount in (5, 6, 7)
    ]
    fake.do("key_until", until="2100-01-01")
    fake.do("setting", now="2028-01-01 00:00:00")
    fake.pay(invoice.number)
    fake.do("setting", now="2029-01-01 00:00:00")
    fake.write("account.move", others[2], {"ref": "late"})
    fake.do("setting", now="2030-01-01 00:00:00")
    later = {"what": "write", "model": "account.move", "record": others[0]}
    fake.trouble(then_on="account.move.search_read", then=later | {"values": {"ref": "later"}})
    monkeypatch.setattr(pull_actions, "PAGE", 2)

    assert fetch(odoo) == {"seen": 4, "payments": 1, "reversed": 0}


def test_who_decided_about_a_foreign_credit_is_not_asked_again(odoo, fake, invoice):
    fake.credit(invoice.number)
    fetch(odoo)
    OdooRecord.objects.filter(label=invoice.number).update(state="left", said={})
    fetch(odoo)

    assert OdooRecord.objects.get(label=invoice.number).state == "left"
