"""What every page knows: the programme, whether this is a demo, and the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lllo.programmes.models import Programme
from lllo.programmes.queries import is_demo
from lllo.screens.access import screens_of

if TYPE_CHECKING:
    from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, Any]:
    """Return what every page shows of the installation and of the account."""
    user = getattr(request, "user", None)  # missing when a middleware before it refused
    name = Programme.objects.order_by("-starts_on", "-pk").values_list("name", flat=True).first()
    return {
        "programme_name": name or "lllo",
        "is_demo": is_demo(),
        "menu": screens_of(user) if user and user.is_authenticated else (),
    }
