from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.budget.actions import (
    book_expense,
    book_hours,
    deliver_in_kind,
    load_budget,
    reverse_entry,
)
from lllo.budget.models import BudgetAmount, BudgetYear, Expense, HourEntry
from lllo.budget.queries import in_kind_balance
from lllo.errors import Refused
from lllo.people.models import AuditEntry
from tests import world
from tests.budget.builders import make_budget, make_office, make_signed

DAY = date(2026, 4, 1)


@pytest.fixture
def specialist(university):
    return world.make_person("Specialist", university, "specialist")


# Loading


@pytest.mark.both_databases
def test_load_budget_divides_each_year_over_the_lines(edition):
    loaded = make_budget(edition.programme)
    assert loaded.created == (2026, 2027, 2028)
    assert list(BudgetYear.objects.values_list("amount", flat=True)) == [Decimal("120000.00")] * 3
    assert set(BudgetAmount.objects.values_list("amount", flat=True)) == {Decimal("40000.00")}
    assert BudgetAmount.objects.count() == 9


def test_load_budget_twice_changes_nothing(programme):
    audits = AuditEntry.objects.count()
    assert make_budget(programme).unchanged == (2026, 2027, 2028)
    assert AuditEntry.objects.count() == audits


def test_load_budget_agrees_with_the_office_folder(programme):
    assert BudgetYear.objects.first().amount == make_office().programme.budget.amount


def test_load_budget_with_parameters_finer_than_a_cent_is_stable(programme):
    fine = {"days_per_week": Decimal("0.333")}
    assert make_budget(programme, **fine).changed == (2026, 2027, 2028)
    assert make_budget(programme, **fine).unchanged == (2026, 2027, 2028)


def test_load_budget_takes_new_parameters_and_a_new_key_over(programme):
    loaded = make_budget(programme, extras=Decimal(5001), weights={"vertical": 1, "horizontal": 1})
    assert loaded.changed == (2026, 2027, 2028)
    amounts = BudgetAmount.objects.filter(budget_year__year=2026).order_by("line__position")
    assert [(each.line.code, each.amount) for each in amounts] == [
        ("vertical", Decimal("60000.50")),
        ("horizontal", Decimal("60000.50")),
    ]


@pytest.mark.parametrize("kind", ["hours", "costs", "in kind"])
def test_load_budget_keeps_a_year_that_is_in_use(programme, line, specialist, first_year, kind):
    if kind == "hours":
        book_hours(specialist, line=line, on=DAY, hours=Decimal(8), description="x", by=None)
    elif kind == "costs":
        book_expense(line, on=DAY, amount=Decimal(10), description="x", by=None)
    else:  # of contract year 2026-2027: it counts in 2026, whatever its day
        day = date(2027, 2, 1)
        deliver_in_kind(first_year, line=line, on=day, amount=Decimal(10), description="x", by=None)
    loaded = load_budget(make_office(extras=Decimal(1)), programme, by=None)
    assert (loaded.kept, loaded.changed) == ((2026,), (2027, 2028))
    assert BudgetYear.objects.get(year=2026).amount == Decimal("120000.00")


@pytest.mark.parametrize("changes", [{"day_rate": Decimal(0)}, {"extras": Decimal(-1)}])
def test_load_budget_refuses_parameters_that_mean_nothing(edition, changes):
    with pytest.raises(Refused) as refusal:
        make_budget(edition.programme, **changes)
    assert refusal.value.code == "budget_parameters"
    assert not BudgetYear.objects.exists()


def test_load_budget_refuses_what_does_not_fit_a_column(edition):
    with pytest.raises(Refused) as refusal:
        make_budget(edition.programme, people=10**8)
    assert refusal.value.code == "invalid_value"
    assert not BudgetYear.objects.exists()


# Hours


@pytest.mark.both_databases
def test_book_hours_fixes_rate_and_amount(line, specialist, organisation, lead):
    entry = book_hours(
        specialist,
        line=line,
        on=DAY,
        hours=Decimal("2.5"),
        organisation=organisation,
        description="Analyse",
        by=lead,
    )
    entry.refresh_from_db()
    assert (entry.day_rate, entry.amount) == (Decimal("1250.00"), Decimal("390.63"))
    assert (entry.organisation, entry.recorded_by) == (organisation, lead)
    assert AuditEntry.objects.filter(action="hours.booked", actor=lead).count() == 1


def test_book_hours_with_the_same_key_books_once(line, specialist):
    first, second = (
        book_hours(
            specialist, line=line, on=DAY, hours=Decimal(8), description="x", key="a1", by=None
        )
        for _time in range(2)
    )
    assert first == second
    assert HourEntry.objects.count() == 1


@pytest.mark.parametrize("hours", ["0", "-1"])
def test_book_hours_refuses_what_is_not_more_than_zero(line, specialist, hours):
    with pytest.raises(Refused) as refusal:
        book_hours(specialist, line=line, on=DAY, hours=Decimal(hours), description="x", by=None)
    assert refusal.value.code == "hours_not_positive"


@pytest.mark.both_databases
def test_book_hours_refuses_more_than_a_day_has(line, specialist):
    book_hours(specialist, line=line, on=DAY, hours=Decimal(20), description="x", by=None)
    with pytest.raises(Refused) as refusal:
        book_hours(specialist, line=line, on=DAY, hours=Decimal("4.25"), description="x", by=None)
    assert refusal.value.code == "more_than_a_day"
    assert "20" in str(refusal.value)
    book_hours(specialist, line=line, on=DAY, hours=Decimal(4), description="x", by=None)


def test_book_hours_does_not_count_hours_that_were_reversed(line, specialist):
    entry = book_hours(specialist, line=line, on=DAY, hours=Decimal(20), description="x", by=None)
    reverse_entry(entry, on=date(2026, 5, 1), by=None)
    book_hours(specialist, line=line, on=DAY, hours=Decimal(24), description="x", by=None)
    assert HourEntry.objects.standing().count() == 1


def test_book_hours_refuses_a_year_without_a_budget_and_names_those_with_one(line, specialist):
    with pytest.raises(Refused) as refusal:
        book_hours(
            specialist, line=line, on=date(2029, 1, 1), hours=Decimal(1), description="x", by=None
        )
    assert refusal.value.code == "no_budget_year"
    assert "2026, 2027" in str(refusal.value)
    assert "2028" in str(refusal.value)


@pytest.mark.parametrize(
    "changes", [{"hours": Decimal("0.004")}, {"description": "x" * 301}, {"description": ""}]
)
def test_book_hours_refuses_what_does_not_fit_its_column(line, specialist, changes):
    entry = {"hours": Decimal(1), "description": "x"} | changes
    with pytest.raises(Refused) as refusal:
        book_hours(specialist, line=line, on=DAY, by=None, **entry)
    assert refusal.value.code == "invalid_value"
    assert not HourEntry.objects.exists()


@pytest.fixture
def line_that_left(edition, programme):
    """A line that has a share of the budget of 2026 and of no later year."""
    line = edition.programme.lines.get(code="organisation")
    BudgetAmount.objects.filter(line=line, budget_year__year__gt=2026).delete()
    return line


def test_nothing_is_booked_on_a_line_without_a_share_of_the_year(
    edition, line_that_left, specialist
):
    later = make_signed(edition, starts_on=date(2027, 1, 1)).contract_years.get(number=1)
    entry = {"line": line_that_left, "on": date(2027, 4, 1), "description": "x", "by": None}
    cost = {key: value for key, value in entry.items() if key != "line"}
    for book in (
        lambda: book_hours(specialist, hours=Decimal(1), **entry),
        lambda: book_expense(line_that_left, amount=Decimal(1), **cost),
        lambda: deliver_in_kind(later, amount=Decimal(1), **entry),
    ):
        with pytest.raises(Refused) as refusal:
            book()
        assert refusal.value.code == "line_without_budget"
        assert "2027" in str(refusal.value)


def test_a_reversal_counts_where_its_line_has_a_share(first_year, line_that_left, specialist):
    entry = {"line": line_that_left, "description": "x", "by": None}
    hours = book_hours(specialist, on=DAY, hours=Decimal(1), **entry)
    day = date(2027, 1, 4)
    with pytest.raises(Refused) as refusal:
        reverse_entry(hours, on=day, by=None)
    assert refusal.value.code == "line_without_budget"
    # In kind counts in the year of its contract year: here 2026, whatever the day.
    in_kind = deliver_in_kind(first_year, on=DAY, amount=Decimal(1), **entry)
    assert reverse_entry(in_kind, on=day, by=None).amount == Decimal(-1)


# Costs


def test_book_expense_records_who_and_what(line, lead):
    expense = book_expense(
        line, on=DAY, amount=Decimal("99.95"), description="Zaal", supplier="Zaal BV", by=lead
    )
    assert (expense.amount, expense.supplier, expense.recorded_by) == (
        Decimal("99.95"),
        "Zaal BV",
        lead,
    )
    assert AuditEntry.objects.filter(action="expense.booked").count() == 1


@pytest.mark.parametrize(
    ("amount", "on", "code"),
    [
        ("0", DAY, "amount_not_positive"),
        ("0.004", DAY, "invalid_value"),
        ("1", date(2030, 1, 1), "no_budget_year"),
    ],
)
def test_book_expense_refuses(line, amount, on, code):
    with pytest.raises(Refused) as refusal:
        book_expense(line, on=on, amount=Decimal(amount), description="x", by=None)
    assert refusal.value.code == code
    assert not Expense.objects.exists()


# Reversals


@pytest.mark.both_databases
def test_reverse_entry_of_hours_is_a_negative_row(line, specialist, lead):
    entry = book_hours(
        specialist, line=line, on=DAY, hours=Decimal(8), description="x", key="k", by=None
    )
    reversal = reverse_entry(entry, on=date(2026, 5, 1), by=lead)
    reversal.refresh_from_db()
    assert (reversal.reverses, reversal.on) == (entry, date(2026, 5, 1))
    assert (reversal.hours, reversal.amount) == (Decimal(-8), Decimal(-1250))
    assert (reversal.key, reversal.recorded_by) == ("", lead)
    entry.refresh_from_db()
    assert (entry.hours, entry.key, entry.recorded_by) == (Decimal(8), "k", None)


def test_reverse_entry_of_costs_and_in_kind(first_year, line):
    expense = book_expense(line, on=DAY, amount=Decimal(10), description="x", by=None)
    assert reverse_entry(expense, on=DAY, by=None).amount == Decimal(-10)
    for given in ({"amount": Decimal(100)}, {"hours": Decimal(8)}):
        entry = deliver_in_kind(first_year, line=line, on=DAY, description="x", by=None, **given)
        reversal = reverse_entry(entry, on=DAY, by=None)
        assert reversal.hours == (entry.hours and -entry.hours)
    assert in_kind_balance(first_year).delivered == 0


@pytest.mark.both_databases
def test_reverse_entry_refuses(line):
    expense = book_expense(line, on=DAY, amount=Decimal(10), description="x", by=None)
    for on, code in ((date(2026, 3, 31), "before_entry"), (date(2029, 1, 1), "no_budget_year")):
        with pytest.raises(Refused) as refusal:
            reverse_entry(expense, on=on, by=None)
        assert refusal.value.code == code
    reversal = reverse_entry(expense, on=DAY, by=None)
    for row, code in ((expense, "already_reversed"), (reversal, "is_reversal")):
        with pytest.raises(Refused) as refusal:
            reverse_entry(row, on=DAY, by=None)
        assert refusal.value.code == code
    assert Expense.objects.count() == 2
