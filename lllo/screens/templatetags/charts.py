"""Pictures as SVG with classes only: no inline style, no script; the words stand beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template

from lllo.screens.charts import scaled

if TYPE_CHECKING:
    from lllo.screens.charts import YearChart

register = template.Library()
METER_LENGTH = 1000


@register.inclusion_tag("lllo/chart_year.html")
def year_chart(chart: YearChart) -> dict[str, Any]:
    """Draw the bars of one year; its title and description say the same in words."""
    return {"chart": chart}


@register.inclusion_tag("lllo/meter.html")
def meter(value: Decimal, full: Decimal, *, is_limit: bool = True) -> dict[str, Any]:
    """Draw how much of ``full`` there is; the sentence beside it says the same.

    Beyond a limit the bar warns; beyond an aim (``is_limit=False``) it is just full.
    """
    return {
        "length": METER_LENGTH,
        "filled": scaled(Decimal(value), Decimal(full), METER_LENGTH),
        "is_over": is_limit and value > full,
    }
