"""Office folders of a test's own."""

from __future__ import annotations

import pytest

from lllo import clock
from tests.invoices.builders import NOW, OfficeFolder
from tests.world import mark_demo


@pytest.fixture(autouse=True)
def fixed_clock():
    """Actions refuse days in the future, so the tests must not depend on the real one."""
    with clock.at(NOW):
        yield


@pytest.fixture
def office_folder(tmp_path, monkeypatch):
    """The folders as shipped: nothing is decided about VAT and seller."""
    folder = OfficeFolder(tmp_path / "office")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))
    return folder


@pytest.fixture
def confirmed(office_folder):
    """Finance has decided and confirmed."""
    office_folder.confirm()
    return office_folder


@pytest.fixture
def demo(db, office_folder):
    """A database that is a demo, with the folders as shipped."""
    mark_demo()
    return office_folder
