"""What the lists of the office share: who reads them, columns that recur, and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Max, Min, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.screens.access import OFFICE, Role, may_enter
from lllo.screens.components.crumbs import Crumb, HeadAction
from lllo.screens.components.lists import Cell, Column, ListPage
from lllo.screens.components.picking import PickField
from lllo.screens.office.records.words import TONES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from django.db.models import Model, QuerySet
    from django.utils.functional import _StrPromise

    from lllo.people.models import Person
    from lllo.screens.components.cells import Tone

    Text = str | _StrPromise
    Case = tuple[Text, Callable[[Any], Any]]

WRITERS = frozenset({Role.BACKOFFICE})
OWN_TONES: dict[str, Tone] = {  # of what has no page of its own
    "attendance_present": "good",
    "attendance_absent": "late",
    "delivery_pending": "wait",
    "delivery_sent": "good",
    "delivery_delivered": "good",
    "delivery_failed": "late",
    "delivery_unknown": "late",
    "waiting": "wait",
    "accepted": "good",
    "applied": "wait",
    "bank_matched": "good",
    "bank_unmatched": "wait",
    "pending": "wait",
    "leased": "wait",
    "done": "good",
    "failed": "late",
}
ALL, STATE, KIND, ORGANISATION, PERSON = (
    _("All"),
    _("State"),
    _("Kind"),
    _("Organisation"),
    _("Person"),
)
CLOSED = frozenset({"cancelled", "withdrawn", "declined"})  # states in which a place needs no name


class OfficeList(ListPage):
    """A list for the office; an auditor reads it and does nothing to its rows."""

    roles: ClassVar[frozenset[Any]] = OFFICE
    makes: ClassVar[Mapping[str, Text]] = {}  # name of an address: label of the button in the head

    def found(self) -> QuerySet[Any]:
        """Return the rows, each knowing whether its reader may change anything (``may_write``)."""
        return super().found().annotate(may_write=Value(may_enter(self.user, WRITERS)))

    def head_actions(self) -> Sequence[HeadAction]:
        """Return the buttons that make something new."""
        return [
            HeadAction(label=label, href=reverse(name), roles=WRITERS, is_main=not place)
            for place, (name, label) in enumerate(self.makes.items())
        ]

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the work lists."""
        return (Crumb(label=_("Work lists"), href=reverse("office_home")),)


def link(text: object, url_name: str, key: object, **more: Any) -> Cell:
    """Return a text that leads to the page of a record."""
    return Cell(text=text, href=reverse(url_name, args=[key]), **more)


def badge(label: object, code: str) -> Cell:
    """Return a state by its word and its code, coloured as on the pages of records."""
    return Cell(text=label, tone=TONES.get(code) or OWN_TONES.get(code, "plain"))


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


def person_column(
    path: str = "person", label: Text = PERSON, *, key: str = "persoon", named_at: str = ""
) -> Column:
    """Return the column of a person, sorted by family name.

    ``named_at`` is the name of the address where somebody is named, if one is needed.
    """

    def value(row: Any) -> Cell | None:
        person = follow(row, path)
        if person is not None:
            return link(str(person), "person", person.public_id)
        if not named_at or row.state in CLOSED:
            return None
        missing = _("name is missing")
        return link(missing, named_at, row.public_id) if row.may_write else Cell(text=missing)

    return Column(key=key, label=label, value=value, sort=f"{path}__name_key", plain=_plain(path))


def _plain(path: str) -> Callable[[Any], object]:
    """Return how a related row reads in a spreadsheet: its name, or nothing."""
    return lambda row: str(follow(row, path) or "")


def state_column(field: str = "state", label: Text = STATE, key: str = "status") -> Column:
    """Return the column of a state as a badge."""

    def value(row: Any) -> Cell:
        return badge(getattr(row, f"get_{field}_display")(), getattr(row, field))

    return Column(key=key, label=label, value=value, sort=field, kind="badge")


def day_column(key: str, label: Text, field: str, **more: Any) -> Column:
    """Return the column of a day."""
    return text_column(key, label, field, kind="day", **more)


def kind_column(key: str = "soort", label: Text = KIND) -> Column:
    """Return the column of the kind of a row, by its word."""
    return Column(
        key=key, label=label, value=lambda row: row.get_kind_display(), sort="kind", is_short=True
    )


def text_column(key: str, label: Text, field: str, **more: Any) -> Column:
    """Return the column of a text, sorted by itself."""
    return Column(key=key, label=label, value=lambda row: getattr(row, field), sort=field, **more)


def listed_name(person: Person) -> str:
    """Return a name as a list by family name shows it: ``Puffelen, Alice van``."""
    first = " ".join(
        part for part in (person.given_name or person.initials, person.name_prefix) if part
    )
    return f"{person.family_name}, {first}" if first else person.family_name


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


class _Picked(PickField):
    """The field of a filter on one row; there is no choice of *none*."""

    def __init__(self, *args: Any, **options: Any) -> None:
        for name in ("null_label", "null_value"):
            options.pop(name, None)
        super().__init__(*args, **options)


class PickFilter(django_filters.ModelChoiceFilter):
    """One row of another table, named by its public id or by words."""

    field_class = _Picked

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


def today(rows: Callable[[Any, date], Any]) -> Callable[[Any], Any]:
    """Return a function on rows that asks about today."""
    return lambda found: rows(found, clock.today())
