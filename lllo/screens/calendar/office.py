"""Who holds an address of which calendar, for the office; the addresses themselves nobody sees.

The office ends an address, or asks its holder for a new one: that one is made and shown on the
holder's own page only.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import Refused
from lllo.feeds import actions
from lllo.feeds.models import Subscription
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.calendar.views import MANAGERS
from lllo.screens.components.cells import RowLink
from lllo.screens.components.forms import ActionPage
from lllo.screens.components.lists import Bulk, Cell, Column, Crumb, ListPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from lllo.people.models import User


def _calendar(row: Subscription) -> Cell:
    owner = row.organisation or row.cohort
    return Cell(text=row.feed, hint=str(owner) if owner else "")


def _links(row: Subscription, user: User) -> tuple[RowLink, ...]:
    """Return what is done with an address; one's own is renewed at once."""
    is_own = row.person_id == user.person_id
    renew = "subscription_renew" if is_own else "office_subscription_renew"
    return tuple(
        RowLink(label=label, href=reverse(name, args=[row.public_id]), about=str(row))
        for label, name in ((_("Renew"), renew), (_("End"), "subscription_revoke"))
    )


def _why_not(row: Subscription, _data: Mapping[str, Any], _user: User) -> str:
    try:
        actions.refuse_renewal(row)
    except Refused as refused:
        return str(refused)
    return ""


def _renew(row: Subscription, _data: Mapping[str, Any], user: User) -> Subscription:
    return actions.end_for_renewal(row, by=user)


WHAT_HAPPENS = gettext_lazy(
    "The old address shows an empty calendar from now on. Its holder gets a mail with the way to"
    " the own page and makes a new address there, which nobody else sees."
)


class OfficeSubscriptions(ListPage):
    """The addresses in use, with when and how often they were asked for."""

    title = gettext_lazy("Calendar subscriptions")
    url_name = "office_subscriptions"
    roles = OFFICE
    search = ("person__given_name", "person__family_name", "feed")
    search_hint = gettext_lazy("person or calendar")
    order = "person"
    empty = gettext_lazy(
        "Nobody subscribed to a calendar yet. People do so themselves: My account, Calendars."
    )
    bulk = (
        Bulk(
            code="vernieuwen",
            label=gettext_lazy("Renew"),
            judge=_why_not,
            act=_renew,
            roles=MANAGERS,
            intro=WHAT_HAPPENS,
            done=gettext_lazy("Addresses ended, mails on their way: %(count)s."),
        ),
    )
    columns = (
        Column(
            key="person",
            label=gettext_lazy("Person"),
            value=lambda row: row.person,
            sort=("person__family_name", "person__given_name", "pk"),
            is_wide=True,
        ),
        Column(key="feed", label=gettext_lazy("Calendar"), value=_calendar, sort="feed"),
        Column(
            key="made",
            label=gettext_lazy("Made on"),
            value=lambda row: row.made_at,
            sort="made_at",
            kind="day",
        ),
        Column(
            key="used",
            label=gettext_lazy("Last used"),
            value=lambda row: row.last_used_at,
            sort="last_used_at",
            kind="moment",
        ),
        Column(
            key="count",
            label=gettext_lazy("Times used"),
            value=lambda row: row.use_count,
            sort="use_count",
            kind="number",
        ),
    )

    def prepare(self) -> None:
        """Add what is done with an address for who may; a new one only its holder makes."""
        if may_enter(self.user, MANAGERS):
            first = replace(type(self).columns[0], value=self._person)
            self.columns = (first, *type(self).columns[1:])  # type: ignore[misc]
        super().prepare()

    def _person(self, row: Subscription) -> Cell:
        return Cell(text=row.person, links=_links(row, self.user))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return (Crumb(label=_("Work lists"), href=reverse("office_home")),)

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the living addresses."""
        rows = Subscription.objects.visible_to(user).living()
        return rows.select_related("person", "organisation", "cohort")


class OfficeRenew(ActionPage):
    """One address that others may know: it ends, and its holder makes a new one."""

    title = gettext_lazy("Renew the address")
    intro = WHAT_HAPPENS
    button = gettext_lazy("End the old address and mail the holder")
    roles = MANAGERS
    is_dangerous = True

    def record(self) -> Subscription:
        """Return the address; one that ended meanwhile says so when the form is sent."""
        rows = Subscription.objects.visible_to(self.user)
        rows = rows.select_related("person", "organisation", "cohort")
        found: Subscription = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        return found

    def version(self, record: Any) -> Mapping[str, str]:
        """Return what must not change meanwhile: that a program asks for it is no change."""
        return {"ended_at": str(record.ended_at or "")}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return (
            Crumb(label=_("Work lists"), href=reverse("office_home")),
            Crumb(label=_("Calendar subscriptions"), href=reverse("office_subscriptions")),
        )

    def page_context(self) -> dict[str, Any]:
        """Show whose address it is, of which calendar."""
        old = self.subject
        calendar = _calendar(old)
        facts = [
            (_("Person"), old.person),
            (_("Mail address"), old.person.email or "–"),
            (_("Calendar"), ": ".join(filter(None, (str(calendar.text), str(calendar.hint))))),
        ]
        return {"facts": facts}

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - there is nothing to fill in
        """End it and mail its holder."""
        return actions.end_for_renewal(self.subject, by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say who hears of it."""
        sentence = _("The old address ended; %(person)s gets a mail with the way to a new one.")
        return sentence % {"person": result.person}, reverse("office_subscriptions")
