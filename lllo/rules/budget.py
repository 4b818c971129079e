"""What a budget year is made of, whether the packages sold carry it, and whether the days do.

Money and days are two limits: sixteen times Basis and ten times Professional
bring in the same € 120 000, but each Professional takes twelve days more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo.rules.entitlement import Kind
from lllo.rules.money import ZERO, split, to_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from lllo.rules.price import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """The parameters of a budget year: days of staff at a rate, and extras in euros."""

    staff_days: Decimal
    day_rate: Decimal
    hours_per_day: Decimal
    extras: Decimal

    def __post_init__(self) -> None:
        if min(self.staff_days, self.extras) < 0 or min(self.day_rate, self.hours_per_day) <= 0:
            raise ValueError("a day has a rate and hours, and nothing is less than zero")

    @property
    def amount(self) -> Decimal:
        """The budget of the year, in euros: 92 × € 1 250 + € 5 000 = € 120 000."""
        return to_cents(self.staff_days * self.day_rate + self.extras)

    def worth(self, hours: Decimal) -> Decimal:
        """Return what a number of hours costs, in euros, rounded once."""
        return to_cents(hours * self.day_rate / self.hours_per_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """How many of one package, and of no other, would close a gap."""

    code: str
    name: str
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Days of staff: funded, promised to participants, and left (below zero: too much promised)."""

    funded_days: Decimal
    promised_days: Decimal
    remaining_days: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """What agreements bring in a year, and what they promise: euros in kind, hours of coaching."""

    income: Decimal = ZERO
    in_kind: Decimal = ZERO
    coaching_hours: Decimal = ZERO

    def __add__(self, other: Sold) -> Sold:
        """Return both together."""
        return Sold(
            income=self.income + other.income,
            in_kind=self.in_kind + other.in_kind,
            coaching_hours=self.coaching_hours + other.coaching_hours,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Whether money and days carry a year when so much is sold; ``surplus`` and ``gap`` in euros.

    One of ``surplus`` and ``gap`` is zero. ``packages``: how many more of each close the gap.
    """

    income: Decimal
    gap: Decimal
    surplus: Decimal
    packages: tuple[Needed, ...]
    capacity: Capacity


def shares(amount: Decimal, weights: Mapping[str, int]) -> dict[str, Decimal]:
    """Divide an amount over the lines by their weights, without losing a cent."""
    return dict(zip(weights, split(amount, list(weights.values())), strict=True))


def running_shares(
    amounts: Iterable[Decimal], weights: Mapping[str, int], code: str, *, start: Decimal = ZERO
) -> list[Decimal]:
    """Return what one line has of each amount, so that the parts add up to its share of the sum.

    Each part is what the share of the running sum grows by; so a part may
    differ a cent from the share of that amount by itself. ``start`` is the sum
    of the amounts before these.
    """
    together, before = start, shares(start, weights)[code]
    parts = []
    for amount in amounts:
        together += amount
        share = shares(together, weights)[code]
        parts.append(share - before)
        before = share
    return parts


def gap(budget: Decimal, income: Decimal) -> Decimal:
    """Return what the income falls short of the budget, in euros; zero when it carries it."""
    return max(budget - income, ZERO)


def percent_covered(income: Decimal, budget: Decimal) -> int:
    """Return which part of the budget the income carries, in whole percents, never too many."""
    return int(income * 100 // budget) if budget else 0


def packages_needed(missing: Decimal, packages: Iterable[Package]) -> tuple[Needed, ...]:
    """Return for each package that is paid for how many whole ones bring in ``missing`` a year."""
    return tuple(
        Needed(code=package.code, name=package.name, needed=_ceiling(missing, package.price.price))
        for package in packages
        if package.price.price > 0
    )


def capacity(funding: Funding, *, in_kind: Decimal, coaching_hours: Decimal) -> Capacity:
    """Return the days promised against the days funded.

    A promise is the contribution in kind (euros at the day rate) and the hours
    of coaching that packages entitle to. Days are rounded to two decimals.
    """
    promised = to_cents(in_kind / funding.day_rate + coaching_hours / funding.hours_per_day)
    return Capacity(
        funded_days=funding.staff_days,
        promised_days=promised,
        remaining_days=funding.staff_days - promised,
    )


def sold(packages: Iterable[Package], numbers: Mapping[str, int]) -> Sold:
    """Return what numbers of packages, by code, bring and promise a year.

    Coaching by agreement counts for nothing: nobody knows how much it will be.
    """
    together = Sold()
    for package in packages:
        number, price = numbers.get(package.code, 0), package.price
        coaching = (term.quantity for term in package.terms if term.kind == Kind.COACHING_HOUR)
        together += Sold(
            income=price.price * number,
            in_kind=price.in_kind * number,
            coaching_hours=sum((hours for hours in coaching if hours), ZERO) * number,
        )
    return together


def outlook(
    budget: Decimal, funding: Funding, everything: Sold, packages: Iterable[Package]
) -> Outlook:
    """Return whether ``everything`` that is sold carries a budget, and whether its days fit."""
    missing = gap(budget, everything.income)
    return Outlook(
        income=everything.income,
        gap=missing,
        surplus=gap(everything.income, budget),
        packages=packages_needed(missing, packages),
        capacity=capacity(
            funding, in_kind=everything.in_kind, coaching_hours=everything.coaching_hours
        ),
    )


def _ceiling(amount: Decimal, part: Decimal) -> int:
    """Return how many whole parts hold the amount."""
    whole, rest = divmod(amount, part)
    return int(whole) + (rest > 0)
