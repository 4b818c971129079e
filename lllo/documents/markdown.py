"""Sets Markdown with the building blocks of ``pdf``: each kind of token has its function.

Known are headings, paragraphs, bold, italic, links, lists, quotes, rules, code,
tables (the alignment row is honoured; a heading row of empty cells is left
out), ``<br>``, and ``<!-- page -->`` for a new page. Other HTML prints as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from xml.sax.saxutils import escape, quoteattr

import mistune
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
)

from lllo.documents.markup import one_line
from lllo.documents.typography import BOLD, GREY, INK, REGULAR, RULE, WIDTH, styles

if TYPE_CHECKING:
    from collections.abc import Iterable

Token = dict[str, Any]
NEW_PAGE = "<!-- page -->"
BREAKS = ("<br>", "<br/>", "<br />")
ALIGNMENT = {"right": "amount", "center": "centre"}
PADDING = 2 * mm
NARROWEST = 14 * mm
SHORT_TABLE = 15  # rows that are not divided over pages
HIGHEST_HEAD = 60 * mm
parse = mistune.create_markdown(renderer=None, plugins=["table"])


def story(text: str) -> list[Flowable]:
    """Return the flowables of a Markdown text."""
    return _Setter().blocks(cast(list[Token], parse(text)))


def plain(tokens: Iterable[Token]) -> str:
    """Return what inline tokens say, without how they look."""
    return "".join(
        plain(token["children"]) if "children" in token else _literal(token) for token in tokens
    )


def _literal(token: Token) -> str:
    """Return the text of a token that has no children."""
    if token["type"] in ("linebreak", "softbreak"):
        return " "
    return token.get("raw", "")


def inline(tokens: Iterable[Token]) -> str:
    """Return inline tokens in the small XML that reportlab's paragraphs read."""
    return "".join(_inline(token) for token in tokens)


def _inline(token: Token) -> str:
    kind = token["type"]
    if kind == "strong":
        return f"<b>{inline(token['children'])}</b>"
    if kind == "emphasis":
        return f"<i>{inline(token['children'])}</i>"
    if kind == "link" and token["attrs"]["url"].startswith(("https://", "http://", "mailto:")):
        return f"<a href={quoteattr(token['attrs']['url'])}>{inline(token['children'])}</a>"
    if kind == "linebreak" or (kind == "inline_html" and token["raw"] in BREAKS):
        return "<br/>"
    if kind == "softbreak":
        return " "
    if "children" in token:
        return inline(token["children"])
    return escape(_clean(token["raw"]))


def _clean(text: str) -> str:
    """Return a text that paragraphs can take; its outer spaces part words and stay."""
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and text.strip() else ""
    return before + one_line(text) + after


class _Setter:
    """Turns block tokens into flowables; ``block_NAME`` sets the tokens of a kind."""

    def __init__(self) -> None:
        self.styles = styles()

    def blocks(self, tokens: Iterable[Token], style: str = "body") -> list[Flowable]:
        """Return the flowables of block tokens."""
        made: list[Flowable] = []
        for token in tokens:
            setter = getattr(self, f"block_{token['type']}", None)
            flowables = setter(token, style) if setter else []
            if _is_short(flowables) and made and isinstance(made[-1], Paragraph):
                made[-1].keepWithNext = 1  # it announces the table
            elif _is_short(flowables):
                flowables = [KeepTogether(flowables)]
            made += flowables
        return made

    def paragraph(self, tokens: Iterable[Token], style: str) -> Paragraph:
        """Return a paragraph in one of the styles of the house."""
        return Paragraph(inline(tokens), self.styles[style])

    def block_heading(self, token: Token, style: str) -> list[Flowable]:  # noqa: ARG002 - one signature for all
        """Set a heading; below the fourth level all look alike."""
        return [self.paragraph(token["children"], f"h{min(token['attrs']['level'], 4)}")]

    def block_paragraph(self, token: Token, style: str) -> list[Flowable]:
        """Set a paragraph."""
        return [self.paragraph(token["children"], style)]

    block_block_text = block_paragraph

    def block_block_code(self, token: Token, style: str) -> list[Flowable]:
        """Set lines as they stand."""
        lines = "<br/>".join(escape(one_line(line)) for line in token["raw"].splitlines())
        return [Paragraph(lines, self.styles[style])]

    def block_block_html(self, token: Token, style: str) -> list[Flowable]:
        """Start a page where the text asks for one; print other HTML as text."""
        raw = token["raw"].strip()
        if raw == NEW_PAGE:
            return [PageBreak()]
        if raw.startswith("<!--"):
            return []
        return [Paragraph(escape(one_line(raw)), self.styles[style])]

    def block_block_quote(self, token: Token, style: str) -> list[Flowable]:  # noqa: ARG002 - one signature for all
        """Set a quotation, indented."""
        return self.blocks(token["children"], "quote")

    def block_thematic_break(self, token: Token, style: str) -> list[Flowable]:  # noqa: ARG002 - one signature for all
        """Draw a line."""
        return [HRFlowable(width="100%", thickness=0.5, color=RULE, spaceBefore=6, spaceAfter=8)]

    def block_list(self, token: Token, style: str) -> list[Flowable]:
        """Set a list; a number or a dot hangs left of the text."""
        ordered = token["attrs"]["ordered"]
        items = [
            ListItem(self.blocks(item["children"], style), spaceAfter=0)
            for item in token["children"]
        ]
        bullet = (
            {"bulletType": "1", "bulletFormat": "%s."}
            if ordered
            else {
                "bulletType": "bullet",
                "start": "•",
            }
        )
        if ordered:
            bullet["start"] = token["attrs"].get("start", 1)
        listed = ListFlowable(
            items,
            leftIndent=6 * mm,
            bulletFontName=REGULAR,
            bulletFontSize=10,
            bulletColor=INK,
            bulletDedent="auto",
            **bullet,
        )
        return [listed, Spacer(0, 5)]

    def block_table(self, token: Token, style: str) -> list[Flowable]:  # noqa: ARG002 - one signature for all
        """Set a table: rules between rows, columns as the alignment row says."""
        head = next(part for part in token["children"] if part["type"] == "table_head")
        bodies = [part for part in token["children"] if part["type"] == "table_body"]
        rows = [row["children"] for body in bodies for row in body["children"]]
        with_head = any(plain(cell["children"]).strip() for cell in head["children"])
        cells = [[self._head(cell) for cell in head["children"]]] if with_head else []
        cells += [[self._cell(cell) for cell in row] for row in rows]
        if not cells:
            return []
        widths = column_widths([*([head["children"]] if with_head else []), *rows])
        table = Table(
            cells,
            colWidths=widths,
            repeatRows=int(with_head and _fits(cells[0], widths)),
            splitInRow=1,
            hAlign="LEFT",
            spaceBefore=2,
            spaceAfter=10,
            style=_table_style(with_head=with_head),
        )
        return [table]

    def _head(self, cell: Token) -> Paragraph:
        base = self.styles["head"]
        alignment = self.styles[ALIGNMENT.get(cell["attrs"]["align"], "cell")].alignment
        return Paragraph(inline(cell["children"]), base.clone(base.name, alignment=alignment))

    def _cell(self, cell: Token) -> Paragraph:
        return self.paragraph(cell["children"], ALIGNMENT.get(cell["attrs"]["align"], "cell"))


def _is_short(flowables: list[Flowable]) -> bool:
    """Tell whether these are a table that is not divided over pages."""
    return any(isinstance(item, Table) and item._nrows <= SHORT_TABLE for item in flowables)


def _fits(head: list[Paragraph], widths: list[float]) -> bool:
    """Tell whether a heading row is low enough to stand on every page."""
    cells = zip(head, widths, strict=True)
    return max(cell.wrap(width - 2 * PADDING, WIDTH)[1] for cell, width in cells) < HIGHEST_HEAD


def _table_style(*, with_head: bool) -> list[tuple[Any, ...]]:
    """Return the look of tables: air and thin lines."""
    commands: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("LEFTPADDING", (1, 0), (-1, -1), PADDING),
        ("RIGHTPADDING", (0, 0), (-2, -1), PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
    ]
    if with_head:
        commands.append(("LINEBELOW", (0, 0), (-1, 0), 0.8, GREY))
    return commands


def column_widths(rows: list[list[Token]]) -> list[float]:
    """Return widths that fill the page: amounts as wide as they are, texts share the rest."""
    columns = list(zip(*rows, strict=True))
    wanted = [max(_width(cell) for cell in column) + 2 * PADDING for column in columns]
    fixed = [column[-1]["attrs"]["align"] == "right" for column in columns]
    room = WIDTH - sum(width for width, is_fixed in zip(wanted, fixed, strict=True) if is_fixed)
    texts = sum(width for width, is_fixed in zip(wanted, fixed, strict=True) if not is_fixed)
    if not texts or room < NARROWEST * fixed.count(False):  # nothing to stretch, or no room left
        return [WIDTH * width / sum(wanted) for width in wanted]
    return _share(wanted, fixed, room)


def _share(wanted: list[float], fixed: list[bool], room: float) -> list[float]:
    """Divide ``room`` over the columns that are not fixed, by what they want, none too narrow."""
    texts = [
        min(width, room) for width, is_fixed in zip(wanted, fixed, strict=True) if not is_fixed
    ]
    spare = room - NARROWEST * len(texts)
    above = [max(width - NARROWEST, 0.1) for width in texts]
    shares = iter([NARROWEST + spare * part / sum(above) for part in above])
    return [
        width if is_fixed else next(shares) for width, is_fixed in zip(wanted, fixed, strict=True)
    ]


def _width(cell: Token) -> float:
    """Return how wide the text of a cell is on one line."""
    return stringWidth(plain(cell["children"]), BOLD, 9.5)
