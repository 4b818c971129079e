"""Takes secrets out of error texts before anyone stores or shows them."""

from __future__ import annotations

import base64
import os
import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Iterator

HIDDEN = "•••"
SHORTEST = 4  # a shorter value would black out ordinary words
SECRET_NAME = re.compile(r"PASSWORD|SECRET|TOKEN|_KEY$", re.IGNORECASE)
PATTERNS = (
    (re.compile(r"(?<=://)[^/\s@]+(?=@)"), HIDDEN),  # user:password@host in an address
    (
        re.compile(
            r"((?:password|passwd|secret|token|api[_-]?key)[\"']?\s*[=:]\s*)[^\s,;&]+",
            re.IGNORECASE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(Basic|Bearer)\s+[^\s,;]+"), rf"\1 {HIDDEN}"),
)


def without_secrets(text: str) -> str:
    """Return ``text`` without the secrets of this installation and what looks like one."""
    for secret in sorted(_secrets(), key=len, reverse=True):
        encoded = base64.b64encode(secret.encode(errors="surrogateescape")).decode().rstrip("=")
        text = text.replace(secret, HIDDEN).replace(encoded, HIDDEN)
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def _secrets() -> set[str]:
    """Return the secrets that settings and environment hold."""
    return {secret for secret in _candidates() if len(secret) >= SHORTEST}


def _secret_key() -> str:
    """Return the key of this installation; a worker may do without one."""
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django raises it when an empty key is asked for
        return ""


def _candidates() -> Iterator[str]:
    yield _secret_key()
    yield settings.EMAIL_HOST_PASSWORD or ""
    yield settings.LLLO_ODOO.api_key
    for database in settings.DATABASES.values():
        yield str(database.get("PASSWORD") or "")
    yield from (value for name, value in os.environ.items() if SECRET_NAME.search(name))
