"""Amounts of euros: one way to round, one way to divide."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def to_cents(amount: Decimal) -> Decimal:
    """Return ``amount`` in whole cents, a half cent upwards (away from zero)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split(amount: Decimal, weights: Sequence[Decimal | int]) -> tuple[Decimal, ...]:
    """Divide ``amount`` (whole cents) by ``weights`` without losing a cent.

    Largest remainder: everyone gets the cents they are due rounded down, and
    the cents left go to the largest remainders, the first one on a tie.
    Raises ``ValueError`` for a negative weight, for weights that add up to
    nothing, and for an amount with parts of cents.
    """
    if amount != to_cents(amount):
        raise ValueError(f"{amount} is not in whole cents")
    total = sum((Decimal(weight) for weight in weights), Decimal(0))
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be zero or more and add up to more than zero")
    cents = int(abs(amount) / CENT)
    due = [cents * Decimal(weight) / total for weight in weights]
    parts = [int(share) for share in due]
    order = sorted(range(len(due)), key=lambda index: (parts[index] - due[index], index))
    for index in order[: cents - sum(parts)]:
        parts[index] += 1
    return tuple((CENT * part).copy_sign(amount) if part else ZERO for part in parts)
