"""The fake's database: rows in memory, a transaction with undo, and a journal on disk that survives a kill."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = dict[str, object]
Change = tuple[str, int, Row | None]
XIDS = "ir.model.data"


class Store:
    """Rows are replaced, never changed in place: an old row in the undo list stays what it was."""

    def __init__(self, path: Path | None):
        self.tables: dict[str, dict[int, Row]] = {}
        self.last: dict[str, int] = {}
        self.xids: dict[str, Row] = {}
        self.owners: dict[tuple[str, int], list[str]] = {}
        self.undo: list[Change] = []
        self.path = path
        if path and path.exists():
            self._replay(path)
        self.file = path.open("a", encoding="utf-8") if path else None

    def _replay(self, path: Path) -> None:
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                changes = json.loads(line)
            except ValueError:  # the line that was being written when the process died
                break
            for model, key, row in changes:
                self._set(model, key, row)

    def table(self, model: str) -> dict[int, Row]:
        return self.tables.setdefault(model, {})

    def new_id(self, model: str) -> int:
        self.last[model] = self.last.get(model, 0) + 1
        return self.last[model]

    def put(self, model: str, key: int, row: Row | None) -> None:
        table = self.table(model)
        old = table.get(key)
        self.undo.append((model, key, old))
        self._set(model, key, row)

    def _set(self, model: str, key: int, row: Row | None) -> None:
        table = self.table(model)
        old = table.get(key)
        if row is None:
            table.pop(key, None)
        else:
            table[key] = row  # in place: a loop over the table goes on
        self.last[model] = max(self.last.get(model, 0), key)
        if model == XIDS:
            self._index(old, row)

    def _index(self, old: Row | None, row: Row | None) -> None:
        if old and "module" in old:
            name = f"{old['module']}.{old['name']}"
            self.xids.pop(name, None)
            self.owners[old["model"], old["res_id"]].remove(name)
        if row and "module" in row:
            name = f"{row['module']}.{row['name']}"
            self.xids[name] = row
            self.owners.setdefault((row["model"], row["res_id"]), []).append(name)

    def rollback(self, mark: int = 0) -> None:
        while len(self.undo) > mark:
            model, key, row = self.undo.pop()
            self._set(model, key, row)

    def commit(self) -> None:
        changed = list(dict.fromkeys((model, key) for model, key, _old in self.undo))
        self.undo.clear()
        if not changed or self.file is None:
            return
        rows = [(model, key, self.tables[model].get(key)) for model, key in changed]
        self.file.write(json.dumps(rows, separators=(",", ":")) + "\n")
        self.file.flush()  # in the hands of the system: a killed process loses nothing committed

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        mark = len(self.undo)
        try:
            yield
        except Exception:
            self.rollback(mark)
            raise
