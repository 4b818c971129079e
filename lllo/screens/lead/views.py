"""The first page of the programme lead, and the questions that are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.programmes.models import PackageEdition
from lllo.programmes.queries import open_questions
from lllo.rules.budget import percent_covered
from lllo.screens.access import may_enter
from lllo.screens.components.cards import Tab
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.lead.coverage import coverage_href
from lllo.screens.lead.page import AMOUNTS, BOOKERS, LeadPage
from lllo.screens.lead.queries import lead_screen

if TYPE_CHECKING:
    from collections.abc import Sequence


class LeadHome(LeadPage):
    """Three lines by three years, coverage and capacity, cohorts, products and questions."""

    title = gettext_lazy("Does the programme pay for itself?")
    tab = "lead_home"
    template_name = "lead/home.html"

    def head_actions(self) -> Sequence[HeadAction]:
        """Lead to what is done most often."""
        href = reverse("lead_hours")
        return [HeadAction(label=_("Book hours"), href=href, roles=BOOKERS, is_main=True)]

    def values(self) -> dict[str, Any]:
        """Return the year that the address names, else that of today, among all years."""
        asked = self.request.GET.get("jaar", "")
        year = int(asked) if asked.isdecimal() and len(asked) == 4 else None  # noqa: PLR2004 - a year
        screen = lead_screen(clock.today(), year=year)
        if screen.budget is None:
            return {"screen": screen}
        current = screen.budget.current
        return {
            "screen": screen,
            "percent": percent_covered(current.coverage.income, current.total.budget),
            "years": [
                Tab(label=str(each), href=f"?jaar={each}", is_current=each == current.year)
                for each in screen.budget.years
            ],
            "needed": [
                (each, coverage_href(current.year, {each.code: each.needed}))
                for each in current.coverage.packages
                if each.needed
            ],
            "sees_rows": may_enter(self.user, AMOUNTS),
        }


class QuestionsPage(LeadPage):
    """What is not decided: the default that holds, why, and who answers."""

    title = gettext_lazy("Open questions")
    note = gettext_lazy("The default holds until its owner confirms.")
    tab = "lead_questions"
    template_name = "lead/questions.html"

    def values(self) -> dict[str, Any]:
        """Return the questions of the edition in force, those that hold up invoices first."""
        edition = PackageEdition.objects.in_force(clock.today())
        if edition is None:
            return {"questions": (), "is_loaded": False}
        questions = open_questions(edition).order_by("-holds_invoices", "position")
        return {"questions": questions, "is_loaded": True}
