"""Keeps what someone typed when the form arrives after the sign-in has expired."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from lllo import clock
from lllo.screens.components.sealed import seal, unseal

if TYPE_CHECKING:
    from django.http import HttpRequest

SESSION_KEY = "typed"
LARGEST = 64 * 1024  # characters of one form
KEPT_FOR = timedelta(hours=1)
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "once"})


def keep(request: HttpRequest, *, without: frozenset[str]) -> bool:
    """Keep the form that was sent to this address; files and passwords are never kept.

    Returns whether it was kept; a form that is too large is not.
    """
    fields = request.POST.copy()
    for name in [name for name in fields if name in NEVER_KEPT | without or "password" in name]:
        del fields[name]
    text = fields.urlencode()
    if len(text) > LARGEST:
        return False
    kept = {"path": request.path, "at": clock.now().isoformat(), "text": text}
    request.session[SESSION_KEY] = seal(kept)
    return True


def take_back(request: HttpRequest) -> QueryDict | None:
    """Return what was typed at this address before the sign-in expired, once."""
    if SESSION_KEY not in request.session:
        return None
    kept: dict[str, Any] | None = unseal(request.session[SESSION_KEY])
    is_old = kept is None or clock.now() - datetime.fromisoformat(kept["at"]) > KEPT_FOR
    if kept is None or is_old:
        del request.session[SESSION_KEY]
        return None
    if kept["path"] != request.path:
        return None
    del request.session[SESSION_KEY]
    return QueryDict(kept["text"])
