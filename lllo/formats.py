"""How amounts, quantities and days read in a sentence or on a page, in the active language."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format

if TYPE_CHECKING:
    from datetime import date

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def money(amount: Decimal) -> str:
    """Return euros: ``€ 7.500,00``, with a space that does not break."""
    return f"€{NO_BREAK_SPACE}{number_format(amount, 2, use_l10n=True, force_grouping=True)}"


def quantity(value: Decimal | int) -> str:
    """Return hours, days or seats without needless noughts: ``4``, ``2,5``."""
    plain = Decimal(value).quantize(Decimal("0.01")).normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    return number_format(plain, decimals, use_l10n=True, force_grouping=True)


def day(value: date) -> str:
    """Return ``1 maart 2026``, day first in both languages."""
    return date_format(value, "j F Y")
