"""The ground of every page that is a class: who may enter, and what a signed-out visitor gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views import View
from django.views.csrf import csrf_failure
from django_htmx.http import HttpResponseClientRedirect

from lllo.screens.access import ForRoles, signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from lllo.people.models import User


class _Prepared(View):
    """Looks up what every method needs, once it is known who asks."""

    user: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.user = signed_in(request)
        self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def prepare(self) -> None:
        """Look up what every method needs."""


class RolePage(ForRoles, _Prepared):
    """A page for accounts with one of ``roles``; ``self.user`` is the account."""

    def ask_to_sign_in(self, request: HttpRequest) -> HttpResponseBase:
        """Send a visitor to the door, and back here afterwards; htmx takes the whole page there."""
        if request.htmx:  # type: ignore[attr-defined]
            htmx = request.htmx  # type: ignore[attr-defined]
            address = htmx.current_url_abs_path or request.get_full_path()
            return HttpResponseClientRedirect(redirect_to_login(address).url)
        if request.method == "POST":
            messages.warning(request, _("You were signed out, so nothing was done yet."))
            if self.keep_typed(request):
                messages.info(request, _("Sign in: what you typed will be in the form again."))
        return super().ask_to_sign_in(request)

    @classmethod
    def keep_typed(cls, request: HttpRequest) -> bool:  # noqa: ARG003 - a subclass reads it
        """Keep what was sent to this page until it is asked for again; tell whether it was."""
        return False


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret no longer holds, as after signing in again in another window.

    What was typed into a form of this site is shown once more; one from elsewhere is refused.
    """
    page: type[View] = getattr(getattr(request.resolver_match, "func", None), "view_class", View)
    is_from_elsewhere = reason.startswith(("Origin checking", "Referer checking"))
    if not is_from_elsewhere and issubclass(page, RolePage) and page.keep_typed(request):
        return HttpResponseRedirect(request.get_full_path())
    return csrf_failure(request, reason)
