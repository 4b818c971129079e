"""VAT, ladder, ledger and number series: combinations that cannot be, found with file and line."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from lllo import office
from tests.office.folders import damage, sentences

SELLER = "invoicing/seller.toml"
VAT = "invoicing/vat.toml"
TERMS = "invoicing/terms.toml"
NUMBERING = "invoicing/numbering.toml"
OUTSIDE = (
    '\n[[codes]]\ncode = "outside"\ncategory = "O"\nrate = 0\nexemption_reason = "Buiten de btw."\n'
)


@pytest.fixture
def root(tmp_path):
    for name in ("packages_config", "invoicing", "calendar"):
        shutil.copytree(office.folder() / name, tmp_path / name)
    return tmp_path


def add(root, path, text, *, before="# --- Welke btw"):
    damage(root, path, before, text + before)


def the_end(root):
    return [sentence.partition(": ")[2] for sentence in sentences(root)]


def test_outside_vat_forbids_the_btw_id_and_mixing(root):
    add(root, VAT, OUTSIDE)
    damage(root, VAT, 'projecten = "standard"', 'projecten = "outside"')
    first, second = the_end(root)
    assert "forbids the btw-id of the seller (BR-O-02)" in first
    assert 'Package "professional" would mix category O with E' in second
    assert all(sentence.startswith(f"{VAT}:") for sentence in sentences(root))


def test_outside_vat_alone_and_without_btw_id_is_taken(root):
    add(root, VAT, OUTSIDE)
    for code in ("basis", "specialisaties"):
        damage(root, VAT, f'\n{code} = "education"', f'\n{code} = "outside"')
    damage(root, VAT, 'projecten = "standard"', 'projecten = "outside"')
    damage(root, SELLER, 'vat_identifier = "NL999999990B01"', 'vat_identifier = ""')
    assert sentences(root) == []


def test_exempt_demands_the_btw_id_of_the_seller(root):
    damage(root, SELLER, 'vat_identifier = "NL999999990B01"', 'vat_identifier = ""')
    (sentence,) = the_end(root)
    assert "Component basis has category E, which demands the btw-id" in sentence


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("132-1I", "expected a code of the list VATEX"),
        ("VATEX-EU-AE", "category AE has only VATEX-EU-AE"),
        ("VATEX-EU-O", "category O has only VATEX-EU-O"),
    ],
)
def test_exemption_code_fits_its_category(root, code, part):
    damage(root, VAT, '"VATEX-EU-132-1I"', f'"{code}"')
    (sentence,) = the_end(root)
    assert part in sentence


def test_rate_that_changes_holds_from_its_day(root):
    damage(root, VAT, "rate = 21\n", "rate = 21\nvalid_until = 2027-12-31\n")
    again = '\n[[codes]]\ncode = "standard"\ncategory = "S"\nrate = 22\nvalid_from = 2028-01-01\n'
    add(root, VAT, again)
    vat = office.read(root).vat
    assert [vat.code("standard", date(year, 1, 1)).rate for year in (2026, 2028)] == [21, 22]
    assert vat.code("standard", date(2027, 12, 31)).rate == 21


def test_days_of_a_code_do_not_overlap_nor_end_before_they_begin(root):
    damage(
        root, VAT, "rate = 21\n", "rate = 21\nvalid_from = 2027-01-01\nvalid_until = 2026-12-31\n"
    )
    add(root, VAT, '\n[[codes]]\ncode = "education"\ncategory = "S"\nrate = 9\n')
    first, second = the_end(root)
    assert "not before valid_from" in first
    assert 'The code "education" stands twice' in second


def test_code_that_ended_is_not_decided_any_more(root):
    damage(root, VAT, "rate = 21\n", "rate = 21\nvalid_until = 2026-12-31\n")
    assert office.read(root).vat.code("standard", date(2027, 1, 1)) is None


def test_ladder_climbs(root):
    damage(root, TERMS, "days_overdue = 21", "days_overdue = 7")
    (sentence,) = the_end(root)
    assert "days_overdue is 7; expected more than 7" in sentence


def test_ledger_knows_its_components(root):
    ledger = '[[ledger]]\ncomponent = "{}"\naccount = "80100"\ncost_centre = "LLO-1"\n'
    file = root / TERMS
    file.write_text(file.read_text() + ledger.format("basis"))
    assert office.read(root).terms.ledger[0].account == "80100"
    file.write_text(file.read_text() + ledger.format("basis") + ledger.format("korting"))
    assert len(sentences(root)) == 2


def test_credit_notes_may_share_the_series_of_the_invoices(root):
    assert office.read(root).numbering.for_credit_notes.code == "credit_note"
    damage(root, NUMBERING, 'credit_notes = "own"', 'credit_notes = "shared"')
    damage(root, NUMBERING, 'format = "C{year}-{number:04d}"', 'format = "F{year}-{number:04d}"')
    assert office.read(root).numbering.for_credit_notes.code == "invoice"
