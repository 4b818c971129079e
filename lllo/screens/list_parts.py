"""What lists of rows share, whoever reads them: columns that recur, and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.db.models import Max, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.picking import PickField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise
    Case = tuple[Text, Callable[[Any], Any]]

ALL, ORGANISATION = _("All"), _("Organisation")


def link(text: object, url_name: str, key: object, **more: Any) -> Cell:
    """Return a text that leads to the page of a record."""
    return Cell(text=text, href=reverse(url_name, args=[key]), **more)


def follow(row: Any, path: str) -> Any:
    """Return what a path of relations leads to, ``None`` where one of them is empty."""
    for name in path.split("__") if path else ():
        row = getattr(row, name) if row is not None else None
    return row


def organisation_column(path: str = "organisation", label: Text = ORGANISATION) -> Column:
    """Return the column of the organisation of a row, with the way to its page."""

    def value(row: Any) -> Cell:
        organisation = follow(row, path)
        return link(organisation.name, "organisation", organisation.public_id)

    return Column(key="organisatie", label=label, value=value, sort=f"{path}__name_key")


def line_column(**more: Any) -> Column:
    """Return the column of the development line."""
    return Column(
        key="lijn",
        label=_("Line"),
        value=lambda row: row.line.name,
        sort="line__position",
        is_short=True,
        **more,
    )


def day_column(key: str, label: Text, field: str, **more: Any) -> Column:
    """Return the column of a day."""
    return text_column(key, label, field, kind="day", **more)


def text_column(key: str, label: Text, field: str, **more: Any) -> Column:
    """Return the column of a text, sorted by itself."""
    return Column(key=key, label=label, value=lambda row: getattr(row, field), sort=field, **more)


class WordFilter(django_filters.ChoiceFilter):
    """One of the words of a column, or all of them."""

    def __init__(self, field_name: str, label: Text, choices: Any, **options: Any) -> None:
        super().__init__(
            field_name=field_name, label=label, choices=choices, empty_label=ALL, **options
        )


class CaseFilter(django_filters.ChoiceFilter):
    """One of a few questions that have names: code → (label, function on the rows)."""

    def __init__(self, label: Text, cases: Mapping[str, Case], **options: Any) -> None:
        self.cases = cases
        choices = [(code, name) for code, (name, _function) in cases.items()]
        super().__init__(label=label, choices=choices, empty_label=ALL, **options)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the rows that the case keeps."""
        return self.cases[value][1](qs) if value else qs


class Picked(PickField):
    """The field of a filter on one row; there is no choice of *none*."""

    def __init__(self, *args: Any, **options: Any) -> None:
        for name in ("null_label", "null_value"):
            options.pop(name, None)
        super().__init__(*args, **options)


class PickFilter(django_filters.ModelChoiceFilter):
    """One row of another table, named by its public id or by words."""

    field_class = Picked

    def __init__(self, field_name: str, label: Text, queryset: Any, **options: Any) -> None:
        options.setdefault("to_field_name", "public_id")
        super().__init__(
            field_name=field_name, label=label, queryset=queryset, empty_label=ALL, **options
        )


class YearFilter(django_filters.ChoiceFilter):
    """A calendar year, of those from the first to the last day in a column of ``model``.

    ``path`` leads from the rows of the list to the model.
    """

    def __init__(self, model: type[Model], day: str, label: Text, path: str = "") -> None:
        def years() -> Iterator[tuple[str, str]]:
            ends = model._default_manager.aggregate(first=Min(day), last=Max(day))
            if ends["first"]:
                for year in range(ends["last"].year, ends["first"].year - 1, -1):
                    yield str(year), str(year)

        name = f"{path}__{day}__year" if path else f"{day}__year"
        super().__init__(
            field_name=name, label=label, choices=lambda: list(years()), empty_label=ALL
        )
