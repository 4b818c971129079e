"""Reads what a mail says in reply to an invitation (RFC 5546 3.2.3).

Anybody can send such a mail: it is kept as a claim and shown as one. Only METHOD:REPLY of someone
who was invited counts, to the invitation as it was last sent; a proposal of another time and
a reply by somebody else are left for a person to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.feeds import invitation_actions
from lllo.feeds.models import MailedInvitation
from lllo.people.audit import CALENDAR_REPLY, Origin, coming_from
from lllo.training.models import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from email.message import EmailMessage

WORDS = {
    "ACCEPTED": Answer.Word.ACCEPTED,
    "DECLINED": Answer.Word.DECLINED,
    "TENTATIVE": Answer.Word.TENTATIVE,
}
LARGEST = 1_000_000  # bytes; a reply has a few thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a mail claims: who answered what about which thing."""

    uid: str
    email: str
    word: str
    sequence: int


def read(data: bytes) -> list[Reply]:
    """Return the replies in a mail; none in a mail of another kind, or one that is broken."""
    message = message_from_bytes(data[:LARGEST], policy=policy.default)
    found: list[Reply] = []
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            found += _of_calendar(_payload(part))
    return list(dict.fromkeys(found))  # the same part often comes twice, once as an attachment


def take(reply: Reply, *, at: datetime) -> str:
    """Keep a reply as a claim; return why not where it cannot be, or nothing."""
    about = Q(email__iexact=reply.email) | Q(person__email__iexact=reply.email)
    rows = MailedInvitation.objects.select_related("person", "registration", "event")
    row = rows.filter(about, uid=reply.uid).first()
    if row is None:
        return _("%(email)s was not invited to this.") % {"email": reply.email}
    if reply.sequence < row.sequence:
        return _("%(email)s answers an invitation that has changed since.") % {"email": reply.email}
    try:
        with coming_from(Origin(kind=CALENDAR_REPLY)):
            invitation_actions.answer(row, reply.word, way=Answer.Way.MAIL, at=at)
    except Refused as refused:
        return str(refused)
    return ""


def _payload(part: EmailMessage) -> bytes:
    """Return the bytes of a part, whatever they were packed in."""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _of_calendar(data: bytes) -> Iterator[Reply]:
    """Return the replies in a calendar; a broken one holds none."""
    from icalendar import Calendar  # noqa: PLC0415 - a tenth of a second, and few mails need it

    try:
        calendar = Calendar.from_ical(data)
        if str(calendar.get("METHOD", "")).upper() != "REPLY":
            return
        for event in calendar.walk("VEVENT"):
            yield from _of_event(event)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        return


def _of_event(event: object) -> Iterator[Reply]:
    """Return the replies in one entry: of one attendee, or it says nothing certain."""
    values = event.get("ATTENDEE")  # type: ignore[attr-defined]
    attendees = values if isinstance(values, list) else [values]
    if len(attendees) != 1 or attendees[0] is None:
        return
    word = WORDS.get(str(attendees[0].params.get("PARTSTAT", "")).upper())
    email = str(attendees[0])
    if word and email.lower().startswith("mailto:") and "@" in email:
        yield Reply(
            uid=str(event.get("UID", "")),  # type: ignore[attr-defined]
            email=email[len("mailto:") :].strip(),
            word=word.value,
            sequence=int(event.get("SEQUENCE", 0)),  # type: ignore[attr-defined]
        )
