"""What a package is worth, what the university bears of it, and what is paid.

Three amounts that are derived from the components and never stored as one:
gross value − part in kind = price.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a component entitles to in a contract year; no quantity: by agreement."""

    kind: str
    quantity: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A part of packages; ``amount`` in euros a year, more than zero."""

    code: str
    name: str
    amount: Decimal
    borne_by_university: bool = False
    vat_code: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The three amounts of a package, in euros a year."""

    gross: Decimal
    in_kind: Decimal

    @property
    def price(self) -> Decimal:
        """What the participant pays a year."""
        return self.gross - self.in_kind

    @property
    def three_year_price(self) -> Decimal:
        """What the participant pays in three years, the term for which packages are announced."""
        return self.over(3)

    def over(self, years: int) -> Decimal:
        """Return what the participant pays in ``years`` years."""
        return self.price * years


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A yearly package as a set of components."""

    code: str
    name: str
    components: tuple[Component, ...]

    @property
    def price(self) -> Price:
        """The amounts of the package."""
        return price_of(self.components)

    @property
    def terms(self) -> tuple[Term, ...]:
        """What the package entitles to, by kind, summed over its components."""
        return combine_terms(term for component in self.components for term in component.terms)


def price_of(components: Iterable[Component]) -> Price:
    """Return the three amounts of a set of components."""
    gross = in_kind = ZERO
    for component in components:
        gross += component.amount
        in_kind += component.amount if component.borne_by_university else ZERO
    return Price(gross=gross, in_kind=in_kind)


def combine_terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return one term a kind in order of appearance; what is by agreement stays by agreement."""
    combined: dict[str, Decimal | None] = {}
    for term in terms:
        before = combined.get(term.kind, Decimal(0))
        both_limited = before is not None and term.quantity is not None
        combined[term.kind] = before + term.quantity if both_limited else None  # type: ignore[operator]
    return tuple(Term(kind=kind, quantity=quantity) for kind, quantity in combined.items())
