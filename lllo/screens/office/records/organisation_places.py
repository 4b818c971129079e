"""Places, course seats and coaching as rows: who, when, in which state, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.query import SEARCH
from lllo.screens.office.records import words
from lllo.screens.office.records.page import (
    GRANTERS,
    Cell,
    Heading,
    Link,
    Section,
    Table,
    allowed,
    to,
)
from lllo.screens.office.records.places import address
from lllo.training.models import CoachingSession, CourseSeat, Registration

if TYPE_CHECKING:
    from lllo.people.models import Organisation, User
    from lllo.screens.office.records.organisation_queries import Everything


def places(organisation: Organisation, found: Everything, user: User) -> Section:
    """Return places, course seats and talks, those that stand first."""
    rows = [
        *(registration_row(each, user) for each in found.registrations),
        *(seat_row(each, user) for each in found.seats),
        *(session_row(each, user) for each in found.sessions),
    ]
    headings = [
        Heading(label=_("What")),
        Heading(label=_("Who")),
        Heading(label=_("Day")),
        Heading(label=_("State")),
    ]
    key = organisation.public_id
    return Section(
        code="plaatsen",
        title=_("Places, seats and coaching"),
        table=Table(headings=headings, rows=rows),
        empty=_("Nobody is registered yet."),
        more=all_rows(
            "registrations", organisation, len(found.registrations), found.registration_count, user
        ),
        links=allowed(
            user,
            to(_("Register"), "organisation_register", key, roles=GRANTERS),
        ),
    )  # fmt: skip


def all_rows(
    list_name: str, organisation: Organisation, shown: int, count: int, user: User
) -> Link | None:
    """Return the way to the list with all rows of an organisation, if not all are shown.

    A lead reads the pages of organisations, and not the lists of the office.
    """
    if shown >= count or not may_enter(user, OFFICE):
        return None
    href = f"{reverse(list_name)}?{urlencode({SEARCH: organisation.name})}"
    label = _("All %(count)s in the list")
    return Link(label=label % {"count": count}, href=href)


def registration_row(row: Any, user: User) -> tuple[Cell, ...]:
    """Return a place in a cohort or at an event, with what can be done with it."""
    where = row.cohort or row.event
    key = row.public_id
    links: tuple[Link, ...] = ()
    if row.state == Registration.State.REGISTERED:
        label = _("Replace") if row.person_id else _("Name")
        cancel = _("Give up the cohort place") if row.cohort_id else _("Cancel the registration")
        links = allowed(
            user,
            to(label, "registration_name", key, about=row),
            to(cancel, "registration_cancel", key, roles=GRANTERS, about=row),
        )  # fmt: skip
    name = words.text(where, address(where))
    return (
        Cell(value=name.value, href=name.href, links=links),
        words.person(row.person),
        words.day(row.registered_at),
        words.state(row),
    )


def seat_row(row: Any, user: User) -> tuple[Cell, ...]:
    """Return a seat in a course, with what can be done with it."""
    key = row.public_id
    links: list[Link | None] = []
    if row.state == "applied":
        links = [
            to(_("Confirm"), "course_seat_confirm", key, roles=GRANTERS, about=row),
            to(_("Decline"), "course_seat_decline", key, roles=GRANTERS, about=row),
        ]  # fmt: skip
    elif row.state in {CourseSeat.State.RESERVED, CourseSeat.State.CONFIRMED}:
        label = _("Replace") if row.person_id else _("Name")
        done = to(_("Completed"), "course_seat_complete", key, about=row)
        links = [
            to(label, "course_seat_assign", key, about=row),
            done if row.person_id else None,
            to(_("Give back"), "course_seat_release", key, roles=GRANTERS, about=row),
        ]  # fmt: skip
    hint = f"{row.course_code}, {words.number(row.ec).text} EC".lstrip(", ")
    return (
        Cell(value=row.course_name, hint=hint, links=allowed(user, *links)),
        words.person(row.person),
        words.day(row.starts_on),
        words.state(row),
    )


def session_row(row: Any, user: User) -> tuple[Cell, ...]:
    """Return a coaching session, with what can be done with it."""
    links: tuple[Link, ...] = ()
    if row.state == CoachingSession.State.PLANNED:
        key = row.uid
        links = allowed(
            user,
            to(_("Was held"), "coaching_hold", key, about=row.subject),
            to(_("Cancel"), "coaching_cancel", key, roles=GRANTERS, about=row.subject),
        )  # fmt: skip
    hint = _("coaching by %(coach)s, %(hours)s hours") % {
        "coach": row.coach,
        "hours": words.number(row.hours).text,
    }
    return (
        Cell(value=row.subject, hint=hint, links=links),
        words.person(row.person, missing=""),
        words.moment(row.starts_at),
        words.state(row),
    )
