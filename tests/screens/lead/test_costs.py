from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from lllo.budget.actions import book_expense, deliver_in_kind
from lllo.budget.models import Expense, InKindEntry
from lllo.contracts.models import ContractYear
from tests.screens import scene as build

COSTS, NEW = "/programma/kosten/", "/programma/kosten/nieuw/"
KIND, DELIVER = "/programma/natura/", "/programma/natura/nieuw/"


@pytest.fixture
def as_lead(eve, client):
    client.force_login(eve)
    return client


@pytest.fixture
def line(scene):
    return scene.edition.programme.lines.get(code="vertical")


@pytest.fixture
def year(scene):
    """The first contract year of an agreement with a promise in kind."""
    contract = build.make_participant(scene, 0, package="professional")
    return ContractYear.objects.select_related("contract__organisation").get(
        contract=contract, number=1
    )


def cost(**changes):
    values = {
        "line": "vertical",
        "on": "2026-05-20",
        "amount": "1.250,50",
        "supplier": "Zaal (demo)",
        "description": "Zaalhuur",
    }
    return values | changes


def delivery(year, **changes):
    values = {
        "contract_year": str(year.public_id),
        "line": "vertical",
        "on": "2026-05-20",
        "hours": "16",
        "amount": "",
        "description": "Begeleiding",
        "placement": "",
        "override_reason": "",
    }
    return values | changes


def test_costs_are_booked_and_taken_back_from_the_message(as_lead, eve):
    answer = as_lead.post(NEW, cost(), follow=True)
    row = Expense.objects.get()
    assert (row.amount, row.recorded_by) == (Decimal("1250.50"), eve)
    (message,) = answer.context["messages"]
    as_lead.post(message.extra_tags.split("\x1f")[1])
    assert not Expense.objects.standing().exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "gratis"}, "amount"),
        ({"amount": "99999999999"}, "amount"),
        ({"on": "2031-01-01"}, "on"),
        ({"line": ""}, "line"),
        ({"description": ""}, "description"),
        ({"supplier": "x" * 201}, "supplier"),
    ],
)
def test_mistake_in_costs_is_told_and_books_nothing(as_lead, changes, field):
    answer = as_lead.post(NEW, cost(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Expense.objects.exists()


def test_form_sent_twice_books_once(as_lead):
    values = cost(once=as_lead.get(NEW).context["once"])
    as_lead.post(NEW, values)
    as_lead.post(NEW, values)
    assert Expense.objects.count() == 1


def test_costs_taken_back_on_another_day_count_there(as_lead, line):
    row = book_expense(line, on=build.TODAY, amount=Decimal(10), description="x", by=None)
    address = reverse("lead_expense_undo", args=[row.public_id])
    assert as_lead.get(address).status_code == 200
    assert "on" in as_lead.post(address, {"on": "2026-05-19"}).context["form"].errors
    as_lead.post(address, {"on": "2026-06-01"})
    assert Expense.objects.get(reverses=row).on == date(2026, 6, 1)
    assert as_lead.post(address).status_code == 422  # once


def test_list_adds_up_filters_and_says_what_was_taken_back(as_lead, line):
    row = book_expense(line, on=build.TODAY, amount=Decimal(10), description="Fout", by=None)
    book_expense(line, on=build.TODAY, amount=Decimal(7), description="Goed", by=None)
    as_lead.post(reverse("lead_expense_undo", args=[row.public_id]))
    page = as_lead.get(COSTS).content.decode()
    assert page.count("/terug/") == 1  # of the one row that stands
    assert "Goed" not in as_lead.get(f"{COSTS}?q=fout").content.decode().split('id="list"')[1]
    assert as_lead.get(f"{COSTS}?jaar=2027").context["page"].paginator.count == 0
    assert as_lead.get(f"{COSTS}?jaar=2026&lijn=vertical").context["page"].paginator.count == 3
    assert as_lead.get(f"{COSTS}?formaat=xlsx").status_code == 200


def test_delivery_is_recorded_and_taken_back_from_the_message(as_lead, year, eve):
    answer = as_lead.post(DELIVER, delivery(year), follow=True)
    row = InKindEntry.objects.get()
    assert (row.amount, row.contract_year, row.recorded_by) == (Decimal(2500), year, eve)
    assert answer.context["promises"].foot["remaining"] == Decimal(12500)
    (message,) = answer.context["messages"]
    as_lead.post(message.extra_tags.split("\x1f")[1])
    assert not InKindEntry.objects.standing().exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"contract_year": "onzin"}, "contract_year"),
        ({"hours": "", "amount": ""}, "hours"),
        ({"amount": "5"}, "hours"),
        ({"hours": "0"}, "amount"),
        ({"hours": "160"}, "override_reason"),
        ({"on": "2026-02-01"}, "on"),
        ({"on": "2031-01-01"}, "on"),
        ({"description": "x" * 301}, "description"),
    ],
)
def test_mistake_in_a_delivery_is_told_and_records_nothing(as_lead, year, changes, field):
    answer = as_lead.post(DELIVER, delivery(year, **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not InKindEntry.objects.exists()


def test_lead_goes_beyond_the_promise_with_a_reason(as_lead, year):
    as_lead.post(DELIVER, delivery(year, hours="160", override_reason="Extra afstudeerder"))
    assert InKindEntry.objects.get().override_reason == "Extra afstudeerder"


def test_promise_leads_to_a_form_with_its_agreement(as_lead, year):
    page = as_lead.get(KIND).content.decode()
    key = str(year.public_id)
    assert f"{DELIVER}?contractjaar={key}" in page
    form = as_lead.get(f"{DELIVER}?contractjaar={key}").context["form"]
    assert str(form["contract_year"].value()) == key


def test_promises_follow_the_year_of_the_filter(as_lead, year):
    assert as_lead.get(f"{KIND}?jaar=2027").context["promises"].part.count == 1
    ContractYear.objects.filter(starts_on__year=2028).update(starts_on=date(2029, 1, 1))
    assert as_lead.get(f"{KIND}?jaar=2028").context["promises"].part.count == 0


@pytest.mark.parametrize("role", ["specialist", "backoffice", "contact"])
def test_pages_with_amounts_are_for_lead_and_auditor(scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    for address in (COSTS, NEW, KIND, DELIVER):
        assert client.get(address).status_code == 403


def test_auditor_reads_and_changes_nothing(scene, client, line, year):
    row = book_expense(line, on=build.TODAY, amount=Decimal(10), description="x", by=None)
    given = deliver_in_kind(
        year, line=line, on=build.TODAY, amount=Decimal(5), description="y", by=None
    )
    client.force_login(build.make_account("auditor", scene.university))
    for address in (COSTS, KIND):
        page = client.get(address).content.decode()
        assert "/terug/" not in page
        assert "/nieuw/" not in page
    for address in (
        NEW,
        DELIVER,
        reverse("lead_expense_undo", args=[row.public_id]),
        reverse("lead_in_kind_undo", args=[given.public_id]),
    ):
        assert client.post(address, cost()).status_code == 403
    assert Expense.objects.count() == InKindEntry.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_depend_on_rows(
    scene, as_lead, line, django_assert_num_queries, rows
):
    for number in range(rows):
        contract = build.make_participant(scene, number, package="professional")
        year = contract.contract_years.get(number=1)
        deliver_in_kind(
            year, line=line, on=build.TODAY, amount=Decimal(5), description="y", by=None
        )
        book_expense(line, on=build.TODAY, amount=Decimal(10), description="x", by=None)
    # Around (6); count with sums, rows; lines and years of the filters; saved filters.
    with django_assert_num_queries(COST_QUERIES):
        as_lead.get(COSTS)
    with django_assert_num_queries(COST_QUERIES + 1 + 2):  # years; promises with their sums
        as_lead.get(KIND)


COST_QUERIES = 7 + 2 + 2 + 1
