"""The back room of projects and placements: states change by actions, texts may be mended."""

from __future__ import annotations

from django.contrib import admin

from lllo.backroom import ChangeOnlyAdmin, LastDay
from lllo.people.backroom import AuditedAdmin
from lllo.projects.models import Placement, Project


@admin.register(Project)
class ProjectAdmin(AuditedAdmin, ChangeOnlyAdmin):
    list_display = ["title", "organisation", "line", "state", "proposed_on"]
    list_filter = ["state", "line"]
    list_select_related = ["organisation", "line"]
    search_fields = ["title", "organisation__name"]
    readonly_fields = ["organisation", "state", "proposed_on", "created_at"]
    fields = [*readonly_fields, "title", "line", "summary"]


@admin.register(Placement)
class PlacementAdmin(LastDay, AuditedAdmin, ChangeOnlyAdmin):
    list_display = [
        "title",
        "kind",
        "host",
        "line",
        "student_name",
        "starts_on",
        "last_day",
        "state",
    ]
    list_filter = ["state", "kind", "line"]
    list_select_related = ["host", "line"]
    search_fields = ["title", "host__name", "student_name"]
    autocomplete_fields = ["university_supervisor", "host_supervisor"]
    readonly_fields = [
        "host",
        "project",
        "state",
        "kind",
        "starts_on",
        "last_day",
        "hours",
        "student_name",
        "created_at",
    ]
    fields = [
        *readonly_fields,
        "title",
        "line",
        "student_email",
        "institution",
        "university_supervisor",
        "host_supervisor",
    ]
