"""An office folder of its own for each test of templates."""

from __future__ import annotations

import pytest


@pytest.fixture
def write_template(tmp_path, monkeypatch):
    """Return a function that writes a template into an office folder."""
    folder = tmp_path / "invoicing" / "templates"
    folder.mkdir(parents=True)
    (tmp_path / "calendar" / "templates").mkdir(parents=True)
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(tmp_path))

    def write(text, name="letter.md.j2"):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    return write
