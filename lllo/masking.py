"""Keeps secret addresses out of logs: of calendars, invitations and new passwords."""

from __future__ import annotations

import logging
import re

SECRETS = re.compile(
    r"(/agenda/|/antwoord/|/account/uitnodiging/|/account/wachtwoord/nieuw/)[^\s/?\"'<>)\]},;]+"
)


def masked(text: str) -> str:
    """Return a text with what opens a door taken out of its addresses."""
    return SECRETS.sub(r"\1***", text)


class MaskedFormatter(logging.Formatter):
    """Masks a whole line as it is written, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets."""
        return masked(super().format(record))
