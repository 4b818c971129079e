from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.people.names import name_key, near_keys, person_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gemeente Enschede", "ENSCHEDE"),
        ("Enschede, gem.", "gemeente Enschede"),
        ("Netbeheer B.V.", "Netbeheer BV"),
        ("Water & Wegen", "water en wegen"),
        ("Café Zuid", "cafe zuid"),
    ],
)
def test_names_that_people_call_the_same_share_a_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Gemeente Utrecht", "Provincie Utrecht"), ("Wijk 1", "Wijk 2"), ("Gemeente", "Stichting")],
)
def test_names_that_people_tell_apart_do_not(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("slip", ["enschde", "enschedee", "enschide", "enshcede", "enschede"])
def test_a_slip_of_the_pen_is_near(slip):
    assert near_keys("enschede") & near_keys(slip)


@pytest.mark.parametrize(
    ("one", "other"), [("enschede", "hengelo"), ("wijk 1", "wijk 2"), ("bv", "nv"), ("abc", "abd")]
)
def test_another_name_is_not_near(one, other):
    assert not near_keys(one) & near_keys(other)


@given(st.text())
def test_key_of_a_key_is_itself(text):
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Puffelen", "Alice", "van"), "puffelen, alice van"),
        (("van Puffelen", "Alice", ""), "puffelen, alice van"),
        (("\N{RIGHT SINGLE QUOTATION MARK}t Hooft", "Éva", ""), "hooft, eva 't"),
        (("Vries-van der Berg", "B.", "de"), "vries-van der berg, b. de"),
        (("De", "Dao", ""), "de, dao"),
        (("van", "", ""), "van,"),
    ],
)
def test_people_are_sorted_by_the_family_name_itself(names, key):
    assert person_key(*names) == key
