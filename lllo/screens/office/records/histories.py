"""Of which rows the history of a record is told: all that belongs to it, however many.

They go into the history as query sets, so that it stays one query whatever there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lllo.budget.models import HourEntry, InKindEntry
from lllo.contracts.models import Addendum, Choice, Contract, Entitlement
from lllo.feeds.models import Subscription
from lllo.invoices.models import Invoice
from lllo.odoo.models import OdooRecord
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Invitation, Membership, User
from lllo.projects.models import Contribution, Placement, Project
from lllo.screens.access import OFFICE, may_enter
from lllo.training.models import (
    Attendance,
    CoachingRequest,
    CoachingSession,
    CourseSeat,
    Event,
    Registration,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model

    from lllo.people.models import Person

    Path = tuple[type[Model], str]  # a model, and how its rows lead to the record

# What lies below an agreement: the addenda, the uses of what it entitles to, what was delivered.
BELOW_CONTRACT: tuple[Path, ...] = (
    (Addendum, "contract"),
    (Entitlement, "contract_year__contract"),
    (InKindEntry, "contract_year__contract"),
)
OF_CONTRACT: tuple[Path, ...] = (
    *BELOW_CONTRACT,
    (Choice, "contracts"),
    (Invoice, "contract_year__contract"),
)
OF_INVOICE: tuple[Path, ...] = ((Invoice, "corrects"),)
OF_ORGANISATION: tuple[Path, ...] = (
    *((model, f"{path}__organisation") for model, path in BELOW_CONTRACT),
    (Membership, "organisation"),
    (CorrectionRequest, "organisation"),
    (Choice, "organisation"),
    (Contract, "organisation"),
    (Invoice, "organisation"),
    (Registration, "organisation"),
    (Attendance, "organisation"),
    (CourseSeat, "organisation"),
    (CoachingRequest, "organisation"),
    (CoachingSession, "organisation"),
    (Project, "organisation"),
    (Placement, "host"),
    (Contribution, "organisation"),
    (HourEntry, "organisation"),
    (Subscription, "organisation"),
)
OF_PERSON: tuple[Path, ...] = (
    (Membership, "person"),
    (Registration, "person"),
    (Attendance, "person"),
    (CourseSeat, "person"),
    (CoachingRequest, "person"),
    (CoachingSession, "person"),
    (Contribution, "person"),
    (HourEntry, "person"),
)
# How somebody signs in is for the office to read, not for a lead.
OF_ACCOUNT: tuple[Path, ...] = ((User, "person"), (Invitation, "person"), (Subscription, "person"))
OF_EVENT: tuple[Path, ...] = (
    (Registration, "event"),
    (Attendance, "event"),
    (Contribution, "event"),
)
OF_COHORT: tuple[Path, ...] = ((Registration, "cohort"), (Event, "cohort"))
OF_PROJECT: tuple[Path, ...] = ((Placement, "project"), (Contribution, "project"))
OF_PLACEMENT: tuple[Path, ...] = ((InKindEntry, "placement"), (Contribution, "placement"))


def told_of(record: Model, paths: Sequence[Path], user: User) -> list[Any]:
    """Return a record and what belongs to it, as far as the account may read that."""
    return [record, *(_rows(model, user).filter(**{path: record}) for model, path in paths)]


def told_of_person(person: Person, user: User) -> list[Any]:
    """Return a person with what belongs to them; the account with it for the office."""
    is_office = may_enter(user, OFFICE)
    return told_of(person, OF_PERSON + OF_ACCOUNT if is_office else OF_PERSON, user)


def told_of_odoo(key: str, user: User) -> Any:
    """Return what stands in Odoo of a record, by its key there."""
    return OdooRecord.objects.visible_to(user).filter(key=key)


def _rows(model: type[Model], user: User) -> Any:
    """Return the rows of a model that the account sees; some have no owner to ask."""
    rows: Any = model._default_manager.all()
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows
