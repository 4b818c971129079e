from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lllo.budget.actions import book_hours
from lllo.budget.correction_actions import HoursData, correct_hours
from lllo.budget.models import HourEntry
from lllo.budget.queries import budget_overview
from lllo.errors import Refused
from tests import world

DAY = date(2026, 4, 1)


@pytest.fixture
def entry(line, university):
    specialist = world.make_person("Specialist", university, "specialist")
    return book_hours(
        specialist, line=line, on=DAY, hours=Decimal(20), description="Analyse", by=None
    )


@pytest.fixture
def data(line):
    return HoursData(line=line, on=DAY, hours=Decimal(20), description="Analyse")


@pytest.mark.both_databases
def test_correction_takes_back_and_books_anew(entry, data, lead):
    right = correct_hours(entry, replace(data, hours=Decimal(8)), by=lead)
    assert list(HourEntry.objects.standing()) == [right]
    assert (right.hours, right.recorded_by, right.person) == (Decimal(8), lead, entry.person)
    assert HourEntry.objects.get(reverses=entry).on == DAY
    assert budget_overview(2026).total.spent == Decimal(1250)


def test_correction_to_another_year_leaves_the_wrong_year_clean(entry, data):
    correct_hours(entry, replace(data, on=date(2027, 1, 4)), by=None)
    assert budget_overview(2026).total.spent == 0
    assert budget_overview(2027).total.spent == Decimal(3125)


def test_correction_that_changes_nothing_is_refused(entry, data):
    with pytest.raises(Refused) as refusal:
        correct_hours(entry, data, by=None)
    assert refusal.value.code == "nothing_changes"


@pytest.mark.parametrize(
    ("hours", "code"), [("25", "more_than_a_day"), ("0", "hours_not_positive")]
)
def test_refused_correction_leaves_the_row_as_it_was(entry, data, hours, code):
    with pytest.raises(Refused) as refusal:
        correct_hours(entry, replace(data, hours=Decimal(hours)), by=None)
    assert refusal.value.code == code
    assert list(HourEntry.objects.all()) == [entry]


def test_correction_of_what_was_taken_back_is_refused(entry, data):
    correct_hours(entry, replace(data, hours=Decimal(8)), by=None)
    with pytest.raises(Refused) as refusal:
        correct_hours(entry, replace(data, hours=Decimal(7)), by=None)
    assert refusal.value.code == "already_reversed"
