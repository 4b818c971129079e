from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.contracts.actions import amend_contract, end_contract
from lllo.contracts.lists import (
    with_chosen_package,
    with_package,
    with_year_price,
    without_order_number,
    without_orderer,
)
from lllo.contracts.models import Choice, Contract, ContractLine
from lllo.people.models import Organisation
from lllo.programmes.models import Component
from tests import world
from tests.contracts.builders import choose, draft, offered, signed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 15)


def prices():
    return {row.number: row.year_price for row in with_year_price(Contract.objects.all())}


def test_price_of_a_draft_is_that_of_its_edition(organisation, edition):
    contract = draft(organisation, edition, "professional_plus")
    assert prices() == {contract.number: Decimal(16000)}
    Component.objects.filter(code="basis").update(amount=8000)
    assert prices() == {contract.number: Decimal(16500)}


def test_price_of_a_signed_contract_is_what_was_agreed_for_its_first_year(organisation, edition):
    contract = signed(organisation, edition, "professional")
    Component.objects.update(amount=1)
    amend_contract(contract, package_code="basis", from_year=2, reason="minder", agreed_on=TODAY, by=None)  # fmt: skip
    assert prices() == {contract.number: Decimal(12000)}


def test_contract_that_the_university_bears_costs_nothing(organisation, edition):
    contract = signed(organisation, edition)
    ContractLine.objects.update(borne_by_university=True)
    Component.objects.update(borne_by_university=True)
    assert prices() == {contract.number: Decimal(0)}


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, True),
        ({"purchase_order_number": "4500001"}, False),
        ({"ends_on": TODAY}, False),
        ({"state": "withdrawn"}, False),
        ({"state": "draft", "ends_on": TODAY}, True),
    ],
)
def test_order_number_is_missing_while_something_is_still_to_be_invoiced(edition, change, lacks):
    organisation = world.make_organisation(order_number_rule="always")
    signed(organisation, edition)
    signed(world.make_organisation("Gemeente Zonder (demo)"), edition)
    Contract.objects.update(**change)
    found = without_order_number(Contract.objects.all(), TODAY)
    assert [row.organisation for row in found] == [organisation] * lacks


@pytest.mark.parametrize(("above", "lacks"), [("7499.99", True), ("7500", False)])
def test_order_number_above_an_amount_is_missing_where_a_year_costs_more(edition, above, lacks):
    rule = {"order_number_rule": "above", "order_number_above": Decimal(above)}
    draft(world.make_organisation(**rule), edition, "basis")
    assert without_order_number(Contract.objects.all(), TODAY).count() == lacks


@pytest.mark.parametrize(
    ("own", "of_contract", "lacks"), [("", "", True), ("Inkoop", "", False), ("", "Beheer", False)]
)
def test_orderer_is_missing_where_neither_contract_nor_organisation_names_one(
    edition, own, of_contract, lacks
):
    organisation = world.make_organisation(order_number_rule="always")
    offered(organisation, edition)
    Contract.objects.update(orderer=of_contract)
    Organisation.objects.update(orderer=own)
    assert without_orderer(Contract.objects.all(), TODAY).count() == lacks


def package_on(day):
    return with_package(Organisation.objects.all(), day).get().package_name


def test_package_of_an_organisation_is_that_of_the_year_of_the_day(organisation, edition):
    contract = signed(organisation, edition, "basis_plus")
    amend_contract(contract, package_code="basis", from_year=2, reason="minder", agreed_on=TODAY, by=None)  # fmt: skip
    assert package_on(date(2026, 2, 28)) is None
    assert package_on(date(2026, 3, 1)) == "Basis Plus"
    assert package_on(date(2027, 3, 1)) == "Basis"
    end_contract(contract, on=date(2026, 12, 1), reason="opgezegd", by=None)
    assert package_on(TODAY) == "Basis Plus"
    assert package_on(date(2026, 12, 1)) is None


def test_choice_names_its_package_as_its_edition_does(organisation, edition):
    choose(organisation, edition, "basis_plus")
    choose(world.make_organisation("Gemeente Mondeling (demo)"), edition, "")
    names = with_chosen_package(Choice.objects.order_by("pk")).values_list(
        "package_name", flat=True
    )
    assert list(names) == ["Basis Plus", None]
