"""What a document comes to: rounding of prices, tax per line or globally (facts §6, totals and rounding)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .env import Env

CENT = Decimal("0.01")


def exact(value: Any) -> Decimal:
    return Decimal(str(value or 0))


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(slots=True, kw_only=True)
class Line:
    key: int
    quantity: Decimal
    price: Decimal
    discount: Decimal
    taxes: list[int]

    @property
    def net(self) -> Decimal:
        return self.quantity * self.price * (1 - self.discount / 100)


@dataclass(slots=True)
class Totals:
    untaxed: Decimal = Decimal(0)
    taxes: dict[int, Decimal] = field(default_factory=dict)
    subtotals: dict[int, Decimal] = field(default_factory=dict)
    gross: dict[int, Decimal] = field(default_factory=dict)

    @property
    def tax(self) -> Decimal:
        return sum(self.taxes.values(), Decimal(0))


def stored_price(env: Env, price: float) -> float:
    """17 and 18 round price_unit to cents when they store it, 19 keeps it."""
    return price if env.version >= 19 else float(cents(exact(price)))


def total(env: Env, lines: list[Line]) -> Totals:
    globally = env.company().get("tax_calculation_rounding_method") == "round_globally"
    rates = {key: exact(row["amount"]) / 100 for key, row in env.store.table("account.tax").items()}
    found, untaxed = Totals(), Decimal(0)
    for line in lines:
        found.subtotals[line.key] = cents(line.net)
        untaxed += line.net if globally else cents(line.net)
        of_line = {tax: line.net * rates[tax] for tax in line.taxes}
        found.gross[line.key] = cents(line.net) + sum(map(cents, of_line.values()), Decimal(0))
        for tax, amount in of_line.items():
            found.taxes[tax] = found.taxes.get(tax, Decimal(0)) + (
                amount if globally else cents(amount)
            )
    found.untaxed = cents(untaxed)
    found.taxes = {tax: cents(amount) for tax, amount in found.taxes.items()}
    return found
