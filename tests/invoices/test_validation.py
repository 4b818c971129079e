"""What the official rules say is kept with their version; what they did not say is never “valid”."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from lllo.documents.models import Document
from lllo.errors import Refused
from lllo.invoices import ubl, validation
from lllo.invoices.models import Invoice, Validation
from lllo.invoices.snapshot import as_json
from lllo.invoices.validation import check
from lllo.invoices.validation_actions import validate_invoices
from lllo.invoices.validation_queries import to_check, validation_state, with_validation_state
from lllo.people.models import AuditEntry
from tests.invoices import sheets
from tests.invoices.builders import issue
from tests.invoices.einvoice_rules import all_rules, schemas, write_manifest

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 12, tzinfo=UTC)
BAD = [sys.executable, str(Path(__file__).with_name("rule_process.py"))]
State = Validation.State


@pytest.fixture
def rules(tmp_path, settings):
    settings.LLLO_EINVOICE_RULES = str(write_manifest(tmp_path, *all_rules()))


@pytest.fixture
def invoices(edition, demo):
    return [issue(edition, "professional_plus") for _ in range(2)]


@pytest.fixture
def loose():
    """Three issued invoices that are in no database."""

    def make(number: int) -> Invoice:
        snapshot = sheets.usual().numbered(f"F2026-000{number}")
        xml = ubl.write(snapshot)
        document = Document(content=xml, sha256=hashlib.sha256(xml).hexdigest())
        return Invoice(pk=number, number=snapshot.number, xml=document, snapshot=as_json(snapshot))

    return [make(number) for number in (1, 2, 3)]


@pytest.fixture
def behave(monkeypatch):
    """Let a process of another kind run the rules; ``passes`` says that all is well."""
    return lambda how: monkeypatch.setattr(validation, "PROGRAM", [*BAD, how])


def states() -> list[str]:
    rows = with_validation_state(Invoice.objects.issued()).order_by("number")
    return [item.validation_state for item in rows]


def test_real_rules_find_issued_invoices_valid(invoices, rules, behave, settings, tmp_path):
    assert states() == ["not_checked"] * 2
    outcome = validate_invoices(to_check(2026), at=AT, by=None)
    assert (len(outcome.checked), outcome.failed) == (2, [])
    assert states() == ["valid"] * 2
    kept = invoices[0].validations.get()
    assert [rule["name"] for rule in kept.rules] == ["UBL", "EN 16931", "Peppol"]
    assert kept.rules[1]["version"] == "1.3.16"
    assert (kept.findings, kept.checked_at) == ([], AT)
    assert kept.xml_sha256 == invoices[0].xml.sha256
    assert AuditEntry.objects.filter(action="invoice.validated").count() == 2
    assert to_check(2026) == []
    assert to_check(2027) == []
    assert len(to_check(again=True)) == 2
    behave("passes")
    validate_invoices(to_check(again=True), at=AT, by=None)
    assert Validation.objects.count() == 2  # what says the same is not kept twice
    newer = tmp_path / "newer"
    newer.mkdir()
    settings.LLLO_EINVOICE_RULES = str(write_manifest(newer, *all_rules()[:2]))
    assert len(to_check()) == 2  # new rules are run over what older ones checked


@pytest.mark.parametrize("entries", [(), (schemas(),)], ids=["no rules", "schemas only"])
def test_without_rules_it_is_not_checked(invoices, settings, tmp_path, entries):
    settings.LLLO_EINVOICE_RULES = str(write_manifest(tmp_path, *entries))
    validate_invoices(to_check(), at=AT, by=None)
    assert states() == ["not_checked"] * 2
    assert validation_state(invoices[0]) == State.NOT_CHECKED
    assert len(to_check()) == 2
    with pytest.raises(IntegrityError), transaction.atomic():  # nor does the database believe it
        Validation.objects.create(invoice=invoices[0], state=State.VALID, xml_sha256="0" * 64)


def test_fatal_findings_make_it_not_valid(loose, rules, behave):
    behave("finds")
    outcome = check(loose)
    assert {item.state for item in outcome.checked} == {State.INVALID}


def test_document_at_which_the_process_dies_is_left_and_the_rest_goes_on(loose, rules, behave):
    behave("dies_at_one")
    outcome = check(loose)
    assert [item.invoice for item in outcome.checked] == [loose[0], loose[2]]
    ((left, sentence),) = outcome.failed
    assert (left, "-9" in sentence) == (loose[1], True)


def test_process_that_always_dies_is_not_started_for_each(loose, rules, behave):
    behave("dies")
    outcome = check(loose)
    assert outcome.checked == []
    assert [item.number for item, _sentence in outcome.failed] == [i.number for i in loose]


def test_state_stays_when_the_process_dies(invoices, rules, behave):
    behave("passes")
    validate_invoices(to_check(), at=AT, by=None)
    behave("dies")
    outcome = validate_invoices(to_check(again=True), at=AT, by=None)
    assert len(outcome.failed) == 2
    assert states() == ["valid"] * 2


def test_process_that_is_full_is_followed_by_another(loose, rules, behave):
    behave("full")
    outcome = check(loose)
    assert (len(outcome.checked), outcome.failed) == (3, [])


def test_process_that_hangs_is_stopped(loose, rules, behave, monkeypatch):
    behave("hangs")
    monkeypatch.setattr(validation, "START_SECONDS", 0)
    monkeypatch.setattr(validation, "DOCUMENT_SECONDS", 0.2)
    outcome = check(loose)
    assert (outcome.checked, len(outcome.failed)) == ([], 3)


def test_process_that_says_something_else_is_not_believed(loose, rules, behave):
    behave("mutters")
    outcome = check(loose)
    assert (outcome.checked, len(outcome.failed)) == ([], 3)


def test_program_that_is_not_there_is_a_sentence(loose, rules, monkeypatch):
    monkeypatch.setattr(validation, "PROGRAM", ["/nowhere/at/all"])
    outcome = check(loose)
    assert (outcome.checked, len(outcome.failed)) == ([], 3)


def test_without_saxon_the_rules_are_not_run(loose, rules, monkeypatch):
    monkeypatch.setattr(validation, "find_spec", lambda _name: None)
    with pytest.raises(Refused) as caught:
        check(loose)
    assert caught.value.code == "rules_not_runnable"


def test_rules_that_break_on_a_document_speak_against_it(tmp_path):
    rules = tmp_path / "broken.xsl"
    rules.write_text(
        '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
        '<xsl:template match="/"><xsl:sequence select="xs:integer(string(.))"'
        ' xmlns:xs="http://www.w3.org/2001/XMLSchema"/></xsl:template></xsl:stylesheet>'
    )
    (tmp_path / "a.xml").write_text("<a>no number</a>")
    documents = [
        {"id": at, "path": str(tmp_path / "a.xml"), "rules": [str(rules)]} for at in range(2)
    ]
    job = json.dumps({"memory_mb": 1, "documents": documents})
    ended = subprocess.run(
        validation.PROGRAM, input=job.encode(), capture_output=True, check=True, timeout=60
    )
    (line,) = ended.stdout.splitlines()  # it is full after the first
    (finding,) = json.loads(line)["findings"]
    assert (finding["rule"], finding["weight"]) == ("error", "fatal")
    assert finding["text"]
