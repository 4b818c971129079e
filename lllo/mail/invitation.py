"""Sends someone the link by which an account begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.mail.letter import compose
from lllo.people import audit
from lllo.people.account_actions import hash_of, token_of
from lllo.people.models import Invitation, Membership
from lllo.people.salutations import addressing
from lllo.programmes.models import Programme
from lllo.programmes.queries import is_demo, seller_in_force

if TYPE_CHECKING:
    from lllo.outbox.models import Job

TEMPLATE = "invitation_mail.txt.j2"


def send_invitation(job: Job) -> None:
    """Mail the link of ``job.payload["invitation"]``; the link is made here, never stored."""
    invitations = Invitation.objects.select_related("person")
    invitation = invitations.get(public_id=job.payload["invitation"])
    if invitation.state(clock.now()) != Invitation.State.OPEN:
        raise Refused(
            _("The invitation of %(email)s is not open any more.") % {"email": invitation.email},
            code="invitation_ended",
        )
    token = token_of(invitation.public_id)
    if hash_of(token) != invitation.token_hash:
        raise Refused(
            _("LLLO_SECRET_KEY changed after this invitation was made; make a new one."),
            code="invitation_other_key",
        )
    to = [invitation.email]
    mail = compose(TEMPLATE, context(invitation, token), to=to, key=job.key, demo=is_demo())
    seller = seller_in_force()
    mail.reply_to = [seller.email] if seller.email else []
    mail.send()
    audit.record("invitation.mailed", invitation, by=None)


def context(invitation: Invitation, token: str) -> dict[str, Any]:
    """Return everything that the mail may say, by name."""
    person = invitation.person
    held = Membership.objects.current().filter(person=person).select_related("organisation")
    name = Programme.objects.order_by("-starts_on", "-pk").values_list("name", flat=True).first()
    return {
        "person": str(person),
        **addressing([person], person.language),
        "english": person.language == "en",
        "organisations": sorted({str(each.organisation) for each in held}),
        "programme": name or "lllo",
        "university": seller_in_force(),
        "link": settings.LLLO_BASE_URL.rstrip("/") + reverse("invitation", args=[token]),
        "valid_until": timezone.localdate(invitation.expires_at),
    }
