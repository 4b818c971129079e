"""Filters that someone keeps under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.screens.models import LONGEST_QUERY, SavedFilter

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User

MOST = 20


def filters_of(user: User, list_name: str) -> QuerySet[SavedFilter]:
    """Return the filters that an account kept for a list."""
    return SavedFilter.objects.visible_to(user).filter(list_name=list_name)


def save_filter(user: User, list_name: str, *, name: str, query: str) -> SavedFilter:
    """Keep a filter under a name; the same name again takes the new filter."""
    name = " ".join(name.replace("\x00", "").split())
    longest = SavedFilter._meta.get_field("name").max_length or 0
    if not name:
        raise Refused(_("Give the filter a name."), code="filter_without_name")
    if len(name) > longest:
        sentence = _("The name of a filter has at most %(most)s characters.")
        raise Refused(sentence % {"most": longest}, code="filter_name_long")
    if len(query) > LONGEST_QUERY:
        raise Refused(_("This filter is too long to keep."), code="filter_long")
    kept = filters_of(user, list_name)
    if kept.count() >= MOST and not kept.filter(name=name).exists():
        sentence = _("You keep %(most)s filters for this list; delete one first.")
        raise Refused(sentence % {"most": MOST}, code="filter_many")
    return SavedFilter.objects.update_or_create(
        user=user, list_name=list_name, name=name, defaults={"query": query}
    )[0]


def delete_filter(user: User, list_name: str, public_id: str) -> None:
    """Forget a filter; one that is not there or not one's own changes nothing."""
    for kept in filters_of(user, list_name):
        if str(kept.public_id) == public_id:
            kept.delete()
