"""How the details of the audit trail read: days, amounts, names of columns, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from lllo import formats
from lllo.contracts.models import Choice
from lllo.training.models import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

    from lllo.people.models import AuditEntry

    Text = str | _StrPromise

FIELDS_TOLD = 4  # of a change; the others are counted
LONGEST_VALUE = 60


class Details(dict[str, str]):
    """The details of an entry by name, each as people read it; what is not there is a dash.

    Older entries tell less than today's; a sentence must not fail on them.
    """

    def __init__(self, entry: AuditEntry) -> None:
        shown = {key: readable(key, value) for key, value in entry.detail.items()}
        super().__init__({"label": entry.object_label, **shown})

    def __missing__(self, key: str) -> str:
        return "–"


def readable(key: str, value: object) -> str:
    """Return a detail as people read it: what it is follows from its name."""
    if value is None or value == "":
        return "–"
    if isinstance(value, list):
        return get_text_list([str(each) for each in value], _("and"))
    if isinstance(value, dict):
        return get_text_list([str(each) for each in value.values()], _("and"))
    try:
        return READERS.get(key, str)(str(value))
    except (ValueError, InvalidOperation):
        return str(value)


def _day(value: str) -> str:
    return formats.day(date.fromisoformat(value))


def _moment(value: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(value)), "j F Y H:i")


def _money(value: str) -> str:
    return formats.money(Decimal(value))


def _quantity(value: str) -> str:
    return formats.quantity(Decimal(value))


def _attendance(value: str) -> str:
    return str(Attendance.Status(value).label)


READERS: Mapping[str, Callable[[str], str]] = {
    "on": _day,
    "received_on": _day,
    "takes_effect_on": _day,
    "due_date": _day,
    "starts_at": _moment,
    "amount": _money,
    "net_amount": _money,
    "payable_amount": _money,
    "quantity": _quantity,
    "hours": _quantity,
    "status": _attendance,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """Two sentences: which one fits depends on whether the entry tells ``key``."""

    key: str
    known: Text
    unknown: Text

    def __call__(self, entry: AuditEntry) -> str:
        """Return the one that fits."""
        chosen = self.known if entry.detail.get(self.key) else self.unknown
        return str(chosen) % Details(entry)


def changed(entry: AuditEntry) -> str:
    """Return which columns of a row changed, from what to what."""
    changes = entry.detail.get("changes", {})
    told = [_change(entry, name, *pair) for name, pair in list(changes.items())[:FIELDS_TOLD]]
    if len(changes) > FIELDS_TOLD:
        told.append(_("%(count)s more") % {"count": len(changes) - FIELDS_TOLD})
    values = {"label": entry.object_label, "changes": "; ".join(told)}
    return (_("%(label)s changed: %(changes)s") if told else _("%(label)s changed")) % values


def _change(entry: AuditEntry, name: str, before: object, after: object) -> str:
    """Return one column with what it held and what it holds."""
    values = {"field": _column(entry, name), "before": _short(before), "after": _short(after)}
    if not before:
        return _("%(field)s becomes “%(after)s”") % values
    if not after:
        return _("%(field)s “%(before)s” taken out") % values
    return _("%(field)s from “%(before)s” to “%(after)s”") % values


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _column(entry: AuditEntry, name: str) -> str:
    """Return the name of a column as people know it."""
    try:
        column = apps.get_model(entry.object_type)._meta.get_field(name)
    except (LookupError, FieldDoesNotExist, ValueError):
        return name
    return str(getattr(column, "verbose_name", name))


def choice_recorded(entry: AuditEntry) -> str:
    """Return which package was chosen, or that the organisation committed orally."""
    if entry.detail.get("package"):
        return _("choice recorded: package %(package)s") % Details(entry)
    return _("choice recorded: %(state)s") % {"state": Choice.State.COMMITTED.label}


def event_changed(entry: AuditEntry) -> str:
    """Return which columns of an event changed."""
    names = [
        _("parts of the day") if name == "parts" else _column(entry, name)
        for name in entry.detail.get("changed", [])
    ]
    values = {"label": entry.object_label, "fields": get_text_list(names, _("and"))}
    return _("event “%(label)s” changed: %(fields)s") % values
