"""Sets an invoice or credit note on A4, as a person reads it.

What must stand on it: art. 35a Wet OB 1968, and what municipalities ask: a plain
font, black on white, clear labels, no coloured boxes. Importing this module
imports reportlab.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer, Table

from lllo.documents.pdf import Sheet, build
from lllo.documents.typography import BOLD, INK, REGULAR, RULE, WIDTH, style, styles
from lllo.invoices import qr
from lllo.invoices.page import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reportlab.lib.styles import ParagraphStyle

    from lllo.invoices.page import Page
    from lllo.invoices.snapshot import InvoiceSnapshot

HEAD_HEIGHT = 25 * mm  # so that the address starts 50 mm from the top, in an envelope's window
ADDRESS_HEIGHT = 27 * mm
RIGHT_COLUMN = 72 * mm
LABEL = 34 * mm
PARTY_LABEL = 18 * mm
AMOUNT = 27 * mm
LEAST_GAP = 3 * mm
QUANTITY = 14 * mm
PAYMENT_LABEL = 38 * mm
QR_SIDE = 30 * mm
BOTTOM = 19 * mm  # below the text: a usual invoice stays on one page
LINES = [WIDTH - QUANTITY - 3 * AMOUNT, QUANTITY, AMOUNT, AMOUNT, AMOUNT]
VAT = [WIDTH - 3 * AMOUNT, AMOUNT, AMOUNT, AMOUNT]
TOTALS = [WIDTH - 45 * mm - AMOUNT, 45 * mm, AMOUNT]
CELLS = [
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # of empty cells, or Helvetica comes in
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
HEADED = [
    ("LINEBELOW", (0, 0), (-1, 0), 0.75, INK),
    ("LINEBELOW", (0, 1), (-1, -1), 0.25, RULE),
    ("TOPPADDING", (0, 1), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
]
TO_PAY = [("LINEABOVE", (1, -1), (-1, -1), 0.75, INK), ("TOPPADDING", (0, -1), (-1, -1), 3)]


def render(snapshot: InvoiceSnapshot, *, draw_qr: bool = True) -> bytes:
    """Return an invoice or credit note as PDF; equal snapshots give equal bytes.

    Without ``draw_qr`` the place of the payment QR is marked, and empty.
    """
    page = page_of(snapshot)
    payload = qr.payload(snapshot)
    operators = qr.operators(payload if draw_qr else "", QR_SIDE) if payload else b""
    return build(
        list(_Setter(page, operators).story()),
        Sheet(
            title=page.title,
            author=snapshot.seller.legal_name,
            subject=page.subject,
            language=page.language,
            demo=page.demo,
            footer=f"{page.title} · {snapshot.seller.legal_name}",
            bottom=BOTTOM,
        ),
    )


class _Qr(Flowable):
    """The square that a banking app reads."""

    def __init__(self, operators: bytes) -> None:
        super().__init__()
        self.operators = operators
        self.width = self.height = QR_SIDE

    def draw(self) -> None:
        """Write the operators where the flowable stands."""
        self.canv.addLiteral(self.operators.decode("ascii"))


class _Text(Paragraph):
    """A paragraph of plain text, at a third of the cost.

    Tables ask thrice how high each cell is, and reportlab breaks its lines anew each time; and it
    reads every text as XML, also where there is nothing to read.
    """

    _wrapped_at: float | None = None

    @classmethod
    def plain(cls, text: str, look: ParagraphStyle, fragment: Any) -> _Text:
        """Return a text in a style, of which a fragment is given; each line of it on a line."""
        if "\n" in text or not text:
            return cls(escape(text).replace("\n", "<br/>"), look)
        return cls(None, look, frags=[fragment.clone(text=text)])

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        """Return width and height; the lines are broken once for a width."""
        if availWidth != self._wrapped_at or not hasattr(self, "blPara"):
            super().wrap(availWidth, availHeight)
            self._wrapped_at = availWidth
        return self.width, self.height


@cache
def _looks() -> dict[str, tuple[ParagraphStyle, Any]]:
    """Return the styles by name, each with what a text in it is made of."""
    cell: dict[str, Any] = {"fontSize": 9.5, "leading": 12.5, "spaceAfter": 0}
    found = styles() | {
        "name": style("name", fontName=BOLD, fontSize=13, leading=16),
        "strong": style("strong", **cell, fontName=BOLD),
        "total": style("total", **cell, fontName=BOLD, alignment=TA_RIGHT),
        "title": style("title", fontName=BOLD, fontSize=18, leading=22, spaceAfter=5),
        "scan": style("scan", fontSize=8, leading=9, spaceAfter=0, alignment=TA_CENTER),
        "headamount": style("headamount", **cell | {"fontSize": 8.5}, alignment=TA_RIGHT),
        "party": style("party", **cell | {"fontSize": 9, "leading": 11.5, "spaceAfter": 5}),
        "note": style("note", **cell | {"spaceAfter": 5}),
    }
    for name in ("headamount", "scan"):
        found[name].textColor = found["head"].textColor
    return {name: (look, Paragraph("x", look).frags[0]) for name, look in found.items()}


class _Setter:
    """Sets the parts of one document, from top to bottom."""

    def __init__(self, page: Page, qr_operators: bytes) -> None:
        self.page = page
        self.qr_operators = qr_operators

    def story(self) -> Iterator[Flowable]:
        """Yield everything that is printed, in order."""
        yield from _at_least(HEAD_HEIGHT, self.head())
        yield from _at_least(ADDRESS_HEIGHT, self.address())
        yield self.text(self.page.kind, "title")
        yield self.facts()
        yield Spacer(0, 4 * mm)
        yield self.lines()
        yield KeepTogether([Spacer(0, 2 * mm), self.totals()])
        yield KeepTogether([Spacer(0, 3 * mm), self.vat()])
        yield KeepTogether([Spacer(0, 4 * mm), *self.closing()])

    def text(self, text: str, name: str = "cell") -> _Text:
        """Return a paragraph of plain text, each line of it on a line."""
        return _Text.plain(text, *_looks()[name])

    def row(self, texts: Sequence[str], names: Sequence[str]) -> list[_Text]:
        """Return a row of a table with a style for each cell."""
        return [self.text(text, name) for text, name in zip(texts, names, strict=True)]

    def head(self) -> Table:
        """Return the name of the seller and, at the right, where to find it."""
        found = "\n".join(self.page.sender_details)
        widths = [WIDTH - RIGHT_COLUMN, RIGHT_COLUMN]
        return _table([self.row([self.page.sender, found], ["name", "small"])], widths)

    def address(self) -> Table:
        """Return where the document goes, in the window of an envelope."""
        return _table([[self.text("\n".join(self.page.address))]], [WIDTH - RIGHT_COLUMN])

    def facts(self) -> Table:
        """Return numbers and dates, and beside them the parties as the law wants them named."""
        gap = 5 * mm
        reference = [self.row(pair, ["head", "cell"]) for pair in self.page.references]
        parties = [
            self.row([label, "\n".join(texts)], ["head", "party"])
            for label, texts in self.page.parties
        ]
        left, right = WIDTH - RIGHT_COLUMN - gap, RIGHT_COLUMN
        columns = [
            _table(reference, [LABEL, left - LABEL]),
            "",
            _table(parties, [PARTY_LABEL, right - PARTY_LABEL]),
        ]
        return _table([columns], [left, gap, right])

    def lines(self) -> Table:
        """Return the lines with quantity, unit price, VAT and net amount."""
        head = self.row(self.page.line_head, ["head", *["headamount"] * 4])
        rows = [
            [
                [self.text(line.name, "strong"), self.text(line.description, "small")],
                *self.row(line.cells, ["amount"] * 4),
            ]
            for line in self.page.lines
        ]
        return _table([head, *rows], LINES, HEADED, repeat_rows=1)

    def totals(self) -> Table:
        """Return net amount, VAT and what is to be paid."""
        looks = [("cell", "amount")] * (len(self.page.totals) - 1) + [("strong", "total")]
        rows = [
            ["", *self.row(pair, look)] for pair, look in zip(self.page.totals, looks, strict=True)
        ]
        return _table(rows, TOTALS, TO_PAY)

    def vat(self) -> Table:
        """Return the VAT by rate, with the text of an exemption."""
        head = self.row(self.page.vat_head, ["head", *["headamount"] * 3])
        rows = [self.row(texts, ["cell", *["amount"] * 3]) for texts in self.page.vat]
        return _table([head, *rows], VAT, HEADED)

    def closing(self) -> Iterator[Flowable]:
        """Yield how is paid, and what else is to be said."""
        if self.page.payment:
            yield self.payment()
            yield Spacer(0, 3 * mm)
        for note in self.page.notes:
            yield self.text(note, "note")
        if self.page.annexes:
            yield self.text(f"{self.page.annexes_head}: {', '.join(self.page.annexes)}", "note")

    def payment(self) -> Table:
        """Return how is paid, with the QR beside it."""
        labels = _table(
            [self.row(pair, ["head", "strong"]) for pair in self.page.payment],
            [PAYMENT_LABEL, WIDTH - PAYMENT_LABEL - QR_SIDE],
        )
        scan = [_Qr(self.qr_operators), self.text(self.page.scan, "scan")]
        left = [self.text(self.page.payment_head, "strong"), labels]
        return _table([[left, scan if self.qr_operators else ""]], [WIDTH - QR_SIDE, QR_SIDE])


def _table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    look: Iterable[tuple[Any, ...]] = (),
    *,
    repeat_rows: int = 0,
) -> Table:
    """Return a table at the left margin, its cells without more room than they need."""
    return Table(
        rows, colWidths=widths, style=[*CELLS, *look], hAlign="LEFT", repeatRows=repeat_rows
    )


def _at_least(height: float, flowable: Flowable) -> Iterator[Flowable]:
    """Yield a flowable and the room that is missing to a height."""
    yield flowable
    yield Spacer(0, max(LEAST_GAP, height - flowable.wrap(WIDTH, height)[1]))
