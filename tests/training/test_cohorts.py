from __future__ import annotations

from datetime import date

import pytest

from lllo.errors import Refused
from lllo.people.models import AuditEntry
from lllo.training import actions
from lllo.training.models import Cohort
from tests.training import builders


def opened(programme, **values):
    fields = {"number": 1, "name": "Cohort 1", "starts_on": date(2026, 4, 1), "by": None}
    return actions.open_cohort(programme, **{**fields, **values})


def test_open_cohort_makes_a_cohort(programme):
    cohort = opened(programme, capacity=20)
    assert Cohort.objects.get() == cohort
    assert (cohort.number, cohort.name, cohort.capacity) == (1, "Cohort 1", 20)
    assert AuditEntry.objects.get().action == "cohort.opened"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"number": 0}, "cohort_too_small"),
        ({"capacity": 0}, "cohort_too_small"),
        ({"name": "  "}, "invalid_value"),
        ({"name": "x" * 101}, "invalid_value"),
    ],
)
def test_open_cohort_refuses_what_is_no_cohort(programme, values, code):
    with pytest.raises(Refused) as refusal:
        opened(programme, **values)
    assert refusal.value.code == code
    assert not Cohort.objects.exists()


def test_open_cohort_refuses_a_number_twice(programme):
    opened(programme)
    with pytest.raises(Refused, match="Cohort 1") as refusal:
        opened(programme, name="Nog een")
    assert refusal.value.code == "cohort_exists"
    assert opened(programme, number=2, name="Cohort 2").number == 2


def test_remove_cohort_takes_back_an_empty_one_once(programme):
    cohort = opened(programme)
    key = cohort.pk
    actions.remove_cohort(cohort, by=None)
    actions.remove_cohort(Cohort(pk=key, programme=programme), by=None)
    assert not Cohort.objects.exists()
    assert AuditEntry.objects.filter(action="cohort.removed").count() == 1


def test_remove_cohort_refuses_one_that_is_in_use(programme):
    cohort = opened(programme)
    actions.schedule_event(programme, builders.event_data(cohort=cohort), by=None)
    with pytest.raises(Refused) as refusal:
        actions.remove_cohort(cohort, by=None)
    assert refusal.value.code == "cohort_in_use"
