from __future__ import annotations

import pytest

from tests.projects import builders


@pytest.fixture
def line(edition):
    return edition.programme.lines.get(code="horizontal")


@pytest.fixture
def project(organisation, line):
    return builders.make_project(organisation, line)


@pytest.fixture
def placement(organisation, line):
    return builders.make_placement(organisation, line)
