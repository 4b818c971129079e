from __future__ import annotations

import threading
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from lllo.errors import Refused
from lllo.people import account_actions, actions
from lllo.people.actions import AccountData, OrganisationData, PersonData
from lllo.people.models import AuditEntry, Membership, Organisation, Person, User
from tests import world

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 1)
PASSWORD = "paard-batterij-niet-correct"


def refused(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refusal:
        action(*args, **{"by": None, **kwargs})
    return refusal.value.code


def audited() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_organisation_is_made_in_its_stored_form(backoffice):
    data = OrganisationData(
        name=" Gemeente A ", kvk_number="1234 5678", iban="nl91 abna 0417 1643 00",
        postal_code="7500aa", country_code="", vat_identifier="NL000099998B57",
    )  # fmt: skip
    organisation = actions.save_organisation(data, by=backoffice)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kvk_number) == ("Gemeente A", "12345678")
    assert (organisation.postal_code, organisation.country_code) == ("7500 AA", "NL")
    entry = AuditEntry.objects.get(action="organisation.created")
    assert (entry.actor, entry.origin) == (backoffice, "web")


def test_organisation_changes_once(organisation):
    data = OrganisationData(name="Anders", kind="utility")
    saved = actions.save_organisation(data, organisation=organisation, by=None)
    before = Organisation.history.count()
    actions.save_organisation(data, organisation=saved, by=None)
    assert Organisation.history.count() == before
    (entry,) = AuditEntry.objects.all()
    assert entry.detail["changes"]["name"] == ["Gemeente Voorbeeldstad (demo)", "Anders"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "  "}, "invalid_value"),
        ({"name": "A" * 201}, "invalid_value"),
        ({"kind": "vereniging"}, "invalid_value"),
        ({"kvk_number": "123"}, "kvk_number"),
        ({"iban": "NL00"}, "iban"),
        ({"postal_code": "12"}, "postal_code"),
        ({"oin": "00000001123456782000", "rsin": "809249145"}, "rsin"),
    ],
)
def test_organisation_with_a_bad_value_is_refused(fields, code):
    data = OrganisationData(**{"name": "A", **fields})
    assert refused(actions.save_organisation, data) == code
    assert not Organisation.objects.exists()


@pytest.mark.both_databases
def test_organisation_number_of_another_is_refused():
    world.make_organisation(kvk_number="12345678")
    data = OrganisationData(name="Ander", kvk_number="12345678")
    assert refused(actions.save_organisation, data) == "taken"
    assert Organisation.objects.count() == 1


def test_person_is_made_and_changed():
    person = actions.save_person(PersonData(family_name="A", email=" a@example.org "), by=None)
    assert person.email == "a@example.org"
    actions.save_person(PersonData(family_name="B"), person=person, by=None)
    person.refresh_from_db()
    assert (person.family_name, person.email) == ("B", "")
    assert audited() == ["person.created", "person.changed"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PersonData(family_name=" "), "invalid_value"),
        (PersonData(family_name="A", language="de"), "invalid_value"),
        (PersonData(family_name="A", email="a"), "email"),
        (PersonData(family_name="A", email="ALICE.ACHTERNAAM@example.org"), "taken"),
    ],
)
@pytest.mark.both_databases
def test_person_with_a_bad_value_is_refused(data, code):
    world.make_person()
    assert refused(actions.save_person, data) == code
    assert Person.objects.count() == 1


def test_account_follows_the_address_of_its_person(organisation):
    user = world.make_user("contact", organisation)
    EmailAddress.objects.create(user=user, email=user.email, primary=True)
    data = PersonData(family_name="Contact", email="Nieuw@example.org")
    actions.save_person(data, person=user.person, by=None)
    user.refresh_from_db()
    assert user.email == "nieuw@example.org"
    assert not EmailAddress.objects.exists()
    actions.save_person(PersonData(family_name="C", email="Nieuw@example.org"), person=user.person,
                        by=None)  # fmt: skip
    blank = PersonData(family_name="C")
    assert refused(actions.save_person, blank, person=user.person) == "account_needs_email"


def test_account_cannot_take_the_address_of_another_account(organisation):
    user = world.make_user("contact", organisation)
    User.objects.create_user("ander@example.org")
    data = PersonData(family_name="Contact", email="ander@example.org")
    assert refused(actions.save_person, data, person=user.person) == "taken"
    assert Person.objects.get(pk=user.person.pk).email == user.email


def test_membership_is_added_once(organisation):
    person = world.make_person()
    first = actions.add_membership(person, organisation, "contact", on=ON, by=None)
    again = actions.add_membership(person, organisation, "contact", on=ON, by=None)
    titled = actions.add_membership(
        person, organisation, "contact", job_title="adviseur", on=ON, by=None
    )
    assert first == again == titled
    assert (titled.job_title, titled.started_on) == ("adviseur", ON)
    assert audited() == ["membership.created", "membership.changed"]


def test_role_to_come_is_added_once(organisation):
    person, day = world.make_person(), date(9999, 1, 1)
    first = actions.add_membership(person, organisation, "contact", on=day, by=None)
    assert actions.add_membership(person, organisation, "contact", on=ON, by=None) == first


def test_role_is_refused_where_it_does_not_belong(organisation, university):
    person = world.make_person()
    for role in ("backoffice", "lead", "auditor"):
        code = refused(actions.add_membership, person, organisation, role, on=ON)
        assert code == "role_needs_university"
        actions.add_membership(person, university, role, on=ON, by=None)
    assert refused(actions.add_membership, person, university, "baas", on=ON) == "role_unknown"


def test_membership_ends_once_and_not_before_it_began(organisation):
    person = world.make_person("A", organisation)
    membership = person.memberships.get()
    early = date(2025, 12, 31)
    assert refused(actions.end_membership, membership, on=early) == "membership_end_too_early"
    ended = actions.end_membership(membership, on=ON, by=None)
    assert ended.ended_on == ON
    assert not Membership.objects.current().exists()
    assert refused(actions.end_membership, membership, on=ON) == "membership_ended"
    actions.add_membership(person, organisation, "participant", on=ON, by=None)
    assert Membership.objects.count() == 2


def test_account_is_created_for_a_person():
    person = world.make_person(email="Alice@example.org")
    user = actions.create_account(person, password=PASSWORD, by=None)
    assert (user.email, user.person) == ("alice@example.org", person)
    assert user.check_password(PASSWORD)
    assert audited() == ["account.created"]


def test_account_without_password_cannot_be_entered_with_one():
    assert not actions.create_account(world.make_person(), by=None).has_usable_password()


def test_account_is_refused():
    assert (
        refused(actions.create_account, world.make_person("A", email="")) == "person_without_email"
    )
    weak = world.make_person("B")
    assert refused(actions.create_account, weak, password="kort") == "password_weak"
    actions.create_account(weak, by=None)
    assert refused(actions.create_account, weak) == "account_exists"
    User.objects.create_user("c@example.org")
    taken = world.make_person("C", email="C@example.org")
    assert refused(actions.create_account, taken) == "account_exists"


def test_account_is_opened_with_person_and_role(university):
    data = AccountData(email="lead@example.org", role="lead", family_name="Lead")
    user = account_actions.open_account(data, university, on=ON, by=None)
    assert user.roles == {"lead"}
    world.make_person("Bekend", email="bekend@example.org")
    known = AccountData(email="BEKEND@example.org", role="auditor")
    assert (
        str(account_actions.open_account(known, university, on=ON, by=None).person)
        == "Alice Bekend"
    )


def test_account_that_is_refused_leaves_nothing(university):
    nameless = AccountData(email="x@example.org", role="lead")
    assert refused(account_actions.open_account, nameless, university, on=ON) == "person_unknown"
    weak = AccountData(email="x@example.org", role="lead", family_name="X", password="kort")
    assert refused(account_actions.open_account, weak, university, on=ON) == "password_weak"
    assert not Person.objects.exists()
    assert not Membership.objects.exists()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_the_same_role_twice_at_once_is_one_role():
    person, organisation = world.make_person(), world.make_organisation()

    def work():
        actions.add_membership(person, organisation, "contact", on=ON, by=None)

    def work_apart():
        work()
        connection.close()

    if connection.vendor != "postgresql":  # one connection in memory: the turns come one by one
        work()
        work()
    else:
        threads = [threading.Thread(target=work_apart) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert Membership.objects.count() == 1
