"""A fake of each version for the tests of a module; json2 is spoken by 19 only."""

from __future__ import annotations

import pytest

from . import start_fake
from .caller import Caller


@pytest.fixture(scope="module", params=[17, 18, 19])
def fake(request, tmp_path_factory):
    with start_fake(request.param, tmp_path_factory.mktemp("odoo")) as running:
        running.do("key_until", until="2100-01-01 00:00:00")  # some tests set the clock of the fake
        yield running


@pytest.fixture
def rpc(fake):
    with Caller(fake.url, fake.database, fake.key, uid=7) as caller:
        yield caller
    fake.calm()


@pytest.fixture(scope="module")
def nineteen(tmp_path_factory):
    with start_fake(19, tmp_path_factory.mktemp("odoo")) as running:
        yield running


@pytest.fixture
def json2(nineteen):
    with Caller(nineteen.url, nineteen.database, nineteen.key, json2=True) as caller:
        yield caller
    nineteen.calm()
