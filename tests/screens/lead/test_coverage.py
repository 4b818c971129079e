from __future__ import annotations

from decimal import Decimal

import pytest

from lllo.budget.models import BudgetAmount, BudgetYear
from tests.screens import scene as build


@pytest.fixture
def ask(eve, client):
    client.force_login(eve)
    return lambda query="": client.get(f"/programma/dekking/{query}")


def test_without_numbers_it_is_the_year_as_agreed(scene, ask):
    build.fill(scene, 1)
    then = ask().context["then"]
    assert (then.income, then.gap) == (Decimal(35500), Decimal(84500))
    assert not ask().context["is_asked"]


def test_numbers_come_beside_what_was_signed(scene, ask):
    build.fill(scene, 1)
    answer = ask("?jaar=2027&vanaf=getekend&professional=2&basis=1")
    then = answer.context["then"]
    assert answer.context["year"] == 2027
    assert then.income == Decimal(35500 + 24000 + 7500)
    assert then.capacity.promised_days == Decimal("25.5") + 24 + Decimal("1.5")


def test_numbers_alone_carry_the_budget_and_ask_too_many_days(scene, ask):
    answer = ask("?vanaf=nul&professional=10")
    assert (answer.context["then"].surplus, answer.context["then"].gap) == (0, 0)
    assert answer.context["beyond"] == Decimal(33)  # 10 × (12 + ½) days, and 92 are funded
    assert 'class="late"' in answer.content.decode()


@pytest.mark.parametrize("number", ["-1", "1000", "veel", "1e9", "<script>"])
def test_number_that_makes_no_sense_is_told_at_its_field_and_gives_no_result(scene, ask, number):
    answer = ask(f"?basis={number}&professional=1")
    page = answer.content.decode()
    assert answer.context["form"].errors.keys() == {"basis"}
    assert answer.context["then"] is None
    assert 'href="#id_basis"' in page
    assert "<script>" not in page.split('id="main"')[1]


@pytest.mark.parametrize("year", ["1999", "²", "99999999999999999999", ""])
def test_year_without_a_budget_shows_the_nearest(scene, ask, year):
    assert ask(f"?jaar={year}").context["year"] == 2026


def test_shortcuts_ask_what_waits_and_what_closes_the_gap(scene, ask):
    build.fill(scene, 1)
    answer = ask()
    hrefs = dict(answer.context["shortcuts"])
    assert "/programma/dekking/?jaar=2026&vanaf=getekend&basis=2&basis_plus=1" in hrefs.values()
    for href in hrefs.values():
        assert ask(href.partition("/dekking/")[2]).context["form"].errors == {}
    closing = [href for label, href in answer.context["shortcuts"]][1]
    assert ask(closing.partition("/dekking/")[2]).context["then"].gap == 0


def test_from_nothing_the_shortcuts_close_the_gap_from_nothing(scene, ask):
    build.fill(scene, 1)
    hrefs = [href for _label, href in ask("?vanaf=nul").context["shortcuts"]]
    assert all("vanaf=nul" in href for href in hrefs)
    assert ask(hrefs[-1].partition("/dekking/")[2]).context["then"].gap == 0


def test_without_a_budget_it_says_so(scene, ask):
    BudgetAmount.objects.all().delete()
    BudgetYear.objects.all().delete()
    assert ask().context["year"] is None


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_depend_on_rows(
    scene, eve, client, django_assert_num_queries, rows
):
    build.fill(scene, rows)
    client.force_login(eve)
    # Around; years; the year, its packages (4), fees and hours (2); what waits (2).
    with django_assert_num_queries(6 + 1 + 1 + 4 + 2 + 2):
        client.get("/programma/dekking/")
