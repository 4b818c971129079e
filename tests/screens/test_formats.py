from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from lllo.formats import NO_BREAK_SPACE
from lllo.screens.charts import Bar, scaled, year_chart
from lllo.screens.templatetags import lllo as shown


@pytest.mark.parametrize(
    ("language", "amount", "text"),
    [
        ("nl", "7500", "€\u00a07.500,00"),
        ("en", "7500", "€\u00a07,500.00"),
        ("nl", "0.005", "€\u00a00,01"),
        ("nl", "-12", "€\u00a0-12,00"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(language, amount, text):
    with translation.override(language):
        assert shown.money(Decimal(amount)) == text


def test_no_amount_is_nothing():
    assert (shown.money(None), shown.euros(None), shown.quantity(None)) == ("", "", "")
    assert (shown.day(None), shown.short_day(None)) == ("", "")


@pytest.mark.parametrize(("amount", "text"), [("7500.00", "7.500"), ("7500.5", "7.500,50")])
def test_euros_keep_cents_only_where_there_are_some(amount, text):
    with translation.override("nl"):
        assert shown.euros(Decimal(amount)) == f"€\u00a0{text}"


@pytest.mark.parametrize(("amount", "text"), [("23666.67", "23.667"), ("0.5", "1"), ("0", "0")])
def test_whole_rounds_half_up(amount, text):
    with translation.override("nl"):
        assert shown.whole(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("number", "text"), [("2.00", "2"), ("2.50", "2,5"), ("1200", "1.200"), ("0.00", "0")]
)
def test_quantity_has_no_needless_noughts(number, text):
    with translation.override("nl"):
        assert shown.quantity(Decimal(number)) == text


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [("nl", "1 maart 2026", "1 mrt 2026"), ("en", "1 March 2026", "1 Mar 2026")],
)
def test_day_comes_before_month_in_both_languages(language, long, short):
    with translation.override(language):
        said = shown.day(date(2026, 3, 1)), shown.short_day(date(2026, 3, 1))
    assert said == (long.replace(" ", NO_BREAK_SPACE), short.replace(" ", NO_BREAK_SPACE))


def test_moments_are_shown_in_amsterdam():
    start = datetime(2026, 1, 20, 12, 30, tzinfo=UTC)
    with translation.override("en"):
        assert (
            shown.moment_range(start, start.replace(hour=16, minute=0))
            == "Tuesday 20 January 2026, 13:30–17:00"
        )
        assert (
            shown.moment_range(start, start.replace(day=21))
            == "20 January 2026 13:30 – 21 January 2026 13:30"
        )


@pytest.mark.parametrize(
    ("value", "of", "part"), [("5", "10", 50), ("20", "10", 100), ("-1", "10", 0), ("5", "0", 0)]
)
def test_scaled_stays_inside_the_picture(value, of, part):
    assert scaled(Decimal(value), Decimal(of), 100) == part


def test_bars_of_a_year_lie_below_each_other():
    bar = Bar(
        name="Lijn",
        budget=Decimal(40),
        committed=Decimal(20),
        spent=Decimal(10),
        remaining=Decimal(30),
    )
    chart = year_chart(2026, [bar, bar], Decimal(40))
    assert [placed.top for placed in chart.bars] == [48, 106]
    assert (chart.bars[0].committed, chart.bars[0].spent, chart.bars[0].budget_x) == (199, 100, 399)
    assert chart.height == 140


@pytest.mark.parametrize(("is_limit", "shade"), [(True, "over"), (False, "fill")])
def test_meter_warns_beyond_a_limit_and_not_beyond_an_aim(is_limit, shade):
    template = Template("{% load charts %}{% meter 12 10 is_limit=is_limit %}")
    assert f'class="{shade}"' in template.render(Context({"is_limit": is_limit}))
