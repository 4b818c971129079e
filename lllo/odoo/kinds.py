"""What the kinds of things that are sent are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

KINDS: Mapping[str, _StrPromise] = {
    "organisation": _("organisation"),
    "person": _("person"),
    "component": _("component"),
    "line": _("development line"),
    "contract": _("agreement"),
    "event": _("event"),
    "registration": _("registration"),
    "invoice": _("invoice"),
}
