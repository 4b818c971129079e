"""Gives out, renews and revokes the secret addresses of calendars."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.feeds import keeping
from lllo.feeds.models import OWNED, MailChoice, Subscription
from lllo.outbox.actions import enqueue
from lllo.people import audit
from lllo.people.models import Person

if TYPE_CHECKING:
    from lllo.feeds.queries import Feed
    from lllo.people.models import User

SECRET_BYTES = 24  # 192 random bits
RENEWAL = "mail.calendar_renewal"  # the kind of the job that mails the way to a new address
TOKEN_LENGTH = 32  # characters, as token_urlsafe writes that many bytes


def hash_of(token: str) -> str:
    """Return what is kept of the secret in an address."""
    return hashlib.sha256(token.encode()).hexdigest()


def subscribe(feed: Feed, person: Person, *, by: User | None) -> tuple[Subscription, str]:
    """Give ``person`` a secret address of a calendar; return it with its secret, shown only now.

    Raises ``Refused`` where the calendar is public, the person has no right to
    it, gets invitations by mail, or holds an address of it already: renewing makes that
    one useless.
    """
    if feed.scope == "public":
        sentence = _("This calendar is public and has one address for everyone.")
        raise Refused(sentence, code="feed_is_public")
    owner = {feed.scope: feed.owner} if feed.scope in OWNED else {}
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # one address at a time
        if MailChoice.objects.filter(person=person).exists():
            sentence = _(
                "%(person)s gets invitations by mail; with a subscription as well everything"
                " would show twice."
            )
            raise Refused(sentence % {"person": person}, code="invitations_chosen")
        living = Subscription.objects.living()
        if living.filter(feed=feed.code, person=person, **owner).exists():
            sentence = _("%(person)s has an address of this calendar already; renew it.")
            raise Refused(sentence % {"person": person}, code="subscription_exists")
        return _make(feed.code, feed.scope, person, owner, by)


def renew(subscription: Subscription, *, by: User | None) -> tuple[Subscription, str]:
    """End an address and give its holder a new one; the old one shows an empty calendar."""
    with transaction.atomic():
        old = _end(subscription, Subscription.End.RENEWED)
        owner = {old.scope: old.owner} if old.scope in OWNED else {}
        return _make(old.feed, old.scope, old.person, owner, by)


def end_for_renewal(subscription: Subscription, *, by: User | None) -> Subscription:
    """End an address that its holder is to renew: a mail shows the holder the way.

    The new one is made by its holder alone, on the own page, so nobody else sees it. Again, or
    after a renewal by the holder, it changes nothing. Refused for an address that was revoked,
    and where a new one could not be made: no right to the calendar, or nobody to mail to.
    """
    with transaction.atomic():
        known = Subscription.objects.select_for_update().get(pk=subscription.pk)
        if known.end == Subscription.End.RENEWED:
            return known
        refuse_renewal(known)
        old = _end(known, Subscription.End.RENEWED)
        audit.record("subscription.renewal_asked", old, by=by)
        enqueue(RENEWAL, f"{RENEWAL}/{old.public_id}", {"subscription": str(old.public_id)})
    return old


def refuse_renewal(subscription: Subscription) -> None:
    """Refuse to ask for a new address where its holder could not make one, or would not hear."""
    if not subscription.person.email:
        sentence = _(
            "%(person)s has no mail address and would not hear of it: fill in a mail address"
            " first, or end the subscription."
        )
        raise Refused(sentence % {"person": subscription.person}, code="no_mail_address")
    _refuse_without_right(subscription)


def revoke(subscription: Subscription, *, by: User | None) -> Subscription:
    """End an address: calendars that ask for it become empty."""
    with transaction.atomic():
        old = _end(subscription, Subscription.End.REVOKED)
        audit.record("subscription.revoked", old, by=by)
    return old


def _make(
    feed: str, scope: str, person: Person, owner: dict[str, Any], by: User | None
) -> tuple[Subscription, str]:
    """Store a new address and return it with its secret."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    made = Subscription(
        feed=feed, scope=scope, person=person, token_hash=hash_of(token), made_by=by, **owner
    )
    made.save()
    _refuse_without_right(made)
    audit.record("subscription.made", made, by=by, feed=feed)
    return made, token


def _refuse_without_right(subscription: Subscription) -> None:
    """Refuse an address of a calendar that its holder may not read."""
    if not Subscription.objects.with_right().get(pk=subscription.pk).has_right:
        sentence = _("%(person)s has no right to this calendar.")
        raise Refused(sentence % {"person": subscription.person}, code="no_right_to_feed")


def _end(subscription: Subscription, end: str) -> Subscription:
    """End an address that has not ended; what was kept of it for a bad hour goes, too."""
    old = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if old.ended_at:
        raise Refused(_("This address has ended already."), code="subscription_ended")
    old.ended_at, old.end = clock.now(), end
    old.save(update_fields=["ended_at", "end"])
    transaction.on_commit(lambda: keeping.forget(old.token_hash))
    return old
