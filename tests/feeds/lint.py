"""A strict reader of iCalendar files: what parsers forgive and calendar programs do not.

It shares no code with the writer: lines, folding, escapes, times and zones are
read here by hand after RFC 5545, so that a mistake in a library shows, too.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
ZONE = "Europe/Amsterdam"
TEXTS = {
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "UID",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-CALDESC",
    "PRODID",
}
ONCE = {"UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "STATUS"}
MAY = {"LOCATION", "DESCRIPTION", "URL", "CATEGORIES", "TRANSP"}
HEAD_ONCE = {
    "PRODID",
    "VERSION",
    "CALSCALE",
    "NAME",
    "X-WR-CALNAME",
    "X-WR-TIMEZONE",
    "REFRESH-INTERVAL",
    "X-PUBLISHED-TTL",
}
HEAD_MAY = {"DESCRIPTION", "X-WR-CALDESC"}
LINE = re.compile(
    r"(?P<name>[A-Z][A-Z0-9-]*)(?P<params>(?:;[A-Z-]+=(?:[^;:,\"]+|\"[^\"]*\"))*):(?P<value>.*)",
    re.DOTALL,
)
PARAMETER = re.compile(r";([A-Z-]+)=([^;:,\"]+|\"[^\"]*\")")


@dataclass
class Component:
    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def values(self, name):
        return [value for key, _, value in self.lines if key == name]

    def one(self, name):
        (found,) = [(params, value) for key, params, value in self.lines if key == name]
        return found


@dataclass(frozen=True, order=True)
class Entry:
    """What a person sees of an event: days, or moments in UTC."""

    uid: str
    start: date | datetime
    end: date | datetime
    summary: str


def read(data: bytes) -> list[Entry]:
    """Return the entries of a feed, or raise AssertionError with what is wrong."""
    calendar = _parse(_unfold(data))
    _check_head(calendar)
    return _entries(calendar, _check_stamps)


def read_single(data: bytes) -> list[Entry]:
    """Return the one entry of a file that publishes it (RFC 5546 3.2.1)."""
    calendar = _parse(_unfold(data))
    _counts(calendar, {"PRODID", "VERSION", "CALSCALE", "METHOD"}, set())
    assert calendar.values("METHOD") == ["PUBLISH"]
    entries = _entries(calendar, _check_published)
    assert len(entries) == 1, "one entry"
    return entries


def _entries(calendar, check) -> list[Entry]:
    zones = [child for child in calendar.children if child.name == "VTIMEZONE"]
    events = [child for child in calendar.children if child.name == "VEVENT"]
    assert len(zones) == 1, "exactly one VTIMEZONE"
    assert len(zones) + len(events) == len(calendar.children), "nothing but events"
    _check_zone(zones[0])
    entries = [_entry(event, check) for event in events]
    uids = [entry.uid for entry in entries]
    assert len(set(uids)) == len(uids), "a UID stands twice"
    return sorted(entries, key=lambda entry: entry.uid)


def _unfold(data: bytes) -> list[str]:
    assert data.endswith(b"END:VCALENDAR\r\n"), "the last line is not whole"
    physical = data.split(b"\r\n")[:-1]
    lines = []
    for line in physical:
        assert b"\r" not in line, "a bare line end"
        assert b"\n" not in line, "a bare line end"
        assert len(line) <= 75, f"a line of {len(line)} octets"
        text = line.decode("utf-8")  # a fold never splits a character
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f]", text), (
            f"a control character: {text!r}"
        )
        if text.startswith((" ", "\t")):
            lines[-1] += text[1:]
        else:
            assert text, "an empty line"
            lines.append(text)
    return lines


def _parse(lines) -> Component:
    stack = [Component("")]
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, f"no content line: {line!r}"
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            done = stack.pop()
            assert done.name == value, f"{value} ends in {done.name}"
            stack[-1].children.append(done)
        else:
            params = dict(PARAMETER.findall(match["params"]))
            if name in TEXTS:
                assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), f"not escaped: {line!r}"
                assert not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value), f"no escape: {line!r}"
                assert not re.search(r"(?<!\\)(?:\\\\)*\\$", value), f"a lone backslash: {line!r}"
            stack[-1].lines.append((name, params, value))
    (root,) = stack
    (calendar,) = root.children
    assert calendar.name == "VCALENDAR"
    return calendar


def _counts(component, once, may):
    names = [name for name, _, _ in component.lines]
    for name in once:
        assert names.count(name) == 1, f"{name} stands {names.count(name)} times"
    for name in set(names) - set(once):
        assert name in may, f"{name} does not belong in {component.name}"
        assert names.count(name) == 1, f"{name} stands twice"


def _check_head(calendar):
    _counts(calendar, HEAD_ONCE, HEAD_MAY)
    assert calendar.values("VERSION") == ["2.0"]
    assert calendar.values("CALSCALE") == ["GREGORIAN"]
    assert calendar.values("NAME") == calendar.values("X-WR-CALNAME")
    assert calendar.values("X-WR-TIMEZONE") == [ZONE]
    assert calendar.one("REFRESH-INTERVAL") == ({"VALUE": "DURATION"}, "PT1H")
    assert calendar.one("X-PUBLISHED-TTL") == ({}, "PT1H")


def _check_zone(zone):
    _counts(zone, {"TZID"}, {"X-LIC-LOCATION"})
    assert zone.values("TZID") == [ZONE]
    assert sorted(child.name for child in zone.children) == ["DAYLIGHT", "STANDARD"]
    for child in zone.children:
        _counts(child, {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"}, set())
        start = datetime.strptime(child.values("DTSTART")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        before, after = child.values("TZOFFSETFROM")[0], child.values("TZOFFSETTO")[0]
        assert start.year >= 1970
        # The onset is a local time before the change: 02:00 in spring, 03:00 in autumn.
        assert (before, after, start.hour) in {("+0100", "+0200", 2), ("+0200", "+0100", 3)}
        month = {"DAYLIGHT": 3, "STANDARD": 10}[child.name]
        (rule,) = child.values("RRULE")
        assert set(rule.split(";")) == {"FREQ=YEARLY", f"BYMONTH={month}", "BYDAY=-1SU"}


def _entry(event, check) -> Entry:
    check(event)
    assert not event.children, "no alarms"
    status, transparency = event.values("STATUS")[0], event.values("TRANSP")[0]
    assert status in {"TENTATIVE", "CONFIRMED", "CANCELLED"}
    assert transparency == "TRANSPARENT" or (transparency == "OPAQUE" and status != "CANCELLED")
    for url in event.values("URL"):
        assert re.fullmatch(r"https?://\S+", url), f"no absolute address: {url}"
    start, end = _time(event.one("DTSTART")), _time(event.one("DTEND"))
    assert type(start) is type(end), "DTSTART and DTEND are of two kinds"
    assert _form(event, "DTSTART") == _form(event, "DTEND")
    assert start < end, "ends before it starts"
    summary = _unescape(event.values("SUMMARY")[0])
    assert summary, "no title"
    return Entry(uid=_unescape(event.values("UID")[0]), start=start, end=end, summary=summary)


def _check_stamps(event):
    """A feed names nobody, and its DTSTAMP is the last change (RFC 5545 3.8.7.2)."""
    _counts(event, ONCE, MAY)
    _check_moments(event)
    assert event.values("DTSTAMP") == event.values("LAST-MODIFIED")


def _check_published(event):
    """With a METHOD somebody publishes, and DTSTAMP is the moment of that."""
    _counts(event, ONCE | {"ORGANIZER"}, MAY)
    _check_moments(event)
    assert event.values("DTSTAMP") >= event.values("LAST-MODIFIED")
    params, value = event.one("ORGANIZER")
    assert re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", value), f"no mail address: {value}"
    assert set(params) == {"CN"}


def _check_moments(event):
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        params, value = event.one(name)
        assert params == {}
        assert re.fullmatch(r"\d{8}T\d{6}Z", value), f"{name} is not UTC"
    assert re.fullmatch(r"\d+", event.values("SEQUENCE")[0])


def _form(event, name):
    params, value = event.one(name)
    return params, value.endswith("Z")


def _time(line) -> date | datetime:
    params, value = line
    if params == {"VALUE": "DATE"}:
        return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
    if params == {}:
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert params == {"TZID": ZONE}, f"an unknown zone or a floating time: {line}"
    local = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=AMSTERDAM)
    assert local.utcoffset() == local.replace(fold=1).utcoffset(), f"{value} is not one moment"
    # Programs disagree about local times near the change: they belong in UTC.
    day = local.replace(hour=0, minute=0)
    changes = day.utcoffset() != (day + timedelta(days=1)).utcoffset()
    assert not (changes and local.hour < 4), f"{value} lies in the hours of the clock change"
    return local.astimezone(UTC)


def _unescape(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "N": "\n"}.get(m[1], m[1]), value)
