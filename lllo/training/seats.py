"""Seats in courses of the university."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo.contracts.models import Use
from lllo.fields import public_id_field
from lllo.people.models import Organisation, Person, ScopedQuerySet


class CourseSeatQuerySet(ScopedQuerySet):
    """Course seats."""

    def active(self) -> Self:
        """Return the seats that are in use, those that were applied for included."""
        return self.exclude(state__in=CourseSeat.GIVEN_BACK)

    def applied(self) -> Self:
        """Return the seats that were applied for and that nobody confirmed or declined yet."""
        return self.filter(state=CourseSeat.State.APPLIED)

    def certain(self) -> Self:
        """Return the seats in use that the office knows: what may stand in a calendar."""
        return self.active().exclude(state=CourseSeat.State.APPLIED)

    def without_name(self) -> Self:
        """Return the seats that still need a person."""
        return self.active().filter(person__isnull=True)


class CourseSeat(models.Model):
    """A seat in a university course; "1 doet 2 of 2 doen 1" within an organisation's seats."""

    class State(models.TextChoices):
        APPLIED = "applied", _("applied for")
        RESERVED = "reserved", _("reserved")
        CONFIRMED = "confirmed", _("confirmed")
        COMPLETED = "completed", _("completed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("declined")

    GIVEN_BACK = (State.WITHDRAWN, State.DECLINED)

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="course_seats")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="course_seats"
    )
    # An applicant may leave the code to the office, which needs it to confirm the seat.
    course_code = models.CharField(_("course code"), max_length=40, blank=True)
    course_name = models.CharField(_("course"), max_length=200)
    ec = models.DecimalField("EC", max_digits=4, decimal_places=1, default=5)
    starts_on = models.DateField(_("starts on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RESERVED)
    use = models.OneToOneField(Use, models.PROTECT, related_name="course_seat")
    remark = models.TextField(_("remark of the applicant"), blank=True)
    answer = models.TextField(_("answer"), blank=True)
    applied_on = models.DateField(_("applied on"), null=True, blank=True)

    objects = CourseSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("course seat")
        verbose_name_plural = _("course seats")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course_code", "starts_on"],
                condition=models.Q(person__isnull=False)
                & ~models.Q(course_code="")
                & ~models.Q(state__in=["withdrawn", "declined"]),
                name="course_seat_person_once",
            ),
            models.CheckConstraint(
                name="course_seat_has_code",
                condition=models.Q(state__in=["applied", "withdrawn", "declined"])
                | ~models.Q(course_code=""),
            ),
            models.CheckConstraint(
                name="course_seat_applied_has_date",
                condition=~models.Q(state__in=["applied", "declined"])
                | models.Q(applied_on__isnull=False),
            ),
            models.CheckConstraint(
                name="course_seat_declined_has_answer",
                condition=~models.Q(state="declined") | ~models.Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_name}: {self.person or self.organisation}"
