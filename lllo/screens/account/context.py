"""What every page knows of the account: its roles, for whom it acts, and the sign-in service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from lllo.people.models import Membership

if TYPE_CHECKING:
    from django.http import HttpRequest


def acting(request: HttpRequest) -> dict[str, Any]:
    """Return the roles to choose from, when there are several, and who is acted for."""
    service = settings.LLLO_OIDC_NAME if settings.OIDC_SERVICE["client_id"] else ""
    user = getattr(request, "user", None)  # missing when a middleware before it refused
    if user is None or not user.is_authenticated:
        return {"service": service}
    held = sorted(user.held_roles, key=list(Membership.Role).index)
    several = len(held) + user.is_superuser > 1
    return {
        "service": service,
        "own_roles": [Membership.Role(role) for role in held] if several else [],
        "acting_as": user.acting_as,
        "acting_for": user.acting_for,
    }
