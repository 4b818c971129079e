from __future__ import annotations

import json

from click.testing import CliRunner

from lllo.cli import main
from lllo.programmes.models import PackageEdition
from lllo.training.models import Event


def run(*arguments: str):
    return CliRunner().invoke(main, ["programme", *arguments])


def test_load_makes_an_edition_once(db):
    first = json.loads(run("load", "--format", "json").output)
    second = json.loads(run("load", "--format", "json").output)

    assert first["is_new"]
    assert not second["is_new"]
    assert first["edition"]["sha256"] == second["edition"]["sha256"]
    assert first["edition"]["programme"] == "uwgo"
    assert first["edition"]["valid_from"] == "2025-12-01"
    assert first["budget"]["created"] == second["budget"]["unchanged"] == [2026, 2027, 2028]
    assert len(first["events"]["created"]) == len(second["events"]["unchanged"]) == 5
    assert PackageEdition.objects.count() == 1


def test_load_says_what_it_did(db):
    first, second = run("load"), run("load")

    sha = PackageEdition.objects.get().sha256[:8]
    assert first.exit_code == second.exit_code == 0
    assert sha in first.output
    assert sha in second.output
    assert first.output != second.output


def test_trial_changes_nothing(db):
    result = run("load", "--dry-run", "--format", "json")

    assert json.loads(result.output)["dry_run"]
    assert run("load", "--dry-run").exit_code == 0
    assert not PackageEdition.objects.exists()
    assert not Event.objects.exists()


def test_show_gives_the_edition_in_force(db):
    run("load")

    document = json.loads(run("show", "--on", "2026-03-01", "--format", "json").output)

    assert [line["code"] for line in document["lines"]] == [
        "vertical",
        "horizontal",
        "organisation",
    ]
    assert [(row["code"], row["price"]) for row in document["packages"]] == [
        ("basis", "7500.00"),
        ("basis_plus", "11500.00"),
        ("professional", "12000.00"),
        ("professional_plus", "16000.00"),
    ]
    assert len(document["open_questions"]) == 16
    assert "Professional Plus" in run("show").output


def test_show_without_an_edition_says_load(db):
    result = run("show")

    assert result.exit_code == 1
    assert "lllo programme load" in result.output
