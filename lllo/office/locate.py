"""Tells on which line of a TOML file each key stands; tomllib reads values only."""

from __future__ import annotations

import re

Place = tuple[str | int, ...]

TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""+'  # the text of several lines, quotes at its very end included
    r"|'''.*?'''+"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|\n"
    r"|[\[\]{}=,.]"
    r"""|[^\s\[\]{}=,."'#]+""",
    re.DOTALL,
)
ENDS = frozenset({"\n", ",", "]", "}", ""})


def lines_of(text: str) -> dict[Place, int]:
    """Return the line of each table, key and array element of ``text``, which is valid TOML."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    """Walks over the tokens once; it trusts tomllib to have refused what is not TOML."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        self.lines: dict[Place, int] = {(): 1}
        self.position = 0
        self.counts: dict[Place, int] = {}  # arrays of tables: how many so far
        line, before = 1, 0
        for match in TOKEN.finditer(text):
            line += text.count("\n", before, match.start())
            before = match.start()
            if not match.group().startswith("#"):
                self.tokens.append((match.group(), line))

    def peek(self) -> str:
        """Return the next token, or nothing at the end."""
        return self.tokens[self.position][0] if self.position < len(self.tokens) else ""

    def take(self) -> tuple[str, int]:
        """Return the next token with its line and go past it."""
        token = self.tokens[self.position]
        self.position += 1
        return token

    def document(self) -> None:
        """Walk over headers and keys to the end of the file."""
        table: Place = ()
        while self.peek():
            if self.peek() == "\n":
                self.take()
            elif self.peek() == "[":
                table = self.header()
            else:
                self.pair(table)

    def header(self) -> Place:
        """Walk over ``[table]`` or ``[[array]]`` and return where its keys belong."""
        line = self.take()[1]
        is_array = self.peek() == "["
        if is_array:
            self.take()
        names = self.key()
        while self.peek() == "]":
            self.take()
        place: Place = ()
        for name in names:
            place = (*place, name)
            is_last = len([part for part in place if isinstance(part, str)]) == len(names)
            if is_last and is_array:
                self.counts[place] = self.counts.get(place, 0) + 1
                self.lines.setdefault(place, line)
            if place in self.counts:
                place = (*place, self.counts[place] - 1)
        self.lines[place] = line
        return place

    def key(self) -> list[str]:
        """Walk over a key, dotted or not, and return its parts."""
        parts = []
        while self.peek() not in ("=", "]", ""):
            part = self.take()[0]
            if part != ".":
                parts.append(part.strip("\"'"))
        return parts

    def pair(self, table: Place) -> None:
        """Walk over ``key = value``."""
        line = self.tokens[self.position][1]
        place = table
        for part in self.key():
            place = (*place, part)
            self.lines.setdefault(place, line)
        self.take()
        self.value(place)

    def value(self, place: Place) -> None:
        """Walk over a value and note where its elements stand."""
        self.lines[place] = self.tokens[self.position][1]
        if self.peek() == "[":
            self.array(place)
        elif self.peek() == "{":
            self.inline_table(place)
        else:
            while self.peek() not in ENDS:
                self.take()

    def array(self, place: Place) -> None:
        """Walk over ``[a, b]``, on one line or on several."""
        self.take()
        index = 0
        while self.peek() != "]":
            if self.peek() in ("\n", ","):
                self.take()
            else:
                self.value((*place, index))
                index += 1
        self.take()

    def inline_table(self, place: Place) -> None:
        """Walk over ``{a = 1, b = 2}``."""
        self.take()
        while self.peek() != "}":
            if self.peek() in ("\n", ","):
                self.take()
            else:
                self.pair(place)
        self.take()
