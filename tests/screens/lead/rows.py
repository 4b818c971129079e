"""Rows of the programme that addresses of the lead name, one for each address."""

from __future__ import annotations

from decimal import Decimal

from lllo.budget.actions import book_expense, book_hours, deliver_in_kind
from lllo.programmes.models import Deliverable
from lllo.projects.deliverable_actions import ContributionData, add_contribution
from lllo.screens.components.sealed import seal
from lllo.training.models import CoachingSession, Cohort
from tests import world
from tests.screens import scene as build


def variables(contract):
    """Return the variables of each address; the hours are nobody's who signs in."""
    line = contract.edition.programme.lines.first()
    booked = {"line": line, "on": build.TODAY, "by": None}
    someone = world.make_person("Uren", given_name="Grace")
    hours = book_hours(someone, hours=Decimal(1), description="x", **booked)
    cost = book_expense(amount=Decimal(1), description="x", **booked)
    year = contract.contract_years.get(number=1)
    given = deliver_in_kind(year, amount=Decimal(1), description="x", **booked)
    product = Deliverable.objects.first()
    data = ContributionData(organisation=contract.organisation, description="x")
    shown = add_contribution(product, data, on=build.TODAY, by=None)
    cohort = Cohort.objects.first()
    rows = {
        "lead_cohort_move": cohort,
        "lead_deliverable": product,
        "lead_deliverable_move": product,
        "lead_contribution_add": product,
        "lead_contribution_withdraw": shown,
        "lead_hours_correct": hours,
        "lead_hours_undo": hours,
        "lead_expense_undo": cost,
        "lead_in_kind_undo": given,
    }
    return {
        "lead_figure": {"year": 2026, "line": "alle", "figure": "toegezegd"},
        "lead_days": {"year": 2026},
        "lead_cohort_move_back": {"sealed": seal({"homes": [(0, cohort.pk)]})},
        "own_talk_held": {"uid": CoachingSession.objects.first().uid},
        **{name: {"public_id": row.public_id} for name, row in rows.items()},
    }
