"""What is due to be invoiced: instalments that have started and have no invoice that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from lllo.contracts.models import ContractLine, ContractYear
from lllo.invoices.models import Invoice
from lllo.rules.invoice import instalments
from lllo.rules.period import Period

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def years_to_invoice(on: date) -> QuerySet[Any]:
    """Return the contract years, of whichever year, that have fewer invoices than are due.

    ``invoiced`` is the number of their instalments that have an invoice, drafts
    included. Two queries: the days of instalments are a rule, not SQL.
    """
    unfinished = (
        ContractYear.objects.running()
        .filter(Exists(_fees()), starts_on__lte=on, contract__signed_on__isnull=False)
        .annotate(invoiced=Coalesce(Subquery(_invoiced()), 0))
        .filter(invoiced__lt=F("contract__instalments"))
        .select_related("contract__organisation")
        .order_by("starts_on", "contract__number")
    )
    due = [year.pk for year in unfinished if len(due_days(year, on)) > year.invoiced]
    return unfinished.filter(pk__in=due)


def due_days(year: ContractYear, on: date) -> list[date]:
    """Return the first days of the instalments that are due on a day, without those cut off."""
    contract = year.contract
    period = Period(starts_on=year.starts_on, ends_on=year.ends_on)
    days = [part.period.starts_on for part in instalments(period, (), contract.instalments)]
    last = contract.ended_on or contract.ends_on
    return [day for day in days if day <= on and day < last]


def _fees() -> QuerySet[Any]:
    """Return what the participant pays in a contract year."""
    return ContractLine.objects.filter(contract_year=OuterRef("pk"), borne_by_university=False)


def _invoiced() -> QuerySet[Any]:
    """Return in how many instalments of a contract year there is an invoice that stands."""
    standing = Invoice.objects.filter(
        contract_year=OuterRef("pk"), kind=Invoice.Kind.INVOICE, credit_notes__isnull=True
    )
    counts = standing.order_by().values("contract_year")
    return counts.annotate(instalments=Count("instalment", distinct=True)).values("instalments")
