"""Opens a spreadsheet or csv file and returns its cells; refuses what is neither in a sentence."""

from __future__ import annotations

import csv
import io
import re
import stat
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.cells import Cell, ErrorCell, is_blank
from lllo.people.names import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST_FILE = 50_000_000  # bytes
LARGEST_UNPACKED = 500_000_000  # bytes; a small archive can hold very much
LARGEST_AREA = 5_000_000  # cells; the reader keeps room for each, filled or not
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")  # [MS-OFFCRYPTO] §2.3.4.4
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
DELIMITERS = (";", ",", "\t")
EXPLANATIONS = frozenset({"uitleg", "explanation"})  # the second sheet of our own templates
COMMENT = "# "  # alone in its row, as our own csv template writes its explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of one sheet, each row with the number a spreadsheet program shows."""

    name: str
    rows: list[tuple[int, list[Cell]]]


def read_grid(path: Path) -> Grid:
    """Return the cells of the only filled sheet of ``path``, told by content, not by name."""
    content = _content(path)
    if content.startswith((ZIP, OLE)):
        return _read_workbook(path, content)
    return _read_csv(path, content)


def _content(path: Path) -> bytes:
    """Return the bytes of a file, or refuse."""
    try:
        _refuse_unfit(path)
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise Refused(_("There is no file %(path)s.") % {"path": path}, code="no_file") from error
    except OSError as error:
        raise Refused(
            _("%(path)s cannot be read: %(reason)s.") % {"path": path, "reason": error.strerror},
            code="unreadable",
        ) from error
    if not content.strip():
        raise Refused(_("%(path)s is empty.") % {"path": path}, code="sheet_empty")
    return content


def _refuse_unfit(path: Path) -> None:
    """Refuse, unread, what is no regular file (a pipe or device may never end) or too large."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise Refused(_("%(path)s is a folder.") % {"path": path}, code="not_a_file")
    if not stat.S_ISREG(status.st_mode):
        raise Refused(_("%(path)s is not a regular file.") % {"path": path}, code="not_a_file")
    if status.st_size > LARGEST_FILE:
        raise Refused(_("%(path)s is larger than 50 MB.") % {"path": path}, code="file_too_large")


def _not_a_spreadsheet(path: Path) -> Refused:
    """Return the refusal of a file that is something else, or broken."""
    return Refused(
        _("%(path)s is not a spreadsheet that can be read; expected xlsx or csv.") % {"path": path},
        code="not_a_sheet",
    )


def _protected(path: Path) -> Refused:
    """Return the refusal of a file that asks for a password."""
    return Refused(
        _("%(path)s is protected with a password; save it without one.") % {"path": path},
        code="sheet_protected",
    )


def _read_workbook(path: Path, content: bytes) -> Grid:
    """Read the only filled sheet of a workbook; formulas give the value the office saw."""
    from python_calamine import (  # noqa: PLC0415 - a library of its own, only for imports
        CalamineError,
        CalamineWorkbook,
        PasswordError,
    )

    if content.startswith(OLE) and ENCRYPTED_PACKAGE in content:
        raise _protected(path)
    if content.startswith(ZIP):
        _refuse_bomb(path, content)
    try:
        try:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        except CalamineError:  # by the name it knows a document with a password for what it is
            workbook = CalamineWorkbook.from_path(path)
        grid = _only_filled(path, workbook)
    except PasswordError as error:
        raise _protected(path) from error
    except CalamineError as error:
        raise _not_a_spreadsheet(path) from error
    if content.startswith(ZIP):
        _mark_errors(path, content, grid)
    return grid


def _only_filled(path: Path, workbook: Any) -> Grid:
    """Return the one visible sheet with something in it, apart from a template's explanation."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - only for imports

    grids = []
    for sheet in workbook.sheets_metadata:
        seen = (sheet.visible, sheet.typ) == (SheetVisibleEnum.Visible, SheetTypeEnum.WorkSheet)
        if not seen or plain(sheet.name) in EXPLANATIONS:
            continue
        rows = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        if any(not is_blank(cell) for row in rows for cell in row):
            grids.append(Grid(name=sheet.name, rows=list(enumerate(rows, start=1))))
    if not grids:
        raise Refused(_("%(path)s is empty.") % {"path": path}, code="sheet_empty")
    if len(grids) > 1:
        names = ", ".join(grid.name for grid in grids)
        raise Refused(
            _("%(path)s has several filled sheets: %(names)s. Keep the one to import.")
            % {"path": path, "names": names},
            code="several_sheets",
        )
    return grids[0]


def _refuse_bomb(path: Path, content: bytes) -> None:
    """Refuse a workbook that says it unpacks to more than an office ever fills."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            sheets = [each for each in members if "worksheets/sheet" in each.filename]
            heads = [archive.open(each).read(4000) for each in sheets]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise _not_a_spreadsheet(path) from error
    if unpacked > LARGEST_UNPACKED or any(_area(head) > LARGEST_AREA for head in heads):
        raise Refused(
            _("%(path)s holds a sheet with more than 5 million cells; delete the empty ones.")
            % {"path": path},
            code="sheet_too_large",
        )


def _area(head: bytes) -> int:
    """Return how many cells a worksheet spans, as the beginning of its XML states."""
    match = re.search(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"', head)
    if match is None:
        return 0
    return _column_number(match[1].decode()) * int(match[2])


def _column_number(letters: str) -> int:
    """Return the number of a column: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _mark_errors(path: Path, content: bytes, grid: Grid) -> None:
    """Put the errors of an xlsx sheet in its cells; the reader gives them as empty ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = _error_cells(archive, grid.name)
    except (expat.ExpatError, ValueError, zipfile.BadZipFile, OSError, EOFError) as error:
        raise _not_a_spreadsheet(path) from error
    for number, cells in grid.rows:
        for column, written in found.get(number, {}).items():
            cells.extend([None] * (column - len(cells)))
            cells[column - 1] = ErrorCell(written)


def _error_cells(archive: zipfile.ZipFile, sheet: str) -> dict[int, dict[int, str]]:
    """Return the errors of a sheet by row and column; none when this is another format."""
    members = {name.lower(): name for name in archive.namelist()}
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if book not in members or links not in members:
        return {}
    ids = {
        value
        for each in _elements(archive, members[book], "sheet")
        if each.get("name") == sheet
        for key, value in each.items()
        if key.endswith(" id")  # r:id, in whichever namespace of relationships
    }
    found = _ErrorCells()
    for link in _elements(archive, members[links], "Relationship"):
        target = link.get("Target", "")
        member = members.get((target[1:] if target.startswith("/") else f"xl/{target}").lower())
        if link.get("Id") in ids and member:
            _parse(archive, member, start=found.start, end=found.end, text=found.text)
    return found.rows


def _elements(archive: zipfile.ZipFile, member: str, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of each element of one kind."""
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(" ")[2] == wanted:
            found.append(attributes)

    _parse(archive, member, start=start)
    return found


def _parse(
    archive: zipfile.ZipFile,
    member: str,
    *,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read XML as a stream; one with a document type, which a workbook never has, is an error."""

    def refuse_doctype(*_declared: object) -> None:
        raise ValueError("document type")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    with archive.open(member) as file:
        parser.ParseFile(file)


class _ErrorCells:
    """Gathers the cells ``<c t="e">`` of a worksheet by row and column while its XML is read."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, str]] = {}
        self._row = self._column = 0
        self._is_error = self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note where we are; a row or cell that does not say follows the one before it."""
        name = tag.rpartition(" ")[2]
        if name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self._column = _column_number(letters) if letters else self._column + 1
            self._is_error = attributes.get("t") == "e"
            if self._is_error:
                self.rows.setdefault(self._row, {})[self._column] = ""
        elif name == "v":
            self._in_value = self._is_error

    def end(self, _tag: str) -> None:
        """Leave the value."""
        self._in_value = False

    def text(self, written: str) -> None:
        """Add to the value of an error."""
        if self._in_value:
            self.rows[self._row][self._column] += written


def _read_csv(path: Path, content: bytes) -> Grid:
    """Read text with ``;``, ``,`` or a tab between the cells; a lone ``# cell`` is a remark."""
    text = _decoded(path, content)
    first, _newline, rest = text.partition("\n")
    declared = re.fullmatch(r"sep=(.)\s*", first)  # Excel's own way to name the delimiter
    if declared:
        text = "\n" + rest  # the rows keep the numbers that Excel shows
    delimiter = declared[1] if declared else _delimiter(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _not_a_spreadsheet(path) from error
    rows: list[tuple[int, list[Cell]]] = [
        (number, list(cells))
        for number, cells in enumerate(lines, start=1)
        if not (cells and cells[0].startswith(COMMENT) and not any(cells[1:]))
    ]
    return Grid(name=path.name, rows=rows)


def _decoded(path: Path, content: bytes) -> str:
    """Return the text of a csv file: Unicode, or else what Windows writes in western Europe."""
    mark = next((mark for mark in BYTE_ORDER_MARKS if content.startswith(mark)), b"")
    for encoding in [BYTE_ORDER_MARKS[mark]] if mark else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not text.startswith("%PDF"):
            return text
    raise _not_a_spreadsheet(path)


def _delimiter(text: str) -> str:
    """Return the sign that divides the first line into most cells; ``;`` on a tie."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader([first], delimiter=sign))))
