"""What a specialist or lead does with participants: talks to give, events to lead, hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo import clock
from lllo.formats import day, quantity
from lllo.screens.access import COACHES
from lllo.screens.components.cells import Cell, Column, RowLink, shown
from lllo.screens.components.crumbs import Crumb, HeadAction
from lllo.screens.components.forms import ActionPage
from lllo.screens.components.pages import RolePage
from lllo.screens.components.tables import Table
from lllo.screens.lead.hours import hours_of_talk
from lllo.training.actions import hold_coaching
from lllo.training.models import CoachingSession, Event
from lllo.training.places import to_conclude, with_unnoted
from lllo.training.queries import led_to_come, talks_to_come

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from lllo.people.models import Person, User
    from lllo.training.models import EventPart

LED_SHOWN = 10
HELD_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Something to lead, or a talk to give."""

    starts_at: datetime
    day: date | None  # of what takes whole days
    what: Cell
    where: str
    uid: str = ""  # of an event that can go into a calendar


def own_talks(person: Person | None) -> Any:
    """Return the talks of a coach with whom they are."""
    talks = CoachingSession.objects.filter(coach=person, coach__isnull=False)
    return talks.select_related("organisation", "person", "line")


class OwnWork(RolePage):
    """The first screen of a specialist: what waits, what comes, what has been."""

    roles = COACHES

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the page."""
        person, at = self.user.person, clock.now()
        to_round_off = list(to_conclude(own_talks(person), at))
        held = own_talks(person).filter(state=CoachingSession.State.HELD)
        context = {
            "title": _("My events and talks"),
            "head_actions": [
                HeadAction(label=_("Book hours"), href=reverse("lead_hours"), is_main=True)
            ],
            "waiting": _to_round_off(to_round_off) if to_round_off else None,
            "coming": _coming(coming_of(person, at)),
            "led": _led(list(led_before(person, at)[:LED_SHOWN])),
            "held": _held(list(held.order_by("-starts_at", "-pk")[:HELD_SHOWN])),
        }
        return render(request, "lead/own_work.html", context)


def led_before(person: Person | None, at: datetime) -> Any:
    """Return the events that someone led, or of which a part, the last first."""
    begun = Event.objects.led_by(person).filter(starts_at__lte=at)
    begun = begun.exclude(status=Event.Status.CANCELLED).select_related("cohort")
    return with_unnoted(begun).order_by("-starts_at", "-pk")


def coming_of(person: Person | None, at: datetime) -> list[Coming]:
    """Return what someone is to lead and the talks to give, the next first."""
    if person is None:
        return []
    found = [_to_lead(each) for each in led_to_come(person, at=at)]
    found += [_to_give(each) for each in talks_to_come(person, at=at)]
    return sorted(found, key=lambda each: each.starts_at)


def _to_lead(led: Event | EventPart) -> Coming:
    """Return an event, or a part of one with the way to the whole."""
    event = led if isinstance(led, Event) else led.event
    notes = [str(event) if led is not event else "", str(event.cohort or "")]
    tentative = event.status == Event.Status.TENTATIVE
    return Coming(
        starts_at=led.starts_at,
        day=timezone.localdate(led.starts_at) if event.all_day else None,
        what=Cell(
            text=led,
            href=reverse("event", args=[event.uid]),
            hint=", ".join(filter(None, notes)),
            badge=event.get_status_display() if tentative else "",
            tone="wait",
        ),
        where=led.location or event.location,
        uid=event.uid,
    )


def _to_give(talk: CoachingSession) -> Coming:
    """Return a talk: with whom, and about what."""
    return Coming(
        starts_at=talk.starts_at,
        day=None,
        what=Cell(
            text=_("Coaching: %(subject)s") % {"subject": talk.subject},
            hint=f"{with_whom(talk)}, {hours_in_words(talk)}",
        ),
        where=talk.location,
    )


def with_whom(talk: CoachingSession) -> str:
    """Return the person and the organisation of a talk."""
    return ", ".join(str(each) for each in (talk.person, talk.organisation) if each)


def hours_in_words(talk: CoachingSession) -> str:
    """Return how long a talk is."""
    sentence = ngettext("%(hours)s hour", "%(hours)s hours", 1 if talk.hours == 1 else 2)
    return sentence % {"hours": quantity(talk.hours)}


WHEN = gettext_lazy("When")
TALK_COLUMNS = (
    Column(key="when", label=WHEN, value=lambda row: row.starts_at, kind="moment"),
    Column(key="subject", label=gettext_lazy("Subject"), value=lambda row: row.subject),
    Column(key="who", label=gettext_lazy("With whom"), value=with_whom),
    Column(key="hours", label=gettext_lazy("Hours"), value=lambda row: row.hours, kind="number"),
)


def _to_round_off(talks: Sequence[CoachingSession]) -> Table:
    """Return the talks that have begun and of which nobody said how they went."""

    def hold(row: CoachingSession) -> Cell:
        return Cell(text=_("Was it held?"), href=reverse("own_talk_held", args=[row.uid]))

    column = Column(key="hold", label=_("To do"), value=hold, kind="action")
    return Table(caption=_("Talks to round off"), columns=[*TALK_COLUMNS, column], rows=talks)


def _coming(rows: Sequence[Coming]) -> Table:
    """Return what comes: events to lead and talks to give."""

    def calendar(row: Coming) -> Cell:
        if not row.uid:
            return Cell(text="")
        return Cell(text=_("Add to calendar"), href=reverse("event_ics", args=[row.uid]))

    return Table(
        caption=_("What comes next"),
        columns=[
            Column(
                key="when", label=WHEN, value=lambda row: row.day or row.starts_at, kind="moment"
            ),
            Column(key="what", label=_("What"), value=lambda row: row.what, is_wide=True),
            Column(key="where", label=_("Location"), value=lambda row: row.where),
            Column(key="calendar", label=_("Calendar"), value=calendar, kind="action"),
        ],
        rows=rows,
        empty=_("Nothing is planned with you. The backoffice plans talks and events."),
        empty_label=_("My calendars"),
        empty_href=reverse("subscriptions"),
    )


def _led(events: Sequence[Any]) -> Table:
    """Return the events that were led, with the way to who was there."""

    def event(row: Any) -> Cell:
        return Cell(
            text=row.title, href=reverse("event", args=[row.uid]), hint=str(row.cohort or "")
        )

    def was(row: Any) -> Cell:
        link = RowLink(
            label=_("Attendance"), href=reverse("attendance", args=[row.uid]), about=row.title
        )
        if not row.unnoted:
            return Cell(text=_("noted"), links=(link,))
        sentence = ngettext("%(count)s person to note", "%(count)s people to note", row.unnoted)
        return Cell(text="", badge=sentence % {"count": row.unnoted}, tone="wait", links=(link,))

    return Table(
        caption=_("Events that you led"),
        columns=[
            Column(key="when", label=WHEN, value=lambda row: row.starts_at, kind="moment"),
            Column(key="event", label=_("Event"), value=event, is_wide=True),
            Column(key="was", label=_("Attendance"), value=was),
        ],
        rows=events,
    )


def _held(talks: Sequence[CoachingSession]) -> Table:
    """Return the last talks, with the way to book their hours."""

    def book(row: CoachingSession) -> Cell:
        return Cell(text=_("Book hours"), href=hours_of_talk(row))

    column = Column(key="book", label=_("My hours"), value=book, kind="action")
    return Table(caption=_("Talks held"), columns=[*TALK_COLUMNS, column], rows=talks)


class TalkHeld(ActionPage):
    """A coach says that a talk of one's own was held, and goes on to book its hours."""

    title = gettext_lazy("Coaching was held")
    button = gettext_lazy("It was held")
    intro = gettext_lazy(
        "The hours of the organisation stay used. After this you can book your own hours. Did the"
        " talk not take place? Tell the backoffice, who cancels it or plans another."
    )
    roles = COACHES
    subject: CoachingSession

    def record(self) -> CoachingSession:
        """Return the talk, which must be one's own."""
        talks = own_talks(self.user.person)
        found: CoachingSession = get_object_or_404(talks, uid=self.kwargs["uid"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return (Crumb(label=_("My work"), href=reverse("own_work")),)

    def page_context(self) -> dict[str, Any]:
        """Show which talk it is."""
        talk = self.subject
        shown_facts = (
            (_("When"), shown(talk.starts_at)),
            (_("Subject"), talk.subject),
            (_("With whom"), with_whom(talk)),
            (_("Hours"), quantity(talk.hours)),
            (_("Location"), talk.location),
        )
        return {"facts": [(label, value) for label, value in shown_facts if value]}

    def act(self, form: Any, user: User) -> CoachingSession:  # noqa: ARG002 - nothing is asked
        """Note it."""
        return hold_coaching(self.subject, by=user)

    def done(self, result: CoachingSession) -> tuple[str, str]:
        """Go on to the hours, filled in."""
        sentence = _("The talk of %(day)s is noted as held. Book your hours below, if they count.")
        held_on = timezone.localdate(result.starts_at)
        return sentence % {"day": day(held_on)}, hours_of_talk(result)
