from __future__ import annotations

import pytest

from lllo.projects.actions import match_placement, start_placement, withdraw_placement
from lllo.projects.queries import placement_rows, places_without_student, project_rows
from tests import world
from tests.projects.builders import DAY, STUDENT, make_placement, make_project


def test_project_rows_count_placements_without_the_withdrawn(organisation, line, lead):
    project = make_project(organisation, line)
    placements = [make_placement(organisation, line, project=project) for _each in range(3)]
    match_placement(placements[0], STUDENT, by=None)
    start_placement(placements[0], on=DAY, by=None)
    withdraw_placement(placements[1], on=DAY, reason="x", by=None)
    row = project_rows(lead, organisation=organisation, only_open=True).get()
    assert (row.placement_count, row.running_count) == (2, 1)
    assert placement_rows(lead, organisation=organisation, only_open=True).count() == 2
    assert list(places_without_student()) == [placements[2]]


def test_rows_are_those_of_ones_own_organisation(organisation, line):
    other = world.make_organisation("Gemeente Elders (demo)")
    for each in (organisation, other):
        make_project(each, line)
        make_placement(each, line)
    contact = world.make_user("contact", organisation)
    assert {row.organisation for row in project_rows(contact)} == {organisation}
    assert {row.host for row in placement_rows(contact)} == {organisation}


@pytest.mark.parametrize("count", [1, 3])
def test_rows_take_one_query_each(organisation, line, lead, django_assert_num_queries, count):
    for number in range(count):
        project = make_project(organisation, line, f"Project {number}")
        make_placement(organisation, line, project=project)
    assert lead.sees_everything
    with django_assert_num_queries(2):
        projects = [f"{row.organisation} {row.line}" for row in project_rows(lead)]
        places = [f"{row.host} {row.line} {row.project}" for row in placement_rows(lead)]
    assert len(projects) == len(places) == count
