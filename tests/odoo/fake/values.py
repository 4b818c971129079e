"""What a field accepts and how it is stored: the checks of a write, and the commands of x2many fields."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING

from .errors import PythonError, ValidationError

if TYPE_CHECKING:
    from .orm import Model
    from .schema import Field


def stored(model: Model, field: Field, value: object) -> object:
    if value is None or value is False or (value == "" and field.type not in ("char", "text")):
        return field.empty
    return WRITERS.get(field.type, _as_is)(model, field, value)


def _as_is(_model: Model, _field: Field, value: object) -> object:
    return value


def _text(_model: Model, _field: Field, value: object) -> str:
    text = str(value)
    if "\0" in text:  # facts §2: NUL characters are refused
        raise PythonError("A string literal cannot contain NUL (0x00) characters.")
    return text


def _integer(_model: Model, _field: Field, value: object) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as mistake:
        raise PythonError(str(mistake)) from None


def _float(_model: Model, _field: Field, value: object) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as mistake:
        raise PythonError(str(mistake)) from None


def _date(_model: Model, _field: Field, value: object) -> str:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise PythonError(f"time data {value!r} does not match format '%Y-%m-%d'") from None


def _datetime(_model: Model, _field: Field, value: object) -> str:
    text = str(value) if len(str(value)) > 10 else f"{value} 00:00:00"
    try:
        return datetime.fromisoformat(text[:19]).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        raise PythonError(
            f"time data {value!r} does not match format '%Y-%m-%d %H:%M:%S'"
        ) from None


def _selection(model: Model, field: Field, value: object) -> object:
    if value not in model.options(field):
        raise PythonError(f"Wrong value for {model.name}.{field.name}: {value!r}")
    return value


def _many2one(model: Model, field: Field, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise PythonError(f"Wrong value for {model.name}.{field.name}: {value!r}")
    if field.relation in model.env.models and not model.env[field.relation].has(value):
        table = model.name.replace(".", "_")
        constraint = f'insert or update on table "{table}" violates foreign key constraint'
        raise ValidationError(
            f"The operation cannot be completed: {constraint} ({field.name})={value}"
        )
    return value


def _json(_model: Model, _field: Field, value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


WRITERS = {
    "char": _text,
    "text": _text,
    "html": _text,
    "integer": _integer,
    "float": _float,
    "monetary": _float,
    "date": _date,
    "datetime": _datetime,
    "selection": _selection,
    "many2one": _many2one,
    "json": _json,
    "boolean": lambda _model, _field, value: bool(value),
}


def linked(current: list[int], commands: object) -> list[int]:
    """A many2many after its commands; a plain list of ids replaces."""
    keys = list(current)
    for command in commands or []:
        if isinstance(command, int):
            return list(commands)
        code = command[0]
        if code in (3, 2):
            keys = [key for key in keys if key != command[1]]
        elif code == 4:
            keys = [*keys, command[1]] if command[1] not in keys else keys
        elif code == 5:
            keys = []
        elif code == 6:
            keys = list(dict.fromkeys(command[2]))
    return keys


def apply_lines(model: Model, key: int, field: Field, commands: object) -> None:
    """The commands of a one2many, carried out on the other model."""
    lines = model.env[field.relation]
    inverse = model.inverse(field.name)
    for command in commands or []:
        code, line, values = (*command, None, None)[:3]
        if code == 0:
            lines.make({**values, inverse: key})
        elif code == 1:
            lines.change([line], values)
        elif code in (2, 3):
            lines.drop([line])
        elif code == 4:
            lines.change([line], {inverse: key})
        elif code in (5, 6):
            kept = values or [] if code == 6 else []
            lines.drop([old for old in model.value(key, field.name) if old not in kept])
