from __future__ import annotations

from datetime import date

import pytest

from lllo.errors import Refused
from lllo.people import own_data_actions as actions
from lllo.people.actions import PersonData, end_membership
from lllo.people.models import AuditEntry, Membership, Person, User
from tests import world

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 1)
DANA = PersonData(given_name="Dana", family_name="Voorbeeld", email="dana@example.org")


def refused(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refusal:
        action(*args, **{"by": None, **kwargs})
    return refusal.value.code


def test_own_data_is_corrected_and_confirmed_at_once(organisation):
    user = world.make_user("participant", organisation)
    address = user.person.email
    data = PersonData(family_name="Ander", given_name="Bob", email=address, phone="06")
    person = actions.correct_person(user.person, data, on=ON, by=user)
    assert (person.family_name, person.phone, person.confirmed_on) == ("Ander", "06", ON)
    taken = world.make_person("Bezet").email
    data = PersonData(family_name="Ander", email=taken)
    assert refused(actions.correct_person, person, data, on=ON) == "taken"


@pytest.mark.parametrize("address", ["nieuw@example.org", ""])
def test_address_to_sign_in_with_is_changed_by_another(organisation, address):
    user = world.make_user("participant", organisation)
    known, data = user.email, PersonData(family_name="Ander", email=address)
    assert refused(actions.correct_person, user.person, data, on=ON, by=user) == "own_address"
    assert User.objects.get().email == known
    data = PersonData(family_name="Ander", email="nieuw@example.org")
    actions.correct_person(user.person, data, on=ON, by=None)
    assert User.objects.get().email == "nieuw@example.org"


def test_confirming_twice_on_a_day_is_once(organisation):
    for _ in range(2):
        assert actions.confirm(organisation, on=ON, by=None).confirmed_on == ON
    assert AuditEntry.objects.filter(action="organisation.confirmed").count() == 1


def test_contact_changes_where_post_goes_and_nothing_else(organisation):
    values = {"street": "Nieuweweg 2", "invoice_email": "inkoop@example.org"}
    changed = actions.correct_organisation(organisation, values, by=None)
    assert (changed.street, changed.invoice_email) == tuple(values.values())
    assert (changed.city, changed.legal_name) == (organisation.city, organisation.legal_name)
    assert refused(actions.correct_organisation, organisation, {"postal_code": "1"}) == (
        "postal_code"
    )
    with pytest.raises(ValueError, match="iban"):
        actions.correct_organisation(organisation, {"iban": "NL"}, by=None)


def test_colleague_becomes_a_participant_without_an_account(organisation):
    person = actions.register_colleague(organisation, DANA, job_title=" Adviseur ", on=ON, by=None)
    membership = Membership.objects.get(person=person)
    assert (membership.role, membership.job_title, membership.started_on) == (
        "participant", "Adviseur", ON,
    )  # fmt: skip
    assert not User.objects.exists()
    nameless = PersonData(given_name="Erik", family_name="Demo")
    assert actions.register_colleague(organisation, nameless, on=ON, by=None).email == ""


def test_colleague_is_registered_once(organisation):
    register = actions.register_colleague
    register(organisation, DANA, on=ON, by=None)
    other_name = PersonData(family_name="Anders", email="DANA@example.org")
    other_address = PersonData(given_name="Dana", family_name="Voorbeeld", email="d@example.org")
    for data in (DANA, other_name):
        assert refused(register, organisation, data, on=ON) == "address_known"
    assert refused(register, organisation, other_address, on=ON) == "colleague_known"
    assert refused(register, organisation, PersonData(family_name="X", email="x"), on=ON) == "email"


def test_someone_of_elsewhere_is_left_to_the_office(organisation):
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    data = PersonData(given_name="Iemand", family_name="Anders", email=stranger.email.upper())
    with pytest.raises(Refused) as refusal:
        actions.register_colleague(organisation, data, on=ON, by=None)
    assert refusal.value.code == "address_in_use"
    assert "Vreemd" not in str(refusal.value)
    assert not Membership.objects.for_organisation(organisation).exists()


def test_someone_who_left_comes_back(organisation):
    person = actions.register_colleague(organisation, DANA, on=ON, by=None)
    end_membership(Membership.objects.get(), on=ON, by=None)
    assert actions.register_colleague(organisation, DANA, on=ON, by=None) == person
    assert Membership.objects.open().count() == 1
    assert Person.objects.count() == 1


def test_typing_mistake_in_a_colleague_is_mended(organisation):
    person = actions.register_colleague(organisation, DANA, on=ON, by=None)
    data = PersonData(given_name="Dana", family_name="Voorbeelt", email="d.v@example.org")
    changed = actions.correct_colleague(person, organisation, data, by=None)
    assert (changed.family_name, changed.email) == ("Voorbeelt", "d.v@example.org")


@pytest.mark.parametrize("reach", ["account", "elsewhere", "left"])
def test_data_of_who_is_not_only_of_this_organisation_is_not_touched(organisation, reach):
    person = actions.register_colleague(organisation, DANA, on=ON, by=None)
    if reach == "account":
        User.objects.create_user(DANA.email, person=person)
    elif reach == "left":
        end_membership(Membership.objects.get(), on=ON, by=None)
    else:
        elsewhere = world.make_organisation("Elders (demo)")
        Membership.objects.create(person=person, organisation=elsewhere, role="participant")
    data = PersonData(family_name="Gekaapt", email="kaper@example.org")
    assert refused(actions.correct_colleague, person, organisation, data) == "not_yours_to_change"
