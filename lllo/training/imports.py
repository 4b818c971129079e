"""Imports events from a spreadsheet or a calendar file: all of them, or nothing.

An event is known by its UID; a moved one moves. A row of a spreadsheet without a UID is the
event with that title and start, if there is one; where only the title is known, the
office is asked. The same file again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lllo.clock import AMSTERDAM
from lllo.errors import Refused
from lllo.people.imports import (
    NO_ANSWERS,
    Candidate,
    Change,
    FieldChange,
    Plan,
    Question,
    one_at_a_time,
)
from lllo.people.models import Membership, Person
from lllo.people.names import plain
from lllo.programmes.models import Programme
from lllo.training.actions.checks import SPECIALISTS
from lllo.training.actions.events import (
    EventData,
    as_data,
    cancel_event,
    change_event,
    moved_parts,
    schedule_event,
)
from lllo.training.import_rows import COLUMNS, EventRow, rows_of_calendar, rows_of_sheet
from lllo.training.models import Cohort, Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from lllo.people.imports import Answers, ImportResult
    from lllo.people.models import User

__all__ = ["COLUMNS", "import_events"]
MOVES = frozenset({"starts_at", "ends_at", "location", "status"})
SHOWN = ("title", "kind", "starts_at", "ends_at", "location", "specialist", "leader", "cohort",
         "description", "url", "status", "is_published", "remark")  # fmt: skip
CALENDAR = ".ics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an import is to be done: what the office answered, and who hears of it."""

    programme: Programme
    answers: Answers
    tell: bool
    by: User | None


def import_events(
    path: Path,
    *,
    dry_run: bool,
    answers: Answers = NO_ANSWERS,
    tell: bool = True,
    progress: Callable[[Sequence[EventRow]], Iterable[EventRow]] = iter,
    by: User | None,
) -> ImportResult:
    """Make, change and cancel the events of a file; with a mistake in it nothing is written.

    Raises ``Refused`` for a file that cannot be read. A trial does all of it and takes it back, so
    that it finds what the real one would find. ``tell``: who is invited by mail gets a mail.
    """
    programme = Programme.objects.order_by("-starts_on", "-pk").first()
    if programme is None:
        raise Refused(_("No programme is loaded yet: lllo programme load."), code="no_programme")
    read = rows_of_calendar if path.suffix.lower() == CALENDAR else rows_of_sheet
    rows, problems = read(path)
    plan = Plan(problems=[*problems, *_twice(rows)])
    way = Way(programme=programme, answers=answers, tell=tell, by=by)
    with transaction.atomic():
        one_at_a_time()
        for row in progress(rows):
            _take(row, plan, way)
        result = plan.result(dry_run=dry_run)
        if dry_run or result.refused:
            transaction.set_rollback(True)
    return result


def _twice(rows: Sequence[EventRow]) -> list[Any]:
    """Return the rows whose UID stood in the file before."""
    seen: set[str] = set()
    problems = []
    for row in rows:
        if row.uid and row.uid in seen:
            problems.append(row.record.problem("uid", _("This UID stands in the file twice.")))
        seen.add(row.uid)
    return problems


def _take(row: EventRow, plan: Plan, way: Way) -> None:
    """Do what one row says, or note why not."""
    try:
        event, candidates = _known(row, way)
        if candidates:
            plan.questions.append(_question(row, candidates))
            return
        with transaction.atomic():
            before = _texts(as_data(event)) if event else {}
            after = _write(row, event, way)
        if after is None:
            plan.unchanged += 1
            return
        plan.note(_change(row, before, _texts(as_data(after)), is_new=event is None))
    except Refused as refused:
        plan.problems.append(row.record.problem("title", refused))


def _known(row: EventRow, way: Way) -> tuple[Event | None, list[Event]]:
    """Return the event that a row means, or those it may mean and nobody said which."""
    number = row.record.row.number
    if row.uid:
        return Event.objects.filter(uid=row.uid).first(), []
    if number in way.answers.new:
        return None, []
    same = [
        event
        for event in way.programme.events.exclude(status=Event.Status.CANCELLED)
        if plain(event.title) == plain(row.values["title"])
    ]
    chosen = way.answers.merge.get(number)
    if chosen is not None:
        found = [event for event in same if chosen in ("", event.uid)]
        if len(found) != 1:
            raise Refused(_("The answer names no event with this title."), code="answer_unknown")
        return found[0], []
    exact = [event for event in same if _start(event) == _moment(row.values["starts_at"])]
    return (exact[0], []) if exact else (None, same)


def _question(row: EventRow, candidates: Sequence[Event]) -> Question:
    return Question(
        sheet=row.record.row.sheet,
        row=row.record.row.number,
        label=row.values["title"],
        candidates=tuple(
            Candidate(id=event.uid, label=f"{event.title}, {_text(as_data(event).starts_at)}")
            for event in candidates
        ),
    )


def _write(row: EventRow, event: Event | None, way: Way) -> Event | None:
    """Make, change or cancel an event; return nothing where there is nothing to do."""
    values = dict(row.values)
    off = values.get("status") == Event.Status.CANCELLED
    if off and (event is None or event.status == Event.Status.CANCELLED):
        return None
    if "cohort" in values:
        values["cohort"] = _cohort(values["cohort"], way.programme)
    if "specialist" in values:
        values["specialist"] = _specialist(values["specialist"], event)
    if event is None:
        data = EventData(**{"kind": Event.Kind.OTHER.value, **values})
        return schedule_event(way.programme, data, uid=row.uid, by=way.by)
    if off:
        return cancel_event(event, tell=way.tell, by=way.by)
    if row.only_moves:
        values = {name: value for name, value in values.items() if name in MOVES}
    data = replace(as_data(event), **values)
    data = replace(data, parts=moved_parts(event, data))
    return change_event(event, data, tell=way.tell, by=way.by)


def _cohort(written: str, programme: Programme) -> Cohort:
    """Return the cohort with a name or number."""
    for cohort in programme.cohorts.all():
        if plain(written) in (plain(cohort.name), str(cohort.number)):
            return cohort
    names = ", ".join(str(cohort) for cohort in programme.cohorts.all())
    raise Refused(_("Expected one of: %(words)s.") % {"words": names or "–"}, code="cohort_unknown")


def _specialist(written: str, event: Event | None) -> Person:
    """Return the specialist with a mail address or a name; who leads the event already is one."""
    led = Q(events_led=event) if event else Q(pk__in=())
    held = Membership.objects.current().filter(role__in=SPECIALISTS)
    people = Person.objects.filter(Q(pk__in=held.values("person")) | led).distinct()
    words = plain(written)
    same = [each for each in people if words in (plain(each.email), plain(str(each)))]
    if len(same) != 1:
        sentence = _("No specialist has the mail address or name %(written)s.")
        if same:
            sentence = _("Several specialists are called %(written)s; give the mail address.")
        raise Refused(sentence % {"written": written}, code="specialist_unknown")
    return same[0]


def _start(event: Event) -> datetime:
    return localtime(event.starts_at)


def _moment(value: date | datetime) -> datetime:
    """Return the moment at which something begins; a day at midnight."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), AMSTERDAM)
    return value if value.tzinfo else value.replace(tzinfo=AMSTERDAM)


def _change(
    row: EventRow, before: dict[str, str], after: dict[str, str], *, is_new: bool
) -> Change:
    """Return what a row does, as the import shows it; of something new only what it holds."""
    changed = [name for name in SHOWN if before.get(name, "") != after[name]]
    return Change(
        row=row.record.row.number,
        status="new" if is_new else "changed",
        label=after["title"],
        fields=tuple(
            FieldChange(field=name, before=before.get(name, ""), after=after[name])
            for name in changed
        ),
    )


def _texts(data: EventData) -> dict[str, str]:
    """Return the columns of an event as people read them; of whole days the last one."""
    values = {each.name: getattr(data, each.name) for each in fields(data) if each.name in SHOWN}
    if not isinstance(data.ends_at, datetime):
        values["ends_at"] = data.ends_at - timedelta(days=1)
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{localtime(value):%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else str(value)
