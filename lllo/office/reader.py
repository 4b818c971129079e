"""Turns tables of TOML into the dataclasses of ``content``; types and defaults come from there."""

from __future__ import annotations

import dataclasses
import difflib
import re
import types
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from lllo.office.mistakes import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lllo.office.locate import Place
    from lllo.office.source import Source

T = TypeVar("T")
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
MOST_EUROS, MOST_NUMBER, MOST_WHOLE = 10**10, 10**7, 10**4  # what the columns can hold

FIRST_YEAR, LAST_YEAR = 2000, 2100
TEXT = _("%(key)s is %(value)s; expected text between quotes.")
EMPTY = _("%(key)s is empty; expected text between quotes.")
CODE_TEXT = _("%(key)s is %(value)s; expected small letters, figures, - and _ only, at most 50.")
AMOUNT = _(
    "%(key)s is %(value)s; expected an amount in euros without quotes, such as 7500 or 7500.00."
)
CENTS = _("%(key)s is %(value)s; expected whole cents and no dot for thousands: 7500 or 7500.00.")
NUMBER = _("%(key)s is %(value)s; expected a number of zero or more without quotes.")
DECIMALS = _("%(key)s is %(value)s; expected at most two decimals.")
WHOLE_NUMBER = _("%(key)s is %(value)s; expected a whole number of zero or more without quotes.")
TOO_LONG = _("%(key)s has %(length)s characters; expected at most %(most)s.")
TRUTH = _("%(key)s is %(value)s; expected true or false.")
DAY = _("%(key)s is %(value)s; expected a day such as 2026-03-01, without quotes.")
MOMENT = _(
    "%(key)s is %(value)s; expected a moment such as 2026-03-01T13:30:00 or a day such as "
    "2026-03-01, without quotes and without an offset."
)
FAR = _("%(key)s is %(value)s; expected a year from 2000 to 2100.")
LIST = _('%(key)s is %(value)s; expected a list between square brackets, such as ["a", "b"].')
TABLE = _("%(key)s is %(value)s; expected a table.")
TABLES = _("%(key)s is written as one table; expected a list of them, each headed [[%(key)s]].")
ONE_OF = _("%(key)s is %(value)s; expected one of: %(known)s.")
DID_YOU_MEAN = _('%(key)s is %(value)s; did you mean "%(near)s"?')
UNKNOWN_NEAR = _('The key "%(key)s" is not known here; did you mean "%(near)s"?')
UNKNOWN = _('The key "%(key)s" is not known here; expected one of: %(known)s.')
MISSING = _('The key "%(key)s" is missing; it is required here.')


def read_file(source: Source, cls: type[T]) -> T | None:
    """Return what a whole file says as ``cls``, or nothing when its mistakes do not allow it."""
    return None if source.data is None else read_table(source, cls, source.data, ())


def read_table(source: Source, cls: type[T], table: Mapping[str, Any], at: Place) -> T | None:
    """Return a table as ``cls``; each mistake is noted in ``source``."""
    hints = get_type_hints(cls, include_extras=True)
    fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(cls)  # type: ignore[arg-type]
    meant = _note_unknown_keys(source, table, list(hints), at)
    values: dict[str, Any] = {}
    for field in fields:
        if field.name in table:
            place = (*at, field.name)
            values[field.name] = _convert(source, hints[field.name], table[field.name], place)
            if values[field.name] == "" and _is_required(field):
                source.wrong(place, EMPTY, key=field.name)
                values[field.name] = None
        elif _is_required(field):
            if field.name not in meant:
                source.wrong(at, MISSING, key=field.name)
            values[field.name] = None
    if any(value is None for value in values.values()):
        return None
    item = cls(**values)
    source.place(item, at)
    return item


def _note_unknown_keys(
    source: Source, table: Mapping[str, Any], known: list[str], at: Place
) -> set[str]:
    """Note each key that is not known, and return the keys that were probably meant."""
    meant = set()
    for key in table:
        if key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1)
        if near:
            source.wrong((*at, key), UNKNOWN_NEAR, key=key, near=near[0])
            meant.add(near[0])
        else:
            source.wrong((*at, key), UNKNOWN, key=key, known=", ".join(known))
    return meant


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _convert(source: Source, hint: Any, value: Any, at: Place) -> Any:
    """Return ``value`` as ``hint`` wants it; ``None`` when it is wrong, which is noted."""
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        return _convert_union(source, hint, value, at)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _table(source, hint, value, at)
    if origin is tuple:
        return _list(source, get_args(hint)[0], value, at)
    if origin is dict:
        return _texts(source, value, at)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        known = _one_of(source, tuple(hint), value, at)
        return None if known is None else hint(known)
    if origin is Literal:
        return _one_of(source, get_args(hint), value, at)
    mark = get_args(hint)[1] if origin is Annotated else hint
    wrong = _SCALARS[str if isinstance(mark, int) else mark](value)
    if wrong:
        source.wrong(at, wrong, key=_name(at), value=_shown(value))
        return None
    if isinstance(mark, int) and len(value) > mark:
        source.wrong(at, TOO_LONG, key=_name(at), length=len(value), most=mark)
        return None
    return Decimal(value) if _is_number(hint) else value


def _convert_union(source: Source, hint: Any, value: Any, at: Place) -> Any:
    """Take a moment or a day, or the one type that stands beside ``None``."""
    options = [option for option in get_args(hint) if option is not type(None)]
    if datetime not in options:
        return _convert(source, options[0], value, at)
    is_local = isinstance(value, date) and not (isinstance(value, datetime) and value.tzinfo)
    wrong = _far(value) if is_local else MOMENT
    if not wrong:
        return value
    source.wrong(at, wrong, key=_name(at), value=_shown(value))
    return None


def _table(source: Source, cls: type[T], value: Any, at: Place) -> T | None:
    if isinstance(value, dict):
        return read_table(source, cls, value, at)
    source.wrong(at, TABLE, key=_name(at), value=_shown(value))
    return None


def _list(source: Source, hint: Any, value: Any, at: Place) -> tuple[Any, ...] | None:
    """Take a list; tables that are wrong are left out, so that the rest is checked, too."""
    if not isinstance(value, list):
        text = TABLES if isinstance(value, dict) else LIST
        source.wrong(at, text, key=_name(at), value=_shown(value))
        return None
    items = [_convert(source, hint, item, (*at, index)) for index, item in enumerate(value)]
    whole = tuple(item for item in items if item is not None)
    return whole if len(whole) == len(items) or dataclasses.is_dataclass(hint) else None


def _texts(source: Source, value: Any, at: Place) -> dict[str, str] | None:
    """Take a table of which every value is text."""
    if not isinstance(value, dict):
        source.wrong(at, TABLE, key=_name(at), value=_shown(value))
        return None
    texts = {key: _convert(source, str, text, (*at, key)) for key, text in value.items()}
    return {key: text for key, text in texts.items() if text is not None}


def _one_of(source: Source, known: tuple[str, ...], value: Any, at: Place) -> str | None:
    if value in known:
        return str(value)
    near = difflib.get_close_matches(str(value), known, n=1)
    if near:
        source.wrong(at, DID_YOU_MEAN, key=_name(at), value=_shown(value), near=near[0])
    else:
        source.wrong(at, ONE_OF, key=_name(at), value=_shown(value), known=", ".join(known))
    return None


def _is_number(hint: Any) -> bool:
    return hint is Decimal or get_args(hint)[:1] == (Decimal,)


def _name(at: Place) -> str:
    """Return the key of a place; an element of a list goes by the name of its list."""
    return str(next(part for part in reversed(at) if isinstance(part, str)))


def _shown(value: Any) -> str:
    """Return a value as it stands in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, list | dict):
        return "[...]" if isinstance(value, list) else "{...}"
    return str(value)


def _wrong_text(value: Any) -> str:
    return "" if isinstance(value, str) else TEXT


def _wrong_code(value: Any) -> str:
    if not isinstance(value, str):
        return TEXT
    return "" if CODE.fullmatch(value) else CODE_TEXT


def _wrong_number(value: Any) -> str:
    if not _is_between(value, MOST_NUMBER):
        return NUMBER
    return DECIMALS if _has_parts_of_cents(value) else ""


def _wrong_amount(value: Any) -> str:
    if not _is_between(value, MOST_EUROS):
        return AMOUNT
    return CENTS if _has_parts_of_cents(value) else ""


def _is_between(value: Any, most: int) -> bool:
    """Tell whether a value is a number from zero up to and not including ``most``."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    return Decimal(value).is_finite() and 0 <= value < most


def _has_parts_of_cents(value: int | Decimal) -> bool:
    """Tell whether a number is written with more than two decimals."""
    exponent = Decimal(value).as_tuple().exponent
    return isinstance(exponent, int) and exponent < -2  # noqa: PLR2004 - cents


def _wrong_whole_number(value: Any) -> str:
    return "" if type(value) is int and 0 <= value < MOST_WHOLE else WHOLE_NUMBER


def _wrong_truth(value: Any) -> str:
    return "" if isinstance(value, bool) else TRUTH


def _wrong_day(value: Any) -> str:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return _far(value) if is_day else DAY


def _far(value: date) -> str:
    """Refuse years that are slips of the hand; the ends of the calendar break arithmetic."""
    return "" if FIRST_YEAR <= value.year <= LAST_YEAR else FAR


_SCALARS: dict[Any, Callable[[Any], str]] = {
    str: _wrong_text,
    "code": _wrong_code,
    Decimal: _wrong_number,
    "euros": _wrong_amount,
    int: _wrong_whole_number,
    bool: _wrong_truth,
    date: _wrong_day,
}
