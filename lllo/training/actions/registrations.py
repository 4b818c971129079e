"""Registrations for cohorts and events, the people in them, and who was there.

A place in a cohort takes one masterclass seat of the contract year in which the
cohort starts; for a cohort that runs already, of the day of registration.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.actions import name_use, reverse_use, use_entitlement
from lllo.contracts.queries import entitlement_for
from lllo.errors import Refused
from lllo.people import audit
from lllo.people.models import Person
from lllo.programmes.models import EntitlementKind
from lllo.training.actions.checks import refuse_stranger
from lllo.training.actions.telling import tell
from lllo.training.models import Attendance, Cohort, Event, Registration

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model

    from lllo.contracts.models import Use
    from lllo.people.models import Organisation, User

SEAT = Decimal(1)
MAIL = "mail.place"


def register_for_cohort(
    organisation: Organisation,
    cohort: Cohort,
    *,
    person: Person | None = None,
    on: date,
    override_reason: str = "",
    by: User | None,
) -> Registration:
    """Take a place in a cohort, at most one for each organisation; the name may follow.

    ``override_reason`` lets a programme lead go beyond the masterclass seats.
    """
    refuse_stranger(person, organisation)
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
        _refuse_second_place(organisation, cohort, person)
        _refuse_full(cohort)
        day = max(on, cohort.starts_on)
        use = use_entitlement(
            entitlement_for(organisation, EntitlementKind.MASTERCLASS_SEAT, day),
            quantity=SEAT,
            on=day,
            reason=_("Place in %(cohort)s") % {"cohort": cohort},
            person=person,
            override_reason=override_reason,
            by=by,
        )
        registration = Registration.objects.create(
            cohort=cohort, organisation=organisation, person=person, use=use
        )
        audit.record("registration.made", registration, by=by, on=on.isoformat())
        _welcome(registration, by)
    return registration


def register_for_event(
    organisation: Organisation,
    event: Event,
    *,
    person: Person | None = None,
    on: date,
    by: User | None,
) -> Registration:
    """Take a place at one event that is open to all; it uses no entitlement."""
    refuse_stranger(person, organisation)
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        _refuse_closed(event, on)
        _refuse_doubled(Registration(event=event), person)
        registration = Registration.objects.create(
            event=event, organisation=organisation, person=person
        )
        audit.record("registration.made", registration, by=by, on=on.isoformat())
        _welcome(registration, by)
    return registration


def name_registration(
    registration: Registration, person: Person, *, by: User | None
) -> Registration:
    """Say who takes a place that has no name yet."""
    with transaction.atomic():
        registration = _locked(registration)
        if registration.person:
            sentence = _("This place has a name already: %(person)s. Replace that person instead.")
            detail = {"person": registration.person}
            raise Refused(sentence % detail, code="registration_has_name")
        return _put_in_place(registration, person, by)


def replace_person(registration: Registration, person: Person, *, by: User | None) -> Registration:
    """Give a place to a colleague; who was present stays so."""
    with transaction.atomic():
        registration = _locked(registration)
        if registration.person is None:
            sentence = _("This place has no name yet; name a person instead of replacing one.")
            raise Refused(sentence, code="registration_without_name")
        return _put_in_place(registration, person, by)


def cancel_registration(registration: Registration, *, on: date, by: User | None) -> Registration:
    """Give up a place; a seat it took is given back."""
    with transaction.atomic():
        registration = _locked(registration)
        _refuse_attended(registration)
        registration.state = Registration.State.CANCELLED
        registration.save()
        if registration.use:
            reason = _("Registration cancelled")
            give_back(registration.use, registration, on=on, reason=reason, by=by)
        audit.record("registration.cancelled", registration, by=by, on=on.isoformat())
    return registration


def give_back(use: Use, owner: Model, *, on: date, reason: str, by: User | None) -> None:
    """Reverse the use that ``owner`` holds, not before the day on which it counts."""
    reverse_use(use, on=max(on, use.used_on), reason=reason, owner=owner, by=by)


def record_attendance(event: Event, person: Person, status: str, *, by: User | None) -> Attendance:
    """Note whether a registered person was at an event; noting it again corrects it."""
    status = Attendance.Status(status)
    with transaction.atomic():
        event = Event.objects.select_for_update().get(pk=event.pk)
        _refuse_early(event, status)
        registration = _registration_of(event, person)
        attendance = Attendance.objects.filter(event=event, person=person).first()
        if attendance and attendance.status == status:
            return attendance
        attendance = attendance or Attendance(event=event, person=person)
        attendance.organisation = registration.organisation
        attendance.status, attendance.recorded_at = status, clock.now()
        attendance.save()
        audit.record("attendance.recorded", attendance, by=by, status=status.value)
    return attendance


def _locked(registration: Registration) -> Registration:
    """Return an active registration that nobody else can change at this moment."""
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if registration.state == Registration.State.CANCELLED:
        sentence = _("This registration was cancelled before: %(registration)s.")
        raise Refused(sentence % {"registration": registration}, code="registration_cancelled")
    return registration


def _put_in_place(registration: Registration, person: Person, by: User | None) -> Registration:
    """Write the person of a place."""
    refuse_stranger(person, registration.organisation)
    _refuse_doubled(registration, person)
    before = registration.person
    registration.person = person
    registration.save()
    if registration.use:
        name_use(registration.use, person)
    audit.record("registration.named", registration, by=by, before=str(before or ""))
    _welcome(registration, by)
    return registration


def _welcome(registration: Registration, by: User | None) -> None:
    """Mail the dates to who has a place now; who takes a place for oneself knows them."""
    payload = {"registration": str(registration.public_id)}
    people = [registration.person] if registration.person else []
    tell(MAIL, f"place:{registration.public_id}", payload, people, by=by)


def _refuse_doubled(registration: Registration, person: Person | None) -> None:
    """Refuse a person who has a place in the same cohort or at the same event.

    The person is locked: two organisations may name the same one at the same moment.
    """
    if person is None:
        return
    Person.objects.select_for_update().get(pk=person.pk)
    same = Registration.objects.active().filter(
        cohort=registration.cohort, event=registration.event, person=person
    )
    if same.exists():
        sentence = _("%(person)s is registered for %(what)s already.")
        detail = {"person": person, "what": registration.cohort or registration.event}
        raise Refused(sentence % detail, code="already_registered")
    if registration.cohort:
        _refuse_in_other_cohort(registration.cohort, person)


def _refuse_in_other_cohort(cohort: Cohort, person: Person) -> None:
    """Refuse someone with a place in another cohort: the seats are for one person in each."""
    others = Registration.objects.active().filter(cohort__programme=cohort.programme_id)
    other = others.filter(person=person).exclude(cohort=cohort).select_related("cohort").first()
    if other:
        sentence = _(
            "%(person)s has a place in %(other)s already: each cohort is for another person."
            " Choose a colleague, or move %(person)s to %(cohort)s."
        )
        detail = {"person": person, "other": other.cohort, "cohort": cohort}
        raise Refused(sentence % detail, code="person_in_other_cohort")


def _refuse_second_place(organisation: Organisation, cohort: Cohort, person: Person | None) -> None:
    """Refuse a second place of one organisation in a cohort (default rule of the programme)."""
    _refuse_doubled(Registration(cohort=cohort), person)
    own = Registration.objects.active().filter(cohort=cohort, organisation=organisation).first()
    if own is None:
        return
    sentence = _(
        "%(organisation)s has a place in %(cohort)s (%(person)s): one person in each cohort."
        " Replace that person, or take a place in another cohort."
    )
    detail = {
        "organisation": organisation,
        "cohort": cohort,
        "person": own.person or _("name not given yet"),
    }
    raise Refused(sentence % detail, code="one_person_per_cohort")


def _refuse_full(cohort: Cohort) -> None:
    """Refuse a place in a cohort that has none left; its row is locked by the caller."""
    taken = cohort.registrations.filter(state=Registration.State.REGISTERED).count()
    if cohort.capacity is not None and taken >= cohort.capacity:
        sentence = _("%(cohort)s is full: all %(capacity)s places are taken.")
        detail = {"cohort": cohort, "capacity": cohort.capacity}
        raise Refused(sentence % detail, code="cohort_full")


def _refuse_closed(event: Event, on: date) -> None:
    """Refuse to register for an event that is for a cohort, cancelled, not published or over."""
    detail = {"event": event}
    if event.cohort:
        sentence = _("%(event)s belongs to %(cohort)s; register for the cohort.")
        raise Refused(sentence % {**detail, "cohort": event.cohort}, code="event_of_cohort")
    if event.status == Event.Status.CANCELLED:
        raise Refused(_("%(event)s is cancelled.") % detail, code="event_is_cancelled")
    if not event.is_published:
        raise Refused(_("%(event)s is not published yet.") % detail, code="event_not_published")
    if event.ends_at.astimezone(clock.AMSTERDAM).date() < on:
        raise Refused(_("%(event)s is over.") % detail, code="event_is_over")


def _refuse_attended(registration: Registration) -> None:
    """Refuse to give up a place that was used: somebody was present."""
    event = registration.event
    events = Q(event__cohort=registration.cohort) if registration.cohort else Q(event=event)
    present = Attendance.objects.filter(
        events, organisation=registration.organisation, status=Attendance.Status.PRESENT
    )
    if registration.event:
        present = present.filter(person=registration.person)
    attended = present.select_related("event", "person").first()
    if attended:
        sentence = _("%(person)s was present at %(event)s: the place was used.")
        detail = {"person": attended.person, "event": attended.event}
        raise Refused(sentence % detail, code="place_was_used")


def _refuse_early(event: Event, status: Attendance.Status) -> None:
    """Refuse attendance of a cancelled event, and presence or absence before it begins."""
    if event.status == Event.Status.CANCELLED:
        raise Refused(_("%(event)s is cancelled.") % {"event": event}, code="event_is_cancelled")
    if status != Attendance.Status.EXCUSED and event.starts_at > clock.now():
        sentence = _("%(event)s has not begun yet; only an excuse can be noted now.")
        raise Refused(sentence % {"event": event}, code="event_not_begun")


def _registration_of(event: Event, person: Person) -> Registration:
    """Return the registration through which a person comes to an event."""
    places = Q(event=event) | Q(cohort=event.cohort, cohort__isnull=False)
    registration = Registration.objects.active().filter(places, person=person).first()
    if registration is None:
        sentence = _("%(person)s is not registered for %(event)s.")
        raise Refused(sentence % {"person": person, "event": event}, code="not_registered")
    return registration
