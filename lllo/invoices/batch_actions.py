"""Work on many invoices that takes too long for a page: handed to the outbox, done by the worker.

Each job is safe to repeat: what another run issued meanwhile is done, and what the rules said
before is not kept twice.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import LlloError, Refused
from lllo.invoices import refusals
from lllo.invoices.issue_actions import issue_invoice
from lllo.invoices.models import Invoice
from lllo.invoices.reminder_actions import send_reminders
from lllo.invoices.validation_actions import validate_invoices
from lllo.outbox.actions import enqueue, enqueue_all, open_batch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from lllo.outbox.models import Batch, Job
    from lllo.people.models import User

ISSUE, CHECK, REMIND = "invoices.issue", "invoices.check", "invoices.remind"
CHECKED_AT_ONCE = 25  # starting the process that runs the rules takes as long as forty documents


def ask_issue(
    drafts: Sequence[Invoice], *, on: date, send: bool, key: UUID, by: User | None
) -> Batch:
    """Let the worker issue drafts, a job each, in the order in which they are given.

    ``key`` names the batch: asked again with the same one, nothing is asked twice. What cannot
    be issued fails by itself, with its sentence. Refuses a day in the future.
    """
    refusals.refuse_to_come(on)
    shared = {"on": on.isoformat(), "send": send}
    payloads = {
        f"issue:{key}:{draft.public_id}": {
            "invoice": str(draft.public_id),
            "label": _label(draft),
            **shared,
        }
        for draft in drafts
    }
    with transaction.atomic():
        batch = open_batch(ISSUE, key, by=by)
        enqueue_all(ISSUE, payloads, batch=batch)
    return batch


def do_issue(job: Job) -> None:
    """Issue the draft of a job; called by the worker."""
    draft = Invoice.objects.filter(public_id=job.payload["invoice"]).first()
    if draft is None:
        raise Refused(_("This draft was removed meanwhile."), code="draft_gone")
    on = date.fromisoformat(job.payload["on"])
    try:
        issue_invoice(draft, on=on, send=job.payload["send"], by=_asked_by(job))
    except Refused as refused:
        if refused.code != "already_issued":
            raise


def ask_reminders(invoices: Sequence[Invoice], *, on: date, key: UUID, by: User | None) -> Batch:
    """Let the worker take the step of the ladder that is due for each invoice, a job each.

    ``key`` as in ``ask_issue``. Refuses a day in the future.
    """
    refusals.refuse_to_come(on)
    payloads = {
        f"remind:{key}:{invoice.public_id}": {
            "invoice": str(invoice.public_id),
            "label": f"{invoice} · {invoice.organisation}",
            "on": on.isoformat(),
        }
        for invoice in invoices
    }
    with transaction.atomic():
        batch = open_batch(REMIND, key, by=by)
        enqueue_all(REMIND, payloads, batch=batch)
    return batch


def do_remind(job: Job) -> None:
    """Take the step for the invoice of a job; called by the worker.

    What was paid, held back or reminded of meanwhile is left alone.
    """
    keys = Invoice.objects.filter(public_id=job.payload["invoice"]).values_list("pk", flat=True)
    on = date.fromisoformat(job.payload["on"])
    send_reminders(on=on, invoices=set(keys), by=_asked_by(job))


def ask_check(invoices: Sequence[Invoice], *, key: UUID, by: User | None) -> Batch:
    """Let the worker run the official rules over issued invoices, some at a time."""
    with transaction.atomic():
        batch = open_batch(CHECK, key, by=by)
        for start in range(0, len(invoices), CHECKED_AT_ONCE):
            part = invoices[start : start + CHECKED_AT_ONCE]
            payload: dict[str, Any] = {
                "invoices": [str(invoice.public_id) for invoice in part],
                "label": " – ".join(sorted({str(part[0]), str(part[-1])})),
            }
            enqueue(CHECK, f"check:{key}:{part[0].public_id}", payload, batch=batch)
    return batch


def do_check(job: Job) -> None:
    """Run the rules over the invoices of a job; called by the worker.

    Raises when the process that runs the rules did not get through: what it did is kept, and
    the job is tried again later.
    """
    rows = Invoice.objects.issued().select_related("xml")
    found = list(rows.filter(public_id__in=job.payload["invoices"]).order_by("number"))
    outcome = validate_invoices(found, at=clock.now(), by=_asked_by(job))
    if outcome.failed:
        raise LlloError("; ".join(f"{invoice}: {why}" for invoice, why in outcome.failed))


def _label(draft: Invoice) -> str:
    """Return how a draft is called where only the job is known."""
    return f"{draft.organisation} · {draft.contract_year.contract.number}"


def _asked_by(job: Job) -> User | None:
    """Return who asked for the batch of a job."""
    return job.batch.made_by if job.batch else None
