from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from lllo.programmes.models import Deliverable, DevelopmentLine
from lllo.projects.deliverable_actions import ContributionData, add_contribution
from lllo.projects.models import Contribution
from tests.screens import scene as build

LIST = "/programma/producten/"


@pytest.fixture
def as_lead(eve, client):
    client.force_login(eve)
    return client


@pytest.fixture
def product(scene):
    return Deliverable.objects.get(line__code="vertical", state="in_progress")


@pytest.fixture
def organisation(scene):
    return build.make_participant(scene, 0).organisation


def contribution(product, organisation, text="Casus"):
    data = ContributionData(organisation=organisation, description=text)
    return add_contribution(product, data, on=build.TODAY, by=None)


def given(organisation, **changes):
    values = {
        "description": "Casus wijkvernieuwing",
        "organisation": str(organisation.public_id),
        "on": "2026-05-20",
    }
    return values | changes


def address(name, row):
    return reverse(name, args=[row.public_id])


def test_list_shows_state_since_when_and_who(as_lead, product, organisation, eve):
    as_lead.post(
        address("lead_deliverable_move", product), {"state": "delivered", "on": "2026-05-20"}
    )
    contribution(product, organisation)
    contribution(product, organisation, "Nog een")
    as_lead.get(LIST)  # tells what was done
    page = as_lead.get(LIST).content.decode()
    row = page.split(str(product.public_id))[1].split("</tr>")[0]
    assert "20\xa0mei\xa02026" in row
    assert row.count(organisation.name) == 1
    detail = as_lead.get(address("lead_deliverable", product)).content.decode()
    assert str(eve) in detail
    assert "Nog een" in detail


def test_state_starts_with_the_next_one(as_lead, product):
    move = address("lead_deliverable_move", product)
    assert as_lead.get(move).context["form"].initial["state"] == "delivered"
    Deliverable.objects.update(state="delivered")
    assert as_lead.get(move).context["form"].initial["state"] == "delivered"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"state": "in_progress", "on": "2026-05-20"}, "state"),
        ({"state": "weg", "on": "2026-05-20"}, "state"),
        ({"state": "planned", "on": "2026-05-20"}, "remark"),
        ({"state": "delivered", "on": "2026-05-21"}, "on"),
        ({"state": "delivered", "on": "2026-05-20", "remark": "x" * 301}, "remark"),
    ],
)
def test_state_tells_a_mistake_at_its_field(as_lead, product, values, field):
    answer = as_lead.post(address("lead_deliverable_move", product), values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not product.steps.exists()


def test_state_that_changed_meanwhile_is_shown_beside_what_was_typed(as_lead, product):
    move = address("lead_deliverable_move", product)
    seen = as_lead.get(move).context["seen"]
    Deliverable.objects.filter(pk=product.pk).update(state="delivered")
    answer = as_lead.post(move, {"state": "delivered", "on": "2026-05-20", "seen": seen})
    assert answer.status_code == 409


def test_contribution_is_noted_once_and_taken_back(as_lead, product, organisation, eve):
    add = address("lead_contribution_add", product)
    assert as_lead.post(add, given(organisation)).status_code == 302
    row = Contribution.objects.get()
    assert (row.organisation, row.recorded_by) == (organisation, eve)
    again = as_lead.post(add, given(organisation))
    assert "description" in again.context["form"].errors
    back = address("lead_contribution_withdraw", row)
    assert as_lead.post(back, {"reason": ""}).status_code == 422
    assert as_lead.post(back, {"reason": "Dubbel"}).status_code == 302
    assert as_lead.post(back, {"reason": "Dubbel"}).status_code == 422
    assert row.description not in as_lead.get(address("lead_deliverable", product)).content.decode()


def test_contribution_refuses_a_person_of_another_organisation(
    as_lead, product, organisation, scene
):
    other = build.make_participant(scene, 1).organisation
    person = other.memberships.first().person
    answer = as_lead.post(
        address("lead_contribution_add", product), given(organisation, person=str(person.public_id))
    )
    assert "person" in answer.context["form"].errors


def test_contribution_of_a_day_to_come_is_refused(as_lead, product, organisation):
    answer = as_lead.post(
        address("lead_contribution_add", product), given(organisation, on="2026-05-21")
    )
    assert "on" in answer.context["form"].errors


def test_specialist_contributes_and_does_not_change_the_state(client, scene, product, organisation):
    client.force_login(build.make_account("specialist", scene.university))
    assert (
        client.post(address("lead_contribution_add", product), given(organisation)).status_code
        == 302
    )
    row = Contribution.objects.get()
    page = client.get(address("lead_deliverable", product)).content.decode()
    assert row.description in page
    assert "/stand/" not in page
    assert "/terug/" not in page
    assert client.get(address("lead_deliverable_move", product)).status_code == 403
    assert (
        client.post(address("lead_contribution_withdraw", row), {"reason": "x"}).status_code == 403
    )


def test_auditor_reads_only(client, scene, product, organisation):
    contribution(product, organisation)
    client.force_login(build.make_account("auditor", scene.university))
    page = client.get(address("lead_deliverable", product)).content.decode()
    assert "Casus" in page
    assert "/bijdrage/" not in page
    assert (
        client.post(address("lead_contribution_add", product), given(organisation)).status_code
        == 403
    )


def test_without_lines_it_says_so(scene, as_lead):
    scene.edition.valid_from = date(2030, 1, 1)
    scene.edition.save()
    assert as_lead.get(LIST).context["lines"] == []
    assert DevelopmentLine.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_depend_on_rows(
    scene, as_lead, product, django_assert_num_queries, rows
):
    for number in range(rows):
        contribution(product, build.make_participant(scene, number).organisation)
        line = product.line
        Deliverable.objects.create(line=line, code=f"extra{number}", name=f"Extra {number}")
    # Around (6); edition, lines; products, steps, contributions.
    with django_assert_num_queries(6 + 2 + 3):
        as_lead.get(LIST)
    with django_assert_num_queries(6 + 3):
        as_lead.get(address("lead_deliverable", product))
