"""Seals what travels through a browser or lies in a session, so that nobody reads or changes it."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"lllo.sealed."
LARGEST = 1_000_000  # bytes of a sealed text that is opened at all


def seal(value: Any) -> str:
    """Return ``value`` (JSON) as a text that only this installation can read."""
    return cipher(PURPOSE).encrypt(zlib.compress(json.dumps(value).encode())).decode()


def unseal(text: str) -> Any | None:
    """Return what was sealed, or nothing when the text is not ours or was changed."""
    if not text or len(text) > LARGEST:
        return None
    try:
        return json.loads(zlib.decompress(cipher(PURPOSE).decrypt(text.encode())))
    except (InvalidToken, UnicodeError, zlib.error, ValueError):
        return None


def cipher(purpose: bytes) -> MultiFernet:
    """Return the cipher of this installation for one purpose; SECRET_KEY_FALLBACKS still read."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(purpose + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
