"""What the admin pages of all rooms share: nothing is deleted there, and history only looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


class KeepingAdmin(admin.ModelAdmin):
    """Rows that may be added and changed, and never deleted."""

    list_per_page = 50
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    show_full_result_count = False  # a second count of a large table says nothing

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Refuse to delete."""
        return False


class ChangeOnlyAdmin(KeepingAdmin):
    """Rows that an action makes, and of which some columns may be mended."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse to add."""
        return False


class ReadOnlyAdmin(ChangeOnlyAdmin):
    """History, money and what was loaded: to look at."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Refuse to change."""
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to a row and are only looked at."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Refuse to add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Refuse to change."""
        return False


class LastDay:
    """A column with the last day of a row whose ``ends_on`` is the day after it."""

    @admin.display(description=_("last day"), ordering="ends_on")
    def last_day(self, obj: Any) -> str:
        """Return the last day."""
        return date_format(obj.ends_on - timedelta(days=1))


class CalendarYear:
    """A column with the ``year`` of a row as a year is written: 2026, not 2.026."""

    @admin.display(description=_("year"), ordering="year")
    def calendar_year(self, obj: Any) -> str:
        """Return the year without a thousands separator."""
        return str(obj.year)
