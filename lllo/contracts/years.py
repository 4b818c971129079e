"""Copies a package into the years of a contract, so that later editions change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.contracts.models import ContractLine, ContractYear, Entitlement
from lllo.errors import Refused
from lllo.rules.period import contract_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lllo.contracts.models import Contract
    from lllo.programmes.models import PackageEdition
    from lllo.rules.price import Package


def package_of(edition: PackageEdition, code: str) -> Package:
    """Return a package of an edition; an unknown code is refused with the known ones."""
    packages = edition.packages.prefetch_related("components__entitlement_terms")
    known = {package.code: package for package in packages}
    if not code:
        text = _("No package was chosen yet. There are: %(known)s.")
        names = ", ".join(package.name for package in packages)
        raise Refused(text % {"known": names}, code="package_missing")
    if code not in known:
        text = _("There is no package “%(code)s”. There are: %(known)s.")
        raise Refused(text % {"code": code, "known": ", ".join(known)}, code="package_unknown")
    return known[code].to_rules()


def make_years(contract: Contract) -> None:
    """Make the contract years of a contract that is being signed."""
    package = package_of(contract.edition, contract.package_code)
    for number, period in enumerate(contract_years(contract.starts_on, contract.years), start=1):
        year = contract.contract_years.create(
            number=number,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            package_code=package.code,
            package_name=package.name,
        )
        _fill(year, package)


def replace_years(years: Sequence[ContractYear], package: Package) -> None:
    """Put another package in the place of what contract years held."""
    for year in years:
        year.lines.all().delete()
        year.entitlements.all().delete()
        year.package_code = package.code
        year.package_name = package.name
        year.save()
        _fill(year, package)


def refers_to(years: Iterable[ContractYear]) -> bool:
    """Tell whether anything beyond lines and entitlements hangs on one of the years.

    Invoices and entries in kind belong to floors above this one, so they are
    found by the relations of the model. The entitlements are locked: nobody
    uses one between this look and what the caller does.
    """
    keys = [year.pk for year in years]
    entitlements = Entitlement.objects.select_for_update().filter(contract_year__in=keys)
    if any(entitlement.uses.exists() for entitlement in entitlements):
        return True
    return any(
        relation.related_model._default_manager.filter(
            **{f"{relation.field.name}__in": keys}
        ).exists()
        for relation in ContractYear._meta.related_objects
        if relation.related_model not in (ContractLine, Entitlement)
    )


def holds(year: ContractYear, package: Package) -> bool:
    """Tell whether a contract year was agreed to hold exactly what a package holds."""
    lines = year.lines.order_by("position").values_list(
        "component_code", "component_name", "amount", "borne_by_university", "vat_code"
    )
    components = [
        (part.code, part.name, part.amount, part.borne_by_university, part.vat_code)
        for part in package.components
    ]
    terms = {(term.kind, term.quantity) for term in package.terms}
    agreed = set(year.entitlements.values_list("kind", "quantity"))
    return (list(lines), agreed) == (components, terms)


def _fill(year: ContractYear, package: Package) -> None:
    """Copy components and entitlements into a contract year."""
    ContractLine.objects.bulk_create(
        ContractLine(
            contract_year=year,
            component_code=component.code,
            component_name=component.name,
            amount=component.amount,
            borne_by_university=component.borne_by_university,
            vat_code=component.vat_code,
            position=position,
        )
        for position, component in enumerate(package.components, start=1)
    )
    Entitlement.objects.bulk_create(
        Entitlement(contract_year=year, kind=term.kind, quantity=term.quantity)
        for term in package.terms
    )
