"""The column by which names are sorted and found: without case, accents and tussenvoegsel.

Both databases compare bytes, so a list ordered by the name itself would put
``Étienne`` and ``de Vries`` after the Z.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import Contains

from lllo.people.names import plain

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 250


class NameKeyField(models.CharField):
    """A column that is written anew from the names of its row each time that row is saved.

    A migration sees a plain column of text.
    """

    def __init__(self, make: Callable[[Any], str] | None = None, **options: Any) -> None:
        self.make = make
        options |= {"max_length": LONGEST, "editable": False, "default": "", "db_index": True}
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Describe the column without the function that fills it."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.CharField", args, options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        """Return the key of the names as they are now."""
        if self.make:
            setattr(model_instance, self.attname, self.make(model_instance)[:LONGEST])
        return str(super().pre_save(model_instance, add))


@NameKeyField.register_lookup
class ContainsPlain(Contains):
    """``name_key__plain="Benée"``: the key holds what was typed, however it was typed."""

    lookup_name = "plain"

    def get_prep_lookup(self) -> str:
        """Return what was typed as a key would have it."""
        return plain(str(self.rhs))

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """Compare as ``contains`` does; the databases know no operator of this name."""
        return str(connection.operators["contains"] % rhs)
