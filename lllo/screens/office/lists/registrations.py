"""The lists of registrations and of who was at an event."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.db import transaction
from django.db.models import F, Value
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo.errors import Refused
from lllo.people.queries import find_person
from lllo.screens.access import Role, may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import Form
from lllo.screens.components.lists import Cell, Column
from lllo.screens.events import EventField
from lllo.screens.list_parts import (
    CaseFilter,
    Picked,
    PickFilter,
    WordFilter,
    link,
    organisation_column,
    text_column,
)
from lllo.screens.office.lists.base import (
    TO_ORGANISATIONS,
    OfficeList,
    badge,
    person_column,
    state_column,
    today,
)
from lllo.screens.office.lists.doing import OnDay, bulk
from lllo.screens.office.records.page import EVENT_READERS, LEADERS, PLANNERS, READERS
from lllo.screens.office.records.places import to_list
from lllo.training.actions import cancel_registration, name_registration, record_attendance
from lllo.training.models import Answer, Attendance, Cohort, Event, Registration
from lllo.training.places import (
    candidates,
    places_at,
    still_nameless,
    with_answer,
    with_attendance,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from lllo.people.models import Person, User

CANDIDATES_SHOWN = 3


class _EventPicked(Picked, EventField):
    """The field of a filter on one event."""


class AtEventFilter(PickFilter):
    """The places that count for an event, those of its cohort included."""

    field_class = _EventPicked

    def filter(self, qs: QuerySet[Any], value: Event | None) -> QuerySet[Any]:
        """Keep the places."""
        return places_at(qs, value) if value else qs  # type: ignore[arg-type]


class RegistrationFilters(django_filters.FilterSet):
    """What the list of registrations is narrowed by."""

    status = WordFilter("state", _("State"), Registration.State.choices)
    cohort = PickFilter("cohort", _("Cohort"), Cohort.objects.all())
    bijeenkomst = AtEventFilter(
        "event",
        _("Event"),
        Event.objects.select_related("cohort").order_by("-starts_at"),
        to_field_name="uid",
    )
    naam = CaseFilter(
        _("Name"),
        {
            "ontbreekt": (_("still missing"), today(still_nameless)),
            "bekend": (_("known"), lambda rows: rows.filter(person__isnull=False)),
        },
    )


class NameForm(Form):
    """Asks who takes a place."""

    person = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=254,
        help_text=_(
            "Mail address or name. Empty: the only one of the organisation without a place."
        ),
    )


def name(registration: Registration, data: Mapping[str, Any], user: User) -> Registration:
    """Say who takes a place: who was typed, or the only one it can be."""
    if data["person"]:
        person = find_person(data["person"], organisation=registration.organisation)
    else:
        person = only_candidate(registration)
    return name_registration(registration, person, by=user)


def only_candidate(registration: Registration) -> Person:
    """Return the only person who could take a place; refuses when there are none or several."""
    found = list(candidates(registration)[: CANDIDATES_SHOWN + 1])
    if len(found) == 1:
        return found[0]
    detail = {
        "organisation": registration.organisation,
        "names": ", ".join(str(person) for person in found[:CANDIDATES_SHOWN]),
    }
    if not found:
        sentence = gettext("Nobody of %(organisation)s is without a place; add a person first.")
        raise Refused(sentence % detail, code="no_candidate")
    raise Refused(
        gettext("It could be one of several: %(names)s.") % detail, code="many_candidates"
    )


def what_for(row: Any) -> Cell:
    """Return the cohort or event of a place, with the way to its page."""
    if row.cohort:
        return link(row.cohort, "cohort", row.cohort.public_id)
    return link(row.event, "event", row.event.uid)


def answer_of(row: Any) -> Cell:
    """Return what the person of a place said last of an event; by mail it is a claim."""
    if not row.answer:
        return Cell(text="")
    notes = [row.answer_to if row.cohort_id else ""]
    notes += [Answer.Way.MAIL.label if row.answer_way == Answer.Way.MAIL else ""]
    return Cell(
        text=str(Answer.Word(row.answer).label),
        hint=", ".join(str(note) for note in notes if note),
    )


class Registrations(OfficeList):
    """All places in cohorts and at events."""

    title = _("Registrations")
    url_name = "registrations"
    export_name = "aanmeldingen"
    order = "organisatie"
    filterset_class = RegistrationFilters
    search = ("organisation__name_key__plain", "person__name_key__plain", "person__email")
    search_hint = _("Organisation, name or mail address.")
    empty = _(
        "Nobody is registered yet. Register an organisation on its page or on that of a cohort."
    )
    empty_action = TO_ORGANISATIONS
    columns = (
        organisation_column(),
        person_column(named_at="registration_name"),
        Column(
            key="waarvoor",
            label=_("Cohort or event"),
            value=what_for,
            sort=("cohort__number", "event__starts_at"),
        ),
        state_column(),
        Column(key="antwoord", label=_("Answer"), value=answer_of, sort="answer", is_extra=True),
        Column(
            key="aangemeld",
            label=_("Registered at"),
            value=lambda row: row.registered_at,
            sort="registered_at",
            kind="moment",
            is_extra=True,
        ),
    )
    sheet_columns = (
        Column(
            key="mail",
            label=_("Mail address"),
            value=lambda row: row.person.email if row.person else "",
        ),
    )
    bulk = (
        bulk(
            "naam",
            _("Name people for places"),
            name,
            form_class=NameForm,
            intro=_("Only places that have no name yet."),
            done=_("Places that got a name: %(count)s."),
            most=100,
        ),
        bulk(
            "annuleren",
            _("Cancel registrations"),
            lambda row, data, user: cancel_registration(row, on=data["on"], by=user),
            form_class=OnDay,
            intro=_("The place is free again, and a masterclass seat that it took is given back."),
            done=_("Registrations cancelled: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the registrations with all they name."""
        found = with_answer(Registration.objects.visible_to(user))
        return found.select_related("organisation", "person", "cohort", "event")


def noted_as(status: str, places: QuerySet[Any]) -> QuerySet[Any]:
    """Return the places whose people were noted so."""
    return places.filter(attendance=status)


class AttendanceFilters(django_filters.FilterSet):
    """What the list of attendance is narrowed by."""

    was = CaseFilter(
        _("Attendance"),
        {
            "onbekend": (
                _("not known"),
                lambda rows: rows.filter(attendance__isnull=True, person__isnull=False),
            ),
            **{
                str(code): (label, partial(noted_as, code))
                for code, label in Attendance.Status.choices
            },
        },
    )


def note(status: str, place: Any, _data: Mapping[str, Any], user: User) -> Attendance:
    """Note how it was for the person of a place; refuses a place that has no name."""
    if place.person is None:
        raise Refused(gettext("Nobody is named for this place."), code="registration_without_name")
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=place.for_event)
        known = Attendance.objects.filter(event=event, person=place.person)
        if known.values_list("status", flat=True).first() != place.attendance:
            sentence = gettext("Somebody else noted this meanwhile; look at the row again.")
            raise Refused(sentence, code="attendance_changed")
        return record_attendance(event, place.person, status, by=user)


def noted(place: Any) -> str:
    """Return what is known of a place, in words: another may say otherwise meanwhile."""
    return str(Attendance.Status(place.attendance).label if place.attendance else _("not known"))


def attendance(place: Any) -> Cell | None:
    """Return how it was as a badge."""
    if place.attendance is None:
        return None
    return badge(Attendance.Status(place.attendance).label, f"attendance_{place.attendance}")


WAS = Column(key="was", label=_("Attendance"), value=attendance, sort="attendance", kind="badge")
NAMES_ONLY = (
    Column(
        key="persoon",
        label=_("Person"),
        value=lambda row: row.person or Cell(text="", badge=gettext("name needed"), tone="wait"),
        sort="person__name_key",
    ),
    Column(
        key="organisatie",
        label=_("Organisation"),
        value=lambda row: row.organisation,
        sort="organisation__name_key",
    ),
    WAS,
)


class AttendanceList(OfficeList):
    """Who is registered for one event, and who was there."""

    title = _("Attendance")
    url_name = "attendance"
    export_name = "aanwezigheid"
    order = "persoon"
    page_size: ClassVar[int] = 200  # a whole room on one page
    filterset_class = AttendanceFilters
    search = ("organisation__name_key__plain", "person__name_key__plain")
    roles = LEADERS
    empty = _("Nobody is registered for this event.")
    event: Event

    def prepare(self) -> None:
        """Look up the event of the address; who manages or leads it sees names, no records."""
        events = Event.objects.visible_to(self.user)
        if not may_enter(self.user, READERS):
            self.columns = NAMES_ONLY  # type: ignore[misc,assignment]
        if self.leads:
            events = events.led_by(self.user.person)
        elif not may_enter(self.user, READERS):
            nobody = gettext("Nobody of your own organisation is registered for this event.")
            self.empty = nobody  # type: ignore[assignment] # for this reader
        self.event = get_object_or_404(events, uid=self.kwargs["uid"])
        title = gettext("Attendance at %(event)s") % {"event": self.event}
        self.title = title  # type: ignore[assignment] # of one event, not of the class
        super().prepare()

    @property
    def leads(self) -> bool:
        """Whether someone is here only because of leading the event."""
        return not may_enter(self.user, EVENT_READERS)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back over the events."""
        own = (Crumb(label=gettext("My work"), href=reverse("own_work")),)
        return (
            *(own if self.leads else to_list(Event, self.user)),
            Crumb(label=self.event.title, href=reverse("event", args=[self.event.uid])),
        )

    columns = (
        person_column(named_at="registration_name"),
        organisation_column(),
        WAS,
        text_column("mail", _("Mail address"), "mail", is_extra=True),
    )
    bulk = tuple(
        bulk(
            status.value,
            label,
            partial(note, status),
            done=_("People noted: %(count)s."),
            roles=PLANNERS | {Role.SPECIALIST},
            standing=noted,
        )
        for status, label in (
            (Attendance.Status.PRESENT, _("Note as present")),
            (Attendance.Status.ABSENT, _("Note as absent")),
            (Attendance.Status.EXCUSED, _("Note as excused")),
        )
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the places that count for the event, with how it was; all to who leads it."""
        known = Registration.objects
        places = places_at(known.all() if self.leads else known.visible_to(user), self.event)
        return (
            with_attendance(places, self.event)
            .annotate(mail=F("person__email"), for_event=Value(self.event.pk))
            .select_related("organisation", "person", "cohort", "event")
        )
