from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lllo.errors import Refused
from lllo.people import cells

CELLS = st.one_of(
    st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes()
)


def dutch_amount(amount: Decimal) -> str:
    return f"{amount:,.2f}".replace(",", "x").replace(".", ",").replace("x", ".")


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("€ 7.500,00", "7500.00"),
        ("€\u00a07.500,00", "7500.00"),
        ("7.500", "7500.00"),
        ("7500,5", "7500.50"),
        ("7500.00", "7500.00"),
        ("14,900.00", "14900.00"),
        ("€ 5,–", "5.00"),
        ("5,-", "5.00"),
        ("€ -12", "-12.00"),
        ("– € 12,34", "-12.34"),
        ("EUR 1.234.567,89", "1234567.89"),
        ("-0", "0.00"),
        (7500, "7500.00"),
        (0.1, "0.10"),
        (-12.5, "-12.50"),
    ],
)
def test_amount_is_read_as_the_dutch_write_it(cell, amount):
    assert str(cells.parse_amount(cell)) == amount


@pytest.mark.parametrize(
    "cell",
    ["7,500", "7.50.0", "1.23,00", "=1+1", "twaalf", "", "1 e5", "9" * 40, "٣", 0.125, 1e300,
     float("nan"), float("inf"), True, None, date(2026, 3, 1)],
)  # fmt: skip
def test_amount_that_could_mean_something_else_is_refused(cell):
    with pytest.raises(Refused, match=r"€\s7\.500,00"):
        cells.parse_amount(cell)


@given(st.decimals(Decimal("-999999.99"), Decimal("999999.99"), places=2))
def test_amount_written_in_dutch_is_read_back(amount):
    assert cells.parse_amount(f"€ {dutch_amount(amount)}") == amount
    assert cells.parse_amount(float(amount)) == amount


@pytest.mark.parametrize(
    "cell",
    ["01-03-2026", "1-3-2026", "1/3/2026", "01.03.2026", "2026-03-01", "1 maart 2026",
     "1 mrt. 2026", "1 MRT 2026", "1 March 2026", "01–03–2026", date(2026, 3, 1),
     datetime(2026, 3, 1)],  # noqa: DTZ001 - a cell knows no time zone
)  # fmt: skip
def test_date_is_read_as_the_dutch_write_it(cell):
    assert cells.parse_date(cell) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "cell",
    ["31-02-2026", "01-03-26", "13/14/2026", "1 foo 2026", "morgen", "", 46082.0, None,
     datetime(2026, 3, 1, 9, 30), "٠١-٠٣-٢٠٢٦"],  # noqa: DTZ001 - a cell knows no time zone
)  # fmt: skip
def test_date_that_is_none_is_refused(cell):
    with pytest.raises(Refused, match=r"01.03.2026"):
        cells.parse_date(cell)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_date_written_in_dutch_is_read_back(day):
    assert cells.parse_date(f"{day.day:02}-{day.month:02}-{day.year}") == day
    assert cells.parse_date(day.isoformat()) == day


@given(CELLS)
def test_any_cell_is_read_or_refused(cell):
    for read in (
        cells.parse_amount,
        cells.parse_date,
        cells.parse_yes_no,
        cells.parse_postal_code,
        cells.parse_email,
        cells.phone,
        cells.text(50),
        cells.several_of({"a": ("een", "one")}),
    ):
        with suppress(Refused):
            read(cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("ja", True), ("JA", True), ("x", True), (1.0, True), (True, True), ("Yes", True),
     ("nee", False), ("No", False), (0, False), (False, False), ("onwaar", False)],
)  # fmt: skip
def test_yes_and_no_are_read_in_dutch_and_english(cell, value):
    assert cells.parse_yes_no(cell) is value


def test_yes_or_no_that_is_neither_is_refused():
    with pytest.raises(Refused, match=r"ja (or|of) nee"):
        cells.parse_yes_no("misschien")


@pytest.mark.parametrize(
    ("cell", "text"),
    [("  a \u00a0 b\n", "a b"), ("e\u0301", "é"), ("a\u200bb", "ab"), (12345678.0, "12345678"),
     (1.5, "1.5"), (date(2026, 3, 1), "01-03-2026"), (None, ""), ("=1+1", "=1+1"),
     ("'=1+1", "=1+1"), ("'s-Hertogenbosch", "'s-Hertogenbosch"), ("'+31 53", "+31 53"),
     (timedelta(hours=1), "1:00:00")],
)  # fmt: skip
def test_text_is_what_the_office_sees(cell, text):
    assert cells.text(50)(cell) == text


def test_text_too_long_for_the_database_is_refused():
    with pytest.raises(Refused, match="5"):
        cells.text(4)("abcde")


def test_blank_is_what_nobody_can_see():
    assert cells.is_blank(" \u200b\u00a0")
    assert cells.is_blank(None)
    assert not cells.is_blank(0)


def test_number_cell_that_lost_its_zero_says_so():
    read = cells.number_as_text(cells.identifiers.kvk_number)
    assert read(12345678.0) == "12345678"
    assert read("0123 4567") == "01234567"
    with pytest.raises(Refused) as as_number:
        read(1234567.0)
    with pytest.raises(Refused) as as_text:
        read("1234567")
    assert len(str(as_number.value)) > len(str(as_text.value))


@pytest.mark.parametrize("cell", ["053 000 0000", "+31 (0)53 000 00 00", "06-00000000"])
def test_phone_is_kept_as_written(cell):
    assert cells.phone(cell) == cell


@pytest.mark.parametrize("cell", [600000000.0, "bel mij", "12"])
def test_phone_without_its_zero_is_refused(cell):
    with pytest.raises(Refused):
        cells.phone(cell)


def test_one_of_reads_both_languages_and_lists_the_active_one():
    read = cells.one_of({"utility": ("nutsbedrijf", "utility")})
    assert read("NUTSBEDRIJF") == read("Utility") == "utility"
    with pytest.raises(Refused, match="nutsbedrijf"):
        read("bedrijf")
    with translation.override("en"), pytest.raises(Refused, match="utility"):
        read("bedrijf")


def test_several_of_reads_each_once():
    read = cells.several_of({"a": ("een", "one"), "b": ("twee", "two")})
    assert read("een, twee; one") == ("a", "b")
    with pytest.raises(Refused):
        read(" , ")


def test_mail_address_may_be_a_link():
    assert cells.parse_email("mailto:naam@example.org") == "naam@example.org"
