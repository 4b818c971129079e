"""The page of one record in Odoo: where it is, how the last attempt ended, what to decide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lllo.odoo.kinds import field_name
from lllo.odoo.models import OdooDifference, OdooRecord
from lllo.odoo.queries import address, address_of, differences, records
from lllo.odoo.wording import in_words
from lllo.screens.access import OFFICE
from lllo.screens.office.odoo.words import (
    PAYMENT_STATES,
    TONES,
    crumbs,
    decisions,
    in_odoo,
    kind,
    ours,
    page_of,
    value,
    with_pages,
)
from lllo.screens.office.records import words
from lllo.screens.office.records.page import (
    Cell,
    Heading,
    Link,
    RecordPage,
    Screen,
    Section,
    Table,
    allowed,
    to,
)

if TYPE_CHECKING:
    from lllo.people.models import User

State = OdooRecord.State


class OdooRecordPage(RecordPage):
    """One record in Odoo and what somebody may decide about it."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def rows(self) -> Any:
        """Return the records of the Odoo that is set."""
        return with_pages(records().visible_to(self.user).select_related("follows"))

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        return Screen(
            title=str(record),
            kind=_("in Odoo"),
            crumbs=crumbs((_("What was sent"), reverse("odoo_records"))),
            lead=kind(record.kind),
            warning=record.result if record.state in (State.PROBLEM, State.STOPPED) else "",
            state=Cell(value=record.get_state_display(), tone=TONES[record.state]),
            links=allowed(self.user, *_links(record)),
            sections=[*_found(record, self.user), _facts(record), *_payment(record),
                      *_differences(record, self.user), *_accepted(record)],
            about=[record],
        )  # fmt: skip


def _links(record: OdooRecord) -> list[Link | None]:
    """Return what may be decided about it as it stands."""
    key = record.public_id
    is_booked = record.kind == "invoice" and record.booked_on
    is_stopped = record.state == State.STOPPED and not is_booked
    send = to(_("Send again"), "odoo_record_send", key, is_main=record.state == State.PROBLEM)
    is_known = is_stopped and record.said.get("say") == "known_once"
    adopt = to(_("Take it over"), "odoo_record_adopt", key, is_main=True)
    connect = to(_("Link"), "odoo_record_link", key, is_main=is_stopped and not is_known)
    stop = _("Leave it as it is") if is_booked else _("Stop sending")
    return [
        None if is_booked or is_stopped else send,
        adopt if is_known else None,
        connect if is_stopped or record.odoo_id is None else None,
        to(_("Make a new one"), "odoo_record_new", key) if is_stopped else None,
        None if record.state == State.LEFT else to(stop, "odoo_record_stop", key),
    ]


def _found(record: OdooRecord, user: User) -> list[Section]:
    """Return what in Odoo may be it, each with the way there."""
    found = record.said.get("found", []) if record.state == State.STOPPED else []
    rows = [
        (
            Cell(
                value=each["name"],
                href=address_of(record.odoo_model, each["id"]),
                hint=_("archived") if each["say"] == "found_archived" else "",
            ),
            words.text(in_odoo(record.odoo_model, each["id"])),
            words.text(capfirst(", ".join(in_words(by) for by in each["by"]))),
            Cell(value="", links=_link_to(record, each, user)),
        )
        for each in found
    ]
    headings = [
        Heading(label=_("Name")),
        Heading(label=_("In Odoo")),
        Heading(label=_("The same")),
        Heading(label=_("Decision")),
    ]
    table = Table(headings=headings, rows=rows)
    return [Section(code="gevonden", title=_("May be the same"), table=table)] if rows else []


def _link_to(record: OdooRecord, found: dict[str, Any], user: User) -> tuple[Link, ...]:
    """Return the way to say that it is this one; the only one is taken over by the main button."""
    if record.said["say"] == "known_once":
        return ()
    link = to(_("Link"), "odoo_record_link", record.public_id, about=found["name"])
    return allowed(user, replace(link, href=f"{link.href}?odoo_id={found['id']}"))


def _facts(record: Any) -> Section:
    """Return where it is on both sides, and how the last attempt ended."""
    name = in_odoo(record.odoo_model, record.target_id) or _("not there yet")
    other = record.follows
    facts = [
        (_("Ours"), words.text(record.label or record.key, page_of(record))),
        (_("In Odoo"), words.text(name, address(record))),
        *([(_("Goes with"), words.text(other, _href(other)))] if other else []),
        (_("External id"), words.text(record.external_id)),
        (_("Last result"), words.text(record.result)),
        (_("Last tried"), words.moment(record.tried_at)),
        (_("Last sent"), words.moment(record.sent_at)),
    ]
    return Section(code="plaats", title=_("On both sides"), facts=facts)


def _href(record: OdooRecord) -> str:
    return reverse("odoo_record", args=[record.public_id])


def _payment(record: OdooRecord) -> list[Section]:
    """Return what Odoo says of an invoice."""
    if not record.payment_state and not record.booked_on:
        return []
    said = PAYMENT_STATES.get(record.payment_state, record.payment_state)
    facts = [
        (_("Booked on"), words.day(record.booked_on)),
        (_("Payment"), words.text(said)),
        (_("Open in Odoo"), words.money(record.residual)),
    ]
    return [Section(code="betaling", title=_("As Odoo says it"), facts=facts)]


def _differences(record: OdooRecord, user: User) -> list[Section]:
    """Return what the last comparison found."""
    found = list(differences().filter(record=record).exclude(what=OdooDifference.What.UNSENT))
    rows = [
        (
            words.text(
                field_name(each.field)
                if each.what == OdooDifference.What.CHANGED
                else each.get_what_display()
            ),
            words.text(ours(each)),
            words.text(value(each.field, each.theirs, each.their_name)),
            Cell(value=each.get_decision_display(), hint=each.reason, links=_decisions(each, user)),
        )
        for each in found
    ]
    headings = [
        Heading(label=_("Difference")),
        Heading(label=_("Ours")),
        Heading(label=_("In Odoo")),
        Heading(label=_("Decision")),
    ]
    table = Table(headings=headings, rows=rows)
    title = _("Differences when it was last compared")
    return [Section(code="verschillen", title=title, table=table)] if rows else []


def _decisions(difference: Any, user: User) -> tuple[Link, ...]:
    """Return what may be decided about a difference."""
    if difference.decision:
        return ()
    links = [
        to(label, name, difference.public_id, about=difference)
        for label, name in decisions(difference)
        if name != "odoo_record"  # that is this page
    ]
    return allowed(user, *links)


def _accepted(record: OdooRecord) -> list[Section]:
    """Return the differences that somebody left as they are."""
    facts = [
        (field_name(name), words.text(value(name, text))) for name, text in record.accepted.items()
    ]
    if not facts:
        return []
    intro = _("These values stand in Odoo and were left, until ours change.")
    return [Section(code="gelaten", title=_("Left as they are"), intro=intro, facts=facts)]
