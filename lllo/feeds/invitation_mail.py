"""Writes and sends the mail of one invitation: one person, one thing (RFC 5546, 6047).

``multipart/alternative``: text, HTML, and last the calendar part, whose ``method`` is that
of its body, since Outlook refuses a mail in which they differ. Sending again what was sent
already gives the same Message-ID, UID and SEQUENCE, which programs take for the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from email.encoders import encode_base64
from email.headerregistry import Address
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.html import urlize
from django.utils.translation import gettext as _

from lllo import clock
from lllo.clock import AMSTERDAM
from lllo.documents.templates import render
from lllo.feeds import ics
from lllo.feeds.invitation_actions import note_sent
from lllo.feeds.invitation_models import hash_of
from lllo.feeds.invited import choosers, wanted
from lllo.feeds.models import MailedInvitation
from lllo.feeds.texts import Texts
from lllo.formats import day
from lllo.people.salutations import addressing
from lllo.programmes.models import Programme
from lllo.programmes.queries import is_demo

if TYPE_CHECKING:
    from lllo.feeds.ics import Item
    from lllo.feeds.invited import Wanted
    from lllo.outbox.models import Job
    from lllo.people.models import Person

TEMPLATE = "invitation"
DEMO = "[DEMO] "
MOMENTS = ("starts", "ends", "modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person is to be told: the entry, and whether it is taken back.

    ``reason``: ``new``, ``changed``, ``cancelled`` (for all) or ``withdrawn`` (for this person).
    """

    item: Item
    reason: str
    stamp: str

    @property
    def is_cancel(self) -> bool:
        """Whether programs are to take the entry away."""
        return self.reason in {"cancelled", "withdrawn"}


class Invitation(EmailMessage):
    """A mail whose parts say the same in three ways: nothing in it is an attachment."""

    mixed_subtype = "alternative"


def send(job: Job) -> None:
    """Tell the person of ``job.payload["invitation"]`` what is new, if anything still is."""
    rows = MailedInvitation.objects.select_related("person", "registration", "event")
    row = rows.get(public_id=job.payload["invitation"])
    at = clock.now()
    people = [person for person in choosers() if person == row.person]
    each = wanted(people, at=at).get((row.person_id, row.uid))
    if each:
        row.registration, row.event = each.registration, each.event
    with translation.override(row.person.language):
        told = told_now(row, each, at=at)
        if told is None:
            return
        mail = compose(row, told, at=at)
    mail.send()
    columns = {
        "registration": row.registration,
        "event": row.event,
        "email": row.person.email,
        "sequence": told.item.sequence,
        "stamp": told.stamp,
        "is_open": not told.is_cancel,
        "shown": as_json(told.item),
        "token_hash": hash_of(row.token),  # the key of the site may have changed since
        "sent_at": at,
    }
    note_sent(row, columns)


def told_now(row: MailedInvitation, each: Wanted | None, *, at: datetime) -> Told | None:
    """Return what a person must be told now; nothing where it was told, or is over."""
    stamp = each.stamp if each else row.WITHDRAWN
    is_over = (each.ends_at if each else row.event.ends_at if row.event else row.ends_at) <= at
    is_off = each is None or each.is_off
    if is_over or stamp == row.stamp or (is_off and not row.is_open):
        return None
    if each is None:
        reason = "withdrawn"
    elif each.is_off:
        reason = "cancelled"
    else:
        reason = "changed" if row.is_open else "new"
    item = each.item(Texts(row.person.language)) if each else from_json(row.shown)
    # Rises with each mail, also where the event itself stands still: RFC 5546 2.1.4.
    sequence = max(item.sequence, row.sequence + 1) if row.sent_at else item.sequence
    return Told(item=replace(item, sequence=sequence), reason=reason, stamp=stamp)


def compose(row: MailedInvitation, told: Told, *, at: datetime) -> EmailMessage:
    """Return the mail, in the active language; ``to`` is one address whatever the name holds."""
    person, host = row.person, sender().domain
    title = f"{DEMO}{told.item.title}" if is_demo() else told.item.title
    key = f"{row.public_id}/{told.item.sequence}/{told.reason}"
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    body = text_of(row, told)
    mail = Invitation(
        subject=ics.line(_subjects()[told.reason] % {"title": title}),
        body=body,
        from_email=str(sender()),
        to=[str(mailbox(str(person), person.email))],
        headers={"Message-ID": f"<{digest}@{host}>"},
    )
    mail.attach(MIMEText(f"<p>{html_of(body)}</p>\n", "html", "utf-8"))
    mail.attach(calendar_part(replace(told, item=replace(told.item, title=title)), row, at=at))
    return mail


def _subjects() -> dict[str, str]:
    """Return the subject of each kind of mail."""
    return {
        "new": _("Invitation: %(title)s"),
        "changed": _("Changed: %(title)s"),
        "cancelled": _("Cancelled: %(title)s"),
        "withdrawn": _("Taken out of your calendar: %(title)s"),
    }


def calendar_part(told: Told, row: MailedInvitation, *, at: datetime) -> MIMEBase:
    """Return what calendar programs read: in base64, inside the mail, not attached to it."""
    organizer = ics.Organizer(name=sender().display_name, email=sender().addr_spec)
    may_reply = bool(settings.LLLO_IMAP_HOST and row.registration_id)
    guest = ics.Guest(name=str(row.person), email=row.person.email, may_reply=may_reply)
    write, method = (ics.cancel, "CANCEL") if told.is_cancel else (ics.request, "REQUEST")
    part = MIMEBase("text", "calendar", charset="utf-8", method=method)
    part.set_payload(write(told.item, organizer, guest, at=max(at, told.item.modified)))
    encode_base64(part)
    return part


def sender() -> Address:
    """Return the mailbox of the office: it invites, sends, and reads what is answered."""
    written = settings.LLLO_CALENDAR_FROM or settings.DEFAULT_FROM_EMAIL
    name, _sign, email = written.rpartition("<")  # a comma in the name needs no quotes
    name, email = name.strip(' "'), email.strip(" >")
    programme = Programme.objects.order_by("-starts_on", "-pk").first()
    return mailbox(name or (programme.name if programme else "lllo"), email)


def mailbox(name: str, email: str) -> Address:
    """Return a name and an address as one: a comma in the name does not make them two."""
    return Address(display_name=ics.line(name), addr_spec=email)


def text_of(row: MailedInvitation, told: Told) -> str:
    """Return the text of the mail, from the template of the office in the active language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    answer = ""
    if row.event_id is not None and not told.is_cancel:
        path = reverse("invitation_answer", args=[row.token])
        answer = settings.LLLO_BASE_URL.rstrip("/") + path
    values = values_of(row.person, told, answer)
    return render(f"{TEMPLATE}.{language}.txt.j2", values).strip() + "\n"


def values_of(person: Person, told: Told, answer: str) -> dict[str, Any]:
    """Return what the template gets."""
    item = told.item
    return {
        "person": str(person),
        **addressing([person], translation.get_language() or settings.LANGUAGE_CODE),
        "reason": told.reason,
        "title": item.title,
        "when": when(item.starts, item.ends),
        "location": item.location,
        "lines": item.description.splitlines(),
        "url": item.url,
        "answer": answer,
    }


def when(starts: datetime | date, ends: datetime | date) -> str:
    """Return days, or days and times, as people write them; of days the end is the day after."""
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        last = date.fromordinal(ends.toordinal() - 1)
        return day(starts) if last <= starts else f"{day(starts)} – {day(last)}"
    starts, ends = starts.astimezone(AMSTERDAM), ends.astimezone(AMSTERDAM)
    first = f"{day(starts.date())}, {starts:%H:%M}"
    if starts.date() == ends.date():
        return f"{first}–{ends:%H:%M}"
    return f"{first} – {day(ends.date())}, {ends:%H:%M}"


def html_of(text: str) -> str:
    """Return a text as HTML: its lines, with links that can be followed."""
    return str(urlize(text.strip(), autoescape=True)).replace("\n", "<br>\n")


def as_json(item: Item) -> dict[str, Any]:
    """Return an entry as it is kept, so that it can be taken back when its row says otherwise."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(item).items()
    }


def from_json(shown: dict[str, Any]) -> Item:
    """Return an entry as it was sent."""
    known = {field.name for field in fields(ics.Item)}
    values = {name: value for name, value in shown.items() if name in known}
    for name in MOMENTS:
        kind = datetime if "T" in shown[name] else date
        values[name] = kind.fromisoformat(shown[name])
    return ics.Item(**values)
