"""Organisations, people, their roles and accounts, and the audit trail."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lllo import clock
from lllo.fields import public_id_field


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to one organisation; ``organisation_lookup`` leads there.

    ``visible_to`` is the one answer to who sees what, for every view, export
    and feed: staff see all rows, others those of their own organisations.
    """

    organisation_lookup: ClassVar[str] = "organisation"

    def visible_to(self, user: User) -> Self:
        """Return the rows that ``user`` may see."""
        if user.sees_everything:
            return self
        return self.filter(**{f"{self.organisation_lookup}__in": user.organisations()})

    def for_organisation(self, organisation: Organisation) -> Self:
        """Return the rows of one organisation."""
        return self.filter(**{self.organisation_lookup: organisation})


class OrganisationQuerySet(ScopedQuerySet):
    """Organisations; each is visible to its own people."""

    organisation_lookup = "pk"

    def participating(self) -> Self:
        """Return the organisations that can take a package: not the university, not partners."""
        return self.exclude(kind__in=[Organisation.Kind.UNIVERSITY, Organisation.Kind.PARTNER])


class Organisation(models.Model):
    """A municipality, utility, university or partner, with what an invoice needs to know of it."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        GRID_OPERATOR = "grid_operator", _("grid operator")
        WATER_AUTHORITY = "water_authority", _("water authority")
        UTILITY = "utility", _("utility")
        PROVINCE = "province", _("province")
        UNIVERSITY = "university", _("university")
        PARTNER = "partner", _("partner")
        OTHER = "other", _("other")

    public_id = public_id_field()
    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    kvk_number = models.CharField(_("KvK number"), max_length=8, blank=True)
    oin = models.CharField("OIN", max_length=20, blank=True)
    rsin = models.CharField("RSIN", max_length=9, blank=True)
    vat_identifier = models.CharField(_("VAT identifier"), max_length=14, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country_code = models.CharField(_("country"), max_length=2, default="NL")
    invoice_attention = models.CharField(_("invoice attention"), max_length=200, blank=True)
    invoice_street = models.CharField(_("invoice street or PO box"), max_length=200, blank=True)
    invoice_postal_code = models.CharField(_("invoice postal code"), max_length=10, blank=True)
    invoice_city = models.CharField(_("invoice city"), max_length=100, blank=True)
    invoice_email = models.EmailField(_("invoice mail address"), blank=True)
    orderer = models.CharField(_("orderer"), max_length=200, blank=True)
    purchase_order_required = models.BooleanField(_("order number required"), default=False)
    remark = models.TextField(_("remark"), blank=True)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kvk_number"],
                condition=~models.Q(kvk_number=""),
                name="organisation_kvk_once",
            ),
            models.UniqueConstraint(
                fields=["oin"], condition=~models.Q(oin=""), name="organisation_oin_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(ScopedQuerySet):
    """People; each is visible to the people of the same organisation."""

    organisation_lookup = "memberships__organisation"

    def visible_to(self, user: User) -> Self:
        """Return the people that ``user`` may see, each once."""
        return super().visible_to(user).distinct()


class Person(models.Model):
    """Someone with a role at an organisation; the mail address tells people apart."""

    public_id = public_id_field()
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    initials = models.CharField(_("initials"), max_length=20, blank=True)
    name_prefix = models.CharField(_("name prefix"), max_length=30, blank=True)
    family_name = models.CharField(_("family name"), max_length=100)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("nl", _("Dutch")), ("en", _("English"))],
        default="nl",
    )
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="person_email_once"
            ),
        ]

    def __str__(self) -> str:
        first = self.given_name or self.initials
        return " ".join(part for part in (first, self.name_prefix, self.family_name) if part)


class MembershipQuerySet(ScopedQuerySet):
    """Roles of people at organisations."""

    def open(self) -> Self:
        """Return the memberships that have not ended, those that are to begin included."""
        return self.filter(ended_on__isnull=True)

    def current(self) -> Self:
        """Return the memberships that have begun and not ended: those that give rights."""
        return self.open().filter(started_on__lte=clock.today())


class Membership(models.Model):
    """One role of one person at one organisation; a person may have several."""

    class Role(models.TextChoices):
        BACKOFFICE = "backoffice", _("backoffice")
        LEAD = "lead", _("programme lead")
        SPECIALIST = "specialist", _("specialist")
        PARTNER = "partner", _("partner")
        AUDITOR = "auditor", _("auditor")
        CONTACT = "contact", _("organisation contact")
        PARTICIPANT = "participant", _("participant")

    SEES_EVERYTHING = (Role.BACKOFFICE, Role.LEAD, Role.AUDITOR)

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    started_on = models.DateField(_("started on"), default=clock.today)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "person", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=models.Q(ended_on__isnull=True),
                name="membership_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}, {self.organisation}"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the mail address is the name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password nobody can sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account with every right, for the back room."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """An account; what it may do follows from the memberships of its person."""

    email = models.EmailField(_("mail address"), unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="user"
    )
    is_staff = models.BooleanField(_("may enter the back room"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("made at"), default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return str(self.person) if self.person else self.email

    @property
    def roles(self) -> frozenset[str]:
        """The roles this account has now, at whichever organisation."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(
                Membership.objects.current()
                .filter(person_id=self.person_id)
                .values_list("role", flat=True)
            )
        return self._roles

    @property
    def sees_everything(self) -> bool:
        """Whether rows of every organisation are visible to this account."""
        return self.is_superuser or bool(self.roles & set(Membership.SEES_EVERYTHING))

    def organisations(self) -> OrganisationQuerySet:
        """Return the organisations at which this account has a role now."""
        held = Membership.objects.current().filter(person_id=self.person_id)
        return Organisation.objects.filter(pk__in=held.values("organisation"))


class AuditEntry(models.Model):
    """One thing that happened: action, object, result, origin, actor, moment (BIO2 8.15.01)."""

    at = models.DateTimeField(_("moment"), default=clock.now)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(_("origin"), max_length=60)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=60)
    object_label = models.CharField(_("label"), max_length=300)
    result = models.CharField(_("result"), max_length=20, default="done")
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"
