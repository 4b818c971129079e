"""Papers are made ahead by other processes; order and outcome are those of one process."""

from __future__ import annotations

import os
import signal

import pytest

from lllo.invoices import ahead, publishing
from lllo.invoices.actions import draft_invoices, issue_drafts
from lllo.invoices.ahead import papers_ahead
from tests.invoices.builders import ISSUE_DAY, START, sign
from tests.world import make_organisation


@pytest.fixture
def always(monkeypatch):
    """Start processes for two drafts already, on whatever machine."""
    monkeypatch.setattr(ahead, "WORTH_IT", 1)
    monkeypatch.setattr(ahead, "AHEAD_EACH", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_processes_that_die_are_missed_and_no_more(always):
    drafts = ["a", "b", "c"]
    with papers_ahead(drafts, lambda *_: _kill_and_read()) as walk:
        assert [made for _draft, made in walk(drafts)] == [None] * 3


def _kill_and_read():
    """Hand in a snapshot at which the process that unpacks it dies."""
    return Deadly(), "F2026-0001", {}


class Deadly:
    def __reduce__(self):
        return os.kill, (_OwnPid(), signal.SIGKILL)


class _OwnPid:
    def __reduce__(self):
        return os.getpid, ()


def test_few_are_not_worth_it():
    with papers_ahead(["a"], lambda *_: None) as walk:
        assert list(walk(["a"])) == [("a", None)]


@pytest.mark.django_db
def test_run_with_papers_made_ahead_gives_the_numbers_in_order(edition, demo, always, monkeypatch):
    unprintable = make_organisation("Gemeente 漢 (demo)")
    lacking = make_organisation("Gemeente Eist (demo)", order_number_rule="always")
    for organisation in (None, lacking, None, unprintable, None):
        sign(edition, organisation=organisation)
    draft_invoices(2026, on=START, by=None)
    late = []
    made = publishing._made
    monkeypatch.setattr(publishing, "_made", lambda *args: late.append(args) or made(*args))
    result = issue_drafts(2026, on=ISSUE_DAY, by=None)
    assert [item.number for item in result.issued] == ["F2026-0001", "F2026-0002", "F2026-0003"]
    assert [item.code for item in result.blocked] == ["order_number_missing", "signs_unprintable"]
    assert len(late) == 2  # of what was refused, and of nothing else
    for item in result.issued:
        contract = item.contract_year.contract.number
        assert item.snapshot["contract_number"] == contract
        assert item.number.encode() in bytes(item.xml.content)
