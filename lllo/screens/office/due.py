"""What is due to be invoiced: instalments that have started and have no invoice that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Round

from lllo.contracts.models import ContractLine, ContractYear
from lllo.invoices.models import Invoice
from lllo.rules.invoice import instalments
from lllo.rules.period import Period

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

FOR_DAYS = ("starts_on", "ends_on", "contract__ends_on", "contract__ended_on",
            "contract__instalments")  # fmt: skip


def years_to_invoice(on: date) -> QuerySet[Any]:
    """Return the contract years, of whichever year, that have fewer invoices than are due.

    ``invoiced`` is the number of their instalments that have an invoice, drafts
    included. Two queries: the days of instalments are a rule, not SQL.
    """
    begun = ContractYear.objects.running().filter(
        starts_on__lte=on, contract__signed_on__isnull=False
    )
    unfinished = with_invoiced(begun.order_by()).filter(invoiced__lt=F("contract__instalments"))
    due = [
        year.pk
        for year in unfinished.select_related("contract").only(*FOR_DAYS)
        if len(due_days(year, on)) > year.invoiced
    ]
    # Looked at last: of most there is something to pay.
    found = with_invoiced(ContractYear.objects.filter(Exists(_fees()), pk__in=due))
    related = found.select_related("contract__organisation")
    return related.order_by("starts_on", "contract__number")


def with_invoiced(years: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``invoiced``: in how many instalments there is an invoice that stands."""
    return years.annotate(invoiced=Coalesce(Subquery(_invoiced()), 0))


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
    """Return how many instalments of a contract year have an invoice that stands.

    As in a run: what was credited in part stands, what credit notes took back whole does not.
    """
    notes = Invoice.objects.filter(corrects__isnull=False).order_by().values("corrects")
    together = notes.annotate(back=Round(Sum("net_amount"), 2), whole=Max("corrects__net_amount"))
    taken_back = together.filter(back__gte=Round(F("whole"), 2)).values("corrects")
    standing = Invoice.objects.filter(
        contract_year=OuterRef("pk"),
        kind=Invoice.Kind.INVOICE,
        instalment__lte=OuterRef("contract__instalments"),
    ).exclude(pk__in=taken_back)
    counts = standing.order_by().values("contract_year")
    return counts.annotate(instalments=Count("instalment", distinct=True)).values("instalments")
