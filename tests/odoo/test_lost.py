"""The main promise: whatever is lost or killed on the way, each thing is in Odoo exactly once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from decimal import Decimal

import pytest
from django.db import connection as database

from lllo.invoices.models import Invoice
from lllo.odoo import mapping
from tests.invoices.builders import NOW, ROOT
from tests.odoo import world

pytestmark = pytest.mark.skipif(
    database.vendor != "sqlite", reason="copies the database of the test into a file"
)


@pytest.mark.parametrize("fake", [17, 18, 19], indirect=True)
def test_lost_answers_and_five_kills(odoo, fake, edition, tmp_path):
    organisations = world.make_people(5, bad=True)
    world.make_budget(edition)
    world.make_events(edition, organisations)
    world.make_invoices(edition, organisations[:4])
    expected = {
        (entity.model, f"lllo.{row.key}")
        for entity in mapping.ENTITIES
        for row in entity.rows(mapping.booking())
    }
    fake.lose(0.3, seed=fake.version)

    result = push_in_a_process(fake, tmp_path)

    fake.calm()
    assert sum(result["killed"]) >= 4  # the last may have been too fast to be killed
    bad = str(organisations[-1])
    assert [name for name, _why in result["outcomes"][1]["problems"]] == [bad]
    there = {}
    for model in {model for model, _xid in expected}:
        for row in fake.records(model):
            for xid in row["xids"]:
                if xid.startswith("lllo."):
                    assert (model, xid) not in there
                    there[model, xid] = row
    missing = expected - set(there)
    keys = {xid for _model, xid in missing}
    assert f"lllo.organisation_{organisations[-1].public_id.hex}" in keys
    assert len(missing) == 5  # the bad one, its contact, and three places of these
    names = [row["name"] for row in fake.records("res.partner")]
    assert len([name for name in names if "Proef" in name]) == 8
    assert_the_books_are_ours(fake)


def push_in_a_process(fake, tmp_path) -> dict:
    """Run ``tests.odoo.pushing`` on a copy of the database of this test."""
    file = tmp_path / "copy.sqlite3"
    copy = sqlite3.connect(file)  # not by backup(): it would wait for our own transaction
    copy.executescript("\n".join(database.connection.iterdump()))
    copy.close()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "lllo.settings",
        "DATABASE_URL": f"sqlite:///{file}",
        "LLLO_CLOCK": NOW.isoformat(),
        "LLLO_ODOO_URL": fake.url,
        "LLLO_ODOO_DATABASE": fake.database,
        "LLLO_ODOO_LOGIN": fake.login,
        "LLLO_ODOO_API_KEY": fake.key,
        "LLLO_ODOO_BACKOFF": "0.005",
        "LLLO_ODOO_ATTEMPTS": "12",
        "LLLO_ODOO_CONTACTS_PER_CALL": "3",
        "LLLO_ODOO_INVOICES_PER_CALL": "2",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.odoo.pushing"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def assert_the_books_are_ours(fake) -> None:
    """Every invoice is booked once, with our number, our totals and both files."""
    moves = {move["name"]: move for move in fake.records("account.move")}
    issued = Invoice.objects.issued()
    assert len(fake.records("account.move")) == len(moves) == issued.count()
    files = fake.records("ir.attachment")
    for invoice in issued:
        move = moves[invoice.number]
        assert move["state"] == "posted"
        totals = [Decimal(str(move[f"amount_{name}"])) for name in ("untaxed", "tax", "total")]
        assert totals == [invoice.net_amount, invoice.vat_amount, invoice.payable_amount]
        mine = [file for file in files if file["res_id"] == move["id"]]
        assert sorted(file["mimetype"] for file in mine) == ["application/pdf", "application/xml"]
    lines = [
        line
        for line in fake.records("account.move.line")
        if line.get("display_type") in (False, "product")
    ]
    assert len(lines) == sum(invoice.lines.count() for invoice in issued)
