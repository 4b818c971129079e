"""Which invoices an amount on a bank statement pays: by payment reference, then IBAN and amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal


class Unmatched(StrEnum):
    """Why an amount was not matched."""

    TAKEN_BACK = "taken_back"
    SEVERAL = "several"
    NOTHING = "nothing"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivable:
    """An invoice as the bank could mean it; ``ibans`` are those from which its buyer pays."""

    key: int
    number: str
    open_amount: Decimal
    ibans: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How an amount is divided over invoices, by ``Receivable.key``; or why it is not."""

    parts: tuple[tuple[int, Decimal], ...] = ()
    why: Unmatched | None = None


def match(amount: Decimal, text: str, payer_iban: str, receivables: Sequence[Receivable]) -> Match:
    """Return which invoices ``amount`` pays.

    One number in ``text`` takes the whole amount, be it less or more than is open. Several
    numbers take it only if it is exactly what is open of them together. Without a number it
    must be exactly what is open of one single invoice of who pays from that IBAN.
    """
    if amount <= ZERO:
        return Match(why=Unmatched.TAKEN_BACK)
    named = [item for item in receivables if names(text, item.number)]
    if len(named) == 1:
        return Match(parts=((named[0].key, amount),))
    if named:
        open_parts = tuple((item.key, item.open_amount) for item in named if item.open_amount > 0)
        if sum((part for _key, part in open_parts), ZERO) == amount:
            return Match(parts=open_parts)
        return Match(why=Unmatched.SEVERAL)
    fitting = [
        item
        for item in receivables
        if payer_iban and payer_iban in item.ibans and item.open_amount == amount
    ]
    if len(fitting) == 1:
        return Match(parts=((fitting[0].key, amount),))
    return Match(why=Unmatched.AMBIGUOUS if fitting else Unmatched.NOTHING)


def names(text: str, number: str) -> bool:
    """Tell whether a text names a number, however it is spaced: ``F2026 0001`` is ``F2026-0001``.

    A longer number that begins or ends with it is another one.
    """
    signs = [sign for sign in number.upper() if sign.isalnum()]
    if not signs or "".join(signs) not in "".join(filter(str.isalnum, text.upper())):
        return False  # which is quick, and so for nearly all
    before = r"(?<![0-9])" if number[0].isdigit() else r"(?<![A-Z0-9])"
    pattern = before + r"[\W_]*".join(map(re.escape, signs)) + r"(?![0-9])"
    return re.search(pattern, text.upper()) is not None
