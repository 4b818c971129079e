"""The back room of projects and placements: states change by actions, texts may be mended."""

from __future__ import annotations

from django.contrib import admin

from lllo.backroom import ChangeOnlyAdmin, LastDay, ReadOnlyAdmin
from lllo.people.backroom import AuditedAdmin
from lllo.projects.models import Contribution, DeliverableStep, Placement, Project


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


@admin.register(DeliverableStep)
class DeliverableStepAdmin(ReadOnlyAdmin):
    """How a product stands is said on the programme's own pages; here it can be read."""

    list_display = ["deliverable", "state", "on", "remark", "recorded_by"]
    list_filter = ["state", "deliverable__line"]
    list_select_related = ["deliverable", "recorded_by__person"]
    search_fields = ["deliverable__name", "remark"]


@admin.register(Contribution)
class ContributionAdmin(ReadOnlyAdmin):
    """Who contributed what; a wrong row is taken back on the programme's own pages."""

    list_display = ["deliverable", "organisation", "description", "on", "withdrawn_on"]
    list_filter = ["deliverable__line"]
    list_select_related = ["deliverable", "organisation"]
    search_fields = ["deliverable__name", "organisation__name", "description"]
