"""From choice to agreement: contracts, their years and lines, entitlements and their use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.choices import Choice
from lllo.documents.models import paper_field
from lllo.fields import actor_field, money_field, public_id_field, quantity_field
from lllo.people.models import Organisation, Person
from lllo.people.scopes import PapersQuerySet, ScopedQuerySet
from lllo.programmes.models import EntitlementKind, PackageEdition

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Choice"]  # one app, two modules


class OfContractQuerySet(PapersQuerySet):
    """What an agreement says and who signed it."""

    organisation_lookup = "contract__organisation"


class ContractLineQuerySet(PapersQuerySet):
    """Components with their amounts, as they were agreed."""

    organisation_lookup = "contract_year__contract__organisation"


class ContractQuerySet(PapersQuerySet):
    """Contracts by state."""

    def drafts(self) -> Self:
        """Return the contracts that were made and not offered."""
        return self.filter(state=Contract.State.DRAFT)

    def offered(self) -> Self:
        """Return the contracts that wait for a signature."""
        return self.filter(state=Contract.State.OFFERED)

    def signed(self) -> Self:
        """Return the contracts that were signed, ended ones included."""
        return self.filter(state__in=[Contract.State.SIGNED, Contract.State.ENDED])


class Contract(models.Model):
    """An agreement for some years; ``ends_on`` is the first day after it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OFFERED = "offered", _("offered")
        SIGNED = "signed", _("signed")
        ENDED = "ended", _("ended")
        WITHDRAWN = "withdrawn", _("withdrawn")

    public_id = public_id_field()
    number = models.CharField(_("number"), max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts")
    choice = models.ForeignKey(
        Choice, models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="contracts")
    package_code = models.SlugField(_("package"))
    package_name = models.CharField(_("package name"), max_length=100)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    years = models.PositiveSmallIntegerField(_("years"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    offered_on = models.DateField(_("offered on"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    end_reason = models.TextField(_("reason of the end"), blank=True)
    purchase_order_number = models.CharField(_("order number"), max_length=60, blank=True)
    orderer = models.CharField(_("orderer"), max_length=200, blank=True)
    purchasing_terms = models.CharField(_("purchasing terms"), max_length=200, blank=True)
    # How it is billed: copied from the office folders when the agreement is offered.
    instalments = models.PositiveSmallIntegerField(_("instalments a year"), default=1)
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    prices_include_vat = models.BooleanField(_("prices include VAT"), default=False)
    agreement = paper_field(_("agreement"))
    # The same as text, for its page; what was offered before lllo kept it has none.
    agreement_text = paper_field(_("text of the agreement"))
    # As it came back with the signatures; both parties may keep it on paper only.
    signed_copy = paper_field(_("signed copy"))
    made_by = actor_field(_("made by"))
    made_at = models.DateTimeField(_("made at"), default=clock.now)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(name="contract_has_years", condition=models.Q(years__gte=1)),
            models.CheckConstraint(
                name="contract_instalments_by_month",
                condition=models.Q(instalments__gte=1, instalments__lte=12),
            ),
            models.CheckConstraint(
                name="contract_end_after_start",
                condition=models.Q(ends_on__gt=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="contract_offered_has_document",
                condition=~models.Q(state__in=["offered", "signed", "ended"])
                | models.Q(offered_on__isnull=False, agreement__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_signed_has_date",
                condition=~models.Q(state__in=["signed", "ended"])
                | models.Q(signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_ended_has_date_and_reason",
                condition=~models.Q(state="ended")
                | (models.Q(ended_on__isnull=False) & ~models.Q(end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Signature(models.Model):
    """Who signed a contract or one of its addenda for which party, on which day, and how."""

    class Party(models.TextChoices):
        PARTICIPANT = "participant", _("participant")
        UNIVERSITY = "university", _("university")

    class Method(models.TextChoices):
        PAPER = "paper", _("on paper")
        EXTERNAL = "external", _("by a signing service")
        PORTAL = "portal", _("agreed in the portal")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    addendum = models.ForeignKey(
        "Addendum", models.PROTECT, null=True, blank=True, related_name="signatures"
    )
    party = models.CharField(_("party"), max_length=12, choices=Party)
    name = models.CharField(_("name"), max_length=200)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed on"))
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.PAPER)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["contract", "signed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "party"],
                condition=models.Q(addendum__isnull=True),
                name="signature_party_once",
            ),
            models.UniqueConstraint(
                fields=["addendum", "party"], name="signature_of_addendum_party_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_party_display()})"


class Addendum(models.Model):
    """A change of a signed contract: another package from a contract year on."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="addenda")
    number = models.PositiveSmallIntegerField(_("number"))
    takes_effect_on = models.DateField(_("takes effect on"))
    edition = models.ForeignKey(PackageEdition, models.PROTECT, related_name="addenda")
    package_code = models.SlugField(_("package"))
    reason = models.TextField(_("reason"))
    agreed_on = models.DateField(_("agreed on"))
    # What was recorded before lllo made documents of addenda has none.
    document = paper_field("PDF")
    document_text = paper_field(_("text of the addendum"))
    signed_copy = paper_field(_("signed copy"))
    recorded_by = actor_field(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="addendum_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contract}/{self.number}"


class ContractYearQuerySet(ScopedQuerySet):
    """Contract years; they exist only for signed contracts."""

    organisation_lookup = "contract__organisation"

    def starting_in(self, year: int) -> Self:
        """Return the contract years whose fee counts in a budget year."""
        return self.filter(starts_on__year=year)

    def covering(self, day: date) -> Self:
        """Return the contract years in which a day falls."""
        return self.filter(starts_on__lte=day, ends_on__gt=day)

    def running(self) -> Self:
        """Return the contract years that an early end did not cut off."""
        return self.filter(
            models.Q(contract__ended_on__isnull=True)
            | models.Q(starts_on__lt=models.F("contract__ended_on"))
        )


class ContractYear(models.Model):
    """One year of a signed contract; ``ends_on`` is the first day after it."""

    public_id = public_id_field()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="contract_years")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    package_code = models.SlugField(_("package"))
    package_name = models.CharField(_("package name"), max_length=100)

    objects = ContractYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract year")
        verbose_name_plural = _("contract years")
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_year_once"),
            models.CheckConstraint(
                name="contract_year_end_after_start",
                condition=models.Q(ends_on__gt=models.F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(contract)s, contract year %(number)s") % {
            "contract": self.contract,
            "number": self.number,
        }


class ContractLine(models.Model):
    """A component as it was agreed for one contract year: name, amount and VAT code copied."""

    contract_year = models.ForeignKey(ContractYear, models.PROTECT, related_name="lines")
    component_code = models.SlugField(_("component"))
    component_name = models.CharField(_("component name"), max_length=100)
    amount = money_field(_("amount"))
    borne_by_university = models.BooleanField(_("borne by the university"), default=False)
    vat_code = models.SlugField(_("VAT code"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ContractLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract line")
        verbose_name_plural = _("contract lines")
        ordering = ["contract_year", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract_year", "component_code"], name="contract_line_once"
            ),
            models.CheckConstraint(
                name="contract_line_amount_positive", condition=models.Q(amount__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_year}: {self.component_name}"


class EntitlementQuerySet(ScopedQuerySet):
    """Entitlements with their balances."""

    organisation_lookup = "contract_year__contract__organisation"

    def on(self, day: date) -> Self:
        """Return the entitlements of the contract years in which a day falls."""
        return self.filter(contract_year__starts_on__lte=day, contract_year__ends_on__gt=day)


class Entitlement(models.Model):
    """What one contract year entitles to; no quantity: by agreement, recorded and not limited."""

    contract_year = models.ForeignKey(ContractYear, models.PROTECT, related_name="entitlements")
    kind = models.CharField(_("kind"), max_length=20, choices=EntitlementKind)
    quantity = quantity_field(_("quantity"), null=True, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("entitlement")
        verbose_name_plural = _("entitlements")
        ordering = ["contract_year", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract_year", "kind"], name="entitlement_kind_once"),
            models.CheckConstraint(
                name="entitlement_quantity_positive",
                condition=models.Q(quantity__isnull=True) | models.Q(quantity__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_year}: {self.get_kind_display()}"


class UseQuerySet(ScopedQuerySet):
    """Uses of entitlements."""

    organisation_lookup = "entitlement__contract_year__contract__organisation"


class Use(models.Model):
    """A dated row of use; a reversal is a negative row that names the row it reverses."""

    public_id = public_id_field()
    entitlement = models.ForeignKey(Entitlement, models.PROTECT, related_name="uses")
    quantity = quantity_field(_("quantity"))
    used_on = models.DateField(_("used on"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="uses")
    reason = models.CharField(_("reason"), max_length=300)
    override_reason = models.CharField(_("reason to go beyond"), max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    recorded_by = actor_field(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=clock.now)

    objects = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        ordering = ["entitlement", "used_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="use_negative_only_as_reversal",
                condition=models.Q(quantity__gt=0, reverses__isnull=True)
                | models.Q(quantity__lt=0, reverses__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.reason}"
