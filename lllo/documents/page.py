"""Sets Markdown as HTML: the accessible twin of what ``markdown`` sets for the PDF.

It knows the same building blocks. Nothing in the text can bring HTML, script or style along.
"""

from __future__ import annotations

import mistune
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

BREAKS = ("<br>", "<br/>", "<br />")


def render(text: str) -> SafeString:
    """Return a Markdown text as HTML, for a page that frames it."""
    return mark_safe(str(_MARKDOWN(text)))  # noqa: S308 - the renderer escapes whatever is text


class _Page(mistune.HTMLRenderer):
    """HTML with classes instead of styles; raw HTML is text, but for a break."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def inline_html(self, html: str) -> str:
        """Break a line; anything else stands there as it was written."""
        return "<br>" if html in BREAKS else conditional_escape(html)

    def block_html(self, html: str) -> str:
        """Leave comments out: a new page means nothing here."""
        raw = html.strip()
        return "" if raw.startswith("<!--") else format_html("<p>{}</p>\n", raw)

    def table(self, text: str) -> str:
        """Let a table that is wider than the page be moved, with the keyboard, too.

        These documents are Dutch, and so is what a table is called.
        """
        return (
            '<div class="table-scroll" role="group" tabindex="0" aria-label="Tabel">'
            '<table class="paper-table">'
            f"{text}</table></div>\n"
        )

    def table_head(self, text: str) -> str:
        """Leave a heading row of empty cells out."""
        is_empty = "</th>" not in text.replace("></th>", "")
        return "" if is_empty else f"<thead><tr>{text}</tr></thead>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:  # noqa: FBT001, FBT002 - as mistune calls it
        """Set a cell; amounts stand to the right."""
        look = ' class="number"' if align == "right" else ""
        return f'<th scope="col"{look}>{text}</th>' if head else f"<td{look}>{text}</td>"


_MARKDOWN = mistune.create_markdown(renderer=_Page(), plugins=["table"])
