"""The form of the parts of a day: plenary, rounds, open space."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.screens.components.cells import shown
from lllo.screens.components.forms import MomentField, PickField, Preview
from lllo.screens.office.records.acting import coaches
from lllo.screens.office.records.events import OnEvent, TellForm, parts_of, warned
from lllo.training.actions import PartData, as_data, change_event
from lllo.training.bookings import booked_twice
from lllo.training.models import Event, new_uid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lllo.people.models import User

EMPTY_PARTS = 2  # further rows that the form offers


class PartsForm(TellForm):
    """The parts of a day, a group of fields each; a part without a title goes away."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.before = parts_of(event)
        self.count = len(self.before) + EMPTY_PARTS
        people = coaches([part.specialist.pk for part in self.before if part.specialist])
        for number in range(self.count):
            part = self.before[number] if number < len(self.before) else None
            self.add_fields(_part_fields(number, part, people))

    @property
    def groups(self) -> Any:  # type: ignore[override] # one for each part
        """One group for each part."""
        parts = [
            (_("Part %(number)s") % {"number": number + 1}, _part_names(number))
            for number in range(self.count)
        ]
        return [*parts, (_("Who hears of it"), ("tell",))]

    def clean(self) -> dict[str, Any]:
        """Ask for both times of a part that has a title, within those of the event."""
        data: dict[str, Any] = super().clean() or {}
        for number in range(self.count):
            if data.get(f"title_{number}"):
                self._judge_times(number, data)
        return data

    def _judge_times(self, number: int, data: dict[str, Any]) -> None:
        times = {name: data.get(f"{name}_{number}") for name in ("starts_at", "ends_at")}
        for name, at in times.items():
            if f"{name}_{number}" in self.errors:
                continue
            if at is None:
                self.add_error(f"{name}_{number}", _("This part needs a time."))
            elif not self.event.starts_at <= at <= self.event.ends_at:
                values = {"start": shown(self.event.starts_at), "end": shown(self.event.ends_at)}
                sentence = _("The event itself lasts from %(start)s until %(end)s.") % values
                self.add_error(f"{name}_{number}", sentence)
        start, end = times["starts_at"], times["ends_at"]
        if start and end and end <= start and f"ends_at_{number}" not in self.errors:
            self.add_error(f"ends_at_{number}", _("This part must end after it starts."))

    def parts(self) -> tuple[PartData, ...]:
        """Return the parts in the order of their times; each stays the part that it was."""
        data = self.cleaned_data
        found = [
            PartData(
                uid=self.before[number].uid if number < len(self.before) else new_uid(),
                **{name: data[f"{name}_{number}"] for name in PART_FIELDS},
            )
            for number in range(self.count)
            if data[f"title_{number}"]
        ]
        return tuple(sorted(found, key=lambda part: part.starts_at))


def _in_one_line(part: PartData) -> str:
    """Return all that is known of a part."""
    times = f"{shown(part.starts_at)} – {shown(part.ends_at)}"
    return " · ".join(
        str(each)
        for each in (part.title, times, part.specialist, part.leader, part.location)
        if each
    )


PART_FIELDS = ("title", "specialist", "leader", "location", "starts_at", "ends_at")


def _part_names(number: int) -> list[str]:
    return [f"{name}_{number}" for name in PART_FIELDS]


def _part_fields(number: int, part: PartData | None, people: Any) -> dict[str, Any]:
    """Return the fields of one part, filled in."""
    words = {"title": _("Title"), "leader": _("Guest"), "location": _("Location")}
    fields: dict[str, Any] = {
        f"{name}_{number}": forms.CharField(
            label=label, max_length=200, required=False, initial=getattr(part, name, "")
        )
        for name, label in words.items()
    }
    chosen = part.specialist.public_id if part and part.specialist else None
    fields[f"specialist_{number}"] = PickField(
        people, label=_("Specialist"), required=False, empty_label=_("nobody"), initial=chosen
    )
    for name, label in (("starts_at", _("Starts at")), ("ends_at", _("Ends at"))):
        initial = getattr(part, name, None)
        fields[f"{name}_{number}"] = MomentField(label=label, required=False, initial=initial)
    return fields


class EventParts(OnEvent):
    """The programme of a day: plenary, rounds, open space."""

    title = gettext_lazy("Parts of the day")
    intro = gettext_lazy("A part whose title is made empty goes away. More rows come after saving.")
    form_class = PartsForm
    said = gettext_lazy("The parts were saved.")

    def form_options(self) -> dict[str, Any]:
        """Return whose parts."""
        return {"event": self.subject}

    def version(self, record: Any) -> Mapping[str, str]:
        """Return the parts as they are read: they are rows of their own."""
        return {
            _("Part %(number)s") % {"number": number}: _in_one_line(part)
            for number, part in enumerate(parts_of(record), start=1)
        }

    def preview(self, form: Any) -> Preview | None:
        """Ask once more where a speaker is needed twice."""
        found = warned(self.subject, form.parts())
        is_new = booked_twice(self.subject, form.parts()) != booked_twice(self.subject)
        return found if is_new else None

    def act(self, form: Any, user: User) -> Any:
        """Save the parts; the rest of the event stays."""
        data = replace(as_data(self.subject), parts=form.parts())
        return change_event(self.subject, data, tell=form.cleaned_data["tell"], by=user)
