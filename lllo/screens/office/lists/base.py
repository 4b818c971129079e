"""What the lists of the office share: who reads them, columns that recur, and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Value
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.screens.access import OFFICE, Role, may_enter
from lllo.screens.components.crumbs import Crumb, HeadAction
from lllo.screens.components.lists import Cell, Column, ListPage
from lllo.screens.list_parts import follow, link
from lllo.screens.office.records.words import TONES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from lllo.people.models import Person
    from lllo.screens.components.cells import Tone
    from lllo.screens.list_parts import Text

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
STATE, KIND, PERSON = _("State"), _("Kind"), _("Person")
# Where the first row of a list comes from that is still empty.
TO_ORGANISATIONS = HeadAction(label=_("Organisations"), href=reverse_lazy("organisations"))
TO_CHOICES = HeadAction(label=_("Choices"), href=reverse_lazy("choices"))
TO_BANK = HeadAction(label=_("Bank"), href=reverse_lazy("bank"))
CLOSED = frozenset({"cancelled", "withdrawn", "declined"})  # states in which a place needs no name


class OfficeList(ListPage):
    """A list for the office; an auditor reads it and does nothing to its rows."""

    roles: ClassVar[frozenset[Any]] = OFFICE
    makes: ClassVar[Mapping[str, Text]] = {}  # name of an address: label of the button in the head
    makers: ClassVar[frozenset[Any]] = WRITERS  # who may press it

    def found(self) -> QuerySet[Any]:
        """Return the rows, each knowing whether its reader may change anything (``may_write``)."""
        return super().found().annotate(may_write=Value(may_enter(self.user, WRITERS)))

    def head_actions(self) -> Sequence[HeadAction]:
        """Return the buttons that make something new."""
        return [
            HeadAction(label=label, href=reverse(name), roles=self.makers, is_main=not place)
            for place, (name, label) in enumerate(self.makes.items())
        ]

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the work lists, for who has them."""
        if not may_enter(self.user, OFFICE):
            return ()
        return (Crumb(label=_("Work lists"), href=reverse("office_home")),)


def badge(label: object, code: str) -> Cell:
    """Return a state by its word and its code, coloured as on the pages of records."""
    return Cell(text=label, tone=TONES.get(code) or OWN_TONES.get(code, "plain"))


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


def kind_column(key: str = "soort", label: Text = KIND, *, is_extra: bool = False) -> Column:
    """Return the column of the kind of a row, by its word."""
    return Column(
        key=key,
        label=label,
        value=lambda row: row.get_kind_display(),
        sort="kind",
        is_short=True,
        is_extra=is_extra,
    )


def listed_name(person: Person) -> str:
    """Return a name as a list by family name shows it: ``Puffelen, Alice van``."""
    first = " ".join(
        part for part in (person.given_name or person.initials, person.name_prefix) if part
    )
    return f"{person.family_name}, {first}" if first else person.family_name


def today(rows: Callable[[Any, date], Any]) -> Callable[[Any], Any]:
    """Return a function on rows that asks about today."""
    return lambda found: rows(found, clock.today())
