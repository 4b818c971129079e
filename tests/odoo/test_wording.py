"""What the worker noted is a sentence in the language of who reads it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from lllo import clock
from lllo.errors import Refused
from lllo.odoo import jobs, wording
from lllo.odoo.kinds import field_name
from lllo.odoo.models import OdooRun
from lllo.odoo.problems import Kind, Problem
from lllo.odoo.pruning_actions import forget_before
from lllo.outbox.models import Job
from tests.invoices.builders import ROOT

NOTED = re.compile(r"\bnote\(\s*\"(\w+)\"")


def test_every_code_that_is_noted_has_a_sentence():
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "lllo/odoo").rglob("*.py")]
    codes = {code for source in sources for code in NOTED.findall(source)}

    assert len(codes) > 50
    assert codes | {kind.value for kind in Kind} <= set(wording.SENTENCES) | set(wording.FORMATS)


def test_one_note_in_two_languages():
    total = wording.note(
        "total",
        name=wording.note("amount_total"),
        theirs=wording.money(Decimal("1000.01")),
        ours=wording.money(Decimal("1000.00")),
    )
    closed = wording.note("period_closed", day=wording.day(date(2026, 3, 1)))
    said = wording.note("totals_differ", totals=[total, "x"], detail=closed)

    with translation.override("en"):
        assert wording.in_words(said) == (
            "The totals differ, so it is not booked: to pay €\N{NO-BREAK SPACE}1,000.01 instead of "
            "€\N{NO-BREAK SPACE}1,000.00, x. The period was closed: it counts on 1 March 2026."
        )
    with translation.override("nl"):
        assert "1.000,01" in wording.in_words(said)
        assert "1 maart 2026" in wording.in_words(said)
    assert wording.in_words({}) == ""


def test_a_field_of_a_line_in_two_languages():
    with translation.override("en"):
        assert field_name("line 2: price_unit") == "line 2: price"
        assert field_name("line (7)") == "line (7)"
        assert field_name("x_studio") == "x_studio"
    with translation.override("nl"):
        assert field_name("line 2: price_unit") == "regel 2: prijs"


def test_an_error_that_ends_a_run():
    assert wording.of_error(Problem(Kind.DOWN, "odoo.example.org"))["say"] == "down"
    assert wording.of_error(Refused("x", code="odoo_lock_lost"))["say"] == "taken_over"
    assert wording.of_error(Refused("Nee.", code="x")) == wording.text("Nee.")
    assert wording.of_error(KeyError("x"))["value"].startswith("KeyError")


@pytest.mark.django_db
def test_old_runs_and_done_jobs_go_and_the_last_of_each_kind_stays(settings):
    now = clock.now()

    def run(kind, days, **values):
        started = now - timedelta(days=days)
        return OdooRun.objects.create(server="s", kind=kind, started_at=started, **values)

    gone = [run("push", 300, is_whole=True), run("pull", 200)]
    kept = [
        run("push", 200, is_whole=True),
        run("push", 150),
        run("check", 400, is_whole=True),
        run("pull", 1),
    ]
    compared = run("reconcile", 300)
    compared.differences.create(kind="person", label="x", what="extra")
    run("reconcile", 250, is_whole=True)
    old = now - timedelta(days=100)
    for number, (kind, state) in enumerate(
        [("odoo.pull", "done"), ("odoo.pull", "failed"), ("mail.invoice", "done")]
    ):
        done_at = old if state == "done" else None
        Job.objects.create(key=str(number), kind=kind, state=state, created_at=old, done_at=done_at)

    jobs.forget_old()

    left = set(OdooRun.objects.values_list("pk", flat=True))
    assert left.isdisjoint(each.pk for each in gone)
    assert {each.pk for each in [*kept, compared]} <= left
    assert sorted(Job.objects.values_list("kind", "state")) == [
        ("mail.invoice", "done"),
        ("odoo.pull", "failed"),
    ]
    assert forget_before(now - timedelta(days=90)) == 0
