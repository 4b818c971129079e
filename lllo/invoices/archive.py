"""Makes a PDF/A-3b of an invoice with its UBL attached, and puts the number into a set page.

Importing this module imports pikepdf. Equal input gives equal bytes: the moments in the file are
those of the day of issue.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from pikepdf import AttachedFileSpec, Name, Pdf, PdfError, Stream, String, pdfa

from lllo.errors import Refused
from lllo.invoices import qr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

FLAVOUR = "3b"
QR = re.compile(re.escape(qr.BEGIN) + rb"\s(?:.*?\s)?" + re.escape(qr.END), re.DOTALL)


def with_number(content: bytes, stand_in: str, number: str, operators: bytes) -> bytes:
    """Return a set page with ``number`` where ``stand_in`` stands, and with the QR of it.

    Both must be as wide: the figures of the font are. Nothing else may read like the stand-in.
    """
    before, after = stand_in.encode("ascii"), number.encode("ascii")
    with Pdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            drawn = page.Contents.read_bytes().replace(before, after)
            page.Contents = Stream(pdf, QR.sub(lambda _match: operators, drawn))
        title = str(pdf.docinfo["/Title"])
        pdf.docinfo["/Title"] = String(title.replace(stand_in, number))
        return _saved(pdf)


def count(content: bytes, text: str) -> tuple[int, int]:
    """Return how often a text stands on the pages of a PDF in one piece, and how many there are."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        drawn = [page.Contents.read_bytes().count(text.encode()) for page in pdf.pages]
    return sum(drawn), len(drawn)


def merged(content: bytes, annexes: Sequence[bytes]) -> bytes:
    """Return a PDF with the pages of others behind its own."""
    if not annexes:
        return content
    with Pdf.open(io.BytesIO(content)) as pdf:
        for annex in annexes:
            with Pdf.open(io.BytesIO(annex)) as source:
                pdf.pages.extend(source.pages)
        return _saved(pdf)


def archived(content: bytes, xml: bytes, *, filename: str, on: date) -> bytes:
    """Return a PDF as PDF/A-3b with the UBL attached as an alternative of it.

    It is not validated here: see ``refuse_unarchivable``.
    """
    with Pdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            if "/Trans" in page:  # empty, of reportlab; PDF/A does not know it
                del page["/Trans"]
        moment = f"D:{on:%Y%m%d}000000Z"
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = String(moment)
        attached = AttachedFileSpec(
            pdf,
            xml,
            filename=filename,
            description="UBL",
            mime_type="application/xml",
            creation_date=moment,
            mod_date=moment,
        )
        attached.relationship = Name.Alternative
        pdf.attachments[filename] = attached
        pdfa.prepare(pdf, FLAVOUR)
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["xmp:MetadataDate"] = f"{on:%Y-%m-%d}T00:00:00+00:00"
        return _saved(pdf, **pdfa.resolve_save_kwargs(FLAVOUR, deterministic_id=True))


def refuse_unarchivable(content: bytes) -> None:
    """Refuse a PDF that is no PDF/A-3b, with the rules that it breaks."""
    if rules := broken_rules(content):
        raise Refused(
            _("The PDF cannot be archived (PDF/A-3b): %(rules)s.") % {"rules": ", ".join(rules)},
            code="pdf_not_archivable",
        )


def broken_rules(content: bytes) -> list[str]:
    """Return the rules of PDF/A-3b that a PDF breaks."""
    report = pdfa.validate_written(io.BytesIO(content), FLAVOUR)
    return [] if report.passed else sorted({finding.rule for finding in report.findings})


def can_stand_behind(content: bytes, *, on: date) -> bool:
    """Tell whether the pages of a PDF can stand behind an invoice in one PDF/A-3b."""
    with Pdf.new() as pdf, Pdf.open(io.BytesIO(content)) as source:
        pdf.pages.extend(source.pages)
        pages = _saved(pdf)
    try:
        return not broken_rules(archived(pages, b"<ubl/>", filename="ubl.xml", on=on))
    except (PdfError, ValueError, KeyError):  # so broken that it cannot even be tried
        return False


def page_count(content: bytes) -> int:
    """Return the number of pages; raises ``PdfError`` for what is no PDF, ``PasswordError`` too."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _saved(pdf: Pdf, **how: Any) -> bytes:
    """Return the bytes of a PDF."""
    target = io.BytesIO()
    pdf.save(target, **(how or {"deterministic_id": True}))
    return target.getvalue()
