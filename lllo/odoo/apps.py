"""The name of this room in the back room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OdooConfig(AppConfig):
    """Odoo."""

    name = "lllo.odoo"
    verbose_name = _("connection with Odoo")
