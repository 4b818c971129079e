"""What can be read and kept: papers of the organisation for its contact, else one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts.models import Contract
from lllo.invoices.models import Invoice
from lllo.invoices.queries import STATUS_LABELS
from lllo.rules.period import Period
from lllo.screens.components.cells import Cell, Column, RowLink, shown
from lllo.screens.components.tables import Table
from lllo.screens.portal import queries
from lllo.screens.portal.place import MEMBER, ReadingPage
from lllo.training.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from lllo.screens.components.cells import Tone
    from lllo.training.models import CourseSeat

TONES: Mapping[str, Tone] = {"paid": "good", "overdue": "late", "open": "wait", "to_refund": "wait"}


class PapersPage(ReadingPage):
    """Every paper of the organisation as a file; a participant finds what is one's own."""

    url_name = "portal_papers"
    title = gettext_lazy("Documents")
    template_name = "portal/papers.html"
    here = MEMBER

    def content(self) -> dict[str, Any]:
        """Return a table for each kind of paper."""
        if not self.place.is_contact:
            return self._own(clock.now())
        contracts = queries.contracts(self.user, self.place)
        bills = queries.bills(self.user, self.place, on=clock.today())
        return {"agreements": _agreements(contracts), "invoices": _invoices(bills)}

    def _own(self, at: datetime) -> dict[str, Any]:
        """Return own events with a file for the calendar, own courses, and who has the rest."""
        events = list(queries.own_events(self.user, self.place)[: queries.MOST])
        noted = queries.attendance(self.user, self.place, events)
        known = {key: rows[0].get_status_display() for key, rows in noted.items()}
        return {
            "events": _events(events, known, at),
            "courses": _courses(queries.course_seats(self.user, self.place)),
            "contacts": queries.contacts(self.user, self.place),
        }


def _events(rows: list[Event], known: Mapping[int, str], at: datetime) -> Table:
    return Table(
        caption=_("My events"),
        columns=[
            Column(key="event", label=_("Event"), value=lambda row: _event(row, at), is_wide=True),
            Column(key="day", label=_("Date"), value=_day, kind="day"),
            Column(key="state", label=_("State"), value=lambda row: _event_state(row, known, at)),
        ],
        rows=rows,
        empty=_("You are not registered for anything yet."),
    )


def _day(row: Event) -> Any:
    return row.starts_at.astimezone(clock.AMSTERDAM).date()


def _event_state(row: Event, known: Mapping[int, str], at: datetime) -> str:
    """Return whether one was there, or that it is to come or cancelled."""
    if row.status == Event.Status.CANCELLED:
        return row.get_status_display()
    if row.ends_at > at:
        return _("to come")
    return known.get(row.pk) or _("not noted")


def _event(row: Event, at: datetime) -> Cell:
    """Return an event; one that is still to come with its file for a calendar."""
    href = reverse("event_ics", args=[row.uid])
    file = RowLink(label=_("Calendar file"), href=href, about=row.title)
    is_coming = row.ends_at > at and row.status != Event.Status.CANCELLED
    return Cell(text=row.title, hint=row.location, links=(file,) if is_coming else ())


def _courses(rows: list[CourseSeat]) -> Table:
    return Table(
        caption=_("My courses"),
        columns=[
            Column(
                key="course", label=_("Course"), value=lambda row: row.course_name, is_wide=True
            ),
            Column(key="day", label=_("Starts on"), value=lambda row: row.starts_on, kind="day"),
            Column(key="ec", label="EC", value=lambda row: row.ec, kind="number"),
            Column(key="state", label=_("State"), value=lambda row: row.get_state_display()),
        ],
        rows=rows,
        empty=_("You have no course seat."),
    )


def _agreements(rows: list[Contract]) -> Table:
    return Table(
        caption=_("Agreements"),
        columns=[
            Column(key="number", label=_("Agreement"), value=_contract, is_wide=True),
            Column(key="package", label=_("Package"), value=lambda row: row.package_name),
            Column(key="period", label=_("Period"), value=_period),
            Column(key="state", label=_("State"), value=_contract_state, kind="badge"),
        ],
        rows=rows,
        empty=_("There is no agreement yet. You get it by mail when the backoffice has made it."),
    )


def _contract(row: Contract) -> Cell:
    href = reverse("agreement_pdf", args=[row.public_id])
    text = _("%(number)s (PDF)") % {"number": row.number}
    return Cell(text=text, href=href, links=(*_agreement_page(row), *_added(row)))


def _agreement_page(row: Contract) -> tuple[RowLink, ...]:
    """Return the way to the accessible form; what is older than lllo keeps the text has none."""
    if not row.agreement_text_id:
        return ()
    href = reverse("agreement_document", args=[row.public_id])
    return (RowLink(label=_("As a page"), href=href, about=row.number),)


def _added(row: Contract) -> Iterator[RowLink]:
    """Return the ways to what came later: the signed copy, and each addendum."""
    if row.signed_copy_id:
        href = reverse("agreement_copy_pdf", args=[row.public_id])
        yield RowLink(label=_("Signed copy"), href=href, about=row.number)
    for each in row.addenda.all():
        key = [row.public_id, each.number]
        label = _("Addendum %(number)s") % {"number": each.number}
        if each.document_id:
            href = reverse("addendum_pdf", args=key)
            yield RowLink(label=f"{label} (PDF)", href=href, about=row.number)
        if each.document_text_id:
            href = reverse("addendum_document", args=key)
            label = _("Addendum %(number)s as a page") % {"number": each.number}
            yield RowLink(label=label, href=href, about=row.number)
        if each.signed_copy_id:
            href = reverse("addendum_copy_pdf", args=key)
            label = _("Addendum %(number)s, signed copy") % {"number": each.number}
            yield RowLink(label=label, href=href, about=row.number)


def _period(row: Contract) -> str:
    last = Period(starts_on=row.starts_on, ends_on=row.ends_on).last_day
    return _("%(first)s to %(last)s") % {"first": shown(row.starts_on), "last": shown(last)}


def _contract_state(row: Contract) -> Cell:
    if row.state == Contract.State.OFFERED:
        return Cell(text=_("waits for a signature"), tone="wait")
    tone: Tone = "good" if row.state == Contract.State.SIGNED else "plain"
    return Cell(text=row.get_state_display(), tone=tone)


def _invoices(rows: list[Any]) -> Table:
    return Table(
        caption=_("Invoices"),
        columns=[
            Column(key="number", label=_("Invoice"), value=_invoice, is_wide=True),
            Column(key="day", label=_("Date"), value=lambda row: row.issue_date, kind="day"),
            Column(key="due", label=_("Pay by"), value=_due, kind="day"),
            Column(key="state", label=_("State"), value=_invoice_state, kind="badge"),
            Column(key="amount", label=_("Amount"), value=_amount, kind="money"),
        ],
        rows=rows,
        empty=_("There are no invoices yet."),
    )


def _invoice(row: Any) -> Cell:
    href = reverse("invoice_pdf", args=[row.public_id])
    text = _("%(number)s (PDF)") % {"number": row.number}
    is_invoice = row.kind == Invoice.Kind.INVOICE
    others = ((_("As a page"), "invoice_document"), (_("E-invoice (XML)"), "invoice_xml"))
    links = tuple(
        RowLink(label=label, href=reverse(name, args=[row.public_id]), about=row.number)
        for label, name in others
    )
    hint = "" if is_invoice else row.get_kind_display()
    return Cell(text=text, href=href, hint=hint, links=links)


def _due(row: Any) -> Any:
    return row.due_date if row.kind == Invoice.Kind.INVOICE else None


def _amount(row: Any) -> Any:
    return row.payable_amount


def _invoice_state(row: Any) -> Cell:
    # That the office has yet to mail it is no news to who reads it here.
    status = "open" if row.status == "unsent" else row.status
    return Cell(text=STATUS_LABELS[status], tone=TONES.get(status, "plain"))
