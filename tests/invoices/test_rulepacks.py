"""Rules come from a folder, in the version of their day, and only if they are the ones named."""

from __future__ import annotations

from datetime import date

import pytest

from lllo.errors import Refused
from lllo.invoices import rulepacks, schema
from lllo.invoices.ubl import write
from tests.invoices import sheets
from tests.invoices.einvoice_rules import all_rules, entry, schemas, write_manifest


@pytest.fixture
def rules(tmp_path, settings):
    """Write the manifest of a folder and configure it."""

    def configure(*entries: str):
        settings.LLLO_EINVOICE_RULES = str(write_manifest(tmp_path, *entries))
        return tmp_path

    return configure


def refused() -> Refused:
    with pytest.raises(Refused) as caught:
        rulepacks.all_packs()
    return caught.value


def test_no_folder_means_no_rules(settings):
    settings.LLLO_EINVOICE_RULES = ""
    assert rulepacks.all_packs() == ()
    assert schema.errors(b"<not-read/>", sheets.usual()) == []


def test_of_each_name_the_newest_of_the_day_counts(rules, tmp_path):
    for version in ("a", "b", "c"):
        (tmp_path / version).write_text(version)
    rules(
        entry("Peppol", tmp_path / "b", version="b", valid_from="2026-02-01"),
        entry("Peppol", tmp_path / "a", version="a", valid_from="2025-08-01"),
        entry("Peppol", tmp_path / "c", version="c", valid_from="2026-08-17"),
        entry("NLCIUS", tmp_path / "a", formats='["nlcius"]'),
        schemas(),
    )
    found = rulepacks.in_force("schematron", "peppol_bis_3", date(2026, 8, 16))
    assert [pack.label for pack in found] == ["Peppol b"]
    (xsd,) = rulepacks.in_force("xsd", "nlcius", date(2026, 8, 16))
    assert xsd.label == "UBL 2.1"


def test_changed_file_is_not_used(rules, tmp_path):
    (tmp_path / "a").write_text("a")
    rules(entry("Peppol", tmp_path / "a", sha256="0" * 64))
    assert refused().code == "rules_changed"


def test_missing_file_is_not_used(rules, tmp_path):
    rules(entry("Peppol", tmp_path / "gone", sha256="0" * 64))
    assert refused().code == "rules_changed"


@pytest.mark.parametrize(
    "text",
    [
        "[[rules]\n",
        "[[rules]]\nname = 'Peppol'\n",
        "[[rules]]\nname='a'\nversion='1'\nkind='magic'\nformats=[]\nvalid_from=2026-01-01\npath='a'\nsha256='0'\n",
        "[[rules]]\nname='a'\nversion='1'\nkind='xsd'\nformats=[]\nvalid_from='soon'\npath='a'\nsha256='0'\n",
    ],
)
def test_manifest_that_is_wrong_is_a_sentence(rules, text):
    rules(text)
    caught = refused()
    assert caught.code == "rules_unreadable"
    assert "manifest.toml" in str(caught)


def test_missing_manifest_is_a_sentence(settings, tmp_path):
    settings.LLLO_EINVOICE_RULES = str(tmp_path)
    assert refused().code == "rules_unreadable"


def test_digest_of_a_folder_is_over_names_and_contents(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a").write_text("a")
    before = rulepacks.digest(tmp_path)
    (tmp_path / "sub/a").rename(tmp_path / "sub/b")
    assert rulepacks.digest(tmp_path) != before
    assert rulepacks.digest(tmp_path / "sub/b") == rulepacks.hashlib.sha256(b"a").hexdigest()


@pytest.mark.parametrize("snapshot", [sheets.usual(), sheets.credit_note()])
def test_schemas_are_used_where_they_are_configured(rules, snapshot):
    rules(*all_rules())
    xml = write(snapshot)
    schema.refuse_invalid(xml, snapshot)
    with pytest.raises(Refused) as caught:
        schema.refuse_invalid(xml.replace(b"cbc:ID", b"cbc:Id"), snapshot)
    assert caught.value.code == "xml_invalid"
