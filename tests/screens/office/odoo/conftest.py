from __future__ import annotations

from datetime import date

import pytest

from lllo.odoo.config import Connection
from tests.invoices.builders import OfficeFolder
from tests.odoo.world import decide
from tests.screens import scene as build


@pytest.fixture
def connected(settings, tmp_path, monkeypatch):
    """The settings name an Odoo, and the office switched it on; nobody answers there."""
    folder = OfficeFolder(tmp_path / "office")
    decide(folder)
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))
    settings.LLLO_ODOO = Connection(
        url="https://odoo.example.org", database="proef", login="sync", api_key="geheime-sleutel",
        key_expires=date(2200, 1, 1),
    )  # fmt: skip
    return folder


@pytest.fixture
def organisation(scene):
    """An organisation with a signed agreement."""
    return build.make_participant(scene, 0).organisation
