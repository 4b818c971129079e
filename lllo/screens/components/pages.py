"""The ground of every page that is a class: who may enter, and what a signed-out visitor gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import View
from django_htmx.http import HttpResponseClientRedirect

from lllo.screens.access import ForRoles, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from lllo.people.models import User


class _Prepared(View):
    """Looks up what every method needs, once it is known who asks."""

    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = signed_in(request)
        self.prepare()
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def prepare(self) -> None:
        """Look up what every method needs."""


class RolePage(ForRoles, _Prepared):
    """A page for accounts with one of ``roles``; ``self.user`` is the account.

    Nothing of these pages stays in a cache.
    """

    def ask_to_sign_in(self, request: HttpRequest) -> HttpResponseBase:
        """Send a visitor to the door, and back here afterwards; htmx takes the whole page there."""
        if request.htmx:  # type: ignore[attr-defined]
            htmx = request.htmx  # type: ignore[attr-defined]
            address = htmx.current_url_abs_path or request.get_full_path()
            return HttpResponseClientRedirect(redirect_to_login(address).url)
        if request.method == "POST":
            messages.warning(request, _("You were signed out, so nothing was done yet."))
        return super().ask_to_sign_in(request)
