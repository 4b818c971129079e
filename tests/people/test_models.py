from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lllo import clock
from lllo.people.models import Membership, Organisation, Person, User
from tests import world

pytestmark = pytest.mark.django_db


def test_account_without_person_sees_no_organisation(organisation):
    user = User.objects.create_user("niemand@example.org")
    assert list(user.organisations()) == []
    assert list(Organisation.objects.visible_to(user)) == []
    assert not user.roles


def test_role_gives_its_rights_from_its_first_day(organisation):
    person = world.make_user("contact", organisation).person
    Membership.objects.update(started_on=date(2026, 6, 1))
    with clock.at(datetime(2026, 5, 31, 12, tzinfo=UTC)):
        user = User.objects.get(person=person)
        assert (set(user.roles), list(user.organisations())) == (set(), [])
        assert Membership.objects.open().count() == 1
    with clock.at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        user = User.objects.get(person=person)
        assert (set(user.roles), list(user.organisations())) == ({"contact"}, [organisation])


def test_people_and_organisations_are_sorted_without_case_accents_and_prefix():
    for name in ("Étten", "eppo", "Zand", "van Dam", "Dam"):
        world.make_person(name, given_name="Alice", email="")
        world.make_organisation(name)
    people = Person.objects.order_by("name_key").values_list("family_name", flat=True)
    assert list(people) == ["Dam", "van Dam", "eppo", "Étten", "Zand"]
    organisations = Organisation.objects.order_by("name_key").values_list("name", flat=True)
    assert list(organisations) == ["Dam", "eppo", "Étten", "van Dam", "Zand"]


def test_name_is_found_however_it_is_typed_and_after_it_changed():
    person = world.make_person("Benée", given_name="Zoë", name_prefix="van")
    assert Person.objects.filter(name_key__plain="BENEE").get() == person
    assert Person.objects.filter(name_key__plain="zoë").exists()
    person.family_name = "Dorp"
    person.save()
    assert person.name_key == "dorp, zoe van"
    assert not Person.objects.filter(name_key__plain="benee").exists()
