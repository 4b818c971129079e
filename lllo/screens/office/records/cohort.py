"""The page of a cohort: its places and its events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lllo.screens.access import OFFICE, may_enter
from lllo.screens.office.records import words
from lllo.screens.office.records.histories import OF_COHORT, told_of
from lllo.screens.office.records.organisation_places import registration_row
from lllo.screens.office.records.page import (
    GRANTERS,
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
from lllo.training.models import Cohort, Event

if TYPE_CHECKING:
    from lllo.people.models import User

PLACES_SHOWN = 60


class CohortPage(RecordPage):
    """One cohort: its places and its events."""

    def rows(self) -> Any:
        """Return all cohorts; who may come here sees them all."""
        return Cohort.objects.visible_to(self.user)

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
                replace(
                    _places(places, self.user),
                    more=_all_places(record, len(places), found, self.user),
                ),
                _events(events),
            ],
            about=told_of(record, OF_COHORT, self.user),
        )


def _all_places(cohort: Cohort, shown: int, places: Any, user: User) -> Link | None:
    """Return the way to all places of a cohort, if not all are shown; a lead has a page of them."""
    if shown < PLACES_SHOWN or shown >= (count := places.count()):
        return None
    if not may_enter(user, OFFICE):
        href = f"{reverse('lead_cohorts')}?cohort={cohort.number}"
        return Link(label=_("All %(count)s in the list") % {"count": count}, href=href)
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
