"""Knows who is known: matches the rows of an import with what is there and with each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from django.utils.translation import gettext as _

from lllo.people.imports import Answers, Candidate, FieldChange, Plan, Question
from lllo.people.models import Membership, Organisation, Person
from lllo.people.names import name_key, near_keys, near_shape, without_addition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lllo.people.sheets import Record

T = TypeVar("T", Organisation, Person)


@dataclass(slots=True, eq=False, kw_only=True)
class Entry(Generic[T]):
    """One organisation or person, saved or not; ``row`` is the row of this file that means it."""

    obj: T
    row: int | None = None
    changes: list[FieldChange] = field(default_factory=list)
    memberships: dict[tuple[int, str], Membership] = field(default_factory=dict)
    changed_memberships: list[Membership] = field(default_factory=list)

    def candidate(self) -> Candidate:
        """Return the entry as a possible answer to a question."""
        if self.obj.pk is None:
            label = _("%(name)s (new in row %(row)s)") % {"name": self.obj, "row": self.row}
            return Candidate(id=f"row-{self.row}", label=label)
        number = getattr(self.obj, "kvk_number", "") or getattr(self.obj, "email", "")
        label = f"{self.obj} ({number})" if number else str(self.obj)
        return Candidate(id=str(self.obj.public_id), label=label)


class Register(Generic[T]):
    """Entries by number (KvK, OIN, mail address) and by name."""

    def __init__(self) -> None:
        self._by_number: dict[str, Entry[T]] = {}
        self._by_name: dict[str, list[Entry[T]]] = {}
        self._by_near_name: dict[str, list[Entry[T]]] = {}
        # Asked for only by unknown names; of those only the ones of the same shape.
        self._not_near_yet: list[tuple[str, Entry[T]]] = []
        self._by_shape: dict[tuple[int, str], list[tuple[str, Entry[T]]]] = {}
        self._by_bare_name: dict[str, list[Entry[T]]] = {}

    def add(self, entry: Entry[T], *, numbers: Iterable[str], names: Iterable[str]) -> None:
        """Enter ``entry`` under its numbers and names; empty ones do not count."""
        self._by_number.update(dict.fromkeys(filter(None, numbers), entry))
        written: list[str] = [name for name in names if name]
        for bare in filter(None, map(without_addition, written)):
            self._by_bare_name.setdefault(name_key(bare), []).append(entry)
        for key in {name_key(name) for name in written}:
            self._by_name.setdefault(key, []).append(entry)
            self._not_near_yet.append((key, entry))

    def by_numbers(self, numbers: Iterable[str]) -> list[Entry[T]]:
        """Return every entry that has one of the numbers, each once."""
        found = (self._by_number.get(number) for number in numbers if number)
        return list(dict.fromkeys(entry for entry in found if entry))

    def by_names(self, names: Iterable[str]) -> list[Entry[T]]:
        """Return the entries with the same name but for case, accents and legal form."""
        keys = [name_key(name) for name in names if name]
        return list(dict.fromkeys(entry for key in keys for entry in self._by_name.get(key, [])))

    def by_near_names(self, names: Iterable[str]) -> list[Entry[T]]:
        """Return the entries with the same name, or one a slip of the pen or an addition away."""
        written: list[str] = [name for name in names if name]
        bare: list[str] = [shorter for shorter in map(without_addition, written) if shorter]
        wanted = {name_key(name) for name in [*written, *bare]}
        keys = {near for key in wanted for near in near_keys(key)}
        self._enter_near({near_shape(key) for key in wanted})
        found: dict[Entry[T], None] = {}
        for key in sorted(keys):
            found.update(dict.fromkeys(self._by_near_name.get(key, [])))
        for name in written:
            found.update(dict.fromkeys(self._by_bare_name.get(name_key(name), [])))
        return list(found)

    def _enter_near(self, shapes: set[tuple[int, str]]) -> None:
        """Enter what may be near to names of some shapes and was not asked for before."""
        for key, entry in self._not_near_yet:
            self._by_shape.setdefault(near_shape(key), []).append((key, entry))
        self._not_near_yet.clear()
        for letters, digits in sorted(shapes):
            for count in (letters - 1, letters, letters + 1):
                for key, entry in self._by_shape.pop((count, digits), ()):
                    for near in near_keys(key):
                        self._by_near_name.setdefault(near, []).append(entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Generic[T]):
    """What a row means: ``entry``, somebody new (``None``), or not known yet."""

    entry: Entry[T] | None = None
    known: bool = True


def decide(
    record: Record, label: str, candidates: list[Entry[T]], answers: Answers, plan: Plan
) -> Decision[T]:
    """Let the office's answer decide about a row that only its name ties to ``candidates``.

    Without an answer the row becomes a question: a name alone never merges.
    """
    row = record.row.number
    if row in answers.new or not (candidates or row in answers.merge):
        return Decision()
    known = {entry.candidate().id: entry for entry in candidates}
    if row not in answers.merge:
        options = tuple(entry.candidate() for entry in known.values())
        question = Question(sheet=record.row.sheet, row=row, label=label, candidates=options)
        plan.questions.append(question)
        return Decision(known=False)
    wanted = answers.merge[row]
    if not wanted and len(known) == 1:
        return Decision(entry=candidates[0])
    if wanted in known:
        return Decision(entry=known[wanted])
    plan.problems.append(record.problem("", _merge_refusal(row, wanted, known)))
    return Decision(known=False)


def _merge_refusal(row: int, wanted: str, known: dict[str, Entry[T]]) -> str:
    """Return why ``--merge`` cannot be followed."""
    if not known:
        return _("There is nothing like this row to merge it with.")
    ids = ", ".join(f"--merge {row}={id_}" for id_ in known)
    if wanted:
        return _("This row does not look like %(id)s. Possible: %(answers)s.") % {
            "id": wanted,
            "answers": ids,
        }
    return _("Several look like this row. Say which: %(answers)s.") % {"answers": ids}


def refuse_unknown_rows(records: list[Record], answers: Answers, plan: Plan) -> None:
    """Note each answer for a row that the file does not have."""
    rows = {record.row.number for record in records}
    for row in sorted((set(answers.merge) | answers.new) - rows):
        sentence = _("You answered for row %(row)s, and the sheet has no such row.")
        problem = records[0].problem("", sentence % {"row": row})
        plan.problems.append(replace(problem, row=row))
    for row in sorted(set(answers.merge) & answers.new):
        sentence = _("Row %(row)s cannot be both merged and new.")
        problem = records[0].problem("", sentence % {"row": row})
        plan.problems.append(replace(problem, row=row))
