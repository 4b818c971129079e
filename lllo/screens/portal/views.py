"""The participant: what is left, what comes, who has which seat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from lllo import clock
from lllo.screens.access import PORTAL, for_roles, signed_in
from lllo.screens.portal.queries import portal_screen

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@for_roles(PORTAL)
def portal_home(request: HttpRequest) -> HttpResponse:
    """Show the entitlements of the organisations at which this person takes part."""
    screen = portal_screen(signed_in(request), at=clock.now(), on=clock.today())
    return render(request, "portal/home.html", {"screen": screen})
