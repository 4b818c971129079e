"""Events from a spreadsheet and from calendar files of others and of our own."""

# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from lllo.errors import Refused
from lllo.people.imports import Answers
from lllo.training import actions
from lllo.training.import_rows import COLUMNS, parse_moment, parse_start, safe_uid
from lllo.training.imports import import_events
from lllo.training.models import Event
from tests.training.builders import event_data, make_cohort

pytestmark = pytest.mark.django_db
HEAD = "UID;Titel;Soort;Begin;Einde;Plaats;Cohort;Status;Gepubliceerd"


def sheet(tmp_path, *lines, head=HEAD):
    path = tmp_path / "lijst.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def ics(tmp_path, *entries, prodid="-//Voorbeeld//NL"):
    path = tmp_path / "agenda.ics"
    events = "".join(f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT\r\n" for each in entries)
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{prodid}\r\n{events}END:VCALENDAR\r\n"
    path.write_bytes(text.encode())
    return path


def entry(uid="abc@example.org", start="20260521T093000", end="20260521T120000", more=""):
    lines = [f"UID:{uid}", "DTSTAMP:20260101T000000Z", "SUMMARY:Ronde tafel"]
    zone = ";TZID=Europe/Amsterdam" if "T" in start else ";VALUE=DATE"
    lines += [f"DTSTART{zone}:{start}", f"DTEND{zone}:{end}"] if end else [f"DTSTART{zone}:{start}"]
    return "\r\n".join([*lines, *([more] if more else [])])


def run(path, **options):
    return import_events(path, **{"dry_run": False, "by": None, **options})


def counts(result):
    return result.new, result.changed, result.unchanged, len(result.problems)


def test_sheet_makes_events_and_the_same_file_again_changes_nothing(programme, tmp_path):
    make_cohort(programme)
    path = sheet(
        tmp_path,
        ";Masterclass 7;masterclass;21-05-2026 09:30;16:30;Campus;1;vast;ja",
        ";Open dag;overig;1 juni 2026;2 juni 2026;;;voorlopig;nee",
    )
    trial = run(path, dry_run=True)
    assert (counts(trial), Event.objects.count()) == ((2, 0, 0, 0), 0)
    assert counts(run(path)) == (2, 0, 0, 0)
    masterclass, day = Event.objects.order_by("starts_at")
    assert masterclass.starts_at == datetime(2026, 5, 21, 7, 30, tzinfo=UTC)
    assert masterclass.ends_at == datetime(2026, 5, 21, 14, 30, tzinfo=UTC)
    assert masterclass.cohort.number == 1
    assert (day.all_day, day.is_published, day.status) == (True, False, "tentative")
    assert day.ends_at == datetime(2026, 6, 2, 22, tzinfo=UTC)
    assert counts(run(path)) == (0, 0, 2, 0)
    assert list(Event.objects.values_list("sequence", flat=True)) == [0, 0]


def test_uid_moves_an_event_with_its_parts_and_leaves_the_rest(programme, tmp_path):
    part = actions.PartData(
        title="Opening", starts_at=datetime(2026, 5, 21, 10), ends_at=datetime(2026, 5, 21, 11)
    )
    event = actions.schedule_event(programme, event_data(parts=(part,), remark="x"), by=None)
    head = "UID;Titel;Begin;Einde"
    path = sheet(tmp_path, f"{event.uid};Masterclass 1;22-05-2026 13:30;20:30", head=head)
    result = run(path, tell=False)
    assert [each.field for each in result.changes[0].fields] == ["starts_at", "ends_at"]
    moved = Event.objects.get()
    assert (moved.uid, moved.sequence, moved.remark) == (event.uid, 1, "x")
    assert moved.announced_at == event.announced_at
    assert moved.parts.get().starts_at == datetime(2026, 5, 22, 12, tzinfo=UTC)


def test_known_title_at_another_time_is_asked_about(programme, tmp_path):
    event = actions.schedule_event(programme, event_data(), by=None)
    path = sheet(tmp_path, ";masterclass 1;;28-05-2026 09:30;16:30;;;;")
    asked = run(path)
    (question,) = asked.questions
    assert question.candidates[0].id == event.uid
    assert run(path, answers=Answers(merge={2: event.uid})).changed == 1
    assert Event.objects.get().starts_at == datetime(2026, 5, 28, 7, 30, tzinfo=UTC)
    other = sheet(tmp_path, ";Masterclass 1;;29-05-2026 09:30;16:30;;;;")
    assert run(other, answers=Answers(new=frozenset({2}))).new == 1
    wrong = sheet(tmp_path, ";Masterclass 1;;30-05-2026 09:30;16:30;;;;")
    assert len(run(wrong, answers=Answers(merge={2: "geen"})).problems) == 1


def test_mistakes_are_told_by_row_and_nothing_is_written(programme, tmp_path):
    path = sheet(
        tmp_path,
        ";Goed;overig;21-05-2026 09:30;16:30;;;;",
        ";Andersom;overig;21-05-2026 16:30;09:30;;;;",
        ";Bestaat niet;overig;29-03-2026 02:30;04:30;;;;",
        ";Zonder begin;overig;;16:30;;;;",
        ";Half;overig;21-05-2026 09:30;22-05-2026;;;;",
        ";Half;overig;21-05-2026;22-05-2026 10:00;;;;",
        ";Soort;feest;21-05-2026;21-05-2026;;;;",
        ";Cohort;overig;21-05-2026;21-05-2026;;9;;",
        "x;Dubbel;overig;21-06-2026;21-06-2026;;;;",
        "x;Dubbel;overig;22-06-2026;22-06-2026;;;;",
    )
    result = run(path)
    assert {problem.row for problem in result.problems} == {3, 4, 5, 6, 7, 8, 9, 11}
    assert Event.objects.count() == 0


def test_two_events_of_a_cohort_at_once_are_refused_in_the_file(programme, tmp_path):
    make_cohort(programme)
    path = sheet(
        tmp_path,
        ";Een;training;21-05-2026 09:30;16:30;;1;;",
        ";Twee;training;21-05-2026 10:30;11:30;;Cohort 1;;",
    )
    (problem,) = run(path, dry_run=True).problems
    assert problem.row == 3


def test_cancelled_rows_cancel_and_stay_so(programme, tmp_path):
    event = actions.schedule_event(programme, event_data(), by=None)
    path = sheet(tmp_path, f"{event.uid};Masterclass 1;;21-05-2026 09:30;16:30;;;vervalt;")
    assert run(path).changed == 1
    assert Event.objects.get().status == "cancelled"
    assert run(path).unchanged == 1
    alive = sheet(tmp_path, f"{event.uid};Masterclass 1;;21-05-2026 09:30;16:30;;;vast;")
    assert len(run(alive).problems) == 1
    unknown = sheet(tmp_path, "weg@x;Weg;;21-05-2026 09:30;16:30;;;vervalt;")
    assert counts(run(unknown)) == (0, 0, 1, 0)


def test_calendar_file_makes_moves_and_cancels_by_uid(programme, tmp_path):
    text = "LOCATION:Zaal 3\\, Enschede\r\nDESCRIPTION:Neem mee\\nLaptop\r\nCLASS:PRIVATE"
    assert run(ics(tmp_path, entry(more=text))).new == 1
    event = Event.objects.get()
    assert (event.uid, event.kind, event.is_published) == ("abc@example.org", "other", False)
    assert (event.location, event.description) == ("Zaal 3, Enschede", "Neem mee\nLaptop")
    assert run(ics(tmp_path, entry(more=text))).unchanged == 1
    moved = ics(tmp_path, entry(start="20260522T093000", end="20260522T120000", more=text))
    assert run(moved).changed == 1
    event.refresh_from_db()
    assert (event.sequence, event.starts_at.day) == (1, 22)
    assert run(ics(tmp_path, entry(more="STATUS:CANCELLED"))).changed == 1
    event.refresh_from_db()
    assert event.status == "cancelled"


def test_calendar_file_of_our_own_moves_and_leaves_the_texts(programme, tmp_path):
    event = actions.schedule_event(programme, event_data(description="Eigen tekst"), by=None)
    text = "DESCRIPTION:Gemaakt door een sjabloon\r\nLOCATION:Zaal 1\\, Voorbeeldstad"
    path = ics(tmp_path, entry(event.uid, more=text), prodid="-//lllo//Programme calendar//EN")
    assert run(path).changed == 1
    event.refresh_from_db()
    assert (event.title, event.description) == ("Masterclass 1", "Eigen tekst")
    assert event.ends_at == datetime(2026, 5, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "starts", "ends"),
    [
        ({"start": "20260521", "end": ""}, "2026-05-20T22", "2026-05-21T22"),
        ({"start": "20260521", "end": "20260523"}, "2026-05-20T22", "2026-05-22T22"),
        ({"end": "", "more": "DURATION:PT90M"}, "2026-05-21T07:30", "2026-05-21T09"),
    ],
)
def test_calendar_file_has_days_and_durations(programme, tmp_path, changes, starts, ends):
    run(ics(tmp_path, entry(**changes)))
    event = Event.objects.get()
    assert event.starts_at == datetime.fromisoformat(starts).replace(tzinfo=UTC)
    assert event.ends_at == datetime.fromisoformat(ends).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "broken",
    [
        entry(more="RRULE:FREQ=WEEKLY"),
        entry(end=""),
        entry().replace("SUMMARY:Ronde tafel", "SUMMARY:"),
        "UID:x\r\nSUMMARY:Zonder tijd",
    ],
)
def test_calendar_entry_that_cannot_be_taken_is_a_problem_of_its_row(programme, tmp_path, broken):
    result = run(ics(tmp_path, entry(), broken))
    assert [problem.row for problem in result.problems] == [2]
    assert Event.objects.count() == 0


@pytest.mark.parametrize("content", [b"geen agenda", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_file_that_is_no_calendar_is_refused(programme, tmp_path, content):
    path = tmp_path / "agenda.ics"
    path.write_bytes(content)
    with pytest.raises(Refused):
        run(path)


def test_import_needs_a_programme(db, tmp_path):
    with pytest.raises(Refused) as refusal:
        run(sheet(tmp_path, ";A;;21-05-2026;21-05-2026;;;;"))
    assert refusal.value.code == "no_programme"


def test_moments_are_read_as_people_write_them():
    half = datetime(2026, 1, 20, 13, 30)
    for written in (
        "20-01-2026 13:30",
        "20 januari 2026 om 13.30 uur",
        "2026-01-20T13:30:00",
        half,
    ):
        assert parse_moment(written) == half
    assert parse_moment("13.30 uur") == parse_moment(time(13, 30)) == time(13, 30)
    assert parse_moment(datetime(2026, 1, 20)) == parse_moment("20-01-2026") == date(2026, 1, 20)
    for wrong in ("25:00", "20-13-2026 13:30", "morgen", 5.0):
        with pytest.raises(Refused):
            parse_moment(wrong)
    with pytest.raises(Refused):
        parse_start("13:30")


def test_uid_that_does_not_fit_an_address_becomes_a_fixed_one():
    assert safe_uid(" abc@example.org ") == "abc@example.org"
    assert safe_uid("a/b {c}") == safe_uid("a/b {c}") != "a/b {c}"
    assert safe_uid("") == ""
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)
