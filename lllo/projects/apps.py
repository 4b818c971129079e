"""The name of this room in the back room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Projects."""

    name = "lllo.projects"
    verbose_name = _("projects and placements")
