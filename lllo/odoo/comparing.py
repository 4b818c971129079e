"""Compares what we send with what stands in Odoo, value by value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from lllo.odoo.mapping.base import Lookup, Ref, Shares, Xml
from lllo.odoo.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Value, Values
    from lllo.odoo.sheet import Writer

SHARED = "account.analytic.account"  # a division is JSON: its ids are of this model


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A value that differs; ``relation`` is the model of which it holds ids, if it does."""

    field: str
    ours: str
    theirs: str
    relation: str = ""


class Comparer:
    """Reads both sides of a value as texts that can be compared and shown."""

    def __init__(self, client: Client, writer: Writer) -> None:
        self.client = client
        self.writer = writer
        self._xml: dict[str, int | None] = {}

    def columns(self, model: str, values: Values) -> dict[str, str]:
        """Return the names that a model has for our columns, by what we call them."""
        names = {written: self.writer.column(model, written) for written in values}
        return {written: name for written, name in names.items() if name}

    def differences(
        self, model: str, values: Values, theirs: Mapping[str, Any]
    ) -> Iterator[Difference]:
        """Yield what differs."""
        for written, name in self.columns(model, values).items():
            value = values[written]
            ours, found = self.ours(value), self.theirs(theirs.get(name), value)
            if ours != found and not _same_number(ours, found):
                relation = self.client.fields(model)[name].get("relation", "")
                if isinstance(value, Shares):
                    relation = SHARED
                yield Difference(field=name, ours=ours, theirs=found, relation=relation)

    def ours(self, value: Value) -> str:
        """Return a value of ours as a text."""
        if isinstance(value, Ref):
            return self.writer.target(value)
        if isinstance(value, Lookup):
            return str(self.writer.look_up(value))
        if isinstance(value, Xml):
            return ",".join(sorted(str(self._id(name)) for name in value.ids))
        if isinstance(value, Shares):
            return _shares({self.writer.target(Ref(key)): part for key, part in value.parts})
        return value

    def theirs(self, found: Any, value: Value) -> str:
        """Return a value of Odoo as a text: False stands for empty, many2one is id and name."""
        if isinstance(value, Shares):
            return _shares(json.loads(found) if isinstance(found, str) else found or {})
        if isinstance(value, Ref | Lookup | Xml) and isinstance(found, list):
            is_one = len(found) == 2 and isinstance(found[1], str)  # noqa: PLR2004 - id and name
            return ",".join(sorted(str(pk) for pk in (found[:1] if is_one else found)))
        if found is True:
            return "1"
        if found is False or found is None:
            return "0" if value == "0" else ""
        return str(found)

    def _id(self, name: str) -> int | None:
        """Return the id of a record of Odoo by its external id, asked once."""
        if name not in self._xml:
            module, _dot, xml_id = name.partition(".")
            try:
                found = self.client.call(
                    "ir.model.data", "check_object_reference", module=module, xml_id=xml_id
                )
                self._xml[name] = int(found[1])
            except Problem as problem:
                if problem.concerns_all:
                    raise
                self._xml[name] = None
        return self._xml[name]


def _shares(parts: Mapping[str, Any]) -> str:
    """Return a division as a text, whatever its order and its kind of number."""
    return ", ".join(f"{key}: {Decimal(str(part)):.2f}" for key, part in sorted(parts.items()))


def _same_number(ours: str, theirs: str) -> bool:
    """Tell whether two texts are one number: 100.00 and 100.0."""
    try:
        return Decimal(ours) == Decimal(theirs)
    except InvalidOperation:
        return False
