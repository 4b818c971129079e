"""The type of every document: fonts, measures, colours and paragraph styles.

Importing this module imports reportlab (0.14 s): do it inside a function. No
font but Source Sans Pro is referenced, and it is embedded, as PDF/A demands.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.fonts import addMapping
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

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


def unprintable(text: str) -> list[str]:
    """Return the signs of a text that the font has no glyph for."""
    register_fonts()
    glyphs = pdfmetrics.getFont(REGULAR).face.charToGlyph
    return sorted({sign for sign in text if ord(sign) not in glyphs})


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
