"""Checks a calendar file as strictly as the programs that read it do not (RFC 5545, 7986).

It shares no code with the writer, so that a mistake in a library shows, too. It is about
our own files: what others may write and we never do is refused as well.
"""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Line = tuple[dict[str, str], str]  # parameters and value of a property
AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
ZONE = "Europe/Amsterdam"
LONGEST = 75  # octets in a line (RFC 5545 3.1)
EPOCH = 1970  # libical misreads rules from before
SETTLED = 4  # from this hour on programs agree on the day of a clock change
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


class Malformed(ValueError):
    """What is wrong with a file, in a sentence for who writes calendars."""


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Return the values of every property with a name."""
        return [value for key, _, value in self.lines if key == name]

    def one(self, name: str) -> Line:
        """Return parameters and value of the one property with a name."""
        found = [(params, value) for key, params, value in self.lines if key == name]
        _must(len(found) == 1, f"{name} stands {len(found)} times")
        return found[0]


@dataclass(frozen=True, order=True)
class Entry:
    """What a person sees of an event: days, or moments in UTC."""

    uid: str
    start: date | datetime
    end: date | datetime
    summary: str


def read(data: bytes) -> list[Entry]:
    """Return the entries of a feed, or raise ``Malformed`` with what is wrong."""
    calendar = _parse(_unfold(data))
    _check_head(calendar)
    return _entries(calendar, _check_stamps)


def read_single(data: bytes) -> list[Entry]:
    """Return the one entry of a file that publishes it (RFC 5546 3.2.1)."""
    calendar = _parse(_unfold(data))
    _counts(calendar, {"PRODID", "VERSION", "CALSCALE", "METHOD"}, set())
    _must(calendar.values("METHOD") == ["PUBLISH"], "METHOD is not PUBLISH")
    entries = _entries(calendar, _check_published)
    _must(len(entries) == 1, "one entry")
    return entries


def read_message(data: bytes) -> tuple[str, Entry]:
    """Return METHOD and entry of a mail that invites one person, or takes that back."""
    calendar = _parse(_unfold(data))
    _counts(calendar, {"PRODID", "VERSION", "CALSCALE", "METHOD"}, set())
    method = calendar.values("METHOD")[0]
    _must(method in {"REQUEST", "CANCEL"}, "METHOD is neither REQUEST nor CANCEL")
    entries = _entries(calendar, _check_invited)
    _must(len(entries) == 1, "one entry")
    (event,) = (child for child in calendar.children if child.name == "VEVENT")
    is_off = event.values("STATUS") == ["CANCELLED"]
    _must(is_off is (method == "CANCEL"), "STATUS does not fit METHOD")
    return method, entries[0]


def _entries(calendar: Component, check: Callable[[Component], None]) -> list[Entry]:
    zones = [child for child in calendar.children if child.name == "VTIMEZONE"]
    events = [child for child in calendar.children if child.name == "VEVENT"]
    _must(len(zones) == 1, "exactly one VTIMEZONE")
    _must(len(zones) + len(events) == len(calendar.children), "nothing but events")
    _check_zone(zones[0])
    entries = [_entry(event, check) for event in events]
    uids = [entry.uid for entry in entries]
    _must(len(set(uids)) == len(uids), "a UID stands twice")
    return sorted(entries, key=lambda entry: entry.uid)


def _unfold(data: bytes) -> list[str]:
    _must(data.endswith(b"END:VCALENDAR\r\n"), "the last line is not whole")
    physical = data.split(b"\r\n")[:-1]
    lines: list[str] = []
    for line in physical:
        _must(b"\r" not in line, "a bare line end")
        _must(b"\n" not in line, "a bare line end")
        _must(len(line) <= LONGEST, f"a line of {len(line)} octets")
        text = line.decode("utf-8")  # a fold never splits a character
        _must(
            not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f]", text), f"a control character: {text!r}"
        )
        if text.startswith((" ", "\t")):
            _must(lines, "the first line is folded")
            lines[-1] += text[1:]
        else:
            _must(text, "an empty line")
            lines.append(text)
    return lines


def _parse(lines: list[str]) -> Component:
    stack = [Component("")]
    for line in lines:
        match = LINE.fullmatch(line)
        if match is None:
            raise Malformed(f"no content line: {line!r}")
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            _must(len(stack) > 1, f"END:{value} without a BEGIN")
            done = stack.pop()
            _must(done.name == value, f"{value} ends in {done.name}")
            stack[-1].children.append(done)
        else:
            params = dict(PARAMETER.findall(match["params"]))
            if name in TEXTS:
                _must(not re.search(r"(?<!\\)(?:\\\\)*[,;]", value), f"not escaped: {line!r}")
                _must(not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value), f"no escape: {line!r}")
                _must(not re.search(r"(?<!\\)(?:\\\\)*\\$", value), f"a lone backslash: {line!r}")
            stack[-1].lines.append((name, params, value))
    _must(len(stack) == 1 and len(stack[0].children) == 1, "one VCALENDAR, and no more")
    calendar = stack[0].children[0]
    _must(calendar.name == "VCALENDAR", "it is no VCALENDAR")
    return calendar


def _counts(component: Component, once: set[str], may: set[str]) -> None:
    names = [name for name, _, _ in component.lines]
    for name in once:
        _must(names.count(name) == 1, f"{name} stands {names.count(name)} times")
    for name in set(names) - set(once):
        _must(name in may, f"{name} does not belong in {component.name}")
        _must(names.count(name) == 1, f"{name} stands twice")


def _check_head(calendar: Component) -> None:
    _counts(calendar, HEAD_ONCE, HEAD_MAY)
    _must(calendar.values("VERSION") == ["2.0"], "VERSION is not 2.0")
    _must(calendar.values("CALSCALE") == ["GREGORIAN"], "CALSCALE is not GREGORIAN")
    _must(
        calendar.values("NAME") == calendar.values("X-WR-CALNAME"), "NAME and X-WR-CALNAME differ"
    )
    _must(calendar.values("X-WR-TIMEZONE") == [ZONE], "X-WR-TIMEZONE is another zone")
    _must(
        calendar.one("REFRESH-INTERVAL") == ({"VALUE": "DURATION"}, "PT1H"),
        "REFRESH-INTERVAL is not VALUE=DURATION:PT1H",
    )
    _must(calendar.one("X-PUBLISHED-TTL") == ({}, "PT1H"), "X-PUBLISHED-TTL is not PT1H")


def _check_zone(zone: Component) -> None:
    _counts(zone, {"TZID"}, {"X-LIC-LOCATION"})
    _must(zone.values("TZID") == [ZONE], "the VTIMEZONE has another TZID")
    _must(
        sorted(child.name for child in zone.children) == ["DAYLIGHT", "STANDARD"],
        "the VTIMEZONE needs one DAYLIGHT and one STANDARD",
    )
    for child in zone.children:
        _counts(child, {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"}, set())
        start = datetime.strptime(child.values("DTSTART")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        before, after = child.values("TZOFFSETFROM")[0], child.values("TZOFFSETTO")[0]
        _must(start.year >= EPOCH, "a zone rule from before 1970")
        # The onset is a local time before the change: 02:00 in spring, 03:00 in autumn.
        _must(
            (before, after, start.hour) in {("+0100", "+0200", 2), ("+0200", "+0100", 3)},
            "the clock does not change at that moment",
        )
        month = {"DAYLIGHT": 3, "STANDARD": 10}[child.name]
        (rule,) = child.values("RRULE")
        _must(
            set(rule.split(";")) == {"FREQ=YEARLY", f"BYMONTH={month}", "BYDAY=-1SU"},
            "the zone rule is not that of the European Union",
        )


def _entry(event: Component, check: Callable[[Component], None]) -> Entry:
    check(event)
    _must(not event.children, "no alarms")
    status, transparency = event.values("STATUS")[0], event.values("TRANSP")[0]
    _must(status in {"TENTATIVE", "CONFIRMED", "CANCELLED"}, "an unknown STATUS")
    _must(
        transparency == "TRANSPARENT" or (transparency == "OPAQUE" and status != "CANCELLED"),
        "TRANSP does not fit the STATUS",
    )
    for url in event.values("URL"):
        _must(re.fullmatch(r"https?://\S+", url), f"no absolute address: {url}")
    start, end = _time(event.one("DTSTART")), _time(event.one("DTEND"))
    _must(type(start) is type(end), "DTSTART and DTEND are of two kinds")
    _must(
        _form(event, "DTSTART") == _form(event, "DTEND"),
        "DTSTART and DTEND are written in two ways",
    )
    _must(start < end, "ends before it starts")
    summary = _unescape(event.values("SUMMARY")[0])
    _must(summary, "no title")
    return Entry(uid=_unescape(event.values("UID")[0]), start=start, end=end, summary=summary)


def _check_stamps(event: Component) -> None:
    """Check an entry of a feed: nobody is named, DTSTAMP is the last change (RFC 5545 3.8.7.2)."""
    _counts(event, ONCE, MAY)
    _check_moments(event)
    _must(event.values("DTSTAMP") == event.values("LAST-MODIFIED"), "DTSTAMP is not LAST-MODIFIED")


def _check_published(event: Component) -> None:
    """Check an entry that somebody publishes: DTSTAMP is the moment of that."""
    _counts(event, ONCE | {"ORGANIZER"}, MAY)
    _check_sender(event)


def _check_invited(event: Component) -> None:
    """Check an entry that goes to one person: nobody else is named."""
    _counts(event, ONCE | {"ORGANIZER", "ATTENDEE"}, MAY)
    _check_sender(event)
    params, value = event.one("ATTENDEE")
    _must(re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", value), f"no mail address: {value}")
    _must(set(params) == {"CN", "CUTYPE", "ROLE", "PARTSTAT", "RSVP"}, "ATTENDEE lacks something")
    _must(params["PARTSTAT"] == "NEEDS-ACTION", "an answer that nobody gave")


def _check_sender(event: Component) -> None:
    _check_moments(event)
    _must(
        event.values("DTSTAMP") >= event.values("LAST-MODIFIED"),
        "DTSTAMP lies before LAST-MODIFIED",
    )
    params, value = event.one("ORGANIZER")
    _must(re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", value), f"no mail address: {value}")
    _must(set(params) == {"CN"}, "ORGANIZER needs CN only")


def _check_moments(event: Component) -> None:
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        params, value = event.one(name)
        _must(params == {}, "a moment has parameters")
        _must(re.fullmatch(r"\d{8}T\d{6}Z", value), f"{name} is not UTC")
    _must(re.fullmatch(r"\d+", event.values("SEQUENCE")[0]), "SEQUENCE is no number")


def _form(event: Component, name: str) -> tuple[dict[str, str], bool]:
    params, value = event.one(name)
    return params, value.endswith("Z")


def _time(line: Line) -> date | datetime:
    params, value = line
    if params == {"VALUE": "DATE"}:
        return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
    if params == {}:
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    _must(params == {"TZID": ZONE}, f"an unknown zone or a floating time: {line}")
    local = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=AMSTERDAM)
    _must(local.utcoffset() == local.replace(fold=1).utcoffset(), f"{value} is not one moment")
    # Programs disagree about local times near the change: they belong in UTC.
    day = local.replace(hour=0, minute=0)
    changes = day.utcoffset() != (day + timedelta(days=1)).utcoffset()
    _must(not (changes and local.hour < SETTLED), f"{value} lies in the hours of the clock change")
    return local.astimezone(UTC)


def _unescape(value: str) -> str:
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "N": "\n"}.get(m[1], m[1]), value)


def _must(is_right: object, problem: str) -> None:
    if not is_right:
        raise Malformed(problem)
