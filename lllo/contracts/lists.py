"""What lists of contracts and organisations show beside their columns, and what they ask for.

Functions from a QuerySet to a QuerySet: a list adds them to the rows that its reader may see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from lllo.contracts.models import Contract, ContractLine, ContractYear
from lllo.people.models import Organisation
from lllo.programmes.models import Component, Package
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.contracts.models import ContractQuerySet
    from lllo.people.models import OrganisationQuerySet


def with_year_price(contracts: ContractQuerySet) -> ContractQuerySet:
    """Add ``year_price``: what is to be paid for the first contract year, without VAT.

    As it was agreed once signed, before that what the edition of the contract says.
    """
    money: DecimalField[Decimal, Decimal] = DecimalField(max_digits=12, decimal_places=2)
    agreed = ContractLine.objects.filter(
        contract_year__contract=OuterRef("pk"), contract_year__number=1, borne_by_university=False
    ).values("contract_year")
    offered = Component.objects.filter(
        packages__edition=OuterRef("edition"),
        packages__code=OuterRef("package_code"),
        borne_by_university=False,
    ).values("packages")
    sums = (
        Subquery(rows.order_by().annotate(sum=Sum("amount")).values("sum"), output_field=money)
        for rows in (agreed, offered)
    )
    return contracts.annotate(year_price=Coalesce(*sums, ZERO, output_field=money))


def without_order_number(contracts: ContractQuerySet, on: date) -> ContractQuerySet:
    """Return the contracts whose invoices need an order number that is not known yet."""
    return _with_rules_for_orders(contracts, on).filter(purchase_order_number="")


def without_orderer(contracts: ContractQuerySet, on: date) -> ContractQuerySet:
    """Return the contracts whose invoices need an orderer, and neither they nor their party has."""
    return _with_rules_for_orders(contracts, on).filter(orderer="", organisation__orderer="")


def _with_rules_for_orders(contracts: ContractQuerySet, on: date) -> ContractQuerySet:
    """Return the contracts still to be invoiced, to organisations that ask for an order number.

    Drafts and offers, and signed contracts that run on a day or start after it. Where
    only invoices above an amount need a number, that of the first year decides.
    """
    waiting = Q(state__in=[Contract.State.DRAFT, Contract.State.OFFERED])
    running = Q(state=Contract.State.SIGNED, ends_on__gt=on)
    rule = Organisation.OrderNumberRule
    always = Q(organisation__order_number_rule=rule.ALWAYS)
    above = Q(organisation__order_number_rule=rule.ABOVE)
    dear = above & Q(year_price__gt=F("organisation__order_number_above"))
    return with_year_price(contracts).filter(waiting | running).filter(always | dear)


def with_package(organisations: OrganisationQuerySet, on: date) -> OrganisationQuerySet:
    """Add ``package_name``: the package of the contract year in which a day falls, or ``None``."""
    years = (
        ContractYear.objects.running()
        .covering(on)
        .filter(contract__organisation=OuterRef("pk"))
        .filter(Q(contract__ended_on__isnull=True) | Q(contract__ended_on__gt=on))
        .order_by("-contract__starts_on", "-pk")
    )
    return organisations.annotate(package_name=Subquery(years.values("package_name")[:1]))


def with_chosen_package(choices: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``package_name``: what the edition of a choice or addendum calls the package, if any."""
    package = Package.objects.filter(edition=OuterRef("edition"), code=OuterRef("package_code"))
    return choices.annotate(package_name=Subquery(package.values("name")[:1]))
