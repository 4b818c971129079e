"""Writes the documents of issued invoices to a folder, as they left the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.documents.queries import content
from lllo.invoices.models import Invoice

if TYPE_CHECKING:
    from pathlib import Path

    from lllo.documents.models import Document


def export_invoices(folder: Path, *, year: int | None = None) -> tuple[list[str], list[str]]:
    """Write ``NUMBER.pdf`` and ``NUMBER.xml`` of each document; return written and unchanged.

    A file appears whole or not at all. ``year`` is the year in which the contract
    year starts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    invoices = Invoice.objects.issued().select_related("pdf", "xml")
    if year is not None:
        invoices = invoices.filter(contract_year__starts_on__year=year)
    written: list[str] = []
    unchanged: list[str] = []
    for invoice in invoices.order_by("number").iterator(chunk_size=50):
        for document in papers_of(invoice):
            path = folder / document.filename
            is_new = _write(path, content(document))
            (written if is_new else unchanged).append(path.name)
    return written, unchanged


def papers_of(invoice: Invoice) -> tuple[Document, Document]:
    """Return PDF and XML of an issued invoice."""
    assert invoice.pdf is not None
    assert invoice.xml is not None
    return invoice.pdf, invoice.xml


def _write(path: Path, content: bytes) -> bool:
    """Write a file unless it is there already; tell whether it was written."""
    if path.is_file() and path.read_bytes() == content:
        return False
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return True
