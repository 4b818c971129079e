"""Papers are made ahead by other processes; order and outcome are those of one process."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest

from lllo.errors import Refused
from lllo.invoices import ahead
from lllo.invoices.actions import draft_invoices, issue_drafts
from lllo.invoices.ahead import papers_ahead
from lllo.invoices.papers import prepare
from tests.invoices import sheets
from tests.invoices.builders import ISSUE_DAY, START, sign


@pytest.fixture
def always(monkeypatch):
    """Start processes for two drafts already, on whatever machine."""
    monkeypatch.setattr(ahead, "WORTH_IT", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def read(draft: str, waiting: int):
    if draft == "refused":
        raise Refused("no", code="no")
    snapshot = sheets.usual()
    if draft == "wrong":
        snapshot = replace(snapshot, due_date=START)
    return snapshot, f"F2026-000{waiting + 1}", {}


def test_each_comes_in_its_turn_with_its_papers(always):
    drafts = ["a", "refused", "b", "wrong", "c", "d", "e", "f", "g"]
    with papers_ahead(drafts, read) as walk:
        found = list(walk(drafts))
    assert [draft for draft, _made in found] == drafts
    without = [draft for draft, made in found if made is None]
    assert without == ["refused", "wrong"]
    snapshot, prepared = found[0][1]
    assert snapshot == sheets.usual()
    assert prepared == prepare(snapshot, "F2026-0001")


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
    with papers_ahead(["a"], read) as walk:
        assert list(walk(["a"])) == [("a", None)]


@pytest.mark.django_db
def test_run_with_papers_made_ahead_gives_the_numbers_in_order(edition, demo, always):
    for _ in range(3):
        sign(edition)
    draft_invoices(2026, on=START, by=None)
    result = issue_drafts(2026, on=ISSUE_DAY, by=None)
    assert [item.number for item in result.issued] == ["F2026-0001", "F2026-0002", "F2026-0003"]
    assert result.blocked == []
    for item in result.issued:
        contract = item.contract_year.contract.number
        assert item.snapshot["contract_number"] == contract
        assert item.number.encode() in bytes(item.xml.content)
