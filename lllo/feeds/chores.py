"""What the worker does for calendars beside its jobs: find what is to be mailed, read replies."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from lllo import clock
from lllo.feeds import invitation_actions, mailbox
from lllo.feeds.making import audit_position

AT_LEAST = timedelta(hours=1)  # what begins by itself, such as a role, leaves no line in the trail
_seen: dict[str, tuple[int, datetime]] = {}  # of each database


def invite() -> int:
    """Make jobs for what people must be told; nothing while the audit trail has not grown."""
    name, position = str(settings.DATABASES["default"]["NAME"]), audit_position()
    now = clock.real_now()
    before, since = _seen.get(name, (-1, now))
    if before == position and now - since < AT_LEAST:
        return 0
    made = invitation_actions.sync(at=clock.now())
    _seen[name] = (position, now)
    return made


def read_replies() -> int:
    """Read the replies to invitations, if a mailbox is set; return how many were taken."""
    return len(mailbox.collect().taken) if settings.LLLO_IMAP_HOST else 0
