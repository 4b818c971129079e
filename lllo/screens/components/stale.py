"""Notices that a record changed while its form lay open, and shows what changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from lllo.screens.components.cells import shown
from lllo.screens.components.sealed import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model
    from django.forms import BaseForm, BoundField
    from django.http import QueryDict

    from lllo.people.models import User

FIELD, PREVIEWED = "seen", "previewed"
LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that changed: as the form showed it, as it is now, and what was typed over it."""

    label: str
    then: str
    now: str
    typed: str


class ChangedMeanwhile(Exception):
    """The record is no longer what the form was based on; ``changes`` says what changed."""

    def __init__(self, changes: list[Change]) -> None:
        super().__init__("changed meanwhile")
        self.changes = changes


def columns_of(record: Model) -> dict[str, str]:
    """Return the columns of a record as text: what a form on it depends on."""
    return {
        field.name: _short(field.value_to_string(record))
        for field in record._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.BinaryField)
    }


def _short(text: str) -> str:
    """Return a text, or its beginning and a digest when it is long."""
    text = str(text)
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST] + hashlib.sha256(text.encode()).hexdigest()


def mark(
    record: Model | None, version: Mapping[str, str], user: User, form: BaseForm | None = None
) -> str:
    """Return the hidden text that says what the form was based on; nobody can read it.

    ``form`` as it is shown at first tells later which fields were left alone.
    """
    shown = {} if form is None else {name: _words(form[name]) for name in form.fields}
    return seal({"of": _name(record), "user": user.pk, "version": dict(version), "shown": shown})


def _name(record: Model | None) -> str:
    return "" if record is None else f"{record._meta.label_lower}:{record.pk}"


def changed_since(
    text: str, record: Model, version: Mapping[str, str], form: BaseForm
) -> list[Change] | None:
    """Return what changed since the form was shown: nothing, a list, or unknown (empty list)."""
    seen = unseal(text)
    if not seen or seen.get("of") != _name(record):
        return []
    before: dict[str, str] = seen["version"]
    if before == dict(version):
        return None
    left = left_alone(text, form)
    names = [name for name in version if before.get(name, "") != version[name]]
    return [
        _change(
            name, (before.get(name, ""), version[name]), record, form, is_typed=name not in left
        )
        for name in names
    ]


def left_alone(text: str, form: BaseForm) -> set[str]:
    """Return the fields that were sent as they had been shown."""
    shown = (unseal(text) or {}).get("shown", {})
    return {name for name in form.fields if shown.get(name) == _words(form[name])}


def renewed(form: BaseForm, names: set[str], now: BaseForm) -> QueryDict:
    """Return what was sent in ``form``, with these fields as the form ``now`` has them."""
    sent: QueryDict = form.data.copy()  # type: ignore[attr-defined] # of a request
    for name in names & set(now.fields):
        sent.setlist(form.add_prefix(name), _sent(now[name]))
    return sent


def _words(field: BoundField) -> list[str]:
    return [_short(text) for text in _sent(field)]


def _sent(field: BoundField) -> list[str]:
    """Return what a browser sends of a field with the value that it has; nothing that is secret."""
    widget, value = field.field.widget, field.value()
    if isinstance(widget, forms.FileInput | forms.PasswordInput):
        return []
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    found = widget.format_value(value)
    every = found if isinstance(found, list | tuple) else [found]
    return sorted(str(each).strip().replace("\r\n", "\n") for each in every if each)


def mark_rows(standing: Mapping[str, str], user: User) -> str:
    """Return the hidden text that says what stood of each row when work on it was previewed."""
    return seal({"rows": dict(standing), "user": user.pk})


def stood(text: str) -> dict[str, str]:
    """Return what stood of each row in the preview; nothing for a text that is not ours."""
    seen = unseal(text) or {}
    return dict(seen.get("rows", {}))


def rows_moved(then: Mapping[str, str], now: Mapping[str, str]) -> list[Change]:
    """Return the rows that stand otherwise than they did, came since, or are gone."""
    return [
        Change(label=name, then=then.get(name, ""), now=now.get(name, ""), typed="")
        for name in dict.fromkeys((*then, *now))
        if then.get(name, "") != now.get(name, "")
    ]


def belongs_to(text: str, user: User) -> bool:
    """Tell whether a form was shown to this account; without a mark nobody knows to whom."""
    seen = unseal(text)
    return seen is not None and seen.get("user") == user.pk


def _change(
    name: str, values: tuple[str, str], record: Model, form: BaseForm, *, is_typed: bool
) -> Change:
    field = next((each for each in record._meta.concrete_fields if each.name == name), None)
    typed = form[name].value() if is_typed and name in form.fields else None
    label = str(form[name].label if name in form.fields else _label(field, name))
    asked = None if field else form.fields.get(name)  # of no column: the words of the question
    words = {str(value): str(word) for value, word in getattr(asked, "choices", ())}

    def read(text: str) -> str:
        return words[text] if text in words else _read(field, text)

    return Change(
        label=label[:1].upper() + label[1:],
        then=read(values[0]),
        now=read(values[1]),
        typed="" if typed is None else read(str(typed)),
    )


def _label(field: Any, name: str) -> object:
    """Return the word for a column; a relation without one is called as what it leads to."""
    if field is not None and field.is_relation and field._verbose_name is None:
        return field.related_model._meta.verbose_name
    return getattr(field, "verbose_name", name)


def _read(field: Any, text: str) -> str:
    """Return a stored text as people read it: the word of a choice, the name of a relation."""
    if field is None or text in {"", "None"}:
        return "" if text == "None" else text[:LONGEST]
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if isinstance(field, models.BooleanField):
        return _("yes") if text in {"True", "on", "true"} else _("no")
    if field.is_relation:
        found = _related(field, text)
        return str(found) if found else text[:LONGEST]
    if isinstance(field, models.DateTimeField):
        return shown(parse_datetime(text) or text, "moment")
    if isinstance(field, models.DateField):
        return shown(parse_date(text) or text, "day")
    return text[:LONGEST]


def _related(field: Any, text: str) -> Model | None:
    """Return the row that a relation leads to, by its key or its public id."""
    rows = field.related_model._default_manager
    if text.isdecimal():
        return rows.filter(pk=text).first()
    has_public_id = any(each.name == "public_id" for each in rows.model._meta.concrete_fields)
    return rows.filter(public_id=text).first() if has_public_id else None
