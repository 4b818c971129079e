"""What an import finds: changes, questions that the office must answer, and problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from lllo.people.cells import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from lllo.people.sheets import Problem

IMPORT_LOCK = 0x6C6C6C6F  # any number will do, as long as all imports of people use this one


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field as it was and as it becomes; both as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one row does: ``status`` is ``new`` or ``changed``."""

    row: int
    status: str
    label: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something known that a row may mean; ``id`` answers the question beyond doubt."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A row whose name is known, or nearly, while no number or mail address says it is the same."""

    sheet: str
    row: int
    label: str
    candidates: tuple[Candidate, ...]

    def __str__(self) -> str:
        known = "; ".join(f"{each.label} [{each.id}]" for each in self.candidates)
        return _(
            "%(sheet)s, row %(row)s: is “%(label)s” the same as %(known)s?"
            " Answer with --merge %(row)s or --new %(row)s."
        ) % {"sheet": self.sheet, "row": self.row, "label": self.label, "known": known}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the office says about rows: the same (as which id; "" for the only one), or new."""

    merge: Mapping[int, str] = field(default_factory=dict)
    new: frozenset[int] = frozenset()


NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """The outcome of an import; with a problem or a question left, nothing was written."""

    dry_run: bool
    new: int
    changed: int
    unchanged: int
    changes: tuple[Change, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """Whether the file cannot be imported as it is."""
        return bool(self.questions or self.problems)


@dataclass(slots=True, kw_only=True)
class Plan:
    """What an import is going to do, gathered row by row."""

    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0

    def note(self, change: Change) -> None:
        """Count a row as new, changed or unchanged."""
        if change.fields:
            self.changes.append(change)
        else:
            self.unchanged += 1

    def result(self, *, dry_run: bool) -> ImportResult:
        """Return the outcome; problems in the order of the sheet, and no changes of their rows."""
        wrong = {problem.row for problem in self.problems}
        changes = tuple(change for change in self.changes if change.row not in wrong)
        new = sum(change.status == "new" for change in changes)
        return ImportResult(
            dry_run=dry_run,
            new=new,
            changed=len(changes) - new,
            unchanged=self.unchanged,
            changes=changes,
            questions=tuple(self.questions),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row)),
        )


def apply(obj: Model, values: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Set the values that differ on ``obj`` (not saved) and return what changed."""
    changes = differences(obj, values)
    for change in changes:
        setattr(obj, change.field, values[change.field])
    return changes


def differences(obj: Model, values: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Return the fields in which ``obj`` differs from ``values``."""
    return tuple(
        FieldChange(field=name, before=as_text(getattr(obj, name)), after=as_text(value))
        for name, value in values.items()
        if getattr(obj, name) != value
    )


def one_at_a_time() -> None:
    """Let no second import decide who is new until this transaction ends.

    SQLite has one writer anyway; PostgreSQL needs a lock, for rows that are
    not there yet cannot be locked.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
