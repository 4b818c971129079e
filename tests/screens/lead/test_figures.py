"""The rows behind each figure: they add up to what the first page says, wherever one clicks."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from lllo.budget.actions import deliver_in_kind, reverse_entry
from lllo.budget.models import Expense
from lllo.budget.queries import budget_overviews
from lllo.contracts.models import ContractYear
from lllo.invoices.queries import invoiced_by_year
from lllo.screens.lead.figures import WORDS
from lllo.screens.lead.queries import GRID, lead_screen
from tests.screens import scene as build

YEARS = (2026, 2027, 2028)


@pytest.fixture
def busy(scene):
    contracts = build.fill(scene, 2)
    build.make_spending(scene)
    reverse_entry(Expense.objects.first(), on=build.TODAY, by=None)
    year = ContractYear.objects.filter(contract=contracts[2]).first()
    line = scene.edition.programme.lines.first()
    deliver_in_kind(
        year, line=line, on=build.TODAY, amount=Decimal("99.95"), description="Les", by=None
    )
    return contracts


@pytest.fixture
def page(eve, client):
    client.force_login(eve)
    return client.get


def test_each_figure_of_each_line_and_year_is_the_sum_of_its_rows(busy, page):
    overviews = budget_overviews(YEARS, invoiced=invoiced_by_year())
    seen = 0
    for overview in overviews:  # every line of the first year, the last line of the others
        lines = overview.lines if overview.year == build.TODAY.year else overview.lines[-1:]
        for figures in (*lines, overview.total):
            line = "alle" if figures.code == "total" else figures.code
            for word, figure in WORDS.items():
                answer = page(reverse("lead_figure", args=[overview.year, line, word]))
                sources = answer.context["sources"]
                expected = getattr(figures, figure.value)
                assert sources.total == expected, (overview.year, line, word)
                assert sum(row.counted for row in sources.rows) == expected
                seen += bool(sources.rows)
    assert seen > 20


def test_first_page_links_each_amount_to_its_rows(busy, page):
    home = page("/programma/").content.decode()
    for line in lead_screen(build.TODAY).budget.lines:
        for row, figure in zip(line.rows, GRID, strict=True):
            assert row.figure == figure
            for _amount, href in row.cells:
                assert f'href="{href}"' in home


def test_rows_lead_to_their_documents_and_pages(busy, page):
    promised = page("/programma/cijfers/2026/vertical/toegezegd/").content.decode()
    assert reverse("agreement_pdf", args=[busy[0].public_id]) in promised
    invoiced = page("/programma/cijfers/2026/alle/gefactureerd/").content.decode()
    assert re.search(r'href="/factuur/[0-9a-f-]+\.pdf"', invoiced)
    spent = page("/programma/cijfers/2026/vertical/besteed/").content.decode()
    assert "/programma/uren/?week=2026-W14" in spent
    assert "/programma/kosten/?q=zaalhuur" in spent
    delivered = page("/programma/cijfers/2026/alle/natura-geleverd/").content.decode()
    assert "/programma/natura/?q=Les" in delivered


def test_document_that_is_not_there_is_no_link(busy, page):
    ContractYear.objects.get(contract=busy[0], number=1)
    type(busy[0]).objects.update(state="draft", agreement=None, offered_on=None, signed_on=None)
    promised = page("/programma/cijfers/2026/vertical/toegezegd/").content.decode()
    assert "/overeenkomst/" not in promised


def test_rows_can_be_taken_along_as_a_spreadsheet(busy, page):
    answer = page("/programma/cijfers/2026/vertical/toegezegd/?formaat=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    counted = sum(Decimal(str(row[-1])) for row in rows[1:])
    figures = budget_overviews([2026])[0].lines[0]
    assert counted.quantize(Decimal("0.01")) == figures.committed


@pytest.mark.parametrize(
    "path",
    ["2026/vertical/onzin", "2026/diagonaal/besteed", "1999/alle/besteed", "1999/dagen"],
)
def test_what_is_not_there_is_not_found(scene, page, path):
    assert page(f"/programma/cijfers/{path}/").status_code == 404


def test_days_add_up_to_the_capacity(busy, page):
    answer = page("/programma/cijfers/2026/dagen/")
    days = sum(row.days for row in answer.context["table"].rows)
    assert days == lead_screen(build.TODAY).budget.days.promised
    assert answer.context["facts"][1].value == days


AROUND = 6  # session, account and roles; programme and demo
QUERIES = {
    "alle/toegezegd": 6,  # year, lines; sum, number, which contract years, and these
    "alle/gefactureerd": 6,
    "alle/besteed": 10,  # of hours and of costs; what happened to them
    "alle/natura-geleverd": 4,  # there is nothing to look up
    "dagen": 5,  # year, fees, hours of coaching; number and contract years
}


@pytest.mark.parametrize("path", QUERIES)
@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_depend_on_rows(
    scene, page, django_assert_num_queries, path, rows
):
    build.fill(scene, rows)
    build.make_spending(scene)
    with django_assert_num_queries(AROUND + QUERIES[path]):
        assert page(f"/programma/cijfers/2026/{path}/").status_code == 200


@pytest.mark.parametrize("role", ["specialist", "backoffice", "contact"])
def test_amounts_of_one_organisation_are_for_lead_and_auditor(scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    for path in ("2026/alle/toegezegd", "2026/dagen"):
        assert client.get(f"/programma/cijfers/{path}/").status_code == 403


def test_specialist_reads_the_overview_without_ways_to_the_amounts(busy, scene, client):
    client.force_login(build.make_account("specialist", scene.university))
    assert "/programma/cijfers/" not in client.get("/programma/").content.decode()


def test_auditor_reads_the_rows(busy, scene, client):
    client.force_login(build.make_account("auditor", scene.university))
    assert client.get("/programma/cijfers/2026/alle/toegezegd/").status_code == 200
