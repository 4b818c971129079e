"""Hours of one's own in one row, and those of the week below it to correct or take back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.budget.actions import book_hours, reverse_entry
from lllo.budget.correction_actions import HoursData, correct_hours
from lllo.budget.models import HourEntry
from lllo.budget.queries import hours_together
from lllo.formats import day, quantity
from lllo.people.models import Organisation
from lllo.programmes.models import DevelopmentLine
from lllo.screens.access import may_enter
from lllo.screens.components.cards import Tab
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.forms import ActionPage, DayField, Form, PickField, QuantityField
from lllo.screens.components.tables import Table
from lllo.screens.lead.page import (
    AMOUNTS,
    BOOKERS,
    READERS,
    organisations_to_name,
    programme_now,
    tabs_of,
    way_back,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lllo.budget.models import EntryQuerySet
    from lllo.people.models import User
    from lllo.training.models import CoachingSession

WEEK = "week"
EVERYONE = "iedereen"
# What an address may fill in, such as that of a talk that was held: field → word.
OFFERED = {
    "on": "dag",
    "hours": "uren",
    "line": "lijn",
    "organisation": "organisatie",
    "description": "wat",
}
RECENT = 8  # descriptions that are offered again
RECENT_LIST = "recent-descriptions"


class HoursForm(Form):
    """Hours in one row; ``autofocus`` is where typing begins."""

    on = DayField(label=gettext_lazy("Day"))
    hours = QuantityField(
        label=gettext_lazy("Hours"),
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "class": "short amount", "autofocus": True}
        ),
    )
    line = forms.ModelChoiceField(
        DevelopmentLine.objects.none(),
        label=gettext_lazy("Line"),
        to_field_name="code",
        empty_label=gettext_lazy("Choose …"),
    )
    organisation = PickField(
        Organisation.objects.none(),
        label=gettext_lazy("Organisation"),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    description = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": RECENT_LIST}),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        lines = DevelopmentLine.objects.filter(programme=programme_now())
        self.fields["line"].queryset = lines.select_related("programme")  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations_to_name(user)  # type: ignore[attr-defined]


def own_hours(user: User) -> EntryQuerySet:
    """Return the hours of the account's own person."""
    rows: EntryQuerySet = HourEntry.objects.visible_to(user).filter(
        person=user.person_id, person__isnull=False
    )
    return rows


def monday_of(text: str) -> date:
    """Return the Monday of a week such as ``2026-W21``; of this week for any other text."""
    try:
        return date.fromisoformat(f"{text}-1") if "-W" in text else _this_monday()
    except ValueError:
        return _this_monday()


def _this_monday() -> date:
    today = clock.today()
    return today - timedelta(days=today.weekday())


def week_name(monday: date) -> str:
    """Return a week as it stands in an address: ``2026-W21``."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"


def hours_of_talk(talk: CoachingSession) -> str:
    """Return the address of the hours in the week of a talk, with a row of it filled in."""
    on = timezone.localdate(talk.starts_at)
    offered = {
        WEEK: week_name(on),
        OFFERED["on"]: on.isoformat(),
        OFFERED["hours"]: quantity(talk.hours),
        OFFERED["line"]: talk.line.code if talk.line else "",
        OFFERED["organisation"]: talk.organisation.public_id,
        OFFERED["description"]: _("Coaching: %(subject)s") % {"subject": talk.subject},
    }
    query = urlencode({name: value for name, value in offered.items() if value})
    return f"{reverse('lead_hours')}?{query}"


class HoursPage(ActionPage):
    """Books hours of one's own; below the row stand those of a week."""

    title = gettext_lazy("Hours")
    button = gettext_lazy("Book")
    roles = READERS
    form_class = HoursForm
    template_name = "lead/hours.html"
    refused_fields = {
        "hours_not_positive": "hours",
        "more_than_a_day": "hours",
        "no_budget_year": "on",
        "no_budget": "on",
        "line_without_budget": "line",
    }

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Book, for those whose own hours count."""
        if not self.may_book:
            raise PermissionDenied
        return super().post(request, **kwargs)

    @property
    def may_book(self) -> bool:
        """Whether there is someone whose hours these could be."""
        return may_enter(self.user, BOOKERS) and self.user.person_id is not None

    def form_options(self) -> dict[str, Any]:
        """Offer what the account may name."""
        return {"user": self.user}

    def initial(self) -> dict[str, Any]:
        """Begin with what the address offers, else today, and line and organisation of before."""
        last = own_hours(self.user).select_related("line", "organisation").order_by("-pk").first()
        asked = {name: self.request.GET.get(key, "") for name, key in OFFERED.items()}
        return {
            "on": clock.today(),
            "line": last.line.code if last else None,
            "organisation": last.organisation.public_id if last and last.organisation else None,
            **{name: value for name, value in asked.items() if value},
        }

    def act(self, form: Any, user: User) -> HourEntry:
        """Book them."""
        assert user.person is not None  # may_book
        return book_hours(user.person, **form.cleaned_data, by=user)

    def done(self, result: HourEntry) -> tuple[str, str]:
        """Say what was booked, and stay here for the next row."""
        return _booked(result), _back_to(result)

    def undo(self, result: HourEntry) -> tuple[str, str]:
        """Offer to take it back at once."""
        return reverse("lead_hours_undo", args=[result.public_id]), _("Take back")

    def page_context(self) -> dict[str, Any]:
        """Return the week on view and what was written before."""
        monday = monday_of(self.request.GET.get(WEEK, ""))
        sees_all = may_enter(self.user, AMOUNTS)
        everyone = sees_all and (
            self.request.GET.get("wie") == EVERYONE or not may_enter(self.user, BOOKERS)
        )
        rows = list(_week(self.user, monday, everyone=everyone))
        return {
            "tabs": tabs_of(self.user, "lead_hours"),
            "may_book": self.may_book,
            "recent": _recent(self.user),
            "recent_list": RECENT_LIST,
            "weeks": _weeks(monday, everyone=everyone),
            "who": _who(monday, everyone=everyone)
            if sees_all and may_enter(self.user, BOOKERS)
            else (),
            "table": _table(rows, monday, self.user, everyone=everyone),
        }


def _booked(entry: HourEntry) -> str:
    """Say what was booked."""
    return _("Booked on %(line)s for %(day)s: %(hours)s hours.") % {
        "hours": quantity(entry.hours),
        "day": day(entry.on),
        "line": entry.line,
    }


def _back_to(entry: HourEntry) -> str:
    """Return the week in which hours lie; this week needs no words."""
    name = week_name(entry.on)
    address = reverse("lead_hours")
    return address if name == week_name(clock.today()) else f"{address}?{urlencode({WEEK: name})}"


def _week(user: User, monday: date, *, everyone: bool) -> EntryQuerySet:
    """Return the hours of a week that stand, the latest day first."""
    rows: EntryQuerySet = HourEntry.objects.visible_to(user) if everyone else own_hours(user)
    rows = rows.standing().filter(on__gte=monday, on__lt=monday + timedelta(days=7))
    return rows.select_related("person", "line", "organisation").order_by("-on", "-pk")


def _recent(user: User) -> Sequence[str]:
    """Return what was written lately, each once, the last one first."""
    texts = own_hours(user).standing().order_by("-pk").values_list("description", flat=True)
    return tuple(dict.fromkeys(texts[: RECENT * 4]))[:RECENT]


def _href(monday: date, *, everyone: bool) -> str:
    query = {WEEK: week_name(monday), **({"wie": EVERYONE} if everyone else {})}
    return f"{reverse('lead_hours')}?{urlencode(query)}"


def _weeks(monday: date, *, everyone: bool) -> list[Tab]:
    """Return the week before, the one on view and the one after."""
    step = timedelta(days=7)
    return [
        Tab(label=_("Week before"), href=_href(monday - step, everyone=everyone)),
        Tab(label=_("This week"), href=_href(_this_monday(), everyone=everyone)),
        Tab(label=_("Week after"), href=_href(monday + step, everyone=everyone)),
    ]


def _who(monday: date, *, everyone: bool) -> list[Tab]:
    """Return whose hours are shown."""
    return [
        Tab(label=_("My hours"), href=_href(monday, everyone=False), is_current=not everyone),
        Tab(label=_("Everyone's"), href=_href(monday, everyone=True), is_current=everyone),
    ]


def _table(rows: Sequence[HourEntry], monday: date, user: User, *, everyone: bool) -> Table:
    """Return the hours of a week with their sum."""
    columns = [
        Column(key="on", label=_("Day"), value=lambda row: row.on, kind="day"),
        Column(key="hours", label=_("Hours"), value=lambda row: row.hours, kind="number"),
        Column(key="line", label=_("Line"), value=lambda row: row.line),
        Column(key="organisation", label=_("Organisation"), value=lambda row: row.organisation),
        Column(key="what", label=_("What was done"), value=lambda row: row.description),
    ]
    if everyone:
        columns.insert(1, Column(key="who", label=_("Person"), value=lambda row: row.person))
    if may_enter(user, BOOKERS):
        columns.append(
            Column(key="mend", label=_("Mend"), value=lambda row: _mend(row, user), kind="action")
        )
    caption = _("Hours from %(first)s to %(last)s") % {
        "first": day(monday),
        "last": day(monday + timedelta(days=6)),
    }
    return Table(
        caption=caption,
        columns=columns,
        rows=rows,
        foot={"on": _("Together"), "hours": hours_together(rows)} if rows else {},
        empty=_("No hours are booked in this week."),
    )


def _mend(row: HourEntry, user: User) -> Cell:
    """Return the way to correct a row of one's own."""
    if row.person_id != user.person_id:
        return Cell(text="")
    return Cell(text=_("Correct"), href=reverse("lead_hours_correct", args=[row.public_id]))


class CorrectHours(HoursPage):
    """Corrects hours of one's own: takes the row back and books the right one."""

    title = gettext_lazy("Correct hours")
    button = gettext_lazy("Correct")
    roles = BOOKERS
    template_name = "lead/hours_correct.html"
    refused_fields = HoursPage.refused_fields
    subject: HourEntry

    def record(self) -> HourEntry:
        """Return the row, which must be one's own."""
        rows = own_hours(self.user).select_related("line__programme", "organisation")
        found: HourEntry = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        return found

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back("lead_hours")

    def initial(self) -> dict[str, Any]:
        """Begin with the row as it is."""
        row = self.subject
        return {
            "on": row.on,
            "hours": row.hours,
            "line": row.line.code,
            "organisation": row.organisation.public_id if row.organisation else None,
            "description": row.description,
        }

    def page_context(self) -> dict[str, Any]:
        """Return what the page offers beside the form."""
        return {
            "recent": _recent(self.user),
            "recent_list": RECENT_LIST,
            "undo_href": reverse("lead_hours_undo", args=[self.subject.public_id]),
        }

    def act(self, form: Any, user: User) -> HourEntry:
        """Correct them."""
        return correct_hours(self.subject, HoursData(**form.cleaned_data), by=user)


class UndoHours(ActionPage):
    """Takes hours of one's own back."""

    title = gettext_lazy("Take hours back")
    button = gettext_lazy("Take back")
    roles = BOOKERS
    is_dangerous = True
    subject: HourEntry

    def record(self) -> HourEntry:
        """Return the row, which must be one's own."""
        rows = own_hours(self.user).select_related("line__programme", "organisation")
        found: HourEntry = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        return found

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back("lead_hours")

    def page_context(self) -> dict[str, Any]:
        """Show which hours they are."""
        row = self.subject
        shown = (
            (_("Day"), row.on),
            (_("Hours"), row.hours),
            (_("Line"), row.line),
            (_("Organisation"), row.organisation),
            (_("What was done"), row.description),
        )
        return {"facts": [(label, value) for label, value in shown if value]}

    def act(self, form: Any, user: User) -> HourEntry:  # noqa: ARG002 - it has no fields
        """Take them back on their own day, so that their year is right again."""
        return reverse_entry(self.subject, on=self.subject.on, by=user)

    def done(self, result: HourEntry) -> tuple[str, str]:
        """Say what no longer counts."""
        sentence = _("Taken back from %(day)s: %(hours)s hours.") % {
            "hours": quantity(-result.hours),
            "day": day(result.on),
        }
        return sentence, _back_to(result)
