"""How work on many invoices comes along: the page that is fetched anew until it is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo.errors import Refused
from lllo.invoices.batch_actions import CHECK, ISSUE, REMIND
from lllo.invoices.models import Invoice
from lllo.outbox.actions import retry_batch
from lllo.outbox.models import Batch, Job
from lllo.outbox.queries import progress_of
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.pages import RolePage
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.page import WRITERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from lllo.people.models import User

TITLES = {
    ISSUE: gettext_lazy("Issuing invoices"),
    CHECK: gettext_lazy("Checking e-invoices"),
    REMIND: gettext_lazy("Sending reminders"),
}
SHOWN = 100


def _crumbs(kind: str) -> tuple[Crumb, ...]:
    """Return the way back."""
    asked_at = Crumb(label=_("Run"), href=reverse("invoice_run"))
    if kind == REMIND:
        asked_at = Crumb(label=_("Reminders"), href=reverse("invoice_reminders"))
    return (Crumb(label=_("Invoices"), href=reverse("invoices")), asked_at)


class BatchPage(RolePage):
    """How far the worker is, and what it could not do."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def get(self, request: HttpRequest, public_id: Any) -> HttpResponse:
        """Show it; htmx fetches the part that changes every two seconds."""
        batches = Batch.objects.visible_to(self.user).filter(kind__in=TITLES)
        batch = get_object_or_404(batches, public_id=public_id)
        progress = progress_of(batch)
        troubled = batch.jobs.exclude(last_error="").exclude(state=Job.State.DONE)
        jobs = list(troubled.order_by("pk")[:SHOWN])
        context = {
            "batch": batch,
            "title": TITLES[batch.kind],
            "crumbs": _crumbs(batch.kind),
            "progress": progress,
            "jobs": [_shown(job, known) for known in [_known(jobs, self.user)] for job in jobs],
            "may_write": may_enter(self.user, WRITERS),
        }
        return render(request, "office/billing/batch.html", context)


def _known(jobs: Sequence[Job], user: User) -> Mapping[str, Invoice]:
    """Return the invoices that jobs are about and that are still there."""
    keys = [job.payload["invoice"] for job in jobs if "invoice" in job.payload]
    found = Invoice.objects.visible_to(user).filter(public_id__in=keys)
    return {str(each.public_id): each for each in found}


def _shown(job: Job, known: Mapping[str, Invoice]) -> dict[str, Any]:
    """Return what went wrong with one job, and whether it is tried again by itself."""
    invoice = known.get(job.payload.get("invoice", ""))
    return {
        "label": job.payload.get("label", job.key),
        "href": reverse("invoice", args=[invoice.public_id]) if invoice else "",
        "sentence": job.last_error,
        "is_final": job.state == Job.State.FAILED,
    }


class BatchRetry(OfficeAction):
    """What failed is tried again, once its cause was mended."""

    title = gettext_lazy("Try again")
    intro = gettext_lazy("Mend the cause first: what failed would fail again otherwise.")
    button = gettext_lazy("Try again")
    model = Batch

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the progress."""
        label = str(TITLES.get(self.subject.kind, self.subject.kind))
        return (*_crumbs(self.subject.kind), Crumb(label=label, href=self._href()))

    def _href(self) -> str:
        return reverse("invoice_batch", args=[self.subject.public_id])

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Try them again."""
        count = retry_batch(self.subject, by=user)
        if not count:
            raise Refused(_("Nothing failed here."), code="nothing_failed")
        return count

    def done(self, result: Any) -> tuple[str, str]:
        """Go back to the progress."""
        sentence = ngettext(
            "%(count)s job is tried again.", "%(count)s jobs are tried again.", result
        )
        return sentence % {"count": result}, self._href()
