"""The columns that recur in every subject, and the refusal of what does not fit a column."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from lllo.errors import Refused


def money_field(verbose_name: Any = None, **options: Any) -> models.DecimalField[Any, Any]:
    """Return a column of euros with two decimals, at most 9 999 999 999.99."""
    return models.DecimalField(verbose_name, max_digits=12, decimal_places=2, **options)


def quantity_field(verbose_name: Any = None, **options: Any) -> models.DecimalField[Any, Any]:
    """Return a column of hours, seats or days with two decimals."""
    return models.DecimalField(verbose_name, max_digits=9, decimal_places=2, **options)


def public_id_field() -> models.UUIDField[Any, Any]:
    """Return the id by which a row is known outside the house; never the primary key."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)


def actor_field(verbose_name: Any) -> models.ForeignKey[Any, Any]:
    """Return a column for the account that did something; empty: the command line."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=verbose_name,
    )


def refuse_invalid(obj: models.Model) -> None:
    """Refuse a row of which a value does not fit its column; SQLite would take any length.

    Raises ``Refused`` that names each column as the reader knows it. Relations
    are left to the database.
    """
    relations = {field.name for field in obj._meta.fields if field.is_relation}
    try:
        obj.clean_fields(exclude=relations)
    except ValidationError as error:
        sentences = [
            _("%(field)s cannot be used: %(problem)s")
            % {"field": _label(obj, name), "problem": " ".join(problems)}
            for name, problems in error.message_dict.items()
        ]
        raise Refused(" ".join(sentences), code="invalid_value") from error


def _label(obj: models.Model, name: str) -> str:
    """Return the name of a column with a capital, as a sentence begins."""
    label = str(getattr(obj._meta.get_field(name), "verbose_name", name))
    return label[:1].upper() + label[1:]
