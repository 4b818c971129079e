"""Who holds an address of which calendar, for the office; the addresses themselves nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lllo.feeds.models import Subscription
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.calendar.views import MANAGERS
from lllo.screens.components.lists import Cell, Column, ListPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User


def _calendar(row: Subscription) -> Cell:
    owner = row.organisation or row.cohort
    return Cell(text=row.feed, hint=str(owner) if owner else "")


def _end(row: Subscription) -> Cell:
    return Cell(text=_now("End"), href=reverse("subscription_revoke", args=[row.public_id]))


class OfficeSubscriptions(ListPage):
    """The addresses in use, with when and how often they were asked for."""

    title = _("Calendar subscriptions")
    url_name = "office_subscriptions"
    roles = OFFICE
    search = ("person__given_name", "person__family_name", "feed")
    search_hint = _("person or calendar")
    order = "person"
    empty = _("Nobody subscribed to a calendar yet.")
    columns = (
        Column(
            key="person",
            label=_("Person"),
            value=lambda row: row.person,
            sort=("person__family_name", "person__given_name", "pk"),
            is_wide=True,
        ),
        Column(key="feed", label=_("Calendar"), value=_calendar, sort="feed"),
        Column(
            key="made",
            label=_("Made on"),
            value=lambda row: row.made_at,
            sort="made_at",
            kind="day",
        ),
        Column(
            key="used",
            label=_("Last used"),
            value=lambda row: row.last_used_at,
            sort="last_used_at",
            kind="moment",
        ),
        Column(
            key="count",
            label=_("Times used"),
            value=lambda row: row.use_count,
            sort="use_count",
            kind="number",
        ),
    )

    def prepare(self) -> None:
        """Add the way to end an address for who may; a new one only its holder makes."""
        if may_enter(self.user, MANAGERS):
            column = Column(key="revoke", label=_("End"), value=_end)
            self.columns = (*type(self).columns, column)  # type: ignore[misc,assignment]
        super().prepare()

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the living addresses."""
        rows = Subscription.objects.visible_to(user).living()
        return rows.select_related("person", "organisation", "cohort")
