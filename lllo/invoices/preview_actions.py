"""Looks at a run before it is made, and remembers what was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.invoices import refusals
from lllo.invoices.billing import in_force
from lllo.invoices.models import RunPreview
from lllo.invoices.preview import Preview, compared, preview_of

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import User


def preview_run(year: int, *, on: date, by: User | None) -> Preview:
    """Return what a run would do on a day and what changed since somebody last looked.

    Only that it was looked at is written; invoices stay as they are.
    """
    refusals.refuse_to_come(on)
    preview = preview_of(year, in_force(), on=on)
    last = RunPreview.objects.filter(year=year).first()
    seen = {row.key: row.facts for row in preview.rows}
    if last is None or last.rows != seen:
        RunPreview.objects.create(year=year, on=on, rows=seen, made_by=by)
    return compared(preview, last.rows if last else None)
