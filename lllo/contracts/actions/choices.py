"""What an organisation says it wants, before anything is agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lllo.contracts import refusals
from lllo.contracts.models import Choice
from lllo.people import audit
from lllo.people.models import Organisation

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import User
    from lllo.programmes.models import PackageEdition

SAID = ("edition", "package_code", "state", "stated_on", "starts_on", "remark")


def record_choice(  # noqa: PLR0913 - each is a column of the row it writes
    organisation: Organisation,
    *,
    edition: PackageEdition,
    package_code: str = "",
    stated_on: date,
    starts_on: date,
    state: str | None = None,
    remark: str = "",
    by: User | None,
) -> Choice:
    """Note what an organisation said it wants; its open choice, if any, follows.

    Without a package the organisation committed orally. ``state`` is derived
    unless an organisation named a package and is not sure of it yet.
    """
    wanted = Choice(
        organisation=organisation,
        edition=edition,
        package_code=package_code,
        state=state or (Choice.State.CHOSEN if package_code else Choice.State.COMMITTED),
        stated_on=stated_on,
        starts_on=starts_on,
        remark=remark.strip(),
    )
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        choice = Choice.objects.for_organisation(organisation).open().first()
        refusals.refuse_choice(wanted, choice)
        if choice and all(getattr(choice, name) == getattr(wanted, name) for name in SAID):
            return choice
        choice = choice or wanted
        for name in SAID:
            setattr(choice, name, getattr(wanted, name))
        choice.recorded_by = by
        choice.save()
        package = _package_name(choice)
        audit.record("choice.recorded", choice, by=by, package=package, state=choice.state)
    return choice


def _package_name(choice: Choice) -> str:
    """Return how the package of a choice is called; nothing while there is none."""
    named = choice.edition.packages.filter(code=choice.package_code)
    return named.values_list("name", flat=True).first() or ""


def withdraw_choice(choice: Choice, *, on: date, by: User | None) -> Choice:
    """Note that an organisation no longer wants what it said it wanted."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=choice.organisation_id)
        choice = Choice.objects.select_for_update().get(pk=choice.pk)
        refusals.refuse_closed_choice(choice)
        choice.state = Choice.State.WITHDRAWN
        choice.withdrawn_on = on
        choice.save()
        audit.record("choice.withdrawn", choice, by=by, on=on.isoformat())
    return choice
