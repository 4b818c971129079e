"""The texts under entries of a calendar, from ``calendar/templates`` in the language of the reader.

A template that is changed changes the stamps of the entries it makes, so that calendars
follow. What goes in is plain values; names of participants are not among them.
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from lllo import office
from lllo.documents.templates import renderer

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from lllo.training.models import CoachingSession, CourseSeat, Event, EventPart

FOLDER = "calendar/templates"
KINDS = ("event", "coaching", "course")


class Texts:
    """Writes the texts of one calendar, all in one language; each template is read once."""

    def __init__(self, language: str = "") -> None:
        known = dict(settings.LANGUAGES)
        asked = language or translation.get_language() or settings.LANGUAGE_CODE
        self.language = asked if asked in known else settings.LANGUAGE_CODE

    @functools.cached_property
    def mark(self) -> str:
        """A short hash of the templates in this language: part of every stamp."""
        files = [office.folder() / FOLDER / template(kind, self.language) for kind in KINDS]
        seen = b"\0".join(path.read_bytes() if path.is_file() else b"" for path in files)
        return hashlib.sha256(seen).hexdigest()[:8]

    def of_event(self, event: Event, *, with_parts: bool) -> str:
        """Return the text of an event, with a line for each part unless they stand apart."""
        parts = sorted(event.parts.all(), key=lambda part: (part.starts_at, part.position))
        shown = [_part(part) for part in parts] if with_parts else []
        return self._render("event", event_values(event, shown))

    def of_coaching(self, session: CoachingSession) -> str:
        """Return the text of a talk, without its subject and its people."""
        return self._render("coaching", coaching_values(session.hours))

    def of_course(self, seat: CourseSeat) -> str:
        """Return the text of the start of a course."""
        values = course_values(seat.course_code, seat.course_name, seat.ec)
        return self._render("course", values)

    def _render(self, kind: str, values: dict[str, Any]) -> str:
        return self._renderers[kind](values).strip()

    @functools.cached_property
    def _renderers(self) -> dict[str, Callable[[dict[str, Any]], str]]:
        return {kind: renderer(template(kind, self.language)) for kind in KINDS}


def template(kind: str, language: str) -> str:
    """Return the name of the template of a kind of entries."""
    return f"{kind}.{language}.txt.j2"


def event_values(event: Event, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the template of an event gets; ``lines`` are those of its text."""
    names = ("title", "kind", "location", "url", "starts_at", "ends_at", "all_day")
    values = {name: getattr(event, name) for name in names}
    more = {"lines": event.description.splitlines(), "leader": event.led_by}
    return {"event": values | more, "parts": parts}


def coaching_values(hours: Decimal) -> dict[str, Any]:
    """Return what the template of a coaching talk gets."""
    return {"coaching": {"hours": hours}}


def course_values(code: str, name: str, ec: Decimal) -> dict[str, Any]:
    """Return what the template of the start of a course gets."""
    return {"course": {"code": code, "name": name, "ec": ec}}


def _part(part: EventPart) -> dict[str, Any]:
    names = ("title", "location", "starts_at", "ends_at")
    return {**{name: getattr(part, name) for name in names}, "leader": part.led_by}
