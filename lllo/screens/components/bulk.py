"""Does one thing to many rows of a list: preview first, then each row by itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.screens.components import submissions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from uuid import UUID

    from django.utils.functional import _StrPromise

    from lllo.people.models import User
    from lllo.screens.components.fields import Form

MOST_ROWS = 500
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """One thing that can be done to many rows.

    ``judge`` says why a row would be skipped, empty when it will be done; ``act``
    calls one action on one row. ``data`` holds the values of ``form_class``.
    """

    code: str
    label: str | _StrPromise
    judge: Callable[[Any, Mapping[str, Any], User], str]
    act: Callable[[Any, Mapping[str, Any], User], object]
    roles: frozenset[Any]
    form_class: type[Form] | None = None
    intro: str | _StrPromise = ""
    button: str | _StrPromise = ""
    # What was done, with %(count)s: _("%(count)s agreements are on their way.")
    done: str | _StrPromise = ""
    most: int = MOST_ROWS
    name: Callable[[Any], object] = str  # how the preview and the result call a row
    # What must still stand, in words, when it is done: another may have said so meanwhile.
    standing: Callable[[Any], str] | None = None
    # What the rows that will be done come to, in a sentence below their number.
    sum_up: Callable[[Sequence[Any]], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One row of the preview; ``why_not`` is empty when it will be done."""

    row: Any
    why_not: str
    label: str
    standing: str = ""


@dataclass(slots=True, kw_only=True)
class Result:
    """What came of it."""

    done: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)  # the row and why


def judged(bulk: Bulk, rows: Iterable[Any], data: Mapping[str, Any], user: User) -> list[Verdict]:
    """Return what will happen to each row."""
    return [
        Verdict(
            row=row,
            why_not=str(bulk.judge(row, data, user)),
            label=str(bulk.name(row)),
            standing=bulk.standing(row) if bulk.standing else "",
        )
        for row in rows
    ]


def carry_out(
    bulk: Bulk, rows: Sequence[Any], data: Mapping[str, Any], user: User, token: UUID
) -> Result:
    """Do it row by row, once for each form; one row that fails stops no other.

    Raises ``SentBefore`` when the form was sent already.
    """
    submission = submissions.claim(user, token)
    result = Result()
    try:
        for verdict in judged(bulk, rows, data, user):
            why_not = verdict.why_not or _tried(bulk, verdict.row, data, user)
            if why_not:
                result.failed.append((verdict.label, why_not))
            else:
                result.done += 1
    finally:  # the claim stands already: whoever sends the form again reads this
        submissions.conclude(submission, **outcome_of(bulk, result))
    return result


def _tried(bulk: Bulk, row: Any, data: Mapping[str, Any], user: User) -> str:
    """Do it to one row; return why it failed, or nothing."""
    try:
        bulk.act(row, data, user)
    except Refused as refused:
        return str(refused)
    except Exception:
        log.exception("Row %s of the work %s on many rows failed", row.pk, bulk.code)
        return _("An error stopped this; it is in the log of the site.")
    return ""


def outcome_of(bulk: Bulk, result: Result) -> dict[str, Any]:
    """Return the outcome as it is kept with the form."""
    sentence = str(bulk.done) or _("Done for %(count)s rows.")
    message = sentence % {"count": result.done} if result.done else _("Nothing was done.")
    return {"message": message, "done": result.done, "failed": result.failed}
