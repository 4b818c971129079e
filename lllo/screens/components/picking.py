"""Choosing one row out of few or out of very many: a list, or words that are looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from lllo.screens.components.query import searched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model, QuerySet

FEW = 100  # rows that a list to choose from may hold; more are looked up by words
MOST_FOUND = 20
CHOOSE = gettext_lazy("Choose …")
CHOSEN, ASKED = "gekozen", "gevraagd"  # the row that was pointed out, and for which words
# By what rows are found when a field does not say so itself.
LOOKUPS: Mapping[str, tuple[str, ...]] = {
    "people.organisation": ("name_key__plain", "kvk_number__startswith"),
    "people.person": ("name_key__plain", "email"),
    "training.event": ("title", "location"),
    "training.cohort": ("name",),
    "projects.project": ("title", "organisation__name_key__plain"),
    "projects.placement": ("title", "host__name_key__plain"),
    "contracts.contractyear": (
        "contract__organisation__name_key__plain",
        "contract__number",
    ),
}


class PickWidget(forms.Select):
    """A list of few rows; of many, a field for words, and buttons when several rows have them.

    The page works without scripts: what was looked up comes back with the form.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """Return the control."""
        own = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        choices = self.choices
        if not isinstance(choices, ModelChoiceIterator):
            return self._list(choices, value, own)
        field: PickField = choices.field  # type: ignore[assignment] # only it has this widget
        rows = list(choices.queryset[: FEW + 1])
        if len(rows) > FEW and field.lookups:
            return self._words(field, value, own)
        empty = [("", field.empty_label)] if field.empty_label is not None else []
        return self._list([*empty, *field.told(rows)], value, own)

    def _list(self, choices: Any, value: Any, attrs: Any) -> SafeString:
        """Write the list at once: a template for each row is slow."""
        chosen = self.format_value(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, mark_safe(" selected") if key in chosen else "", label)
                for key, label in ((str(key), label) for key, label in choices)
            ),
        )
        return format_html("<select{}>{}</select>", flatatt(attrs), options)

    def _words(self, field: PickField, value: Any, attrs: Any) -> SafeString:
        """Show what was chosen, or what was typed with the rows that have it."""
        row = field.row_of(value)
        text = "" if value is None else str(value)
        found = [] if row is not None else field.found(text)
        context = {
            "attrs": {**attrs, "type": "text", "autocomplete": "off"},
            "value": field.label_from_instance(row) if row is not None else text,
            "name": attrs["name"],
            "id": attrs.get("id", ""),
            "chosen": field.prepare_value(row) if row is not None else "",
            "found": field.told(found),
            "names": {"chosen": f"{attrs['name']}-{CHOSEN}", "asked": f"{attrs['name']}-{ASKED}"},
        }
        return render_to_string("components/pick.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        """Return the row that was pointed out, unless other words were typed since."""
        chosen, typed = data.get(f"{name}-{CHOSEN}"), data.get(name)
        if chosen and typed == data.get(f"{name}-{ASKED}"):
            return chosen
        return typed


class PickField(forms.ModelChoiceField):
    """One row of a queryset, named by its public id or, where there are many, by words.

    ``lookups``: in which columns the words are looked up.
    """

    widget = PickWidget

    def __init__(self, queryset: Any, *, lookups: Sequence[str] = (), **options: Any) -> None:
        options.setdefault("to_field_name", "public_id")
        options.setdefault("empty_label", CHOOSE)
        self.own_lookups = lookups
        super().__init__(queryset, **options)

    @property
    def lookups(self) -> Sequence[str]:
        """The columns in which words are looked up."""
        return self.own_lookups or LOOKUPS.get(self._rows.model._meta.label_lower, ())

    @property
    def _rows(self) -> QuerySet[Any]:
        """The rows to choose from; there always are some, or none of them."""
        assert self.queryset is not None
        return self.queryset

    def told(self, rows: Iterable[Model]) -> list[tuple[Any, str]]:
        """Return the key and the label of rows."""
        return [(self.prepare_value(row), self.label_from_instance(row)) for row in rows]

    def row_of(self, value: Any) -> Model | None:
        """Return the row that a value names by its key, if it names one."""
        if not value or (self.to_field_name == "public_id" and not is_public_id(value)):
            return None
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None

    def found(self, text: str) -> list[Model]:
        """Return the first rows that hold all words of a text."""
        if not text.strip():
            return []
        return list(searched(self._rows, self.lookups, text)[: MOST_FOUND + 1])

    def to_python(self, value: Any) -> Any:
        """Return the row; words that fit none or several are refused in a sentence."""
        row = None if value in self.empty_values else self.row_of(value)
        if row is not None:
            return row
        if value in self.empty_values:
            return super().to_python(value)
        if not self.lookups or is_public_id(value):
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice"
            )
        found = self.found(str(value))
        named = [row for row in found if str(self.label_from_instance(row)) == str(value).strip()]
        if len(named) == 1:
            return named[0]
        if len(found) == 1:
            return found[0]
        raise forms.ValidationError(self._which(str(value), found), code="invalid_choice")

    def _which(self, text: str, found: Sequence[Model]) -> str:
        """Ask again, for words that say too little or too much."""
        values = {"text": text[:60], "count": MOST_FOUND}
        if not found:
            return gettext("Nothing was found with “%(text)s”. Try a part of the name.") % values
        if len(found) > MOST_FOUND:
            sentence = gettext("More than %(count)s have “%(text)s”. Write more of the name.")
            return sentence % values
        return gettext("Several have “%(text)s”. Point out which one, or write more.") % values


def is_public_id(value: Any) -> bool:
    """Whether a value can be a public id; else it is words."""
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True
