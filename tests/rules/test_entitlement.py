from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules.entitlement import Balance, Refusal, balance, refusal


def test_balance_sums_uses_and_reversals():
    rows = [Decimal("2.00"), Decimal("1.50"), Decimal("-2.00")]
    assert balance(Decimal(4), rows) == Balance(granted=Decimal(4), used=Decimal("1.50"))
    assert balance(Decimal(4), rows).remaining == Decimal("2.50")


def test_balance_by_agreement_has_nothing_remaining_to_say():
    assert balance(None, [Decimal(3)]).remaining is None


def test_balance_beyond_what_was_granted_is_negative():
    assert balance(Decimal(2), [Decimal(3)]).remaining == -1


@pytest.mark.parametrize(
    ("granted", "used", "asked", "whole", "expected"),
    [
        ("4", "3", "1", False, None),
        ("4", "3.50", "0.50", False, None),
        ("4", "4", "1", False, Refusal.EXCEEDED),
        ("4", "3.50", "0.75", False, Refusal.EXCEEDED),
        (None, "400", "1", False, None),
        ("4", "0", "0", False, Refusal.NOT_POSITIVE),
        ("4", "2", "-1", False, Refusal.NOT_POSITIVE),
        (None, "0", "0.50", True, Refusal.NOT_WHOLE),
        ("2", "0", "2", True, None),  # one takes two
        ("2", "1", "1", True, None),  # two take one each
        ("2", "2", "1", True, Refusal.EXCEEDED),  # the third seat
        ("2", "1", "2", True, Refusal.EXCEEDED),
    ],
)
def test_refusal(granted, used, asked, whole, expected):
    before = Balance(granted=granted and Decimal(granted), used=Decimal(used))
    assert refusal(before, Decimal(asked), whole=whole) is expected


@given(st.lists(st.integers(min_value=-1, max_value=3)))
def test_uses_that_are_not_refused_never_add_up_to_more_than_two_seats(asked):
    rows: list[Decimal] = []
    for seats in map(Decimal, asked):
        if refusal(balance(Decimal(2), rows), seats, whole=True) is None:
            rows.append(seats)
    assert sum(rows) <= 2
