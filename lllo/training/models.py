"""Cohorts, events and their parts, registrations, attendance, coaching and course seats."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.models import Use
from lllo.fields import public_id_field, quantity_field
from lllo.people.models import Membership, Organisation, Person
from lllo.people.scopes import OfferQuerySet, ScopedQuerySet
from lllo.programmes.models import DevelopmentLine, Programme

if TYPE_CHECKING:
    from datetime import datetime

    from lllo.people.models import User


LONGEST_UID = 255  # octets; what others made may be that long (RFC 7986 5.3)


def new_uid() -> str:
    """Return an iCalendar UID: random, without a host name, stored once (RFC 7986 5.3)."""
    return str(uuid.uuid4())


class Cohort(models.Model):
    """A group of people who follow the masterclasses together."""

    public_id = public_id_field()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="cohorts")
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(_("starts on"))
    capacity = models.PositiveSmallIntegerField(_("capacity"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="cohort_number_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EventQuerySet(models.QuerySet["Event"]):
    """Events by time and by who may see them."""

    def upcoming(self, moment: datetime) -> Self:
        """Return the events that have not ended and are not cancelled, the next first."""
        return self.filter(ends_at__gt=moment).exclude(status=Event.Status.CANCELLED)

    def led_by(self, person: Person | None) -> Self:
        """Return the events that ``person`` leads, or of which a part."""
        if person is None:
            return self.none()
        parts = EventPart.objects.filter(specialist=person)
        return self.filter(models.Q(specialist=person) | models.Q(pk__in=parts.values("event")))

    def visible_to(self, user: User) -> Self:
        """Return the events that ``user`` may see: all for staff, else the published ones.

        A partner plans events and sees all of them, a specialist those to lead as soon as they
        are planned.
        """
        if user.sees_everything or Membership.Role.PARTNER in user.roles:
            return self
        person = user.person if Membership.Role.SPECIALIST in user.roles else None
        own = self.led_by(person).order_by()
        return self.filter(models.Q(is_published=True) | models.Q(pk__in=own.values("pk")))


def led_by_field(name: str) -> Any:
    """Return who of the university leads something; a guest is a name beside it."""
    return models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name=name,
        verbose_name=_("specialist"),
    )


class Event(models.Model):
    """Something at a place and time; ``uid`` and ``sequence`` are those of RFC 5545.

    A ``specialist`` of the university leads it, a guest whose name is all we know
    (``leader``), or both.
    """

    class Kind(models.TextChoices):
        MASTERCLASS = "masterclass", _("masterclass")
        KNOWLEDGE_EVENT = "knowledge_event", _("knowledge event")
        CHALLENGE = "challenge", _("challenge")
        SYMPOSIUM = "symposium", _("symposium")
        TRAINING = "training", _("training")
        OTHER = "other", _("other")

    class Status(models.TextChoices):
        TENTATIVE = "tentative", _("tentative")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.CharField(
        "UID", max_length=LONGEST_UID, unique=True, default=new_uid, editable=False
    )
    key = models.SlugField(_("key in the office folder"), max_length=100, blank=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="events")
    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, blank=True, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    location = models.CharField(_("location"), max_length=300, blank=True)
    specialist = led_by_field("events_led")
    leader = models.CharField(_("guest who leads"), max_length=200, blank=True)
    url = models.URLField(_("address of the page"), blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    all_day = models.BooleanField(_("whole days"), default=False)  # midnight to midnight, Amsterdam
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CONFIRMED)
    is_published = models.BooleanField(_("published"), default=True)
    remark = models.TextField(_("remark for the office"), blank=True)
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    changed_at = models.DateTimeField(_("changed at"), default=clock.now)
    # The last change that who is invited by mail hears of; the office may change without a mail.
    announced_at = models.DateTimeField(_("announced at"), default=clock.now)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "key"], condition=~models.Q(key=""), name="event_key_once"
            ),
            models.CheckConstraint(
                name="event_end_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def led_by(self) -> str:
        """Who leads it: names, or nothing."""
        return names_of(self)


class EventPartQuerySet(models.QuerySet["EventPart"]):
    """Parts of events."""

    def visible_to(self, user: User) -> Self:
        """Return the parts of the events that ``user`` may see."""
        return self.filter(event__in=Event.objects.visible_to(user).order_by())


class EventPart(models.Model):
    """A part of an event: a lecture, a plenary, a sub-session of a round, an open space.

    It keeps its ``uid`` through every change, as an event does: who leads it has it in a
    calendar of one's own.
    """

    uid = models.CharField(
        "UID", max_length=LONGEST_UID, unique=True, default=new_uid, editable=False
    )
    event = models.ForeignKey(Event, models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=200)
    specialist = led_by_field("parts_led")
    leader = models.CharField(_("guest who leads"), max_length=200, blank=True)
    location = models.CharField(_("location"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    # The last change of time or place that its specialist hears of by mail.
    announced_at = models.DateTimeField(_("announced at"), default=clock.now)

    objects = EventPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of an event")
        verbose_name_plural = _("parts of an event")
        ordering = ["event", "starts_at", "position"]
        constraints = [
            models.CheckConstraint(
                name="part_end_after_start", condition=models.Q(ends_at__gt=models.F("starts_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def led_by(self) -> str:
        """Who leads it: names, or nothing."""
        return names_of(self)


def names_of(led: Event | EventPart) -> str:
    """Return who leads something, the specialist before the guest."""
    return ", ".join(str(each) for each in (led.specialist, led.leader) if each)


class RegistrationQuerySet(ScopedQuerySet):
    """Registrations."""

    def active(self) -> Self:
        """Return the registrations that hold a place."""
        return self.filter(state=Registration.State.REGISTERED)

    def without_name(self) -> Self:
        """Return the places that still need a person."""
        return self.active().filter(person__isnull=True)


class Registration(models.Model):
    """A place in a cohort or at one event; the name may follow later."""

    class State(models.TextChoices):
        REGISTERED = "registered", _("registered")
        CANCELLED = "cancelled", _("cancelled")

    public_id = public_id_field()
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="registrations")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REGISTERED)
    use = models.OneToOneField(
        Use, models.PROTECT, null=True, blank=True, related_name="registration"
    )
    registered_at = models.DateTimeField(_("registered at"), default=clock.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["organisation", "pk"]
        constraints = [
            models.CheckConstraint(
                name="registration_for_cohort_or_event",
                condition=models.Q(cohort__isnull=False, event__isnull=True)
                | models.Q(cohort__isnull=True, event__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["cohort", "person"],
                condition=models.Q(state="registered", person__isnull=False),
                name="registration_cohort_person_once",
            ),
            models.UniqueConstraint(
                fields=["event", "person"],
                condition=models.Q(state="registered", person__isnull=False),
                name="registration_event_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort or self.event}: {self.person or self.organisation}"


class Attendance(models.Model):
    """Whether a person was at an event."""

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCUSED = "excused", _("excused")

    event = models.ForeignKey(Event, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="attendances")
    status = models.CharField(_("status"), max_length=10, choices=Status)
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["event", "person"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.person}, {self.get_status_display()}"


class CoachingSessionQuerySet(ScopedQuerySet):
    """Coaching talks; the coach sees those with every organisation."""

    def visible_to(self, user: User) -> Self:
        """Return all talks for staff, else those of own organisations and those to lead."""
        if user.sees_everything:
            return self
        own = models.Q(organisation__in=user.organisations())
        leads = Membership.Role.SPECIALIST in user.roles and user.person_id
        return self.filter(own | models.Q(coach=user.person_id) if leads else own)


class CoachingSession(models.Model):
    """A coaching talk; planned or held it uses coaching hours, cancelled it gives them back."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    uid = models.CharField("UID", max_length=100, unique=True, default=new_uid, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="coaching_sessions")
    coach = models.ForeignKey(Person, models.PROTECT, related_name="coached_sessions")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="coaching_sessions"
    )
    line = models.ForeignKey(
        DevelopmentLine, models.PROTECT, null=True, blank=True, related_name="coaching_sessions"
    )
    subject = models.CharField(_("subject"), max_length=200)
    location = models.CharField(_("location"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    hours = quantity_field(_("hours"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    use = models.OneToOneField(Use, models.PROTECT, related_name="coaching_session")
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    changed_at = models.DateTimeField(_("changed at"), default=clock.now)

    objects = CoachingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("coaching session")
        verbose_name_plural = _("coaching sessions")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(name="coaching_hours_positive", condition=models.Q(hours__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.subject}"

    @property
    def ends_at(self) -> datetime:
        """When it is over: whole minutes."""
        return self.starts_at + timedelta(minutes=int(self.hours * 60))


# Modules of their own, for this one is long enough; Django finds models by way of this one.
from lllo.training.answers import Answer, AnswerQuerySet  # noqa: E402, F401
from lllo.training.requests import CoachingRequest, CoachingRequestQuerySet  # noqa: E402, F401
from lllo.training.seats import CourseSeat, CourseSeatQuerySet  # noqa: E402, F401
