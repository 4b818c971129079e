"""What the page of a record shows, as values; one template lays all of them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from lllo.screens.access import OFFICE, Role, may_enter
from lllo.screens.components.cards import KeyValue
from lllo.screens.components.cells import badge_html, breakable, link_html, shown
from lllo.screens.components.history import timeline
from lllo.screens.components.pages import RolePage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

    from lllo.people.models import Organisation, User
    from lllo.screens.components.cells import Kind, Tone
    from lllo.screens.components.crumbs import Crumb

    Text = str | _StrPromise

READERS = OFFICE | {Role.LEAD}
WRITERS = frozenset({Role.BACKOFFICE})
GRANTERS = WRITERS | {Role.LEAD}  # a lead may go beyond what was agreed
PLANNERS = WRITERS | {Role.PARTNER}  # of events; a partner sees no amounts there
EVENT_READERS = READERS | PLANNERS
LEADERS = EVENT_READERS | {Role.SPECIALIST}  # of the events that they lead
HISTORY_SHOWN = 50
ROWS_SHOWN = 20  # of a table that has a list of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where something is done; ``about`` says to what, for who hears the link alone."""

    label: Text
    href: str
    roles: frozenset[Role] = WRITERS
    is_main: bool = False
    about: object = ""

    def parts(self) -> tuple[str, Text, str]:
        """Return the address, the words, and what only who hears the link is told."""
        about = format_html('<span class="hidden-text">: {}</span>', self.about)
        return self.href, self.label, about if self.about else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value of a record as the page shows it; with a ``tone`` it is a badge."""

    value: object = ""
    kind: Kind = "text"
    href: str = ""
    tone: Tone = ""
    hint: object = ""
    links: tuple[Link, ...] = ()

    @property
    def text(self) -> str:
        """The value as people read it."""
        return shown(self.value, self.kind)

    @property
    def is_short(self) -> bool:
        """Whether it stays on one line: a day, or a moment."""
        return isinstance(self.value, date) and not (self.hint or self.links)

    def html(self) -> SafeString:
        """Return the cell as a page shows it; written here, for a template for each is slow."""
        text = self.text
        content = badge_html(text, self.tone) if self.tone and text else breakable(text)
        if self.href and not (self.tone and text):
            content = link_html(self.href, content or "–")
        if self.hint:
            content = format_html('{}<span class="hint">{}</span>', content, self.hint)
        if not self.links:
            return content
        links = format_html_join(
            "", ' <a href="{}">{}{}</a>', (each.parts() for each in self.links)
        )
        return format_html('{}<span class="row-actions">{}</span>', content, links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of a column; amounts and numbers stand right."""

    label: Text
    kind: Kind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings; ``foot`` holds the sums."""

    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()

    @property
    def aligned_rows(self) -> list[list[tuple[Heading, Cell]]]:
        """Each cell with its heading, which a narrow screen shows beside it."""
        return [list(zip(self.headings, cells, strict=True)) for cells in self.rows]

    @property
    def aligned_foot(self) -> list[tuple[Heading, Cell]]:
        """The sums with their headings."""
        return list(zip(self.headings, self.foot, strict=True)) if self.foot else []


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One subject of the page: facts, cards or a table; ``empty`` says what to do without rows."""

    code: str
    title: Text
    intro: object = ""
    facts: Sequence[tuple[Text, Cell]] = ()
    table: Table | None = None
    cards: Sequence[Any] = ()
    empty: Text = ""
    links: Sequence[Link] = ()
    more: Link | None = None  # where all rows are, if not all are shown

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show but the sentence that says so."""
        return not (self.facts or self.cards or (self.table and self.table.rows))

    @property
    def key_values(self) -> list[KeyValue]:
        """The facts as the component shows them."""
        return [
            KeyValue(
                label=label,
                value=cell.value,
                kind="badge" if cell.tone else cell.kind,
                href=cell.href if cell.value else "",
                hint=cell.hint,
                tone=cell.tone or "plain",
            )
            for label, cell in self.facts
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One answer at the top of the page, with a sentence below it and the way to its rows."""

    label: Text
    value: str
    note: object = ""
    href: str = ""
    tone: Tone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The whole page of one record; ``about`` are the rows and query sets of its history."""

    title: str
    kind: Text
    crumbs: Sequence[Crumb]
    lead: object = ""
    warning: object = ""
    state: Cell | None = None
    links: Sequence[Link] = ()
    figures: Sequence[Figure] = ()
    sections: Sequence[Section] = ()
    about: Sequence[Any] = ()
    acts_for: Organisation | None = None  # on whose behalf the reader may go on


def to(label: Text, name: str, key: object, **options: Any) -> Link:
    """Return a link to the form with a name, on the record with a key."""
    return Link(label=label, href=reverse(name, args=[key]), **options)


def allowed(user: User, *links: Link | None) -> tuple[Link, ...]:
    """Return the links that an account may follow; nothing stands for a link that is not there."""
    return tuple(link for link in links if link and may_enter(user, link.roles))


class RecordPage(RolePage):
    """Shows one record; a subclass says which rows, who reads them and what the page holds."""

    roles: ClassVar[frozenset[Any]] = READERS
    argument: ClassVar[str] = "public_id"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or 404 for a row that this account does not see."""
        key = kwargs[self.argument]
        record = get_object_or_404(self.rows(), **{self.argument: key})
        screen = self.screen(record)
        moments = timeline(screen.about, most=HISTORY_SHOWN)
        return render(request, "office/record.html", {"screen": screen, "moments": moments})

    def rows(self) -> QuerySet[Any]:
        """Return the rows that the account may open."""
        raise NotImplementedError

    def screen(self, record: Any) -> Screen:
        """Return what the page shows."""
        raise NotImplementedError
