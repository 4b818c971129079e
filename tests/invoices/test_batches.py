"""Work on many invoices, done by the worker: safe to repeat, each failure with its sentence."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest

from lllo import clock
from lllo.contracts.models import Contract
from lllo.errors import Refused
from lllo.invoices import validation
from lllo.invoices.actions import (
    hold_invoice,
    issue_invoice,
    record_payment,
    send_reminders,
)
from lllo.invoices.batch_actions import ask_check, ask_issue, ask_reminders, do_issue
from lllo.invoices.draft_actions import set_order_number
from lllo.invoices.models import Delivery, Invoice, Reminder
from lllo.invoices.order_actions import record_order_number
from lllo.invoices.reminders import proposals
from lllo.invoices.waiting_queries import (
    contracts_without_order_number,
    held_up,
    left_alone,
    to_remind,
)
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, Organisation
from tests.invoices.builders import ISSUE_DAY, NOW, draft, issue, sent
from tests.invoices.einvoice_rules import all_rules, write_manifest

pytestmark = pytest.mark.django_db


def work():
    worker.run(once=True)
    return dict(Job.objects.exclude(batch=None).order_by("pk").values_list("pk", "state"))


def ask(drafts, *, key=None, send=False, by=None):
    return ask_issue(drafts, on=ISSUE_DAY, send=send, key=key or uuid.uuid4(), by=by)


def test_drafts_are_issued_by_the_worker_in_their_order(edition, demo, backoffice):
    drafts = [draft(edition, "basis"), draft(edition, "professional")]
    key = uuid.uuid4()
    batch = ask(drafts, key=key, send=True, by=backoffice)
    assert ask(drafts, key=key, send=True, by=backoffice) == batch
    assert batch.jobs.count() == 2
    assert set(work().values()) == {"done"}
    numbers = [Invoice.objects.get(pk=each.pk).number for each in drafts]
    assert numbers == ["F2026-0001", "F2026-0002"]
    assert Delivery.objects.count() == 2
    issued = AuditEntry.objects.filter(action="invoice.issued")
    assert {entry.actor for entry in issued} == {backoffice}


def test_what_cannot_be_issued_fails_with_its_sentence_and_may_be_tried_again(edition, demo):
    blocked, gone, twice = (draft(edition, "basis") for _ in range(3))
    Organisation.objects.filter(pk=blocked.organisation_id).update(city="")
    batch = ask([blocked, gone, twice])
    gone.lines.all().delete()
    gone.delete()
    issue_invoice(twice, on=ISSUE_DAY, by=None)
    assert list(work().values()) == ["failed", "failed", "done"]
    first, second, _done = batch.jobs.order_by("pk")
    assert "woonplaats" in first.last_error or "plaats" in first.last_error
    assert second.last_error
    Job.objects.update(batch=None)  # a job of the command line
    with pytest.raises(Refused) as refused:
        do_issue(Job.objects.get(pk=second.pk))
    assert refused.value.code == "draft_gone"


def test_day_to_come_is_refused_before_anything_is_asked(edition, demo):
    with pytest.raises(Refused):
        ask_issue([], on=NOW.date() + timedelta(days=1), send=False, key=uuid.uuid4(), by=None)


def test_e_invoices_are_checked_by_the_worker(edition, demo, settings, monkeypatch, tmp_path):
    invoice = issue(edition, "basis")
    ask_check([invoice], key=uuid.uuid4(), by=None)
    assert list(work().values()) == ["done"]
    assert invoice.validations.get().state == "not_checked"
    settings.LLLO_EINVOICE_RULES = str(write_manifest(tmp_path, *all_rules()))
    monkeypatch.setattr(validation, "PROGRAM", ["/nowhere/at/all"])
    ask_check([invoice], key=uuid.uuid4(), by=None)
    assert list(work().values()) == ["done", "pending"]
    assert str(invoice) in Job.objects.get(state="pending").last_error


def test_reminders_are_sent_by_the_worker_each_once(edition, demo, backoffice):
    late, held, paid = (sent(issue(edition)) for _ in range(3))
    on, key = late.due_date + timedelta(days=8), uuid.uuid4()
    with clock.at(datetime.combine(on, time(9), UTC)):
        for batch in (key, key, uuid.uuid4()):  # sent twice, and asked for by somebody else
            ask_reminders([late, held, paid], on=on, key=batch, by=backoffice)
        hold_invoice(held, kind="disputed", reason="geschil", by=None)
        record_payment(paid, amount=paid.payable_amount, on=on, by=None)
        with pytest.raises(Refused):
            ask_reminders([late], on=on + timedelta(days=1), key=key, by=None)
        assert list(work().values()) == ["done"] * 6
    reminder = Reminder.objects.get()
    assert (reminder.invoice, reminder.made_by) == (late, backoffice)


def test_reminders_for_the_database_are_those_of_the_ladder(edition, demo):
    late, held, silent = (sent(issue(edition)) for _ in range(3))
    issue(edition)  # and never sent
    hold_invoice(held, kind="disputed", reason="geschil", by=None)
    Organisation.objects.filter(pk=silent.organisation_id).update(invoice_email="")
    for days in (0, 8, 21, 60, 400):
        on = late.due_date + timedelta(days=days)
        found = proposals(on)
        for rows, has_reason in ((to_remind(on), False), (left_alone(on), True)):
            wanted = [each.invoice.pk for each in found if bool(each.reason) == has_reason]
            assert [row.pk for row in rows] == wanted, days
        send_reminders(on=on, by=None)
        assert not to_remind(on).exists()


def test_order_number_reaches_the_drafts_that_wait_for_it(edition, demo):
    waiting = draft(edition, "basis")
    contract = waiting.contract_year.contract
    Organisation.objects.update(order_number_rule="always")

    def missing(on=waiting.period_starts_on):
        return list(contracts_without_order_number(Contract.objects.all(), on))

    assert missing() == [contract]
    set_order_number(waiting, purchase_order_number="2026-1", by=None)
    assert missing() == []  # of this year it is known
    assert missing(waiting.period_ends_on) == [contract]
    Invoice.objects.update(purchase_order_number="")
    with pytest.raises(Refused) as refused:
        record_order_number(contract, purchase_order_number=" ", by=None)
    assert refused.value.code == "order_number_missing"
    record_order_number(contract, purchase_order_number=" VPL-7 ", orderer="Inkoop", by=None)
    record_order_number(contract, purchase_order_number="VPL-8", by=None)
    found = Invoice.objects.get()
    assert (found.purchase_order_number, found.orderer) == ("VPL-7", "Inkoop")
    assert missing(waiting.period_ends_on) == []


def test_drafts_that_lack_something_are_found(edition, demo):
    whole, nowhere, unordered = (draft(edition, "basis") for _ in range(3))
    Organisation.objects.filter(pk=nowhere.organisation_id).update(street="")
    Organisation.objects.filter(pk=unordered.organisation_id).update(order_number_rule="always")
    assert set(held_up(Invoice.objects.all())) == {nowhere, unordered}
    assert whole in Invoice.objects.drafts()
