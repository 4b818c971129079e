from __future__ import annotations

from decimal import Decimal

import pytest

from lllo.errors import Refused
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry
from lllo.projects.actions import (
    ProjectData,
    StudentData,
    complete_placement,
    complete_project,
    match_placement,
    offer_placement,
    propose_project,
    start_placement,
    start_project,
    withdraw_placement,
    withdraw_project,
)
from lllo.projects.models import Placement, Project
from tests import world
from tests.projects.builders import DAY, STUDENT, make_placement, make_project, placement_data


def refused(action, *args, code, **kwargs):
    with pytest.raises(Refused) as refusal:
        action(*args, by=None, **kwargs)
    assert refusal.value.code == code
    return str(refusal.value)


def test_project_goes_from_proposal_to_completion(project, lead):
    assert (project.state, project.proposed_on) == ("proposed", DAY)
    assert start_project(project, on=DAY, by=lead).state == "active"
    assert complete_project(project, on=DAY, by=lead).state == "completed"
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["project.proposed", "project.started", "project.completed"]
    assert AuditEntry.objects.first().detail == {"on": "2026-04-01"}


def test_project_title_is_taken_once_and_never_empty(project, organisation, line):
    for title, code in ((" Energie in de wijk ", "title_taken"), ("  ", "title_missing")):
        with pytest.raises(Refused) as refusal:
            make_project(organisation, line, title)
        assert refusal.value.code == code
    make_project(world.make_organisation("Gemeente Elders (demo)"), line)
    assert Project.objects.count() == 2


def test_project_steps_are_refused_out_of_turn(project):
    refused(complete_project, project, on=DAY, code="wrong_state")
    start_project(project, on=DAY, by=None)
    refused(start_project, project, on=DAY, code="wrong_state")
    withdraw_project(project, on=DAY, reason="Geen tijd", by=None)
    refused(withdraw_project, project, on=DAY, reason="Geen tijd", code="wrong_state")


def test_withdrawing_takes_a_reason(project, placement):
    refused(withdraw_project, project, on=DAY, reason=" ", code="reason_missing")
    refused(withdraw_placement, placement, on=DAY, reason="", code="reason_missing")


def test_project_is_not_completed_while_a_student_works_in_it(project, organisation, line):
    placement = make_placement(organisation, line, project=project)
    start_project(project, on=DAY, by=None)
    match_placement(placement, STUDENT, by=None)
    start_placement(placement, on=DAY, by=None)
    refused(complete_project, project, on=DAY, code="placements_running")
    complete_placement(placement, on=DAY, by=None)
    complete_project(project, on=DAY, by=None)


def test_placement_goes_from_offer_to_completion(placement, university):
    supervisor = world.make_person("Begeleider", university)
    student = StudentData(
        name=" Alice Student (demo) ",
        institution="UT",
        email="alice@example.org",
        university_supervisor=supervisor,
    )
    matched = match_placement(placement, student, by=None)
    assert (matched.state, matched.student_name) == ("matched", "Alice Student (demo)")
    assert matched.university_supervisor == supervisor
    assert start_placement(placement, on=DAY, by=None).state == "running"
    assert complete_placement(placement, on=DAY, by=None).state == "completed"
    refused(withdraw_placement, placement, on=DAY, reason="x", code="wrong_state")


def test_placement_steps_are_refused_out_of_turn(placement):
    sentence = refused(start_placement, placement, on=DAY, code="wrong_state")
    assert placement.title in sentence
    refused(complete_placement, placement, on=DAY, code="wrong_state")
    match_placement(placement, STUDENT, by=None)
    refused(match_placement, placement, STUDENT, code="wrong_state")


def test_placement_may_be_withdrawn_with_a_reason(placement):
    withdraw_placement(placement, on=DAY, reason="Geen student", by=None)
    placement.refresh_from_db()
    assert placement.state == Placement.State.WITHDRAWN
    assert AuditEntry.objects.first().detail == {"on": "2026-04-01", "reason": "Geen student"}


def test_match_placement_refuses_a_student_without_a_name(placement):
    refused(
        match_placement, placement, StudentData(name=" ", institution="UT"), code="student_missing"
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"ends_on": DAY}, "end_before_start"), ({"hours": Decimal(0)}, "hours_not_positive")],
)
def test_offer_placement_refuses(organisation, line, changes, code):
    refused(offer_placement, placement_data(organisation, line, **changes), code=code)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "holiday"},
        {"title": "x" * 201},
        {"title": "  "},
        {"hours": Decimal("0.004")},
        {"hours": Decimal(10) ** 8},
    ],
)
def test_offer_placement_refuses_what_does_not_fit_its_column(organisation, line, changes):
    refused(offer_placement, placement_data(organisation, line, **changes), code="invalid_value")
    assert not Placement.objects.exists()


def test_project_title_that_is_too_long_is_refused(organisation, line):
    with pytest.raises(Refused) as refusal:
        make_project(organisation, line, "x" * 201)
    assert refusal.value.code == "invalid_value"
    assert not Project.objects.exists()


@pytest.mark.parametrize("changes", [{"email": "alice"}, {"name": "x" * 201}])
def test_match_placement_refuses_what_does_not_fit_its_column(placement, changes):
    student = StudentData(**({"name": "Alice", "institution": "UT"} | changes))
    refused(match_placement, placement, student, code="invalid_value")
    placement.refresh_from_db()
    assert placement.state == Placement.State.OFFERED


def test_offer_placement_refuses_a_project_of_another(project, line):
    other = world.make_organisation("Gemeente Elders (demo)")
    refused(
        offer_placement, placement_data(other, line, project=project), code="other_organisation"
    )


def test_who_brings_a_case_or_guides_a_student_works_there(organisation, line, project):
    stranger = world.make_person("Vreemd", world.make_organisation("Elders (demo)"))
    own = world.make_person("Eigen", organisation)
    data = ProjectData(organisation=organisation, line=line, title="Riool", contact=stranger)
    refused(propose_project, data, on=DAY, code="person_of_another_organisation")
    data = ProjectData(organisation=organisation, line=line, title="Riool", contact=own)
    assert propose_project(data, on=DAY, by=None).contact == own
    place = placement_data(organisation, line, host_supervisor=stranger)
    refused(offer_placement, place, code="person_of_another_organisation")
    assert make_placement(organisation, line, description=" Meten ").description == "Meten"


def test_answer_on_a_place_is_mailed_to_who_offered_it_and_who_guides(organisation, line):
    contact = world.make_user("contact", organisation, email="contact@example.org")
    guide = world.make_person("Gids", organisation)
    office = world.make_user("backoffice", email="bob@example.org")
    data = placement_data(organisation, line, host_supervisor=guide)
    match_placement(offer_placement(data, by=contact), STUDENT, by=office)
    told = Job.objects.filter(kind="mail.placement").values_list("payload__to", flat=True)
    assert sorted(told) == sorted([contact.person.email, guide.email])
    other = offer_placement(placement_data(organisation, line, title="Anders"), by=contact)
    withdraw_placement(other, on=DAY, reason="Zelf", by=contact)
    assert len(told.all()) == 2
    third = offer_placement(placement_data(organisation, line, title="Nog een"), by=None)
    withdraw_placement(third, on=DAY, reason="Geen student", by=office)
    assert len(told.all()) == 3  # to the contact, for nobody is known who offered it
