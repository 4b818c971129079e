"""Answers of read, sorting and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import PythonError

if TYPE_CHECKING:
    from .orm import Model


def read(model: Model, keys: list[int], names: list[str] | None, load: str) -> list[dict[str, Any]]:
    """A record that is gone is left out without an error (facts §2)."""
    wanted = names or list(model.fields)
    for name in wanted:
        if name not in model.fields:
            raise PythonError(f"Invalid field {name!r} on model {model.name!r}")
    whole = load == "_classic_read"
    return [
        {"id": key} | {name: shown(model, key, name, whole=whole) for name in wanted}
        for key in keys
        if model.has(key)
    ]


def shown(model: Model, key: int, name: str, *, whole: bool = True) -> Any:
    field = model.fields[name]
    value = model.value(key, name)
    if field.type == "many2one" and value and whole:
        return [value, named(model, field.relation, value)]
    return value


def named(model: Model, relation: str, key: int) -> str:
    if relation not in model.env.models or not model.env[relation].has(key):
        return f"{relation},{key}"
    return str(model.env[relation].value(key, "display_name"))


def ordered(model: Model, keys: list[int], order: str) -> list[int]:
    keys = sorted(keys)
    for part in reversed([one.split() for one in order.split(",") if one.strip()]):
        name, down = part[0], len(part) > 1 and part[1].lower() == "desc"
        if name not in model.fields:
            raise PythonError(f"Invalid field {name!r} on model {model.name!r}")
        keys.sort(key=lambda key, name=name: _sortable(model, key, name), reverse=down)
    return keys


def _sortable(model: Model, key: int, name: str) -> tuple[bool, Any]:
    value = model.value(key, name)
    if isinstance(value, list):
        return (bool(value), str(value))
    empty = value is False or value is None
    return (empty, "" if empty and model.fields[name].type != "boolean" else value)


def groups(
    model: Model, keys: list[int], fields: list[str], groupby: str | list[str]
) -> list[dict[str, Any]]:
    by = [groupby] if isinstance(groupby, str) else list(groupby)
    found: dict[tuple, list[int]] = {}
    for key in keys:
        found.setdefault(tuple(model.value(key, name) for name in by), []).append(key)
    return [_group(model, by, members, fields) for members in found.values()]


def _group(model: Model, by: list[str], members: list[int], fields: list[str]) -> dict[str, Any]:
    first = members[0]
    group = {name: shown(model, first, name) for name in by}
    group["__count"] = group[f"{by[0]}_count"] = len(members)
    group["__domain"] = [[name, "=", model.value(first, name)] for name in by]
    for spec in fields:
        name = spec.split(":")[0]
        if name in model.fields and model.fields[name].type in ("float", "monetary", "integer"):
            group[name] = round(sum(model.value(key, name) for key in members), 2)
    return group
