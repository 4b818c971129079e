from __future__ import annotations

import pytest

from tests.budget import builders


@pytest.fixture
def programme(edition):
    builders.make_budget(edition.programme)
    return edition.programme


@pytest.fixture
def line(programme):
    return programme.lines.get(code="vertical")


@pytest.fixture
def contract(edition, programme):
    return builders.make_signed(edition)


@pytest.fixture
def first_year(contract):
    return contract.contract_years.get(number=1)
