"""What is coming and what has been: events, talks and courses of an organisation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.screens.access import PORTAL
from lllo.screens.components.cells import Column, shown
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.tables import Table, part_of
from lllo.screens.portal import queries
from lllo.screens.portal.place import ReadingPage
from lllo.training.models import CourseSeat, EventPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from lllo.screens.components.tables import Part
    from lllo.training.models import Attendance, CoachingSession, Event, Registration

EVENTS_SHOWN = 20
PAST_PAGE = "geweest"  # the page of what is over, in an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """An event to come: who of the organisation are registered, and where to register."""

    event: Event
    who: str
    href: str


class AgendaPage(ReadingPage):
    """Events with *add to calendar* and *register*, talks and courses, and what is over."""

    url_name = "portal_agenda"
    title = gettext_lazy("Calendar")
    template_name = "portal/agenda.html"
    here = PORTAL

    def content(self) -> dict[str, Any]:
        """Return what comes first, then what has been."""
        place, user, at = self.place, self.user, clock.now()
        all_coming = queries.coming_events(user, place, at=at)
        of_colleagues = queries.of_colleagues(place)
        coming = all_coming.exclude(of_colleagues)
        theirs = list(all_coming.filter(of_colleagues)[:EVENTS_SHOWN]) if place.is_member else []
        part = part_of(coming.count(), self.request.GET, size=EVENTS_SHOWN)
        day = EventPart.objects.visible_to(user).order_by("starts_at", "position")
        parts = Prefetch("parts", day.select_related("specialist"))
        events = list(coming.prefetch_related(parts)[part.start : part.stop])
        held: Iterable[Registration] = ()
        if place.is_member:
            cohorts = {each.cohort_id for each in (*events, *theirs)}
            own = Q(event__in=events) | Q(cohort__in=cohorts)
            held = queries.registrations(user, place, at=at).filter(own)
        return {
            "coming": self._coming(events, held),
            "of_colleagues": self._coming(theirs, held) if part.number == 1 else [],
            "part": part,
            "own": self._own(at) if place.is_member and part.number == 1 else [],
            "past": self._past(at),
            "head_actions": [
                HeadAction(label=_("Subscribe with my own calendar"), href=reverse("subscriptions"))
            ],
        }

    def _past(self, at: datetime) -> Table:
        """Return a page of what is over, with who were there."""
        over = queries.past_events(self.user, self.place, at=at)
        part = part_of(over.count(), self.request.GET, size=EVENTS_SHOWN, name=PAST_PAGE)
        events = list(over[part.start : part.stop])
        return _past(events, queries.attendance(self.user, self.place, events), part)

    def _coming(self, events: list[Event], held: Iterable[Registration]) -> list[Coming]:
        names: dict[tuple[str, int | None], list[str]] = defaultdict(list)
        for each in held:
            name = str(each.person or _("a name that follows"))
            names["event", each.event_id].append(name)
            names["cohort", each.cohort_id].append(name)
        found = []
        for event in events:
            key = ("cohort", event.cohort_id) if event.cohort_id else ("event", event.pk)
            who = names[key]
            found.append(Coming(event=event, who=", ".join(who), href=self._register(event, who)))
        return found

    def _register(self, event: Event, who: list[str]) -> str:
        """Return where one registers; an event of a cohort comes with the place in that cohort.

        A participant registers once; a contact may add colleagues.
        """
        is_in = not self.place.is_contact and str(self.place.person) in who
        if event.cohort_id or not self.place.is_member or is_in:
            return ""
        return self.place.href("portal_register_event", event=event.uid)

    def _own(self, at: datetime) -> list[tuple[str, str, str]]:
        """Return talks and courses to come: when, what, who."""
        talks = queries.coaching_sessions(self.user, self.place, at=at)
        today = at.astimezone(clock.AMSTERDAM).date()
        courses = [
            (seat.starts_on, _course(seat))
            for seat in queries.course_seats(self.user, self.place)
            if seat.starts_on >= today and seat.state not in CourseSeat.GIVEN_BACK
        ]
        lines = [(talk.starts_at.astimezone(clock.AMSTERDAM).date(), _talk(talk)) for talk in talks]
        return [line for _day, line in sorted([*lines, *courses])]


def _talk(talk: CoachingSession) -> tuple[str, str, str]:
    what = _("Coaching: %(subject)s") % {"subject": talk.subject}
    who = ", ".join(str(each) for each in (talk.person, talk.coach) if each)
    return shown(talk.starts_at), what, ", ".join(filter(None, (who, talk.location)))


def _course(seat: CourseSeat) -> tuple[str, str, str]:
    what = _("Course: %(course)s") % {"course": seat.course_name}
    return shown(seat.starts_on), what, str(seat.person or _("a name that follows"))


def _past(events: list[Event], noted: Mapping[int, list[Attendance]], part: Part) -> Table:
    return Table(
        caption=_("What has been"),
        columns=[
            Column(key="event", label=_("Event"), value=lambda row: row.title, is_wide=True),
            Column(key="day", label=_("Date"), value=_day, kind="day"),
            Column(key="who", label=_("Who were there"), value=lambda row: _who(row, noted)),
        ],
        rows=events,
        part=part,
    )


def _day(event: Event) -> Any:
    return event.starts_at.astimezone(clock.AMSTERDAM).date()


def _who(event: Event, noted: Mapping[int, list[Attendance]]) -> str:
    """Return everyone of whom it was noted, and in words who was not there."""
    there = [
        str(each.person)
        if each.status == each.Status.PRESENT
        else f"{each.person} ({each.get_status_display()})"
        for each in noted.get(event.pk, [])
    ]
    return ", ".join(there) or _("not noted")
