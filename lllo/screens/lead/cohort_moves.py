"""Opens a cohort, moves a chosen set of people between cohorts, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo import clock
from lllo.formats import day
from lllo.rules.period import months_later
from lllo.screens.components.forms import (
    ActionPage,
    DayField,
    Form,
    PickField,
    Preview,
)
from lllo.screens.components.picking import is_public_id
from lllo.screens.components.sealed import seal, unseal
from lllo.screens.lead.cohorts import SHORT_NUMBER, PlaceField, cohort_href, places_of
from lllo.screens.lead.page import WRITERS, programme_now, way_back
from lllo.training.actions import (
    CohortData,
    move_registrations,
    open_cohort_with,
    undo_opening,
)
from lllo.training.models import Cohort, Registration
from lllo.training.moves import plan_move

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User
    from lllo.programmes.models import Programme
    from lllo.training.models import Event, RegistrationQuerySet
    from lllo.training.moves import Move, MovePlan

LARGEST_COHORT = 500
MOST_PLACES = 150  # as boxes to tick; of more, those of one cohort are shown


class OpenForm(Form):
    """A cohort and who goes to it."""

    number = forms.IntegerField(
        label=gettext_lazy("Number"),
        min_value=1,
        max_value=LARGEST_COHORT,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    starts_on = DayField(label=gettext_lazy("Starts on"))
    capacity = forms.IntegerField(
        label=gettext_lazy("Number of places"),
        required=False,
        min_value=1,
        max_value=LARGEST_COHORT,
        widget=forms.NumberInput(attrs={"class": "short"}),
        help_text=gettext_lazy("Without a number everyone fits in."),
    )
    places = PlaceField(
        Registration.objects.none(),
        label=gettext_lazy("Who moves to it"),
        required=False,
        help_text=gettext_lazy(
            "Each seat goes along. People can be moved later too, and moved back."
        ),
    )

    def __init__(
        self, *args: Any, places: RegistrationQuerySet, cohort: Cohort | None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        field = self.fields["places"]
        field.queryset = places  # type: ignore[attr-defined]
        if cohort is not None:
            sent = self.data.getlist("places") if isinstance(self.data, QueryDict) else ()
            ticked = [key for key in sent if is_public_id(key)]
            shown = Q(cohort=cohort) | Q(public_id__in=ticked)
            field.offer(places.filter(shown))  # type: ignore[attr-defined]


class OpenCohort(ActionPage):
    """Opens a cohort and moves people to it, after a preview."""

    title = gettext_lazy("Open a cohort")
    button = gettext_lazy("See what will happen")
    roles = WRITERS
    form_class = OpenForm
    template_name = "lead/cohort_open.html"
    shown: Cohort | None = None
    refused_fields = {"cohort_exists": "number", "cohort_full": "capacity"}

    def prepare(self) -> None:
        """Look up the programme that runs."""
        programme = programme_now()
        if programme is None:
            raise Http404
        self.programme: Programme = programme
        super().prepare()

    def form_options(self) -> dict[str, Any]:
        """Offer the people who have a place; where there are many, those of one cohort."""
        places = places_of(self.user).filter(cohort__programme=self.programme)
        return {"places": places, "cohort": self._one_cohort(places)}

    def _one_cohort(self, places: RegistrationQuerySet) -> Cohort | None:
        """Return the cohort whose people are shown, that of the address or the last one."""
        if places[MOST_PLACES:].exists():
            cohorts = self.programme.cohorts.order_by("-number")
            number = self.request.GET.get("van", "")
            asked = cohorts.filter(number=int(number)) if SHORT_NUMBER.fullmatch(number) else None
            self.shown = (asked and asked.first()) or cohorts.first()
        return self.shown

    def page_context(self) -> dict[str, Any]:
        """Return the cohorts of which the people can be shown."""
        cohorts = self.programme.cohorts.order_by("number") if self.shown else ()
        return {"cohorts": cohorts, "shown": self.shown}

    def initial(self) -> dict[str, Any]:
        """Begin with the next number, three months from now, as large as the last one."""
        last = self.programme.cohorts.order_by("number").last()
        number = last.number + 1 if last else 1
        return {
            "number": number,
            "name": _("Cohort %(number)s") % {"number": number},
            "starts_on": months_later(clock.today().replace(day=1), 3),
            "capacity": last.capacity if last else None,
        }

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back("lead_cohorts")

    def preview(self, form: Any) -> Preview | None:
        """Show who moves and whose calendar changes."""
        values = form.cleaned_data
        planned = Cohort(
            programme=self.programme,
            number=values["number"],
            name=values["name"],
            starts_on=values["starts_on"],
            capacity=values["capacity"],
        )
        plan = plan_move(list(values["places"]), planned, on=clock.today())
        first = _("%(cohort)s opens; it starts on %(day)s.") % {
            "cohort": planned,
            "day": day(planned.starts_on),
        }
        return _preview(plan, [first], _("Open the cohort"))

    def act(self, form: Any, user: User) -> tuple[Cohort, list[Registration]]:
        """Open it and move them."""
        values = form.cleaned_data
        data = CohortData(
            number=values["number"],
            name=values["name"],
            starts_on=values["starts_on"],
            capacity=values["capacity"],
        )
        places = list(values["places"])
        cohort = open_cohort_with(self.programme, data, places, on=clock.today(), by=user)
        return cohort, places

    def done(self, result: tuple[Cohort, list[Registration]]) -> tuple[str, str]:
        """Say what was opened and how many went along."""
        cohort, places = result
        sentence = ngettext(
            "%(cohort)s is open; %(count)s person moved to it.",
            "%(cohort)s is open; %(count)s people moved to it.",
            len(places),
        )
        shown = sentence % {"cohort": cohort, "count": len(places)}
        return shown, cohort_href(cohort)

    def undo(self, result: tuple[Cohort, list[Registration]]) -> tuple[str, str] | None:
        """Offer to move them back, each to the cohort that was left."""
        opened, places = result
        return (_back_href(places, opened=opened), _("Move them back")) if places else None


class MoveForm(Form):
    """Who moves, and where to."""

    places = PlaceField(Registration.objects.none(), label=gettext_lazy("Who moves"))
    cohort = PickField(Cohort.objects.none(), label=gettext_lazy("Move to"))

    def __init__(
        self, *args: Any, places: RegistrationQuerySet, cohorts: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["places"].queryset = places  # type: ignore[attr-defined]
        self.fields["cohort"].queryset = cohorts  # type: ignore[attr-defined]


class MovePeople(ActionPage):
    """Moves people out of one cohort to another, after a preview; moving back undoes it."""

    button = gettext_lazy("See what will happen")
    roles = WRITERS
    form_class = MoveForm
    refused_fields = {"cohort_full": "cohort"}
    subject: Cohort

    def record(self) -> Cohort:
        """Return the cohort that people leave."""
        rows = Cohort.objects.visible_to(self.user)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def heading(self) -> str:
        """Name the cohort."""
        return _("Move people from %(cohort)s") % {"cohort": self.subject}

    def form_options(self) -> dict[str, Any]:
        """Offer the people of the cohort, and the others of its programme."""
        others = Cohort.objects.visible_to(self.user).filter(programme=self.subject.programme_id)
        return {
            "places": places_of(self.user).filter(cohort=self.subject),
            "cohorts": others.exclude(pk=self.subject.pk),
        }

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back("lead_cohorts")

    def preview(self, form: Any) -> Preview | None:
        """Show who moves and whose calendar changes."""
        places = list(form.cleaned_data["places"])
        plan = plan_move(places, form.cleaned_data["cohort"], on=clock.today())
        return _preview(plan, [], _("Move"))

    def act(self, form: Any, user: User) -> list[Registration]:
        """Move them."""
        self.left = list(form.cleaned_data["places"])
        return move_registrations(self.left, form.cleaned_data["cohort"], on=clock.today(), by=user)

    def done(self, result: list[Registration]) -> tuple[str, str]:
        """Say how many moved."""
        return _moved(result)

    def undo(self, result: list[Registration]) -> tuple[str, str]:  # noqa: ARG002 - as they were
        """Offer to move them back."""
        return _back_href(self.left), _("Move them back")


def _moved(places: Sequence[Registration]) -> tuple[str, str]:
    """Return how many moved, and where to see them."""
    cohort = places[0].cohort
    assert cohort is not None  # that is where they moved to
    sentence = ngettext(
        "%(count)s person moved to %(cohort)s.",
        "%(count)s people moved to %(cohort)s.",
        len(places),
    )
    shown = sentence % {"cohort": cohort, "count": len(places)}
    return shown, cohort_href(cohort)


def _back_href(places: Sequence[Registration], *, opened: Cohort | None = None) -> str:
    """Return the address that moves people back; it is sealed, for it says who and where to.

    ``places`` are as they were before the move. ``opened``: the cohort that was
    opened for them, which goes again when it is empty.
    """
    asked: dict[str, Any] = {"homes": [(place.pk, place.cohort_id) for place in places]}
    sealed = seal({**asked, "opened": opened.pk} if opened else asked)
    return reverse("lead_cohort_move_back", args=[sealed])


class MoveBack(ActionPage):
    """Moves people back to where they came from: the button behind the message."""

    title = gettext_lazy("Move people back")
    button = gettext_lazy("Move them back")
    roles = WRITERS

    def prepare(self) -> None:
        """Read the address."""
        asked = unseal(self.kwargs["sealed"])
        if not isinstance(asked, dict) or not asked.get("homes"):
            raise Http404
        self.homes = self._homes(dict(asked["homes"]))
        opened = asked.get("opened")
        cohorts = Cohort.objects.visible_to(self.user)
        self.opened = cohorts.filter(pk=opened).first() if opened else None
        super().prepare()

    def _homes(self, asked: dict[int, int]) -> dict[Cohort, list[Registration]]:
        """Return the places that can still be moved, by the cohort each came from."""
        cohorts = Cohort.objects.visible_to(self.user).in_bulk(set(asked.values()))
        if len(cohorts) < len(set(asked.values())):
            raise Http404
        homes: dict[Cohort, list[Registration]] = {}
        for place in places_of(self.user).filter(pk__in=asked):
            homes.setdefault(cohorts[asked[place.pk]], []).append(place)
        return homes or {next(iter(cohorts.values())): []}  # which the action refuses

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back("lead_cohorts")

    def page_context(self) -> dict[str, Any]:
        """Say who goes back, and where to."""
        facts = [
            (home, ", ".join(str(each.person or _("name not given yet")) for each in places))
            for home, places in self.homes.items()
            if places
        ]
        return {**super().page_context(), "facts": facts}

    def act(self, form: Any, user: User) -> list[Registration]:  # noqa: ARG002 - it has no fields
        """Move them back; a cohort that was opened for them goes when nobody is left in it."""
        today = clock.today()
        if self.opened:
            return undo_opening(self.opened, self.homes, on=today, by=user)
        (home,) = self.homes  # people are moved out of one cohort at a time
        return move_registrations(self.homes[home], home, on=today, by=user)

    def done(self, result: list[Registration]) -> tuple[str, str]:
        """Say how many moved."""
        if len(self.homes) == 1:
            return _moved(result)
        sentence = ngettext(
            "%(count)s person moved back.", "%(count)s people moved back.", len(result)
        )
        return sentence % {"count": len(result)}, reverse("lead_cohorts")


def _preview(plan: MovePlan, sentences: list[str], button: str) -> Preview:
    """Return what a move does, place by place; refuse here what the action would refuse."""
    if plan.refused:
        raise plan.refused
    if plan.moves:
        sentences = [*sentences, *_calendars(plan)]
    return Preview(
        sentences=sentences,
        heads=[_("Person"), _("Out of"), _("Seat")],
        rows=[_preview_row(move) for move in plan.moves],
        button=button,
    )


def _calendars(plan: MovePlan) -> list[str]:
    """Say which events leave the calendars of those who move, and which come."""
    found = []
    for events, sentence in (
        (plan.leaving, _("No longer in their calendars: %(events)s.")),
        (plan.coming, _("New in their calendars: %(events)s.")),
    ):
        if events:
            shown = ", ".join(_event(each) for each in events)
            found.append(sentence % {"events": shown})
    return found or [_("No calendar changes: neither cohort has events to come.")]


def _event(event: Event) -> str:
    """Return an event with its day, and the cohort whose calendars hold it."""
    first = day(event.starts_at.astimezone(clock.AMSTERDAM).date())
    return f"{event} ({event.cohort}, {first})"


def _preview_row(move: Move) -> tuple[object, ...]:
    """Return one place of the preview."""
    place = move.registration
    seat = _("goes along")
    if move.is_other_year and move.entitlement:
        year = move.entitlement.contract_year
        seat = _("of contract year %(number)s; the old one is given back") % {"number": year.number}
    if move.attended:
        sentence = ngettext(
            "%(seat)s; was present %(count)s time",
            "%(seat)s; was present %(count)s times",
            move.attended,
        )
        seat = sentence % {"seat": seat, "count": move.attended}
    who = place.person or _("name not given yet")
    return (f"{who}, {place.organisation}", place.cohort, seat)
