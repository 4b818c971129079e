"""Writes calendars to a folder: each file whole or not at all, and nothing of others removed.

A list in the folder (``.lllo-calendar.json``) says which files came from here,
with a hash of each. It is written before the files, so that after a crash no
file is unknown. A file of a calendar that is gone is removed only if it is in
that list and nobody changed it; otherwise it stays and is named.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST = ".lllo-calendar.json"
HALF = ".lllo-calendar-half-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What happened to a file: new, changed, unchanged, removed or left."""

    file: str
    state: str


def write(folder: Path, contents: Mapping[str, bytes], *, dry_run: bool = False) -> list[Written]:
    """Write the files into ``folder`` and clear away those that are no longer wanted."""
    known = _read_list(folder)
    wanted = {name: _hash(content) for name, content in contents.items()}
    done = [Written(file=name, state=_state(folder / name, contents[name])) for name in contents]
    done += [
        Written(file=name, state="removed" if _hash_of(folder / name) == digest else "left")
        for name, digest in sorted(known.items())
        if name not in wanted and (folder / name).exists()
    ]
    if not dry_run:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_halves(folder)
        _write_list(folder, known | wanted)
        _apply(folder, contents, done)
        left = {row.file for row in done if row.state == "left"}
        _write_list(folder, {name: known[name] for name in left} | wanted)
    return done


def _clear_halves(folder: Path) -> None:
    """Remove the half files of a run that was killed."""
    for path in folder.glob(f"{HALF}*"):
        path.unlink(missing_ok=True)


def _apply(folder: Path, contents: Mapping[str, bytes], done: list[Written]) -> None:
    """Do what the rows say."""
    for row in done:
        if row.state in {"new", "changed"}:
            _replace(folder / row.file, contents[row.file])
        elif row.state == "removed":
            (folder / row.file).unlink()


def _state(path: Path, content: bytes) -> str:
    """Tell what writing ``content`` to a file would do; equal bytes are left alone."""
    digest = _hash_of(path)
    if digest is None:
        return "new"
    return "unchanged" if digest == _hash(content) else "changed"


def _replace(path: Path, content: bytes) -> None:
    """Put a whole file in its place at once; who reads it sees the old or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=HALF)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        os.replace(name, path)  # noqa: PTH105 - says that it replaces
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write_list(folder: Path, files: Mapping[str, str]) -> None:
    """Write down which files came from here."""
    text = json.dumps({"files": dict(sorted(files.items()))}, indent=1) + "\n"
    if not (folder / LIST).is_file() or (folder / LIST).read_text(encoding="utf-8") != text:
        _replace(folder / LIST, text.encode())


def _read_list(folder: Path) -> dict[str, str]:
    """Return the files that came from here; an unreadable list vouches for nothing.

    Only plain names count: a list cannot lead out of its folder.
    """
    try:
        files = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    plain = {name for name, _digest in files if Path(name).name == name and name.endswith(".ics")}
    return {name: str(digest) for name, digest in files if name in plain}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash_of(path: Path) -> str | None:
    """Return the hash of a file, or nothing where there is none."""
    return _hash(path.read_bytes()) if path.is_file() else None
