"""The run of a year as its screen shows it: compared with the last look, narrowed, in pages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Max, Min

from lllo import clock
from lllo.contracts.models import Contract, ContractYear
from lllo.invoices.billing import in_force
from lllo.invoices.models import Invoice, RunPreview
from lllo.invoices.outline import outline_of
from lllo.invoices.preview import change_of, rows_of
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from lllo.invoices.billing import Billing
    from lllo.invoices.outline import OutlineRow
    from lllo.invoices.preview import PreviewRow

TO_DRAFT = ("new", "renewed", "removed")  # what drafting would make, renew or remove


@dataclass(frozen=True, kw_only=True)
class RunView:
    """The rows of a run in outline, with the earlier look that they are compared with.

    ``before`` is empty when nothing else was seen before; ``gone`` are keys that only it had.
    """

    billing: Billing
    on: date
    rows: tuple[OutlineRow, ...]
    before: RunPreview | None
    gone: tuple[str, ...]

    @cached_property
    def held_up(self) -> tuple[OutlineRow, ...]:
        """The rows that something stands in the way of."""
        return tuple(row for row in self.rows if row.found.codes)

    @cached_property
    def to_draft(self) -> tuple[OutlineRow, ...]:
        """The rows that drafting would make, renew or remove; also those that something blocks."""
        return tuple(row for row in self.rows if row.found.outcome in TO_DRAFT)

    @cached_property
    def to_issue(self) -> tuple[OutlineRow, ...]:
        """The drafts that say what is planned, and that nothing stands in the way of."""
        drafted = (row for row in self.rows if row.found.outcome == "unchanged")
        return tuple(row for row in drafted if not row.found.codes)

    @cached_property
    def net_to_issue(self) -> Decimal:
        """What is ready adds up to, without VAT."""
        return sum((row.found.net_amount for row in self.to_issue), ZERO)

    @cached_property
    def vat_to_issue(self) -> Decimal:
        """The VAT of what is ready."""
        return sum((row.found.vat_amount or ZERO for row in self.to_issue), ZERO)

    @cached_property
    def payable_to_issue(self) -> Decimal:
        """What is ready adds up to, with VAT."""
        return self.net_to_issue + self.vat_to_issue

    @cached_property
    def issued(self) -> tuple[OutlineRow, ...]:
        """The rows that have their invoice."""
        return tuple(row for row in self.rows if row.found.outcome == "issued")

    @cached_property
    def changed(self) -> tuple[OutlineRow, ...]:
        """The rows that are new or say something else than at the last look."""
        return tuple(row for row in self.rows if row.change)


def run_view(year: int, *, on: date, instalment: int | None = None) -> RunView:
    """Return what a run would do on a day, compared with the last look that saw something else.

    Nothing is written: ``preview_actions.note_run`` remembers a look. ``instalment`` narrows it.
    """
    billing = in_force()
    rows = outline_of(year, billing, on=on)
    seen = {row.key: row.found.facts for row in rows}
    is_to_come = on > clock.today()  # more has begun by then: nothing to compare with
    looks = () if is_to_come else RunPreview.objects.filter(year=year)[:2]
    before = next((look for look in looks if look.rows != seen), None)
    gone: tuple[str, ...] = ()
    if before is not None:
        gone = tuple(sorted(key for key in before.rows if key not in seen))
        for row in rows:
            row.change = change_of(row.key, row.found.facts, before.rows)
    if instalment is not None:
        rows = [row for row in rows if row.found.instalment == instalment]
    return RunView(billing=billing, on=on, rows=tuple(rows), before=before, gone=gone)


def in_full(view: RunView, rows: Sequence[OutlineRow]) -> list[PreviewRow]:
    """Return some rows of a run with their lines, and with what blocks them in sentences."""
    years = ContractYear.objects.filter(pk__in={row.contract_year for row in rows})
    known = {row.key: row for row in rows_of(years, view.billing, view.on)}
    return [replace(known[row.key], change=row.change) for row in rows if row.key in known]


def drafts_of(view: RunView) -> list[Invoice]:
    """Return the drafts that are ready to be issued, in the order of the run."""
    keys = [row.draft for row in view.to_issue if row.draft is not None]
    rows = Invoice.objects.select_related("organisation", "contract_year__contract")
    known = rows.in_bulk(keys)
    return [known[key] for key in keys if key in known]


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
