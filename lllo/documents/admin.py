"""The back room of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from lllo.backroom import ReadOnlyAdmin
from lllo.documents.models import Document

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["filename", "media_type", "created_at", "sha256"]
    list_filter = ["media_type"]
    search_fields = ["filename", "sha256"]
    date_hierarchy = "created_at"
    fields = ["filename", "media_type", "sha256", "created_at", "public_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")  # the bytes of every row
