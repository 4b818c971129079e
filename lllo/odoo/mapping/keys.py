"""The keys by which our things are known in Odoo; they never change and never come back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from lllo.contracts.models import Contract
    from lllo.invoices.models import Invoice
    from lllo.people.models import Organisation, Person
    from lllo.programmes.models import DevelopmentLine
    from lllo.training.models import Event, Registration

NOT_IN_A_KEY = re.compile(r"[^a-z0-9_-]+")


def organisation(obj: Organisation) -> str:
    """Return the key of an organisation."""
    return by_id("organisation", obj.public_id)


def person(obj: Person) -> str:
    """Return the key of a person."""
    return by_id("person", obj.public_id)


def component(programme: str, code: str) -> str:
    """Return the key of a component: the same in every edition of the programme."""
    return f"component_{programme}_{code}"


def line(obj: DevelopmentLine) -> str:
    """Return the key of a development line."""
    return f"line_{obj.programme.code}_{obj.code}"


def contract(obj: Contract) -> str:
    """Return the key of a contract."""
    return by_id("contract", obj.public_id)


def event(obj: Event) -> str:
    """Return the key of an event: its UID, which may come from another calendar."""
    return f"event_{NOT_IN_A_KEY.sub('_', obj.uid.lower())}"


def registration(obj: Registration, event_key: str) -> str:
    """Return the key of a registration at one event (one of a cohort is at each of its events)."""
    return f"{by_id('registration', obj.public_id)}_{event_key}"


def invoice(obj: Invoice) -> str:
    """Return the key of an invoice or credit note."""
    return by_id("invoice", obj.public_id)


def by_id(kind: str, public_id: UUID) -> str:
    """Return the key of a thing with a public id."""
    return f"{kind}_{public_id.hex}"
