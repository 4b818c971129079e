"""One's calendars: make an address, renew it, revoke it; the office may revoke anyone's.

A secret address is shown once, in the answer to the form that made it, and is nowhere
else: not in an address of ours, not in the session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lllo import clock, office
from lllo.errors import Refused
from lllo.feeds import actions
from lllo.feeds.models import MailChoice, Subscription
from lllo.feeds.offering import offers
from lllo.feeds.queries import feed_of
from lllo.people.models import Membership
from lllo.screens.access import ANYONE, Role, may_enter
from lllo.screens.calendar.addresses import address_of
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.pages import RolePage
from lllo.training.models import EventPart
from lllo.training.queries import led_to_come

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lllo.feeds.offering import Offer
    from lllo.training.models import Event

MANAGERS = frozenset({Role.BACKOFFICE})
LEADERS = frozenset({*Membership.SEES_EVERYTHING, Role.SPECIALIST})  # see the page of an event


class Subscriptions(RolePage):
    """The calendars one may subscribe to; a POST makes an address of one."""

    roles = ANYONE
    offers: list[Offer]

    def prepare(self) -> None:
        """Look up what this person may read; an account without a person reads nothing here."""
        person = self.user.person
        self.offers = offers(office.read(), person) if person else []

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them, with the use of each address."""
        shown = [
            (each, address_of(each.feed.code, each.feed.name) if each.is_public else None)
            for each in self.offers
        ]
        chosen = MailChoice.objects.visible_to(self.user)
        by_mail = chosen.filter(person=self.user.person_id).exists()
        person = self.user.person
        context = {
            "offers": shown,
            "by_mail": by_mail,
            "has_person": person is not None,
            "leads": [_led(each) for each in led_to_come(person, at=clock.now())] if person else (),
            "sees_pages": may_enter(self.user, LEADERS),
        }
        return render(request, "calendar/subscriptions.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make an address and show it, this once."""
        chosen = [each for each in self.offers if each.name == request.POST.get("calendar")]
        if not chosen or self.user.person is None:
            messages.error(request, _("This calendar is not there for you; choose one below."))
            return HttpResponseRedirect(reverse("subscriptions"))
        try:
            made = actions.subscribe(chosen[0].feed, self.user.person, by=self.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("subscriptions"))
        return _shown(request, made[1], chosen[0].feed.name, reverse("subscriptions"))


class _One(RolePage):
    """A page about one address: one's own, or for ``others`` anyone's."""

    roles = ANYONE
    others: ClassVar[frozenset[Role]] = frozenset()
    template_name: ClassVar[str] = "calendar/confirm.html"

    def prepare(self) -> None:
        """Find the address, and the page to go back to."""
        seen = Subscription.objects.visible_to(self.user).living()
        rows = seen.select_related("person", "organisation", "cohort")
        if not (self.others and may_enter(self.user, self.others)):
            rows = rows.filter(person=self.user.person) if self.user.person else rows.none()
        self.subscription = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        is_own = self.subscription.person_id == self.user.person_id
        self.back = reverse("subscriptions" if is_own else "office_subscriptions")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Say what will happen."""
        context = {"subscription": self.subscription, "back": self.back, **self.words()}
        crumb = Crumb(label=_("Calendars"), href=self.back)
        return render(request, self.template_name, {**context, "crumbs": (crumb,)})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Do it; when that cannot be, say why on the page one came from."""
        try:
            return self.act(request)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(self.back)

    def words(self) -> dict[str, str]:
        """Return title, explanation and button."""
        raise NotImplementedError

    def act(self, request: HttpRequest) -> HttpResponse:
        """Call the action and answer with what came of it."""
        raise NotImplementedError


class Renew(_One):
    """A new address in the place of one that others may know; nobody but its holder sees it."""

    def words(self) -> dict[str, str]:
        """Return title, explanation and button."""
        return {
            "title": _("New address"),
            "what": _(
                "The old address shows an empty calendar from now on. Subscribe again with the"
                " new one in each program that used it."
            ),
            "button": _("Make a new address"),
        }

    def act(self, request: HttpRequest) -> HttpResponse:
        """Make it and show it, this once."""
        made, token = actions.renew(self.subscription, by=self.user)
        feed = feed_of(office.read(), made.feed, made.owner, language=made.person.language)
        return _shown(request, token, feed.name if feed else made.feed, self.back)


class Revoke(_One):
    """An address that is not wanted any more."""

    others = MANAGERS

    def words(self) -> dict[str, str]:
        """Return title, explanation and button."""
        return {
            "title": _("End the subscription"),
            "what": _("Programs that use this address show an empty calendar from now on."),
            "button": _("End the subscription"),
        }

    def act(self, request: HttpRequest) -> HttpResponse:
        """End it."""
        actions.revoke(self.subscription, by=self.user)
        messages.success(request, _("The address has ended; it shows an empty calendar."))
        return HttpResponseRedirect(self.back)


def _led(led: Event | EventPart) -> tuple[Event | EventPart, Event]:
    """Return an event with itself, or a part with its event."""
    return led, led.event if isinstance(led, EventPart) else led


def _shown(request: HttpRequest, token: str, name: str, back: str) -> HttpResponse:
    """Show a new address in all its forms."""
    crumb = Crumb(label=_("Calendars"), href=back)
    context = {"address": address_of(token, name), "name": name, "crumbs": (crumb,)}
    return render(request, "calendar/address.html", context)
