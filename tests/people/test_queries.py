from __future__ import annotations

import pytest

from lllo.errors import Refused
from lllo.people.queries import accounts, find_organisation, find_person
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return world.make_organisation(
        "Gemeente Voorbeeldstad", kvk_number="12345678", oin="00000001123456782000"
    )


@pytest.mark.parametrize(
    "text",
    ["12345678", "1234 5678", "00000001123456782000", "Gemeente Voorbeeldstad", "voorbeeldstad",
     "  gemeente   VOORBEELDSTAD "],
)  # fmt: skip
def test_organisation_is_found_by_number_and_name(town, text):
    assert find_organisation(text) == town


def test_organisation_is_found_by_public_id_and_legal_name(town):
    other = world.make_organisation("Netbeheer", legal_name="Netbeheer Oost B.V.")
    assert find_organisation(str(town.public_id)) == town
    assert find_organisation("netbeheer oost bv") == other


def test_organisation_name_as_written_goes_before_the_name_without_gemeente(town):
    place = world.make_organisation("Voorbeeldstad")
    assert find_organisation("Voorbeeldstad") == place
    assert find_organisation("Gemeente Voorbeeldstad") == town


def test_organisation_that_is_unknown_names_the_nearest(town):
    with pytest.raises(Refused, match="Gemeente Voorbeeldstad") as refused:
        find_organisation("Voorbeldstat")
    assert refused.value.code == "organisation_unknown"
    with pytest.raises(Refused, match="Gemeente Voorbeeldstad"):
        find_organisation("Voorb")


def test_organisation_that_is_unlike_any_is_refused_without_a_guess():
    with pytest.raises(Refused, match="Qqq") as refused:
        find_organisation("Qqq")
    assert "?" not in str(refused.value)


def test_organisation_that_is_ambiguous_asks_for_a_number(town):
    world.make_organisation("Stichting Voorbeeldstad")
    third = world.make_organisation("Voorbeeldstad B.V.", oin="00000003000000000001")
    with pytest.raises(Refused, match="KvK 12345678") as refused:
        find_organisation("Voorbeeldstad")
    assert refused.value.code == "organisation_ambiguous"
    assert third.oin in str(refused.value)


def test_many_near_names_are_cut_short():
    for number in range(8):
        world.make_organisation(f"Dorp {number}")
    with pytest.raises(Refused) as refused:
        find_organisation("Dorp")
    assert str(refused.value).count("Dorp") == 6


@pytest.mark.parametrize(
    "text", ["alice.puffelen@example.org", "ALICE.PUFFELEN@example.org", "alice van puffelen",
             "Van Puffelen"]
)  # fmt: skip
def test_person_is_found_by_address_and_name(text):
    person = world.make_person("Puffelen", name_prefix="van")
    world.make_person("Ander")
    assert find_person(text) == person


def test_person_counts_at_one_organisation_only_when_asked(town, university):
    here = world.make_person("Jansen", town)
    there = world.make_person("Jansen", university, email="jansen@example.org")
    assert find_person("Jansen", organisation=town) == here
    assert find_person("Jansen", organisation=university) == there
    with pytest.raises(Refused, match=r"jansen@example\.org") as refused:
        find_person("Jansen")
    assert refused.value.code == "person_ambiguous"


@pytest.mark.parametrize("text", ["niemand@example.org", "Niemand"])
def test_person_that_is_unknown_is_refused(text):
    world.make_person("Jansen")
    with pytest.raises(Refused) as refused:
        find_person(text)
    assert refused.value.code == "person_unknown"


@pytest.mark.parametrize("count", [1, 3])
def test_accounts_are_listed_in_two_queries(town, university, django_assert_num_queries, count):
    world.make_user("lead", university)
    for number in range(count):
        person = world.make_person(f"Naam{number}", town, "contact")
        world.User.objects.create_user(person.email, person=person)
    with django_assert_num_queries(2):
        listed = accounts()
    assert len(listed) == count + 1
    assert {"lead"} == set(next(a for a in listed if "lead" in a.roles).roles)


def test_account_without_a_person_is_listed():
    world.User.objects.create_superuser("root@example.org")
    (account,) = accounts()
    assert (account.person, account.roles, account.active) == ("", [], True)
