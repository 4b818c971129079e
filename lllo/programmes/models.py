"""The programme, its development lines, and its offer: frozen editions of the office folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.fields import money_field, public_id_field, quantity_field
from lllo.people.scopes import OfferQuerySet, ProgrammeStaffQuerySet
from lllo.rules import price
from lllo.rules.entitlement import Kind

if TYPE_CHECKING:
    from datetime import date


class EntitlementKind(models.TextChoices):
    """What a package can entitle to, as people call it."""

    MASTERCLASS_SEAT = Kind.MASTERCLASS_SEAT.value, _("masterclass seats")
    COACHING_HOUR = Kind.COACHING_HOUR.value, _("coaching hours")
    COURSE_SEAT = Kind.COURSE_SEAT.value, _("course seats")
    PROJECT_HOUR = Kind.PROJECT_HOUR.value, _("project hours")
    LEARNING_CREDIT = Kind.LEARNING_CREDIT.value, _("learning on the job (EC)")


class Installation(models.Model):
    """The one row that says what kind of database this is."""

    is_demo = models.BooleanField(_("demo"), default=False)
    created_at = models.DateTimeField(_("made at"), default=clock.now)

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installation")
        constraints = [
            models.CheckConstraint(name="installation_one_row", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return "demo" if self.is_demo else "lllo"


class Programme(models.Model):
    """A programme of several years, such as *Uniforme Werkwijze Geïntegreerde Opgaven*."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    starts_on = models.DateField(_("starts on"))

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["starts_on", "code"]

    def __str__(self) -> str:
        return self.name


class DevelopmentLine(models.Model):
    """A line of development to which budget, hours and deliverables belong."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="lines")
    code = models.SlugField(_("code"))
    name = models.CharField(_("name"), max_length=100)
    aim = models.TextField(_("aim"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("development line")
        verbose_name_plural = _("development lines")
        ordering = ["programme", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="line_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Deliverable(models.Model):
    """Something a development line must bring forth."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        IN_PROGRESS = "in_progress", _("in progress")
        DELIVERED = "delivered", _("delivered")

    public_id = public_id_field()
    line = models.ForeignKey(DevelopmentLine, models.PROTECT, related_name="deliverables")
    code = models.SlugField(_("code"))
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["line", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "code"], name="deliverable_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PackageEditionQuerySet(OfferQuerySet):
    """Editions by date."""

    def in_force(self, on: date) -> PackageEdition | None:
        """Return the edition that holds on a day: the last one valid from then or earlier."""
        return self.filter(valid_from__lte=on).order_by("-valid_from", "-pk").first()


class PackageEdition(models.Model):
    """The office folders as they were loaded: never changed, only followed by another."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="editions")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    valid_from = models.DateField(_("valid from"))
    loaded_at = models.DateTimeField(_("loaded at"), default=clock.now)
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    files = models.JSONField(_("files"), default=dict)  # path in the office folders: text

    objects = PackageEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("package edition")
        verbose_name_plural = _("package editions")
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.programme.code} {self.valid_from:%Y-%m-%d} {self.sha256[:8]}"

    def follower(self) -> PackageEdition | None:
        """Return the edition that was loaded after this one and takes its place, if any."""
        later = PackageEdition.objects.filter(pk__gt=self.pk, valid_from__gte=self.valid_from)
        return later.order_by("-pk").first()


class Component(models.Model):
    """A part of packages with its amount a year; who bears it decides whether it is invoiced."""

    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="components")
    code = models.SlugField(_("code"))
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    amount = money_field(_("amount a year"))
    borne_by_university = models.BooleanField(_("borne by the university"), default=False)
    vat_code = models.SlugField(
        _("VAT code"), blank=True
    )  # a code of invoicing/vat.toml; may be open
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["edition", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="component_code_once"),
            models.CheckConstraint(
                name="component_amount_positive", condition=models.Q(amount__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def to_rules(self) -> price.Component:
        """Return the component as the rules know it."""
        return price.Component(
            code=self.code,
            name=self.name,
            amount=self.amount,
            borne_by_university=self.borne_by_university,
            vat_code=self.vat_code,
            terms=tuple(term.to_rules() for term in self.entitlement_terms.all()),
        )


class EntitlementTerm(models.Model):
    """What one component entitles to in each contract year; no quantity: by agreement."""

    component = models.ForeignKey(Component, models.PROTECT, related_name="entitlement_terms")
    kind = models.CharField(_("kind"), max_length=20, choices=EntitlementKind)
    quantity = quantity_field(_("quantity"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("entitlement term")
        verbose_name_plural = _("entitlement terms")
        ordering = ["component", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["component", "kind"], name="term_kind_once"),
            models.CheckConstraint(
                name="term_quantity_positive",
                condition=models.Q(quantity__isnull=True) | models.Q(quantity__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component}: {self.get_kind_display()}"

    def to_rules(self) -> price.Term:
        """Return the term as the rules know it."""
        return price.Term(kind=self.kind, quantity=self.quantity)


class Package(models.Model):
    """A yearly package: a set of components; its amounts are derived from them, never stored."""

    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="packages")
    code = models.SlugField(_("code"))
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    components = models.ManyToManyField(
        Component, related_name="packages", verbose_name=_("components")
    )
    public_id = public_id_field()

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        ordering = ["edition", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="package_code_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def to_rules(self) -> price.Package:
        """Return the package as the rules know it; prefetch components and their terms for many."""
        return price.Package(
            code=self.code,
            name=self.name,
            components=tuple(component.to_rules() for component in self.components.all()),
        )


class Question(models.Model):
    """Something the sources leave open, with the default in force until its owner confirms."""

    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="questions")
    code = models.SlugField(_("code"))
    question = models.TextField(_("question"))
    default = models.TextField(_("default in force"))
    reason = models.TextField(_("why"), blank=True)
    owner = models.CharField(_("owner"), max_length=100)
    confirmed = models.BooleanField(_("confirmed"), default=False)
    holds_invoices = models.BooleanField(_("holds invoices"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ProgrammeStaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("open question")
        verbose_name_plural = _("open questions")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="question_code_once"),
        ]

    def __str__(self) -> str:
        return self.question
