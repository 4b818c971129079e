"""Totals of invoices: VAT rounded once, cents that add up, numbers that differ."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules import invoice
from lllo.rules.invoice import Line, Treatment
from lllo.rules.money import CENT, ZERO, to_cents
from lllo.rules.period import Period, add_years

EXEMPT = Treatment(
    category="E", rate=ZERO, exemption_reason="Onderwijs", exemption_code="VATEX-EU-132-1I"
)
HIGH = Treatment(category="S", rate=Decimal(21))
LOW = Treatment(category="S", rate=Decimal(9))

amounts = st.decimals(min_value=0, max_value=100_000, places=2)
treatments = st.sampled_from([EXEMPT, HIGH, LOW])
lines = st.lists(st.builds(Line, net_amount=amounts, treatment=treatments), min_size=1, max_size=8)


def line(amount: str, treatment: Treatment | None = HIGH) -> Line:
    return Line(net_amount=Decimal(amount), treatment=treatment)


def test_professional_plus_has_exempt_and_taxed_lines():
    totals = invoice.totals([line("7500", EXEMPT), line("4500"), line("4000", EXEMPT)])
    assert [
        (part.treatment.category, part.taxable_amount, part.tax_amount) for part in totals.vat
    ] == [
        ("E", Decimal("11500.00"), ZERO),
        ("S", Decimal("4500.00"), Decimal("945.00")),
    ]
    assert (totals.net_amount, totals.vat_amount, totals.payable_amount) == (
        Decimal("16000.00"),
        Decimal("945.00"),
        Decimal("16945.00"),
    )


def test_vat_is_rounded_once_and_not_by_line():
    totals = invoice.totals([line("0.02")] * 3)  # by line it would be 0.00 three times
    assert totals.vat_amount == Decimal("0.01")


def test_half_a_cent_of_vat_goes_up():
    assert invoice.vat_of(Decimal("0.50"), Decimal(21)) == Decimal("0.11")


def test_totals_without_a_treatment_are_not_known():
    totals = invoice.totals([line("100"), line("50", None)])
    assert (totals.net_amount, totals.vat, totals.vat_amount, totals.payable_amount) == (
        Decimal("150.00"),
        None,
        None,
        None,
    )


def test_exemptions_of_one_category_are_all_named():
    other = Treatment(category="E", rate=ZERO, exemption_reason="Zorg", exemption_code="VATEX-NL")
    nameless = Treatment(category="E", rate=ZERO)
    totals = invoice.totals([line("1", EXEMPT), line("1", other), line("1", nameless)])
    assert totals.vat[0].treatment.exemption_reason == "Onderwijs; Zorg"
    assert totals.vat[0].treatment.exemption_code == ""


def test_one_exemption_keeps_its_code():
    totals = invoice.totals([line("1", EXEMPT), line("1", EXEMPT)])
    assert totals.vat[0].treatment == EXEMPT


@given(lines)
def test_totals_add_up(lines):
    totals = invoice.totals(lines)
    assert totals.net_amount == sum(item.net_amount for item in lines)
    assert totals.net_amount == sum(part.taxable_amount for part in totals.vat)
    assert totals.payable_amount == totals.net_amount + totals.vat_amount
    assert len({(part.treatment.category, part.treatment.rate) for part in totals.vat}) == len(
        totals.vat
    )
    for part in totals.vat:
        assert part.tax_amount == to_cents(part.taxable_amount * part.treatment.rate / 100)


@given(st.permutations([line("0.03"), line("1.49", LOW), line("2", EXEMPT), line("0.04")]))
def test_totals_do_not_depend_on_the_order_of_lines(shuffled):
    assert invoice.totals(shuffled) == invoice.totals(
        sorted(shuffled, key=lambda item: item.net_amount)
    )


def test_price_with_vat_comes_out_as_agreed():
    net = invoice.without_vat([line("4500.00"), line("7500.00", EXEMPT)])
    assert [item.net_amount for item in net] == [Decimal("3719.01"), Decimal("7500.00")]
    assert invoice.totals(net).payable_amount == Decimal("12000.00")


def test_price_with_undecided_vat_stays_as_it_is():
    assert invoice.without_vat([line("121"), line("1", None)]) == (line("121"), line("1", None))


def test_price_with_vat_of_nothing_is_nothing():
    assert invoice.without_vat([line("0.00")]) == (line("0.00"),)


@given(lines)
def test_price_with_vat_is_never_exceeded_and_misses_a_cent_at_most(lines):
    gross = sum(item.net_amount for item in lines)
    groups = {(item.treatment.category, item.treatment.rate) for item in lines}
    missing = gross - invoice.totals(invoice.without_vat(lines)).payable_amount
    assert ZERO <= missing <= CENT * len(groups)


YEAR = Period(starts_on=date(2026, 3, 1), ends_on=date(2027, 3, 1))


def test_one_instalment_is_the_whole_year():
    (part,) = invoice.instalments(YEAR, [Decimal("7500.00")], 1)
    assert (part.number, part.period, part.amounts) == (1, YEAR, (Decimal("7500.00"),))


def test_three_instalments_follow_each_other():
    parts = invoice.instalments(YEAR, [Decimal("100.00"), Decimal("0.02")], 3)
    assert [part.period.starts_on for part in parts] == [
        date(2026, 3, 1),
        date(2026, 7, 1),
        date(2026, 11, 1),
    ]
    assert [part.period.ends_on for part in parts][-1] == date(2027, 3, 1)
    assert [part.amounts[0] for part in parts] == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.lists(amounts, max_size=5),
    st.integers(1, 12),
)
def test_instalments_lose_no_cent_and_no_day(start, amounts, count):
    year = Period(starts_on=start, ends_on=add_years(start, 1))
    parts = invoice.instalments(year, amounts, count)
    assert [
        sum(column, ZERO) for column in zip(*(part.amounts for part in parts), strict=True)
    ] == amounts
    assert (parts[0].period.starts_on, parts[-1].period.ends_on) == (year.starts_on, year.ends_on)
    for before, after in itertools.pairwise(parts):
        assert before.period.ends_on == after.period.starts_on


@pytest.mark.parametrize("count", [0, 13, -1])
def test_instalments_need_a_number_that_fits_a_year(count):
    with pytest.raises(ValueError, match="1 to 12"):
        invoice.instalments(YEAR, [], count)


def test_due_date_is_days_after_the_issue_date():
    assert invoice.due_date(date(2026, 3, 2), 30) == date(2026, 4, 1)


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 60))
def test_due_date_is_never_before_the_issue_date(day, days):
    assert invoice.due_date(day, days) - day == timedelta(days=days)
