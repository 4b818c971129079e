"""What a check and a comparison found is kept for the office, which decides about it."""

from __future__ import annotations

import pytest

from lllo import clock
from lllo.errors import Refused
from lllo.odoo import actions, mapping
from lllo.odoo.check_actions import keep_check
from lllo.odoo.comparison_actions import keep_comparison
from lllo.odoo.config import Connection
from lllo.odoo.difference_actions import leave_difference, take_ours
from lllo.odoo.models import OdooDifference, OdooRecord, OdooRun
from lllo.odoo.problems import Problem
from lllo.odoo.push import push
from lllo.odoo.queries import differences, last_of, unfinished_jobs
from lllo.outbox.models import Job
from lllo.outbox.worker import run as work
from tests.odoo import world
from tests.world import make_organisation


def send(odoo) -> None:
    push(odoo, mapping.booking(), at=clock.now(), by=None)


def compare(odoo) -> OdooRun:
    return keep_comparison(odoo, mapping.booking(), at=clock.now(), by=None)


def record(obj) -> OdooRecord:
    return OdooRecord.objects.get(object_type=obj._meta.label_lower, object_id=obj.pk)


def found(obj) -> OdooDifference:
    return differences().get(key=record(obj).key)


def code_of(call) -> str:
    with pytest.raises(Refused) as raised:
        call()
    return raised.value.code


def test_check_is_kept_line_by_line(odoo, fake, backoffice):
    run = keep_check(odoo, at=clock.now(), by=backoffice)
    assert {line["state"] for line in run.details["lines"]} <= {"right", "warning", "wrong"}
    assert run.counts["right"] > 10
    assert last_of("check") == run
    fake.trouble(expire_key=True)
    lost = keep_check(odoo, at=clock.now(), by=None)
    assert lost.counts["wrong"] >= 1
    assert lost.is_whole


def test_comparison_is_kept_and_decided(odoo, fake, backoffice):
    one, two, three, four, five = world.make_people(5)
    send(odoo)
    fake.write("res.partner", record(one).odoo_id, {"city": "Elders", "street": "Elders 1"})
    fake.do("archive", model="res.partner", record=record(two).odoo_id)
    fake.unlink("res.partner", record(three).odoo_id)
    fake.merge_partners(record(five).odoo_id, into=record(four).odoo_id)
    (new,) = world.make_people(1, start=6)
    run = compare(odoo)
    assert run.counts == {"differences": differences().count()}
    assert {each["kind"] for each in run.details["balances"]} == set(mapping.BY_KIND)
    unsent = differences().get(label=str(new))
    assert unsent.record is None
    assert differences().filter(what="unsent", label=str(new)).exists()
    assert unsent not in differences().open()

    city, street = differences().filter(label=str(one)).order_by("field")
    left = leave_difference(city, reason="Afspraak", by=backoffice)
    assert (left.decision, left.reason, left.decided_by) == ("theirs", "Afspraak", backoffice)
    assert leave_difference(city, reason="Nog eens", by=None).reason == "Afspraak"
    assert code_of(lambda: take_ours(city, by=None)) == "odoo_decided"
    leave_difference(found(two), reason="Opgeheven", by=None)
    assert code_of(lambda: take_ours(found(two), by=None)) == "odoo_decided"
    leave_difference(found(three), reason="Weg", by=None)
    assert record(three).state == "left"
    merged = found(five)
    assert code_of(lambda: leave_difference(merged, reason="?", by=None)) == "odoo_decide_first"
    assert code_of(lambda: leave_difference(unsent, reason="?", by=None)) == "odoo_not_ours"
    for difference in (merged, unsent):
        assert take_ours(difference, by=backoffice).decision == "ours"
        assert take_ours(difference, by=backoffice).decision == "ours"
    send(odoo)
    assert record(five).state == "stopped"

    again = {(each.label, each.what, each.field) for each in compare(odoo).differences.all()}
    assert (str(one), "changed", "city") not in again
    assert (str(one), "changed", "street") in again
    assert not {str(two), str(three), str(new)} & {label for label, _what, _field in again}
    assert differences().values("run").distinct().count() == 1
    assert street.pk not in differences().values_list("pk", flat=True)


def test_ours_is_sent_for_all_fields_of_a_record(odoo, fake):
    one, two = world.make_people(2)
    send(odoo)
    fake.write("res.partner", record(one).odoo_id, {"city": "Elders", "street": "Elders 1"})
    person = record(one.memberships.get().person)
    fake.write("res.partner", person.odoo_id, {"parent_id": record(two).odoo_id})
    fake.do("archive", model="res.partner", record=record(two).odoo_id)
    compare(odoo)
    moved = differences().get(field="parent_id")
    assert (moved.our_name, moved.their_name) == (str(one), str(two))
    assert code_of(lambda: take_ours(found(two), by=None)) == "odoo_not_sendable"
    take_ours(differences().filter(label=str(one)).first(), by=None)
    assert set(differences().filter(label=str(one)).values_list("decision", flat=True)) == {"ours"}
    take_ours(moved, by=None)
    send(odoo)
    assert {each.label for each in compare(odoo).differences.all()} == {str(two)}


def test_comparison_that_breaks_off_says_so_and_keeps_the_one_before(odoo, fake):
    (one,) = world.make_people(1)
    send(odoo)
    fake.write("res.partner", record(one).odoo_id, {"city": "Elders"})
    whole = compare(odoo)
    fake.trouble(expire_key=True)
    with pytest.raises(Problem):
        compare(odoo)
    broken = OdooRun.objects.exclude(pk=whole.pk).filter(kind="reconcile").get()
    assert not broken.is_whole
    assert broken.result
    assert last_of("reconcile") == whole
    assert differences().count() == 1


def test_worker_checks_and_compares_for_who_asked(odoo, fake, backoffice):
    world.make_people(1)
    actions.request_check(by=backoffice)
    actions.request_reconcile(by=None)
    assert actions.request_check(by=backoffice) == unfinished_jobs()[0]
    work(once=True)
    assert not unfinished_jobs()
    assert last_of("check").started_by == backoffice
    assert last_of("reconcile").started_by is None
    assert differences().filter(what="unsent").count() == differences().count() > 0


def test_what_was_asked_is_refused_once_it_is_switched_off(odoo, office_folder):
    actions.request_push(by=None)
    actions.request_pull(by=None)
    office_folder.replace("invoicing/odoo.toml", "enabled = true", "enabled = false")
    work(once=True)
    assert set(Job.objects.values_list("state", flat=True)) == {"failed"}
    assert not OdooRun.objects.exists()


def test_what_is_no_matter_of_odoo_is_not_asked(odoo, office_folder):
    university = make_organisation("Universiteit (demo)", kind="university")
    assert code_of(lambda: actions.request_push(university, by=None)) == "odoo_not_sent"
    assert code_of(lambda: actions.request_push(OdooRecord(), by=None)) == "odoo_not_sent"
    assert not Job.objects.exists()


def test_what_is_booked_is_neither_linked_nor_made_anew(db, settings, office_folder):
    booked = OdooRecord.objects.create(
        server="x/y", kind="invoice", key="invoice_1", object_type="invoices.invoice", object_id=1,
        odoo_model="account.move", state="stopped", booked_on=clock.today(),
    )  # fmt: skip
    for act in (actions.make_new, actions.send_again):
        assert code_of(lambda act=act: act(booked, by=None)) == "odoo_booked"
    assert code_of(lambda: actions.link(booked, 3, by=None)) == "odoo_booked"


def test_nothing_is_asked_without_a_connection(db, settings):
    settings.LLLO_ODOO = Connection()
    for ask in (actions.request_check, actions.request_reconcile):
        assert code_of(lambda ask=ask: ask(by=None)) == "odoo_not_set"
