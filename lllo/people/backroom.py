"""Changes in the back room leave an audit row, as every action does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.db import transaction

from lllo.backroom import KeepingAdmin
from lllo.people import audit
from lllo.people.keys import NameKeyField
from lllo.people.models import User

if TYPE_CHECKING:
    from collections.abc import Collection

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
        """Save the row and note it; of a row that was there, what the form changed and no more.

        An action may have changed other columns since the form was shown.
        """
        with transaction.atomic():
            if change:
                _save_changed(obj, form.changed_data)
            else:
                super().save_model(request, obj, form, change)
            verb = "changed" if change else "added"
            audit.record(
                f"{obj._meta.model_name}.{verb}",
                obj,
                by=cast(User, request.user),
                columns=form.changed_data,
            )


def _save_changed(obj: Model, names: Collection[str]) -> None:
    """Write the named columns to the row as it is now, under a lock; the form saves the rest."""
    columns = obj._meta.concrete_fields
    own = [field.name for field in columns if field.name in names]
    own += [field.name for field in columns if isinstance(field, NameKeyField)]
    row = type(obj)._default_manager.select_for_update().get(pk=obj.pk)
    for name in own:
        setattr(row, name, getattr(obj, name))
    row.save(update_fields=own)
