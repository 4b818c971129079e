from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.budget.actions import deliver_in_kind
from lllo.budget.queries import in_kind_balance
from lllo.contracts.models import Contract
from lllo.errors import Refused
from lllo.people.models import User
from lllo.projects.models import Placement
from tests.budget.builders import make_signed

DAY = date(2026, 4, 1)


def placement_at(organisation, line):
    return Placement.objects.create(
        kind=Placement.Kind.GRADUATION,
        title="Afstuderen",
        host=organisation,
        line=line,
        starts_on=DAY,
        ends_on=date(2026, 7, 1),
        hours=Decimal(400),
    )


def test_deliver_in_kind_as_an_amount_at_a_placement(first_year, line):
    placement = placement_at(first_year.contract.organisation, line)
    entry = deliver_in_kind(
        first_year,
        line=line,
        on=DAY,
        amount=Decimal(5000),
        description="Begeleiding",
        placement=placement,
        by=None,
    )
    assert (entry.amount, entry.hours, entry.placement) == (Decimal(5000), None, placement)
    assert in_kind_balance(first_year).remaining == Decimal(10000)


@pytest.mark.both_databases
def test_deliver_in_kind_as_hours_at_the_day_rate(first_year, line):
    entry = deliver_in_kind(
        first_year, line=line, on=DAY, hours=Decimal(96), description="Onderzoek", by=None
    )
    assert (entry.amount, entry.hours) == (Decimal("15000.00"), Decimal(96))
    assert in_kind_balance(first_year).remaining == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "amount_or_hours"),
        ({"amount": Decimal(1), "hours": Decimal(1)}, "amount_or_hours"),
        ({"amount": Decimal(0)}, "amount_not_positive"),
        ({"hours": Decimal(-8)}, "amount_not_positive"),
        ({"amount": Decimal(1), "on": date(2027, 3, 1)}, "outside_contract_year"),
        ({"amount": Decimal("15000.01")}, "beyond_promise"),
        ({"amount": Decimal("0.014")}, "invalid_value"),
        ({"amount": Decimal(1), "description": "x" * 301}, "invalid_value"),
    ],
)
def test_deliver_in_kind_refuses(first_year, line, values, code):
    entry = {"on": DAY, "description": "x"} | values
    with pytest.raises(Refused) as refusal:
        deliver_in_kind(first_year, line=line, by=None, **entry)
    assert refusal.value.code == code
    assert not first_year.in_kind_entries.exists()


def test_deliver_in_kind_refuses_a_day_after_the_contract_ended(first_year, line):
    entry = {"line": line, "amount": Decimal(1), "description": "x", "by": None}
    Contract.objects.update(
        state=Contract.State.ENDED, ended_on=date(2026, 6, 1), end_reason="Herindeling"
    )
    with pytest.raises(Refused) as refusal:
        deliver_in_kind(first_year, on=date(2026, 6, 1), **entry)
    assert refusal.value.code == "contract_ended"
    deliver_in_kind(first_year, on=date(2026, 5, 31), **entry)


def test_deliver_in_kind_refuses_a_year_without_a_budget(edition, line):
    late = make_signed(edition, starts_on=date(2028, 9, 1)).contract_years.get(number=2)
    with pytest.raises(Refused) as refusal:
        deliver_in_kind(
            late, line=line, on=date(2029, 9, 1), amount=Decimal(1), description="x", by=None
        )
    assert refusal.value.code == "no_budget_year"


def test_deliver_in_kind_refuses_a_placement_elsewhere(first_year, line, organisation):
    with pytest.raises(Refused) as refusal:
        deliver_in_kind(
            first_year,
            line=line,
            on=DAY,
            amount=Decimal(1),
            description="x",
            placement=placement_at(organisation, line),
            by=None,
        )
    assert refusal.value.code == "other_organisation"


@pytest.mark.both_databases
def test_deliver_in_kind_beyond_the_promise_takes_a_lead_and_a_reason(
    first_year, line, lead, backoffice
):
    def deliver(by, reason="Afgesproken"):
        return deliver_in_kind(
            first_year,
            line=line,
            on=DAY,
            amount=Decimal(16000),
            description="x",
            override_reason=reason,
            by=by,
        )

    for by, reason, code in (
        (None, "Afgesproken", "override_not_allowed"),
        (backoffice, "Afgesproken", "override_not_allowed"),
        (lead, " ", "beyond_promise"),
    ):
        with pytest.raises(Refused) as refusal:
            deliver(by, reason)
        assert refusal.value.code == code
    assert deliver(lead).override_reason == "Afgesproken"
    assert deliver(User.objects.create_superuser("root@example.org")).override_reason
    assert in_kind_balance(first_year).remaining == Decimal(-17000)


def test_deliver_in_kind_within_the_promise_needs_no_reason(first_year, line, lead):
    entry = deliver_in_kind(
        first_year,
        line=line,
        on=DAY,
        amount=Decimal(1),
        description="x",
        override_reason="Voor de zekerheid",
        by=lead,
    )
    assert entry.override_reason == ""


def test_a_package_without_a_part_in_kind_promises_nothing(edition, line):
    basis = make_signed(edition, "basis").contract_years.get(number=1)
    with pytest.raises(Refused) as refusal:
        deliver_in_kind(basis, line=line, on=DAY, amount=Decimal(1), description="x", by=None)
    assert refusal.value.code == "beyond_promise"
