"""What the rows of the work lists show, read for each kind of record once for all lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lllo.contracts.lists import with_chosen_package
from lllo.contracts.models import Choice, Contract, ContractYear
from lllo.invoices.models import BankEntry, Invoice
from lllo.outbox.models import Job
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Organisation
from lllo.programmes.models import Question
from lllo.projects.models import Placement, Project
from lllo.screens.office.due import with_invoiced
from lllo.training.models import CoachingRequest, CoachingSession, CourseSeat, Registration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet

    Records = dict[type[Model], dict[int, Any]]

NEEDED = {"id", "public_id", "name", "orderer"}  # of an organisation; it has many columns


def _with(rows: QuerySet[Any], *related: str, organisation: str = "organisation") -> QuerySet[Any]:
    """Return rows with their organisation and what else stands in them."""
    columns = (field.attname for field in Organisation._meta.concrete_fields)
    unneeded = (f"{organisation}__{name}" for name in columns if name not in NEEDED)
    return rows.select_related(organisation, *related).defer(*unneeded)


SHOWN: dict[type[Model], Callable[[], QuerySet[Any]]] = {
    Choice: lambda: with_chosen_package(_with(Choice.objects.all())),
    Contract: lambda: _with(Contract.objects.all()),
    ContractYear: lambda: with_invoiced(
        _with(ContractYear.objects.all(), organisation="contract__organisation")
    ),
    Invoice: lambda: _with(
        Invoice.objects.without_contents(), "contract_year__contract", "balance"
    ),
    BankEntry: BankEntry.objects.all,
    Registration: lambda: _with(Registration.objects.all(), "cohort", "event"),
    CoachingRequest: lambda: _with(CoachingRequest.objects.all()),
    CoachingSession: lambda: _with(CoachingSession.objects.all(), "coach"),
    CourseSeat: lambda: _with(CourseSeat.objects.all()),
    Project: lambda: _with(Project.objects.all()),
    Placement: lambda: _with(Placement.objects.all(), organisation="host"),
    CorrectionRequest: lambda: _with(CorrectionRequest.objects.all()),
    Job: Job.objects.all,
    Question: Question.objects.all,
}


def records(keys: Iterable[tuple[QuerySet[Any], Iterable[int]]]) -> Records:
    """Return the records behind the keys of many lists, by kind and key: one query for each kind.

    What is not known here is read as its list reads it.
    """
    wanted: dict[type[Model], set[int]] = {}
    sources: dict[type[Model], QuerySet[Any]] = {}
    for rows, pks in keys:
        wanted.setdefault(rows.model, set()).update(pks)
        sources.setdefault(rows.model, rows)
    return {
        model: (SHOWN[model]() if model in SHOWN else sources[model]).order_by().in_bulk(pks)
        for model, pks in wanted.items()
    }
