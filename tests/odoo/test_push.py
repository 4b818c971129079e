"""What is sent, what is not sent again, and what stops for a person."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from lllo import clock
from lllo.contracts.actions import end_contract
from lllo.errors import Refused
from lllo.odoo import mapping
from lllo.odoo.actions import link, make_new, stop_sending
from lllo.odoo.client import client
from lllo.odoo.lock_actions import Lock
from lllo.odoo.models import OdooRecord, OdooRun, OdooServer
from lllo.odoo.problems import Kind, Problem
from lllo.odoo.push import Outcome, Wish, push, ready, rehearse
from lllo.odoo.session import Session
from lllo.odoo.wording import in_words, of_error
from lllo.people.models import Membership, Organisation, Person
from lllo.training.models import Attendance, Event, Registration
from tests.invoices.builders import NOW, START, sign
from tests.odoo import world
from tests.odoo.conftest import connection

State = OdooRecord.State


def send(odoo, **wish) -> Outcome:
    return push(odoo, mapping.booking(), Wish(**wish), at=clock.now(), by=None)


def record(obj) -> OdooRecord:
    return OdooRecord.objects.get(object_type=obj._meta.label_lower, object_id=obj.pk)


@pytest.mark.parametrize("fake", [17, 19], indirect=True)
def test_everything_but_invoices(odoo, fake, edition):
    organisations = world.make_people(3)
    world.make_events(edition, organisations)
    contract = sign(edition, "professional", organisations[0])

    first, second = send(odoo), send(odoo)

    assert first.problems == []
    assert second.calls == 0
    assert second.counts == {"unchanged": first.counts[State.SENT]}
    assert fake.outgoing_mails() == 0
    (partner,) = [r for r in fake.records("res.partner") if r["name"] == organisations[0].name]
    assert partner["company_registry"] == organisations[0].kvk_number
    assert (partner["peppol_eas"], partner["peppol_endpoint"]) == (
        "0106",
        organisations[0].kvk_number,
    )
    order = fake.by_xid("sale.order", f"lllo.contract_{contract.public_id.hex}")
    assert (order["state"], order["date_order"]) == ("sale", "2026-03-01 11:00:00")
    lines = fake.records("sale.order.line")
    assert len(lines) == 6  # two components in three years; what the university bears is none
    assert sum(line["price_unit"] for line in lines) == 36000
    begins = {event["date_begin"] for event in fake.records("event.event")}
    assert begins == {"2026-04-10 07:00:00", "2026-04-11 07:00:00"}
    assert len(fake.records("event.registration")) == 9  # 3 at 2 masterclasses, 3 at the day


def test_only_what_changed_is_sent(odoo, fake):
    organisations = world.make_people(3)
    send(odoo)
    fake.calls(reset=True)
    organisations[1].city = "Elders"
    organisations[1].save()

    outcome = send(odoo)

    assert outcome.counts[State.SENT] == 1
    assert fake.calls()["total"] == 2  # is it still there, and the change
    assert {r["city"] for r in fake.records("res.partner", name=organisations[1].name)} == {
        "Elders"
    }


def test_a_rehearsal_shows_the_batches_and_sends_nothing(odoo, fake):
    world.make_people(2)

    outcome = rehearse(odoo, mapping.booking(), at=clock.now())

    assert [(batch["model"], len(batch["data"])) for batch in outcome.batches[:2]] == [
        ("res.partner", 2),
        ("res.partner", 2),
    ]
    contact = dict(zip(outcome.batches[1]["fields"], outcome.batches[1]["data"][0], strict=True))
    assert contact["parent_id/.id"].startswith("(organisation_")
    assert not OdooRecord.objects.exists()
    assert not [r for r in fake.records("res.partner") if "Proef" in r["name"]]


def test_bad_rows_are_named_and_the_others_arrive(odoo, fake):
    organisations = world.make_people(5, bad=True)

    outcome = send(odoo)

    bad = record(organisations[-1])
    assert [name for name, _problem in outcome.problems] == [str(organisations[-1])]
    assert bad.state == State.PROBLEM
    assert "base.xx" in bad.result
    assert record(organisations[0]).state == State.SENT
    waiting = record(Person.objects.get(family_name="Proef5"))
    assert waiting.state == State.WAITING
    assert str(organisations[-1]) in waiting.result

    organisations[-1].country_code = "NL"
    organisations[-1].save()
    assert send(odoo).problems == []
    assert OdooRecord.objects.exclude(state=State.SENT).count() == 0


def test_names_that_no_system_likes(odoo, fake):
    world.make_people(1)
    Organisation.objects.update(name='Gemeente\x00 "Ö"; =1+1\x07')

    assert send(odoo).problems == []
    assert any(r["name"] == 'Gemeente "Ö"; =1+1' for r in fake.records("res.partner"))


def test_who_left_is_archived_and_who_comes_back_returns(odoo, fake):
    world.make_people(2)
    send(odoo)
    membership = Membership.objects.first()
    name = str(membership.person)

    Membership.objects.filter(pk=membership.pk).update(ended_on=NOW.date())
    send(odoo)
    assert fake.records("res.partner", name=name)[0]["active"] is False
    assert record(membership.person).is_archived

    Membership.objects.filter(pk=membership.pk).update(ended_on=None)
    send(odoo)
    assert fake.records("res.partner", name=name)[0]["active"] is True


def test_nobody_is_made_in_order_to_be_archived(odoo, fake):
    world.make_people(1)
    Membership.objects.update(ended_on=NOW.date())

    send(odoo)

    assert OdooRecord.objects.filter(kind="person").count() == 0


def test_an_organisation_that_the_accountants_have(odoo, fake):
    mine, other = world.make_people(2)
    (there,) = odoo.call(
        "res.partner",
        "create",
        vals_list=[{"name": "Debiteur", "is_company": True, "company_registry": mine.kvk_number}],
    )

    send(odoo)

    assert record(mine).state == State.STOPPED
    assert f"Debiteur ({there}, " in record(mine).result
    assert record(other).state == State.SENT

    link(record(mine), there, by=None)
    assert send(odoo).problems == []
    assert record(mine).odoo_id == there
    assert len(fake.records("res.partner", name=mine.name)) == 1
    with pytest.raises(Refused, match=str(mine)[:10]):
        link(record(other), there, by=None)

    fake.unlink("res.partner", there)
    mine.city = "Elders"
    mine.save()
    send(odoo)
    assert record(mine).state == State.STOPPED  # nobody knows where it went


def test_one_that_only_looks_the_same(odoo, fake):
    (mine,) = world.make_people(1)
    values = {"name": "Debiteur", "is_company": True, "company_registry": mine.kvk_number}
    odoo.call("res.partner", "create", vals_list=[values])
    send(odoo)

    make_new(record(mine), by=None)

    assert send(odoo).problems == []
    assert record(mine).state == State.SENT


def test_our_own_from_a_run_that_was_cut_off_is_no_twin(odoo, fake):
    (mine,) = world.make_people(1)
    send(odoo)
    OdooRecord.objects.all().delete()  # as if the answer had never come

    assert send(odoo).problems == []
    assert len(fake.records("res.partner", name=mine.name)) == 1


def test_two_that_were_merged_stop_for_a_person(odoo, fake):
    one, two = world.make_people(2)
    send(odoo)
    fake.merge_partners(record(two).odoo_id, into=record(one).odoo_id)
    two.city = "Elders"
    two.save()

    outcome = send(odoo)

    assert {name for name, _problem in outcome.problems} == {str(one), str(two)}
    assert {record(one).state, record(two).state} == {State.STOPPED}
    (survivor,) = fake.records("res.partner", name=one.name)
    assert survivor["city"] != "Elders"

    stop_sending(record(two), by=None)
    assert send(odoo).problems == []
    assert record(one).state == State.SENT
    assert record(two).state == State.LEFT
    assert record(two).target_id == record(one).odoo_id


def test_what_was_deleted_is_made_again_when_it_changes(odoo, fake):
    (mine,) = world.make_people(1)
    send(odoo)
    fake.unlink("res.partner", record(mine).odoo_id)
    mine.city = "Elders"
    mine.save()

    assert send(odoo).problems == []
    assert len(fake.records("res.partner", name=mine.name)) == 1


def test_an_order_follows_its_agreement(odoo, fake, edition):
    (organisation,) = world.make_people(1)
    contract = sign(edition, "basis_plus", organisation)
    send(odoo)

    contract.contract_years.get(number=3).lines.get(component_code="specialisaties").delete()
    end_contract(contract, on=START + timedelta(days=400), reason="Gestopt", by=None)
    assert send(odoo).problems == []

    quantities = sorted(line["product_uom_qty"] for line in fake.records("sale.order.line"))
    assert len(quantities) == 6
    assert quantities[:2] == [0, 0]  # the year that does not come; one line of it is gone with us
    assert quantities[-1] == 1


@pytest.mark.parametrize("fake", [18, 19], indirect=True)
def test_a_cancelled_event_and_who_was_there(odoo, fake, edition):
    (organisation,) = world.make_people(1)
    world.make_events(edition, [organisation])
    place = Registration.objects.exclude(cohort=None).get()
    Attendance.objects.create(
        event=Event.objects.get(title="Masterclass 1"),
        person=place.person,
        organisation=organisation,
        status="present",
    )
    Event.objects.filter(title="Masterclass 2").update(status="cancelled")
    Registration.objects.filter(person=None).update(state="cancelled")

    assert send(odoo).problems == []

    (event,) = fake.records("event.event", name="Masterclass 2")
    if fake.version == 19:
        assert event["kanban_state"] == "cancel"
    else:
        stages = {stage["id"]: stage["name"] for stage in fake.records("event.stage")}
        assert "Cancelled" in stages[event["stage_id"]]
    states = sorted(place["state"] for place in fake.records("event.registration"))
    assert states == ["cancel", "done", "open"]


def test_only_what_was_asked_for_with_what_it_needs(odoo, fake):
    world.make_people(2)
    person = Person.objects.get(family_name="Proef1")

    send(odoo, keys=[f"person_{person.public_id.hex}"])

    assert sorted(OdooRecord.objects.values_list("kind", flat=True)) == ["organisation", "person"]


def test_a_run_that_has_no_time_goes_on_later(odoo):
    world.make_people(1)

    outcome = send(odoo, until=clock.real_now() - timedelta(seconds=1))

    assert not outcome.is_whole
    assert not OdooRun.objects.get().is_whole


def test_one_writer_at_a_time(odoo):
    later = clock.real_now() + timedelta(minutes=5)
    OdooServer.objects.create(
        server=odoo.connection.server, holder="elsewhere:1", locked_until=later
    )

    with pytest.raises(Refused) as raised:
        send(odoo)

    assert raised.value.code == "odoo_busy"


def test_conflicts_with_another_writer_are_tried_again(odoo, fake):
    world.make_people(2)
    fake.conflict_next(3)

    assert send(odoo).problems == []


def test_conflicts_without_end(odoo, fake):
    world.make_people(1)
    fake.conflict_next(50)

    with pytest.raises(Problem) as raised:
        send(odoo)

    assert raised.value.kind == Kind.BUSY
    assert OdooRun.objects.get().result


def test_a_right_that_is_missing_is_one_sentence(odoo, fake):
    world.make_people(4)
    fake.do("deny", model="res.partner", operations="create write")

    outcome = send(odoo)

    assert len(outcome.problems) == 4
    assert {said["say"] for _name, said in outcome.problems} == {"access"}
    assert all("res.partner" in said["detail"] for _name, said in outcome.problems)


def test_odoo_that_is_down_for_a_day_loses_nothing(odoo, fake, settings):
    world.make_people(2)
    fake.kill()

    with pytest.raises(Problem) as raised:
        send(odoo)
    assert raised.value.kind == Kind.DOWN

    fake.restart()
    settings.LLLO_ODOO = connection(fake)
    assert send(odoo).problems == []
    assert OdooRecord.objects.filter(state=State.SENT).count() == 4


def test_a_key_that_expires_in_the_night(odoo, fake):
    world.make_people(1)
    send(odoo)
    Organisation.objects.update(city="Elders")
    fake.trouble(expire_key=True)

    with pytest.raises(Problem) as raised:
        send(odoo)

    assert raised.value.kind == Kind.AUTH
    fake.calm()
    assert send(odoo).counts[State.SENT] == 1


def test_what_is_decided_while_others_are_sent_counts(odoo, fake):
    (mine,) = world.make_people(1)
    send(odoo)
    session = Session(client=odoo, booking=mapping.booking(), at=clock.now())
    session.open()
    known = session.records[record(mine).key]

    link(record(mine), 99, by=None)
    session.refresh([known.key])
    assert (known.odoo_id, known.external_id) == (99, "")
    assert session.keys["res.partner", 99] == known.key

    stop_sending(record(mine), by=None)
    session.refresh([known.key])
    assert known.state == State.LEFT


def test_a_run_that_began_before_a_decision_heeds_it(odoo, fake):
    (mine,) = world.make_people(1)
    send(odoo)
    session = Session(
        client=odoo, booking=mapping.booking(), at=clock.now(), lock=Lock("s", timedelta())
    )
    session.open()
    row = next(iter(mapping.BY_KIND["organisation"].rows(session.booking)))
    assert ready(session, [row]) == [row]

    stop_sending(record(mine), by=None)

    assert ready(session, [row]) == []


def test_a_contact_waits_for_an_organisation_that_was_deleted(odoo, fake):
    world.make_people(1)
    send(odoo)
    fake.unlink("res.partner", record(Organisation.objects.get(name__contains="Proef")).odoo_id)
    Membership.objects.update(job_title="Adviseur")

    send(odoo)
    assert record(Person.objects.get()).state == State.WAITING

    assert send(odoo).problems == []
    assert OdooRecord.objects.exclude(state=State.SENT).count() == 0


def test_a_contact_follows_an_organisation_that_was_merged_into_a_debtor(odoo, fake):
    (mine,) = world.make_people(1)
    send(odoo)
    (debtor,) = odoo.call("res.partner", "create", vals_list=[{"name": "D", "is_company": True}])
    fake.merge_partners(record(mine).odoo_id, into=debtor)
    Membership.objects.update(job_title="Adviseur")

    assert send(odoo).problems == []

    assert record(mine).odoo_id == debtor
    assert fake.records("res.partner", name=str(Person.objects.get()))[0]["parent_id"] == debtor


@pytest.mark.parametrize("fake", [18, 19], indirect=True)
def test_an_unknown_database_marks_nothing_as_refused(odoo, fake, settings):
    world.make_people(2)
    settings.LLLO_ODOO = connection(fake, database="nergens")

    with pytest.raises(Problem) as raised:
        send(client())

    assert raised.value.kind == Kind.MISSING
    assert not OdooRecord.objects.exists()


def test_a_result_holds_no_secret(odoo, fake):
    for error in (Problem(Kind.DATA, f"x {fake.key}"), ValueError(f"x {fake.key}")):
        assert fake.key not in json.dumps(of_error(error))
        assert "x •••" in in_words(of_error(error))
