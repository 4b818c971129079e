"""Short ways to say the cells that recur on the pages of records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import formats
from lllo.contracts.models import Choice, Contract
from lllo.projects.models import Placement, Project
from lllo.rules.period import Period
from lllo.screens.office.records.page import Cell
from lllo.training.models import CoachingSession, CourseSeat, Event, Registration

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from lllo.contracts.models import ContractYear
    from lllo.people.models import Organisation, Person
    from lllo.screens.components.cells import Tone

TONES: dict[str, Tone] = {  # by state, whatever the kind of record: how urgent or finished it is
    Contract.State.DRAFT: "plain",
    Contract.State.OFFERED: "wait",
    Contract.State.SIGNED: "good",
    Contract.State.ENDED: "plain",
    Contract.State.WITHDRAWN: "plain",
    Choice.State.COMMITTED: "wait",
    Choice.State.CHOSEN: "wait",
    Choice.State.CONTRACTED: "good",
    Registration.State.REGISTERED: "good",
    Registration.State.CANCELLED: "plain",
    CourseSeat.State.RESERVED: "wait",
    CourseSeat.State.CONFIRMED: "good",
    CourseSeat.State.COMPLETED: "good",
    CoachingSession.State.PLANNED: "wait",
    CoachingSession.State.HELD: "good",
    Project.State.PROPOSED: "wait",
    Project.State.ACTIVE: "good",
    Placement.State.MATCHED: "wait",
    Placement.State.RUNNING: "good",
    Event.Status.TENTATIVE: "wait",
    Event.Status.CONFIRMED: "good",
    "open": "wait",
    "unsent": "wait",
    "overdue": "late",
    "paid": "good",
    "to_refund": "wait",
    "credited": "plain",
    "settled": "plain",
}
NAME_FOLLOWS = gettext_lazy("name follows")


def text(value: object, href: str = "", hint: object = "") -> Cell:
    """Return a text, as a link when it leads somewhere."""
    return Cell(value=value or "", href=href, hint=hint)


def mail(address: str) -> Cell:
    """Return a mail address that opens a mail."""
    return Cell(value=address, href=f"mailto:{address}" if address else "")


def money(amount: Decimal | None) -> Cell:
    """Return an amount of euros."""
    return Cell(value=amount, kind="money")


def number(value: Decimal | int | None) -> Cell:
    """Return a number without needless noughts."""
    return Cell(value=value, kind="number")


def day(value: date | None) -> Cell:
    """Return a day."""
    return Cell(value=value, kind="day")


def moment(value: datetime | None) -> Cell:
    """Return a moment in Amsterdam."""
    return Cell(value=value, kind="moment")


def state(record: Any) -> Cell:
    """Return the state of a record as a badge."""
    return badge(record.get_state_display(), record.state)


def badge(label: object, code: str) -> Cell:
    """Return a state by its word and its code as a badge."""
    return Cell(value=label, tone=TONES.get(code, "plain"))


def organisation(record: Organisation) -> Cell:
    """Return an organisation with the way to its page."""
    return Cell(value=str(record), href=reverse("organisation", args=[record.public_id]))


def person(record: Person | None, missing: object = NAME_FOLLOWS) -> Cell:
    """Return a person with the way to the page, or that the name follows."""
    if record is None:
        return Cell(value=missing, tone="wait" if missing is NAME_FOLLOWS else "")
    return Cell(value=str(record), href=reverse("person", args=[record.public_id]))


def last_day(starts_on: date, ends_on: date) -> date:
    """Return the last day of a range that ends on the first day after it."""
    return Period(starts_on=starts_on, ends_on=ends_on).last_day


def year_from(year: ContractYear) -> str:
    """Return a contract year with its first day, to choose it by."""
    values = {"number": year.number, "day": formats.day(year.starts_on)}
    return _("year %(number)s, from %(day)s") % values


def year_name(number: int) -> str:
    """Return how a contract year is called."""
    return _("year %(number)s") % {"number": number}
