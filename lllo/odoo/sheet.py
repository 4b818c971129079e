"""Turns rows into what ``load()`` takes: names of columns, and texts.

Rows are grouped by their columns, for a column that is left out stays as it is in Odoo, and an
empty one is emptied. Lines follow their record in rows of which the other columns are empty.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lllo.odoo.mapping.base import Lookup, Ref, Shares, Value, Values, Xml
from lllo.odoo.problems import Kind, Problem
from lllo.odoo.wording import note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Entity, Row
    from lllo.odoo.models import OdooRecord

SUFFIX = {Ref: "/.id", Lookup: "/.id", Xml: "/id"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One call of ``load()``: the records it is about, in order, and what is sent."""

    rows: tuple[Row, ...]
    fields: tuple[str, ...]
    data: tuple[tuple[str, ...], ...]


class Writer:
    """Writes sheets for one model; finds out what the accountants named, once each."""

    def __init__(self, client: Client, entity: Entity, records: Mapping[str, OdooRecord]) -> None:
        self.client = client
        self.entity = entity
        self.records = records
        self._found: dict[Lookup, int] = {}

    def sheets(self, rows: Sequence[Row], size: int) -> list[Sheet]:
        """Return the calls for some rows, at most ``size`` records in each."""
        groups: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(self._columns(row), []).append(row)
        return [
            self.sheet(group[start : start + size])
            for group in groups.values()
            for start in range(0, len(group), size)
        ]

    def sheet(self, rows: Sequence[Row]) -> Sheet:
        """Return one call; all rows have the same columns."""
        names = list(self._columns(rows[0]))
        line_names = sorted({name for row in rows for name in self._line_columns(row)})
        data: list[tuple[str, ...]] = []
        for row in rows:
            head = self._head(row) | self._identity(row)
            lines = [self._line(line.key, line.values) for line in row.lines] or [{}]
            for number, line in enumerate(lines):
                own = [head[name] if number == 0 else "" for name in names]
                data.append((*own, *(line.get(name, "") for name in line_names)))
        return Sheet(rows=tuple(rows), fields=(*names, *line_names), data=tuple(data))

    def target(self, ref: Ref) -> str:
        """Return the id in Odoo of another record of ours; before it was sent, its key."""
        record = self.records.get(ref.key)
        known = record.target_id if record else None
        return str(known) if known else f"({ref.key})"

    def look_up(self, lookup: Lookup) -> int:
        """Return the id of what the accountants made; raises a sentence when it is not there."""
        if lookup not in self._found:
            domain = [[lookup.field, "=", lookup.value]]
            found = self.client.read(lookup.model, domain, ["id"], limit=2)
            if len(found) != 1:
                raise Problem(
                    Kind.MISSING,
                    note("not_once", model=lookup.model, value=lookup.value, count=len(found)),
                )
            self._found[lookup] = found[0]["id"]
        return self._found[lookup]

    def column(self, model: str, name: str) -> str:
        """Return the name that a model has for a column, or nothing."""
        plain, _mark, needed = name.partition("?")
        if needed and not self._holds(model, needed):
            return ""
        return self.client.first_of(model, *plain.split("|"))

    def _holds(self, model: str, needed: str) -> bool:
        """Tell whether a field knows a value: ``kanban_state=cancel``, ``!kanban_state=cancel``."""
        field, _equals, value = needed.removeprefix("!").partition("=")
        selection = self.client.fields(model).get(field, {}).get("selection", ())
        return (value in [item[0] for item in selection]) is not needed.startswith("!")

    def _columns(self, row: Row) -> tuple[str, ...]:
        """Return the columns of a row, that by which Odoo knows it in front."""
        own = sorted(self._head(row))
        return (next(iter(self._identity(row))), *own)

    def _head(self, row: Row) -> dict[str, str]:
        """Return the cells of a record; ``active`` is among them only if we archive it, or did."""
        cells = self._texts(self.entity.model, row.values)
        if row.gone or self.records[row.key].is_archived:
            cells["active"] = "0" if row.gone else "1"
        return cells

    def _identity(self, row: Row) -> dict[str, str]:
        """Return the external id; of a record that a person linked, the id in Odoo."""
        record = self.records[row.key]
        if record.external_id:
            return {"id": record.external_id}
        return {".id": str(record.odoo_id)}

    def _line_columns(self, row: Row) -> set[str]:
        """Return the columns of the lines of a row."""
        return {name for line in row.lines for name in self._line(line.key, line.values)}

    def _line(self, key: str, values: Values) -> dict[str, str]:
        """Return the cells of a line, with its own external id."""
        cells = {"id": f"{self.client.connection.prefix}.{key}"}
        cells |= self._texts(self.entity.lines_model, values)
        return {f"{self.entity.lines}/{name}": text for name, text in cells.items()}

    def _texts(self, model: str, values: Values) -> dict[str, str]:
        """Return values by the names that the model has for them."""
        return {
            name + SUFFIX.get(type(value), ""): self._text(value)
            for written, value in values.items()
            if (name := self.column(model, written))
        }

    def _text(self, value: Value) -> str:
        """Return a value as a text."""
        if isinstance(value, Ref):
            return self.target(value)
        if isinstance(value, Xml):
            return ",".join(value.ids)
        if isinstance(value, Lookup):
            return str(self.look_up(value))
        if isinstance(value, Shares):
            shares = {self.target(Ref(key)): float(part) for key, part in value.parts}
            return json.dumps(shares)
        return value


def as_json(sheet: Sheet, entity: Entity) -> dict[str, Any]:
    """Return a call as ``--dry-run`` prints it."""
    return {
        "model": entity.model,
        "method": "load",
        "fields": list(sheet.fields),
        "data": [list(row) for row in sheet.data],
    }
