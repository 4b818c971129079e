"""Documents are kept with their hash."""

from __future__ import annotations

import hashlib

import pytest

from lllo.documents import actions, queries
from lllo.documents.models import Document
from lllo.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_store_keeps_bytes_and_hash():
    document = actions.store(b"\x00%PDF", filename="x.pdf", media_type="application/pdf")
    assert document.sha256 == hashlib.sha256(b"\x00%PDF").hexdigest()
    stored = Document.objects.get()
    assert (stored.filename, stored.media_type) == ("x.pdf", "application/pdf")
    assert queries.content(stored) == b"\x00%PDF"


def test_changed_document_is_refused():
    document = actions.store(b"a", filename="x.pdf", media_type="application/pdf")
    Document.objects.update(content=b"b")
    document.refresh_from_db()
    with pytest.raises(Refused, match=r"x\.pdf") as caught:
        queries.content(document)
    assert caught.value.code == "document_changed"
