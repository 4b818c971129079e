"""What the accountants have already becomes ours once a person says so, and never a second one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lllo import clock
from lllo.cli import main
from lllo.errors import Refused
from lllo.odoo import mapping
from lllo.odoo.actions import adopt, link, make_new
from lllo.odoo.adopting_actions import adopt_all, proposals
from lllo.odoo.models import OdooRecord
from lllo.odoo.problems import Problem
from lllo.odoo.push import Outcome, push, rehearse
from lllo.people.models import Organisation, Person
from tests.odoo import world

State = OdooRecord.State


def send(odoo) -> Outcome:
    return push(odoo, mapping.booking(), at=clock.now(), by=None)


def offered(odoo) -> dict[str, list[dict]]:
    found = proposals(odoo, mapping.booking(), at=clock.now())
    return {each.record.label: list(each.twins) for each in found}


def record(obj) -> OdooRecord:
    return OdooRecord.objects.get(object_type=obj._meta.label_lower, object_id=obj.pk)


def theirs(odoo, **values) -> int:
    """Let the accountants have a partner."""
    (made,) = odoo.call("res.partner", "create", vals_list=[{"is_company": True, **values}])
    return made


def contact_of(organisation) -> Person:
    return organisation.memberships.get().person


@pytest.fixture
def five(odoo):
    """Five organisations with a contact each: by KvK, VAT, Peppol, twice by KvK, and unknown."""
    found = world.make_people(5)
    by_vat, by_peppol = found[1], found[2]
    Organisation.objects.filter(pk=by_vat.pk).update(kvk_number="", vat_identifier="NL001234567B01")
    Organisation.objects.filter(pk=by_peppol.pk).update(kvk_number="", oin="00000001003214345000")
    for each in found:
        each.refresh_from_db()
    return found


def fill_in(odoo, five) -> list[int]:
    """Let the accountants have four of the five, one of them twice, and three of the contacts."""
    by_kvk, by_vat, by_peppol, twice, _new = five
    ids = [
        theirs(odoo, name="Debiteur 1", company_registry=by_kvk.kvk_number, ref="D1"),
        theirs(odoo, name="Debiteur 2", vat=by_vat.vat_identifier),
        theirs(odoo, name="Debiteur 3", peppol_eas="0190", peppol_endpoint=by_peppol.oin),
        *(theirs(odoo, name=f"Debiteur 4{x}", company_registry=twice.kvk_number) for x in "ab"),
    ]
    odoo.call("res.partner", "action_archive", [ids[1]])
    mail = contact_of(by_kvk).email
    ids.append(
        theirs(odoo, name="A. de Vries", is_company=False, parent_id=ids[0], email=mail.upper())
    )
    elsewhere = contact_of(by_peppol).email  # the same mail in another company is another contact
    theirs(odoo, name="X", is_company=False, parent_id=ids[0], email=elsewhere)
    theirs(odoo, name="", is_company=False, parent_id=ids[2], email=elsewhere, type="invoice")
    return ids


@pytest.mark.parametrize("fake", [17, 19], indirect=True)
def test_by_strong_keys_only_and_once(odoo, fake, five):
    by_kvk, by_vat, by_peppol, twice, new = five
    ids = fill_in(odoo, five)
    before = len(fake.records("res.partner"))

    found = offered(odoo)

    assert {name: [each["id"] for each in twins] for name, twins in found.items()} == {
        str(by_kvk): [ids[0]],
        str(by_vat): [ids[1]],
        str(by_peppol): [ids[2]],
        str(twice): [ids[3], ids[4]],
        str(contact_of(by_kvk)): [ids[5]],
    }
    assert [by["say"] for twins in found.values() for each in twins[:1] for by in each["by"]] == [
        *("by_kvk", "by_vat", "by_peppol", "by_kvk", "by_mail"),
    ]
    assert found[str(by_vat)][0]["say"] == "found_archived"
    assert not OdooRecord.objects.exists()
    assert len(fake.records("res.partner")) == before

    taken = adopt_all(
        odoo.connection.server, proposals(odoo, mapping.booking(), at=clock.now()), by=None
    )
    send(odoo)

    assert {each.label for each in taken} == set(found) - {str(twice)}
    assert [record(each).odoo_id for each in (by_kvk, by_vat, by_peppol, contact_of(by_kvk))] == [
        *(ids[:3]),
        ids[5],
    ]
    assert record(twice).said["say"] == "known_often"
    assert record(contact_of(twice)).state == State.WAITING
    assert record(new).state == State.SENT
    (debtor,) = [row for row in fake.records("res.partner") if row["id"] == ids[0]]
    assert (debtor["name"], debtor["ref"]) == (by_kvk.name, "D1")
    # new: the fifth organisation, and the contacts of the second, the third and the fifth
    assert len(fake.records("res.partner")) == before + 4
    assert send(odoo).counts == {"unchanged": 8, "held": 1, State.WAITING: 1}


def test_a_person_confirms_on_the_page(odoo, fake, five):
    by_kvk, _vat, _peppol, twice, _new = five
    ids = fill_in(odoo, five)
    send(odoo)

    assert record(by_kvk).state == State.STOPPED
    assert "Debiteur 1" in record(by_kvk).result
    with pytest.raises(Refused) as raised:
        adopt(record(twice), by=None)
    assert raised.value.code == "odoo_not_one"
    adopt(record(by_kvk), by=None)
    with pytest.raises(Refused):
        adopt(record(by_kvk), by=None)
    send(odoo)

    assert (record(by_kvk).state, record(by_kvk).odoo_id) == (State.SENT, ids[0])
    mate = record(contact_of(by_kvk))  # looked for once the company is known
    assert (mate.state, mate.said["found"][0]["id"]) == (State.STOPPED, ids[5])
    make_new(mate, by=None)
    assert record(contact_of(by_kvk)).odoo_id is None


def test_a_rehearsal_holds_back_what_would_stop(odoo, five):
    fill_in(odoo, five)

    outcome = rehearse(odoo, mapping.booking(), at=clock.now())

    assert len(outcome.problems) == 4
    assert [len(batch["data"]) for batch in outcome.batches[:2]] == [1, 1]
    assert outcome.counts[State.WAITING] == 4
    assert not OdooRecord.objects.exists()


@pytest.mark.parametrize("fake", [18, 19], indirect=True)
def test_our_external_id_is_written_where_we_may(odoo, fake):
    one, two, three = world.make_people(3)
    ids = [theirs(odoo, name=f"D{x}", company_registry=x.kvk_number) for x in (one, two, three)]
    send(odoo)
    for each in (one, two):
        adopt(record(each), by=None)
    send(odoo)
    assert record(one).external_id == ""  # it takes the group "Access Rights"
    assert len(fake.records("res.partner", name=one.name)) == 1

    fake.do("allow", model="ir.model.data", operations="create")
    fake.lose_next("ir.model.data.create")
    Organisation.objects.filter(pk__in=[one.pk, two.pk]).update(city="Elders")
    assert send(odoo).counts[State.SENT] == 2
    for each, pk in ((one, ids[0]), (two, ids[1])):
        assert fake.by_xid("res.partner", record(each).external_id)["id"] == pk

    other = theirs(odoo, name="Overnemer")
    fake.merge_partners(ids[1], into=other)  # the name leads there now
    Organisation.objects.filter(pk=two.pk).update(city="Verder")
    send(odoo)
    assert record(two).odoo_id == other

    link(record(one), theirs(odoo, name="Ander"), by=None)  # its name is that of the first
    send(odoo)
    assert (record(one).state, record(one).external_id) == (State.SENT, "")

    fake.trouble(expire_key=True)
    link(record(one), ids[0], by=None)
    with pytest.raises(Problem):
        send(odoo)


def test_two_of_ours_are_not_one_of_theirs(odoo):
    one, two = world.make_people(2)
    there = theirs(odoo, name="D", company_registry=one.kvk_number, vat="NL001234567B01")
    Organisation.objects.filter(pk=two.pk).update(vat_identifier="NL001234567B01")
    offers = proposals(odoo, mapping.booking(), at=clock.now())
    assert [each.is_clear for each in offers] == [True, True]

    assert len(adopt_all(odoo.connection.server, offers, by=None)) == 1

    assert OdooRecord.objects.get().odoo_id == there


def test_the_command_shows_first(odoo, five):
    fill_in(odoo, five)
    key = f"organisation_{five[0].public_id.hex}"

    def lllo(*arguments: str):
        return CliRunner().invoke(main, ["odoo", "adopt", *arguments])

    shown = lllo("--format", "json")
    assert (shown.exit_code, len(json.loads(shown.output))) == (1, 5)
    assert not OdooRecord.objects.exists()
    assert lllo("organisation_none", "--yes").exit_code == 1
    assert not OdooRecord.objects.exists()

    done = lllo(key, "--yes")

    assert done.exit_code == 0, done.output
    assert "Debiteur 1" in done.output
    assert list(OdooRecord.objects.values_list("key", flat=True)) == [key]
    assert len(json.loads(lllo("--format", "json").output)) == 4
