"""Keeps the bytes that leave the house."""

from __future__ import annotations

import hashlib

from lllo.documents.models import Document


def store(content: bytes, *, filename: str, media_type: str) -> Document:
    """Keep ``content`` with its hash, as part of the caller's transaction."""
    return Document.objects.create(
        filename=filename,
        media_type=media_type,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )
