"""The back room of the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.backroom import ReadOnlyAdmin
from lllo.errors import Refused
from lllo.outbox.actions import retry
from lllo.outbox.models import Batch, Job

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    list_display = ["kind", "made_at", "made_by"]
    list_filter = ["kind"]
    list_select_related = ["made_by__person"]


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["key", "kind", "state", "attempts", "due_at", "done_at"]
    list_filter = ["state", "kind"]
    search_fields = ["key", "last_error"]
    actions = ["try_again"]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_job")

    @admin.action(description=gettext_lazy("Try again"), permissions=["retry"])
    def try_again(self, request: HttpRequest, jobs: QuerySet[Any]) -> None:
        for job in jobs:
            try:
                retry(job, by=request.user)  # type: ignore[arg-type]
            except Refused as refused:
                messages.error(request, f"{job}: {refused}")
            else:
                messages.success(request, _("%(job)s is tried again.") % {"job": job})
