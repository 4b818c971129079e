"""Signed contracts and a loaded budget, made without the office folders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from lllo.budget.actions import load_budget
from lllo.contracts.models import Contract, ContractLine, ContractYear, Entitlement
from lllo.documents.models import Document
from lllo.office.content import BudgetContent, LineContent
from lllo.rules.period import contract_years
from tests import world

PARAMETERS = {
    "years": (2026, 2027, 2028),
    "people": 2,
    "days_per_week": Decimal(1),
    "weeks": 46,
    "day_rate": Decimal(1250),
    "hours_per_day": Decimal(8),
    "extras": Decimal(5000),
}


def make_office(*, weights=None, **changes):
    """Return what ``load_budget`` reads of an office: the budget and the key of the lines."""
    weights = weights or dict.fromkeys(world.LINES, 1)
    lines = tuple(
        LineContent(code=code, name=world.LINES.get(code, code), weight=weight)
        for code, weight in weights.items()
    )
    budget = BudgetContent(**(PARAMETERS | changes))
    return SimpleNamespace(programme=SimpleNamespace(budget=budget, lines=lines))


def make_budget(programme, **changes):
    return load_budget(make_office(**changes), programme, by=None)


def make_signed(
    edition,
    package_code: str = "professional",
    *,
    organisation=None,
    starts_on: date = date(2026, 3, 1),
    number: str = "",
) -> Contract:
    count = Contract.objects.count() + 1
    organisation = organisation or world.make_organisation(f"Gemeente {count} (demo)")
    package = edition.packages.get(code=package_code)
    periods = contract_years(starts_on, 3)
    contract = Contract.objects.create(
        number=number or f"LLO-2026-{count:03d}",
        organisation=organisation,
        edition=edition,
        package_code=package.code,
        package_name=package.name,
        starts_on=starts_on,
        ends_on=periods[-1].ends_on,
        years=3,
        state=Contract.State.SIGNED,
        offered_on=starts_on,
        signed_on=starts_on,
        agreement=Document.objects.create(
            filename="a.pdf", media_type="application/pdf", content=b"a"
        ),
    )
    for index, period in enumerate(periods, start=1):
        year = ContractYear.objects.create(
            contract=contract,
            number=index,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            package_code=package.code,
            package_name=package.name,
        )
        _copy_components(year, package)
    return contract


def _copy_components(year: ContractYear, package) -> None:
    for position, component in enumerate(package.components.all()):
        ContractLine.objects.create(
            contract_year=year,
            component_code=component.code,
            component_name=component.name,
            amount=component.amount,
            borne_by_university=component.borne_by_university,
            position=position,
        )
        for term in component.entitlement_terms.all():
            Entitlement.objects.create(contract_year=year, kind=term.kind, quantity=term.quantity)
