"""``lllo invoices``: the run of a year, and each command on one invoice."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from lllo import clock
from lllo.cli import main
from lllo.invoices.models import Invoice, NumberSeries
from lllo.texts import _
from tests.invoices import sheets
from tests.invoices.builders import NOW, OfficeFolder, issue, sent, sign
from tests.triggers import lifted
from tests.world import make_organisation, mark_demo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_clock():
    """Actions refuse days in the future, so the tests must not depend on the real one."""
    with clock.at(NOW):
        yield


@pytest.fixture
def office_folder(tmp_path, monkeypatch):
    folder = OfficeFolder(tmp_path / "office")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))
    return folder


@pytest.fixture
def demo(db, office_folder):
    mark_demo()
    return office_folder


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["invoices", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def call_json(*arguments: str, code: int = 0):
    return json.loads(call(*arguments, "--format", "json", code=code))


def run(*more: str, code: int = 0):
    return call_json("run", "--year", "2026", "--on", "2026-03-02", *more, code=code)


def counts(document) -> dict[str, int]:
    return {key: len(rows) for key, rows in document.items() if rows}


def test_run_drafts_then_issues_then_has_nothing_left(edition, demo):
    sign(edition, "professional")
    sign(edition, "basis", make_organisation("Zonder (demo)", order_number_rule="always"))
    first = run()
    assert counts(first) == {"created": 2}
    assert first["created"][0] == {
        "result": first["created"][0]["result"],
        "number": None,
        "organisation": "Gemeente Proef 1 (demo)",
        "contract": "LLO-2026-001",
        "contract_year": 1,
        "net_amount": "12000.00",
        "vat_amount": "945.00",
        "payable_amount": "12945.00",
        "remark": "",
    }
    second = run("--issue", code=1)
    assert counts(second) == {"issued": 1, "blocked": 1}
    assert second["issued"][0]["number"] == "F2026-0001"
    assert second["blocked"][0]["code"] == "order_number_missing"
    assert counts(run("--issue", code=1)) == {"unchanged": 1, "blocked": 1}


def test_run_tells_once_of_a_blocked_contract(edition, demo):
    contract = sign(edition, "basis", make_organisation(order_number_rule="always"))
    arguments = ["run", "--year", "2026", "--on", "2026-03-02", "--issue"]
    for more in (["--dry-run"], [], []):
        assert call(*arguments, *more, code=1).count(contract.number) == 1
    assert Invoice.objects.get().number is None


def test_run_tells_the_first_reason_of_a_contract(edition, demo):
    invoice = issue(edition)
    Invoice.objects.create(
        organisation=invoice.organisation,
        contract_year=invoice.contract_year,
        instalment=2,
        period_starts_on=invoice.period_starts_on,
        period_ends_on=invoice.period_ends_on,
        net_amount=1,
    )
    with lifted():
        Invoice.objects.filter(pk=invoice.pk).update(net_amount=1, payable_amount=946)
    document = run("--issue", code=1)
    assert counts(document) == {"blocked": 1}
    assert document["blocked"][0]["code"] == "invoice_disagrees"


@pytest.mark.parametrize("command", ["run", "list", "order", "issue", "export"])
@pytest.mark.parametrize("year", ["1999", "2101", "99999"])
def test_year_far_away_is_wrong_usage(edition, demo, tmp_path, command, year):
    more = {"order": ["LLO-1", "--number", "1"], "issue": ["LLO-1"], "export": ["--out", tmp_path]}
    assert "2100" in call(command, *more.get(command, []), "--year", year, code=2)


def test_run_tells_of_drafts_without_vat(edition, office_folder):
    sign(edition)
    row = run()["created"][0]
    assert row["vat_amount"] is None
    assert row["remark"]
    assert counts(run("--issue", code=1))["blocked"] == 1


def test_dry_run_changes_nothing(edition, demo):
    sign(edition)
    assert counts(run("--issue", "--dry-run")) == {"issued": 1}
    assert not Invoice.objects.exists()
    assert not NumberSeries.objects.exists()
    output = call("run", "--year", "2026", "--on", "2026-03-02", "--dry-run")
    assert "Gemeente Proef 1 (demo)" in output


def test_run_without_contracts_says_so(demo):
    assert call("run", "--year", "2026").strip()


def test_day_to_come_is_refused(edition, demo):
    tomorrow = clock.today() + timedelta(days=1)
    sign(edition)
    call("run", "--year", "2026", "--on", tomorrow.isoformat(), "--issue", code=1)
    assert not Invoice.objects.exists()


def test_list_filters_and_show_tells_all(edition, demo):
    invoice = sent(issue(edition))
    issue(edition, "basis")
    rows = call_json("list", "--year", "2026")
    assert [(row["number"], row["status"], row["open_amount"]) for row in rows] == [
        ("F2026-0001", "overdue", "12945.00"),
        ("F2026-0002", "unsent", "7500.00"),
    ]
    assert len(call_json("list", "--organisation", invoice.organisation.name)) == 1
    assert call_json("list", "--status", "paid") == []
    assert "F2026-0001" in call("list")
    shown = call_json("show", "f2026-0001")
    assert [line["vat_rate"] for line in shown["lines"]] == ["0.00", "21.00"]
    assert [total["tax_amount"] for total in shown["vat_totals"]] == ["0.00", "945.00"]
    assert shown["sha256"] == invoice.pdf.sha256
    assert "Projecten" in call("show", "F2026-0001")


def test_wrong_status_and_unknown_numbers_are_refused(edition, demo):
    assert "overdue" in call("list", "--status", "late", code=2)
    for command in (
        ["show", "F1"],
        ["credit", "F1", "--reason", "x"],
        ["pay", "F1", "--amount", "1"],
    ):
        assert "F1" in call(*command, code=1)
    call("order", "LLO-1", "--year", "2026", "--number", "1", code=1)
    call("issue", "LLO-1", "--year", "2026", code=1)


def test_order_number_makes_a_draft_ready_to_issue(edition, demo):
    organisation = make_organisation(order_number_rule="always")
    contract = sign(edition, "basis", organisation)
    run()
    arguments = [contract.number, "--year", "2026"]
    call("issue", *arguments, "--on", "2026-03-02", code=1)
    call("order", *arguments, "--number", "4500", "--orderer", "Inkoop")
    assert "F2026-0001" in call("issue", *arguments, "--on", "2026-03-02")
    assert Invoice.objects.get().orderer == "Inkoop"


def test_empty_order_number_is_refused(edition, demo):
    contract = sign(edition, purchase_order_number="4500")
    run()
    for number in ("", " "):
        call("order", contract.number, "--year", "2026", "--number", number, code=1)
    assert Invoice.objects.get().purchase_order_number == "4500"


def test_payment_and_credit_note(edition, demo):
    issue(edition)
    assert "5.445,00" in call("pay", "F2026-0001", "--amount", "7.500,00", "--on", "2026-03-20")
    assert "5.445,00" in call("pay", "F2026-0001", "--amount", "6000", code=1)
    shown = call_json("show", "F2026-0001")
    paid = {"received_on": "2026-03-20", "amount": "7500.00", "reference": "", "source": "hand"}
    assert shown["payments"] == [paid]
    output = call("credit", "F2026-0001", "--reason", "Dubbel", "--on", "2026-03-21")
    assert "C2026-0001" in output
    note = call_json("show", "C2026-0001")
    assert (note["corrects"], note["reason"], note["status"]) == ("F2026-0001", "Dubbel", "settled")


def test_payment_after_a_credit_note_is_owed_back(edition, demo):
    issue(edition)
    call("credit", "F2026-0001", "--reason", "Dubbel", "--on", "2026-03-21")
    output = call("pay", "F2026-0001", "--amount", "7.500,00", "--on", "2026-03-22")
    assert "7.500,00" in output
    assert "-" not in output.replace("F2026-0001", "")  # owed back, not open below zero
    assert call_json("list", "--status", "to_refund")[0]["open_amount"] == "-7500.00"


def test_export_writes_each_document_once(edition, demo, tmp_path):
    invoice = issue(edition)
    folder = tmp_path / "new" / "folder"
    assert "F2026-0001.pdf" in call("export", "--out", folder)
    assert (folder / "F2026-0001.pdf").read_bytes() == bytes(invoice.pdf.content)
    assert "F2026-0001.pdf" not in call("export", "--out", folder, "--year", "2026")
    (folder / "F2026-0001.pdf").write_bytes(b"cut off")
    call("export", "--out", folder)
    assert (folder / "F2026-0001.pdf").read_bytes() == bytes(invoice.pdf.content)
    assert sorted(path.name for path in folder.iterdir()) == ["F2026-0001.pdf", "F2026-0001.xml"]
    assert (folder / "F2026-0001.xml").read_bytes() == bytes(invoice.xml.content)
    assert "F2026" not in call("export", "--out", tmp_path / "other", "--year", "2027")


def test_changed_document_is_not_exported(edition, demo, tmp_path):
    invoice = issue(edition)
    with lifted():
        type(invoice.pdf).objects.filter(pk=invoice.pdf_id).update(content=b"forged")
    assert "F2026-0001.pdf" in call("export", "--out", tmp_path, code=1)


def test_folder_that_cannot_be_written_is_one_sentence(edition, demo, tmp_path):
    issue(edition)
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "F2026-0001.pdf").mkdir()
    for folder in (tmp_path / "file" / "folder", tmp_path):
        output = call("export", "--out", folder, code=1)
        sentence = _("The folder %(folder)s cannot be written: %(problem)s")
        assert sentence.partition(": ")[0] % {"folder": folder} in output


def test_annex_is_added_listed_and_taken_away(edition, demo, tmp_path):
    contract = issue(edition).contract_year.contract
    name, file = contract.organisation.name, tmp_path / "Urenstaat.pdf"
    file.write_bytes(sheets.ANNEX_PDF)
    call("annexes", "add", name, file, "--contract", contract.number)
    (row,) = call_json("annexes", "list", name)
    assert (row["title"], row["contract"]) == ("Urenstaat", contract.number)
    call("annexes", "remove", name, "Urenstaat")
    assert call_json("annexes", "list", name) == []
    call("annexes", "remove", name, row["id"], code=2)
    file.write_bytes(b"MZ")
    call("annexes", "add", name, file, code=1)
