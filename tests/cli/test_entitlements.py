from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from lllo.cli import main
from lllo.contracts.actions import reverse_use
from tests import world
from tests.contracts.builders import offered, signed, use

pytestmark = pytest.mark.django_db
NAME = "Gemeente Voorbeeldstad (demo)"


def run(*arguments, expect=0):
    result = CliRunner().invoke(main, ["entitlements", *arguments])
    assert result.exit_code == expect, result.output
    return result.output


def test_entitlements_show_granted_used_remaining_and_rows(organisation, edition):
    contract = signed(organisation, edition, "basis_plus")
    person = world.make_person("Jansen", organisation)
    seat = use(organisation, "course_seat", "1", person=person, reason="vak")
    reverse_use(seat, on=date(2026, 4, 1), reason="ziek", by=None)
    use(organisation, "coaching_hour", "1.50")
    found = json.loads(run(NAME, "--year", "2026", "--format", "json"))
    balances = {row["kind"]: row for row in found}
    assert set(balances) == {"masterclass_seat", "coaching_hour", "course_seat"}
    coaching = balances["coaching_hour"]
    assert (coaching["granted"], coaching["used"], coaching["remaining"]) == (
        "4.00",
        "1.50",
        "2.50",
    )
    assert (coaching["contract"], coaching["contract_year"]) == (contract.number, 1)
    assert coaching["starts_on"] == "2026-03-01"
    seats = balances["course_seat"]
    assert (seats["granted"], seats["used"], seats["remaining"]) == ("2.00", "0.00", "2.00")
    assert seats["rows"][0] == {
        "used_on": "2026-03-01",
        "quantity": "1.00",
        "person": "Alice Jansen",
        "reason": "vak",
        "override_reason": "",
        "is_reversal": False,
    }
    assert seats["rows"][1]["is_reversal"] is True


def test_entitlements_by_agreement_have_no_limit(organisation, edition):
    signed(organisation, edition, "professional")
    found = json.loads(run(NAME, "--year", "2027", "--format", "json"))
    hours = next(row for row in found if row["kind"] == "project_hour")
    assert (hours["granted"], hours["used"], hours["remaining"]) == (None, "0.00", None)


def test_entitlements_of_all_years_without_year(organisation, edition):
    signed(organisation, edition)
    assert len(json.loads(run(NAME, "--format", "json"))) == 6
    assert run(NAME, "--format", "csv").count("\n") == 7


def test_entitlements_table_without_contract_says_so(organisation, edition):
    offered(organisation, edition)
    assert json.loads(run(NAME, "--format", "json")) == []
    assert len(run(NAME).splitlines()) == 1


def test_entitlements_table_has_a_line_each(organisation, edition):
    signed(organisation, edition)
    assert "4,00" in run(NAME, "--year", "2026")


def test_entitlements_of_an_unknown_organisation_name_the_nearest(organisation, edition):
    assert NAME in run("Gemeente Voorbeeldsstad", expect=1)
