"""The lists of events and cohorts, with how many come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import F, Prefetch, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.errors import Refused
from lllo.formats import NO_BREAK_SPACE
from lllo.people.models import Person
from lllo.screens.access import may_enter
from lllo.screens.components.lists import Column
from lllo.screens.list_parts import (
    CaseFilter,
    PickFilter,
    WordFilter,
    YearFilter,
    day_column,
    link,
    text_column,
)
from lllo.screens.office.lists.base import OfficeList, badge, kind_column
from lllo.screens.office.lists.doing import bulk
from lllo.screens.office.records.events import TellForm
from lllo.screens.office.records.page import EVENT_READERS, PLANNERS, READERS
from lllo.training.actions import as_data, cancel_event, change_event
from lllo.training.models import Cohort, Event, EventPart
from lllo.training.places import with_demand, with_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from lllo.people.models import User
    from lllo.screens.components.lists import Cell


def upcoming(events: QuerySet[Any]) -> QuerySet[Any]:
    """Return what is still to come."""
    return events.filter(ends_at__gt=clock.now())


def past(events: QuerySet[Any]) -> QuerySet[Any]:
    """Return what is over."""
    return events.filter(ends_at__lte=clock.now())


def specialists(_request: object = None) -> QuerySet[Any]:
    """Return who leads any event, or a part of one, whatever became of the role."""
    led = Event.objects.filter(specialist__isnull=False).values("specialist")
    parts = EventPart.objects.filter(specialist__isnull=False).values("specialist")
    return Person.objects.filter(Q(pk__in=led) | Q(pk__in=parts)).order_by("name_key", "pk")


class LedByFilter(PickFilter):
    """The events that somebody leads, or of which a part."""

    def filter(self, qs: QuerySet[Any], value: Any) -> QuerySet[Any]:
        """Keep them, each once."""
        return qs.filter(pk__in=Event.objects.led_by(value).values("pk")) if value else qs


class EventFilters(django_filters.FilterSet):
    """What the list of events is narrowed by."""

    wanneer = CaseFilter(
        _("When"), {"komt": (_("to come"), upcoming), "geweest": (_("over"), past)}
    )
    soort = WordFilter("kind", _("Kind"), Event.Kind.choices)
    cohort = PickFilter("cohort", _("Cohort"), Cohort.objects.all())
    specialist = LedByFilter("specialist", _("Specialist"), specialists)
    status = WordFilter("status", _("State"), Event.Status.choices)
    publicatie = CaseFilter(
        _("Publication"),
        {
            "ja": (_("published"), lambda rows: rows.filter(is_published=True)),
            "nee": (_("not published"), lambda rows: rows.filter(is_published=False)),
        },
    )
    jaar = YearFilter(Event, "starts_at", _("Year"))


def state(event: Event) -> Cell:
    """Return the state of an event; one that nobody else sees yet says so below it."""
    hint = "" if event.is_published else _("not published")
    return replace(badge(event.get_status_display(), event.status), hint=hint)


def when(event: Event) -> date | datetime:
    """Return the moment of an event, or the day of one that takes whole days."""
    return localdate(event.starts_at) if event.all_day else event.starts_at


def leading(event: Any) -> list[Person]:
    """Return who leads an event and then its parts, each once; ``led_parts`` has those parts."""
    found = [event.specialist, *(part.specialist for part in event.led_parts)]
    return [*dict.fromkeys(filter(None, found))]


def who_leads(event: Any) -> Cell | None:
    """Return the first who leads, with how many more."""
    found = leading(event)
    if not found:
        return None
    more = f"{NO_BREAK_SPACE}+{NO_BREAK_SPACE}{len(found) - 1}" if len(found) > 1 else ""
    return link(f"{found[0]}{more}", "person", found[0].public_id)


def publish(event: Event, data: Mapping[str, Any], user: User) -> Event:
    """Let everyone see an event; one that they see is refused, so that it does not count."""
    if event.is_published:
        raise Refused(gettext("This event is published already."), code="published_before")
    seen = replace(as_data(event), is_published=True)
    return change_event(event, seen, tell=data["tell"], by=user)


def confirm(event: Event, data: Mapping[str, Any], user: User) -> Event:
    """Make a tentative event certain; refuses one that is no longer tentative."""
    if event.status != Event.Status.TENTATIVE:
        sentence = gettext("This event is %(state)s; only a tentative one can be confirmed.")
        raise Refused(sentence % {"state": event.get_status_display()}, code="not_tentative")
    certain = replace(as_data(event), status=Event.Status.CONFIRMED)
    return change_event(event, certain, tell=data["tell"], by=user)


# Columns that lead to records, as names for who may not open those.
NAMES_ONLY: Mapping[str, Callable[[Any], object]] = {
    "cohort": lambda row: row.cohort,
    "specialist": lambda row: ", ".join(str(each) for each in leading(row)),
}


class Events(OfficeList):
    """All events by their moment; the lead and a partner who plans them read it, too."""

    title = _("Events")
    url_name = "events"
    roles = EVENT_READERS
    makes: ClassVar = {"event_new": _("New event")}
    makers = PLANNERS
    export_name = "bijeenkomsten"
    order = "wanneer"
    filterset_class = EventFilters
    search = ("title", "location", "description")
    empty = _("No events are planned. Schedule one, or put them in the calendar folder.")
    columns = (
        Column(
            key="wanneer",
            label=_("When"),
            value=when,
            sort="starts_at",
            kind="moment",
        ),
        Column(
            key="titel",
            label=_("Event"),
            value=lambda row: link(row.title, "event", row.uid),
            sort="title",
        ),
        kind_column(is_extra=True),
        Column(
            key="cohort",
            label=_("Cohort"),
            value=lambda row: row.cohort and link(row.cohort, "cohort", row.cohort.public_id),
            sort="cohort__number",
            is_short=True,
        ),
        text_column("plaats", _("Location"), "location", is_spare=True),
        Column(
            key="specialist",
            label=_("Specialist"),
            value=who_leads,
            plain=lambda row: "; ".join(str(each) for each in leading(row)),
            sort="specialist__name_key",
            is_spare=True,
        ),
        Column(key="status", label=_("State"), value=state, sort="status", kind="badge"),
        Column(
            key="plaatsen",
            label=_("Registered"),
            value=lambda row: link(row.places, "attendance", row.uid),
            sort="places",
            kind="number",
        ),
    )
    bulk = (
        bulk(
            "publiceren",
            _("Publish events"),
            publish,
            form_class=TellForm,
            intro=_("Published events stand in the calendars of participants."),
            done=_("Events published: %(count)s."),
        ),
        bulk(
            "bevestigen",
            _("Confirm events"),
            confirm,
            form_class=TellForm,
            intro=_("A tentative event becomes certain; the calendars follow."),
            done=_("Events confirmed: %(count)s."),
        ),
        bulk(
            "afzeggen",
            _("Cancel events"),
            lambda row, data, user: cancel_event(row, tell=data["tell"], by=user),
            form_class=TellForm,
            intro=_("This cannot be undone: the calendars of participants show it as cancelled."),
            done=_("Events cancelled: %(count)s."),
        ),
    )

    def prepare(self) -> None:
        """Begin with the last event, or the next of those to come; a partner has no records."""
        if self.request.GET.get("wanneer") != "komt":
            self.order = "-wanneer"  # type: ignore[misc] # for this question
        if not may_enter(self.user, READERS):
            self.columns = tuple(  # type: ignore[misc,assignment] # for this reader
                replace(each, value=NAMES_ONLY.get(each.key, each.value)) for each in self.columns
            )
        super().prepare()

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the events with the number of places, known by their UID."""
        events = with_places(Event.objects.visible_to(user))
        led = EventPart.objects.filter(specialist__isnull=False).order_by("starts_at", "position")
        parts = Prefetch("parts", led.select_related("specialist"), to_attr="led_parts")
        events = events.select_related("cohort", "specialist").prefetch_related(parts)
        return events.annotate(public_id=F("uid"))


def with_room(cohorts: QuerySet[Any]) -> QuerySet[Any]:
    """Return the cohorts that have a place left, those without a capacity included."""
    return cohorts.filter(Q(capacity__isnull=True) | Q(capacity__gt=F("registered")))


def free(cohort: Any) -> int | None:
    """Return the places left, never less than none; ``None`` without a capacity."""
    return None if cohort.capacity is None else max(0, cohort.capacity - cohort.registered)


class CohortFilters(django_filters.FilterSet):
    """What the list of cohorts is narrowed by."""

    start = YearFilter(Cohort, "starts_on", _("Starts in"))
    ruimte = CaseFilter(
        _("Room"),
        {
            "vrij": (_("has places left"), with_room),
            "naamloos": (_("places without a name"), lambda rows: rows.filter(without_name__gt=0)),
        },
    )


class Cohorts(OfficeList):
    """All cohorts with their demand."""

    title = _("Cohorts")
    url_name = "cohorts"
    makes: ClassVar = {"cohort_new": _("New cohort")}
    export_name = "cohorten"
    order = "nummer"
    filterset_class = CohortFilters
    search = ("name",)
    empty = _("There are no cohorts yet. Open the first one to register people.")
    columns = (
        Column(
            key="naam",
            label=_("Cohort"),
            value=lambda row: link(row.name, "cohort", row.public_id),
            sort="name",
            is_wide=True,
        ),
        text_column("nummer", _("Number"), "number", kind="number"),
        day_column("start", _("Starts on"), "starts_on"),
        text_column("plaatsen", _("Places"), "capacity", kind="number", total="capacity"),
        text_column("bezet", _("Registered"), "registered", kind="number", total="registered"),
        Column(key="vrij", label=_("Free"), value=free, kind="number"),
        text_column(
            "naamloos", _("Without a name"), "without_name", kind="number", total="without_name"
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:  # noqa: ARG002 - cohorts hold no one's data
        """Return the cohorts with the numbers of their places."""
        return with_demand(Cohort.objects.all())
