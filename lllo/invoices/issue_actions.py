"""Drafts get a number: one, or all of a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from lllo.errors import LlloError, Refused
from lllo.invoices import annexes, refusals
from lllo.invoices.ahead import papers_ahead
from lllo.invoices.billing import Billing, in_force
from lllo.invoices.delivery_actions import ask_deliveries
from lllo.invoices.draft_actions import Blocked, blocked, locked
from lllo.invoices.models import Invoice
from lllo.invoices.plan import planned
from lllo.invoices.publishing import Ready, expected_number, looking, publish
from lllo.invoices.readiness import freeze, refuse_unready
from lllo.people import audit, chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from lllo.invoices.ahead import Made, Wanted
    from lllo.people.models import User

    Progress = Callable[[Sequence[Any]], Iterable[Any]]


@dataclass(slots=True, kw_only=True)
class IssueResult:
    """Which drafts got a number, and which could not."""

    issued: list[Invoice] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)


def issue_drafts(
    year: int, *, on: date, send: bool = False, progress: Progress = iter, by: User | None
) -> IssueResult:
    """Issue the drafts of a year, each in a transaction of its own; report what could not be.

    What was credited before waits for a person, so that a run never sends an
    invoice again that somebody took back. ``progress`` may show how it comes along.
    What another run issued meanwhile is left out.
    """
    refusals.refuse_to_come(on)
    billing = in_force()
    result = IssueResult()
    drafts = Invoice.objects.drafts().filter(contract_year__starts_on__year=year)
    drafts = drafts.select_related("contract_year__contract__organisation")
    drafts = drafts.order_by("contract_year__contract__number", "instalment")
    found = list(drafts)
    series = billing.numbering.invoice

    def read(draft: Invoice, waiting: int) -> Wanted:
        _refuse_credited_before(draft)
        with looking():
            seen = _ready(draft, billing, on).snapshot
        return seen, expected_number(series, on, waiting=waiting), annexes.contents(seen)

    with papers_ahead(found, read) as ahead, chain.at_the_end():
        for draft, made in ahead(progress(found)):
            try:
                _refuse_credited_before(draft)
                issued = _issue(draft, billing, on=on, send=send, by=by, made=made)
                result.issued.append(_without_bytes(issued))
            except LlloError as error:
                if getattr(error, "code", "") not in ("already_issued", "draft_gone"):
                    result.blocked.append(blocked(draft.contract_year.contract, error))
    return result


def _without_bytes(invoice: Invoice) -> Invoice:
    """Let go of the bytes of the documents: the memory of a run stays flat."""
    for document in ("pdf", "xml"):
        invoice._state.fields_cache.pop(document, None)
    return invoice


def issue_invoice(invoice: Invoice, *, on: date, send: bool = False, by: User | None) -> Invoice:
    """Give a draft its number, freeze it, and keep its documents; nothing of it changes again.

    Refuses while something is missing that an invoice must say, while the VAT is
    not confirmed (except in a demo), a day in the future, and one before the last
    of the series. With ``send`` it is handed to the outbox in the same transaction.
    """
    return _issue(invoice, in_force(), on=on, send=send, by=by)


def refuse_unissuable(invoice: Invoice, *, on: date) -> None:
    """Refuse what ``issue_invoice`` would refuse, but for its number; nothing is made."""
    with transaction.atomic():
        _ready(invoice, in_force(), on)


def _refuse_credited_before(draft: Invoice) -> None:
    """Refuse to issue in a run what follows upon a credit note."""
    if draft.revision:
        raise Refused(
            _("It was credited before. If it is right now, issue it with: lllo invoices issue"),
            code="credited_before",
        )


def _issue(
    invoice: Invoice,
    billing: Billing,
    *,
    on: date,
    send: bool,
    by: User | None,
    made: Made | None = None,
) -> Invoice:
    """Issue one draft."""

    def note(ready: Ready) -> None:
        issued = ready.invoice
        audit.record("invoice.issued", issued, by=by, payable_amount=str(issued.payable_amount))
        if send:
            ask_deliveries(issued, by=by)

    return publish(
        lambda: _ready(invoice, billing, on),
        billing.numbering.invoice,
        on=on,
        note=note,
        made=made,
    )


def _ready(invoice: Invoice, billing: Billing, on: date) -> Ready:
    """Return a draft, locked, with everything but its number; refuse what is not ready."""
    draft = locked(invoice)
    refusals.refuse_issued(draft)
    prefetch_related_objects([draft], "lines", "contract_year__lines")  # each is asked for again
    draft.contract_year.contract.organisation = draft.organisation  # the same, and read already
    plan = {part.instalment.number: part for part in planned(draft.contract_year, billing)}
    part = plan.get(draft.instalment)
    if part is None or not part.agrees_with(draft):
        raise refusals.stale()
    lines = list(draft.lines.all())
    totals = freeze(draft, part, billing, on=on)
    snapshot = refuse_unready(draft, lines, totals, billing)
    return Ready(invoice=draft, lines=tuple(lines), vat_totals=tuple(totals), snapshot=snapshot)
