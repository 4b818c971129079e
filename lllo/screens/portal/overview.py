"""The first page of an organisation, and the choice for someone who has several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo import clock
from lllo.contracts.models import Contract
from lllo.screens.access import PORTAL
from lllo.screens.components.pages import RolePage
from lllo.screens.portal import queries
from lllo.screens.portal.entitlements import year_cards
from lllo.screens.portal.place import ReadingPage, roles_in_words
from lllo.training.models import CourseSeat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.http import HttpRequest, HttpResponse

CONFIRM_AFTER = timedelta(days=365)


class ChoosePage(RolePage):
    """Leads to the organisation of the reader, or asks which one of several."""

    roles = PORTAL

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Go on where there is one organisation; show what there is otherwise."""
        places = [
            (reverse("portal_overview", args=[each.public_id]), each.name, roles_in_words(roles))
            for each, roles in (
                (each, frozenset(roles)) for each, roles in self.user.places(PORTAL).items()
            )
        ]
        if len(places) == 1:
            return HttpResponseRedirect(places[0][0])
        return render(request, "portal/choose.html", {"places": places})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """Something that waits for the reader: a sentence, and where it is done."""

    sentence: str
    label: str
    href: str


class OverviewPage(ReadingPage):
    """What is left, what waits for you, what comes."""

    url_name = "portal_overview"
    title = gettext_lazy("Overview")
    template_name = "portal/overview.html"
    here = PORTAL

    def content(self) -> dict[str, Any]:
        """Return the cards, what waits and the next events."""
        on, at = clock.today(), clock.now()
        coming = queries.coming_events(self.user, self.place, at=at)
        events = coming.exclude(queries.of_colleagues(self.place))[: queries.EVENTS_SHOWN]
        years = year_cards(self.user, self.place, on=on) if self.place.is_member else ()
        return {
            "years": years,
            "to_do": list(self._to_do(on)),
            "waiting": self._waiting(),
            "next_event": events[0] if events else None,
            "later_events": events[1:],
        }

    @cached_property
    def seats(self) -> list[CourseSeat]:
        """The course seats of the organisation."""
        return queries.course_seats(self.user, self.place)

    def _waiting(self) -> list[tuple[str, str]]:
        """Return what was asked for and is not answered yet: what, and for whom."""
        if not self.place.is_member:
            return []
        asked = queries.coaching_requests(self.user, self.place)
        return [
            (_("Coaching: %(subject)s") % {"subject": each.subject}, str(each.person or ""))
            for each in asked
            if each.state == each.State.WAITING
        ] + [
            (_("Course: %(course)s") % {"course": each.course_name}, str(each.person or ""))
            for each in self.seats
            if each.state == each.State.APPLIED
        ]

    def _to_do(self, on: date) -> Iterator[ToDo]:
        place = self.place
        if place.is_contact:
            yield from self._for_contact(on)
        if place.person and _is_old(place.person.confirmed_on, on):
            yield ToDo(
                sentence=_("Are your own details still right?"),
                label=_("Look at my details"),
                href=reverse("portal_me"),
            )

    def _for_contact(self, on: date) -> Iterator[ToDo]:
        place = self.place
        seats = [each for each in self.seats if each.state not in CourseSeat.GIVEN_BACK]
        held = queries.registrations(self.user, place, at=clock.now())
        nameless = held.filter(person__isnull=True).count()
        nameless += sum(each.person is None for each in seats)
        if nameless:
            sentence = ngettext(
                "%(number)s place still needs a name.",
                "%(number)s places still need a name.",
                nameless,
            )
            yield ToDo(
                sentence=sentence % {"number": nameless},
                label=_("Give names"),
                href=place.href("portal_registrations"),
            )
        yield from self._papers(on)
        if _is_old(place.organisation.confirmed_on, on):
            yield ToDo(
                sentence=_("Are the details of your organisation still right?"),
                label=_("Look at our details"),
                href=place.href("portal_organisation"),
            )

    def _papers(self, on: date) -> Iterator[ToDo]:
        papers = self.place.href("portal_papers")
        for each in queries.contracts(self.user, self.place):
            if each.state == Contract.State.OFFERED:
                sentence = _("Agreement %(number)s waits for a signature.")
                sentence %= {"number": each.number}
                yield ToDo(sentence=sentence, label=_("Look at the agreement"), href=papers)
        for each in queries.without_order_number(self.user, self.place):
            sentence = _("The invoices of %(number)s need your order number.")
            sentence %= {"number": each.number}
            href = self.place.href("portal_order", contract=each.public_id)
            yield ToDo(sentence=sentence, label=_("Pass on the order number"), href=href)
        for bill in queries.bills(self.user, self.place, on=on):
            if bill.status == "overdue":
                sentence = _("Invoice %(number)s should have been paid by now.")
                sentence %= {"number": bill.number}
                yield ToDo(sentence=sentence, label=_("Look at the invoice"), href=papers)


def _is_old(confirmed_on: date | None, on: date) -> bool:
    return confirmed_on is None or confirmed_on < on - CONFIRM_AFTER
