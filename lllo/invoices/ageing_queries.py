"""Who owes what and for how long, with its totals; the database adds up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from lllo.invoices.models import Balance
from lllo.people.models import Organisation
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

OWED = ("not_due", "days_30", "days_60", "days_90", "older")
COLUMNS = (*OWED, "to_return", "total")
STEPS = (0, 30, 60, 90)  # days overdue with which all columns but the last of what is owed end
WHOSE = "invoice__organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """What an organisation owes by how long it is overdue; ``to_return`` is owed to it."""

    organisation: Organisation
    not_due: Decimal
    days_30: Decimal
    days_60: Decimal
    days_90: Decimal
    older: Decimal
    to_return: Decimal
    total: Decimal  # all that is open, less what is owed back


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeingSums:
    """How many organisations owe or are owed something on a day; ``totals`` by ``COLUMNS``."""

    count: int
    totals: dict[str, Decimal]


def ageing(on: date, start: int = 0, stop: int | None = None) -> list[Ageing]:
    """Return what each organisation owes on a day of what was issued by then, by name.

    Later payments and credit notes count, as everywhere: it is the list to work with today.
    ``start`` and ``stop`` are of the part that is wanted.
    """
    groups = _open(on).values(WHOSE).annotate(**_sums(on))
    rows = list(groups.order_by(f"{WHOSE}__name_key", WHOSE)[start:stop])
    whose = Organisation.objects.in_bulk([row[WHOSE] for row in rows])
    return [Ageing(organisation=whose[row[WHOSE]], **_amounts(row)) for row in rows]


def ageing_sums(on: date) -> AgeingSums:
    """Return what all of the list adds up to."""
    found = _open(on).aggregate(count=Count(WHOSE, distinct=True), **_sums(on))
    return AgeingSums(count=found["count"], totals=_amounts(found))


def _open(on: date) -> QuerySet[Balance]:
    """Return what is open on a day."""
    return Balance.objects.exclude(open_amount=ZERO).filter(invoice__issue_date__lte=on)


def _sums(on: date) -> dict[str, Sum]:
    """Return what adds up to each column."""
    amount = "open_amount"
    sums = {name: Sum(amount, filter=Q(open_amount__gt=0) & due) for name, due in _due(on).items()}
    return {**sums, "to_return": Sum(amount, filter=Q(open_amount__lt=0)), "total": Sum(amount)}


def _due(on: date) -> dict[str, Q]:
    """Return by column when an amount that stands in it was due."""
    days = [on - timedelta(days=step) for step in STEPS]
    since = [Q(invoice__due_date__gte=day) for day in days] + [Q()]
    before = [Q()] + [Q(invoice__due_date__lt=day) for day in days]
    return {name: first & last for name, first, last in zip(OWED, since, before, strict=True)}


def _amounts(row: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return sums of the database in cents; what is owed back counts from nought upwards."""
    found = {name: to_cents(row[name] or ZERO) for name in COLUMNS}
    return {**found, "to_return": abs(found["to_return"])}
