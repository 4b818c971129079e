"""The back room of the programme; what the office folders hold is changed there, not here."""

from __future__ import annotations

from django.contrib import admin

from lllo.backroom import ChangeOnlyAdmin, ReadOnlyAdmin, ReadOnlyInline
from lllo.people.backroom import AuditedAdmin
from lllo.programmes.models import (
    Component,
    Deliverable,
    DevelopmentLine,
    EntitlementTerm,
    Installation,
    Package,
    PackageEdition,
    Programme,
    Question,
)


@admin.register(Installation)
class InstallationAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "is_demo", "created_at"]


class LineInline(ReadOnlyInline):
    model = DevelopmentLine


@admin.register(Programme)
class ProgrammeAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "starts_on"]
    search_fields = ["name", "code"]
    inlines = [LineInline]


@admin.register(DevelopmentLine)
class DevelopmentLineAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "programme", "position"]
    list_filter = ["programme"]
    list_select_related = ["programme"]
    search_fields = ["name", "code"]


@admin.register(Deliverable)
class DeliverableAdmin(AuditedAdmin, ChangeOnlyAdmin):
    """Code and name come from the office folder; how far it is, the office says here."""

    list_display = ["name", "line", "state"]
    list_filter = ["state", "line"]
    list_select_related = ["line"]
    search_fields = ["name", "code"]
    readonly_fields = ["line", "code", "name"]
    fields = [*readonly_fields, "state"]


class PackageInline(ReadOnlyInline):
    model = Package
    fields = ["code", "name", "position"]


class ComponentInline(ReadOnlyInline):
    model = Component
    fields = ["code", "name", "amount", "borne_by_university", "vat_code"]


@admin.register(PackageEdition)
class PackageEditionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "programme", "valid_from", "loaded_at", "loaded_by"]
    list_filter = ["programme"]
    list_select_related = ["programme", "loaded_by__person"]
    search_fields = ["sha256"]
    inlines = [PackageInline, ComponentInline]


class TermInline(ReadOnlyInline):
    model = EntitlementTerm


@admin.register(Component)
class ComponentAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "amount", "borne_by_university", "vat_code", "edition"]
    list_filter = ["edition", "borne_by_university"]
    list_select_related = ["edition__programme"]
    search_fields = ["name", "code"]
    inlines = [TermInline]


@admin.register(Package)
class PackageAdmin(ReadOnlyAdmin):
    list_display = ["name", "code", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition__programme"]
    search_fields = ["name", "code"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["question", "default", "owner", "confirmed", "holds_invoices"]
    list_filter = ["confirmed", "holds_invoices", "edition"]
    search_fields = ["code", "question", "default", "owner"]
