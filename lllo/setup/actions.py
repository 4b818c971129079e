"""Loads everything the office folders hold into the database, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from lllo import office
from lllo.budget.actions import BudgetLoaded, load_budget
from lllo.programmes.actions import load_edition
from lllo.programmes.models import PackageEdition
from lllo.training.actions import LoadedEvents, load_events

if TYPE_CHECKING:
    from lllo.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a loading did; ``is_new`` is false when these bytes were loaded before."""

    edition: PackageEdition
    is_new: bool
    budget: BudgetLoaded
    events: LoadedEvents


def load_programme(*, by: User | None, dry_run: bool = False) -> Loaded:
    """Load the office folders: edition, budget and events; a second time nothing changes.

    Raises ``OfficeMistake`` with all mistakes. ``dry_run`` does everything and
    then takes it back.
    """
    content = office.read()
    with transaction.atomic():
        is_new = not PackageEdition.objects.filter(sha256=content.sha256).exists()
        edition = load_edition(content, by=by)
        budget = load_budget(content, edition.programme, by=by)
        events = load_events(content, edition.programme, by=by)
        transaction.set_rollback(dry_run)
    return Loaded(edition=edition, is_new=is_new, budget=budget, events=events)
