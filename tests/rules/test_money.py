from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules.money import split, to_cents


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0.125", "0.13"), ("0.124", "0.12"), ("-0.125", "-0.13"), ("7500", "7500.00")],
)
def test_to_cents_rounds_half_away_from_zero(amount, expected):
    assert to_cents(Decimal(amount)) == Decimal(expected)


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        ("120000.00", [1, 1, 1], ["40000.00", "40000.00", "40000.00"]),
        ("0.02", [1, 1, 1], ["0.01", "0.01", "0.00"]),
        ("100.00", [1, 2, 0], ["33.33", "66.67", "0.00"]),
        ("-0.05", [1, 1], ["-0.03", "-0.02"]),
    ],
)
def test_split_divides_by_weight(amount, weights, expected):
    assert split(Decimal(amount), weights) == tuple(Decimal(part) for part in expected)


@given(
    cents=st.integers(min_value=-(10**9), max_value=10**9),
    weights=st.lists(st.integers(min_value=0, max_value=100), min_size=1).filter(any),
)
def test_split_loses_no_cent(cents, weights):
    amount = Decimal(cents) / 100
    assert sum(split(amount, weights)) == amount


@pytest.mark.parametrize(
    ("amount", "weights"), [("1.00", [0, 0]), ("1.00", [2, -1]), ("1.005", [1])]
)
def test_split_refuses_what_cannot_be_divided(amount, weights):
    with pytest.raises(ValueError, match=r"weights|cents"):
        split(Decimal(amount), weights)
