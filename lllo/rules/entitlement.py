"""What an entitlement still holds: sums of dated rows, and the refusal of a use as a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class Kind(StrEnum):
    """What a package can entitle to: its code, its unit, and whether it is taken whole only.

    The one table of kinds; who adds a line here gives it a label in
    ``programmes.models.EntitlementKind``.
    """

    MASTERCLASS_SEAT = "masterclass_seat", "seat", True
    COACHING_HOUR = "coaching_hour", "hour", False
    COURSE_SEAT = "course_seat", "seat", True
    PROJECT_HOUR = "project_hour", "hour", False
    LEARNING_CREDIT = "learning_credit", "EC", False

    unit: str
    whole: bool

    def __new__(cls, code: str, unit: str = "", whole: bool = False) -> Self:  # noqa: FBT001, FBT002 - a line of the table
        """Return a kind that is its code."""
        kind = str.__new__(cls, code)
        kind._value_ = code
        kind.unit = unit
        kind.whole = whole
        return kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What was granted and what was used of it; nothing granted: by agreement, not limited."""

    granted: Decimal | None
    used: Decimal

    @property
    def remaining(self) -> Decimal | None:
        """What is left; below zero after a use beyond what was granted, nothing without a limit."""
        return None if self.granted is None else self.granted - self.used


def balance(granted: Decimal | None, quantities: Iterable[Decimal]) -> Balance:
    """Return the balance after rows of use; the rows that reverse others are negative."""
    return Balance(granted=granted, used=sum(quantities, Decimal(0)))


class Refusal(Enum):
    """Why a use cannot be."""

    NOT_POSITIVE = "not_positive"
    NOT_WHOLE = "not_whole"
    EXCEEDED = "exceeded"


def refusal(before: Balance, asked: Decimal, *, whole: bool) -> Refusal | None:
    """Return why ``asked`` cannot be taken, or nothing when it can.

    ``whole`` is for seats. A seat counts as one whoever takes it, so that of two
    course seats one person takes two or two people take one each ("1 doet 2 of
    2 doen 1"), and the third is refused whoever asks. Only ``EXCEEDED`` can be
    overridden.
    """
    if asked <= 0:
        return Refusal.NOT_POSITIVE
    if whole and asked != asked.to_integral_value():
        return Refusal.NOT_WHOLE
    if before.granted is not None and before.used + asked > before.granted:
        return Refusal.EXCEEDED
    return None
