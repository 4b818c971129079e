from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules import identifiers


def rsin_from(digits: str) -> str | None:
    """Give eight digits their check digit; some eight digits have none."""
    check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), digits, strict=True))
    return None if check % 11 == 10 else digits + str(check % 11)


@pytest.mark.parametrize("text", ["12345678", "01234567", "00000000"])
def test_kvk_of_eight_digits_is_good(text):
    assert identifiers.kvk_problem(text) is None


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567a", "١٢٣٤٥٦٧٨", "²2345678"])
def test_kvk_of_anything_else_is_not(text):
    assert identifiers.kvk_problem(text) == "digits"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("123456782", None),
        ("809249145", None),
        ("123456783", "eleven_test"),
        ("000000000", "eleven_test"),
        ("12345678", "digits"),
        ("12345678x", "digits"),
    ],
)
def test_rsin_passes_the_eleven_test_or_says_why_not(text, problem):
    assert identifiers.rsin_problem(text) == problem


@given(st.text("0123456789", min_size=8, max_size=8), st.integers(1, 9))
def test_rsin_with_another_check_digit_fails(digits, step):
    good = rsin_from(digits)
    if good is not None and int(good):
        assert identifiers.rsin_problem(good) is None
        other = good[:8] + str((int(good[8]) + step) % 10)
        assert identifiers.rsin_problem(other) == "eleven_test"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("00000001809249145000", None),
        ("00000001123456782000", None),
        ("00000001123456783000", "eleven_test"),
        ("00000001123456782001", "ending"),
        ("00000003123456780000", None),
        ("0000000112345678200", "digits"),
        ("", "digits"),
    ],
)
def test_oin_is_checked_by_its_prefix(text, problem):
    assert identifiers.oin_problem(text) == problem


def test_rsin_of_an_oin_is_known_for_one_prefix_only():
    assert identifiers.rsin_of("00000001809249145000") == "809249145"
    assert identifiers.rsin_of("00000003123456780000") == ""
    assert identifiers.rsin_of("") == ""


@pytest.mark.parametrize("text", ["7500AA", "7500 AA", " 7500 aa ", "7500\u00a0aa"])
def test_postal_code_gets_one_form(text):
    assert identifiers.postal_code(text) == "7500 AA"


@pytest.mark.parametrize(
    "text", ["", "0500 AA", "7500", "7500 A", "7500 AAA", "750 AA", "7500 SS", "7500 SA", "7500 SD"]
)
def test_postal_code_that_does_not_exist_is_none(text):
    assert identifiers.postal_code(text) is None


@given(st.text())
def test_postal_code_is_stable(text):
    once = identifiers.postal_code(text)
    assert once is None or identifiers.postal_code(once) == once


@pytest.mark.parametrize(
    "text", ["naam@example.org", "a.b+c@sub.example.org", "x@ex-ample.nl", "o'neil@example.org"]
)
def test_email_of_the_usual_shape_is_good(text):
    assert identifiers.email_problem(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "naam",
        "@example.org",
        "naam@",
        "naam@example",
        "na am@example.org",
        "naam@@example.org",
        ".naam@example.org",
        "naam@-example.org",
        "naam@example..org",
        "naam@10.0.0.1",
        "naam@example.org, ander@example.org",
        "n" * 65 + "@example.org",
        "n@" + "a." * 130 + "org",
        "naïf@example.org",
    ],
)
def test_email_of_another_shape_is_not(text):
    assert identifiers.email_problem(text) == "shape"


@given(st.text("0123456789 .-–\u00a0ab"))
def test_compact_leaves_no_separators(text):
    assert not set(identifiers.compact(text)) & set(" .-–\u00a0ab")


def test_countries_are_those_of_the_standard():
    assert len(identifiers.COUNTRIES) == 249
    assert {"NL", "BE", "DE", "GB"} < identifiers.COUNTRIES
    assert not {"XX", "UK", "EU", "nl"} & identifiers.COUNTRIES


@pytest.mark.parametrize(
    ("street", "is_box"),
    [
        ("Postbus 20", True),
        (" POSTBUS 1234", True),
        ("P.O. Box 5", True),
        ("PO Box 5", True),
        ("Postfach 10 01", True),
        ("Kerkstraat 1 postbus 3", False),  # a Belgian house with letter boxes
        ("Postbusweg 4", False),
        ("", False),
    ],
)
def test_po_box_is_told_from_a_street(street, is_box):
    assert identifiers.is_po_box(street) is is_box
