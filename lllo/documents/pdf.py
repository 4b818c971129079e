"""PDF building blocks: fonts, styles, the page with its foot, and Markdown set in them.

Importing this module imports reportlab (0.14 s): do it inside a function.
Equal input gives equal bytes. No font but Source Sans Pro is referenced, and it
is embedded, as PDF/A demands.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.fonts import addMapping
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

if TYPE_CHECKING:
    from collections.abc import Sequence

REGULAR, ITALIC, BOLD, BOLD_ITALIC = (
    "SourceSansPro-Regular",
    "SourceSansPro-It",
    "SourceSansPro-Semibold",
    "SourceSansPro-SemiboldIt",
)
LEFT, RIGHT, TOP, BOTTOM = 25 * mm, 20 * mm, 25 * mm, 25 * mm
WIDTH = A4[0] - LEFT - RIGHT  # of the text
INK = colors.black
GREY = colors.Color(0.35, 0.35, 0.35)  # 7 : 1 on white
RULE = colors.Color(0.75, 0.75, 0.75)
MARK = colors.Color(0.9, 0.9, 0.9)
DEMO = "DEMO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every page of a document carries; ``footer`` stands left of the page number."""

    title: str
    author: str = ""
    subject: str = ""
    language: str = "nl"
    demo: bool = False
    footer: str = ""


def register_fonts() -> None:
    """Make Source Sans Pro known to reportlab; a second call does nothing."""
    if REGULAR in pdfmetrics.getRegisteredFontNames():
        return
    import font_source_sans_pro  # noqa: PLC0415 - only the folder of its files is wanted

    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for name in (REGULAR, ITALIC, BOLD, BOLD_ITALIC):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    for regular in (REGULAR, ITALIC, BOLD, BOLD_ITALIC):  # <b> inside a heading stays bold
        is_bold, is_italic = regular in (BOLD, BOLD_ITALIC), regular in (ITALIC, BOLD_ITALIC)
        for bold in (False, True):
            for italic in (False, True):
                addMapping(regular, bold, italic, _face(is_bold or bold, is_italic or italic))


def _face(bold: bool, italic: bool) -> str:  # noqa: FBT001 - as reportlab's own mapping
    """Return the name of the font with these traits."""
    return {(False, False): REGULAR, (False, True): ITALIC, (True, False): BOLD}.get(
        (bold, italic), BOLD_ITALIC
    )


def style(name: str, **changes: Any) -> ParagraphStyle:
    """Return a paragraph style of the house with ``changes``."""
    values: dict[str, Any] = {
        "fontName": REGULAR,
        "bulletFontName": REGULAR,
        "fontSize": 10,
        "leading": 14,
        "textColor": INK,
        "spaceAfter": 6,
        "allowWidows": 0,
        "allowOrphans": 0,
    }
    return ParagraphStyle(name, **(values | changes))


def styles() -> dict[str, ParagraphStyle]:
    """Return the styles of the house: body, small, h1 to h4, cell, head, amount and centre."""
    register_fonts()
    heading = {"fontName": BOLD, "keepWithNext": 1}
    cell = {"fontSize": 9.5, "leading": 12.5, "spaceAfter": 0}
    made = [
        style("body"),
        style("small", fontSize=8, leading=10.5, textColor=GREY),
        style("h1", **heading, fontSize=20, leading=24, spaceAfter=10),
        style("h2", **heading, fontSize=13, leading=17, spaceBefore=12, spaceAfter=4),
        style("h3", **heading, fontSize=10.5, leading=14, spaceBefore=8, spaceAfter=2),
        style("h4", **heading | {"fontName": ITALIC}, spaceBefore=6, spaceAfter=2),
        style("quote", leftIndent=8 * mm, textColor=GREY),
        style("cell", **cell),
        style("head", **cell | {"fontSize": 8.5}, textColor=GREY),
        style("amount", **cell, alignment=TA_RIGHT),
        style("centre", **cell, alignment=TA_CENTER),
    ]
    return {item.name: item for item in made}


class _PageCanvas(Canvas):
    """Holds the pages back until their number is known, for “page 1 of 2”."""

    sheet: Sheet

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the name is reportlab's
        """Keep a page for later."""
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write the foot of each page, then all pages."""
        for page in self._held:
            self.__dict__.update(page)
            self._foot(len(self._held))
            super().showPage()
        super().save()

    def _foot(self, pages: int) -> None:
        self.setFont(REGULAR, 8)
        self.setFillColor(GREY)
        words = {"page": self._pageNumber, "pages": pages}
        self.drawRightString(A4[0] - RIGHT, 14 * mm, _("Page %(page)s of %(pages)s") % words)
        self.drawString(LEFT, 14 * mm, self.sheet.footer)


def _before_page(canvas: _PageCanvas, document: BaseDocTemplate) -> None:  # noqa: ARG001 - reportlab's
    """Draw what lies behind the text: the running title, and in a demo its mark."""
    sheet = canvas.sheet
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setFont(REGULAR, 8)
    if canvas.getPageNumber() > 1:
        canvas.drawString(LEFT, A4[1] - 14 * mm, sheet.title)
    if sheet.demo:
        canvas.setFont(BOLD, 8)
        note = _("%(demo)s – fictitious, without legal effect") % {"demo": DEMO}
        canvas.drawRightString(A4[0] - RIGHT, A4[1] - 14 * mm, note)
        canvas.setFillColor(MARK)
        canvas.setFont(BOLD, 150)
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(55)
        canvas.drawCentredString(0, -50, DEMO)
    canvas.restoreState()


def page_frame(target: io.BytesIO, sheet: Sheet) -> BaseDocTemplate:
    """Return an A4 document that writes to ``target``; its pages hold the text column."""
    register_fonts()
    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=sheet.title,
        author=sheet.author,
        subject=sheet.subject,
        creator="lllo",
        lang=sheet.language,
        invariant=1,
        initialFontName=REGULAR,
        allowSplitting=1,
    )
    frame = Frame(
        LEFT,
        BOTTOM,
        WIDTH,
        A4[1] - TOP - BOTTOM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=_before_page)])
    return document


def build(story: Sequence[Flowable], sheet: Sheet) -> bytes:
    """Set flowables on pages and return the PDF."""
    target = io.BytesIO()
    canvas = type("SheetCanvas", (_PageCanvas,), {"sheet": sheet})
    with translation.override(sheet.language):
        page_frame(target, sheet).build([*story, Spacer(0, 0)], canvasmaker=canvas)
    return target.getvalue()


def from_markdown(
    text: str, *, title: str, language: str = "nl", demo: bool, footer: str = ""
) -> bytes:
    """Return a Markdown text as PDF (headings, lists, tables, quotes, rules, page breaks)."""
    from lllo.documents.markdown import story  # noqa: PLC0415 - it uses the blocks of this module

    return build(story(text), Sheet(title=title, language=language, demo=demo, footer=footer))
