"""What Odoo's side is called on the pages, and what the pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.odoo.difference_actions import SENDABLE
from lllo.odoo.kinds import KINDS
from lllo.odoo.models import OdooDifference, OdooRecord
from lllo.odoo.queries import differences, records
from lllo.screens.components.cards import Tab
from lllo.screens.components.crumbs import Crumb
from lllo.training.models import Event, Registration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from lllo.screens.components.cells import Tone

    Words = Mapping[str, _StrPromise]

State, What = OdooRecord.State, OdooDifference.What
TONES: dict[str, Tone] = {
    State.WAITING: "wait",
    State.SENT: "good",
    State.PROBLEM: "late",
    State.STOPPED: "late",
    State.LEFT: "plain",
}
PAYMENT_STATES: Words = {
    "not_paid": gettext_lazy("not paid"),
    "in_payment": gettext_lazy("paid, not yet on the bank statement"),
    "paid": gettext_lazy("paid"),
    "partial": gettext_lazy("paid in part"),
    "reversed": gettext_lazy("credited"),
}
OF_A_KEY = ("organisation", "person", "contract", "invoice")  # their keys end in a public id


def kind(code: str) -> str:
    """Return what a kind of thing is called."""
    return str(KINDS.get(code, code))


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of things that are sent."""
    return [(code, str(word).capitalize()) for code, word in KINDS.items()]


def value(name: str, text: str, words: str = "") -> str:
    """Return a value as the office reads it."""
    if name == "active":
        return _("in use") if text == "1" else _("archived")
    return words or text or "–"


def ours(difference: OdooDifference) -> str:
    """Return what we would have there; of what was never sent, why not."""
    if difference.what == What.UNSENT:
        return difference.record.result if difference.record else "–"
    return value(difference.field, difference.ours, difference.our_name)


def decisions(difference: OdooDifference) -> list[tuple[str, str]]:
    """Return what may be decided about a difference: words, and the name of the address.

    About what waits for a decision already, and what was merged, the record itself decides.
    """
    what, record = difference.what, difference.record
    if record is not None and record.kind == "invoice" and record.booked_on:
        return [(_("Leave theirs"), "odoo_leave_theirs")]  # ours is mended by a credit note
    if record is not None and record.state == State.STOPPED:
        return [(_("Decide"), "odoo_record")]
    if what == What.MERGED:
        return [(_("Decide"), "odoo_take_ours")]
    found = [(_("Send ours"), "odoo_take_ours")] if what in SENDABLE else []
    if record is None:
        return found
    is_there = what in (What.CHANGED, What.ARCHIVED)
    leave = _("Leave theirs") if is_there else _("Stop sending")
    return [*found, (leave, "odoo_leave_theirs")]


def with_pages(rows: Any, path: str = "") -> Any:
    """Add to rows what the addresses of events and of the organisations of registrations need."""
    key = OuterRef(f"{path}object_id")
    holder = Registration.objects.filter(pk=key).values("organisation__public_id")
    return rows.annotate(
        event_uid=Subquery(Event.objects.filter(pk=key).values("uid")),
        holder_id=Subquery(holder),
    )


def page_of(row: Any) -> str:
    """Return the address of our page of what a row is about; nothing where it has none.

    A registration has no page: that of its organisation.
    """
    try:
        if row.kind in OF_A_KEY:
            return reverse(row.kind, args=[UUID(row.key.partition("_")[2])])
        if row.kind == "event" and row.event_uid:
            return reverse("event", args=[row.event_uid])
        if row.kind == "registration" and row.holder_id:
            return reverse("organisation", args=[row.holder_id])
    except (ValueError, NoReverseMatch):
        return ""  # the thing is gone, or has a key of older days
    return ""


def in_odoo(model: str, odoo_id: int | None) -> str:
    """Return how a record of Odoo is called."""
    return f"{model} {odoo_id}" if odoo_id else ""


def tabs(current: str) -> list[Tab]:
    """Return the three pages about Odoo."""
    counted = {
        "odoo": None,
        "odoo_records": records().troubled().count(),
        "odoo_differences": differences().open().count(),
    }
    labels = {
        "odoo": _("Connection"),
        "odoo_records": _("What was sent"),
        "odoo_differences": _("Differences"),
    }
    return [
        Tab(label=labels[name], href=reverse(name), is_current=name == current, count=count or None)
        for name, count in counted.items()
    ]


def crumbs(*more: tuple[str, str]) -> tuple[Crumb, ...]:
    """Return the way back; ``more`` are labels and addresses below the first page about Odoo."""
    return (
        Crumb(label=_("Work lists"), href=reverse("office_home")),
        Crumb(label="Odoo", href=reverse("odoo")),
        *(Crumb(label=label, href=href) for label, href in more),
    )
