"""Forms of events and cohorts: plan, change, cancel, the parts of a day, who was there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.people.models import Person
from lllo.programmes.models import Programme
from lllo.screens.components.forms import (
    Form,
    MomentField,
    PickField,
    Preview,
    WordField,
)
from lllo.screens.office.records.acting import OfficeAction, coaches
from lllo.screens.office.records.event_queries import rows_of_registrations
from lllo.screens.office.records.page import PLANNERS
from lllo.screens.office.records.places import address
from lllo.training.actions import (
    EventData,
    PartData,
    as_data,
    cancel_event,
    change_event,
    schedule_event,
    trial,
)
from lllo.training.bookings import booked_twice
from lllo.training.models import Cohort, Event

if TYPE_CHECKING:
    from lllo.people.models import User


class EventForm(Form):
    """An event as people read it in a calendar."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = WordField(label=gettext_lazy("Kind"), choices=Event.Kind.choices)
    starts_at = MomentField(label=gettext_lazy("Starts at"))
    ends_at = MomentField(label=gettext_lazy("Ends at"))
    all_day = forms.BooleanField(
        label=gettext_lazy("Whole days"),
        required=False,
        help_text=gettext_lazy("The times do not count; the last day counts whole."),
    )
    location = forms.CharField(label=gettext_lazy("Location"), max_length=300, required=False)
    specialist = PickField(
        Person.objects.none(),
        label=gettext_lazy("Specialist"),
        required=False,
        empty_label=gettext_lazy("nobody"),
        help_text=gettext_lazy("Who leads it; gets it in an own calendar."),
    )
    leader = forms.CharField(
        label=gettext_lazy("Guest"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Name of who leads it from outside."),
    )
    cohort = PickField(
        Cohort.objects.all(),
        label=gettext_lazy("Cohort"),
        required=False,
        empty_label=gettext_lazy("none: open to all"),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"), widget=forms.Textarea, required=False
    )
    url = forms.URLField(
        label=gettext_lazy("Address of a page about it"), required=False, assume_scheme="https"
    )
    status = WordField(
        label=gettext_lazy("Status"),
        choices=[each for each in Event.Status.choices if each[0] != "cancelled"],
        initial=Event.Status.CONFIRMED,
    )
    is_published = forms.BooleanField(
        label=gettext_lazy("Published"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Participants see it and get it in their calendars."),
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark for the office"), widget=forms.Textarea, required=False
    )
    groups: ClassVar[Any] = (
        (gettext_lazy("What"), ("title", "kind", "description", "url")),
        (gettext_lazy("When and where"), ("starts_at", "ends_at", "all_day", "location")),
        (gettext_lazy("Who leads"), ("specialist", "leader")),
        (gettext_lazy("For whom"), ("cohort", "status", "is_published", "remark")),
    )

    def __init__(self, *args: Any, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        also = [event.specialist_id] if event else []
        self.fields["specialist"].queryset = coaches(also)  # type: ignore[attr-defined]

    def data_of_event(self) -> EventData:
        """Return the event; whole days go from the first to the day after the last."""
        names = EventForm.base_fields
        values = {name: value for name, value in self.cleaned_data.items() if name in names}
        if values.pop("all_day"):
            first, last = (timezone.localdate(values[name]) for name in ("starts_at", "ends_at"))
            values |= {"starts_at": first, "ends_at": last + timedelta(days=1)}
        return EventData(**values)


class TellForm(Form):
    """Whether who is invited by mail hears of it; the feeds follow in any case."""

    tell = forms.BooleanField(
        label=gettext_lazy("Send a mail"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "To who gets invitations by mail, if time, place or status change; five minutes later,"
            " so that further changes come along."
        ),
    )


class EventChangeForm(TellForm, EventForm):
    """An event as it becomes, and who hears of it."""

    groups: ClassVar[Any] = (*EventForm.groups, (gettext_lazy("Who hears of it"), ("tell",)))


def warned(event: Event, parts: Any) -> Preview | None:
    """Return what is booked twice by an event as it would become, to be confirmed."""
    found = booked_twice(event, parts)
    if not found:
        return None
    return Preview(
        lines=[(_("Event"), event.title)], warning=" ".join(found), button=_("Save all the same")
    )


REFUSED = {
    "event_ends_before_start": "ends_at",
    "time_does_not_exist": "starts_at",
    "time_exists_twice": "starts_at",
    "part_outside_event": "ends_at",
    "not_a_specialist": "specialist",
}


def newest_programme() -> Programme:
    """Return the programme that began last."""
    return Programme.objects.latest("starts_on", "pk")


def parts_of(event: Event) -> tuple[PartData, ...]:
    """Return the parts of an event as they are."""
    return as_data(event).parts


class EventNew(OfficeAction):
    """A new event in the calendar."""

    title = gettext_lazy("New event")
    form_class = EventForm
    made = Event
    roles = PLANNERS
    refused_fields = REFUSED

    def preview(self, form: Any) -> Preview | None:
        """Ask once more where a room is needed twice."""
        return warned(trial(newest_programme(), form.data_of_event()), ())

    def act(self, form: Any, user: User) -> Any:
        """Schedule it in the programme that began last."""
        return schedule_event(newest_programme(), form.data_of_event(), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Go to its page."""
        return _("“%(event)s” is in the calendar.") % {"event": result}, address(result)


class OnEvent(OfficeAction):
    """A form on one event."""

    model = Event
    argument = "uid"
    roles = PLANNERS

    def rows(self) -> Any:
        """Return the events that the account sees."""
        rows = Event.objects.visible_to(self.user)
        return rows.select_related("cohort", "programme", "specialist")

    def heading(self) -> str:
        """Say which event."""
        return f"{self.title}: {self.subject}"


class EventEdit(OnEvent):
    """An event as it becomes; who comes sees a new time in the calendar."""

    title = gettext_lazy("Change the event")
    form_class = EventChangeForm
    refused_fields = REFUSED
    said = gettext_lazy("The event was changed; calendars follow by themselves.")

    def initial(self) -> dict[str, Any]:
        """Begin with the event as it is."""
        event = self.subject
        last = event.ends_at - timedelta(days=1) if event.all_day else event.ends_at
        chosen = {
            name: row.public_id if row else None
            for name, row in (("cohort", event.cohort), ("specialist", event.specialist))
        }
        own = {name: getattr(event, name) for name in EventForm.base_fields if name not in chosen}
        return {**own, **chosen, "ends_at": last}

    def form_options(self) -> dict[str, Any]:
        """Return which event: who leads it may go on."""
        return {"event": self.subject}

    def page_context(self) -> dict[str, Any]:
        """Warn about an event that the calendar folder holds as well."""
        if not self.subject.key:
            return {}
        return {
            "note": _(
                "This event comes from the calendar folder. When the programme is loaded again,"
                " what the folder says takes the place of what is changed here."
            )
        }

    def preview(self, form: Any) -> Preview | None:
        """Ask once more where the change needs a room or a speaker twice."""
        before = booked_twice(self.subject)
        changed = trial(self.subject.programme, form.data_of_event(), self.subject)
        found = warned(changed, parts_of(self.subject))
        return found if booked_twice(changed, parts_of(self.subject)) != before else None

    def act(self, form: Any, user: User) -> Any:
        """Change it; key and parts stay."""
        data = replace(form.data_of_event(), key=self.subject.key, parts=parts_of(self.subject))
        return change_event(self.subject, data, tell=form.cleaned_data["tell"], by=user)


class EventCancel(OnEvent):
    """An event does not take place."""

    title = gettext_lazy("Cancel the event")
    button = gettext_lazy("Go on")
    intro = gettext_lazy("It stays visible as cancelled; a new date is a new event.")
    is_dangerous = True
    said = gettext_lazy("The event was cancelled; calendars show it.")
    form_class = TellForm

    def preview(self, form: Any) -> Preview | None:
        """Say how many people counted on it."""
        count = rows_of_registrations(self.subject).count()
        return Preview(
            lines=[
                (_("Event"), str(self.subject)),
                (_("Registered"), count),
                (_("Send a mail"), _("yes") if form.cleaned_data["tell"] else _("no")),
            ],
            warning=_("This cannot be taken back: calendars have removed it by then."),
            button=_("Cancel the event"),
        )

    def act(self, form: Any, user: User) -> Any:
        """Cancel it."""
        return cancel_event(self.subject, tell=form.cleaned_data["tell"], by=user)
