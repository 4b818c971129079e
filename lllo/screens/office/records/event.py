"""The page of an event: when, where, who comes, who was there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lllo.screens.access import may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.screens.office.odoo.parts import odoo_part
from lllo.screens.office.records import words
from lllo.screens.office.records.event_queries import rows_of_registrations
from lllo.screens.office.records.histories import OF_EVENT, told_of
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
from lllo.training.models import Answer, Attendance, Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User


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
        counted = _counted(rows_of_registrations(record), Attendance.objects.filter(event=record))
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
                _beside_others(
                    _comers(record, places, (known, answers), self.user), record, everyone, counted
                ),
                *odoo_part(record, "event_odoo", record.uid, self.user),
            ],
            about=told_of(record, OF_EVENT, self.user),
        )


def _to_lead(event: Event, user: User) -> Screen:
    """Return the page for who leads it: how many come, and the way to who was there."""
    coming = rows_of_registrations(event).count()
    calendar = to(_("To your calendar"), "event_ics", event.uid, roles=LEADERS)
    return Screen(
        title=str(event),
        kind=event.get_kind_display(),
        crumbs=(Crumb(label=_("My work"), href=reverse("own_work")),),
        lead=_when(event),
        state=words.badge(event.get_status_display(), event.status),
        links=allowed(user, to(_("Attendance"), "attendance", event.uid, roles=LEADERS), calendar),
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
    """How many come to an event, how many of them have no name yet, and how many were there.

    Of all organisations: who reads the names of some only plans for everyone who comes.
    """

    registered: int
    nameless: int
    present: int


def _counted(places: Any, attendances: Any) -> Counted:
    """Count who comes and who came, in two queries."""
    numbers = places.order_by().aggregate(
        registered=Count("pk"), nameless=Count("pk", filter=Q(person__isnull=True))
    )
    return Counted(present=attendances.filter(status=Attendance.Status.PRESENT).count(), **numbers)


def _beside_others(section: Section, event: Event, named: Any, counted: Counted) -> Section:
    """Return the section of who comes with what it does not show.

    The way to the list where that holds more of those whom the reader may know (``named``), and
    a sentence where others come as well.
    """
    shown = len(section.table.rows) if section.table else 0
    known = named.count() if shown < counted.registered else shown
    if shown < known:
        label = _("All %(count)s in the list") % {"count": known}
        more = Link(label=label, href=reverse("attendance", args=[event.uid]))
        section = replace(section, more=more)
    if known == counted.registered:
        return section
    sentence = _("Of the %(count)s registered, those of your own organisation stand here.")
    intro = f"{section.intro} {sentence % {'count': counted.registered}}".strip()
    nobody = _("Nobody of your own organisation is registered for this event.")
    return replace(section, intro=intro, empty=nobody)


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
        where, who = words.organisation(place.organisation), words.person(place.person)
        if not may_enter(user, READERS):  # a partner reads names, not records
            where, who = replace(where, href=""), replace(who, href="")
        rows.append(
            (
                Cell(value=where.value, href=where.href, links=links),
                who,
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
