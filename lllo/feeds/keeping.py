"""Keeps the last good bytes of each address as a file, for when the database cannot be asked.

Thunderbird switches a calendar off for good after one 500 or 503. The files are for the
account of the server only; the name is the hash of the address, never the address.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """What an address is answered: a calendar, and what HTTP says of it.

    ``changed_at`` is aware and in whole seconds; ``is_public``: caches between
    us and the reader may keep it; ``read`` returns the bytes.
    """

    etag: str
    changed_at: datetime
    filename: str
    is_public: bool
    read: Callable[[], bytes]


def keep(name: str, good: Good) -> None:
    """Write an answer down, unless it stands there already; a full disk is no reason to fail."""
    path = _path(name)
    with contextlib.suppress(OSError):
        if not _says(path, good.etag):
            _write(path, good)


def recall(name: str) -> Good | None:
    """Return what an address was last answered, or nothing."""
    try:
        head, body = _path(name).read_bytes().split(b"\n", 1)
        etag, changed_at, is_public, filename = head.decode().split("\t", 3)
        moment = datetime.fromisoformat(changed_at)
    except (OSError, ValueError):
        return None
    return Good(
        etag=etag,
        changed_at=moment,
        filename=filename,
        is_public=is_public == "public",
        read=lambda: body,
    )


def forget(name: str) -> None:
    """Remove what is kept of an address."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(settings.FEED_FOLDER) / f"{name}.feed"


def _says(path: Path, etag: str) -> bool:
    """Tell whether a file begins with a hash; nothing more of it is read."""
    try:
        with path.open("rb") as file:
            return file.readline().startswith(etag.encode() + b"\t")
    except OSError:
        return False


def _write(path: Path, good: Good) -> None:
    """Write a file whole and put it in its place at once."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    words = (
        good.etag,
        good.changed_at.isoformat(),
        "public" if good.is_public else "private",
        good.filename,
    )
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write("\t".join(words).encode() + b"\n")
            file.write(good.read())
        os.replace(temporary, path)  # noqa: PTH105 - says that it replaces
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
