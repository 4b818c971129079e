from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lllo import clock, office
from lllo.contracts.actions import (
    SignatureData,
    amend_contract,
    end_contract,
    make_contract,
    record_choice,
    record_purchase_order,
    sign_contract,
    withdraw_choice,
    withdraw_contract,
)
from lllo.contracts.models import Choice, Contract, ContractLine
from lllo.documents.models import Document
from lllo.errors import Refused
from lllo.people.models import AuditEntry
from lllo.programmes.models import Component, Package, PackageEdition
from lllo.rules.numbering import number as number_of
from tests import world
from tests.contracts import builders
from tests.contracts.builders import (
    OFFERED,
    SIGNED,
    START,
    STATED,
    choose,
    draft,
    offered,
    signed,
    use_office,
)

SECOND = date(2027, 3, 1)
pytestmark = pytest.mark.django_db


def refusal(call, *args, **kwargs):
    """Return code and sentence of a refusal, and make sure that nothing was half done."""
    before = AuditEntry.objects.count()
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert AuditEntry.objects.count() == before
    return caught.value.code, str(caught.value)


def audited():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


# Choices


def test_record_choice_without_package_is_committed(organisation, edition):
    choice = choose(organisation, edition, "")
    assert choice.state == Choice.State.COMMITTED
    assert audited() == ["choice.recorded"]


def test_record_choice_updates_the_open_choice(organisation, edition, backoffice):
    first = choose(organisation, edition, "")
    second = choose(organisation, edition, "basis_plus", remark=" zo snel mogelijk ", by=backoffice)
    assert second.pk == first.pk
    assert second.state == Choice.State.CHOSEN
    assert (second.remark, second.recorded_by) == ("zo snel mogelijk", backoffice)


def test_record_choice_twice_has_the_effect_of_once(organisation, edition):
    first = choose(organisation, edition)
    assert choose(organisation, edition).pk == first.pk
    assert audited() == ["choice.recorded"]


def test_record_choice_can_name_a_package_that_is_not_sure_yet(organisation, edition):
    choice = choose(organisation, edition, "basis", state=Choice.State.COMMITTED)
    assert (choice.state, choice.package_code) == (Choice.State.COMMITTED, "basis")


def test_record_choice_names_the_known_packages(organisation, edition):
    code, sentence = refusal(choose, organisation, edition, "premium")
    assert code == "package_unknown"
    assert "basis, basis_plus, professional, professional_plus" in sentence
    assert "premium" in sentence


def test_record_choice_refuses_chosen_without_package(organisation, edition):
    code, sentence = refusal(choose, organisation, edition, "", state=Choice.State.CHOSEN)
    assert code == "package_missing"
    assert "Basis Plus" in sentence


def test_record_choice_refuses_to_lose_the_package(organisation, edition):
    choose(organisation, edition)
    assert refusal(choose, organisation, edition, "")[0] == "choice_made"


def test_record_choice_refuses_other_states(organisation, edition):
    code, _ = refusal(choose, organisation, edition, state=Choice.State.CONTRACTED)
    assert code == "choice_state"


def test_record_choice_refuses_a_start_before_the_edition(organisation, edition):
    code, sentence = refusal(choose, organisation, edition, starts_on=date(2025, 12, 31))
    assert code == "start_before_edition"
    assert "1 januari 2026" in sentence


def test_record_choice_refuses_a_start_nobody_means(organisation, edition):
    code, sentence = refusal(choose, organisation, edition, starts_on=date(9998, 3, 1))
    assert code == "start_too_late"
    assert "1 maart 9998" in sentence


def test_record_choice_refuses_the_university(university, edition):
    code, sentence = refusal(choose, university, edition)
    assert code == "no_participant"
    assert str(university) in sentence


def test_withdraw_choice(organisation, edition):
    choice = withdraw_choice(choose(organisation, edition), on=SIGNED, by=None)
    assert (choice.state, choice.withdrawn_on) == (Choice.State.WITHDRAWN, SIGNED)
    assert audited() == ["choice.recorded", "choice.withdrawn"]
    assert refusal(withdraw_choice, choice, on=SIGNED, by=None)[0] == "choice_closed"


def test_withdrawn_choice_leaves_room_for_another(organisation, edition):
    first = withdraw_choice(choose(organisation, edition), on=SIGNED, by=None)
    assert choose(organisation, edition, "").pk != first.pk


# Contracts


def test_make_contract_takes_three_years_and_the_next_number(organisation, edition):
    organisation.orderer = "afdeling Ruimte"
    organisation.save()
    contract = draft(organisation, edition, "professional", purchasing_terms=" VNG 2018 ")
    assert contract.number == number_of(office.read().numbering.contract.format, 2026, 1)
    assert (contract.starts_on, contract.ends_on) == (START, date(2029, 3, 1))
    assert (contract.package_name, contract.state) == ("Professional", Contract.State.DRAFT)
    assert (contract.orderer, contract.purchasing_terms) == ("afdeling Ruimte", "VNG 2018")
    assert contract.choice.state == Choice.State.CONTRACTED
    assert audited() == ["choice.recorded", "contract.made"]
    assert {each.detail["package"] for each in AuditEntry.objects.all()} == {"Professional"}


@pytest.mark.both_databases
def test_contract_numbers_count_on_within_their_year(edition):
    starts = [START, date(2026, 9, 1), date(2027, 3, 1)]
    contracts = [
        draft(world.make_organisation(f"Gemeente {start}"), edition, starts_on=start)
        for start in starts
    ]
    pattern = office.read().numbering.contract.format
    expected = [
        number_of(pattern, year, count) for year, count in [(2026, 1), (2026, 2), (2027, 1)]
    ]
    assert [contract.number for contract in contracts] == expected


def test_contract_number_that_is_taken_is_passed_over(organisation, edition):
    contract = draft(organisation, edition)
    taken = number_of(office.read().numbering.contract.format, 2026, 2)
    Contract.objects.filter(pk=contract.pk).update(number=taken)
    other = draft(world.make_organisation("Gemeente Elders (demo)"), edition)
    assert other.number == number_of(office.read().numbering.contract.format, 2026, 3)


def test_late_joiner_gets_three_years_of_its_own(organisation, edition):
    contract = signed(organisation, edition, starts_on=date(2026, 9, 15))
    assert contract.ends_on == date(2029, 9, 15)
    assert [year.starts_on for year in contract.contract_years.all()] == [
        date(2026, 9, 15),
        date(2027, 9, 15),
        date(2028, 9, 15),
    ]


def test_contract_can_be_longer_and_start_on_another_day(organisation, edition):
    choice = choose(organisation, edition)
    contract = make_contract(choice, starts_on=date(2026, 6, 1), years=4, by=None)
    assert (contract.starts_on, contract.ends_on) == (date(2026, 6, 1), date(2030, 6, 1))


@pytest.mark.parametrize("years", [2, 0, -3])
def test_make_contract_refuses_less_than_three_years(organisation, edition, years):
    code, sentence = refusal(make_contract, choose(organisation, edition), years=years, by=None)
    assert code == "contract_too_short"
    assert "3" in sentence
    assert str(years) in sentence


def test_make_contract_refuses_more_years_than_anyone_means(organisation, edition):
    code, _ = refusal(make_contract, choose(organisation, edition), years=30_000, by=None)
    assert code == "contract_too_long"


def test_make_contract_refuses_what_does_not_fit(organisation, edition):
    choice = choose(organisation, edition)
    code, _ = refusal(make_contract, choice, purchase_order_number="4" * 61, by=None)
    assert code == "invalid_value"


def test_database_refuses_a_contract_of_no_years(organisation, edition):
    contract = draft(organisation, edition)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=contract.pk).update(years=0)


def test_make_contract_runs_for_the_least_that_the_office_allows(
    organisation, edition, tmp_path, monkeypatch
):
    use_office(tmp_path, monkeypatch, programme=("minimum_years = 3", "minimum_years = 1"))
    contract = draft(organisation, edition)
    assert (contract.years, contract.ends_on) == (1, SECOND)
    assert refusal(make_contract, choose(organisation, edition), years=0, by=None)[0] == (
        "contract_too_short"
    )


def test_make_contract_refuses_a_choice_without_package(organisation, edition):
    code, sentence = refusal(make_contract, choose(organisation, edition, ""), by=None)
    assert code == "package_missing"
    assert "Professional Plus" in sentence


def test_make_contract_refuses_a_choice_that_has_one(organisation, edition):
    contract = draft(organisation, edition)
    assert refusal(make_contract, contract.choice, by=None)[0] == "choice_closed"


def test_make_contract_refuses_a_start_before_the_edition(organisation, edition):
    choice = choose(organisation, edition)
    code, _ = refusal(make_contract, choice, starts_on=date(2025, 12, 1), by=None)
    assert code == "start_before_edition"


def test_make_contract_refuses_a_second_one_for_the_same_days(organisation, edition):
    first = signed(organisation, edition)
    choice = choose(organisation, edition, starts_on=date(2029, 2, 28))
    code, sentence = refusal(make_contract, choice, by=None)
    assert code == "contract_overlap"
    assert first.number in sentence
    assert "28 februari 2029" in sentence


def test_make_contract_after_the_end_of_another(organisation, edition):
    end_contract(signed(organisation, edition), on=date(2027, 3, 1), reason="fusie", by=None)
    assert draft(organisation, edition, starts_on=date(2027, 3, 1)).years == 3


def test_make_contract_follows_one_that_ran_out(organisation, edition):
    signed(organisation, edition)
    assert draft(organisation, edition, starts_on=date(2029, 3, 1)).years == 3


def test_record_purchase_order(organisation, edition):
    contract = draft(organisation, edition, orderer="afdeling Ruimte")
    contract = record_purchase_order(contract, purchase_order_number=" 4500012345 ", by=None)
    assert (contract.purchase_order_number, contract.orderer) == ("4500012345", "afdeling Ruimte")
    assert audited()[-1] == "contract.order_recorded"


def test_record_purchase_order_refuses_what_does_not_fit(organisation, edition):
    contract = draft(organisation, edition)
    code, _ = refusal(record_purchase_order, contract, purchase_order_number="4" * 61, by=None)
    assert code == "invalid_value"


def test_record_purchase_order_refuses_a_withdrawn_contract(organisation, edition):
    contract = withdraw_contract(draft(organisation, edition), by=None)
    code, _ = refusal(record_purchase_order, contract, purchase_order_number="1", by=None)
    assert code == "contract_withdrawn"


def test_withdraw_contract_opens_its_choice_again(organisation, edition):
    contract = withdraw_contract(offered(organisation, edition), by=None)
    assert contract.state == Contract.State.WITHDRAWN
    assert Choice.objects.open().get().pk == contract.choice_id
    assert audited()[-2:] == ["choice.reopened", "contract.withdrawn"]


def test_withdraw_contract_leaves_a_newer_choice_alone(organisation, edition):
    contract = draft(organisation, edition)
    newer = choose(organisation, edition, "basis_plus")
    withdraw_contract(contract, by=None)
    assert Choice.objects.open().get().pk == newer.pk


def test_withdraw_contract_refuses_a_signed_one(organisation, edition):
    contract = signed(organisation, edition)
    code, sentence = refusal(withdraw_contract, contract, by=None)
    assert code == "contract_signed"
    assert contract.number in sentence


# Signing


@pytest.mark.both_databases
def test_sign_contract_makes_years_lines_and_entitlements(organisation, edition, backoffice):
    contract = offered(organisation, edition, "professional_plus")
    both = [
        SignatureData(party="participant", name="Dave", signed_on=date(2026, 1, 20)),
        SignatureData(party="university", name="Erin", job_title="decaan", signed_on=SIGNED),
    ]
    contract = sign_contract(contract, signatures=both, by=backoffice)
    assert (contract.state, contract.signed_on) == (Contract.State.SIGNED, SIGNED)
    assert contract.signatures.count() == 2
    years = list(contract.contract_years.all())
    assert [year.number for year in years] == [1, 2, 3]
    assert list(years[2].lines.values_list("component_code", "amount", "borne_by_university")) == [
        ("basis", Decimal("7500.00"), False),
        ("projecten", Decimal("4500.00"), False),
        ("eigen_inbreng", Decimal("15000.00"), True),
        ("specialisaties", Decimal("4000.00"), False),
    ]
    assert set(years[0].entitlements.values_list("kind", "quantity")) == {
        ("masterclass_seat", Decimal(2)),
        ("coaching_hour", Decimal(4)),
        ("project_hour", None),
        ("learning_credit", None),
        ("course_seat", Decimal(2)),
    }
    entry = AuditEntry.objects.get(action="contract.signed")
    assert entry.actor == backoffice
    assert entry.detail["signatures"] == {"participant": "Dave", "university": "Erin"}


def test_what_was_agreed_does_not_move_with_the_edition(organisation, edition):
    contract = signed(organisation, edition)
    Component.objects.filter(edition=edition, code="basis").update(
        amount=Decimal("9000.00"), name="Basis 2027"
    )
    lines = ContractLine.objects.filter(contract_year__contract=contract)
    assert set(lines.values_list("component_name", "amount", "vat_code")) == {
        ("Basis", Decimal("7500.00"), "education")
    }


@pytest.mark.parametrize(
    "parties",
    [
        ["participant"],
        ["university"],
        [],
        ["participant", "participant"],
        ["participant", "university", "university"],
        ["participant", "partner"],
    ],
)
def test_sign_contract_needs_both_parties_once(organisation, edition, parties):
    contract = offered(organisation, edition)
    given = builders.signatures(parties=parties)
    assert refusal(sign_contract, contract, signatures=given, by=None)[0] == "signatures_incomplete"
    assert not contract.signatures.exists()


def test_sign_contract_refuses_a_signature_without_name(organisation, edition):
    contract = offered(organisation, edition)
    given = [*builders.signatures(parties=["university"])]
    given.append(SignatureData(party="participant", name=" ", signed_on=SIGNED))
    code, _ = refusal(sign_contract, contract, signatures=given, by=None)
    assert code == "signature_without_name"


@pytest.mark.parametrize("values", [{"name": "x" * 201}, {"name": "Carol", "method": "fax"}])
def test_sign_contract_refuses_a_signature_that_does_not_fit(organisation, edition, values):
    contract = offered(organisation, edition)
    given = builders.signatures(parties=["university"])
    given.append(SignatureData(party="participant", signed_on=SIGNED, **values))
    code, _ = refusal(sign_contract, contract, signatures=given, by=None)
    assert code == "invalid_value"
    assert not contract.signatures.exists()


def test_sign_contract_refuses_a_day_before_the_offer(organisation, edition):
    contract = offered(organisation, edition)
    given = builders.signatures(on=STATED)
    code, sentence = refusal(sign_contract, contract, signatures=given, by=None)
    assert code == "signed_before_offer"
    assert "15 januari 2026" in sentence


def test_sign_contract_refuses_a_day_to_come(organisation, edition):
    contract = offered(organisation, edition)
    given = builders.signatures(on=date(2026, 11, 16))
    code, sentence = refusal(sign_contract, contract, signatures=given, by=None)
    assert code == "signed_in_future"
    assert "16 november 2026" in sentence
    assert not contract.signatures.exists()


def test_sign_contract_twice_is_refused(organisation, edition):
    contract = signed(organisation, edition)
    given = builders.signatures()
    code, sentence = refusal(sign_contract, contract, signatures=given, by=None)
    assert code == "contract_signed"
    assert "1 februari 2026" in sentence
    assert contract.contract_years.count() == 3


def test_sign_contract_refuses_a_draft(organisation, edition):
    given = builders.signatures()
    contract = draft(organisation, edition)
    assert refusal(sign_contract, contract, signatures=given, by=None)[0] == "contract_draft"


def test_sign_contract_refuses_a_withdrawn_one(organisation, edition):
    contract = withdraw_contract(offered(organisation, edition), by=None)
    given = builders.signatures()
    assert refusal(sign_contract, contract, signatures=given, by=None)[0] == "contract_withdrawn"


# Addenda


def amend(contract, edition, package_code="professional", **fields):
    fields = {"from_year": 2, "reason": "meer projecten", "agreed_on": date(2026, 11, 1)} | fields
    return amend_contract(contract, edition=edition, package_code=package_code, by=None, **fields)


def test_amend_contract_replaces_later_years_only(organisation, edition):
    contract = signed(organisation, edition)
    addendum = amend(contract, edition)
    assert (addendum.number, addendum.takes_effect_on) == (1, SECOND)
    codes = list(contract.contract_years.values_list("number", "package_code", "package_name"))
    assert codes == [
        (1, "basis", "Basis"),
        (2, "professional", "Professional"),
        (3, "professional", "Professional"),
    ]
    second = contract.contract_years.get(number=2)
    assert [line.component_code for line in second.lines.all()] == [
        "basis",
        "projecten",
        "eigen_inbreng",
    ]
    assert second.entitlements.filter(kind="project_hour").exists()
    assert audited()[-1] == "contract.amended"


def test_amend_contract_counts_addenda(organisation, edition):
    contract = signed(organisation, edition)
    amend(contract, edition)
    assert amend(contract, edition, "basis_plus", from_year=3).number == 2


@pytest.mark.parametrize("from_year", [0, 4, -1])
def test_amend_contract_refuses_a_year_that_is_not_there(organisation, edition, from_year):
    contract = signed(organisation, edition)
    code, _ = refusal(amend, contract, edition, from_year=from_year)
    assert code == "contract_year_unknown"


@pytest.mark.parametrize("agreed_on", [SIGNED, SECOND])
def test_amend_contract_refuses_a_year_that_has_started(organisation, edition, agreed_on):
    contract = signed(organisation, edition)
    with clock.at(datetime(2027, 3, 1, 9, tzinfo=UTC)):
        code, sentence = refusal(amend, contract, edition, agreed_on=agreed_on)
    assert code == "contract_year_started"
    assert "1 maart 2027" in sentence


def test_amend_contract_refuses_a_day_before_the_signature_and_one_to_come(organisation, edition):
    contract = signed(organisation, edition)
    code, sentence = refusal(amend, contract, edition, agreed_on=OFFERED)
    assert code == "agreed_before_signature"
    assert "1 februari 2026" in sentence
    code, sentence = refusal(amend, contract, edition, agreed_on=date(2026, 11, 16))
    assert code == "agreed_in_future"
    assert "16 november 2026" in sentence


def test_amend_contract_takes_the_edition_in_force_when_the_year_starts(organisation, edition):
    contract = signed(organisation, edition)
    newer = world.make_edition(edition.programme, sha256="1" * 64)
    PackageEdition.objects.filter(pk=newer.pk).update(valid_from=date(2027, 1, 1))
    assert amend(contract, None).edition == newer


def test_amend_contract_refuses_a_year_in_use(organisation, edition):
    contract = signed(organisation, edition)
    builders.use(organisation, "coaching_hour", "1", on=date(2028, 3, 1))
    assert refusal(amend, contract, edition)[0] == "contract_year_in_use"


def test_amend_contract_refuses_a_year_that_something_refers_to(organisation, edition):
    contract = signed(organisation, edition, "professional")
    year = contract.contract_years.get(number=3)
    _deliver_in_kind(year, edition)
    assert refusal(amend, contract, edition, "basis")[0] == "contract_year_in_use"


def _deliver_in_kind(year, edition):
    from lllo.budget.models import InKindEntry

    return InKindEntry.objects.create(
        contract_year=year,
        line=edition.programme.lines.first(),
        on=SECOND,
        amount=Decimal("1250.00"),
        description="a day",
    )


def test_amend_contract_refuses_the_same_package(organisation, edition):
    contract = signed(organisation, edition)
    code, sentence = refusal(amend, contract, edition, "basis")
    assert code == "nothing_changes"
    assert "Basis" in sentence


def test_amend_contract_takes_a_new_edition_of_the_same_package(organisation, edition):
    contract = signed(organisation, edition)
    newer = world.make_edition(edition.programme, sha256="1" * 64)
    Component.objects.filter(edition=newer, code="basis").update(amount=Decimal("8000.00"))
    amend(contract, newer, "basis")
    lines = ContractLine.objects.filter(contract_year__contract=contract)
    amounts = list(lines.order_by("contract_year__number").values_list("amount", flat=True))
    assert amounts == [Decimal("7500.00"), Decimal("8000.00"), Decimal("8000.00")]


def test_amend_contract_refuses_an_edition_that_is_not_valid_then(organisation, edition):
    contract = signed(organisation, edition)
    newer = world.make_edition(edition.programme, sha256="1" * 64)
    newer.valid_from = date(2027, 4, 1)
    newer.save()
    assert refusal(amend, contract, newer)[0] == "start_before_edition"


def test_amend_contract_refuses_an_unsigned_contract(organisation, edition):
    assert refusal(amend, offered(organisation, edition), edition)[0] == "contract_offered"


def test_amend_contract_refuses_an_empty_reason_and_an_unknown_package(organisation, edition):
    contract = signed(organisation, edition)
    assert refusal(amend, contract, edition, reason=" ")[0] == "reason_missing"
    assert refusal(amend, contract, edition, "premium")[0] == "package_unknown"


# The end


def test_end_contract(organisation, edition):
    contract = end_contract(signed(organisation, edition), on=SECOND, reason=" fusie ", by=None)
    assert (contract.state, contract.ended_on) == (Contract.State.ENDED, SECOND)
    assert contract.end_reason == "fusie"
    assert [year.number for year in contract.contract_years.running()] == [1]
    assert audited()[-1] == "contract.ended"


def test_end_contract_twice_is_refused(organisation, edition):
    contract = end_contract(signed(organisation, edition), on=SECOND, reason="fusie", by=None)
    code, _ = refusal(end_contract, contract, on=SECOND, reason="fusie", by=None)
    assert code == "contract_ended"


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2029, 3, 1), "end_not_early"), (OFFERED, "end_before_signature")],
)
def test_end_contract_refuses_days_that_cannot_be(organisation, edition, on, expected):
    contract = signed(organisation, edition)
    assert refusal(end_contract, contract, on=on, reason="fusie", by=None)[0] == expected


def test_end_contract_refuses_an_empty_reason(organisation, edition):
    contract = signed(organisation, edition)
    assert refusal(end_contract, contract, on=SECOND, reason="", by=None)[0] == "reason_missing"


def test_contracts_of_an_old_edition_keep_their_package(organisation, edition):
    contract = draft(organisation, edition)
    newer = world.make_edition(edition.programme, sha256="1" * 64)
    Package.objects.filter(edition=newer, code="basis").update(name="Basis nieuw")
    contract.refresh_from_db()
    assert (contract.edition, contract.package_name) == (edition, "Basis")
    assert not Document.objects.exists()


def test_record_choice_by_another_edition_moves_the_open_choice(organisation, edition):
    choose(organisation, edition)
    newer = world.make_edition(edition.programme, sha256="1" * 64)
    choice = record_choice(
        organisation,
        edition=newer,
        package_code="basis",
        stated_on=STATED,
        starts_on=START,
        by=None,
    )
    assert Choice.objects.get() == choice
    assert choice.edition == newer
