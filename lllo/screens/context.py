"""What every page knows: the programme, whether this is a demo, the menu and the search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from lllo.programmes.models import Programme
from lllo.programmes.queries import is_demo
from lllo.screens.menu import may_search, menu_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, Any]:
    """Return what every page shows of the installation and of the account."""
    user = getattr(request, "user", None)  # missing when a middleware before it refused
    known = {"programme_name": programme_name(), "is_demo": is_demo()}
    if not user or not user.is_authenticated:
        return {**known, "menu": (), "search_href": ""}
    href = reverse("office_search") if may_search(user) else ""
    return {**known, "menu": menu_of(user, request.path), "search_href": href}


def programme_name() -> str:
    """Return what the site calls itself: its latest programme, or lllo before there is one."""
    names = Programme.objects.order_by("-starts_on", "-pk").values_list("name", flat=True)
    return names.first() or "lllo"
