from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from lllo import clock
from lllo.cli import main
from lllo.contracts.models import Choice, Contract
from lllo.documents.queries import content
from lllo.outbox.models import Job
from lllo.people.models import Organisation
from lllo.texts import _
from tests import world
from tests.contracts.builders import draft, offered, signed, use_office

pytestmark = pytest.mark.django_db
NAME = "Gemeente Voorbeeldstad (demo)"


@pytest.fixture(autouse=True)
def today():
    with clock.at(datetime(2026, 2, 2, 9, tzinfo=UTC)):
        yield


def run(*arguments, expect=0):
    result = CliRunner().invoke(main, ["contracts", *map(str, arguments)])
    assert result.exit_code == expect, result.output
    assert "Traceback" not in result.output
    return result.output


def rows(*arguments):
    return json.loads(run("list", "--format", "json", *arguments))


def test_from_choice_to_signed_contract(organisation, edition):
    world.mark_demo()
    run("choose", NAME, "professional", "--on", "2026-01-10")
    assert Choice.objects.get().starts_on == edition.programme.starts_on
    run("make", NAME, "--order-number", "4500012345", "--terms", "VNG-model 2018")
    contract = Contract.objects.get()
    assert contract.number in run("offer", contract.number, "--on", "2026-01-15")
    signatures = ["--participant", "Carol", "--university", "Dave", "--on", "01-02-2026"]
    assert contract.number in run("sign", contract.number.lower(), *signatures)
    (row,) = rows()
    assert row == {
        "number": contract.number,
        "organisation": NAME,
        "package": "professional",
        "package_name": "Professional",
        "state": "signed",
        "state_name": row["state_name"],
        "first_day": "2026-03-01",
        "last_day": "2029-02-28",
        "gross": "27000.00",
        "in_kind": "15000.00",
        "price": "12000.00",
        "total": "36000.00",
        "offered_on": "2026-01-15",
        "signed_on": "2026-02-01",
        "ended_on": None,
        "purchase_order_number": "4500012345",
    }


def test_list_keeps_to_state_and_organisation(organisation, edition):
    signed(organisation, edition)
    draft(world.make_organisation("Gemeente Elders (demo)"), edition)
    assert [row["state"] for row in rows()] == ["signed", "draft"]
    assert [row["state"] for row in rows("--state", "draft")] == ["draft"]
    assert [row["organisation"] for row in rows("--organisation", NAME)] == [NAME]
    assert NAME in run("list")
    assert run("list", "--format", "csv").startswith("number,organisation,")
    run("list", "--state", "lost", expect=2)


def test_choose_without_package_is_an_oral_commitment(organisation, edition):
    run("choose", NAME, "--start", "01-09-2026", "--remark", "belt terug")
    choice = Choice.objects.get()
    assert (choice.state, choice.remark) == ("committed", "belt terug")
    assert (choice.stated_on.isoformat(), choice.starts_on.isoformat()) == (
        "2026-02-02",
        "2026-09-01",
    )


def test_choose_names_the_known_packages(organisation, edition):
    output = run("choose", NAME, "premium", expect=1)
    assert "basis, basis_plus, professional, professional_plus" in output


def test_make_without_choice_says_what_to_do(organisation, edition):
    assert "lllo contracts choose" in run("make", NAME, expect=1)


def test_make_of_two_years_is_refused(organisation, edition):
    run("choose", NAME, "basis")
    assert "3" in run("make", NAME, "--years", "2", expect=1)
    assert not Contract.objects.exists()


def test_make_runs_for_the_least_allowed(organisation, edition, tmp_path, monkeypatch):
    use_office(tmp_path, monkeypatch, programme=("minimum_years = 3", "minimum_years = 2"))
    run("choose", NAME, "basis")
    run("make", NAME)
    assert Contract.objects.get().years == 2


def test_make_can_start_on_another_day(organisation, edition):
    run("choose", NAME, "basis")
    run("make", NAME, "--start", "2026-06-01", "--years", "4")
    assert rows()[0]["last_day"] == "2030-05-31"


def test_offer_with_send_leaves_a_job(organisation, edition):
    world.mark_demo()
    world.make_person("Contact", organisation, "contact")
    contract = draft(organisation, edition)
    run("offer", contract.number, "--send")
    assert Job.objects.get().key == f"agreement:{contract.number}"


def test_offer_that_was_made_without_send_can_be_sent(organisation, edition):
    world.mark_demo()
    world.make_person("Contact", organisation, "contact")
    contract = draft(organisation, edition)
    run("offer", contract.number)
    assert not Job.objects.exists()
    for _time in range(2):
        run("offer", contract.number, "--send")
        assert Job.objects.get().key == f"agreement:{contract.number}"
    run("offer", contract.number, expect=1)


def test_sign_with_one_party_is_refused(organisation, edition):
    contract = offered(organisation, edition)
    run("sign", contract.number, "--participant", "Carol", expect=1)
    assert not contract.signatures.exists()


def test_unknown_contract_is_refused_with_the_nearest(organisation, edition):
    contract = draft(organisation, edition)
    assert contract.number in run("offer", contract.number + "9", expect=1)


def test_unknown_date_is_wrong_usage(organisation, edition):
    contract = draft(organisation, edition)
    run("offer", contract.number, "--on", "2026-02-30", expect=2)


def test_amend_takes_another_package_for_later_years(organisation, edition):
    contract = signed(organisation, edition)
    words = ["amend", contract.number, "professional", "--reason", "meer projecten"]
    run(*words, "--from-year", "2", "--university", "Dave", expect=1)  # the other party, too
    assert f"{contract.number}/1" in run(*words, "--from-year", "2")
    assert rows()[0]["total"] == "31500.00"
    run(*words, "--from-year", "1", "--on", "2026-03-01", expect=1)


def test_end(organisation, edition):
    contract = signed(organisation, edition)
    run("end", contract.number, "--on", "2027-03-01", "--reason", "fusie")
    assert rows()[0]["ended_on"] == "2027-03-01"
    assert rows()[0]["total"] == "7500.00"
    run("end", contract.number, "--on", "2027-03-01", "--reason", "fusie", expect=1)


def test_withdraw_and_order(organisation, edition):
    contract = draft(organisation, edition)
    assert "4500" in run("order", contract.number, "4500", "--orderer", "Inkoop")
    contract.refresh_from_db()
    assert (contract.purchase_order_number, contract.orderer) == ("4500", "Inkoop")
    run("order", contract.number, " ", expect=1)
    run("order", contract.number, "", expect=1)
    contract.refresh_from_db()
    assert contract.purchase_order_number == "4500"
    run("withdraw", contract.number)
    assert rows()[0]["state"] == "withdrawn"
    run("order", contract.number, "4501", expect=1)


def test_offer_can_be_looked_at_before(organisation, edition, tmp_path):
    contract = draft(organisation, edition)
    Organisation.objects.update(street="")
    path = tmp_path / "concept.pdf"
    said = run("offer", contract.number, "--preview", path)
    assert str(organisation) in said  # of whom something is missing
    assert path.read_bytes().startswith(b"%PDF-")
    run("offer", contract.number, "--preview", tmp_path / "no" / "x.pdf", expect=1)
    assert "seller.toml" in run("offer", contract.number, expect=1)
    assert Contract.objects.get().state == "draft"
    world.mark_demo()
    run("offer", contract.number)
    run("offer", contract.number, "--preview", path, expect=1)


def test_export_writes_the_agreements(organisation, edition, tmp_path):
    world.mark_demo()
    contract = draft(organisation, edition)
    run("offer", contract.number)
    offered(world.make_organisation("Gemeente Elders (demo)"), edition)
    document = Contract.objects.get(pk=contract.pk).agreement
    run("export", "--out", tmp_path / "new", "--organisation", NAME)
    (path,) = (tmp_path / "new").iterdir()
    assert path.name == f"{contract.number}.pdf"
    assert path.read_bytes() == content(document)


def test_folder_that_cannot_be_written_is_one_sentence(organisation, edition, tmp_path):
    world.mark_demo()
    contract = draft(organisation, edition)
    run("offer", contract.number)
    (tmp_path / "file").write_text("in the way")
    (tmp_path / f"{contract.number}.pdf").mkdir()
    for folder in (tmp_path / "file" / "folder", tmp_path):
        output = run("export", "--out", folder, expect=1)
        sentence = _("The folder %(folder)s cannot be written: %(problem)s")
        assert sentence.partition(": ")[0] % {"folder": folder} in output
