"""From which network address a request came, as far as the proxies in front can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Return the network address of the visitor; nothing when it cannot be told."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # how allauth says that it cannot tell
        return None
