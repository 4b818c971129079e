"""Parts of the page of an invoice: how it was sent, what reminds of it, what the rules said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lllo.invoices.models import Delivery, Validation
from lllo.outbox.models import Job
from lllo.screens.components.query import SEARCH
from lllo.screens.office.records import words
from lllo.screens.office.records.page import Heading, Link, Section, Table, allowed, to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User
    from lllo.screens.components.cells import Tone
    from lllo.screens.office.records.page import Cell

DELIVERY_TONES: dict[str, Tone] = {
    Delivery.State.PENDING: "wait",
    Delivery.State.SENT: "good",
    Delivery.State.DELIVERED: "good",
    Delivery.State.FAILED: "late",
    Delivery.State.UNKNOWN: "late",
}
VALIDATION_TONES: dict[str, Tone] = {
    Validation.State.VALID: "good",
    Validation.State.INVALID: "late",
    Validation.State.NOT_CHECKED: "wait",
}
WEIGHTS: dict[str, Tone] = {"fatal": "late"}


def deliveries(invoice: Any, user: User) -> Section:
    """Return each sending with how it fared, the last one first."""
    found = list(invoice.deliveries.all())
    own = [each for each in found if each.reminder_id is None]
    key = invoice.public_id
    again = to(_("Send again"), "invoice_resend", key) if own else None
    first = None if own else to(_("Look at the mail and send"), "invoice_send", key)
    headings = [
        Heading(label=_("What")),
        Heading(label=_("To")),
        Heading(label=_("State")),
        Heading(label=_("Asked at"), kind="moment"),
        Heading(label=_("Sent at"), kind="moment"),
    ]
    return Section(
        code="verzendingen",
        title=_("Sending"),
        table=Table(headings=headings, rows=[_delivery(each, user) for each in found]),
        links=allowed(user, again, first),
        empty=_("It was not sent yet."),
    )


def _delivery(row: Any, user: User) -> Sequence[Cell]:
    """Return one sending, with what is to be done where it did not go well."""
    what = row.reminder.name if row.reminder else row.get_channel_display()
    return (
        words.text(what, hint=row.get_channel_display() if row.reminder else ""),
        words.text(row.recipient),
        words.Cell(
            value=row.get_state_display(),
            tone=DELIVERY_TONES[row.state],
            hint=row.problem,
            links=allowed(user, _mending(row)),
        ),
        words.moment(row.asked_at),
        words.moment(row.delivered_at or row.sent_at),
    )


def _mending(row: Any) -> Link | None:
    """Return the way on: of one that nobody knows of, somebody must find out.

    A reminder that failed is tried again by its job; an invoice has its own button.
    """
    if row.state == Delivery.State.UNKNOWN:
        return to(_("Say how it fared"), "delivery_settle", row.public_id, about=row.recipient)
    if row.state != Delivery.State.FAILED or row.reminder is None:
        return None
    query = urlencode({"status": Job.State.FAILED.value, SEARCH: row.key})
    return Link(label=_("Try again"), href=f"{reverse('jobs')}?{query}", about=row.recipient)


def reminders(invoice: Any, user: User) -> Section:
    """Return what was reminded, and what holds reminders back."""
    holds = list(invoice.holds.all())
    standing = next((each for each in holds if each.lifted_at is None), None)
    key = invoice.public_id
    hold = to(_("Hold back"), "invoice_hold", key) if standing is None else None
    lift = to(_("Remind of it again"), "invoice_release", key) if standing else None
    remind = to(_("Remind"), "invoice_remind", key) if invoice.status == "overdue" else None
    return Section(
        code="herinneringen",
        title=_("Reminders"),
        facts=_standing(standing),
        table=Table(headings=_reminder_headings(), rows=[*_reminded(invoice), *_lifted(holds)]),
        links=allowed(user, remind if standing is None else None, hold, lift),
        empty=_("Nobody was reminded, and nothing holds reminders back."),
    )


def _standing(hold: Any) -> list[tuple[Any, Cell]]:
    """Return what holds reminders back now."""
    if hold is None:
        return []
    return [
        (_("Reminders"), words.Cell(value=hold.get_kind_display(), tone="wait", hint=hold.reason)),
        *([(_("Until"), words.day(hold.until))] if hold.until else []),
    ]


def _reminder_headings() -> list[Heading]:
    return [
        Heading(label=_("What")),
        Heading(label=_("Day"), kind="day"),
        Heading(label=_("Open"), kind="money"),
    ]


def _reminded(invoice: Any) -> list[Sequence[Cell]]:
    """Return the steps of the ladder that were taken."""
    return [
        (words.text(each.name), words.day(each.reminded_on), words.money(each.open_amount))
        for each in invoice.reminders.all()
    ]


def _lifted(holds: list[Any]) -> list[Sequence[Cell]]:
    """Return what held reminders back before."""
    return [
        (
            words.text(_("%(kind)s, lifted") % {"kind": each.get_kind_display()}, hint=each.reason),
            words.day(localdate(each.placed_at)),
            words.text(""),
        )
        for each in holds
        if each.lifted_at
    ]


def validation(invoice: Any, user: User) -> Section:
    """Return what the official rules said of the XML; unchecked is never shown as valid."""
    last = invoice.validations.first()
    state = Validation.State(last.state if last else Validation.State.NOT_CHECKED)
    badge = words.Cell(value=state.label, tone=VALIDATION_TONES[state])
    facts = [(_("The official rules say"), badge)]
    if last:
        rules = ", ".join(f"{each['name']} {each['version']}" for each in last.rules)
        facts += [
            (_("Checked at"), words.moment(last.checked_at)),
            (_("Rules"), words.text(rules or _("none are set up"))),
        ]
    headings = [Heading(label=_("Rule")), Heading(label=_("Weight")), Heading(label=_("Text"))]
    rows = [_finding(each) for each in (last.findings if last else ())]
    return Section(
        code="controle",
        title=_("Check of the e-invoice"),
        facts=facts,
        table=Table(headings=headings, rows=rows),
        links=allowed(user, _check(invoice)),
    )


def _check(invoice: Any) -> Link:
    return to(_("Check now"), "invoice_check", invoice.public_id)


def _finding(found: dict[str, str]) -> Sequence[Cell]:
    """Return what a rule found."""
    is_fatal = found["weight"] == "fatal"
    weight = _("error") if is_fatal else _("warning")
    return (
        words.text(found["rule"]),
        words.Cell(value=weight, tone=WEIGHTS.get(found["weight"], "wait")),
        words.text(found["text"], hint=found.get("place", "")),
    )
