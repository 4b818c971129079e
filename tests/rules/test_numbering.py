from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules.numbering import number


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("F{year}-{number:04d}", "F2026-0007"),
        ("{year}{number:05d}", "202600007"),
        ("LLO/{year}/{number}", "LLO/2026/7"),
    ],
)
def test_number_follows_its_pattern(pattern, expected):
    assert number(pattern, 2026, 7) == expected


@pytest.mark.parametrize(
    "pattern", ["F{number}", "F{year}", "F", "{year}-{month}", "{year}{number.x}", "{year", "{0}"]
)
def test_number_pattern_that_gives_a_number_twice_is_refused(pattern):
    with pytest.raises(ValueError, match="year"):
        number(pattern, 2026, 7)


@given(
    st.integers(2000, 2099), st.integers(1, 99_999), st.integers(2000, 2099), st.integers(1, 99_999)
)
def test_numbers_of_a_series_differ(year, count, other_year, other_count):
    same = (year, count) == (other_year, other_count)
    pattern = "F{year}-{number:04d}"
    assert (number(pattern, year, count) == number(pattern, other_year, other_count)) == same
