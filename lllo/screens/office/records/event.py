"""The pages of an event and of a cohort: when, where, who comes, who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lllo.screens.office.records import words
from lllo.screens.office.records.event_queries import rows_of_registrations
from lllo.screens.office.records.organisation_places import registration_row
from lllo.screens.office.records.page import (
    EVENT_READERS,
    GRANTERS,
    PLANNERS,
    Cell,
    Figure,
    Heading,
    Link,
    RecordPage,
    Screen,
    Section,
    Table,
    allowed,
    to,
)
from lllo.screens.office.records.places import address, to_list
from lllo.screens.templatetags.lllo import moment_range
from lllo.training.models import Attendance, Cohort, Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User


class EventPage(RecordPage):
    """One event; a partner who manages events sees it as well."""

    roles = EVENT_READERS
    argument = "uid"

    def rows(self) -> Any:
        """Return the events that the account sees."""
        return Event.objects.visible_to(self.user).select_related("cohort", "programme")

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        places = rows_of_registrations(record, self.user)
        attendances = Attendance.objects.visible_to(self.user).filter(event=record)
        known = {each.person_id: each for each in attendances}
        return Screen(
            title=str(record),
            kind=record.get_kind_display(),
            crumbs=to_list(Event, self.user),
            lead=_when(record),
            state=words.badge(record.get_status_display(), record.status),
            links=allowed(self.user, *_event_links(record)),
            figures=_attendance_figures(places, known),
            sections=[
                _event_data(record),
                _parts(record, self.user),
                _comers(record, places, known, self.user),
            ],
            about=[record, *(each for each in places if each.event_id), *known.values()],
        )


def _when(event: Event) -> str:
    """Return the day and the hours; whole days without hours."""
    if not event.all_day:
        return moment_range(event.starts_at, event.ends_at)
    first = timezone.localdate(event.starts_at)
    last = words.last_day(first, timezone.localdate(event.ends_at))
    days = dict.fromkeys((words.day(first).text, words.day(last).text))
    return " – ".join(days)


def _event_links(event: Event) -> list[Link | None]:
    """Return what can be done with an event."""
    key = event.uid
    calendar = to(_("To your calendar"), "event_ics", key, roles=EVENT_READERS)
    if event.status == Event.Status.CANCELLED:
        return [calendar]
    place = to(_("Register"), "event_register", key, roles=GRANTERS)
    return [
        to(_("Change"), "event_edit", key, roles=PLANNERS, is_main=True),
        None if event.cohort_id else place,
        to(_("Attendance"), "event_attendance", key, roles=PLANNERS),
        calendar,
        to(_("Cancel the event"), "event_cancel", key, roles=PLANNERS),
    ]


def _attendance_figures(places: list[Any], known: dict[int, Any]) -> list[Figure]:
    """Return how many come, how many names are missing, and how many were there."""
    nameless = sum(each.person_id is None for each in places)
    present = sum(each.status == Attendance.Status.PRESENT for each in known.values())
    return [
        Figure(label=_("Registered"), value=str(len(places)), href="#aanmeldingen"),
        Figure(
            label=_("Without a name"),
            value=str(nameless),
            tone="wait" if nameless else "",
            href="#aanmeldingen",
        ),
        Figure(label=_("Present"), value=str(present), href="#aanmeldingen"),
    ]


def _event_data(event: Event) -> Section:
    """Return where and for whom."""
    cohort = event.cohort
    published = _("published") if event.is_published else _("not published yet")
    facts: Sequence[tuple[Any, Cell]] = [
        (_("Location"), words.text(event.location)),
        (
            _("For whom"),
            words.text(cohort, address(cohort)) if cohort else words.text(_("everyone")),
        ),
        (_("Participants see it"), words.text(published)),
        (_("Page about it"), words.text(event.url, event.url)),
        (_("Description"), words.text(event.description)),
        (_("Remark for the office"), words.text(event.remark)),
        (
            _("Comes from"),
            words.text(_("the calendar folder"), hint=event.key)
            if event.key
            else words.text(_("the site")),
        ),
    ]
    return Section(code="gegevens", title=_("Data"), facts=facts)


def _parts(event: Event, user: User) -> Section:
    """Return the parts of the day."""
    rows = [
        (
            words.text(f"{_clock(part.starts_at)}–{_clock(part.ends_at)}"),
            words.text(part.title),
            words.text(part.leader),
            words.text(part.location),
        )
        for part in event.parts.order_by("starts_at", "position")
    ]
    headings = [
        Heading(label=_("Time")),
        Heading(label=_("Part")),
        Heading(label=_("Leader")),
        Heading(label=_("Location")),
    ]
    change = to(_("Change the parts"), "event_parts", event.uid, roles=PLANNERS)
    return Section(
        code="onderdelen",
        title=_("Parts of the day"),
        table=Table(headings=headings, rows=rows),
        empty=_("The day is not divided into parts."),
        links=allowed(user, change) if event.status != Event.Status.CANCELLED else (),
    )


def _clock(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def _comers(event: Event, places: list[Any], known: dict[int, Any], user: User) -> Section:
    """Return who comes, from where, and whether they were there."""
    rows = []
    for place in places:
        attendance = known.get(place.person_id)
        links = registration_row(place, user)[0].links
        where = words.organisation(place.organisation)
        rows.append(
            (
                Cell(value=where.value, href=where.href, links=links),
                words.person(place.person),
                words.text(attendance.get_status_display() if attendance else ""),
            )
        )
    headings = [
        Heading(label=_("Organisation")),
        Heading(label=_("Person")),
        Heading(label=_("Attendance")),
    ]
    empty = _("Nobody is registered yet.")
    return Section(
        code="aanmeldingen",
        title=_("Registrations"),
        intro=_("Through the places in %(cohort)s.") % {"cohort": event.cohort}
        if event.cohort
        else "",
        table=Table(headings=headings, rows=rows),
        empty=empty,
    )


class CohortPage(RecordPage):
    """One cohort: its places and its events."""

    def rows(self) -> Any:
        """Return all cohorts; who may come here sees them all."""
        return Cohort.objects.all()

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        found = record.registrations.visible_to(self.user)
        places = list(found.select_related("organisation", "person", "cohort", "event"))
        active = [each for each in places if each.state == "registered"]
        events = list(Event.objects.visible_to(self.user).filter(cohort=record))
        place = to(
            _("Register an organisation"),
            "cohort_register",
            record.public_id,
            roles=GRANTERS,
            is_main=True,
        )
        return Screen(
            title=str(record),
            kind=_("cohort"),
            crumbs=to_list(Cohort, self.user),
            lead=_("starts on %(day)s") % {"day": words.day(record.starts_on).text},
            links=allowed(self.user, place),
            figures=_cohort_figures(record, active),
            sections=[_places(places, self.user), _events(events)],
            about=[record, *places],
        )


def _cohort_figures(cohort: Cohort, places: list[Any]) -> list[Figure]:
    """Return how full it is."""
    nameless = sum(each.person_id is None for each in places)
    free = None if cohort.capacity is None else max(0, cohort.capacity - len(places))
    return [
        Figure(
            label=_("Places free"),
            value=_("no limit") if free is None else str(free),
            note="" if free is None else _("of %(places)s") % {"places": cohort.capacity},
            tone="wait" if free == 0 else "",
        ),
        Figure(label=_("Registered"), value=str(len(places))),
        Figure(label=_("Without a name"), value=str(nameless), tone="wait" if nameless else ""),
    ]


def _places(places: list[Any], user: User) -> Section:
    """Return the places with what can be done with them."""
    rows = []
    for place in places:
        what, person, day, state = registration_row(place, user)
        where = words.organisation(place.organisation)
        rows.append(
            (Cell(value=where.value, href=where.href, links=what.links), person, day, state)
        )
    headings = [
        Heading(label=_("Organisation")),
        Heading(label=_("Person")),
        Heading(label=_("Registered on")),
        Heading(label=_("State")),
    ]
    return Section(
        code="aanmeldingen",
        title=_("Registrations"),
        table=Table(headings=headings, rows=rows),
        empty=_("No organisation has a place yet."),
    )


def _events(events: list[Any]) -> Section:
    """Return the events of the cohort."""
    rows = [
        (
            words.text(each, address(each)),
            words.moment(each.starts_at),
            words.text(each.location),
            words.badge(each.get_status_display(), each.status),
        )
        for each in events
    ]
    headings = [
        Heading(label=_("Event")),
        Heading(label=_("Starts at")),
        Heading(label=_("Location")),
        Heading(label=_("Status")),
    ]
    return Section(
        code="bijeenkomsten",
        title=_("Events"),
        table=Table(headings=headings, rows=rows),
        empty=_("No events yet. Plan one and choose this cohort."),
    )
