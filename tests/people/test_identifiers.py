from __future__ import annotations

import pytest

from lllo.errors import Refused
from lllo.people import identifiers


@pytest.mark.parametrize(
    ("clean", "text", "value"),
    [
        (identifiers.kvk_number, "0123 4567", "01234567"),
        (identifiers.oin, "0000 0001 1234 5678 2000", "00000001123456782000"),
        (identifiers.rsin, "1234.56.782", "123456782"),
        (identifiers.vat_identifier, "nl000099998b57", "NL000099998B57"),
        (identifiers.vat_identifier, "NL 1234.56.782.B01", "NL123456782B01"),
        (identifiers.vat_identifier, "DE136695976", "DE136695976"),
        (identifiers.iban, "nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
        (identifiers.email, " naam@example.org ", "naam@example.org"),
        (identifiers.country_code, " be ", "BE"),
        (identifiers.postal_code, "7500aa", "7500 AA"),
        (lambda text: identifiers.postal_code(text, "DE"), " 48599  ", "48599"),
    ],
)
def test_number_gets_its_stored_form(clean, text, value):
    assert clean(text) == value


@pytest.mark.parametrize(
    ("clean", "text", "code"),
    [
        (identifiers.kvk_number, "1234567", "kvk_number"),
        (identifiers.oin, "123", "oin"),
        (identifiers.oin, "00000001123456783000", "oin"),
        (identifiers.oin, "00000001123456782001", "oin"),
        (identifiers.rsin, "123456783", "rsin"),
        (identifiers.vat_identifier, "NL123456783B01", "vat_identifier"),
        (identifiers.vat_identifier, "NL99998B57", "vat_identifier"),
        (identifiers.vat_identifier, "XX12", "vat_identifier"),
        (identifiers.iban, "NL91ABNA0417164301", "iban"),
        (identifiers.email, "naam", "email"),
        (identifiers.country_code, "Nederland", "country_code"),
        (identifiers.country_code, "N1", "country_code"),
        (identifiers.country_code, "XX", "country_code"),
        (identifiers.postal_code, "7500 A", "postal_code"),
    ],
)
def test_number_that_fails_its_check_is_refused_in_a_sentence(clean, text, code):
    with pytest.raises(Refused) as refused:
        clean(text)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_rsin_must_be_the_one_inside_the_oin():
    assert identifiers.rsin_fits("123456782", "00000001123456782000")
    assert identifiers.rsin_fits("", "00000001123456782000")
    assert identifiers.rsin_fits("123456782", "00000003123456780000")
    assert not identifiers.rsin_fits("809249145", "00000001123456782000")
