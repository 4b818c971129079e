from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lllo.errors import Refused
from lllo.people.models import AuditEntry
from lllo.programmes.models import Deliverable
from lllo.projects.deliverable_actions import (
    ContributionData,
    add_contribution,
    move_deliverable,
    withdraw_contribution,
)
from lllo.projects.models import Contribution
from tests import world
from tests.projects import builders

DAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _in_may(settings):
    settings.LLLO_CLOCK = datetime(2026, 5, 20, 8, tzinfo=UTC)


@pytest.fixture
def product(line):
    return Deliverable.objects.create(line=line, code="modellen", name="Modellen")


def refusal_of(action, *arguments, **keywords):
    with pytest.raises(Refused) as refusal:
        action(*arguments, by=None, **keywords)
    return refusal.value.code


def test_move_is_dated_and_attributed(product, lead):
    step = move_deliverable(product, "in_progress", on=DAY, by=lead)
    assert (step.state, step.on, step.recorded_by) == ("in_progress", DAY, lead)
    product.refresh_from_db()
    assert product.state == "in_progress"
    entry = AuditEntry.objects.get(action="deliverable.moved")
    assert (entry.detail["before"], entry.detail["state"]) == ("planned", "in_progress")


def test_move_to_the_state_it_has_is_refused(product):
    assert refusal_of(move_deliverable, product, "planned", on=DAY) == "deliverable_unchanged"


def test_move_of_a_day_to_come_is_refused(product):
    late = date(2026, 5, 21)
    assert refusal_of(move_deliverable, product, "delivered", on=late) == "in_future"


def test_move_before_the_last_step_is_refused(product):
    move_deliverable(product, "in_progress", on=DAY, by=None)
    early = date(2026, 3, 31)
    assert refusal_of(move_deliverable, product, "delivered", on=early) == "before_last_step"


def test_step_back_needs_a_remark(product):
    move_deliverable(product, "delivered", on=DAY, by=None)
    assert refusal_of(move_deliverable, product, "in_progress", on=DAY) == "reason_missing"
    step = move_deliverable(product, "in_progress", on=DAY, remark=" Herzien ", by=None)
    assert step.remark == "Herzien"
    assert str(step).startswith("Modellen: ")


def test_contribution_names_who_and_what_shows_it(product, organisation, line, lead):
    person = world.make_person(organisation=organisation)
    data = ContributionData(
        organisation=organisation,
        person=person,
        description=" Casus ",
        project=builders.make_project(organisation, line),
        placement=builders.make_placement(organisation, line),
    )
    row = add_contribution(product, data, on=DAY, by=lead)
    assert (str(row), row.person, row.recorded_by) == ("Casus", person, lead)
    assert AuditEntry.objects.filter(action="contribution.added").count() == 1


@pytest.mark.parametrize("evidence", ["project", "placement"])
def test_evidence_of_another_organisation_is_refused(product, organisation, line, evidence):
    make = {"project": builders.make_project, "placement": builders.make_placement}[evidence]
    other = make(world.make_organisation("Gemeente Beekdorp (demo)"), line)
    data = ContributionData(organisation=organisation, description="Casus", **{evidence: other})
    assert refusal_of(add_contribution, product, data, on=DAY) == "other_organisation"


def test_contribution_refuses_what_cannot_be(product, organisation):
    data = ContributionData(organisation=organisation, description="Casus")
    stranger = ContributionData(
        organisation=organisation, description="x", person=world.make_person()
    )
    empty = ContributionData(organisation=organisation, description=" ")
    assert refusal_of(add_contribution, product, data, on=date(2027, 1, 1)) == "in_future"
    code = "person_of_another_organisation"
    assert refusal_of(add_contribution, product, stranger, on=DAY) == code
    assert refusal_of(add_contribution, product, empty, on=DAY) == "invalid_value"
    add_contribution(product, data, on=DAY, by=None)
    assert refusal_of(add_contribution, product, data, on=DAY) == "contribution_exists"


def test_withdrawn_contribution_stays_with_its_reason(product, organisation):
    data = ContributionData(organisation=organisation, description="Casus")
    row = add_contribution(product, data, on=DAY, by=None)
    assert refusal_of(withdraw_contribution, row, on=DAY, reason=" ") == "reason_missing"
    assert withdraw_contribution(row, on=DAY, reason="Dubbel", by=None).withdrawn_on == DAY
    code = "contribution_withdrawn"
    assert refusal_of(withdraw_contribution, row, on=DAY, reason="Dubbel") == code
    assert not Contribution.objects.standing().exists()
    add_contribution(product, data, on=DAY, by=None)  # the same once more, after taking it back


def test_contributions_are_seen_by_staff_specialists_and_own_people(product, organisation):
    row = add_contribution(
        product, ContributionData(organisation=organisation, description="Casus"), on=DAY, by=None
    )
    university = world.make_organisation("Universiteit (demo)", kind="university")
    other = world.make_organisation("Gemeente Beekdorp (demo)")
    for role, place, seen in (
        ("lead", university, [row]),
        ("specialist", university, [row]),
        ("contact", organisation, [row]),
        ("partner", other, []),
    ):
        assert list(Contribution.objects.visible_to(world.make_user(role, place))) == seen
