"""The first screen of the office: work lists with counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from lllo import clock
from lllo.screens.access import OFFICE, Role, for_roles, may_enter, signed_in
from lllo.screens.office.queries import office_screen
from lllo.setup.checklist import checklist

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@for_roles(OFFICE)
def office_home(request: HttpRequest) -> HttpResponse:
    """Show what is to be done now."""
    user = signed_in(request)
    screen = office_screen(user, at=clock.now(), on=clock.today())
    steps = checklist() if may_enter(user, frozenset({Role.BACKOFFICE})) else ()
    return render(request, "office/home.html", {"screen": screen, "checklist": steps})
