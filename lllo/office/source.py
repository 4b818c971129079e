"""One file of the office folders: its text, what it says, and the mistakes found in it."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lllo.office.locate import Place, lines_of
from lllo.office.mistakes import Mistake, _

if TYPE_CHECKING:
    from pathlib import Path

WHERE = re.compile(r" \((?:at line (?P<line>\d+), column (?P<column>\d+)|at end of document)\)$")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
NO_SUCH_DAY = _("The day %(value)s does not exist.")
SYNTAX = {  # what tomllib says: what to tell the office
    "Cannot overwrite a value": _("This key already stands above; each key may stand once."),
    "Cannot declare": _("This table already stands above; each table may stand once."),
    "Invalid value": _(
        "After the = stands nothing that can be read; expected text between quotes, a number, "
        "a date, true or false."
    ),
    "Expected '=' after a key": _("This line is not understood; expected: key = value."),
    "Expected newline": _(
        "Something stands after the value; expected one value a line, an amount such as 7500.00."
    ),
    "Illegal character '\\n'": _("A text is not closed; expected a quote at the end of it."),
    "Unclosed array": _("A list here or above is not closed; expected ] at the end of it."),
    "Unescaped '\\'": _("A text holds a single \\; expected two of them: \\\\."),
}


class Source:
    """A TOML file; ``data`` is empty when the file is missing or cannot be read at all."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.mistakes: list[Mistake] = []
        self.text = ""
        self.data: dict[str, Any] | None = None
        self._lines: dict[Place, int] | None = None
        self._spoiled: set[int] = set()  # lines that already have their mistake
        self._places: dict[int, tuple[object, Place]] = {}
        self._read(root / path)

    def _read(self, file: Path) -> None:
        try:
            self.text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except FileNotFoundError:
            self._add(0, _("The file is missing."))
        except UnicodeDecodeError:
            self._add(0, _("The file is not in UTF-8; expected a text saved as UTF-8."))
        except OSError as error:
            self._add(0, _("The file cannot be read: %(reason)s."), reason=error.strerror)
        else:
            self._parse()

    def _parse(self) -> None:
        """Read the TOML; a day that does not exist is noted and does not hide the rest."""
        text = self.text
        while self.data is None:
            try:
                self.data = tomllib.loads(text, parse_float=Decimal)
            except tomllib.TOMLDecodeError as error:
                changed = self._syntax_mistake(str(error), text)
                if changed is None:
                    return
                text = changed
            except RecursionError:
                self._add(0, _("Lists or tables stand in each other too deeply to be read."))
                return

    def _syntax_mistake(self, message: str, text: str) -> str | None:
        """Note what tomllib says; return a text to go on with where only a day was wrong."""
        found = WHERE.search(message)
        rows = text.split("\n")
        line = int(found["line"]) if found and found["line"] else len(text.rstrip().split("\n"))
        if found and found["column"] and message.startswith("Invalid date"):
            row, column = rows[line - 1], int(found["column"]) - 1
            day = DATE.match(row, column)
            if day:
                self._add(line, NO_SUCH_DAY, value=day.group())
                self._spoiled.add(line)
                rows[line - 1] = f"{row[:column]}'{day.group()}'{row[day.end() :]}"
                return "\n".join(rows)
        plain = WHERE.sub("", message)
        for start, sentence in SYNTAX.items():
            if plain.startswith(start):
                self._add(line, sentence)
                return None
        self._add(line, _("The file is not valid TOML here: %(reason)s."), reason=plain)
        return None

    def place(self, obj: object, place: Place) -> None:
        """Remember where an object was read, so that a later check can name its line."""
        self._places[id(obj)] = (obj, place)

    def wrong(self, where: object, text: str, *keys: str | int, **params: Any) -> None:
        """Note a mistake in what was read: ``where`` is a place or an object read from here."""
        place = where if isinstance(where, tuple) else self._places[id(where)][1]
        self._add(self.line((*place, *keys)), text, **params)

    def written(self, table: str, key: str = "code") -> list[str]:
        """Return the codes of a list of tables, also of those that have another mistake."""
        tables = (self.data or {}).get(table, [])
        codes = [item.get(key) for item in tables if isinstance(item, dict)]
        return [code for code in codes if isinstance(code, str)]

    def line(self, place: Place) -> int:
        """Return the line of a place, or of what it stands in when it is not written."""
        if self._lines is None:
            self._lines = lines_of(self.text)
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def _add(self, line: int, text: str, **params: Any) -> None:
        if line not in self._spoiled:
            self.mistakes.append(Mistake(self.path, line, text, params))
