"""``lllo invoices rules`` and ``validate``: the official rules, and what they say."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lllo import clock
from lllo.cli import main
from lllo.invoices import validation
from lllo.invoices.models import Validation
from tests.invoices.builders import NOW, OfficeFolder, issue
from tests.invoices.einvoice_rules import EN_16931, all_rules, known_digest, write_manifest
from tests.world import mark_demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(edition, tmp_path, monkeypatch):
    folder = OfficeFolder(tmp_path / "office")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))
    mark_demo()
    with clock.at(NOW):
        yield issue(edition)


@pytest.fixture
def rules(tmp_path, settings):
    settings.LLLO_EINVOICE_RULES = str(write_manifest(tmp_path, *all_rules()))


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["invoices", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def test_rules_are_listed(rules):
    found = json.loads(call("rules", "--format", "json"))
    assert [(row["name"], row["version"]) for row in found] == [
        ("UBL", "2.1"),
        ("EN 16931", "1.3.16"),
        ("Peppol", "2024-03"),
    ]
    assert found[0]["valid_from"] == "2020-01-01"


def test_no_rules_are_said_to_be_none(settings):
    settings.LLLO_EINVOICE_RULES = ""
    assert "LLLO" not in call("rules", "--format", "json")
    assert call("rules").strip()


def test_digest_for_the_manifest_is_printed():
    assert call("rules", "--sha256", EN_16931).strip() == known_digest(EN_16931)


def test_validate_checks_what_was_not_checked(invoice, rules):
    (row,) = json.loads(call("validate", "--format", "json"))
    assert row == {
        "number": "F2026-0001",
        "state": "valid",
        "rules": "UBL 2.1, EN 16931 1.3.16, Peppol 2024-03",
        "findings": [],
    }
    assert json.loads(call("validate", "--format", "json")) == []
    assert call("validate").strip()
    assert "F2026-0001" in call("validate", "F2026-0001", "--format", "csv")
    assert Validation.objects.count() == 1


def test_not_checked_leaves_with_one_and_says_so(invoice, settings):
    settings.LLLO_EINVOICE_RULES = ""
    assert str(Validation.State.NOT_CHECKED.label) in call("validate", code=1)


def test_process_that_does_not_start_leaves_with_one(invoice, rules, monkeypatch):
    monkeypatch.setattr(validation, "PROGRAM", ["/nowhere"])
    assert "F2026-0001" in call("validate", "--year", "2026", code=1)
    assert not Validation.objects.exists()


def test_rules_that_changed_are_one_sentence(invoice, tmp_path, settings):
    settings.LLLO_EINVOICE_RULES = str(tmp_path / "none")
    assert "manifest.toml" in call("validate", code=1)
