"""Places at events and in cohorts: taken, given to a colleague, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo import clock
from lllo.rules.entitlement import Kind
from lllo.screens.components.cells import Cell, Column, shown
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.forms import PickField
from lllo.screens.components.replacing import Replaces
from lllo.screens.components.tables import Table, part_of
from lllo.screens.portal import queries
from lllo.screens.portal.coaching import coaching_table
from lllo.screens.portal.course_seats import course_table
from lllo.screens.portal.forms import CohortForm, EventForm, NothingForm, WhoForm
from lllo.screens.portal.place import CONTACT, MEMBER, NamesColleague, PortalAction, ReadingPage
from lllo.training.actions import (
    cancel_registration,
    name_registration,
    register_colleagues,
    register_for_cohort,
    replace_person,
)
from lllo.training.models import Cohort, Event, Registration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model, QuerySet

    from lllo.people.models import User
    from lllo.screens.components.tables import Part
    from lllo.screens.portal.place import Place


class RegistrationsPage(ReadingPage):
    """Everything the organisation takes part in, and what it asked for."""

    url_name = "portal_registrations"
    title = gettext_lazy("Registrations")
    template_name = "portal/registrations.html"

    def content(self) -> dict[str, Any]:
        """Return three tables: places, courses, coaching."""
        place, user = self.place, self.user
        seats = queries.course_seats(user, place)
        buttons = [
            HeadAction(label=_("Apply for a course"), href=place.href("portal_course_apply")),
            HeadAction(label=_("Ask for coaching"), href=place.href("portal_coaching_ask")),
        ]
        if place.is_contact:
            label = _("Register for a cohort")
            buttons.insert(0, HeadAction(label=label, href=place.href("portal_register_cohort")))
        return {
            "places": self._places(),
            "courses": course_table(place, seats),
            "coaching": coaching_table(place, queries.coaching_requests(user, place)),
            "head_actions": buttons,
        }

    def _places(self) -> Table:
        """Return a page of the places that are held."""
        held = queries.registrations(self.user, self.place, at=clock.now())
        part = part_of(held.count(), self.request.GET)
        return _table(self.place, held[part.start : part.stop], part)


def _table(place: Place, rows: Iterable[Registration], part: Part) -> Table:
    """Return the places; who may not change a row finds no way there."""

    def change(row: Registration) -> Cell:
        word = _("Replace") if row.person else _("Give a name")
        href = place.href("portal_registration_person", registration=row.public_id)
        return Cell(text=word, href=href)

    def cancel(row: Registration) -> Cell:
        if not may_cancel(place, row):
            return Cell(text="")
        href = place.href("portal_registration_cancel", registration=row.public_id)
        return Cell(text=_("Give up"), href=href)

    columns = [
        Column(key="what", label=_("What"), value=_what, is_wide=True),
        Column(key="who", label=_("Who"), value=who_cell),
    ]
    if place.is_contact:
        columns.append(Column(key="change", label=_("Change"), value=change, kind="action"))
    columns.append(Column(key="cancel", label=_("No longer needed"), value=cancel, kind="action"))
    return Table(
        caption=_("Places at events and in cohorts"),
        columns=columns,
        rows=rows,
        part=part,
        empty=_("You are not registered for anything yet. The calendar shows what is coming."),
        empty_label=_("To the calendar"),
        empty_href=place.href("portal_agenda"),
    )


def _what(row: Registration) -> Cell:
    if row.event:
        return Cell(text=row.event.title, hint=shown(row.event.starts_at))
    started = row.cohort and _("all masterclasses, from %(day)s") % {
        "day": shown(row.cohort.starts_on)
    }
    return Cell(text=str(row.cohort), hint=started)


def who_cell(row: Any) -> Cell:
    """Return who has a place, or that a name is still needed."""
    if row.person:
        return Cell(text=str(row.person))
    return Cell(text="", badge=_("name needed"), tone="wait")


def may_cancel(place: Place, row: Registration) -> bool:
    """Tell whether someone may give a place up: a contact each, else one's own at an event.

    A place in a cohort is the organisation's: who cannot come is replaced.
    """
    own = place.person is not None and row.person_id == place.person.pk
    return place.is_contact or (own and row.event_id is not None)


class OneRegistration(PortalAction):
    """An action on one place of the organisation."""

    parent = "portal_registrations"

    def record(self) -> Model:
        """Return the place, if it is ours."""
        rows = self.reachable().select_related("cohort", "event", "person", "use")
        return get_object_or_404(rows, public_id=self.kwargs["registration"])

    def reachable(self) -> QuerySet[Registration]:
        """Return the places that may be acted on; one that was given up refuses by itself."""
        seen = Registration.objects.visible_to(self.user)
        rows: QuerySet[Registration] = seen.for_organisation(self.place.organisation)
        return rows


class WhoPage(Replaces, OneRegistration, NamesColleague):
    """A place gets a name, or another one."""

    here = CONTACT
    form_class = WhoForm
    refused_fields = {"already_registered": "person", "person_in_other_cohort": "person"}

    def heading(self) -> str:
        """Say which place, and whose it is now."""
        what = self.subject.cohort or self.subject.event
        if self.subject.person:
            return _("Replace %(person)s at %(what)s") % {
                "person": self.subject.person,
                "what": what,
            }
        return _("Who comes to %(what)s?") % {"what": what}

    def form_options(self) -> dict[str, Any]:
        """Leave out who has the place already."""
        return {**super().form_options(), "without": [self.subject.person_id]}

    def act(self, form: Any, user: User) -> Registration:
        """Name the person, or put that person in the place of another."""
        act = replace_person if self.subject.person else name_registration
        return act(self.subject, form.cleaned_data["person"], by=user)

    def done(self, result: Registration) -> tuple[str, str]:
        """Say who comes."""
        sentence = _("%(person)s has the place at %(what)s now.")
        return self.back(
            sentence % {"person": result.person, "what": result.cohort or result.event}
        )


class CancelPage(OneRegistration):
    """A place is given up."""

    title = gettext_lazy("Give up a place")
    button = gettext_lazy("Give up the place")
    here = MEMBER
    form_class = NothingForm
    is_dangerous = True

    def reachable(self) -> QuerySet[Registration]:
        """Return every place for a contact, else those of one's own at events."""
        rows = super().reachable()
        if self.place.is_contact:
            return rows
        own = self.place.person and self.place.person.pk
        return rows.filter(person=own, event__isnull=False)

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say what is given up."""
        what = self.subject.cohort or self.subject.event
        name = self.subject.person or _("a name that was still to follow")
        sentences = [
            _("You give up the place of %(person)s at %(what)s.") % {"person": name, "what": what}
        ]
        if self.subject.use:
            sentences.append(_("Your organisation can use this place again."))
        return " ".join(sentences)

    def act(self, form: Any, user: User) -> Registration:  # noqa: ARG002 - nothing is asked
        """Give it up."""
        return cancel_registration(self.subject, on=clock.today(), by=user)

    def done(self, result: Registration) -> tuple[str, str]:
        """Say what was given up."""
        sentence = _("The place at %(what)s is given up.")
        return self.back(sentence % {"what": result.cohort or result.event})


class RegisterCohortForm(CohortForm):
    """Which cohort, and who."""

    cohort = PickField(
        Cohort.objects.order_by("number"),
        label=gettext_lazy("Which cohort"),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=gettext_lazy(
            "A cohort is a group that follows the masterclasses together; your organisation has"
            " one person in each."
        ),
    )
    field_order = ("cohort", "person")


class RegisterCohortPage(NamesColleague):
    """The organisation takes a place in a cohort."""

    title = gettext_lazy("Register for the masterclasses")
    button = gettext_lazy("Register")
    here = CONTACT
    parent = "portal_registrations"
    form_class = RegisterCohortForm
    refused_fields = {
        "already_registered": "person",
        "person_in_other_cohort": "person",
        "one_person_per_cohort": "cohort",
        "cohort_full": "cohort",
    }

    def page_context(self) -> dict[str, Any]:
        """Say beforehand how many places there are to take."""
        note = queries.left_now(self.place, Kind.MASTERCLASS_SEAT, on=clock.today())
        return {**super().page_context(), "note": note}

    def act(self, form: Any, user: User) -> Registration:
        """Take the place."""
        typed = form.cleaned_data
        return register_for_cohort(
            self.place.organisation,
            typed["cohort"],
            person=typed["person"],
            on=clock.today(),
            by=user,
        )

    def done(self, result: Registration) -> tuple[str, str]:
        """Say who has a place."""
        if result.person is None:
            sentence = _("You have a place in %(cohort)s; the name can follow.")
            return self.back(sentence % {"cohort": result.cohort})
        sentence = _("%(person)s has a place in %(cohort)s.")
        return self.back(sentence % {"person": result.person, "cohort": result.cohort})


class RegisterEventPage(NamesColleague):
    """People of the organisation come to an event."""

    button = gettext_lazy("Register")
    parent = "portal_agenda"
    form_class = EventForm
    refused_fields = {
        "nobody_chosen": "people",
        "already_registered": "people",
        "too_many_without_name": "without_name",
    }

    def record(self) -> Model:
        """Return an event that anyone may come to; one that is over refuses by itself."""
        seen = Event.objects.visible_to(self.user)
        events = seen.filter(is_published=True, cohort__isnull=True)
        events = events.select_related("specialist")
        return get_object_or_404(events, uid=self.kwargs["event"])

    def form_options(self) -> dict[str, Any]:
        """Leave out who is registered already."""
        held = Registration.objects.active().filter(event=self.subject, person__isnull=False)
        return {**super().form_options(), "without": held.values("person")}

    def heading(self) -> str:
        """Name the event."""
        return _("Register for %(event)s") % {"event": self.subject}

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say when and where it is, who leads it, and for whom a participant registers."""
        event, names = self.subject, self.subject.led_by
        led = _("led by %(names)s") % {"names": names} if names else ""
        moment = ", ".join(filter(None, (shown(event.starts_at), event.location, led)))
        if self.place.is_contact:
            return f"{moment}."
        return _("%(moment)s. You register yourself.") % {"moment": moment}

    def act(self, form: Any, user: User) -> list[Registration]:
        """Take the places, all or none."""
        people = [self.place.person] if self.place.person else []
        without_name = 0
        if self.place.is_contact:
            people = list(form.cleaned_data["people"])
            without_name = form.cleaned_data["without_name"] or 0
        return register_colleagues(
            self.place.organisation,
            self.subject,
            people=people,
            without_name=without_name,
            on=clock.today(),
            by=user,
        )

    def done(self, result: list[Registration]) -> tuple[str, str]:
        """Say how many come."""
        sentence = ngettext(
            "%(number)s place at %(event)s is yours.",
            "%(number)s places at %(event)s are yours.",
            len(result),
        )
        return self.back(sentence % {"number": len(result), "event": self.subject})
