"""Search domains: prefix notation, dotted paths, the operators that clients use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import PythonError

if TYPE_CHECKING:
    from .orm import Model

COMPARE = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def matches(model: Model, key: int, domain: list) -> bool:
    stack: list[bool] = []
    for part in reversed(domain or []):
        if part == "!":
            stack.append(not stack.pop())
        elif part in ("&", "|"):
            first, second = stack.pop(), stack.pop()
            stack.append(first and second if part == "&" else first or second)
        else:
            stack.append(_leaf(model, key, *part))
    return all(stack)


def candidates(model: Model, domain: list) -> list[int]:
    """The few rows that a plain AND of equalities leaves; the rest of the domain is checked on those."""
    keys = list(model.rows)
    if any(isinstance(part, str) for part in domain):
        return keys
    for name, operator, wanted in domain:
        if (name, operator) == ("id", "in"):
            keys = [key for key in dict.fromkeys(wanted) if model.has(key)]
        elif operator == "=" and _is_plain(model, name, wanted):
            keys = [key for key in keys if model.rows[key].get(name) == wanted]
    return keys


def _is_plain(model: Model, name: object, wanted: object) -> bool:
    """A stored value that can be compared as it is: a text, a number, an id."""
    if name not in model.fields or hasattr(model, f"compute_{name}") or not wanted:
        return False
    kind = model.fields[name].type
    return kind in ("char", "selection", "integer") or (
        kind == "many2one" and isinstance(wanted, int)
    )


def fields_of(domain: list) -> set[str]:
    return {part[0] for part in domain or [] if not isinstance(part, str)}


def _leaf(model: Model, key: int, path: object, operator: str, wanted: object) -> bool:
    if path in (0, 1):  # [(1, '=', 1)]
        return path == wanted
    head, _dot, rest = str(path).partition(".")
    if head not in model.fields:
        message = f"Invalid field {model.name}.{head} in leaf ({path!r}, {operator!r}, {wanted!r})"
        raise PythonError(message)
    field = model.fields[head]
    value = model.value(key, head)
    if rest:
        others = model.env[field.relation]
        keys = value if isinstance(value, list) else [value] if value else []
        return any(_leaf(others, other, rest, operator, wanted) for other in keys)
    if operator in ("child_of", "parent_of"):
        return _related(model, key, value, operator, wanted)
    if isinstance(wanted, str) and field.type in ("many2one", "many2many", "one2many"):
        return _named(model, field.relation, value, operator, wanted)
    return _compare(value, operator, wanted)


def _related(model: Model, key: int, value: object, operator: str, wanted: object) -> bool:
    roots = wanted if isinstance(wanted, list) else [wanted]
    if operator == "parent_of":
        return any(key in model.ancestors(root) for root in roots)
    start = value if isinstance(value, int) and not isinstance(value, bool) else key
    return any(root in model.ancestors(start) for root in roots)


def _named(model: Model, relation: str, value: object, operator: str, wanted: str) -> bool:
    others = model.env[relation]
    keys = value if isinstance(value, list) else [value] if value else []
    if operator in ("=", "!=") or not keys:
        hit = any(others.value(other, "display_name") == wanted for other in keys)
        return hit if operator == "=" else not hit
    return any(_compare(others.value(other, "display_name"), operator, wanted) for other in keys)


def _compare(value: object, operator: str, wanted: object) -> bool:
    if operator in ("in", "not in"):
        options = wanted if isinstance(wanted, list | tuple) else [wanted]
        held = value if isinstance(value, list) else [value]
        return any(one in options for one in held) == (operator == "in")
    if operator in ("=", "!=", "<>"):
        if isinstance(value, list):
            same = wanted in value if wanted else not value
        else:
            same = value == wanted or (not value and not wanted)
        return same == (operator == "=")
    if operator in COMPARE:
        return value is not False and value is not None and COMPARE[operator](value, wanted)
    if operator.removeprefix("not ") in ("like", "ilike", "=like", "=ilike"):
        return _like(
            str(value or ""), operator.removeprefix("not "), str(wanted)
        ) != operator.startswith("not ")
    raise PythonError(f"Invalid operator {operator!r}")


def _like(value: str, operator: str, wanted: str) -> bool:
    pattern = re.escape(wanted).replace("%", ".*").replace("_", ".")
    if not operator.startswith("="):
        pattern = f".*{pattern}.*"
    flags = re.DOTALL | (re.IGNORECASE if operator.endswith("ilike") else 0)
    return bool(re.fullmatch(pattern, value, flags))
