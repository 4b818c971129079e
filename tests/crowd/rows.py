"""What the parts of a crowd share: its size, what was made so far, and inserting in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from lllo.contracts.models import Use
from lllo.documents.models import Document

if TYPE_CHECKING:
    from lllo.contracts.models import Contract, ContractLine, ContractYear, Entitlement
    from lllo.people.models import Organisation, Person
    from lllo.training.models import Event
    from tests.screens.scene import Scene

BATCH = 2000


@dataclass(frozen=True)
class Size:
    """How many rows; the figures of the project unless a test asks for fewer."""

    organisations: int = 2000
    people: int = 20_000
    registrations: int = 60_000
    events: int = 600
    cohorts: int = 100
    audit: int = 100_000
    hours: int = 20_000
    jobs: int = 6_000


@dataclass
class Crowd:
    """What was made, to make more of it."""

    size: Size
    scene: Scene
    organisations: list[Organisation] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    home: dict[int, Organisation] = field(default_factory=dict)  # person: organisation
    contracts: list[Contract] = field(default_factory=list)
    years: list[ContractYear] = field(default_factory=list)
    lines: dict[int, list[ContractLine]] = field(default_factory=dict)  # contract year: lines
    entitlements: dict[str, list[Entitlement]] = field(default_factory=dict)  # kind: first years
    events: list[Event] = field(default_factory=list)


def put(model, rows):
    """Insert rows in bulk and return them with their keys."""
    return model.objects.bulk_create(list(rows), batch_size=BATCH)


def documents_of(names) -> list[Document]:
    """Make small PDFs; their bytes are never shown in a list."""
    content = b"%PDF-1.7 demo " + b"x" * 4000
    return put(
        Document,
        (
            Document(filename=name, media_type="application/pdf", content=content, sha256="0" * 64)
            for name in names
        ),
    )


def uses_of(entitlements, quantity="1", people=None) -> list[Use]:
    """Make a use of each entitlement."""
    return put(
        Use,
        (
            Use(
                entitlement=each, quantity=Decimal(quantity), used_on=date(2026, 4, 9),
                reason="gebruik", person=people[number] if people else None,
            )
            for number, each in enumerate(entitlements)
        ),
    )  # fmt: skip
