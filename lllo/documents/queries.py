"""Gives back the bytes that left the house, and only if they are still the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.errors import Refused

if TYPE_CHECKING:
    from lllo.documents.models import Document


def content(document: Document) -> bytes:
    """Return the bytes of a document; raise ``Refused`` when they are not what was stored."""
    stored = bytes(document.content)
    if hashlib.sha256(stored).hexdigest() != document.sha256:
        raise Refused(
            _("The document “%(name)s” was changed after it was made and cannot be used.")
            % {"name": document.filename},
            code="document_changed",
        )
    return stored
