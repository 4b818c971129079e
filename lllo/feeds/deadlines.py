"""The days on which something must be ready: a choice, a signature, a payment, notice, an end.

An organisation sees its own, without amounts; the office sees all, and whose they are.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from lllo.contracts.models import Choice, Contract, ContractYear
from lllo.feeds import items
from lllo.invoices.models import Invoice
from lllo.invoices.queries import invoice_rows
from lllo.people.models import AuditEntry
from lllo.rules.period import months_later

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lllo.feeds.ics import Item
    from lllo.people.models import Organisation

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day, under a key that never changes; ``about`` names the row whose audit trail counts.

    ``since`` is the change where the trail knows none.
    """

    key: str
    on: date
    title: str
    organisation: Organisation
    about: tuple[str, int]
    since: datetime
    description: str = ""


def deadlines(
    organisation: Organisation | None, *, notice_months: int | None = None
) -> Iterator[Item]:
    """Return the deadlines of an organisation, or of all, with the organisation in the title.

    Without ``notice_months`` nobody knows until when notice may be given, and no entry says so.
    """
    found = list(
        chain(
            _choices(organisation),
            _signatures(organisation),
            _contract_years(organisation),
            _notices(organisation, notice_months),
            _payments(organisation),
        )
    )
    changes = _changes({each.about for each in found})
    for each in found:
        modified = changes.get(each.about, each.since)
        title = each.title if organisation else f"{each.title}: {each.organisation}"
        yield items.of_days(
            items.Days(
                key=each.key,
                title=title,
                starts_on=each.on,
                ends_on=each.on + ONE_DAY,
                category=_("Deadline"),
                description=each.description,
            ),
            modified,
        )


def _changes(abouts: set[tuple[str, int]]) -> dict[tuple[str, int], datetime]:
    """Return the last change of each row, as the audit trail knows it; one query."""
    by_type: dict[str, set[str]] = defaultdict(set)
    for kind, pk in abouts:
        by_type[kind].add(str(pk))
    wanted = Q(pk__in=[])
    for kind, pks in by_type.items():
        wanted |= Q(object_type=kind, object_id__in=pks)
    rows = AuditEntry.objects.filter(wanted).order_by().values("object_type", "object_id")
    latest = rows.annotate(latest=Max("at")).values_list("object_type", "object_id", "latest")
    return {(kind, int(pk)): moment for kind, pk, moment in latest}


def _choices(organisation: Organisation | None) -> Iterator[Deadline]:
    """Return until when a choice is wanted: the day on which the programme is to begin."""
    rows = Choice.objects.open().select_related("organisation")
    for choice in rows.filter(organisation=organisation) if organisation else rows:
        if choice.package_code:
            title = _("The agreement should be signed before today")
        else:
            title = _("A package should be chosen before today")
        yield Deadline(
            key=f"choice:{choice.public_id}",
            on=choice.starts_on,
            title=title,
            organisation=choice.organisation,
            about=("contracts.choice", choice.pk),
            since=choice.recorded_at,
        )


def _signatures(organisation: Organisation | None) -> Iterator[Deadline]:
    """Return until when an agreement that was sent should be signed: the day it begins."""
    rows = Contract.objects.offered().select_related("organisation")
    for contract in rows.filter(organisation=organisation) if organisation else rows:
        yield Deadline(
            key=f"signature:{contract.public_id}",
            on=contract.starts_on,
            title=_("Agreement %(number)s should be signed before today")
            % {"number": contract.number},
            organisation=contract.organisation,
            about=("contracts.contract", contract.pk),
            since=contract.made_at,
        )


def _contract_years(organisation: Organisation | None) -> Iterator[Deadline]:
    """Return the first day of each contract year, when it is invoiced, and its last."""
    rows = ContractYear.objects.running().select_related("contract__organisation")
    for year in rows.filter(contract__organisation=organisation) if organisation else rows:
        contract = year.contract
        ends_on = min(year.ends_on, contract.ended_on or year.ends_on)
        text = {"number": contract.number, "year": year.number}
        if ends_on == (contract.ended_on or contract.ends_on):
            last = _("Contract %(number)s ends") % text
        else:
            last = _("Contract year %(year)s of %(number)s ends") % text
        first = _("Contract year %(year)s of %(number)s starts, invoice") % text
        lapse = _("Entitlements that are left lapse after today.")
        days = (("start", year.starts_on, first, ""), ("end", ends_on - ONE_DAY, last, lapse))
        for name, on, title, description in days:
            yield Deadline(
                key=f"contract-year:{contract.public_id}:{year.number}:{name}",
                on=on,
                title=title,
                organisation=contract.organisation,
                about=("contracts.contract", contract.pk),
                since=contract.made_at,
                description=description,
            )


def _notices(organisation: Organisation | None, months: int | None) -> Iterator[Deadline]:
    """Return the last day on which notice can be given of a contract that nobody ended."""
    if months is None:
        return
    rows = Contract.objects.filter(state=Contract.State.SIGNED, ended_on=None)
    rows = rows.select_related("organisation")
    for contract in rows.filter(organisation=organisation) if organisation else rows:
        yield Deadline(
            key=f"notice:{contract.public_id}",
            on=months_later(contract.ends_on, -months) - ONE_DAY,
            title=_("Last day to give notice of %(number)s") % {"number": contract.number},
            organisation=contract.organisation,
            about=("contracts.contract", contract.pk),
            since=contract.made_at,
        )


def _payments(organisation: Organisation | None) -> Iterator[Deadline]:
    """Return the due dates of invoices of which something is still to be paid; no amounts."""
    rows = invoice_rows(organisation).issued().filter(kind=Invoice.Kind.INVOICE, open_amount__gt=0)
    for invoice in rows:
        assert invoice.due_date
        assert invoice.issued_at
        yield Deadline(
            key=f"invoice:{invoice.public_id}",
            on=invoice.due_date,
            title=_("Invoice %(number)s is due") % {"number": invoice.number},
            organisation=invoice.organisation,
            about=("invoices.invoice", invoice.pk),
            since=invoice.issued_at,
        )
