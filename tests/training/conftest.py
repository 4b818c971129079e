from __future__ import annotations

import pytest

from tests import world
from tests.training import builders


@pytest.fixture
def programme(edition):
    return edition.programme


@pytest.fixture
def contract(organisation, edition):
    return builders.make_contract(organisation, edition)


@pytest.fixture
def cohort(programme):
    return builders.make_cohort(programme)


@pytest.fixture
def person(organisation):
    return world.make_person(organisation=organisation)


@pytest.fixture
def colleague(organisation):
    return world.make_person("Collega", organisation)


@pytest.fixture
def coach(university):
    return world.make_person("Specialist", university, "specialist")
