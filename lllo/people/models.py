"""Organisations, people, their roles and accounts, and the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lllo import clock
from lllo.fields import money_field, public_id_field
from lllo.people.account_models import AuditEntry, AuditHead, Invitation
from lllo.people.keys import NameKeyField
from lllo.people.names import person_key, plain
from lllo.people.scopes import ScopedQuerySet

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

__all__ = ["AuditEntry", "AuditHead", "Invitation", "ScopedQuerySet"]  # one app, three modules


class OrganisationQuerySet(ScopedQuerySet):
    """Organisations; each is visible to its own people."""

    organisation_lookup = "pk"

    def participating(self) -> Self:
        """Return the organisations that can take a package: not the university, not partners."""
        return self.exclude(kind__in=Organisation.TAKING_NO_PART)


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

    TAKING_NO_PART = (Kind.UNIVERSITY, Kind.PARTNER)

    class Channel(models.TextChoices):
        MAIL = "mail", _("mail")
        PEPPOL = "peppol", "Peppol"
        BOTH = "both", _("mail and Peppol")

    class InvoiceFormat(models.TextChoices):
        PEPPOL_BIS = "peppol_bis_3", "Peppol BIS Billing 3"
        NLCIUS = "nlcius", "NLCIUS"

    class PeppolScheme(models.TextChoices):
        OIN = "0190", "0190 (OIN)"
        KVK = "0106", "0106 (KvK)"
        VAT = "9944", _("9944 (VAT identifier)")

    class OrderNumberRule(models.TextChoices):
        NEVER = "never", _("never")
        ALWAYS = "always", _("always")
        ABOVE = "above", _("above an amount")

    public_id = public_id_field()
    name = models.CharField(_("name"), max_length=200)
    name_key = NameKeyField(lambda row: plain(row.name))
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
    invoice_channel = models.CharField(
        _("invoice channel"), max_length=6, choices=Channel, default=Channel.MAIL
    )
    invoice_format = models.CharField(
        _("format of e-invoices"),
        max_length=12,
        choices=InvoiceFormat,
        default=InvoiceFormat.PEPPOL_BIS,
    )
    invoice_language = models.CharField(
        _("language of invoices"),
        max_length=2,
        choices=[("nl", _("Dutch")), ("en", _("English"))],
        default="nl",
    )
    peppol_scheme = models.CharField(
        _("kind of Peppol number"), max_length=4, choices=PeppolScheme, blank=True
    )
    peppol_id = models.CharField(_("Peppol number"), max_length=20, blank=True)
    orderer = models.CharField(_("orderer"), max_length=200, blank=True)
    order_number_rule = models.CharField(
        _("order number required"),
        max_length=6,
        choices=OrderNumberRule,
        default=OrderNumberRule.NEVER,
    )
    order_number_above = money_field(_("order number required above"), null=True, blank=True)
    order_number_label = models.CharField(
        _("wording of the order number"), max_length=60, blank=True
    )
    contract_reference = models.CharField(_("contract reference"), max_length=60, blank=True)
    annexes_merged = models.BooleanField(_("annexes in the same PDF"), default=True)
    remark = models.TextField(_("remark"), blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_key"])

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
            models.CheckConstraint(
                name="organisation_order_number_amount",
                condition=models.Q(
                    order_number_rule="above",
                    order_number_above__isnull=False,
                    order_number_above__gte=0,
                )
                | (~models.Q(order_number_rule="above") & models.Q(order_number_above=None)),
            ),
            models.CheckConstraint(
                name="organisation_peppol_number_whole",
                condition=models.Q(peppol_scheme="", peppol_id="")
                | (~models.Q(peppol_scheme="") & ~models.Q(peppol_id="")),
            ),
        ]

    @property
    def takes_part(self) -> bool:
        """Whether it can take a package; see ``participating``."""
        return self.kind not in self.TAKING_NO_PART

    def __str__(self) -> str:
        return self.name

    def wants_order_number(self, amount: Decimal) -> bool:
        """Tell whether an invoice of ``amount`` (to pay) needs an order number (BT-13)."""
        if self.order_number_rule == self.OrderNumberRule.ABOVE:
            return self.order_number_above is not None and amount > self.order_number_above
        return self.order_number_rule == self.OrderNumberRule.ALWAYS


class PersonQuerySet(ScopedQuerySet):
    """People; each is visible to the people of the same organisation."""

    organisation_lookup = "memberships__organisation"

    def visible_to(self, user: User) -> Self:
        """Return the people that ``user`` may see, each once."""
        found = super().visible_to(user)
        return found if user.sees_everything else found.distinct()


class Person(models.Model):
    """Someone with a role at an organisation; the mail address tells people apart.

    ``form_of_address`` is what somebody wants to be called in a letter; empty is by name.
    """

    class FormOfAddress(models.TextChoices):
        MR = "mr", _("Mr")
        MS = "ms", _("Ms")
        DOCTOR = "doctor", _("Dr")
        PROFESSOR = "professor", _("Professor")

    public_id = public_id_field()
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    initials = models.CharField(_("initials"), max_length=20, blank=True)
    name_prefix = models.CharField(_("name prefix"), max_length=30, blank=True)
    family_name = models.CharField(_("family name"), max_length=100)
    form_of_address = models.CharField(
        _("form of address"), max_length=9, choices=FormOfAddress, blank=True
    )
    name_key = NameKeyField(
        lambda row: person_key(row.family_name, row.given_name or row.initials, row.name_prefix)
    )
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("nl", _("Dutch")), ("en", _("English"))],
        default="nl",
    )
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_key"])

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

    public_id = public_id_field()
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


class UserQuerySet(models.QuerySet["User"]):
    """Accounts."""

    def visible_to(self, user: User) -> Self:
        """Return all accounts for staff, else one's own."""
        return self if user.sees_everything else self.filter(pk=user.pk)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
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

    # Set for one request by the switch of roles, never stored: the one role that was
    # chosen, and the organisation on whose behalf staff acts, with the rights of its contact.
    acting_as: str = ""
    acting_for: Organisation | None = None

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
    def held_roles(self) -> frozenset[str]:
        """Every role this account has now, whichever of them it acts in."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(
                Membership.objects.current()
                .filter(person_id=self.person_id)
                .values_list("role", flat=True)
            )
        return self._roles

    @property
    def roles(self) -> frozenset[str]:
        """The roles that count now: all that are held, or the one that was chosen."""
        if self.acting_for:
            return frozenset({Membership.Role.CONTACT})
        if self.acting_as:
            return self.held_roles & {self.acting_as}
        return self.held_roles

    @property
    def has_every_right(self) -> bool:
        """Whether nothing is refused to this account; not while it acts in one of its roles."""
        return self.is_superuser and not (self.acting_as or self.acting_for)

    @property
    def sees_everything(self) -> bool:
        """Whether rows of every organisation are visible to this account."""
        return self.has_every_right or bool(self.roles & set(Membership.SEES_EVERYTHING))

    def memberships_now(self) -> MembershipQuerySet:
        """Return the memberships that count now; none while staff acts for an organisation."""
        held = Membership.objects.current().filter(person_id=self.person_id)
        if self.acting_for:
            return held.none()
        return held.filter(role=self.acting_as) if self.acting_as else held

    def organisations(self, roles: Collection[str] = ()) -> OrganisationQuerySet:
        """Return the organisations at which this account has a role now (one of ``roles``)."""
        if self.acting_for:
            fits = not roles or Membership.Role.CONTACT in roles
            return Organisation.objects.filter(pk__in=[self.acting_for.pk] if fits else [])
        held = self.memberships_now()
        held = held.filter(role__in=roles) if roles else held
        return Organisation.objects.filter(pk__in=held.values("organisation"))

    def places(self, roles: Collection[str]) -> dict[Organisation, set[str]]:
        """Return the organisations at which this account has one of ``roles`` now, by name."""
        if self.acting_for:
            return {self.acting_for: {Membership.Role.CONTACT.value}}
        held = self.memberships_now().filter(role__in=roles).select_related("organisation")
        places: dict[Organisation, set[str]] = {}
        for membership in held.order_by("organisation__name", "organisation"):
            places.setdefault(membership.organisation, set()).add(membership.role)
        return places


# These need the models above; Django finds them by way of this module.
from lllo.people.corrections import CorrectionRequest  # noqa: E402, F401
