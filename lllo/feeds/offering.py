"""Which calendars someone may subscribe to, and which of them they hold an address of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lllo.feeds.models import Subscription
from lllo.feeds.queries import feed_for, name_prefix
from lllo.people.models import Membership, Organisation
from lllo.training.models import Cohort, Registration

if TYPE_CHECKING:
    from lllo.feeds.queries import Feed
    from lllo.office.content import Office
    from lllo.people.models import Person

Role = Membership.Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A calendar for someone; ``name`` tells it from the others in a form.

    ``to_renew`` is an address that the office ended, so that its holder makes a new one.
    """

    name: str
    feed: Feed
    subscription: Subscription | None
    to_renew: Subscription | None = None

    @property
    def is_public(self) -> bool:
        """Whether it has one address for everyone."""
        return self.feed.scope == "public"


def offers(office: Office, person: Person) -> list[Offer]:
    """Return the calendars someone has a right to now, in the order of the office folder."""
    held = Membership.objects.current().filter(person=person)
    roles = set(held.values_list("role", flat=True))
    last = _last_addresses(person)
    found = []
    prefix = name_prefix()
    for content in office.feeds:
        for owner in _owners(content.scope, person, roles):
            feed = feed_for(content, owner, prefix, language=person.language)
            name = f"{content.code}:{_number(owner)}"
            held_one = last.get((content.code, owner))
            living = held_one if held_one and not held_one.ended_at else None
            is_to_renew = held_one is not None and held_one.end == Subscription.End.RENEWED
            found.append(
                Offer(
                    name=name,
                    feed=feed,
                    subscription=living,
                    to_renew=held_one if is_to_renew else None,
                )
            )
    return found


def _last_addresses(person: Person) -> dict[tuple[str, Any], Subscription]:
    """Return the last address that someone had of each calendar, living or ended."""
    rows = Subscription.objects.filter(person=person).order_by("pk")
    return {
        (each.feed, each.owner): each
        for each in rows.select_related("organisation", "cohort", "person")
    }


def _owners(scope: str, person: Person, roles: set[str]) -> list[Any]:
    """Return for whom there is a calendar of a scope that a person may read."""
    is_staff = not roles.isdisjoint(Membership.SEES_EVERYTHING)
    if scope == "organisation":
        contact = Membership.objects.current().filter(person=person, role=Role.CONTACT)
        return list(Organisation.objects.filter(pk__in=contact.values("organisation")))
    if scope == "cohort":
        places = Registration.objects.active().filter(person=person).values("cohort")
        cohorts = Cohort.objects.order_by("programme", "number")
        return list(cohorts if is_staff else cohorts.filter(pk__in=places))
    may = {
        "public": True,
        "person": bool(roles),
        "coach": not roles.isdisjoint({Role.SPECIALIST, Role.LEAD}),  # both may coach
        "office": is_staff,
    }
    if not may[scope]:
        return []
    return [person] if scope in {"person", "coach"} else [None]


def _number(owner: Any) -> str:
    """Return the public id of an owner; one's own calendars need none."""
    return str(owner.public_id) if isinstance(owner, Organisation | Cohort) else ""
