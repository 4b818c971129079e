"""What a demo holds, in figures that two runs have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo.budget.queries import budget_overview
from lllo.contracts.models import Choice, Contract
from lllo.contracts.queries import committed_fees
from lllo.demo import data
from lllo.invoices.models import Invoice
from lllo.invoices.queries import invoice_rows, invoiced_by_year
from lllo.people.models import Membership, Person, User
from lllo.programmes.queries import edition_in_force
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from lllo.contracts.models import ContractYear
    from lllo.programmes.models import Package

ROLES = ("backoffice", "lead", "contact", "participant", "specialist", "partner", "auditor")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageRow:
    """How often a package was chosen and signed, and the fees of the year."""

    package: str
    organisations: int
    signed: int
    price: Decimal
    fees: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An account of the demo and what it may do."""

    role: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The demo in figures, and where to find its files."""

    year: int
    packages: tuple[PackageRow, ...]
    people: int
    committed: Decimal
    budget: Decimal
    coverage: str
    issued: int
    paid: int
    credited: int
    open_amount: Decimal
    logins: tuple[Login, ...]
    password: str
    documents: Path
    calendars: Path
    mail: Path


def summarise(folder: Path) -> Summary:
    """Return what the database of this installation holds."""
    overview = budget_overview(data.YEAR, invoiced_by_year())
    rows = invoice_rows(year=data.YEAR)
    edition = edition_in_force(data.STARTS_ON)
    fees = committed_fees(data.YEAR)
    return Summary(
        year=data.YEAR,
        packages=tuple(_package_row(package, fees) for package in edition.packages.all()),
        people=Person.objects.count(),
        committed=sum((fee for _year, fee in fees), ZERO),
        budget=overview.total.budget,
        coverage=overview.coverage.sentence,
        issued=Invoice.objects.issued().filter(kind=Invoice.Kind.INVOICE).count(),
        paid=sum(row.status == "paid" for row in rows),
        credited=Invoice.objects.issued().filter(kind=Invoice.Kind.CREDIT_NOTE).count(),
        open_amount=sum((row.open_amount for row in rows), ZERO),
        logins=tuple(_login(role) for role in ROLES),
        password=data.PASSWORD,
        documents=folder / "documents",
        calendars=folder / "calendars",
        mail=folder / "mail",
    )


def _package_row(package: Package, fees: list[tuple[ContractYear, Decimal]]) -> PackageRow:
    """Count the choices that stand and the contracts that were signed."""
    choices = Choice.objects.filter(package_code=package.code)
    return PackageRow(
        package=package.name,
        organisations=choices.exclude(state=Choice.State.WITHDRAWN).count(),
        signed=Contract.objects.signed().filter(package_code=package.code).count(),
        price=package.to_rules().price.price,
        fees=sum((fee for year, fee in fees if year.package_code == package.code), ZERO),
    )


def _login(role: str) -> Login:
    """Return the first account with a role."""
    user = User.objects.filter(person__memberships__role=role).order_by("pk")[0]
    return Login(role=str(Membership.Role(role).label), email=user.email)
