"""A trial mail: proof that mail leaves the house and arrives."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.outbox.actions import enqueue
from lllo.people import audit

if TYPE_CHECKING:
    from lllo.outbox.models import Job
    from lllo.people.models import User

KIND = "mail.trial"


def send_trial(address: str, *, by: User | None) -> Job:
    """Put a trial mail to one address in the outbox; the worker sends it."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(
            _("%(address)s is no mail address.") % {"address": address}, code="mail_address"
        ) from error
    with transaction.atomic():
        job = enqueue(KIND, f"trial:{uuid.uuid4()}", {"to": address})
        audit.record("mail.tried", job, by=by, to=[address])
    return job


def deliver_trial(job: Job) -> None:
    """Send the trial mail of ``job.payload["to"]``."""
    EmailMessage(
        subject=_("Trial mail of lllo"),
        body=_("This mail was sent to see whether mail arrives. It did. Nothing is to be done."),
        to=[job.payload["to"]],
    ).send()
