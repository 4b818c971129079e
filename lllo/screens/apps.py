"""The name of this room in the back room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreensConfig(AppConfig):
    """Screens."""

    name = "lllo.screens"
    verbose_name = _("screens")

    def ready(self) -> None:
        """Begin to note what people change about their way of signing in."""
        from lllo.screens.account import events  # noqa: F401, PLC0415 - it needs the models
