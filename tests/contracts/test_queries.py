from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.contracts.actions import amend_contract, end_contract, reverse_use, withdraw_contract
from lllo.contracts.models import ContractYear
from lllo.contracts.queries import (
    agreements,
    balances,
    committed_fees,
    contract_rows,
    contract_year_prices,
    default_start,
    find_contract,
    open_choice,
)
from lllo.errors import Refused
from lllo.rules.price import Price
from tests import world
from tests.contracts.builders import START, choose, draft, offered, signed, use

pytestmark = pytest.mark.django_db


def test_balances_show_granted_used_and_remaining(organisation, edition):
    signed(organisation, edition, "professional_plus")
    person = world.make_person("Jansen", organisation)
    row = use(organisation, "coaching_hour", "2", person=person)
    use(organisation, "coaching_hour", "1")
    reverse_use(row, on=date(2026, 4, 1), reason="ziek", by=None)
    use(organisation, "project_hour", "8")
    found = {item.kind: item for item in balances(organisation, year=2026)}
    coaching = found["coaching_hour"]
    assert (coaching.granted, coaching.used, coaching.remaining) == (4, 1, 3)
    assert [item.quantity for item in coaching.rows] == [2, 1, -2]
    assert coaching.contract_year.number == 1
    assert coaching.unit
    assert coaching.label
    projects = found["project_hour"]
    assert (projects.granted, projects.used, projects.remaining) == (None, 8, None)
    assert len(found) == 5


def test_balances_keep_to_a_year_or_a_day(organisation, edition):
    signed(organisation, edition)
    assert len(balances(organisation)) == 6
    assert {item.contract_year.number for item in balances(organisation, year=2027)} == {2}
    on = date(2028, 2, 29)
    assert {item.contract_year.number for item in balances(organisation, on=on)} == {2}
    assert balances(organisation, year=2030) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_balances_take_two_queries(organisation, edition, rows, django_assert_num_queries):
    signed(organisation, edition)
    for _ in range(rows):
        use(organisation, "coaching_hour", "1", person=world.make_person(f"P{_}", organisation))
    with django_assert_num_queries(2):
        found = balances(organisation, on=START)
        assert [str(row.person) for item in found for row in item.rows]


def test_balances_of_others_stay_out(organisation, edition):
    signed(organisation, edition)
    signed(world.make_organisation("Gemeente Elders (demo)"), edition, "basis_plus")
    assert {item.kind for item in balances(organisation)} == {"masterclass_seat", "coaching_hour"}


def test_committed_fees_are_prices_of_signed_contracts_by_start(edition):
    signed(world.make_organisation("A (demo)"), edition, "professional_plus")
    signed(world.make_organisation("B (demo)"), edition, "basis", starts_on=date(2027, 1, 1))
    draft(world.make_organisation("C (demo)"), edition)
    offered(world.make_organisation("D (demo)"), edition)
    fees = committed_fees(2027)
    assert [(str(year.contract.organisation), fee) for year, fee in fees] == [
        ("B (demo)", Decimal("7500.00")),
        ("A (demo)", Decimal("16000.00")),
    ]
    assert sum(fee for _, fee in committed_fees(2026)) == Decimal("16000.00")
    assert committed_fees(2031) == []


def test_committed_fees_leave_out_years_that_an_early_end_cut_off(organisation, edition):
    end_contract(signed(organisation, edition), on=date(2027, 3, 1), reason="fusie", by=None)
    assert len(committed_fees(2026)) == 1
    assert committed_fees(2027) == []


@pytest.mark.parametrize("contracts", [1, 3])
def test_committed_fees_take_two_queries(edition, contracts, django_assert_num_queries):
    for number in range(contracts):
        signed(world.make_organisation(f"Gemeente {number} (demo)"), edition)
    with django_assert_num_queries(2):
        fees = committed_fees(2026)
    assert len(fees) == contracts


def test_contract_year_prices_come_from_the_agreed_lines(organisation, edition):
    signed(organisation, edition, "professional")
    years = list(ContractYear.objects.all())
    expected = Price(gross=Decimal("27000.00"), in_kind=Decimal("15000.00"))
    assert contract_year_prices(years) == {year.pk: expected for year in years}


@pytest.mark.parametrize("contracts", [1, 3])
def test_contract_rows_take_six_queries(edition, contracts, django_assert_num_queries):
    for number in range(contracts):
        signed(world.make_organisation(f"Gemeente {number} (demo)"), edition, "professional")
    with django_assert_num_queries(6):
        rows = contract_rows()
    assert len(rows) == contracts
    assert {row.price for row in rows} == {Decimal("12000.00")}


def test_contract_rows_tell_what_was_agreed_and_what_was_offered(edition):
    first = world.make_organisation("A (demo)")
    signed(first, edition, "professional")
    offered(world.make_organisation("B (demo)"), edition, "basis_plus")
    agreed, offer = contract_rows()
    assert (agreed.organisation, agreed.state, agreed.package) == (
        "A (demo)",
        "signed",
        "professional",
    )
    assert (agreed.gross, agreed.in_kind, agreed.price) == (27000, 15000, 12000)
    assert agreed.total == 36000
    assert (agreed.first_day, agreed.last_day) == (START, date(2029, 2, 28))
    assert (offer.state, offer.price, offer.total) == ("offered", 11500, 34500)
    assert [row.organisation for row in contract_rows(state="offered")] == ["B (demo)"]
    assert [row.organisation for row in contract_rows(organisation=first)] == ["A (demo)"]


def test_contract_rows_add_up_what_an_addendum_changed(organisation, edition):
    contract = signed(organisation, edition)
    amend_contract(
        contract,
        edition=edition,
        package_code="professional",
        from_year=3,
        reason="meer projecten",
        agreed_on=date(2026, 6, 1),
        by=None,
    )
    (row,) = contract_rows()
    assert (row.price, row.total) == (7500, 27000)


def test_contract_rows_stop_at_an_early_end(organisation, edition):
    end_contract(signed(organisation, edition), on=date(2027, 6, 1), reason="fusie", by=None)
    (row,) = contract_rows()
    assert (row.state, row.price, row.total) == ("ended", 7500, 15000)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 10), date(2026, 3, 1)),
        (date(2026, 3, 1), date(2026, 4, 1)),
        (date(2026, 12, 15), date(2027, 1, 1)),
    ],
)
def test_default_start_is_that_of_the_programme_or_next_month(edition, on, expected):
    assert default_start(on) == expected


def test_agreements_are_those_of_offered_contracts(edition):
    first = offered(world.make_organisation("A (demo)"), edition)
    second = offered(world.make_organisation("B (demo)"), edition)
    draft(world.make_organisation("C (demo)"), edition)
    withdraw_contract(offered(world.make_organisation("D (demo)"), edition), by=None)
    assert agreements() == [first.agreement, second.agreement]
    assert agreements(second.organisation) == [second.agreement]


def test_find_contract_names_the_nearest(organisation, edition):
    contract = draft(organisation, edition)
    assert find_contract(f" {contract.number.lower()} ") == contract
    with pytest.raises(Refused, match=contract.number):
        find_contract(contract.number[:-1])
    with pytest.raises(Refused) as caught:
        find_contract("zzz")
    assert contract.number not in str(caught.value)


def test_open_choice_is_refused_when_there_is_none(organisation, edition):
    choice = choose(organisation, edition)
    assert open_choice(organisation) == choice
    with pytest.raises(Refused, match="Elders"):
        open_choice(world.make_organisation("Gemeente Elders (demo)"))
