"""The run of a year as its screen shows it: compared with the last look, narrowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Max, Min

from lllo.contracts.models import Contract, ContractYear
from lllo.invoices.billing import in_force
from lllo.invoices.models import Invoice, RunPreview
from lllo.invoices.preview import Preview, PreviewRow, compared, preview_of
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

WAITING = ("new", "renewed")  # what drafting would make or renew


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A preview with the earlier look that it is compared with, if there was another one."""

    preview: Preview
    before: RunPreview | None

    @property
    def to_draft(self) -> tuple[PreviewRow, ...]:
        """The rows that drafting would make, renew or remove; also those that something blocks."""
        outcomes = (*WAITING, "removed")
        return tuple(row for row in self.preview.rows if row.outcome in outcomes)

    @property
    def to_issue(self) -> tuple[PreviewRow, ...]:
        """The drafts that say what is planned, and that nothing stands in the way of."""
        return tuple(row for row in self.preview.ready if row.outcome == "unchanged")

    @property
    def net_to_issue(self) -> Decimal:
        """What is ready adds up to, without VAT."""
        return sum((row.net_amount for row in self.to_issue), ZERO)

    @property
    def vat_to_issue(self) -> Decimal:
        """The VAT of what is ready."""
        return sum((row.vat_amount or ZERO for row in self.to_issue), ZERO)

    @property
    def payable_to_issue(self) -> Decimal:
        """What is ready adds up to, with VAT."""
        return self.net_to_issue + self.vat_to_issue

    @property
    def issued(self) -> tuple[PreviewRow, ...]:
        """The rows that have their invoice."""
        return tuple(row for row in self.preview.rows if row.outcome == "issued")

    @property
    def changed(self) -> tuple[PreviewRow, ...]:
        """The rows that are new or say something else than at the last look."""
        return tuple(row for row in self.preview.rows if row.change)


def run_view(year: int, *, on: date, instalment: int | None = None) -> RunView:
    """Return what a run would do on a day, compared with the last look that saw something else.

    Nothing is written: ``preview_actions.preview_run`` remembers a look. ``instalment`` narrows it.
    """
    preview = preview_of(year, in_force(), on=on)
    seen = {row.key: row.facts for row in preview.rows}
    looks = RunPreview.objects.filter(year=year)[:2]
    before = next((look for look in looks if look.rows != seen), None)
    preview = compared(preview, before.rows if before else None)
    if instalment is not None:
        rows = tuple(row for row in preview.rows if row.instalment == instalment)
        preview = replace(preview, rows=rows)
    return RunView(preview=preview, before=before)


def drafts_of(view: RunView) -> list[Invoice]:
    """Return the drafts that are ready to be issued, in the order of the run."""
    return [row.invoice for row in view.to_issue if row.invoice is not None]


def years_to_run() -> list[int]:
    """Return the years in which contract years of signed agreements start, the last first."""
    signed = ContractYear.objects.filter(contract__in=Contract.objects.signed())
    ends = signed.aggregate(first=Min("starts_on"), last=Max("starts_on"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


def most_instalments() -> int:
    """Return in how many instalments a signed agreement is paid at most."""
    found: int | None = Contract.objects.signed().aggregate(most=Max("instalments"))["most"]
    return found or 1
