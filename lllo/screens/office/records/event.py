"""The pages of an event and of a cohort: when, where, who comes, who was there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lllo.screens.access import may_enter
from lllo.screens.office.odoo.parts import odoo_part
from lllo.screens.office.records import words
from lllo.screens.office.records.event_queries import rows_of_registrations
from lllo.screens.office.records.organisation_places import registration_row
from lllo.screens.office.records.page import (
    EVENT_READERS,
    GRANTERS,
    LEADERS,
    PLANNERS,
    READERS,
    ROWS_SHOWN,
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
from lllo.training.bookings import booked_twice
from lllo.training.models import Answer, Attendance, Cohort, Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User


PLACES_SHOWN = 60


class EventPage(RecordPage):
    """One event; a partner who manages events sees it as well, and who leads it."""

    roles = LEADERS
    argument = "uid"

    def rows(self) -> Any:
        """Return the events that the account sees; a specialist those to lead."""
        rows = Event.objects.visible_to(self.user)
        if not may_enter(self.user, EVENT_READERS):
            rows = rows.led_by(self.user.person)
        return rows.select_related("cohort", "programme", "specialist")

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        if not may_enter(self.user, EVENT_READERS):
            return _to_lead(record, self.user)
        everyone = rows_of_registrations(record, self.user)
        places = list(everyone[:ROWS_SHOWN])
        persons = everyone.values("person")[:ROWS_SHOWN]
        attendances = Attendance.objects.visible_to(self.user).filter(event=record)
        known = {each.person_id: each for each in attendances.filter(person__in=persons)}
        said = Answer.objects.visible_to(self.user).filter(event=record, person__in=persons)
        answers = {
            (each.registration_id, each.person_id): each for each in said.select_related("event")
        }
        counted = _counted(everyone, attendances)
        twice = booked_twice(record)
        return Screen(
            title=str(record),
            kind=record.get_kind_display(),
            crumbs=to_list(Event, self.user),
            lead=_when(record),
            warning=" ".join(twice),
            state=words.badge(record.get_status_display(), record.status),
            links=allowed(self.user, *_event_links(record)),
            figures=_attendance_figures(counted),
            sections=[
                _event_data(record, self.user),
                _parts(record, self.user),
                replace(
                    _comers(record, places, (known, answers), self.user),
                    more=_all_comers(record, len(places), counted),
                ),
                *odoo_part(record, "event_odoo", record.uid, self.user),
            ],
            about=[record, *(each for each in places if each.event_id), *known.values()],
        )


def _to_lead(event: Event, user: User) -> Screen:
    """Return the page for who leads it: how many come, but nobody's name."""
    coming = rows_of_registrations(event).count()
    calendar = to(_("To your calendar"), "event_ics", event.uid, roles=LEADERS)
    return Screen(
        title=str(event),
        kind=event.get_kind_display(),
        crumbs=(),
        lead=_when(event),
        state=words.badge(event.get_status_display(), event.status),
        links=allowed(user, calendar),
        figures=[Figure(label=_("Registered"), value=str(coming))],
        sections=[_event_data(event, user), _parts(event, user)],
        about=[event],
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
        to(_("Attendance"), "attendance", key, roles=EVENT_READERS),
        calendar,
        to(_("Cancel the event"), "event_cancel", key, roles=PLANNERS),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many come to an event, how many of them have no name yet, and how many were there."""

    registered: int
    nameless: int
    present: int


def _counted(places: Any, attendances: Any) -> Counted:
    """Count who comes and who came, in two queries."""
    numbers = places.order_by().aggregate(
        registered=Count("pk"), nameless=Count("pk", filter=Q(person__isnull=True))
    )
    return Counted(present=attendances.filter(status=Attendance.Status.PRESENT).count(), **numbers)


def _all_comers(event: Event, shown: int, counted: Counted) -> Link | None:
    """Return the way to everyone who comes, if not all are shown."""
    if shown >= counted.registered:
        return None
    label = _("All %(count)s in the list") % {"count": counted.registered}
    return Link(label=label, href=reverse("attendance", args=[event.uid]))


def _attendance_figures(counted: Counted) -> list[Figure]:
    """Return how many come, how many names are missing, and how many were there."""
    nameless = counted.nameless
    return [
        Figure(label=_("Registered"), value=str(counted.registered), href="#aanmeldingen"),
        Figure(
            label=_("Without a name"),
            value=str(nameless),
            tone="wait" if nameless else "",
            href="#aanmeldingen",
        ),
        Figure(label=_("Present"), value=str(counted.present), href="#aanmeldingen"),
    ]


def _event_data(event: Event, user: User) -> Section:
    """Return where and for whom; what the office notes is for who manages events."""
    manages = may_enter(user, EVENT_READERS)
    cohort = event.cohort
    where = address(cohort) if cohort and may_enter(user, READERS) else ""
    published = _("published") if event.is_published else _("not published yet")
    facts: Sequence[tuple[Any, Cell]] = [
        (_("Location"), words.text(event.location)),
        (_("Who leads"), words.text(event.led_by)),
        (
            _("For whom"),
            words.text(cohort, where) if cohort else words.text(_("everyone")),
        ),
        (_("Participants see it"), words.text(published)),
        (_("Page about it"), words.text(event.url, event.url)),
        (_("Description"), words.text(event.description)),
    ]
    source = words.text(_("the site"))
    if event.key:
        source = words.text(_("the calendar folder"), hint=event.key)
    if manages:
        facts = [
            *facts,
            (_("Remark for the office"), words.text(event.remark)),
            (_("Comes from"), source),
        ]
    return Section(code="gegevens", title=_("Data"), facts=facts)


def _parts(event: Event, user: User) -> Section:
    """Return the parts of the day."""
    rows = [
        (
            words.text(f"{_clock(part.starts_at)}–{_clock(part.ends_at)}"),
            words.text(part.title),
            words.text(part.led_by),
            words.text(part.location),
        )
        for part in event.parts.select_related("specialist").order_by("starts_at", "position")
    ]
    headings = [
        Heading(label=_("Time")),
        Heading(label=_("Part")),
        Heading(label=_("Who leads")),
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


def _said(answer: Answer | None) -> Cell:
    """Return what a person answered to the invitation by mail, and whether it is only a claim."""
    if answer is None:
        return words.text("")
    notes = [answer.get_way_display()] if answer.way == Answer.Way.MAIL else []
    notes += [_("before it changed")] if answer.is_of_before else []
    return words.text(answer.get_word_display(), hint=", ".join(str(note) for note in notes))


def _comers(
    event: Event, places: list[Any], of_people: tuple[dict[Any, Any], dict[Any, Any]], user: User
) -> Section:
    """Return who comes, from where, what they answered, and whether they were there."""
    known, answers = of_people
    rows = []
    for place in places:
        attendance = known.get(place.person_id)
        links = registration_row(place, user)[0].links
        where = words.organisation(place.organisation)
        rows.append(
            (
                Cell(value=where.value, href=where.href, links=links),
                words.person(place.person),
                _said(answers.get((place.pk, place.person_id))),
                words.text(attendance.get_status_display() if attendance else ""),
            )
        )
    headings = [
        Heading(label=_("Organisation")),
        Heading(label=_("Person")),
        Heading(label=_("Answer")),
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
        places = list(
            found.select_related("organisation", "person", "cohort", "event")[:PLACES_SHOWN]
        )
        active = found.active()
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
            sections=[
                replace(_places(places, self.user), more=_all_places(record, len(places), found)),
                _events(events),
            ],
            about=[record, *places],
        )


def _all_places(cohort: Cohort, shown: int, places: Any) -> Link | None:
    """Return the way to all places of a cohort, if not all are shown."""
    if shown < PLACES_SHOWN or shown >= (count := places.count()):
        return None
    href = f"{reverse('registrations')}?cohort={cohort.public_id}"
    return Link(label=_("All %(count)s in the list") % {"count": count}, href=href)


def _cohort_figures(cohort: Cohort, places: Any) -> list[Figure]:
    """Return how full it is."""
    numbers = places.order_by().aggregate(
        registered=Count("pk"), nameless=Count("pk", filter=Q(person__isnull=True))
    )
    taken, nameless = numbers["registered"], numbers["nameless"]
    free = None if cohort.capacity is None else max(0, cohort.capacity - taken)
    return [
        Figure(
            label=_("Places free"),
            value=_("no limit") if free is None else str(free),
            note="" if free is None else _("of %(places)s") % {"places": cohort.capacity},
            tone="wait" if free == 0 else "",
        ),
        Figure(label=_("Registered"), value=str(taken)),
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
