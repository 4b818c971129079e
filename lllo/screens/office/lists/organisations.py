"""The list of organisations: who takes part, with which package, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Count, DecimalField, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts.lists import with_package
from lllo.contracts.models import ContractYear
from lllo.invoices.models import Balance
from lllo.people.models import Membership, Organisation
from lllo.rules.money import ZERO
from lllo.screens.components.lists import Column
from lllo.screens.list_parts import CaseFilter, WordFilter, link, text_column
from lllo.screens.office.lists.base import OfficeList, kind_column

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User


def with_figures(organisations: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``open_amount`` of all invoices, and ``people``: how many have a role there.

    The sum is rounded because SQLite adds up in binary: what is paid must not stay open by a hair.
    """
    owed = Balance.objects.filter(invoice__organisation=OuterRef("pk")).order_by()
    summed = owed.values("invoice__organisation").annotate(
        sum=Round(Sum("open_amount"), precision=2)
    )
    held = Membership.objects.open().filter(organisation=OuterRef("pk")).order_by()
    counted = held.values("organisation").annotate(count=Count("person", distinct=True))
    return organisations.annotate(
        open_amount=Coalesce(
            Subquery(summed.values("sum")),
            ZERO,
            output_field=DecimalField(max_digits=12, decimal_places=2),
        ),
        people=Coalesce(Subquery(counted.values("count")), 0, output_field=IntegerField()),
    )


def packages() -> list[tuple[str, Any]]:
    """Return the names of the packages that were ever agreed."""
    names = ContractYear.objects.order_by("package_name").values_list("package_name", flat=True)
    return [(name, name) for name in names.distinct()]


def without_contact(organisations: Any) -> QuerySet[Any]:
    """Return the organisations at which nobody is the contact."""
    contacts = Membership.objects.open().filter(role=Membership.Role.CONTACT)
    return organisations.participating().exclude(pk__in=contacts.values("organisation"))


class OrganisationFilters(django_filters.FilterSet):
    """What the list of organisations is narrowed by."""

    soort = WordFilter("kind", _("Kind"), Organisation.Kind.choices)
    pakket = WordFilter("package_name", _("Package"), packages)
    deelname = CaseFilter(
        _("Participation"),
        {
            "ja": (_("takes part now"), lambda rows: rows.filter(package_name__isnull=False)),
            "nee": (
                _("does not take part"),
                lambda rows: rows.participating().filter(package_name__isnull=True),
            ),
        },
    )
    open = CaseFilter(
        _("Open amount"),
        {
            "ja": (_("still owes"), lambda rows: rows.filter(open_amount__gt=0)),
            "terug": (_("gets money back"), lambda rows: rows.filter(open_amount__lt=0)),
        },
    )
    ontbreekt = CaseFilter(
        _("Missing"),
        {
            "kvk": (_("KvK number"), lambda rows: rows.filter(kvk_number="")),
            "adres": (
                _("address"),
                lambda rows: rows.filter(Q(street="") | Q(postal_code="") | Q(city="")),
            ),
            "mail": (_("invoice mail address"), lambda rows: rows.filter(invoice_email="")),
            "contact": (_("organisation contact"), without_contact),
        },
    )


class Organisations(OfficeList):
    """All organisations, the university and partners included."""

    title = _("Organisations")
    url_name = "organisations"
    makes: ClassVar = {"organisation_new": _("New organisation"), "imports": _("Import")}
    export_name = "organisaties"
    order = "naam"
    filterset_class = OrganisationFilters
    search = (
        "name_key__plain",
        "legal_name",
        "kvk_number__startswith",
        "oin__startswith",
        "vat_identifier",
        "city",
    )
    search_hint = _("Name, KvK number, OIN, VAT identifier or city.")
    empty = _("There are no organisations yet. Import them from a spreadsheet, or add the first.")
    columns = (
        Column(
            key="naam",
            label=_("Name"),
            value=lambda row: link(row.name, "organisation", row.public_id),
            sort="name_key",
            is_wide=True,
        ),
        kind_column(),
        text_column("plaats", _("City"), "city", is_extra=True),
        text_column("kvk", _("KvK number"), "kvk_number", is_extra=True),
        text_column("pakket", _("Package now"), "package_name"),
        text_column("mensen", _("People"), "people", kind="number"),
        text_column("open", _("Open amount"), "open_amount", kind="money", total="open_amount"),
    )

    sheet_columns = (
        text_column("officieel", _("Legal name"), "legal_name"),
        text_column("straat", _("Street and number"), "street"),
        text_column("postcode", _("Postal code"), "postal_code"),
        text_column("oin", "OIN", "oin"),
        text_column("btw", _("VAT identifier"), "vat_identifier"),
        text_column("factuurmail", _("Invoice mail address"), "invoice_email"),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the organisations with package, people and open amount."""
        today = clock.today()
        return with_figures(with_package(Organisation.objects.visible_to(user), today))
