"""Calendars as they were last made, their entries, and the secret addresses that people hold."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.feeds.invitation_models import (  # noqa: F401 - Django finds models by way of this one
    MailChoice,
    MailedInvitation,
)
from lllo.fields import actor_field, public_id_field
from lllo.people.models import AuditHead, Membership, Organisation, Person, ScopedQuerySet
from lllo.training.models import LONGEST_UID, Cohort, Registration

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import User

SHA256 = 64  # hexadecimal digits
OWNED = frozenset({"organisation", "cohort"})  # kinds of calendars that several people hold
ENDED_IS_ANSWERED = timedelta(days=180)  # with an empty calendar; then the address is unknown


class Form(models.Model):
    """A form of entries: a language, whether organisations are named, and parts stand apart.

    Its row is locked while entries of that form are made, so that workers make
    each of them once.
    """

    name = models.CharField(_("name"), max_length=30, unique=True)

    class Meta:
        verbose_name = _("form of entries")
        verbose_name_plural = _("forms of entries")

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """The VEVENT of one thing in one form: its bytes, and a stamp of what they were made of.

    Two workers serve these bytes, so they serve the same. ``place_and_time`` is a hash
    of what makes the sequence rise.
    """

    uid = models.CharField("UID", max_length=LONGEST_UID)
    form = models.ForeignKey(Form, models.PROTECT, to_field="name", related_name="entries")
    stamp = models.TextField(_("stamp"))
    sequence = models.PositiveIntegerField(_("sequence"), default=0)
    place_and_time = models.CharField(max_length=SHA256)
    modified_at = models.DateTimeField(_("changed at"))
    body = models.BinaryField()

    class Meta:
        verbose_name = _("entry of a calendar")
        verbose_name_plural = _("entries of calendars")
        constraints = [
            models.UniqueConstraint(fields=["uid", "form"], name="entry_once_in_each_form"),
        ]

    def __str__(self) -> str:
        return f"{self.uid} ({self.form_id})"


class FeedFileQuerySet(models.QuerySet["FeedFile"]):
    """Calendars as they were last made."""

    def with_head(self) -> Self:
        """Add ``head``: how far the audit trail is now."""
        return self.annotate(head=_head())


class FeedFile(models.Model):
    """The bytes of one calendar as last made, and what they were made of.

    ``checked_to`` is the position in the audit trail up to which nothing in the
    calendar has changed, ``checked_on`` the day on which that was seen. While
    both still stand, the bytes are right without a look at any event.
    """

    key = models.CharField(_("key"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=300, blank=True)
    filename = models.CharField(_("file"), max_length=200, blank=True)
    etag = models.CharField("ETag", max_length=70, blank=True)
    changed_at = models.DateTimeField(_("changed at"), null=True)  # Last-Modified: whole seconds
    checked_to = models.BigIntegerField(default=-1)
    checked_on = models.DateField(null=True)
    body = models.BinaryField(default=b"")

    objects = FeedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar as it was made")
        verbose_name_plural = _("calendars as they were made")

    def __str__(self) -> str:
        return self.key

    def stands(self, head: int | None, on: date) -> bool:
        """Tell whether nothing can have changed: the audit trail and the day are the same."""
        return (self.checked_to, self.checked_on) == (head or 0, on)


class SubscriptionQuerySet(ScopedQuerySet):
    """Secret addresses of calendars."""

    organisation_lookup = "person__memberships__organisation"

    def visible_to(self, user: User) -> Self:
        """Return one's own addresses; the office sees who holds which, never the address."""
        return self if user.sees_everything else self.filter(person=user.person)

    def living(self) -> Self:
        """Return the addresses that were not renewed or revoked."""
        return self.filter(ended_at__isnull=True)

    def with_right(self) -> Self:
        """Add ``has_right``: whether its holder may still read the calendar, by its scope."""
        right = ExpressionWrapper(_has_right(), output_field=models.BooleanField())
        return self.annotate(has_right=right)

    def with_head(self) -> Self:
        """Add ``head``: how far the audit trail is now."""
        return self.annotate(head=_head())


class Subscription(models.Model):
    """A secret address of one calendar, held by one person; only its hash is kept.

    It does not expire by time and has nothing to do with a password. It shows an
    empty calendar once its holder has no right to it any more, or it was renewed
    or revoked.
    """

    class Scope(models.TextChoices):
        PERSON = "person", _("own programme")
        ORGANISATION = "organisation", _("organisation")
        COHORT = "cohort", _("cohort")
        COACH = "coach", _("coach")
        OFFICE = "office", _("office")

    class End(models.TextChoices):
        RENEWED = "renewed", _("renewed")
        REVOKED = "revoked", _("revoked")

    public_id = public_id_field()
    feed = models.SlugField(_("calendar"), max_length=60)
    scope = models.CharField(_("kind"), max_length=12, choices=Scope)
    person = models.ForeignKey(Person, models.PROTECT, related_name="subscriptions")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="subscriptions"
    )
    cohort = models.ForeignKey(
        Cohort, models.PROTECT, null=True, blank=True, related_name="subscriptions"
    )
    token_hash = models.CharField(max_length=SHA256, unique=True)
    file = models.ForeignKey(FeedFile, models.SET_NULL, null=True, blank=True, related_name="+")
    # What the last asker got, the empty calendar or the one above, and since when: so that
    # Last-Modified does not go backwards when one takes the place of the other.
    answered = models.ForeignKey(FeedFile, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_since = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), default=clock.now)
    made_by = actor_field(_("made by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end = models.CharField(_("why it ended"), max_length=10, choices=End, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    use_count = models.PositiveIntegerField(_("times used"), default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        ordering = ["person", "feed", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "person"],
                condition=Q(ended_at__isnull=True, organisation=None, cohort=None),
                name="subscription_own_once",
            ),
            models.UniqueConstraint(
                fields=["feed", "person", "organisation"],
                condition=Q(ended_at__isnull=True, organisation__isnull=False),
                name="subscription_organisation_once",
            ),
            models.UniqueConstraint(
                fields=["feed", "person", "cohort"],
                condition=Q(ended_at__isnull=True, cohort__isnull=False),
                name="subscription_cohort_once",
            ),
            models.CheckConstraint(
                name="subscription_scope_has_owner",
                condition=Q(scope="organisation", organisation__isnull=False, cohort=None)
                | Q(scope="cohort", cohort__isnull=False, organisation=None)
                | (~Q(scope__in=["organisation", "cohort"]) & Q(organisation=None, cohort=None)),
            ),
            models.CheckConstraint(
                name="subscription_end_has_reason",
                condition=Q(ended_at__isnull=True, end="")
                | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.feed}"

    @property
    def owner(self) -> Organisation | Cohort | Person | None:
        """For whom the calendar is: the office is nobody in particular."""
        if self.scope == self.Scope.OFFICE:
            return None
        return self.organisation or self.cohort or self.person


def _head() -> Subquery:
    """Return how far the audit trail is: what happened after that is not seen yet."""
    return Subquery(AuditHead.objects.values("position")[:1])


def _has_right() -> Q:
    """Return, by the scope of an address, whether its holder may read the calendar.

    One question of the roles and one of the places: Django takes longer to write a question
    than the database to answer it, and each calendar program asks this each time.
    """
    scope = ExpressionWrapper(OuterRef("scope"), output_field=models.CharField())
    roles = Membership.objects.current().filter(person=OuterRef("person")).annotate(scope=scope)
    staff, role = Q(role__in=Membership.SEES_EVERYTHING), Membership.Role
    held = roles.filter(
        Q(scope="person")
        | Q(scope="organisation", role=role.CONTACT, organisation=OuterRef("organisation"))
        | Q(scope="coach", role=role.SPECIALIST)
        | (Q(scope__in=["cohort", "coach", "office"]) & staff)
    )
    places = Registration.objects.active().filter(
        cohort=OuterRef("cohort"), person=OuterRef("person")
    )
    return Q(Exists(held.order_by())) | (Q(scope="cohort") & Q(Exists(places.order_by())))
