"""The back room of cohorts, events, coaching and course seats."""

from __future__ import annotations

from django.contrib import admin

from lllo.backroom import ChangeOnlyAdmin, ReadOnlyAdmin, ReadOnlyInline
from lllo.people.backroom import AuditedAdmin
from lllo.training.models import (
    Answer,
    Attendance,
    CoachingRequest,
    CoachingSession,
    Cohort,
    CourseSeat,
    Event,
    EventPart,
    Registration,
)


@admin.register(Cohort)
class CohortAdmin(AuditedAdmin, ChangeOnlyAdmin):
    """Cohorts are opened by an action; name and capacity may be mended."""

    list_display = ["name", "programme", "number", "starts_on", "capacity"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    search_fields = ["name"]
    readonly_fields = ["programme", "number", "starts_on"]
    fields = [*readonly_fields, "name", "capacity"]


class EventPartInline(ReadOnlyInline):
    model = EventPart


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events change by an action only: calendars follow the sequence that it counts."""

    list_display = ["title", "kind", "cohort", "starts_at", "location", "status", "is_published"]
    list_filter = ["kind", "status", "is_published", "cohort"]
    list_select_related = ["cohort"]
    search_fields = ["title", "location", "key", "uid"]
    date_hierarchy = "starts_at"
    inlines = [EventPartInline]


@admin.register(EventPart)
class EventPartAdmin(ReadOnlyAdmin):
    """Parts change with their event: the rules of the calendar look at all of it."""

    list_display = ["title", "event", "starts_at", "ends_at", "specialist", "leader", "location"]
    list_select_related = ["event", "specialist"]
    search_fields = ["title", "leader", "specialist__family_name", "event__title"]


@admin.register(Registration)
class RegistrationAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "person", "cohort", "event", "state", "registered_at"]
    list_filter = ["state", "cohort", ("person", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation", "person", "cohort", "event"]
    search_fields = ["organisation__name", "person__family_name"]


@admin.register(Attendance)
class AttendanceAdmin(ReadOnlyAdmin):
    list_display = ["event", "person", "organisation", "status", "recorded_at"]
    list_filter = ["status"]
    list_select_related = ["event", "person", "organisation"]
    search_fields = ["event__title", "person__family_name", "organisation__name"]


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    """What people said of an event; by mail it is a claim."""

    list_display = ["event", "person", "word", "way", "answered_at"]
    list_filter = ["word", "way"]
    list_select_related = ["event", "person"]
    search_fields = ["event__title", "person__family_name"]


@admin.register(CoachingSession)
class CoachingSessionAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "subject", "coach", "person", "starts_at", "hours", "state"]
    list_filter = ["state", "line"]
    list_select_related = ["organisation", "coach", "person"]
    search_fields = ["organisation__name", "subject", "coach__family_name"]
    date_hierarchy = "starts_at"


@admin.register(CourseSeat)
class CourseSeatAdmin(ReadOnlyAdmin):
    list_display = ["course_name", "organisation", "person", "ec", "starts_on", "state"]
    list_filter = ["state"]
    list_select_related = ["organisation", "person"]
    search_fields = ["course_name", "course_code", "organisation__name", "person__family_name"]


@admin.register(CoachingRequest)
class CoachingRequestAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "person", "subject", "state", "asked_on", "answered_on"]
    list_filter = ["state"]
    list_select_related = ["organisation", "person"]
    search_fields = ["subject", "organisation__name", "person__family_name"]
