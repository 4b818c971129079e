"""Changes in the back room leave an audit row, as every action does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lllo.backroom import KeepingAdmin
from lllo.people import audit
from lllo.people.models import User

if TYPE_CHECKING:
    from django.db.models import Model
    from django.forms import ModelForm
    from django.http import HttpRequest


class AuditedAdmin(KeepingAdmin):
    """Notes who added or changed a row here, and which columns."""

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: ModelForm[Any],
        change: bool,  # noqa: FBT001
    ) -> None:
        """Save the row and note it."""
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        audit.record(
            f"{obj._meta.model_name}.{verb}",
            obj,
            by=cast(User, request.user),
            columns=form.changed_data,
        )
