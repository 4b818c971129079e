"""What the demo has made so far, and the hours of its days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from lllo.clock import AMSTERDAM

if TYPE_CHECKING:
    from lllo.contracts.models import Contract
    from lllo.demo.parties import Parties
    from lllo.people.models import User
    from lllo.programmes.models import PackageEdition


@dataclass(slots=True)
class Story:
    """What the demo has made so far, for the steps that come after."""

    parties: Parties
    edition: PackageEdition
    contracts: dict[str, Contract] = field(default_factory=dict)  # by name of the organisation

    @property
    def office(self) -> User:
        """The account that does the office's work."""
        return self.parties.users["backoffice"]


def moment(day: date | str, at: str = "10:00") -> datetime:
    """Return a time in Amsterdam on a day of the demo, as UTC."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    local = datetime.combine(day, time.fromisoformat(at), tzinfo=AMSTERDAM)
    return local.astimezone(UTC)
