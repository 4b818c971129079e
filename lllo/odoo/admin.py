"""What went to Odoo, in the back room: to look at."""

from __future__ import annotations

from django.contrib import admin

from lllo.backroom import ReadOnlyAdmin
from lllo.odoo.models import OdooDifference, OdooRecord, OdooRun


@admin.register(OdooRecord)
class OdooRecordAdmin(ReadOnlyAdmin):
    list_display = ["label", "kind", "state", "odoo_id", "result", "tried_at"]
    list_filter = ["state", "kind", "server"]
    search_fields = ["label", "key"]
    list_select_related = ["follows"]


@admin.register(OdooRun)
class OdooRunAdmin(ReadOnlyAdmin):
    list_display = ["started_at", "kind", "calls", "result", "is_whole"]
    list_filter = ["kind", "is_whole"]


@admin.register(OdooDifference)
class OdooDifferenceAdmin(ReadOnlyAdmin):
    list_display = ["label", "kind", "what", "field", "decision", "decided_by"]
    list_filter = ["what", "decision", "kind"]
    search_fields = ["label", "key"]
    list_select_related = ["decided_by__person"]
