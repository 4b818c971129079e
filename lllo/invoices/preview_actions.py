"""Looks at a run before it is made, and remembers what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo import clock
from lllo.invoices.billing import in_force
from lllo.invoices.models import RunPreview
from lllo.invoices.outline import outline_of
from lllo.invoices.preview import Preview, compared, preview_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lllo.people.models import User


def preview_run(year: int, *, on: date, by: User | None) -> Preview:
    """Return what a run would do on a day and what changed since somebody last looked.

    Only that it was looked at is written; invoices stay as they are. Of a day to come nothing is
    remembered: until then it is no more than what is known now.
    """
    preview = preview_of(year, in_force(), on=on)
    if on > clock.today():
        return preview
    last = _note(year, {row.key: row.facts for row in preview.rows}, on=on, by=by)
    return compared(preview, last.rows if last else None)


def note_run(year: int, *, on: date, by: User | None) -> None:
    """Remember what a run would do on a day, for a screen that shows it a page at a time."""
    if on > clock.today():
        return
    rows = outline_of(year, in_force(), on=on)
    _note(year, {row.key: row.found.facts for row in rows}, on=on, by=by)


def _note(year: int, seen: Mapping[str, object], *, on: date, by: User | None) -> RunPreview | None:
    """Remember what was seen unless the last one saw the same; return the last one, if any."""
    last = RunPreview.objects.filter(year=year).first()
    if last is None or last.rows != seen:
        RunPreview.objects.create(year=year, on=on, rows=seen, made_by=by)
    return last
