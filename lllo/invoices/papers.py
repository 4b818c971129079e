"""The two papers of an invoice, PDF and XML: made before its number is taken, then numbered.

Setting, archiving and validating take some 40 ms, and nobody else can take a number while the
series is locked. So ``prepare`` does all of it with the number that is expected, and
``Prepared.numbered`` only puts in the number that it became, if it is another one.

The UBL holds the page as a plain PDF, the PDF/A holds the UBL (docs/decisions/0010).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.invoices import preflight, qr, schema
from lllo.invoices.page import title_of
from lllo.invoices.snapshot import as_json, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lllo.invoices.snapshot import InvoiceSnapshot

PLAIN = re.compile("[A-Za-z0-9./_-]+")  # read the same in a PDF and outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What leaves the house: ``NUMBER.pdf`` and ``NUMBER.xml``; the one holds the other."""

    snapshot: InvoiceSnapshot
    pdf: bytes
    xml: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Papers with the number that was expected, and a page into which another can be put."""

    papers: Papers
    page: bytes
    stand_in: str  # the number with noughts; empty: it cannot be replaced on this page
    annexes: Mapping[str, bytes]

    def expecting(self, number: str) -> Prepared:
        """Return the same with the number that is expected now."""
        return replace(self, papers=self.numbered(number))

    def numbered(self, number: str) -> Papers:
        """Return the papers with the number that was taken."""
        expected = self.papers.snapshot
        if number == expected.number:
            return self.papers
        snapshot = expected.numbered(number)
        if not self.stand_in or qr.FIGURE.sub("0", number) != self.stand_in:
            return prepare(snapshot, number, self.annexes).papers
        return _papers(snapshot, _with_number(self.page, self.stand_in, snapshot), self.annexes)


def prepare(
    snapshot: InvoiceSnapshot, expected: str, annexes: Mapping[str, bytes] | None = None
) -> Prepared:
    """Make the papers of a snapshot with the number that it will probably have.

    ``annexes`` are the bytes of ``snapshot.annexes`` by sha256. Refuses what the preflight, the
    XSD (where the rules are configured) or PDF/A find fault with, and what cannot be set.
    """
    snapshot = tidy(snapshot.numbered(expected))
    preflight.refuse_problems(snapshot)
    annexes = annexes or {}
    try:
        _refuse_unprintable(snapshot)
        page, stand_in = _page(snapshot)
        plain = _with_number(page, stand_in, snapshot) if stand_in else page
        papers = _papers(snapshot, plain, annexes)
    except _trouble() as error:
        raise Refused(
            _("The documents could not be made: %(problem)s. Nothing was changed; try again.")
            % {"problem": error},
            code="papers_not_made",
        ) from error
    _refuse_faulty(papers)
    return Prepared(papers=papers, page=page, stand_in=stand_in, annexes=annexes)


def _trouble() -> tuple[type[Exception], ...]:
    """Return what goes wrong outside of our code: fonts, disk, memory, an annex that is no PDF."""
    from pikepdf import PdfError  # noqa: PLC0415 - as above
    from reportlab.pdfbase.pdfdoc import PDFError  # noqa: PLC0415 - as above
    from reportlab.platypus.doctemplate import LayoutError  # noqa: PLC0415 - as above

    return (OSError, ImportError, MemoryError, PdfError, PDFError, LayoutError)


def _refuse_unprintable(snapshot: InvoiceSnapshot) -> None:
    """Refuse signs that the font does not have: a name would be printed wrongly."""
    from lllo.documents.typography import unprintable  # noqa: PLC0415 - as above

    if signs := unprintable(json.dumps(as_json(snapshot), ensure_ascii=False)):
        raise Refused(
            _("These signs cannot be printed on the invoice: %(signs)s. Write them differently.")
            % {"signs": " ".join(signs)},
            code="signs_unprintable",
        )


def _page(snapshot: InvoiceSnapshot) -> tuple[bytes, str]:
    """Return the page with a stand-in for its number, or with the number and no stand-in.

    A stand-in is no number that is ever given out. It must stand on the page as often as it was
    written, or it could not be found again, and nothing else may read like it.
    """
    from lllo.invoices import archive, pdf  # noqa: PLC0415 - pikepdf and reportlab take 0.2 s

    stand_in = qr.FIGURE.sub("0", snapshot.number)
    if PLAIN.fullmatch(stand_in) and stand_in not in repr(as_json(snapshot.numbered(""))):
        page = pdf.render(snapshot.numbered(stand_in), draw_qr=False)
        found, pages = archive.count(page, stand_in)
        on_sheet = 1 if snapshot.is_credit_note else 2  # under the references, under the payment
        in_margins = 2 * pages - 1  # at every foot, and at the head of all pages but the first
        if found == on_sheet + in_margins:
            return page, stand_in
    return pdf.render(snapshot), ""


def _with_number(page: bytes, stand_in: str, snapshot: InvoiceSnapshot) -> bytes:
    """Return the page with the number of a snapshot, and its QR."""
    from lllo.invoices import archive, pdf  # noqa: PLC0415 - as above

    payload = qr.payload(snapshot)
    drawn = qr.operators(payload, pdf.QR_SIDE) if payload else b""
    return archive.with_number(page, stand_in, snapshot.number, drawn)


def _papers(snapshot: InvoiceSnapshot, page: bytes, annexes: Mapping[str, bytes]) -> Papers:
    """Return UBL and PDF/A around a page."""
    from lllo.invoices import archive, ubl  # noqa: PLC0415 - as above

    contents = [annexes[annex.sha256] for annex in snapshot.annexes]
    attachments = [
        (annex.filename, annex.title, content)
        for annex, content in zip(snapshot.annexes, contents, strict=True)
    ]
    if snapshot.buyer.annexes_merged:
        page, attachments = archive.merged(page, contents), []
    own = (f"{snapshot.file_stem}.pdf", title_of(snapshot), page)
    xml = ubl.write(snapshot, [own, *attachments])
    archived = archive.archived(
        page, xml, filename=f"{snapshot.file_stem}.xml", on=snapshot.issue_date
    )
    return Papers(snapshot=snapshot, pdf=archived, xml=xml)


def _refuse_faulty(papers: Papers) -> None:
    """Refuse papers that the XSD or the rules of PDF/A find fault with."""
    from lllo.invoices import archive  # noqa: PLC0415 - as above

    schema.refuse_invalid(papers.xml, papers.snapshot)
    archive.refuse_unarchivable(papers.pdf)
