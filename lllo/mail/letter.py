"""A mail from a template of the office: its first line is the subject."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from lllo.documents.templates import render
from lllo.errors import OfficeMistake
from lllo.office import Mistake

SUBJECT = "Onderwerp:"
DEMO_SUBJECT = "[DEMO] "


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it would be sent, to look at before it is."""

    to: str
    subject: str
    body: str
    files: tuple[str, ...]


def compose(
    template: str, context: dict[str, Any], *, to: list[str], key: str, demo: bool
) -> EmailMessage:
    """Return a mail that is ready to be sent.

    ``key`` is that of the job: the same job always has the same Message-ID, so
    that mail systems recognise a second copy after a broken connection.
    """
    first, _newline, body = render(template, context).lstrip().partition("\n")
    if not first.startswith(SUBJECT) or not first.removeprefix(SUBJECT).strip():
        sentence = _("The first line must be the subject: “Onderwerp: …”.")
        raise OfficeMistake([Mistake(f"invoicing/templates/{template}", 1, sentence)])
    subject = first.removeprefix(SUBJECT).strip()
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return EmailMessage(
        subject=DEMO_SUBJECT + subject if demo else subject,
        body=body.strip() + "\n",
        to=to,
        headers={"Message-ID": f"<{digest}@{host}>"},
    )
