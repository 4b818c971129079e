"""What if so many packages are sold: asked in the address, so that it can be kept and passed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.budget.forecast import agreed_year, waiting_packages, what_if
from lllo.budget.queries import budget_years
from lllo.rules.money import ZERO
from lllo.screens.components.cells import Column, shown
from lllo.screens.components.forms import Form, WordField
from lllo.screens.components.tables import Table
from lllo.screens.lead.page import LeadPage, nearest_year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from lllo.budget.forecast import AgreedYear
    from lllo.rules.budget import Outlook
    from lllo.rules.price import Package

MOST = 999  # of one package; more is a slip of the hand
ON_TOP, ALONE = "getekend", "nul"


class WhatIfForm(Form):
    """How many of each package, and whether they come beside what was signed."""

    vanaf = WordField(
        label=gettext_lazy("Reckon from"),
        choices=[
            (ON_TOP, gettext_lazy("what was signed, with these beside it")),
            (ALONE, gettext_lazy("nothing, with these alone")),
        ],
    )

    def __init__(self, asked: QueryDict | dict[str, Any], packages: Sequence[Package]) -> None:
        super().__init__(asked)
        for package in packages:
            self.fields[package.code] = forms.IntegerField(
                label=package.name,
                min_value=0,
                max_value=MOST,
                required=False,
                widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
            )

    def numbers(self) -> dict[str, int]:
        """Return how many of each package are asked for, those left empty left out."""
        values = self.cleaned_data.items()
        return {code: number for code, number in values if isinstance(number, int)}


def coverage_href(year: int, numbers: Mapping[str, int], *, start: str = ON_TOP) -> str:
    """Return the address of a what-if."""
    asked: dict[str, str | int] = {"jaar": year, "vanaf": start, **numbers}
    query = urlencode(asked)
    return f"{reverse('lead_coverage')}?{query}"


class CoveragePage(LeadPage):
    """Money and days as agreed, and as they would be."""

    title = gettext_lazy("What if more is sold?")
    note = gettext_lazy("Nothing is stored; the address keeps what was filled in.")
    tab = "lead_coverage"
    template_name = "lead/coverage.html"

    def values(self) -> dict[str, Any]:
        """Return the form and what comes of it."""
        years = budget_years()
        year = nearest_year(years, self.request.GET.get("jaar", ""))
        if year is None:
            return {"year": None}
        asked = self.request.GET.copy()
        asked.setdefault("vanaf", ON_TOP)
        agreed = agreed_year(year)
        form = WhatIfForm(asked, agreed.packages)
        known = {"year": year, "years": years, "form": form, "then": None, "is_asked": True}
        return {**known, **_outcomes(agreed, form)} if form.is_valid() else known


def _outcomes(agreed: AgreedYear, form: WhatIfForm) -> dict[str, Any]:
    """Return what comes of numbers that all make sense."""
    start, numbers = form.cleaned_data["vanaf"], form.numbers()
    on_top = start == ON_TOP
    now, then = what_if(agreed, {}), what_if(agreed, numbers, on_top=on_top)
    base = now if on_top else what_if(agreed, {}, on_top=False)
    asked = coverage_href(agreed.budget_year.year, numbers, start=start)
    shortcuts = _shortcuts(agreed, base, start)
    return {
        "budget": agreed.budget_year.amount,
        "then": then,
        "table": _table(now, then),
        "shortcuts": [(label, href) for label, href in shortcuts if href != asked],
        "is_asked": bool(numbers) or not on_top,
        "left": max(then.capacity.remaining_days, ZERO),
        "beyond": max(-then.capacity.remaining_days, ZERO),
    }


def _table(now: Outlook, then: Outlook) -> Table:
    """Return what is agreed beside what would be, row by row."""
    rows: list[tuple[str, object, object, bool]] = [
        (_("Income"), now.income, then.income, True),
        (_("Falls short"), now.gap, then.gap, True),
        (_("Left over"), now.surplus, then.surplus, True),
        (_("Days promised"), now.capacity.promised_days, then.capacity.promised_days, False),
        (_("Days left"), now.capacity.remaining_days, then.capacity.remaining_days, False),
    ]
    return Table(
        caption=_("As agreed, and what if"),
        columns=[
            Column(key="what", label=_("Figure"), value=lambda row: row[0]),
            _outcome("now", _("As agreed"), 1),
            _outcome("then", _("What if"), 2),
        ],
        rows=rows,
    )


def _outcome(key: str, label: str, place: int) -> Column:
    """Return a column in which money and days stand under each other."""
    return Column(
        key=key,
        label=label,
        value=lambda row: shown(row[place], "money" if row[3] else "number"),
        kind="number",
    )


def _shortcuts(agreed: AgreedYear, base: Outlook, start: str) -> list[tuple[str, str]]:
    """Return a few questions worth asking: what waits, and each package that closes the gap.

    The gap is that of ``base``: of what was signed, or of nothing at all.
    """
    year, names = agreed.budget_year.year, {each.code: each.name for each in agreed.packages}
    found = []
    waiting = {code: count for code, count in waiting_packages(year).items() if code in names}
    if waiting:
        what = ", ".join(f"{count} × {names[code]}" for code, count in waiting.items())
        sentence = _("All that was chosen or offered is signed: %(packages)s") % {"packages": what}
        found.append((sentence, coverage_href(year, waiting, start=start)))
    for each in base.packages:
        if each.needed:
            values = {"needed": each.needed, "package": each.name}
            sentence = _("The gap is closed with %(needed)s × %(package)s") % values
            found.append((sentence, coverage_href(year, {each.code: each.needed}, start=start)))
    return found
