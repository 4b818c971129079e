"""What people decide, what is asked of the worker, and who may write."""

from __future__ import annotations

import os
import socket
import subprocess
from datetime import timedelta

import pytest

from lllo import clock
from lllo.errors import Refused
from lllo.odoo import mapping
from lllo.odoo.actions import (
    leave_theirs,
    link,
    make_new,
    request_pull,
    request_push,
    send_again,
    stop_sending,
)
from lllo.odoo.config import Connection
from lllo.odoo.jobs import ask_when_due
from lllo.odoo.lock_actions import only_writer
from lllo.odoo.models import OdooRecord, OdooRun, OdooServer
from lllo.odoo.push import push
from lllo.odoo.queries import counts, is_on, key_warning, last_runs, statuses, troubled
from lllo.odoo.wording import text
from lllo.outbox.models import Job
from lllo.outbox.worker import run
from lllo.people import audit
from tests.odoo import world

State = OdooRecord.State


@pytest.fixture
def here(db, settings, office_folder):
    """Connected in the settings; there is no server, for nothing here talks to one."""
    settings.LLLO_ODOO = Connection(
        url="https://odoo.example.org", database="db", login="x", api_key="sleutel"
    )
    return settings


@pytest.fixture
def organisation(here):
    return world.make_people(1)[0]


def make_record(organisation, **values) -> OdooRecord:
    key = f"organisation_{organisation.public_id.hex}"
    return OdooRecord.objects.create(
        **{
            "server": "odoo.example.org/db",
            "kind": "organisation",
            "key": key,
            "label": str(organisation),
            "object_type": "people.organisation",
            "object_id": organisation.pk,
            "odoo_model": "res.partner",
            "external_id": f"lllo.{key}",
        }
        | values
    )


def code_of(call) -> str:
    with pytest.raises(Refused) as raised:
        call()
    return raised.value.code


def test_asking_puts_one_job_in_the_outbox(organisation, backoffice):
    first = request_push(organisation, by=backoffice)

    assert request_push(organisation, by=backoffice) == first
    assert first.payload == {"keys": [f"organisation_{organisation.public_id.hex}"]}
    assert request_push(by=backoffice) != first
    assert request_pull(by=backoffice).kind == "odoo.pull"
    assert request_pull(by=None).payload == {"by": None}


def test_asking_again_lets_what_stopped_be_tried(organisation, backoffice):
    record = make_record(organisation, state=State.STOPPED)

    request_push(organisation, by=backoffice)

    record.refresh_from_db()
    assert record.state == State.WAITING


def test_without_a_connection_nothing_is_asked(organisation, here, office_folder):
    office_folder.replace("invoicing/odoo.toml", "enabled = true", "enabled = nee")
    assert not is_on()
    here.LLLO_ODOO = Connection()

    assert not is_on()
    assert code_of(lambda: request_push(organisation, by=None)) == "odoo_off"
    ask_when_due()
    assert not Job.objects.exists()


def test_ours_theirs_and_no_more(organisation, backoffice):
    record = make_record(organisation, state=State.SENT, odoo_id=7, sha256="0" * 64)

    record = leave_theirs(record, {"city": "Elders"}, by=backoffice)
    assert record.accepted == {"city": "Elders"}
    assert record.state == State.SENT
    record = send_again(record, by=backoffice)
    assert (record.state, record.sha256, record.accepted) == (State.WAITING, "", {})
    assert stop_sending(record, by=backoffice).state == State.LEFT


def test_a_booked_difference_may_be_left(organisation, backoffice):
    record = make_record(
        organisation,
        kind="invoice",
        state=State.PROBLEM,
        odoo_id=7,
        booked_on=clock.today(),
    )

    assert leave_theirs(record, {"amount_total": "1.00"}, by=backoffice).state == State.SENT
    assert code_of(lambda: send_again(record, by=None)) == "odoo_booked"


def test_what_was_merged_follows_the_other(organisation, backoffice):
    (other,) = world.make_people(1, start=2)
    survivor = make_record(other, state=State.STOPPED, odoo_id=7)
    record = make_record(organisation, state=State.STOPPED, follows=survivor)

    stop_sending(record, by=backoffice)

    survivor.refresh_from_db()
    assert survivor.state == State.WAITING
    assert statuses(organisation)[0].address.endswith("id=7&model=res.partner&view_type=form")


def test_linking_and_making_new(organisation, backoffice):
    (other,) = world.make_people(1, start=2)
    record, taken = make_record(organisation, state=State.STOPPED), make_record(other, odoo_id=7)

    assert code_of(lambda: link(record, 7, by=backoffice)) == "odoo_id_taken"
    linked = link(record, 8, by=backoffice)
    assert (linked.odoo_id, linked.external_id) == (8, "")
    assert code_of(lambda: make_new(linked, by=backoffice)) == "odoo_not_stopped"

    OdooRecord.objects.filter(pk=record.pk).update(state=State.STOPPED)
    new = make_new(linked, by=backoffice)
    assert new.odoo_id is None
    assert new.external_id.startswith(f"lllo.{record.key}_")  # the old name may lead to another

    OdooRecord.objects.filter(pk=taken.pk).update(state=State.STOPPED)
    assert make_new(taken, by=backoffice).external_id == f"lllo.{taken.key}"


def test_the_worker_asks_when_something_was_done(organisation, backoffice):
    audit.record("odoo.left", organisation, by=None)
    ask_when_due()
    assert list(Job.objects.values_list("kind", flat=True)) == ["odoo.pull"]

    audit.record("people.changed", organisation, by=None)
    ask_when_due()
    ask_when_due()
    assert sorted(Job.objects.values_list("kind", flat=True)) == ["odoo.pull", "odoo.push"]


def test_what_the_office_reads(organisation, backoffice, here):
    record = make_record(organisation, state=State.PROBLEM, said=text("Nee"), tried_at=clock.now())

    (status,) = statuses(organisation)
    assert (status.address, status.result, str(status.state)) == (
        "",
        "Nee",
        str(record.get_state_display()),
    )
    assert list(troubled()) == [record]
    assert counts() == {"problem": 1}
    assert list(last_runs()) == []
    assert OdooRecord.objects.visible_to(backoffice).count() == 1
    assert str(record) == str(organisation)
    assert key_warning(clock.today()) is None
    here.LLLO_ODOO = Connection(url="https://x", key_expires=clock.today() + timedelta(days=3))
    assert key_warning(clock.today()) == 3


def test_the_lock_of_a_process_that_is_gone_or_too_slow(here):
    gone = subprocess.Popen(["true"])
    gone.wait()
    later = clock.real_now() + timedelta(minutes=5)
    row = OdooServer.objects.create(
        server="s", holder=f"{socket.gethostname()}:{gone.pid}", locked_until=later
    )
    with only_writer("s") as lock:
        lock.renew()
        OdooServer.objects.filter(pk=row.pk).update(holder="elsewhere:1")
        assert code_of(lock.renew) == "odoo_lock_lost"

    mine = f"{socket.gethostname()}:{os.getpid()}"  # of a process that had our number before
    OdooServer.objects.filter(pk=row.pk).update(holder=mine, locked_until=later)
    with only_writer("s"):
        assert code_of(lambda: only_writer("s").__enter__()) == "odoo_busy"
    OdooServer.objects.filter(pk=row.pk).update(
        holder=f"{socket.gethostname()}:{os.getppid()}", locked_until=later
    )
    assert code_of(lambda: only_writer("s").__enter__()) == "odoo_busy"
    OdooServer.objects.filter(pk=row.pk).update(locked_until=None)
    with only_writer("s"):
        assert code_of(lambda: only_writer("s").__enter__()) == "odoo_busy"
    OdooServer.objects.filter(pk=row.pk).update(holder="elsewhere:1", locked_until=later)
    assert code_of(lambda: only_writer("s").__enter__()) == "odoo_busy"


def test_the_worker_sends_and_fetches(odoo, fake, settings):
    settings.OUTBOX_CHORES = {}
    organisations = world.make_people(2)
    request_push(organisations[0], by=None)
    request_pull(by=None)

    tally = run(once=True)

    assert tally == {"done": 2}
    assert (
        OdooRecord.objects.get(object_id=organisations[0].pk, kind="organisation").state == "sent"
    )
    assert OdooRun.objects.count() == 2
    assert str(OdooRun.objects.first())
    assert str(OdooServer.objects.get()) == odoo.connection.server


def test_a_job_without_time_asks_for_another(odoo, monkeypatch, settings):
    settings.OUTBOX_CHORES = {}
    world.make_people(1)
    job = request_push(by=None)
    Job.objects.filter(pk=job.pk).update(state="leased", leased_until=clock.now())
    from lllo.odoo import jobs

    monkeypatch.setattr(jobs, "AT_MOST", timedelta(seconds=-1))
    jobs.push_changes(job)

    assert Job.objects.filter(state="pending").count() == 1


def test_push_marks_who_asked(odoo, backoffice):
    push(odoo, mapping.booking(), at=clock.now(), by=backoffice)

    assert OdooRun.objects.get().started_by == backoffice


def test_two_workers_the_second_one_comes_again(odoo, settings):
    settings.OUTBOX_CHORES = {}
    later = clock.real_now() + timedelta(minutes=5)
    OdooServer.objects.create(
        server=odoo.connection.server, holder="elsewhere:1", locked_until=later
    )
    job, pull = request_push(by=None), request_pull(by=None)

    assert run(once=True) == {"pending": 2}

    for each in (job, pull):
        each.refresh_from_db()
        assert "elsewhere:1" in each.last_error
        assert each.due_at > clock.real_now()


def test_after_a_day_without_odoo_nothing_waits_half_a_day_longer(organisation, backoffice):
    job = request_push(organisation, by=backoffice)
    late = clock.real_now() + timedelta(hours=10)
    Job.objects.update(due_at=late, attempts=5)

    ask_when_due()  # once an hour
    job.refresh_from_db()
    assert (job.due_at <= clock.real_now(), job.attempts) == (True, 0)

    Job.objects.update(due_at=late, attempts=5)
    ask_when_due()  # not each minute
    job.refresh_from_db()
    assert job.due_at == late
    assert request_push(organisation, by=backoffice).due_at <= clock.real_now()


def test_each_hour_what_was_refused_is_tried_again(organisation):
    make_record(organisation, state=State.PROBLEM)
    OdooServer.objects.create(server="odoo.example.org/db", audit_seen=10**9)

    ask_when_due()

    assert sorted(Job.objects.values_list("kind", flat=True)) == ["odoo.pull", "odoo.push"]


def test_the_lock_outlives_the_longest_call(here):
    slow = Connection(url="https://x", timeout=600, attempts=5)

    with only_writer("s", longest_call=slow.longest_call):
        until = OdooServer.objects.get(server="s").locked_until

    assert until - clock.real_now() > timedelta(seconds=3000)
