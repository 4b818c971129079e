"""What search machines may ask for: the calendars only, and those say not to be listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest

# Google Calendar does not fetch a calendar whose address is forbidden here.
RULES = "User-agent: *\nAllow: /agenda/\nDisallow: /\n"


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everyone
    """Answer the question that every crawler begins with."""
    return HttpResponse(RULES, content_type="text/plain; charset=utf-8")
