"""The name of this room in the back room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    """Contracts."""

    name = "lllo.contracts"
    verbose_name = _("contracts and entitlements")
