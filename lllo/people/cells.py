"""Reads one cell of a spreadsheet as the office writes it: Dutch amounts, dates, ja and nee.

A cell is what the file holds: text, a number, a yes or no, a date. Each reader
returns a value or raises ``Refused`` with what was expected. Nothing is ever
evaluated: a text that begins with ``=`` is a text.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people import identifiers
from lllo.people.names import plain
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Cell: TypeAlias = str | float | int | bool | date | datetime | None
Words: TypeAlias = "Mapping[str, tuple[str, str]]"  # code: the Dutch and the English word
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Dashes and minus signs that office programs put in place of a hyphen
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
INVISIBLE = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb", "maart march mrt mar",
            "april apr", "mei may", "juni june jun", "juli july jul", "augustus august aug",
            "september sept sep", "oktober october okt oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
YES = frozenset(["ja", "j", "yes", "y", "true", "waar", "x", "1"])
NO = frozenset(["nee", "neen", "n", "no", "false", "onwaar", "0"])
LARGEST = Decimal(10) ** 10  # what a column of money holds
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+(,\d{1,2})?", re.ASCII)
_ENGLISH = re.compile(r"\d{1,3}(,\d{3})+\.\d{2}", re.ASCII)  # with its cents it is no other number
_PLAIN = re.compile(r"\d+([.,]\d{1,2})?", re.ASCII)


class ErrorCell(str):
    """What a formula that failed leaves in its cell, such as ``#N/A``."""

    __slots__ = ()


def clean(text: str) -> str:
    """Return a text in one line and one Unicode form, without what nobody can see.

    An apostrophe that an export put before a formula sign is taken off again.
    """
    visible = " ".join(INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())
    return visible[1:] if visible.startswith("'") and visible[1:].startswith(FORMULA) else visible


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def as_text(cell: Cell) -> str:
    """Return a cell as the office sees it: whole numbers without a point, days as 01-03-2026."""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    return "" if cell is None else clean(str(cell))


def text(limit: int) -> Callable[[Cell], str]:
    """Return the reader of texts of at most ``limit`` characters."""

    def read(cell: Cell) -> str:
        value = as_text(cell)
        if len(value) > limit:
            raise Refused(
                _("Expected at most %(limit)s characters, there are %(length)s.")
                % {"limit": limit, "length": len(value)},
                code="too_long",
            )
        return value

    return read


def phone(cell: Cell) -> str:
    """Return a telephone number; a number cell is refused, for it has lost the zero in front."""
    value = as_text(cell)
    if not isinstance(cell, str) or not re.fullmatch(r"\+?[0-9 ()./-]{6,29}", value):
        raise Refused(
            _("Expected a telephone number written as text, such as 053 000 0000."), code="phone"
        )
    return value


def number_as_text(check: Callable[[str], str]) -> Callable[[Cell], str]:
    """Return the reader of a register number; ``check`` cleans it or refuses."""

    def read(cell: Cell) -> str:
        try:
            return check(as_text(cell))
        except Refused as refused:
            if isinstance(cell, str):
                raise
            sentence = _("%(expected)s The cell is a number; make it text to keep its zeros.")
            raise Refused(sentence % {"expected": refused}, code=refused.code) from refused

    return read


def dutch() -> bool:
    """Tell whether the active language is Dutch; else English is shown."""
    return (get_language() or "nl").startswith("nl")


def one_of(words: Words) -> Callable[[Cell], str]:
    """Return the reader of a fixed list: reads the Dutch word, the English word and the code."""
    codes = {plain(word): code for code, pair in words.items() for word in (code, *pair)}

    def read(cell: Cell) -> str:
        code = codes.get(plain(as_text(cell)))
        if code is None:
            listed = ", ".join(shown(words))
            raise Refused(_("Expected one of: %(words)s.") % {"words": listed}, code="choice")
        return code

    return read


def shown(words: Words) -> list[str]:
    """Return the words of a fixed list in the active language."""
    return [pair[0] if dutch() else pair[1] for pair in words.values()]


def several_of(words: Words) -> Callable[[Cell], tuple[str, ...]]:
    """Return the reader of one or more words of a fixed list, between commas."""
    read_one = one_of(words)

    def read(cell: Cell) -> tuple[str, ...]:
        parts = [part for part in re.split(r"[,;/+]", as_text(cell)) if part.strip()]
        return tuple(dict.fromkeys(read_one(part) for part in parts or [""]))

    return read


def parse_amount(cell: Cell) -> Decimal:
    """Return an amount of euros in whole cents.

    Reads ``€ 7.500,00``, ``7.500``, ``7500,5``, ``€ 5,–``, ``€ -12``, and as forms in English
    show it ``7500.00`` and ``7,500.00``. ``7,500`` is refused: it may be English thousands.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        exact = Decimal(str(cell))
        if exact.is_finite() and abs(exact) < LARGEST and exact == to_cents(exact):
            return to_cents(exact)
    elif isinstance(cell, str):
        amount = _amount_in(clean(cell))
        if amount is not None:
            return amount
    raise Refused(_("Expected an amount such as € 7.500,00."), code="amount")


def _amount_in(written: str) -> Decimal | None:
    """Return the amount a text states, or nothing."""
    bare = re.sub(r"(?i)€|\beur\b|\s", "", written.translate(DASHES))
    negative, bare = bare.startswith("-"), bare.removeprefix("-")
    bare = re.sub(r",-{1,2}$", "", bare)
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "")
    elif _ENGLISH.fullmatch(bare):
        bare = bare.replace(",", "")
    elif not _PLAIN.fullmatch(bare):
        return None
    amount = Decimal(bare.replace(",", "."))
    if amount >= LARGEST:
        return None
    return to_cents(-amount if negative and amount else amount)


def parse_date(cell: Cell) -> date:
    """Return a day. Reads date cells, ``01-03-2026``, ``1/3/2026``, ``1 maart 2026``, ISO.

    A year of two digits and a day that does not exist are refused.
    """
    if isinstance(cell, datetime):
        if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date()
    elif isinstance(cell, date):
        return cell
    elif isinstance(cell, str):
        parts = _date_parts(plain(clean(cell).translate(DASHES)))
        if parts:
            try:
                return date(*parts)
            except ValueError:
                pass  # a day that does not exist is refused in the same words
    raise Refused(_("Expected a date such as 01-03-2026."), code="date")


def _date_parts(written: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a text, or nothing."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", written, re.ASCII):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", written, re.ASCII):
        return int(match[3]), int(match[2]), int(match[1])
    match = re.fullmatch(r"(\d{1,2})[ -]([a-z]+)\.?[ -](\d{4})", written, re.ASCII)
    if match and match[2] in MONTHS:
        return int(match[3]), MONTHS[match[2]], int(match[1])
    return None


def parse_yes_no(cell: Cell) -> bool:
    """Return a yes or no. Reads ja, nee, yes, no, waar, onwaar, x, 1 and 0."""
    if isinstance(cell, bool):
        return cell
    word = plain(as_text(cell))
    if word in YES | NO:
        return word in YES
    raise Refused(_("Expected ja or nee."), code="yes_no")


def parse_postal_code(cell: Cell) -> str:
    """Return a Dutch postal code as ``7500 AA``."""
    return identifiers.postal_code(as_text(cell))


def parse_email(cell: Cell) -> str:
    """Return a mail address."""
    return identifiers.email(as_text(cell).removeprefix("mailto:"))
