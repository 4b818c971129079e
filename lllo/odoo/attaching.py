"""Attaches the PDF and the e-invoice as they were sent, each once, compared by checksum."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from lllo.documents import queries as documents
from lllo.odoo.models import OdooRecord
from lllo.odoo.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lllo.documents.models import Document
    from lllo.invoices.models import Invoice
    from lllo.odoo.session import Session

    Pair = tuple[OdooRecord, Invoice]
    Files = dict[tuple[int, str], bool]  # by id of the invoice and checksum

MODEL = "ir.attachment"
PDF_FIELD = "invoice_pdf_report_file"  # in it, Odoo shows our PDF as that of the invoice


def attach(session: Session, pairs: Sequence[Pair], size: int) -> set[str]:
    """Attach what is missing at booked invoices; return the keys of those that stay without."""
    if not pairs:
        return set()
    there, bare = _look(session, pairs), set[str]()
    for start in range(0, len(pairs), size):
        session.beat()
        bare |= _attach(session, pairs[start : start + size], there)
    return bare


def _attach(session: Session, pairs: Sequence[Pair], there: Files) -> set[str]:
    """Attach what is missing at one batch; what had no answer is looked up again."""
    attempts = session.client.connection.attempts
    for attempt in range(1, attempts + 1):
        missing = _missing(pairs, there)
        if not missing:
            break
        try:
            session.client.call(MODEL, "create", vals_list=missing)
        except Problem as problem:
            if not problem.concerns_all:
                return _halves(session, pairs, there, problem)
            if not problem.may_be_done or attempt == attempts:
                raise
            session.client.pause(attempt)
            there = _look(session, pairs)
        else:
            break
    return set()


def _halves(session: Session, pairs: Sequence[Pair], there: Files, problem: Problem) -> set[str]:
    """Attach the halves of a batch that was refused; the one that is alone is noted."""
    if len(pairs) == 1 or problem.kind == Kind.ACCESS:
        session.note([record for record, _i in pairs], OdooRecord.State.PROBLEM, problem.said)
        return {record.key for record, _invoice in pairs}
    middle = len(pairs) // 2
    return _attach(session, pairs[:middle], there) | _attach(session, pairs[middle:], there)


def _look(session: Session, pairs: Iterable[Pair]) -> Files:
    """Return the files that invoices have: their checksums, and whether it is the PDF of Odoo."""
    ids = [record.odoo_id for record, _invoice in pairs]
    domain = [
        ["res_model", "=", "account.move"],
        ["res_id", "in", ids],
        ["res_field", "in", [False, PDF_FIELD]],
    ]
    found = session.client.read(MODEL, domain, ["res_id", "res_field", "checksum"])
    return {(item["res_id"], item["checksum"]): bool(item["res_field"]) for item in found}


def _missing(pairs: Iterable[Pair], there: Files) -> list[dict[str, Any]]:
    """Return the files that are not there yet, as Odoo takes them."""
    with_pdf = {odoo_id for (odoo_id, _sum), is_pdf in there.items() if is_pdf}
    return [
        values
        for record, invoice in pairs
        for document in (invoice.pdf, invoice.xml)
        if document is not None
        and (values := _values(record, document, there, has_pdf=record.odoo_id in with_pdf))
    ]


def _values(
    record: OdooRecord, document: Document, there: Files, *, has_pdf: bool
) -> dict[str, Any]:
    """Return a file as Odoo takes it; nothing when the same bytes are there."""
    content = documents.content(document)
    checksum = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # Odoo's own
    if (record.odoo_id, checksum) in there:
        return {}
    values = {
        "name": document.filename,
        "res_model": "account.move",
        "res_id": record.odoo_id,
        "mimetype": document.media_type,
        "datas": b64encode(content).decode(),
    }
    if document.media_type == "application/pdf" and not has_pdf:
        values["res_field"] = PDF_FIELD
    return values
