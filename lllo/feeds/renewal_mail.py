"""Mails the holder of an address that the office ended the way to a new one, never an address."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lllo import office
from lllo.documents.templates import render
from lllo.errors import Refused
from lllo.feeds import ics
from lllo.feeds.invitation_mail import mailbox, sender
from lllo.feeds.models import MailChoice, Subscription
from lllo.feeds.queries import feed_of
from lllo.feeds.texts import Texts, template
from lllo.people.salutations import addressing

if TYPE_CHECKING:
    from lllo.outbox.models import Job
    from lllo.people.models import Person

TEMPLATE = "renewal"


def send(job: Job) -> None:
    """Mail about the address of ``job.payload["subscription"]``.

    Not when there is a new one by now, or invitations by mail were chosen instead. Refused
    when the holder lost the mail address since.
    """
    rows = Subscription.objects.select_related("person", "organisation", "cohort")
    old = rows.get(public_id=job.payload["subscription"])
    same = {name: getattr(old, name) for name in ("feed", "person", "organisation", "cohort")}
    has_new = Subscription.objects.filter(**same, pk__gt=old.pk).exists()
    if has_new or MailChoice.objects.filter(person=old.person).exists():
        return
    if not old.person.email:
        sentence = _("%(person)s has no mail address.") % {"person": old.person}
        raise Refused(sentence, code="no_mail_address")
    with translation.override(Texts(old.person.language).language):
        compose(old, key=job.key).send()


def compose(old: Subscription, *, key: str) -> EmailMessage:
    """Return the mail, in the active language; the same job gives the same Message-ID."""
    person = old.person
    feed = feed_of(office.read(), old.feed, old.owner, language=person.language)
    calendar = feed.name if feed else old.feed
    subject = _("Make a new address for your calendar: %(calendar)s") % {"calendar": calendar}
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    language = translation.get_language() or settings.LANGUAGE_CODE
    values = values_of(person, calendar)
    return EmailMessage(
        subject=ics.line(subject),
        body=render(template(TEMPLATE, language), values).strip() + "\n",
        from_email=str(sender()),
        to=[str(mailbox(str(person), person.email))],
        headers={"Message-ID": f"<{digest}@{sender().domain}>"},
    )


def values_of(person: Person, calendar: str) -> dict[str, str]:
    """Return what the template gets: the link leads to the own page, which asks to sign in."""
    link = settings.LLLO_BASE_URL.rstrip("/") + reverse("subscriptions")
    language = translation.get_language() or settings.LANGUAGE_CODE
    names = {"person": str(person), **addressing([person], language)}
    return {**names, "calendar": calendar, "link": link}
