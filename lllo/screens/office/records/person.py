"""The page of a person: roles, places, seats, talks and account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lllo import clock
from lllo.people.models import Membership, Person, User
from lllo.screens.office.records import words
from lllo.screens.office.records.histories import told_of_person
from lllo.screens.office.records.organisation_places import (
    registration_row,
    seat_row,
    session_row,
)
from lllo.screens.office.records.page import (
    Cell,
    Heading,
    RecordPage,
    Screen,
    Section,
    Table,
    allowed,
    to,
)
from lllo.screens.office.records.places import to_list
from lllo.training.actions.checks import SPECIALISTS
from lllo.training.models import (
    Attendance,
    CoachingSession,
    CourseSeat,
    Event,
    EventPart,
    Registration,
)
from lllo.training.queries import led_to_come

if TYPE_CHECKING:
    from collections.abc import Sequence

ATTENDANCES_SHOWN = 20


class PersonPage(RecordPage):
    """Everything that is known of one person."""

    def rows(self) -> Any:
        """Return the people that the account sees."""
        return Person.objects.visible_to(self.user)

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        key = record.public_id
        held = Membership.objects.visible_to(self.user).filter(person=record)
        memberships = list(held.select_related("organisation").order_by("ended_on", "pk"))
        places = [
            *self._own(Registration, record, "organisation", "cohort", "event"),
            *self._own(CourseSeat, record, "organisation"),
            *self._own(CoachingSession, record, "organisation", "coach"),
        ]
        links = [
            to(_("Change data"), "person_edit", key, is_main=True),
            to(_("Add a role"), "role_new", key),
            to(_("Calendar"), "person_calendar", key),
        ]
        return Screen(
            title=str(record),
            kind=_("person"),
            crumbs=to_list(Person, self.user),
            lead=record.email,
            links=allowed(self.user, *links),
            sections=[
                _data(record),
                _roles(memberships, self.user),
                *_led(record, memberships),
                _places(places, self.user),
                self._attendances(record),
            ],
            about=told_of_person(record, self.user),
        )

    def _own(self, model: Any, person: Person, *related: str) -> list[Any]:
        """Return the rows of a person that the account sees, the newest first."""
        rows = model.objects.visible_to(self.user).filter(person=person)
        return list(rows.select_related("person", *related).order_by("-pk"))

    def _attendances(self, person: Person) -> Section:
        """Return where the person was."""
        rows = Attendance.objects.visible_to(self.user).filter(person=person)
        found = rows.select_related("event").order_by("-event__starts_at")[:ATTENDANCES_SHOWN]
        table = Table(
            headings=[
                Heading(label=_("Event")),
                Heading(label=_("Day")),
                Heading(label=_("Attendance")),
            ],
            rows=[
                (
                    words.text(each.event, reverse("event", args=[each.event.uid])),
                    words.day(each.event.starts_at),
                    words.text(each.get_status_display()),
                )
                for each in found
            ],
        )
        return Section(
            code="aanwezigheid",
            title=_("Attendance"),
            table=table,
            empty=_("No attendance was recorded yet."),
        )


def _data(person: Person) -> Section:
    """Return how to reach the person, and the account if there is one."""
    user = User.objects.filter(person=person).first()
    account = words.text(_("none"))
    if user:
        last = words.moment(user.last_login).text or _("never")
        state = _("open") if user.is_active else _("closed")
        account = words.text(state, hint=_("last signed in: %(moment)s") % {"moment": last})
    facts: Sequence[tuple[Any, Cell]] = [
        (_("Mail address"), words.mail(person.email)),
        (_("Telephone"), words.text(person.phone)),
        (_("Language"), words.text(person.get_language_display())),
        (_("Account"), account),
    ]
    return Section(code="gegevens", title=_("Data"), facts=facts)


def _roles(memberships: list[Membership], user: User) -> Section:
    """Return the roles, those that ended last."""
    rows = []
    for held in memberships:
        end = to(
            _("End this role"), "membership_end", held.public_id, about=held.get_role_display()
        )
        rows.append(
            (
                words.organisation(held.organisation),
                Cell(
                    value=held.get_role_display(),
                    hint=held.job_title,
                    links=() if held.ended_on else allowed(user, end),
                ),
                words.day(held.started_on),
                words.day(held.ended_on),
            )
        )
    headings = [
        Heading(label=_("Organisation")),
        Heading(label=_("Role")),
        Heading(label=_("From")),
        Heading(label=_("Ended on")),
    ]
    return Section(
        code="rollen",
        title=_("Roles"),
        table=Table(headings=headings, rows=rows),
        empty=_("No role yet; without one this person sees nothing."),
    )


def _led(person: Person, memberships: list[Membership]) -> list[Section]:
    """Return the events and parts that somebody is to lead; nothing about who never could."""
    if not any(each.role in SPECIALISTS for each in memberships):
        return []
    rows = []
    for led in led_to_come(person, at=clock.now()):
        event = led.event if isinstance(led, EventPart) else led
        hint = str(event) if led is not event else ""
        is_whole = isinstance(led, Event) and led.all_day
        rows.append(
            (
                words.text(led, reverse("event", args=[event.uid]), hint=hint),
                words.day(led.starts_at) if is_whole else words.moment(led.starts_at),
                words.text(led.location or event.location),
                words.badge(event.get_status_display(), event.status),
            )
        )
    headings = [
        Heading(label=_("What")),
        Heading(label=_("Starts at")),
        Heading(label=_("Location")),
        Heading(label=_("Status")),
    ]
    return [
        Section(
            code="verzorgt",
            title=_("Leads, to come"),
            table=Table(headings=headings, rows=rows),
            empty=_("Leads nothing that is to come."),
        )
    ]


def _places(places: list[Any], user: User) -> Section:
    """Return places, seats and talks with their organisation."""
    readers = {
        Registration: registration_row,
        CourseSeat: seat_row,
        CoachingSession: session_row,
    }
    rows = []
    for each in places:
        what, _who, day, state = readers[type(each)](each, user)
        rows.append((what, words.organisation(each.organisation), day, state))
    headings = [
        Heading(label=_("What")),
        Heading(label=_("Organisation")),
        Heading(label=_("Day")),
        Heading(label=_("State")),
    ]
    return Section(
        code="plaatsen",
        title=_("Places, seats and coaching"),
        table=Table(headings=headings, rows=rows),
        empty=_("Not registered anywhere yet."),
    )
