"""A signed contract with its entitlements, without going through the making of one."""

# ruff: noqa: DTZ001 - a time of the clock in Amsterdam has no zone
from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from lllo.contracts.models import Contract, ContractYear, Entitlement
from lllo.documents.models import Document
from lllo.rules.period import contract_years
from lllo.training import actions
from lllo.training.models import Cohort

ENTITLEMENTS = {"masterclass_seat": "2", "coaching_hour": "4", "course_seat": "2"}
MARCH = date(2026, 3, 1)


def make_contract(organisation, edition, *, starts_on=MARCH, number="OV-2026-001", **granted):
    """Make a signed contract of three years; Basis Plus unless ``granted`` says otherwise."""
    document = Document.objects.create(
        filename="overeenkomst.pdf", media_type="application/pdf", content=b"%PDF", sha256="0" * 64
    )
    periods = contract_years(starts_on, 3)
    contract = Contract.objects.create(
        number=number,
        organisation=organisation,
        edition=edition,
        package_code="basis_plus",
        package_name="Basis Plus",
        starts_on=starts_on,
        ends_on=periods[-1].ends_on,
        years=3,
        state=Contract.State.SIGNED,
        offered_on=starts_on,
        signed_on=starts_on,
        agreement=document,
        made_at=datetime(2026, 2, 1, 12, tzinfo=UTC),
    )
    for position, period in enumerate(periods, start=1):
        year = ContractYear.objects.create(
            contract=contract,
            number=position,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            package_code="basis_plus",
            package_name="Basis Plus",
        )
        for kind, quantity in (granted or ENTITLEMENTS).items():
            Entitlement.objects.create(contract_year=year, kind=kind, quantity=Decimal(quantity))
    return contract


def make_cohort(programme, number=1, *, starts_on=date(2026, 4, 1), capacity=None):
    return Cohort.objects.create(
        programme=programme,
        number=number,
        name=f"Cohort {number}",
        starts_on=starts_on,
        capacity=capacity,
    )


def event_data(**values):
    """Return the data of a masterclass on 21 May 2026, changed by ``values``."""
    fields = {
        "kind": "masterclass",
        "title": "Masterclass 1",
        "starts_at": datetime(2026, 5, 21, 9, 30),
        "ends_at": datetime(2026, 5, 21, 16, 30),
        "location": "Zaal 1, Voorbeeldstad",
    }
    return actions.EventData(**{**fields, **values})


def used(contract, kind, number=1):
    """Return what is used of an entitlement in a contract year."""
    entitlement = Entitlement.objects.get(
        contract_year__contract=contract, contract_year__number=number, kind=kind
    )
    return sum(use.quantity for use in entitlement.uses.all())
