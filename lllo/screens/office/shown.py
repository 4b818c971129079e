"""What the rows of the work lists show, read for each kind of record once for all lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lllo.contracts.lists import with_chosen_package
from lllo.contracts.models import Choice, Contract
from lllo.invoices.models import BankEntry, Invoice
from lllo.outbox.models import Job
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Organisation
from lllo.programmes.models import Question
from lllo.projects.models import Placement, Project
from lllo.training.models import CoachingRequest, CoachingSession, CourseSeat, Registration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model, QuerySet

    Records = dict[type[Model], dict[int, Any]]

# Where the organisation of a record stands; an organisation has many columns, and few are shown.
WHOSE: dict[type[Model], str] = {Placement: "host"}
NOBODYS = {BankEntry, Job, Question}
NEEDED = ("public_id", "name", "orderer")
SHOWN: dict[type[Model], Callable[[], QuerySet[Any]]] = {
    Choice: lambda: with_chosen_package(Choice.objects.all()),
    Contract: Contract.objects.all,
    Invoice: lambda: Invoice.objects.without_contents().select_related(
        "contract_year__contract", "balance"
    ),
    BankEntry: BankEntry.objects.all,
    Registration: lambda: Registration.objects.select_related("cohort", "event"),
    CoachingRequest: CoachingRequest.objects.all,
    CoachingSession: lambda: CoachingSession.objects.select_related("coach"),
    CourseSeat: CourseSeat.objects.all,
    Project: Project.objects.all,
    Placement: Placement.objects.all,
    CorrectionRequest: CorrectionRequest.objects.all,
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
    found = {
        model: (SHOWN[model]() if model in SHOWN else sources[model]).order_by().in_bulk(pks)
        for model, pks in wanted.items()
    }
    _give_organisations(found)
    return found


def _give_organisations(found: Records) -> None:
    """Read the organisations of all records at once."""
    holders = [
        (record, WHOSE.get(model, "organisation"))
        for model, rows in found.items()
        if model in SHOWN and model not in NOBODYS
        for record in rows.values()
    ]
    keys = {getattr(record, f"{name}_id") for record, name in holders}
    organisations = Organisation.objects.only(*NEEDED).in_bulk(keys)
    for record, name in holders:
        setattr(record, name, organisations[getattr(record, f"{name}_id")])
