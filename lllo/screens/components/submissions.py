"""A form that is sent twice does its work once; the second answer is that of the first."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from lllo import clock
from lllo.screens.models import Submission

if TYPE_CHECKING:
    from lllo.people.models import User

FIELD = "once"
KEPT_FOR = timedelta(days=7)


class SentBefore(Exception):
    """The form with this token did its work already; ``outcome`` is what came of it."""

    def __init__(self, outcome: dict[str, Any]) -> None:
        super().__init__("sent before")
        self.outcome = outcome


def new_token() -> str:
    """Return the token of a form that is shown now."""
    return str(uuid.uuid4())


def token_of(text: str | None) -> uuid.UUID:
    """Return the token that a form sent; one without a token counts as sent once."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def earlier_outcome(user: User, token: uuid.UUID) -> dict[str, Any] | None:
    """Return what came of the form with this token, or nothing when it was not sent yet."""
    sent = Submission.objects.visible_to(user).filter(token=token).first()
    return sent.outcome if sent else None


def claim(user: User, token: uuid.UUID) -> Submission:
    """Write down that the form is sent now; raise ``SentBefore`` when another was first.

    Whoever is second waits for the transaction of the first, on both databases.
    """
    old = clock.now() - KEPT_FOR
    Submission.objects.visible_to(user).filter(created_at__lt=old).delete()
    try:
        with transaction.atomic():
            return Submission.objects.create(user=user, token=token)
    except IntegrityError as error:
        raise SentBefore(earlier_outcome(user, token) or {}) from error


def conclude(submission: Submission, **outcome: Any) -> None:
    """Note what came of it."""
    submission.outcome = outcome
    submission.save(update_fields=["outcome"])
