"""The fake is what a real Odoo is: the same scenarios on both, through our client and a socket.

A real server is used when these are set (a database for tests: records stay behind in it):
ODOO_TEST_URL, ODOO_TEST_DATABASE, ODOO_TEST_LOGIN, ODOO_TEST_API_KEY and, when the sale journal is
not called LLO, ODOO_TEST_JOURNAL.
"""

from __future__ import annotations

import os
import secrets

import pytest

from lllo.odoo import client as clients
from lllo.odoo import mapping
from lllo.odoo.client import Client
from lllo.odoo.config import Connection
from lllo.odoo.push import push
from tests.invoices.builders import NOW
from tests.odoo import world
from tests.odoo.conftest import connection
from tests.odoo.fake import start_fake
from tests.odoo.scenarios import ALL, Stage, letters
from tests.world import mark_demo

NEEDED = ("URL", "DATABASE", "LOGIN", "API_KEY")
GIVEN = {name: os.environ.get(f"ODOO_TEST_{name}", "") for name in NEEDED}
MISSING = [f"ODOO_TEST_{name}" for name, value in GIVEN.items() if not value]
REASON = f"the contract with a real Odoo is not checked: {', '.join(MISSING)} not set"
REAL = pytest.param("real", marks=pytest.mark.skipif(bool(MISSING), reason=REASON))


def real(**more) -> Connection:
    names = {name.lower(): value for name, value in GIVEN.items()}
    return Connection(**names, attempts=3, **more)


@pytest.fixture(scope="module", params=[17, 18, 19, REAL])
def stage(request, tmp_path_factory):
    if request.param == "real":
        client = Client(real())
        yield Stage(client, journal=os.environ.get("ODOO_TEST_JOURNAL", "LLO"))
        client.close()
        return
    with start_fake(request.param, tmp_path_factory.mktemp("odoo")) as fake:
        client = Client(connection(fake))
        yield Stage(client, journal="LLO")
        client.close()


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.__name__)
def test_contract(stage, scenario):
    scenario(stage)


@pytest.fixture
def closing():
    """Afterwards no client of the process is left open."""
    yield
    if clients._client is not None:
        clients._client.close()
        clients._client = None


@pytest.mark.django_db
@pytest.mark.usefixtures("closing")
@pytest.mark.parametrize("server", ["fake", REAL])
def test_a_small_year_is_sent_once_and_stays_as_it_is(
    settings, office_folder, edition, fake, server
):
    """Numbers and external ids of this run only, so that a real server can take it again."""
    mark_demo()
    run = letters()
    office_folder.replace("invoicing/numbering.toml", '"F{year}', f'"T{run}-{{year}}')
    office_folder.replace("invoicing/numbering.toml", '"C{year}', f'"C{run}-{{year}}')
    prefix = f"test_{run}"
    settings.LLLO_ODOO = (
        real(prefix=prefix) if server == "real" else connection(fake, prefix=prefix)
    )
    organisations = world.make_people(3)
    first_number = 60_000_000 + secrets.randbelow(30_000_000)  # a known number is an organisation
    for number, organisation in enumerate(organisations, start=first_number):
        organisation.kvk_number = str(number)
        organisation.save()
    world.make_budget(edition)
    world.make_events(edition, organisations)
    world.make_invoices(edition, organisations)
    odoo = clients.client()

    first = push(odoo, mapping.booking(), at=NOW, by=None)
    again = push(odoo, mapping.booking(), at=NOW, by=None)

    assert (first.problems, again.problems, again.calls) == ([], [], 0)
    booked = odoo.read("account.move", [["name", "like", run]], ["state", "payment_state"])
    assert [move["state"] for move in booked] == ["posted"] * 4  # three invoices and a credit note
