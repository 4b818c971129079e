"""A fake Odoo for each version that is asked for, and an installation that is connected with it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from lllo import clock
from lllo.odoo import client as clients
from lllo.odoo.config import Connection
from tests.invoices.builders import NOW, OfficeFolder
from tests.odoo import world
from tests.odoo.fake import Fake, start_fake
from tests.world import mark_demo


@pytest.fixture(autouse=True)
def fixed_clock():
    with clock.at(NOW):
        yield


@pytest.fixture
def office_folder(tmp_path, monkeypatch):
    """The office has decided about Odoo; the database is a demo, so invoices can be issued."""
    folder = OfficeFolder(tmp_path / "office")
    world.decide(folder)
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))
    return folder


@pytest.fixture(scope="session")
def fakes(tmp_path_factory):
    """The server processes of this run, by version; started when a test first needs one."""
    running: dict[int, Fake] = {}
    with ExitStack() as stack:

        def get(version: int) -> Fake:
            if version not in running:
                directory = tmp_path_factory.mktemp("odoo")
                running[version] = stack.enter_context(start_fake(version, directory))
            return running[version]

        yield get


@pytest.fixture
def fake(request, fakes):
    """A server as new; 19 unless the test asks for another with ``indirect``."""
    server = fakes(getattr(request, "param", 19))
    if not server.alive:
        server.restart()
    server.reset()
    return server


def connection(fake, **more) -> Connection:
    values = {"url": fake.url, "database": fake.database, "login": fake.login, "api_key": fake.key}
    return Connection(**values | {"backoff": 0.002, "timeout": 20.0, "attempts": 8} | more)


@pytest.fixture
def odoo(db, settings, fake, office_folder):
    """This installation, connected with the fake."""
    mark_demo()
    settings.LLLO_ODOO = connection(fake)
    yield clients.client()
    clients.client().close()
    clients._client = None
