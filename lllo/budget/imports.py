"""Takes hours over from a spreadsheet: everything or nothing, and each row once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.budget.actions import HOURS_IN_A_DAY, book_hours, lock_budget_years
from lllo.budget.models import HourEntry
from lllo.budget.queries import budget_year_of
from lllo.errors import Refused
from lllo.formats import quantity
from lllo.people import sheets
from lllo.people.cells import as_text, text
from lllo.people.imports import Change, FieldChange, ImportResult, Plan, one_at_a_time
from lllo.people.names import plain
from lllo.people.queries import find_organisation, find_person
from lllo.programmes.models import DevelopmentLine
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from lllo.people.models import Organisation, Person, User


def parse_hours(cell: sheets.Cell) -> Decimal:
    """Return hours of one day: more than zero, at most 24, with at most two decimals."""
    sentence = _("Expected hours of one day as a number, such as 7,5.")
    try:
        hours = sheets.parse_amount(cell)
    except Refused as refused:
        raise Refused(sentence, code="hours") from refused
    if not 0 < hours <= HOURS_IN_A_DAY:
        raise Refused(sentence, code="hours")
    return hours


COLUMNS = (
    sheets.Column(
        key="person",
        nl="Persoon",
        en="Person",
        aliases=("naam", "name", "e-mail", "medewerker"),
        read=text(254),
        explanation=gettext_lazy("Mail address of who worked, or the name when it is unique."),
        required=True,
        example="alice.voorbeeld@example.org",
    ),
    sheets.Column(
        key="on",
        nl="Datum",
        en="Date",
        aliases=("dag", "day"),
        read=sheets.parse_date,
        explanation=gettext_lazy("The day of the work; its year must have a budget."),
        required=True,
        example="01-03-2026",
    ),
    sheets.Column(
        key="hours",
        nl="Uren",
        en="Hours",
        aliases=("aantal uren",),
        read=parse_hours,
        explanation=gettext_lazy("Hours as a number; half an hour is 0,5."),
        required=True,
        example="7,5",
    ),
    sheets.Column(
        key="line",
        nl="Ontwikkellijn",
        en="Development line",
        aliases=("lijn", "line"),
        read=text(100),
        explanation=gettext_lazy("Name or code of the development line."),
        required=True,
        example="Verticale integratie",
    ),
    sheets.Column(
        key="organisation",
        nl="Organisatie",
        en="Organisation",
        read=text(200),
        explanation=gettext_lazy(
            "Name or KvK number of the organisation for which the work was done."
        ),
        example="Gemeente Voorbeeldstad (demo)",
    ),
    sheets.Column(
        key="description",
        nl="Omschrijving",
        en="Description",
        aliases=("activiteit", "activity"),
        read=text(300),
        explanation=gettext_lazy("What was done, in one line."),
        required=True,
        example="Projectanalyse",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRow:
    """One row of the sheet with everything it names found.

    ``key`` tells rows apart for good: it is made of what the row says and, for
    rows that say the same, of their order.
    """

    record: sheets.Record
    person: Person
    line: DevelopmentLine
    on: date
    hours: Decimal
    organisation: Organisation | None
    description: str
    key: str

    @property
    def subject(self) -> tuple[Any, ...]:
        """Return what the hours are about: everything but their number."""
        organisation = self.organisation.pk if self.organisation else None
        return (self.person.pk, self.on, self.line.pk, organisation, plain(self.description))

    @property
    def change(self) -> Change:
        """Return what booking the row does, as the import shows it."""
        values = {
            "hours": f"{self.hours:.2f}",
            "line": str(self.line),
            "description": self.description,
        }
        return Change(
            row=self.record.row.number,
            status="new",
            label=f"{self.person}, {as_text(self.on)}",
            fields=tuple(
                FieldChange(field=name, before="", after=as_text(value))
                for name, value in values.items()
            ),
        )


def import_hours(
    path: Path,
    *,
    dry_run: bool,
    progress: Callable[[Sequence[HoursRow]], Iterable[HoursRow]] = iter,
    by: User | None,
) -> ImportResult:
    """Book the hours of a spreadsheet; the same rows again change nothing.

    Raises ``Refused`` for a file that cannot be read; mistakes in rows come
    back all at once, and then nothing is booked. ``progress`` is told of each
    row that is booked.
    """
    records, problems = sheets.parse(sheets.read(path), COLUMNS)
    with transaction.atomic():
        one_at_a_time()
        lock_budget_years()
        rows, unknown = _find_all(records)
        known = set(
            HourEntry.objects.filter(key__in=[row.key for row in rows]).values_list(
                "key", flat=True
            )
        )
        fresh = [row for row in rows if row.key not in known]
        before = list(_booked_before(rows))
        problems += [*unknown, *_long_days(fresh, before), *_changed(rows, fresh, before)]
        plan = Plan(problems=problems, unchanged=len(rows) - len(fresh))
        if not problems:
            plan.changes += [row.change for row in fresh]
        if not (problems or dry_run):
            for row in progress(fresh):
                _book(row, by)
    return plan.result(dry_run=dry_run)


def _book(row: HoursRow, by: User | None) -> HourEntry:
    """Book one row."""
    return book_hours(
        row.person,
        line=row.line,
        on=row.on,
        hours=row.hours,
        organisation=row.organisation,
        description=row.description,
        key=row.key,
        by=by,
    )


class _Finder:
    """Finds what rows name, each name once; a refusal is remembered, too."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, Any], Any] = {}
        lines = DevelopmentLine.objects.select_related("programme")
        self.lines = {plain(name): line for line in lines for name in (line.code, line.name)}

    def once(self, key: str, wanted: Any, find: Callable[[Any], Any]) -> Any:
        """Return what ``find`` returns for ``wanted``, or raise what it raised before."""
        if (key, wanted) not in self.found:
            try:
                self.found[key, wanted] = find(wanted)
            except Refused as refused:
                self.found[key, wanted] = refused
        answer = self.found[key, wanted]
        if isinstance(answer, Refused):
            raise Refused(answer.message, code=answer.code)
        return answer

    def line(self, wanted: str) -> DevelopmentLine:
        """Return the line with a code or name."""
        line = self.lines.get(plain(wanted))
        if line is None:
            names = ", ".join(dict.fromkeys(str(each) for each in self.lines.values()))
            raise Refused(_("Expected one of: %(words)s.") % {"words": names}, code="line_unknown")
        return line


def _find_all(records: Iterable[sheets.Record]) -> tuple[list[HoursRow], list[sheets.Problem]]:
    """Return the rows with all they name, and the cells that name nothing."""
    finder, counts = _Finder(), Counter[str]()
    rows, problems = [], []
    for record in records:
        values, wrong = _find(record, finder)
        problems += wrong
        if wrong or any(column.required and column.key not in values for column in COLUMNS):
            continue
        fingerprint = _fingerprint(values)
        counts[fingerprint] += 1
        key = sha256(f"{fingerprint}\x1f{counts[fingerprint]}".encode()).hexdigest()
        values.setdefault("organisation", None)
        rows.append(HoursRow(record=record, key=key, **values))
    return rows, problems


def _find(record: sheets.Record, finder: _Finder) -> tuple[dict[str, Any], list[sheets.Problem]]:
    """Return the values of one row with people, lines and organisations in place of their names."""
    values, problems = dict(record.values), []
    finds: dict[str, Callable[[Any], Any]] = {
        "person": find_person,
        "line": finder.line,
        "organisation": find_organisation,
    }
    for key, find in finds.items():
        if key in values:
            try:
                values[key] = finder.once(key, values[key], find)
            except Refused as refused:
                problems.append(record.problem(key, refused))
                del values[key]
    if "on" in values and "line" in values:
        line = values["line"]
        try:
            finder.once(
                f"budget of {line.pk}", values["on"].year, lambda year: budget_year_of(line, year)
            )
        except Refused as refused:
            problems.append(record.problem("on", refused))
    return values, problems


def _fingerprint(values: dict[str, Any]) -> str:
    """Return what a row says, as one text that does not depend on how it was written."""
    organisation = values.get("organisation")
    parts = (
        values["person"].public_id,
        values["on"].isoformat(),
        values["line"].programme.code,
        values["line"].code,
        f"{values['hours']:.2f}",
        organisation.public_id if organisation else "",
        plain(values["description"]),
    )
    return "\x1f".join(str(part) for part in parts)


def _booked_before(rows: Iterable[HoursRow]) -> Iterable[HourEntry]:
    """Return the hours that stand for the people and days of the sheet."""
    people, days = {row.person.pk for row in rows}, {row.on for row in rows}
    return HourEntry.objects.standing().filter(person__in=people, on__in=days)


def _long_days(fresh: Iterable[HoursRow], before: Iterable[HourEntry]) -> list[sheets.Problem]:
    """Return the rows with which a day of a person would pass 24 hours."""
    totals: dict[tuple[int, date], Decimal] = {}
    for entry in before:
        day = (entry.person_id, entry.on)
        totals[day] = totals.get(day, ZERO) + entry.hours
    problems = []
    for row in fresh:
        day = (row.person.pk, row.on)
        totals[day] = totals.get(day, ZERO) + row.hours
        if totals[day] > HOURS_IN_A_DAY:
            sentence = _("With this row %(person)s has %(hours)s hours on that day.")
            shown = {"person": row.person, "hours": quantity(totals[day])}
            problems.append(row.record.problem("hours", sentence % shown))
    return problems


def _changed(
    rows: Iterable[HoursRow], fresh: Iterable[HoursRow], before: Iterable[HourEntry]
) -> list[sheets.Problem]:
    """Return the rows imported before with other hours; to book both would count twice."""
    keys = {row.key for row in rows}
    gone = {
        (
            entry.person_id,
            entry.on,
            entry.line_id,
            entry.organisation_id,
            plain(entry.description),
        ): entry
        for entry in before
        if entry.key and entry.key not in keys
    }
    sentence = _("Imported before with %(hours)s hours; reverse that entry first.")
    return [
        row.record.problem("hours", sentence % {"hours": quantity(gone[row.subject].hours)})
        for row in fresh
        if row.subject in gone
    ]
