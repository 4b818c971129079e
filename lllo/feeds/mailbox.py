"""Reads the mailbox of the office for replies to invitations (IMAP, RFC 3501).

A reply that was taken is marked as read. Every other mail stays as it is, but for a keyword by
which it is not fetched again: people read this mailbox, too.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.feeds import replies

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYWORD = "LlloSeen"
MOST = 200  # mails at a time
SECONDS = 20
PROBLEMS = (imaplib.IMAP4.error, OSError)
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Collected:
    """What came of it: who answered what, and why some replies were left."""

    taken: list[replies.Reply] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def collect() -> Collected:
    """Take the replies that nobody has looked at yet.

    Raises ``Refused`` in a sentence where no mailbox is set, or it does not answer.
    """
    if not settings.LLLO_IMAP_HOST:
        sentence = _("No mailbox is set up from which replies are read (LLLO_IMAP_HOST).")
        raise Refused(sentence, code="no_mailbox")
    found = Collected()
    try:
        with _open() as box:
            for number, data in _unseen(box):
                _note(box, number, is_taken=_look(data, found))
    except PROBLEMS as error:
        sentence = _("The mailbox %(host)s cannot be read: %(problem)s")
        detail = {"host": settings.LLLO_IMAP_HOST, "problem": error}
        raise Refused(sentence % detail, code="mailbox_away") from error
    return found


def _look(data: bytes, found: Collected) -> bool:
    """Take the replies in one mail; tell whether there was one that could be taken."""
    is_taken = False
    for reply in replies.read(data):
        problem = replies.take(reply, at=clock.now())
        if problem:
            found.left.append(problem)
            log.warning("A reply to an invitation was left: %s", problem)
        else:
            found.taken.append(reply)
            is_taken = True
    return is_taken


@contextlib.contextmanager
def _open() -> Iterator[imaplib.IMAP4]:
    """Give the folder, opened for change; whatever happens, the connection does not stay."""
    box = _connected()
    try:
        _enter(box)
        yield box
        box.logout()
    except BaseException:
        with contextlib.suppress(OSError):
            box.shutdown()
        raise


def _connected() -> imaplib.IMAP4:
    """Return the server, before anything was said to it."""
    host, port = settings.LLLO_IMAP_HOST, settings.LLLO_IMAP_PORT
    if settings.LLLO_IMAP_SECURITY == "tls":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS)
    return imaplib.IMAP4(host, port, timeout=SECONDS)


def _enter(box: imaplib.IMAP4) -> None:
    """Sign in and open the folder."""
    if settings.LLLO_IMAP_SECURITY == "starttls":
        box.starttls(ssl_context=ssl.create_default_context())
    box.login(settings.LLLO_IMAP_USER, settings.LLLO_IMAP_PASSWORD)
    state, answer = box.select(f'"{settings.LLLO_IMAP_FOLDER}"')
    if state != "OK":
        raise imaplib.IMAP4.error(b" ".join(part for part in answer if part).decode())


def _unseen(box: imaplib.IMAP4) -> Iterator[tuple[str, bytes]]:
    """Return the mails that nobody read and we did not look at, without marking them as read."""
    wanted = ("UNSEEN", "UNKEYWORD", KEYWORD, "SMALLER", str(replies.LARGEST))
    _state, answer = box.uid("SEARCH", *wanted)
    for number in (answer[0] or b"").decode().split()[:MOST]:
        _state, parts = box.uid("FETCH", number, "(BODY.PEEK[])")
        for part in parts:
            if isinstance(part, tuple):
                yield number, part[1]


def _note(box: imaplib.IMAP4, number: str, *, is_taken: bool) -> None:
    """Mark a mail as looked at, and a reply that was taken as read."""
    box.uid("STORE", number, "+FLAGS", f"({KEYWORD})")
    if is_taken:
        box.uid("STORE", number, "+FLAGS", r"(\Seen)")
