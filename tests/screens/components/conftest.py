"""Someone of the backoffice who is signed in at the pages of the tests."""

from __future__ import annotations

import pytest

from tests import world


@pytest.fixture
def office(backoffice, client):
    client.force_login(backoffice)
    return client


@pytest.fixture
def town(db):
    return world.make_organisation()
