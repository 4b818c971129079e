"""The name of this room in the back room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    """Feeds."""

    name = "lllo.feeds"
    verbose_name = _("calendars")
