"""Columns of a list and how their values look, on the screen and in a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lllo.formats import NO_BREAK_SPACE, money, quantity
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

MAIL = re.compile(r"(?<=[\w+.-])@(?=[\w-]+\.)")
Kind = Literal["text", "money", "number", "day", "moment", "badge", "action"]
Tone = Literal["", "plain", "good", "late", "wait"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLink:
    """What may be done with a row; ``about`` names the row, for who hears the link alone."""

    label: str | _StrPromise
    href: str
    about: object = ""

    def html(self) -> SafeString:
        """Return the link."""
        about = format_html('<span class="hidden-text">: {}</span>', self.about)
        words = format_html("{}{}", self.label, about if self.about else "")
        return format_html(" {}", link_html(self.href, words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value with more to it: a link, a badge behind it, a soft line below it, things to do."""

    text: object
    href: str = ""
    badge: object = ""
    tone: Tone = "plain"  # of the badge, or of the text itself in a column of badges
    hint: object = ""
    links: tuple[RowLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what it shows of a row, by what it is sorted, and what its foot adds up."""

    key: str
    label: str | _StrPromise
    value: Callable[[Any], object]
    sort: str | tuple[str, ...] = ""
    kind: Kind = "text"
    total: str = ""
    plain: Callable[[Any], object] | None = None
    is_wide: bool = False  # takes the room that is left
    is_extra: bool = False  # left out on a screen that is not wide
    is_spare: bool = False  # left out on a small screen only, such as a tablet held upright
    is_short: bool = False  # a number or a name that stays on one line

    @property
    def folds(self) -> str:
        """The class of its cells that says when it is left out, after a space; empty: never."""
        return " extra" if self.is_extra else " spare" if self.is_spare else ""

    @property
    def order(self) -> tuple[str, ...]:
        """The columns of the database by which it is sorted; empty: not sortable."""
        return (self.sort,) if isinstance(self.sort, str) and self.sort else tuple(self.sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell as the template shows it."""

    column: Column
    text: str
    href: str = ""
    badge: str = ""
    tone: str = ""
    hint: str = ""
    links: tuple[RowLink, ...] = ()

    def html(self) -> SafeString:
        """Return the cell as a page shows it; written here, for a template for each is slow."""
        if self.column.kind == "badge" and self.text:
            content = badge_html(self.text, self.tone)
        else:
            content = breakable(self.text)
        if self.href:
            content = link_html(self.href, content or "–")
        if self.badge:
            content = format_html("{} {}", content, badge_html(self.badge, self.tone))
        if self.hint:
            content = format_html('{}<span class="hint">{}</span>', content, self.hint)
        if not self.links:
            return content
        links = format_html_join("", "{}", ((each.html(),) for each in self.links))
        return format_html('{}<span class="row-actions">{}</span>', content, links)


def breakable(text: str) -> SafeString:
    """Return a text in which a mail address may go on to the next line behind its @."""
    escaped = conditional_escape(text)
    return mark_safe(MAIL.sub("@<wbr>", escaped)) if "@" in escaped else escaped  # noqa: S308 - escaped


def link_html(href: str, content: object) -> SafeString:
    """Return a link; another site is not told which of our pages it stands on."""
    rel = mark_safe(' rel="noopener noreferrer"') if href.startswith("http") else ""
    return format_html('<a href="{}"{}>{}</a>', href, rel, content)


def row_html(cells: Sequence[ShownCell]) -> SafeString:
    """Return the cells of a row, of which the first names it; see ``ShownCell.html``."""
    head, *others = cells
    first = format_html('<th scope="row" class="{}">{}</th>', _classes(head.column), head.html())
    cell = '<td class="{}" data-label="{}">{}</td>'
    rest = ((_classes(each.column), each.column.label, each.html()) for each in others)
    return first + format_html_join("", cell, rest)


def _classes(column: Column) -> str:
    """Return how a column looks: right for numbers, left out or on one line where it says so."""
    short = " no-break" if column.is_short else ""
    return f"kind-{column.kind}{column.folds}{short}"


def badge_html(text: str, tone: str) -> SafeString:
    """Return a state in a word, as ``components/badge.html`` shows it."""
    return format_html('<span class="badge badge-{}">{}</span>', tone or "plain", text)


def shown(value: object, kind: Kind = "text") -> str:
    """Return a value as people read it in the active language."""
    if value is None:
        return ""
    if kind == "money" and isinstance(value, Decimal | int):
        return money(to_cents(Decimal(value)))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Decimal) or (kind == "number" and isinstance(value, int)):
        return quantity(value)
    return str(value)


def _day(value: date) -> str:
    month = formats.date_format(value, "b Y" if get_language() == "nl" else "M Y")
    return f"{value.day} {month}".replace(" ", NO_BREAK_SPACE)


def _moment(value: datetime) -> str:
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{_day(local.date())} {local:%H:%M}"


def shown_cell(column: Column, row: Any) -> ShownCell:
    """Return the cell of a row in a column."""
    value = column.value(row)
    if isinstance(value, Cell):
        return ShownCell(
            column=column,
            text=shown(value.text, column.kind),
            href=value.href,
            badge=shown(value.badge),
            tone=value.tone,
            hint=shown(value.hint),
            links=value.links,
        )
    return ShownCell(column=column, text=shown(value, column.kind), tone="plain")


def plain_value(column: Column, row: Any) -> object:
    """Return the value of a cell for a spreadsheet: without link, badge and hint."""
    value = (column.plain or column.value)(row)
    return value.text if isinstance(value, Cell) else value
