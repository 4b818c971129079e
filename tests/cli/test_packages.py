from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

from click.testing import CliRunner

from lllo.cli import main
from tests.office import folders

VALUES = {
    "basis": ("7500.00", "0.00", "7500.00", "22500.00"),
    "basis_plus": ("11500.00", "0.00", "11500.00", "34500.00"),
    "professional": ("27000.00", "15000.00", "12000.00", "36000.00"),
    "professional_plus": ("31000.00", "15000.00", "16000.00", "48000.00"),
}


def run(*arguments: str):
    return CliRunner().invoke(main, ["packages", *arguments])


def test_packages_as_json():
    result = run("--format", "json")

    assert result.exit_code == 0, result.output
    rows = json.loads(result.output)
    assert {
        row["code"]: (row["gross"], row["in_kind"], row["price"], row["three_year_price"])
        for row in rows
    } == VALUES
    assert list(rows[0]) == [
        "code", "name", "gross", "in_kind", "price", "three_year_price", "entitlements",
    ]  # fmt: skip
    assert rows[3]["name"] == "Professional Plus"
    assert rows[3]["entitlements"] == [
        {"kind": "masterclass_seat", "quantity": "2.00", "unit": "seat"},
        {"kind": "coaching_hour", "quantity": "4.00", "unit": "hour"},
        {"kind": "project_hour", "quantity": None, "unit": "hour"},
        {"kind": "learning_credit", "quantity": None, "unit": "EC"},
        {"kind": "course_seat", "quantity": "2.00", "unit": "seat"},
    ]


def test_packages_as_csv():
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").output)))

    assert {
        row["code"]: (row["gross"], row["in_kind"], row["price"], row["three_year_price"])
        for row in rows
    } == VALUES


def test_packages_as_table_have_dutch_figures():
    output = run().output

    assert "31.000,00" in output
    assert "48.000,00" in output


def test_json_does_not_start_django():
    code = (
        "import sys; from click.testing import CliRunner; from lllo.cli import main;"
        "result = CliRunner().invoke(main, ['packages', '--format', 'json']);"
        "assert result.exit_code == 0; print('django' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_mistake_in_the_folders_is_a_sentence(tmp_path, monkeypatch):
    root = folders.copy_to(tmp_path / "office")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(root))
    line = folders.damage(root, "packages_config/packages.toml", "gross = 7500", "gross = 7600")

    result = run("--format", "json")

    assert result.exit_code == 1
    assert f"packages_config/packages.toml:{line}: " in result.output
    assert "Traceback" not in result.output
