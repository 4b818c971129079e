"""Reminders climb the ladder one step at a time, and leave alone what is disputed or paused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lllo.errors import Refused
from lllo.invoices.actions import (
    hold_invoice,
    lift_hold,
    record_payment,
    send_invoice,
    send_reminders,
)
from lllo.invoices.models import Delivery, Hold, Reminder
from lllo.invoices.queries import invoice_rows
from lllo.invoices.reminders import proposals
from lllo.people.models import AuditEntry, Organisation
from tests.invoices.builders import ISSUE_DAY, NOW, draft, issue, sent

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 1)


def after(days: int) -> date:
    return DUE + timedelta(days=days)


def levels(on, **values):
    return [(item.level, item.reason != "") for item in proposals(on, **values)]


def refusal(function, *args, **values) -> str:
    with pytest.raises(Refused) as refused:
        function(*args, by=None, **values)
    return refused.value.code


@pytest.mark.both_databases
def test_ladder_is_climbed_one_step_at_a_time(edition, demo, backoffice):
    invoice = sent(issue(edition))
    assert [levels(after(days)) for days in (0, 6, 7)] == [[], [], [(1, False)]]
    (taken,) = send_reminders(on=after(10), by=backoffice)
    assert (taken.invoice, taken.level, taken.days_overdue, taken.open_amount) == (
        invoice,
        1,
        10,
        12945,
    )
    assert levels(after(10)) == []
    assert send_reminders(on=after(10), by=backoffice) == []
    assert levels(after(21)) == []  # fourteen days lie between the first step and the second
    record_payment(invoice, amount=Decimal(2945), on=after(11), by=None)
    assert levels(after(24)) == [(2, False)]
    send_reminders(on=after(24), by=backoffice)
    send_reminders(on=after(60), by=backoffice)
    assert levels(after(400)) == []  # three steps, no more
    steps = Reminder.objects.order_by("level")
    assert [(step.name, step.open_amount) for step in steps] == [
        ("Herinnering", 12945),
        ("Tweede herinnering", 10000),
        ("Aanmaning", 10000),
    ]
    assert [
        delivery.key for delivery in Delivery.objects.exclude(reminder=None).order_by("pk")
    ] == [f"F2026-0001:reminder:{level}" for level in (1, 2, 3)]
    assert AuditEntry.objects.filter(action="invoice.reminded", actor=backoffice).count() == 3


def test_steps_are_not_skipped_however_late(edition, demo):
    sent(issue(edition))
    assert levels(after(90)) == [(1, False)]


@pytest.mark.parametrize("state", ["pending", "failed", "unknown", "sent", "delivered"])
def test_nobody_is_reminded_of_an_invoice_that_never_left(edition, demo, state):
    invoice = issue(edition)
    (proposal,) = proposals(after(7))
    assert (proposal.code, bool(proposal.reason)) == ("invoice_not_sent", True)
    send_invoice(invoice, by=None)
    moments = {"sent_at": NOW, "delivered_at": NOW}
    Delivery.objects.update(state=state, **moments)
    has_left = state in ("sent", "delivered")
    send_reminders(on=after(7), by=None)
    assert Reminder.objects.exists() == has_left
    row = invoice_rows(on=after(7)).get()
    assert row.status == ("overdue" if has_left else "unsent")


def test_what_is_paid_or_held_is_left_alone(edition, demo, backoffice):
    paid, disputed, paused, free = (sent(issue(edition, "basis")) for _number in range(4))
    record_payment(paid, amount=Decimal(7500), on=ISSUE_DAY, by=None)
    hold_invoice(disputed, kind="disputed", reason="Onjuist bedrag", by=backoffice)
    hold_invoice(paused, kind="paused", reason="Vakantie", until=after(20), by=backoffice)
    found = send_reminders(on=after(7), by=backoffice)
    assert [(item.invoice, bool(item.reason)) for item in found] == [
        (disputed, True),
        (paused, True),
        (free, False),
    ]
    assert "Onjuist bedrag" in found[0].reason
    assert "21 april 2026" in found[1].reason
    assert list(Hold.objects.in_force(after(7))) == list(Hold.objects.all())
    assert list(Hold.objects.in_force(after(20))) == [disputed.holds.get()]
    assert levels(after(20), invoices={paused.pk}) == [(1, False)]
    lift_hold(disputed, by=backoffice)
    assert levels(after(20), invoices={disputed.pk}) == [(1, False)]


def test_without_a_mail_address_nothing_is_sent(edition, demo):
    issue(edition)
    Organisation.objects.update(invoice_email="")
    assert levels(after(7)) == [(1, True)]
    send_reminders(on=after(7), by=None)
    assert not Reminder.objects.exists()


def test_reminder_that_somebody_else_sent_meanwhile_is_not_sent_again(edition, demo):
    from lllo.invoices import reminder_actions

    sent(issue(edition))
    (proposal,) = proposals(after(7))
    send_reminders(on=after(7), by=None)
    reminder_actions._remind(proposal, on=after(7), by=None)
    assert Reminder.objects.count() == 1


def test_holds_are_refused(edition, demo):
    waiting = draft(edition)
    assert refusal(hold_invoice, waiting, kind="disputed", reason="x") == "not_issued"
    invoice = issue(edition)
    assert refusal(hold_invoice, invoice, kind="disputed", reason=" ") == "reason_missing"
    assert refusal(lift_hold, invoice) == "not_held"
    hold = hold_invoice(invoice, kind="disputed", reason="x", by=None)
    assert refusal(hold_invoice, invoice, kind="paused", reason="y") == "held_already"
    assert str(hold).startswith("F2026-0001: ")
    assert refusal(send_reminders, on=date(2028, 1, 1)) == "day_to_come"
