"""Invitations by mail: chosen instead of a subscription, made due, withdrawn, answered.

What somebody must be told is found by comparing what is wanted with what was sent, not by
each action that changes something: so nothing is forgotten, whoever changes it. ``sync`` makes a
job for each difference, due in five minutes; the job looks again when it runs. So several
changes give one mail, and a change that was taken back gives none.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.feeds import actions as subscriptions
from lllo.feeds.invitation_models import hash_of, token_of
from lllo.feeds.invited import choosers, wanted
from lllo.feeds.models import MailChoice, MailedInvitation, Subscription
from lllo.outbox.actions import enqueue
from lllo.outbox.models import Job
from lllo.people import audit
from lllo.people.models import Person
from lllo.training.actions import AnswerData, record_answer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from lllo.feeds.invited import Wanted
    from lllo.people.models import User
    from lllo.training.models import Answer

KIND = "mail.calendar"
COLLECT = timedelta(minutes=5)


def choose_mail(person: Person, *, at: datetime, by: User | None) -> MailChoice:
    """Let someone get invitations by mail; that person's secret addresses end.

    Refused without a mail address. Choosing it again changes nothing.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not person.email:
            sentence = _("%(person)s has no mail address, so no invitation can be sent.")
            raise Refused(sentence % {"person": person}, code="no_mail_address")
        choice, is_new = MailChoice.objects.get_or_create(
            person=person, defaults={"chosen_at": at, "chosen_by": by}
        )
        if is_new:
            for each in Subscription.objects.living().filter(person=person):
                subscriptions.revoke(each, by=by)
            audit.record("calendar.mail_chosen", person, by=by)
    return choice


def choose_subscription(person: Person, *, by: User | None) -> None:
    """Send someone no invitations any more; those to come are withdrawn by mail.

    Choosing it again changes nothing.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        gone, _rows = MailChoice.objects.filter(person=person).delete()
        if gone:
            audit.record("calendar.subscription_chosen", person, by=by)


def sync(*, at: datetime) -> int:
    """Make a job for each person and thing of which that person was told otherwise; count them."""
    now = wanted(choosers(), at=at)
    coming = MailedInvitation.objects.filter(ends_at__gt=at)
    known = {(row.person_id, row.uid): row for row in coming}
    made = 0
    for key in sorted(now.keys() | known.keys()):
        each, row = now.get(key), known.get(key)
        if row is None and each and not each.is_off:
            row = _new(each)
        if row and row.aim != goal_of(row, each):
            made += _aim(row, each)
    return made


def goal_of(row: MailedInvitation, each: Wanted | None) -> str:
    """Return what the stamp of an invitation must become."""
    if each:
        return each.stamp
    return row.WITHDRAWN if row.aim else ""


def _new(each: Wanted) -> MailedInvitation:
    """Return the row of an invitation, made where there is none yet."""
    row = MailedInvitation(uid=each.uid, person=each.person, ends_at=each.ends_at)
    row.token_hash = hash_of(token_of(row.public_id))
    names = ("public_id", "ends_at", "token_hash")
    defaults = {name: getattr(row, name) for name in names}
    return MailedInvitation.objects.get_or_create(
        uid=each.uid, person=each.person, defaults=defaults
    )[0]


def _aim(row: MailedInvitation, each: Wanted | None) -> int:
    """Note what a person is to be told, with a job for it unless one waits; return how many.

    The waiting job is locked: its worker cannot have begun before this is written.
    """
    with transaction.atomic():
        row = MailedInvitation.objects.select_for_update().get(pk=row.pk)
        row.aim = goal_of(row, each)
        if each:
            row.ends_at = max(row.ends_at, each.ends_at)
        job = Job.objects.select_for_update().filter(pk=row.job_id or 0).first()
        is_new = job is None or job.state != Job.State.PENDING
        if is_new:
            row.jobs += 1
            key = f"{KIND}/{row.public_id}/{row.jobs}"
            row.job = enqueue(KIND, key, {"invitation": str(row.public_id)}, wait=COLLECT)
        row.save()
    return int(is_new)


def note_sent(row: MailedInvitation, told: Mapping[str, object]) -> None:
    """Note what a person was told, in the columns of ``told``."""
    with transaction.atomic():
        for name, value in told.items():
            setattr(row, name, value)
        row.save(update_fields=list(told))
        action = "calendar.invited" if row.is_open else "calendar.withdrawn"
        about = row.registration or row.person
        audit.record(action, about, by=None, to=row.email, sequence=row.sequence)


def invitation_of(token: str) -> MailedInvitation | None:
    """Return the invitation that the link in a mail belongs to, or nothing."""
    rows = MailedInvitation.objects.select_related("person", "registration", "event__cohort")
    return rows.filter(token_hash=hash_of(token)).first()


def answer(row: MailedInvitation, word: str, *, way: str, at: datetime) -> Answer:
    """Keep an answer to an invitation; refused when it was withdrawn, or needs no answer."""
    if not row.is_open or row.registration is None or row.event is None:
        raise Refused(_("This invitation is not open any more."), code="invitation_not_open")
    data = AnswerData(word=word, way=way, sequence=row.event.sequence)
    return record_answer(row.registration, row.event, row.person, data, at=at)
