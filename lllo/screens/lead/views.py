"""The programme lead: does the money carry the programme, do the days, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from lllo import clock
from lllo.screens.access import LEAD, for_roles
from lllo.screens.lead.queries import lead_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@for_roles(LEAD)
def lead_home(request: HttpRequest) -> HttpResponse:
    """Show three lines by three years, coverage and capacity, cohorts, products and questions."""
    return render(request, "lead/home.html", {"screen": lead_screen(clock.today())})
