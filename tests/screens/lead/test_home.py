from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.budget.models import BudgetAmount, BudgetYear
from lllo.screens.lead.queries import lead_screen
from lllo.training.models import Cohort
from tests.screens import scene as build

# Session, account, person, roles; programme, demo; budget years, invoiced, eleven for the
# overviews of all years together; cohorts (3); lines and deliverables; edition and questions.
QUERIES = 4 + 2 + 2 + 11 + 3 + 2 + 2


@pytest.mark.parametrize("rows", [1, 3])
def test_first_screen_takes_a_constant_number_of_queries(
    scene, eve, client, django_assert_num_queries, rows
):
    build.fill(scene, rows)
    client.force_login(eve)
    with django_assert_num_queries(QUERIES):
        assert client.get("/programma/").status_code == 200


def test_three_lines_by_three_years(scene):
    build.fill(scene, 1)
    build.make_spending(scene)
    budget = lead_screen(build.TODAY).budget
    assert budget.years == (2026, 2027, 2028)
    assert [line.name for line in budget.lines[:3]] == [
        "Verticale integratie", "Horizontale integratie", "Organisatieontwikkeling",
    ]  # fmt: skip
    first = budget.lines[0].figures[0]
    assert (first.budget, first.spent) == (Decimal("40000.00"), Decimal("4162.50"))
    assert first.remaining == Decimal("35837.50")
    total = budget.lines[3].figures[0]
    assert (total.budget, total.committed) == (Decimal(120000), Decimal("35500.00"))


def test_coverage_says_what_is_needed_and_capacity_counts_days(scene, eve, client):
    build.fill(scene, 1)
    budget = lead_screen(build.TODAY).budget
    assert (budget.days.promised, budget.days.funded, budget.days.left) == (
        Decimal("25.50"), Decimal(92), Decimal("66.50"),
    )  # fmt: skip
    client.force_login(eve)
    page = client.get("/programma/").content.decode()
    assert budget.current.coverage.sentence in page
    assert budget.current.coverage.gap == Decimal("84500.00")


def test_more_days_promised_than_funded_is_said_and_never_negative(scene, eve, client):
    build.fill(scene, 1)
    BudgetYear.objects.update(staff_days=20)
    days = lead_screen(build.TODAY).budget.days
    assert (days.left, days.beyond) == (0, Decimal("5.50"))
    client.force_login(eve)
    assert 'class="late"' in client.get("/programma/").content.decode()


def test_nearest_year_is_on_view(scene):
    assert lead_screen(date(2031, 1, 1)).budget.current.year == 2028


def test_cohorts_show_seats_taken(scene):
    build.make_participant(scene, 0)
    Cohort.objects.create(
        programme=scene.edition.programme,
        number=2,
        name="Cohort 2",
        starts_on=build.START,
        capacity=0,
    )
    first, second = lead_screen(build.TODAY).cohorts
    assert (first.taken, first.without_name, first.is_full) == (2, 1, False)
    assert (second.taken, second.is_full) == (0, True)


def test_questions_that_hold_up_invoices_come_first(scene):
    scene.edition.questions.filter(position=0).update(holds_invoices=False)
    assert [question.position for question in lead_screen(build.TODAY).questions] == [1, 0, 2]


def test_nothing_loaded_says_what_to_do(scene, eve, client):
    BudgetAmount.objects.all().delete()
    BudgetYear.objects.all().delete()
    client.force_login(eve)
    assert "lllo programme load" in client.get("/programma/").content.decode()


def test_questions_need_an_edition(scene):
    assert lead_screen(date(2025, 1, 1)).questions == ()


def test_chart_says_in_words_what_it_draws(scene, eve, client):
    build.make_spending(scene)
    client.force_login(eve)
    page = client.get("/programma/").content.decode()
    assert page.count('role="img"') == 3
    description = page.split('id="chart-2026-desc">')[1].split("</desc>")[0]
    assert "35.837,50" in description


def test_year_on_view_is_that_of_the_address(scene, eve, client):
    build.fill(scene, 1)
    client.force_login(eve)
    for asked, shown in (("2027", 2027), ("onzin", 2026), ("²", 2026), ("1999", 2026)):
        context = client.get(f"/programma/?jaar={asked}").context
        assert context["screen"].budget.current.year == shown
    assert context["percent"] == 29  # 35 500 of 120 000, and not thirty


def test_budget_of_nothing_has_no_percents(scene, eve, client):
    BudgetAmount.objects.update(amount=0)
    client.force_login(eve)
    assert client.get("/programma/").context["percent"] == 0


def test_lead_and_specialist_are_offered_to_book_hours(scene, eve, client):
    client.force_login(eve)
    assert 'class="button" href="/programma/uren/"' in client.get("/programma/").content.decode()
    client.force_login(build.make_account("auditor", scene.university))
    assert 'class="button" href' not in client.get("/programma/").content.decode()


def test_questions_say_why_and_who_answers(scene, eve, client):
    scene.edition.questions.update(reason="De bronnen zeggen er niets over.")
    client.force_login(eve)
    page = client.get("/programma/vragen/").content.decode()
    assert page.count("De bronnen zeggen er niets over.") == 3
    assert page.count("badge-late") == 2
    scene.edition.questions.update(confirmed=True)
    assert 'class="questions"' not in client.get("/programma/vragen/").content.decode()
    scene.edition.valid_from = date(2030, 1, 1)
    scene.edition.save()
    assert client.get("/programma/vragen/").context["is_loaded"] is False
