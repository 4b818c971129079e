from __future__ import annotations

import pytest

from tests.office import folders


@pytest.fixture
def office_copy(tmp_path, monkeypatch):
    """A copy of the office folders that a test may damage."""
    root = folders.copy_to(tmp_path / "office")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(root))
    return root
