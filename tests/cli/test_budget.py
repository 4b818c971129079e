from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from click.testing import CliRunner

from lllo import clock
from lllo.budget.actions import book_expense, deliver_in_kind
from lllo.cli import main
from tests.budget.builders import make_budget, make_signed


def run(*arguments: str):
    return CliRunner().invoke(main, ["budget", *arguments])


@pytest.fixture
def sold(edition):
    """One of each package, one contribution in kind and one cost."""
    make_budget(edition.programme)
    for package in ("basis", "basis_plus", "professional", "professional_plus"):
        contract = make_signed(edition, package)
    line = edition.programme.lines.get(code="vertical")
    on = date(2026, 4, 1)
    book_expense(line, on=on, amount=Decimal("99.95"), description="Zaal", by=None)
    year = contract.contract_years.first()
    deliver_in_kind(year, line=line, on=on, hours=Decimal(8), description="x", by=None)


def test_budget_as_json(sold):
    result = run("--year", "2026", "--format", "json")
    assert result.exit_code == 0, result.output
    overview = json.loads(result.output)
    assert list(overview) == ["year", "lines", "total", "coverage", "capacity"]
    assert [line["budget"] for line in overview["lines"]] == ["40000.00"] * 3
    assert overview["lines"][0] == {
        "code": "vertical",
        "name": "Verticale integratie",
        "budget": "40000.00",
        "committed": "15666.67",
        "invoiced": "0.00",
        "spent": "99.95",
        "remaining": "39900.05",
        "in_kind_promised": "10000.00",
        "in_kind_delivered": "1250.00",
    }
    assert overview["total"]["budget"] == "120000.00"
    assert overview["total"]["committed"] == overview["coverage"]["income"] == "47000.00"
    assert overview["coverage"]["gap"] == "73000.00"
    assert overview["coverage"]["packages"][0] == {"code": "basis", "name": "Basis", "needed": 10}
    assert "10 × Basis" in overview["coverage"]["sentence"]
    assert overview["capacity"] == {
        "funded_days": "92.00",
        "promised_days": "26.00",
        "remaining_days": "66.00",
    }


def test_budget_as_a_table_ends_with_coverage_and_capacity(sold):
    lines = run("--year", "2026").output.splitlines()
    assert "120.000,00" in next(line for line in lines if "47.000,00" in line)
    coverage, capacity = lines[-2:]
    assert "10 × Basis" in coverage
    assert "26" in capacity
    assert "66" in capacity


def test_budget_as_csv_has_a_row_for_each_line_and_the_total(sold):
    rows = run("--year", "2026", "--format", "csv").output.splitlines()
    assert rows[0].startswith("code,name,budget,committed")
    assert rows[1].startswith("vertical,Verticale integratie,40000.00,15666.67")
    assert len(rows) == 5


def test_budget_of_this_year_unless_another_is_asked(sold):
    with clock.at(datetime(2027, 6, 1, tzinfo=UTC)):
        assert json.loads(run("--format", "json").output)["year"] == 2027


def test_too_much_promised_is_said(edition):
    make_budget(edition.programme)
    for _each in range(8):
        make_signed(edition, "professional")
    assert "100" in run("--year", "2026").output.splitlines()[-1]
    assert (
        json.loads(run("--year", "2026", "--format", "json").output)["capacity"]["remaining_days"]
        == "-8.00"
    )


def test_a_year_without_a_budget_is_refused_in_a_sentence(sold):
    result = run("--year", "2025")
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    for year in ("2025", "2026", "2027", "2028"):
        assert year in result.output


def test_a_year_that_is_no_year_is_wrong_usage(db):
    assert run("--year", "26").exit_code == 2
