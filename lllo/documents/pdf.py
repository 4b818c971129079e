"""Pages: the frame of the text, the foot with page numbers, the mark of a demo.

Importing this module imports reportlab (0.14 s): do it inside a function.
Equal input gives equal bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from lllo.documents.markdown import story as story_of
from lllo.documents.typography import (
    BOLD,
    BOTTOM,
    GREY,
    LEFT,
    MARK,
    REGULAR,
    RIGHT,
    TOP,
    WIDTH,
    register_fonts,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

DEMO = "DEMO"
rl_config.useA85 = 0  # streams as bytes: as text they are a quarter larger, and slower to make


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every page of a document carries; ``footer`` stands left of the page number."""

    title: str
    author: str = ""
    subject: str = ""
    language: str = "nl"
    demo: bool = False
    concept: bool = False  # made to be looked at
    footer: str = ""
    bottom: float = BOTTOM  # below the text; the foot stands at 14 mm


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
    marks = _marks(sheet)
    if marks:
        canvas.setFont(BOLD, 8)
        canvas.drawRightString(A4[0] - RIGHT, A4[1] - 14 * mm, " · ".join(marks.values()))
        canvas.setFillColor(MARK)
        canvas.setFont(BOLD, 150)
        canvas.translate(A4[0] / 2, A4[1] / 2)
        canvas.rotate(55)
        canvas.drawCentredString(0, -50, next(iter(marks)))
    canvas.restoreState()


def _marks(sheet: Sheet) -> dict[str, str]:
    """Return what lies across each page, the first of them, with what it means."""
    marks = {}
    if sheet.concept:
        word = _("DRAFT")
        marks[word] = _("%(draft)s – to look at, not offered") % {"draft": word}
    if sheet.demo:
        marks[DEMO] = _("%(demo)s – fictitious, without legal effect") % {"demo": DEMO}
    return marks


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
        sheet.bottom,
        WIDTH,
        A4[1] - TOP - sheet.bottom,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=_before_page)])
    return document


def build(flowables: Sequence[Flowable], sheet: Sheet) -> bytes:
    """Set flowables on pages and return the PDF."""
    target = io.BytesIO()
    canvas = type("SheetCanvas", (_PageCanvas,), {"sheet": sheet})
    with translation.override(sheet.language):
        # One page at least; behind a full page a spacer would begin another one, empty.
        story = list(flowables) or [Spacer(0, 0)]
        page_frame(target, sheet).build(story, canvasmaker=canvas)
    return target.getvalue()


def from_markdown(text: str, **sheet: Any) -> bytes:
    """Return a Markdown text as PDF (headings, lists, tables, quotes, rules, page breaks).

    ``sheet`` is what a ``Sheet`` holds.
    """
    return build(story_of(text), Sheet(**sheet))
