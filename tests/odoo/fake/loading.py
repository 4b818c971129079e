"""load(): rows of text with external ids, messages instead of exceptions, all or nothing (facts §4)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from .errors import CONFLICT, OdooError, PythonError, UserError

if TYPE_CHECKING:
    from .orm import Model
    from .schema import Field

TRUE, FALSE = ("1", "true", "yes"), ("0", "false", "no")


class BadValue(Exception):
    """A value that cannot be converted: becomes a message."""


@dataclass(slots=True)
class Record:
    """One record of the table: its row, and the rows of its lines that follow."""

    start: int
    stop: int
    rows: list[list[Any]]


@dataclass(slots=True)
class Table:
    """Column paths of one level: ['partner_id', 'id'], and the columns of lines below it."""

    paths: list[list[str]]
    below: dict[str, list[int]] = field(default_factory=dict)


def load(model: Model, fields: list[str], data: list[list[Any]]) -> dict[str, Any]:
    env = model.env
    messages: list[dict[str, Any]] = []
    ids: list[int] = []
    if env.conflicts():  # the server does not retry here: the text comes as a message
        return _failed([_message(CONFLICT, 0, max(len(data) - 1, 0), 0)])
    table = _table(model, fields)
    mark = len(env.store.undo)
    model.allow("write")
    for number, record in enumerate(_records(table, data)):
        _one(model, table, record, number, ids, messages)
    if any(message["type"] == "error" for message in messages):
        env.store.rollback(mark)
        return _failed(messages)
    return {"ids": ids, "messages": messages, "nextrow": 0}


def _failed(messages: list[dict[str, Any]]) -> dict[str, Any]:
    return {"ids": False, "messages": messages, "nextrow": 0}


def _one(
    model: Model, table: Table, record: Record, number: int, ids: list, messages: list
) -> None:
    """A value that cannot be read is blamed on its row; a constraint on the row before, too (18, 19)."""
    mark = len(model.env.store.undo)
    try:
        xid, values = _values(model, table, record.rows, Blame(messages, number, record))
    except BadValue as bad:
        messages.append(_message(bad.args[0], record.start, record.stop, number, **bad.args[1]))
        return
    try:
        ids.append(_save(model, xid, values))
    except OdooError as refusal:
        model.env.store.rollback(mark)
        text = refusal.message
        if isinstance(refusal, PythonError):
            text = f"Unknown error during import: {refusal.name.removeprefix('builtins.')}: {text}"
        if number and model.env.version >= 18:
            messages.append(_message(text, record.start - 1, record.start - 1, number - 1))
        messages.append(_message(text, record.start, record.stop, number))


def _message(text: str, start: int, stop: int, record: int, **more: Any) -> dict[str, Any]:
    told = {"type": "error", "message": text, "rows": {"from": start, "to": stop}, "record": record}
    return told | more


# --- columns ------------------------------------------------------------------------------------


def _table(model: Model, fields: list[str]) -> Table:
    table = Table([name.split("/") for name in fields])
    for number, path in enumerate(table.paths):
        name = path[0]
        if name in ("id", ".id"):
            continue
        if name not in model.fields:
            raise PythonError(f"Invalid field name '{name}'", "builtins.KeyError")
        if model.fields[name].type == "one2many":
            table.below.setdefault(name, []).append(number)
    return table


def _records(table: Table, data: list[list[Any]]) -> list[Record]:
    """A row whose own columns are all empty continues the record above it with another line."""
    below = {number for numbers in table.below.values() for number in numbers}
    own = [number for number in range(len(table.paths)) if number not in below]
    found: list[Record] = []
    for at, row in enumerate(data):
        if found and below and not any(row[number] for number in own):
            found[-1].rows.append(row)
            found[-1].stop = at
        else:
            found.append(Record(at, at, [row]))
    return found


@dataclass(slots=True)
class Blame:
    """Where warnings about values go, and whose they are."""

    messages: list[dict[str, Any]]
    number: int
    record: Record

    def warn(self, at: Field, text: str) -> None:
        told = _message(text, self.record.start, self.record.stop, self.number, field=at.name)
        self.messages.append(told | {"type": "warning"})


def _values(model: Model, table: Table, rows: list[list[Any]], blame: Blame) -> tuple[str, dict]:
    xid, values = "", {}
    below = {number for numbers in table.below.values() for number in numbers}
    for number, path in enumerate(table.paths):
        if number in below:
            continue
        cell = rows[0][number]
        if path[0] == "id":
            xid = str(cell or "")
        elif path[0] == ".id":  # beside an external id it does not count: a record is made
            xid = xid or (f".{cell}" if cell else "")
        else:
            values[path[0]] = _convert(model, model.fields[path[0]], path[1:], cell, blame)
    for name in table.below:
        values[name] = _lines(model, table, name, rows, blame)
    return xid, values


def _lines(model: Model, table: Table, name: str, rows: list, blame: Blame) -> list:
    """Lines with an external id are updated when they exist; those without are added again every time."""
    lines, numbers = model.env[model.fields[name].relation], table.below[name]
    below = _table(lines, ["/".join(table.paths[number][1:]) for number in numbers])
    commands = []
    for row in rows:
        cells = [row[number] for number in numbers]
        if not any(cells):
            continue
        xid, values = _values(lines, below, [cells], blame)
        known = _existing(lines, xid)
        commands.append((1, known, values) if known else (0, xid, values))
    return commands


# --- values -------------------------------------------------------------------------------------


def _convert(model: Model, at: Field, rest: list[str], value: Any, blame: Blame) -> Any:
    if at.type in ("many2one", "many2many"):
        return _reference(model, at, rest, value)
    if value in ("", None, False):
        return False
    if at.type == "boolean":
        return _boolean(at, value, blame)
    return CONVERT.get(at.type, _plain)(model, at, value)


def _plain(_model: Model, _at: Field, value: Any) -> Any:
    return str(value)


def _boolean(at: Field, value: Any, blame: Blame) -> bool:
    if not isinstance(value, str):
        raise PythonError(
            f"{type(value).__name__!r} object has no attribute 'lower'", "builtins.AttributeError"
        )
    if value.lower() in TRUE:
        return True
    if value.lower() not in FALSE:
        blame.warn(at, f"Unknown value '{value}' for boolean field '{at.label}'")
        return True
    return False


def _number(_model: Model, at: Field, value: Any) -> float | int:
    try:
        return int(value) if at.type == "integer" else float(value)
    except ValueError:
        kind = "an integer" if at.type == "integer" else "a number"
        raise _bad(at, f"'{value}' does not seem to be {kind} for field '{at.label}'") from None


def _day(_model: Model, at: Field, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        text = f"'{value}' does not seem to be a valid date for field '{at.label}'"
        raise _bad(at, text, moreinfo="Use the format '2012-12-31'") from None


def _moment(model: Model, at: Field, value: Any) -> str:
    """Read in the time zone of the context, else of the user (facts §4)."""
    try:
        moment = datetime.strptime(f"{value}+0000", "%Y-%m-%d %H:%M:%S%z")
    except ValueError:
        text = f"'{value}' does not seem to be a valid datetime for field '{at.label}'"
        raise _bad(at, text, moreinfo="Use the format '2012-12-31 23:59:59'") from None
    zone = model.env.context.get("tz") or model.env.user_zone
    return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _choice(model: Model, at: Field, value: Any) -> str:
    options = model.options(at)
    labels = {option.replace("_", " ").title(): option for option in options}
    if value in options or value in labels:
        return labels.get(value, value)
    raise _bad(at, f"Value '{value}' not found in selection field '{at.label}'", moreinfo=options)


def _json(_model: Model, at: Field, value: Any) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise _bad(
            at, f"'{value}' does not seem to be a valid JSON for field '{at.label}'"
        ) from None


CONVERT = {
    "integer": _number,
    "float": _number,
    "monetary": _number,
    "date": _day,
    "datetime": _moment,
    "selection": _choice,
    "json": _json,
}


def _bad(at: Field, text: str, **more: Any) -> BadValue:
    return BadValue(text, {"field": at.name, "field_name": at.label} | more)


def _reference(model: Model, at: Field, rest: list[str], value: Any) -> Any:
    others = model.env[at.relation] if at.relation in model.env.models else None
    kind = rest[0] if rest else "name"
    if not value or others is None:
        return [(5,)] if at.type == "many2many" else False
    texts = str(value).split(",") if at.type == "many2many" else [str(value)]
    keys = [_found(others, at, kind, text.strip()) for text in texts]
    return [(6, 0, keys)] if at.type == "many2many" else keys[0]


def _found(others: Model, at: Field, kind: str, text: str) -> int:
    if kind == "id":
        key, word = _existing(others, text), "external id"
    elif kind == ".id":
        key = int(text) if text.isdigit() and others.has(int(text)) else 0
        word = "database id"
    else:
        keys = others.find([("display_name", "=", text)])
        key, word = (keys or [0])[0], "name"
    if not key:
        raise _bad(at, f"No matching record found for {word} '{text}' in field '{at.label}'")
    return key


def _existing(model: Model, xid: str) -> int:
    if xid.startswith("."):
        return int(xid[1:]) if xid[1:].isdigit() and model.has(int(xid[1:])) else 0
    row = model.env.store.xids.get(_full(xid)) if xid else None
    if row and row["model"] == model.name and model.has(row["res_id"]):
        return row["res_id"]
    return 0


def _full(xid: str) -> str:
    return xid if "." in xid else f"__import__.{xid}"


# --- saving -------------------------------------------------------------------------------------


def _save(model: Model, xid: str, values: dict[str, Any]) -> int:
    """An archived record is updated and stays archived; noupdate is ignored (facts §4)."""
    lines = {name: value for name, value in values.items() if model.fields[name].type == "one2many"}
    named = [
        (name, place, command[1]) for name, value in lines.items() for place, command in _new(value)
    ]
    plain = {
        name: _without_xids(value) if name in lines else value for name, value in values.items()
    }
    key = _existing(model, xid)
    if xid.startswith(".") and not key:
        raise UserError(f"No matching record found for database id '{xid[1:]}'")
    before = {name: set(model.value(key, name)) if key else set() for name in lines}
    if key:
        model.change([key], plain)
    else:
        model.allow("create")
        key = model.make(plain)
        _name(model, xid, key)
    for name in lines:
        made = [one for one in model.value(key, name) if one not in before[name]]
        wanted = [text for field_name, _place, text in named if field_name == name]
        for line, text in zip(sorted(made), wanted, strict=False):
            _name(model.env[model.fields[name].relation], text, line)
    return key


def _new(commands: list) -> list[tuple[int, tuple]]:
    return [(place, command) for place, command in enumerate(commands) if command[0] == 0]


def _without_xids(commands: list) -> list:
    return [(0, 0, command[2]) if command[0] == 0 else command for command in commands]


def _name(model: Model, xid: str, key: int) -> None:
    if not xid or xid.startswith("."):
        return
    module, _dot, name = _full(xid).partition(".")
    row = {"module": module, "name": name, "model": model.name, "res_id": key, "noupdate": False}
    model.env["ir.model.data"].make(row)
