"""Copies of the office folders to damage."""

from __future__ import annotations

import shutil

from lllo import office

FOLDERS = ("packages_config", "invoicing", "calendar")


def copy_to(target):
    for name in FOLDERS:
        shutil.copytree(office.folder() / name, target / name)
    return target


def damage(root, path, old, new):
    """Replace the first ``old`` in a file by ``new``; return the line on which ``new`` stands."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path}"
    start = text.index(old)
    file.write_text(text[:start] + new + text[start + len(old) :], encoding="utf-8")
    return text.count("\n", 0, start) + 1


def sentences(root):
    """Return the mistakes in English, as ``file:line: sentence``."""
    return [
        f"{mistake.path}:{mistake.line}: {mistake.text % mistake.params}"
        for mistake in office.check(root)
    ]
