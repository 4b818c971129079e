from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lllo import clock


@pytest.fixture(autouse=True)
def november():
    """The first contract year runs and the others are to come, whenever the tests run."""
    with clock.at(datetime(2026, 11, 15, 12, tzinfo=UTC)):
        yield
