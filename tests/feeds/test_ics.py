from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from lllo.feeds import ics, lint
from tests.feeds.parsers import agree

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CHANGED = datetime(2026, 1, 5, 9, 30, 15, 123456, tzinfo=UTC)


def local(*numbers):
    return datetime(*numbers, tzinfo=AMSTERDAM)


def item(number=1, **values):
    fields = {
        "uid": f"00000000-0000-4000-8000-{number:012d}",
        "title": "Masterclass 1",
        "starts": local(2026, 5, 21, 9, 30),
        "ends": local(2026, 5, 21, 16, 30),
        "modified": CHANGED,
    }
    return ics.Item(**{**fields, **values})


def unfolded(data):
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


TIMES = {
    "Saturday before spring": (local(2026, 3, 28, 9), local(2026, 3, 28, 17)),
    "spring Sunday 09:00": (local(2026, 3, 29, 9), local(2026, 3, 29, 17)),
    "spring Monday 10:00": (local(2026, 3, 30, 10), local(2026, 3, 30, 11)),
    "over the spring night": (local(2026, 3, 28, 20), local(2026, 3, 29, 10)),
    "into the gap's hour": (local(2026, 3, 29, 1, 30), local(2026, 3, 29, 3, 30)),
    "Saturday before autumn": (local(2026, 10, 24, 9), local(2026, 10, 24, 17)),
    "autumn Sunday 09:00": (local(2026, 10, 25, 9), local(2026, 10, 25, 17)),
    "over the autumn night": (local(2026, 10, 24, 20), local(2026, 10, 25, 10)),
    "within the doubled hour": (
        datetime(2026, 10, 25, 0, 15, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 15, tzinfo=UTC),  # 02:15 to 02:15 on the clock
    ),
    "ends in the doubled hour": (
        local(2026, 10, 24, 22),
        datetime(2026, 10, 25, 1, 15, tzinfo=UTC),
    ),
    "over midnight": (local(2026, 6, 10, 22), local(2026, 6, 11, 1)),
    "over New Year": (local(2026, 12, 31, 23), local(2027, 1, 1, 1)),
    "a whole day": (date(2026, 2, 6), date(2026, 2, 7)),
    "whole days over autumn": (date(2026, 10, 24), date(2026, 10, 27)),
    "whole days over spring": (date(2026, 3, 28), date(2026, 3, 30)),
    "leap day": (date(2028, 2, 29), date(2028, 3, 1)),
}
TITLES = [
    "Ruimte, water; energie: \\alles\\ \"samen\" 'nu'",
    "Lijn 1\nLijn 2\r\nLijn 3\rLijn 4",
    "😀 Geïntegreerde opgaven 👩‍🔬🇳🇱 Ünïcödé ŁŌŃĞ ﬁ é " * 8,
    "日本語の非常に長いタイトル" * 12,
    "Controle\x00teken\x07 en\x0btab\tDEL\x7f en \x85 NEL \u2028 regel",
    "BEGIN:VEVENT",
    "x" * 200,
    "  spaties  vooraf ",
    "\\n is geen regeleinde, \\, ook niet",
    "عربي עברית",
]


def torture_set():
    timed = [
        item(n, title=name, starts=s, ends=e) for n, (name, (s, e)) in enumerate(TIMES.items())
    ]
    titled = [
        item(
            100 + n,
            title=title,
            location=title,
            description=title,
            category=title,
            url="https://example.org/a b?x=1,2;3",
        )
        for n, title in enumerate(TITLES)
    ]
    weekly = [
        item(
            1000 + week,
            title=f"Week {week}",
            starts=local(2026, 1, 5, 9) + timedelta(weeks=week),
            ends=local(2026, 1, 5, 12) + timedelta(weeks=week),
            sequence=week,
            status=["CONFIRMED", "TENTATIVE", "CANCELLED"][week % 3],
        )
        for week in range(157)  # three years
    ]
    return timed + titled + weekly


def test_torture_set_is_read_alike_by_all_and_as_it_was_meant():
    items = torture_set()
    entries = {entry.uid: entry for entry in agree(ics.calendar("Programma", items))}
    assert len(entries) == len(items)
    for meant in items:
        entry = entries[meant.uid]
        if isinstance(meant.starts, datetime):
            assert entry.start == meant.starts.astimezone(UTC)
            assert entry.end == meant.ends.astimezone(UTC)
        else:
            assert (entry.start, entry.end) == (meant.starts, meant.ends)


@pytest.mark.parametrize("title", TITLES)
def test_title_survives_apart_from_control_characters_and_line_ends(title):
    (entry,) = agree(ics.calendar("Programma", [item(title=title)]))
    kept = "".join(char for char in title if char not in "\x00\x07\x7f")
    for end in "\r\n\x0b\x85\u2028":
        kept = kept.replace(end, " ")
    assert entry.summary == " ".join(kept.split())


@settings(max_examples=50, deadline=None)
@given(title=st.text(min_size=1), text=st.text())
def test_any_text_is_read_alike(title, text):
    fields = {"location": text, "description": text, "category": text}
    (entry,) = agree(ics.calendar(text, [item(title="x" + title, **fields)], description=text))
    assert entry.summary.startswith("x")


def test_no_break_space_stays():
    (entry,) = agree(ics.calendar("x", [item(title="€\u00a07.500,00")]))
    assert entry.summary == "€\u00a07.500,00"


def test_calendar_without_items_holds_the_zone():
    data = ics.calendar("Leeg", [])
    assert agree(data) == []
    assert data.count(b"BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("name", TITLES)
def test_calendar_name_is_escaped(name):
    data = ics.calendar(name, [], description=name)
    assert lint.read(data) == []


def test_calendar_is_the_same_bytes_whatever_the_order_and_the_clock(time_machine):
    items = torture_set()
    time_machine.move_to(datetime(2026, 1, 1, tzinfo=UTC))
    first = ics.calendar("Programma", items)
    time_machine.move_to(datetime(2027, 7, 1, tzinfo=UTC))
    assert ics.calendar("Programma", reversed(items)) == first


def test_calendar_writes_local_time_and_utc_near_the_clock_changes():
    assert "DTSTART;TZID=Europe/Amsterdam:20260521T093000" in unfolded(ics.calendar("x", [item()]))
    near = item(starts=local(2026, 10, 24, 20), ends=local(2026, 10, 25, 1))
    lines = unfolded(ics.calendar("x", [near]))
    assert "DTSTART:20261024T180000Z" in lines
    assert "DTEND:20261024T230000Z" in lines


def test_calendar_writes_stamps_in_whole_seconds_of_the_last_change():
    lines = unfolded(ics.calendar("x", [item(sequence=3)]))
    assert {"DTSTAMP:20260105T093015Z", "LAST-MODIFIED:20260105T093015Z", "SEQUENCE:3"} <= set(
        lines
    )


def test_calendar_shows_what_is_cancelled_in_the_title_and_as_free():
    with translation.override("en"):
        lines = unfolded(ics.calendar("x", [item(status="CANCELLED")]))
    assert {"SUMMARY:Cancelled: Masterclass 1", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"} <= set(
        lines
    )
    assert "TRANSP:OPAQUE" in unfolded(ics.calendar("x", [item()]))
    assert "TRANSP:TRANSPARENT" in unfolded(ics.calendar("x", [item(transparent=True)]))


def test_calendar_puts_the_address_in_the_text_too():
    lines = unfolded(
        ics.calendar("x", [item(url="https://example.org/mc", description="Neem mee: casus")])
    )
    assert "URL:https://example.org/mc" in lines
    assert r"DESCRIPTION:Neem mee: casus\n\nhttps://example.org/mc" in lines


def test_calendar_has_no_method_alarm_or_people():
    data = ics.calendar("x", torture_set())
    for word in (b"METHOD", b"VALARM", b"ATTENDEE", b"ORGANIZER", b"RDATE", b"COMMENT"):
        assert b"\r\n" + word not in data
        assert b"BEGIN:" + word not in data


ORGANIZER = ics.Organizer(name='Programma; "UWGO", Twente', email="lllo@example.org")
PUBLISHED = CHANGED + timedelta(days=1)


def test_single_event_is_read_alike_by_all():
    for each in torture_set():
        (entry,) = agree(ics.single(each, ORGANIZER, at=PUBLISHED), read=lint.read_single)
        assert entry.uid == each.uid


def test_single_event_names_its_organizer_and_the_moment_of_publishing():
    lines = unfolded(ics.single(item(), ORGANIZER, at=PUBLISHED))
    assert "METHOD:PUBLISH" in lines
    assert "DTSTAMP:20260106T093015Z" in lines
    assert "LAST-MODIFIED:20260105T093015Z" in lines
    (organizer,) = (line for line in lines if line.startswith("ORGANIZER"))
    assert organizer.endswith(":mailto:lllo@example.org")


def test_single_event_makes_no_calendar_of_its_own():
    data = ics.single(item(), ORGANIZER, at=PUBLISHED)
    for word in (b"X-WR-", b"NAME:", b"REFRESH", b"X-PUBLISHED", b"VALARM", b"ATTENDEE"):
        assert b"\r\n" + word not in data


BROKEN = {
    "bare line end": (b"VERSION:2.0\r\n", b"VERSION:2.0\n"),
    "long line": (b"SUMMARY:Masterclass 1", b"SUMMARY:" + b"x" * 80),
    "control character": (b"Masterclass 1", b"Master\x07class 1"),
    "raw comma": (b"Masterclass 1", b"Master, class"),
    "wrong escape": (b"Masterclass 1", b"Master\\class"),
    "lone backslash": (b"Masterclass 1", b"Masterclass\\"),
    "no stamp": (b"DTSTAMP:20260105T093015Z\r\n", b""),
    "stamp not in UTC": (b"DTSTAMP:20260105T093015Z", b"DTSTAMP:20260105T093015"),
    "floating time": (b"DTSTART;TZID=Europe/Amsterdam:", b"DTSTART:"),
    "unknown zone": (b"DTSTART;TZID=Europe/Amsterdam:", b"DTSTART;TZID=CET:"),
    "two kinds of time": (
        b"DTEND;TZID=Europe/Amsterdam:20260521T163000",
        b"DTEND:20260521T143000Z",
    ),
    "ends before it starts": (b"20260521T163000", b"20260521T083000"),
    "time that does not exist": (b"20260521T093000", b"20260329T023000"),
    "time near the clock change": (b"20260521T093000", b"20260329T003000"),
    "unknown status": (b"STATUS:CONFIRMED", b"STATUS:MAYBE"),
    "negative sequence": (b"SEQUENCE:0", b"SEQUENCE:-1"),
    "refresh without type": (b"REFRESH-INTERVAL;VALUE=DURATION:", b"REFRESH-INTERVAL:"),
    "method": (b"VERSION:2.0\r\n", b"VERSION:2.0\r\nMETHOD:PUBLISH\r\n"),
    "onset at 03:00": (b"19810329T020000", b"19810329T030000"),
    "alarm": (b"END:VEVENT", b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT"),
    "attendee": (b"SEQUENCE:0", b"SEQUENCE:0\r\nATTENDEE:mailto:iemand@example.org"),
    "names differ": (b"X-WR-CALNAME:Programma", b"X-WR-CALNAME:Anders"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_linter_sees_what_is_broken(kind):
    old, new = BROKEN[kind]
    data = ics.calendar("Programma", [item()])
    assert len(lint.read(data)) == 1
    assert data.count(old) >= 1
    with pytest.raises(ValueError):  # noqa: PT011 - of a malformed moment, too
        lint.read(data.replace(old, new))


def test_linter_sees_a_uid_twice():
    with pytest.raises(lint.Malformed, match="twice"):
        lint.read(ics.calendar("Programma", [item(), replace(item(), title="Nog een")]))
