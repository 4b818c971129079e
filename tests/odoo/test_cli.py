"""The commands: what they print and with what they end."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lllo.cli import main
from lllo.odoo.models import OdooRecord
from tests.odoo import world


@pytest.fixture
def lllo(odoo):
    """Run a command as on the command line."""

    def run(*arguments: str):
        return CliRunner().invoke(main, ["odoo", *arguments])

    return run


def test_check_says_what_to_do(lllo, fake, office_folder):
    fake.do("key_until", until="2027-12-31")
    done = lllo("check", "--format", "json")
    states = {line["name"]: line["state"] for line in json.loads(done.output)}
    assert done.exit_code == 0, done.output
    assert "wrong" not in states.values()

    office_folder.replace("invoicing/odoo.toml", 'journal = "LLO"', 'journal = "NIET"')
    done = lllo("check")
    assert done.exit_code == 1
    assert "NIET" in done.output


def test_push_pull_reconcile(lllo, fake, edition):
    organisations = world.make_people(2)
    world.make_invoices(edition, organisations[:1], credit=False)
    batches = json.loads(lllo("push", "--dry-run", "--format", "json").output)
    assert batches[0]["model"] == "res.partner"
    assert "res.partner" in lllo("push", "--dry-run").output

    done = lllo("push")
    assert done.exit_code == 0, done.output
    fake.pay("F2026-0001")
    assert json.loads(lllo("pull", "--format", "json").output)[0]["payments"] == 1
    assert lllo("pull").exit_code == 0
    assert lllo("reconcile").exit_code == 0

    mine = OdooRecord.objects.get(kind="organisation", object_id=organisations[1].pk)
    fake.write("res.partner", mine.odoo_id, {"city": "Elders"})
    done = lllo("reconcile", "--fix", "--format", "csv")
    assert done.exit_code == 1
    assert "Elders" in done.output
    assert lllo("reconcile", "--format", "json").exit_code == 0
    assert lllo("push", "--format", "json").exit_code == 0
    assert lllo("push", "--dry-run").exit_code == 0


def test_decisions_of_a_person(lllo, fake, odoo):
    one, two = world.make_people(2)
    values = [
        {"name": "Debiteur", "is_company": True, "company_registry": org.kvk_number}
        for org in (one, two)
    ]
    there, _other = odoo.call("res.partner", "create", vals_list=values)
    assert lllo("push").exit_code == 1
    rows = json.loads(lllo("problems", "--format", "json").output)
    assert len(rows) == 2
    key = f"organisation_{one.public_id.hex}"

    assert lllo("link", key).exit_code == 2
    assert lllo("link", "organisation_none", "--new").exit_code == 1
    assert lllo("link", key, str(there)).exit_code == 0
    assert lllo("link", f"organisation_{two.public_id.hex}", "--new").exit_code == 0
    assert lllo("push").exit_code == 0
    assert lllo("link", key, "--stop").exit_code == 0
    assert lllo("problems").exit_code == 0


def test_nothing_is_written_before_the_office_switched_it_on(lllo, fake, office_folder):
    world.make_people(1)
    office_folder.replace("invoicing/odoo.toml", "enabled = true", "enabled = false")
    fake.calls(reset=True)

    for command in (["push"], ["pull"], ["reconcile", "--fix"]):
        assert lllo(*command).exit_code == 1
    assert fake.calls()["total"] == 0
    assert lllo("push", "--dry-run").exit_code == 0


def test_a_rehearsal_says_what_is_missing(lllo, edition, office_folder):
    world.make_invoices(edition, world.make_people(1), credit=False)
    office_folder.replace("invoicing/odoo.toml", '\nstandard = "account.1_btw_21_d"', "")

    done = lllo("push", "--dry-run")

    assert done.exit_code == 1
    assert "F2026-0001" in done.stderr
    assert "standard" in done.stderr
    assert not OdooRecord.objects.exists()


def test_check_compares_the_rates(lllo, office_folder):
    office_folder.replace(
        "invoicing/odoo.toml",
        '\nstandard = "account.1_btw_21_d"',
        '\nstandard = "account.1_btw_9_d"',
    )
    done = lllo("check", "--format", "json")
    texts = [line["text"] for line in json.loads(done.output) if line["state"] == "wrong"]
    assert any("21 %" in text and "1_btw_9_d" in text for text in texts)

    office_folder.replace(
        "invoicing/odoo.toml", '\nstandard = "account.1_btw_9_d"', '\nstandard = ""'
    )
    assert "21 %" in lllo("check").output
