"""Cohorts, events, places and attendance of a crowd."""

from __future__ import annotations

from datetime import timedelta

from lllo.training.models import Attendance, Cohort, Event, Registration
from tests.crowd.rows import put, uses_of
from tests.screens import scene as build


def fill(crowd) -> None:
    """Make cohorts with places out of the agreements, and events with many people."""
    programme = crowd.scene.edition.programme
    cohorts = put(
        Cohort,
        (
            Cohort(
                programme=programme, number=number + 2, name=f"Cohort {number + 2}",
                starts_on=build.START + timedelta(30 * number), capacity=40,
            )
            for number in range(crowd.size.cohorts)
        ),
    )  # fmt: skip
    cohorts[0:0] = [crowd.scene.cohort]
    seats = _cohort_places(crowd, cohorts)
    start = build.NOW - timedelta(days=300)
    crowd.events = put(
        Event,
        (
            Event(
                programme=programme, kind=Event.Kind.values[number % 6],
                cohort=cohorts[number % len(cohorts)] if number % 2 else None,
                title=f"Bijeenkomst {number}", location="Campus, Enschede (demo)",
                starts_at=start + timedelta(days=number), ends_at=start + timedelta(days=number, hours=4),
                status="cancelled" if number % 30 == 29 else "confirmed",
            )
            for number in range(crowd.size.events)
        ),
    )  # fmt: skip
    _event_places(crowd, crowd.size.registrations - seats)


def _cohort_places(crowd, cohorts) -> int:
    """Give two places to each organisation, the second without a name; return how many."""
    entitled = crowd.entitlements["masterclass_seat"]
    rows = []
    for number, use in enumerate(uses_of([*entitled, *entitled])):
        organisation = entitled[number % len(entitled)].contract_year.contract.organisation
        named = number < len(entitled)
        rows.append(
            Registration(
                cohort=cohorts[number % len(cohorts)], organisation=organisation, use=use,
                person=crowd.people[number] if named else None,
            )
        )  # fmt: skip
    put(Registration, rows)
    return len(rows)


def _event_places(crowd, places) -> None:
    """Fill the events; the first has three times as many people as the others."""
    events = crowd.events
    each = places // (len(events) + 2)
    registrations, attendances = [], []
    for number, event in enumerate(events):
        wanted = places - each * (len(events) - 1) if number == 0 else each
        for nth in range(wanted):
            person = crowd.people[(number * each + nth * 7) % len(crowd.people)]
            here = {"event": event, "person": person, "organisation": crowd.home[person.pk]}
            state = "cancelled" if nth % 25 == 24 else "registered"
            registrations.append(Registration(state=state, **here))
            if event.starts_at < build.NOW and number:
                attendances.append(
                    Attendance(status="absent" if nth % 9 == 0 else "present", **here)
                )
    put(Registration, registrations)
    put(Attendance, attendances)
