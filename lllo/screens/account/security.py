"""/.well-known/security.txt (RFC 9116): where someone reports a weakness."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from lllo import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

VALID_FOR = timedelta(days=180)  # RFC 9116 advises less than a year


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Say whom to tell; without a setting, the sender of all mail."""
    contact = settings.LLLO_SECURITY_CONTACT
    contact = contact or f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
    midnight = clock.real_now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = (midnight + VALID_FOR).isoformat().replace("+00:00", "Z")
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.LLLO_BASE_URL.rstrip('/')}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
