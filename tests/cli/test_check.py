from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lllo.cli import main
from lllo.setup.actions import load_programme
from tests.office import folders

PACKAGES = "packages_config/packages.toml"


@pytest.fixture
def root(tmp_path, monkeypatch):
    root = folders.copy_to(tmp_path / "office")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(root))
    return root


def run(*arguments: str):
    return CliRunner().invoke(main, ["check", *arguments])


def test_sound_installation_lists_the_open_questions(db):
    load_programme(by=None)

    result = run("--format", "json")

    assert result.exit_code == 0, result.output
    document = json.loads(result.output)
    assert document["mistakes"] == []
    assert document["notes"] == []
    assert len(document["questions"]) == 16
    assert document["questions"][0]["code"] == "vat_treatment"
    assert not document["questions"][0]["confirmed"]


def test_changed_amount_names_the_totals_and_exits_1(db, root):
    folders.damage(root, PACKAGES, "amount = 7500", "amount = 7600")

    result = run()

    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert sum(line.startswith(f"{PACKAGES}:") for line in lines) == 12
    assert any("three_year_price" in line and "22800.00" in line for line in lines)
    assert lines.index(next(line for line in lines if "vat_treatment" in line)) > 12


def test_mistakes_as_csv(db, root):
    folders.damage(root, PACKAGES, "gross = 7500", "gross = 7501")

    result = run("--format", "csv")

    assert result.exit_code == 1
    assert result.output.splitlines()[0] == "area,text"
    assert result.output.splitlines()[1].startswith("office,")


def test_without_a_database_the_rest_is_checked(tmp_path, monkeypatch, settings):
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(tmp_path / "none.sqlite3"))

    result = run()

    assert result.exit_code == 0, result.output
    assert "none.sqlite3" in result.output
    assert "lllo migrate" in result.output
    assert "vat_treatment" in result.output


def test_confirmed_questions_are_not_listed(db, root):
    questions = root / "packages_config/questions.toml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    folders.damage(root, "invoicing/vat.toml", "confirmed = false", "confirmed = true")
    folders.damage(root, "invoicing/vat.toml", 'confirmed_by = ""', 'confirmed_by = "F"')
    folders.damage(root, "invoicing/vat.toml", "# confirmed_on", "confirmed_on")
    folders.damage(
        root, "invoicing/seller.toml",
        'vat_identifier = ""', 'vat_identifier = "NL999999990B01"',
    )  # fmt: skip
    folders.damage(
        root, "invoicing/vat.toml", "\n[components]\n",
        '\n[components]\nbasis = "education"\nprojecten = "standard"\n'
        'specialisaties = "education"\n',
    )  # fmt: skip

    result = run()

    assert result.exit_code == 0, result.output
    assert "vat_treatment" not in result.output
