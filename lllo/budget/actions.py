"""What happens to a budget: it is loaded; hours, costs and contributions in kind are booked."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from lllo import clock
from lllo.budget.models import BudgetAmount, BudgetYear, Expense, HourEntry, InKindEntry
from lllo.budget.queries import find_budget_year, in_kind_balance
from lllo.contracts.models import ContractYear
from lllo.errors import Refused
from lllo.formats import day, money, quantity
from lllo.people import audit
from lllo.people.models import Membership, Person
from lllo.programmes.models import Programme
from lllo.rules.budget import Funding, shares
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.office.content import BudgetContent, Office
    from lllo.people.models import Organisation, User
    from lllo.programmes.models import DevelopmentLine
    from lllo.projects.models import Placement

HOURS_IN_A_DAY = 24
AnyEntry = TypeVar("AnyEntry", HourEntry, Expense, InKindEntry)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLoaded:
    """The years of a loaded budget by what happened to them.

    ``kept`` differ from the office folder, but stay as they are: hours or costs
    were booked in them already.
    """

    created: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    unchanged: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


def load_budget(office: Office, programme: Programme, *, by: User | None) -> BudgetLoaded:
    """Take the budget years over from the office folder; equal ones are left alone."""
    content = office.programme.budget
    weights = {line.code: line.weight for line in office.programme.lines}
    outcomes: dict[str, list[int]] = {}
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        for year in content.years:
            outcome = _load_year(programme, year, _funding(content), weights, by=by)
            outcomes.setdefault(outcome, []).append(year)
    return BudgetLoaded(**{outcome: tuple(years) for outcome, years in outcomes.items()})


def _funding(content: BudgetContent) -> Funding:
    """Return the parameters of the office folder with the two decimals that columns have."""
    try:
        return Funding(
            staff_days=to_cents(content.staff_days),
            day_rate=to_cents(content.day_rate),
            hours_per_day=to_cents(content.hours_per_day),
            extras=to_cents(content.extras),
        )
    except ValueError as error:
        raise Refused(
            _(
                "The budget cannot be loaded: day_rate and hours_per_day must be more than zero,"
                " and nothing less than zero."
            ),
            code="budget_parameters",
        ) from error


def _load_year(
    programme: Programme, year: int, funding: Funding, weights: dict[str, int], *, by: User | None
) -> str:
    """Write one year unless it is equal or in use; return which field of the result names it."""
    before = BudgetYear.objects.filter(programme=programme, year=year).first()
    if before:
        key = dict(before.amounts.values_list("line__code", "weight"))
        if (before.to_rules(), key) == (funding, weights):
            return "unchanged"
        if _has_entries(programme, year):
            return "kept"
    _write_year(programme, year, funding, weights, by=by)
    return "changed" if before else "created"


def _has_entries(programme: Programme, year: int) -> bool:
    """Tell whether hours or costs were booked in a year."""
    return any(
        model.objects.in_year(year).filter(line__programme=programme).exists()
        for model in (HourEntry, Expense)
    )


def _write_year(
    programme: Programme, year: int, funding: Funding, weights: dict[str, int], *, by: User | None
) -> None:
    """Write a budget year and the shares of its lines; a line that left the key leaves the year."""
    budget_year, _created = BudgetYear.objects.update_or_create(
        programme=programme,
        year=year,
        defaults={
            "staff_days": funding.staff_days,
            "day_rate": funding.day_rate,
            "hours_per_day": funding.hours_per_day,
            "extras": funding.extras,
            "amount": funding.amount,
        },
    )
    amounts = shares(funding.amount, weights)
    budget_year.amounts.exclude(line__code__in=amounts).delete()
    for line in programme.lines.filter(code__in=amounts):
        BudgetAmount.objects.update_or_create(
            budget_year=budget_year,
            line=line,
            defaults={"amount": amounts[line.code], "weight": weights[line.code]},
        )
    audit.record("budget_year.loaded", budget_year, by=by, amount=str(funding.amount))


def book_hours(  # noqa: PLR0913 - the columns of a time sheet
    person: Person,
    *,
    line: DevelopmentLine,
    on: date,
    hours: Decimal,
    organisation: Organisation | None = None,
    description: str,
    key: str = "",
    by: User | None,
) -> HourEntry:
    """Book hours of a person for a line at the day rate of that year.

    A ``key`` that is there already returns its row. Refuses hours that are not
    more than zero, more than 24 on one day, and a year without a budget.
    """
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        existing = HourEntry.objects.filter(key=key).first() if key else None
        if existing:
            return existing
        funding = find_budget_year(on.year, programme=line.programme).to_rules()
        _refuse_hours(person, on, hours)
        entry = HourEntry.objects.create(
            person=person,
            line=line,
            on=on,
            hours=hours,
            day_rate=funding.day_rate,
            amount=funding.worth(hours),
            organisation=organisation,
            description=description,
            key=key,
            recorded_by=by,
        )
        audit.record("hours.booked", entry, by=by, hours=str(hours), amount=str(entry.amount))
    return entry


def _refuse_hours(person: Person, on: date, hours: Decimal) -> None:
    """Refuse no hours, and more hours than a day has."""
    if hours <= 0:
        raise Refused(_("Hours must be more than zero."), code="hours_not_positive")
    rows = HourEntry.objects.standing().filter(person=person, on=on)
    booked = to_cents(rows.aggregate(total=Sum("hours"))["total"] or ZERO)  # SQLite adds in binary
    if booked + hours > HOURS_IN_A_DAY:
        raise Refused(
            _(
                "%(person)s has %(booked)s hours on %(day)s already; %(hours)s more does not fit"
                " in a day of 24 hours."
            )
            % {
                "person": person,
                "booked": quantity(booked),
                "day": day(on),
                "hours": quantity(hours),
            },
            code="more_than_a_day",
        )


def book_expense(
    line: DevelopmentLine,
    *,
    on: date,
    amount: Decimal,
    description: str,
    supplier: str = "",
    by: User | None,
) -> Expense:
    """Book costs that are not hours; refuses a year without a budget."""
    if amount <= 0:
        raise Refused(_("The amount must be more than zero."), code="amount_not_positive")
    find_budget_year(on.year, programme=line.programme)
    with transaction.atomic():
        expense = Expense.objects.create(
            line=line,
            on=on,
            amount=amount,
            description=description,
            supplier=supplier,
            recorded_by=by,
        )
        audit.record("expense.booked", expense, by=by, amount=str(amount))
    return expense


def deliver_in_kind(  # noqa: PLR0913 - the columns of the ledger
    contract_year: ContractYear,
    *,
    line: DevelopmentLine,
    on: date,
    amount: Decimal | None = None,
    hours: Decimal | None = None,
    description: str,
    placement: Placement | None = None,
    override_reason: str = "",
    by: User | None,
) -> InKindEntry:
    """Record what the university delivered of its own contribution: an amount, or hours.

    Hours count at the day rate of that year. Refuses more than was promised,
    unless a programme lead gives a reason; a day outside the contract year; and
    a placement at another organisation.
    """
    with transaction.atomic():
        contract_year = ContractYear.objects.select_for_update().get(pk=contract_year.pk)
        _refuse_elsewhere(contract_year, on, placement)
        worth = _worth(line, on, amount, hours)
        beyond = _refuse_beyond_promise(contract_year, worth, override_reason, by)
        entry = InKindEntry.objects.create(
            contract_year=contract_year,
            line=line,
            on=on,
            amount=worth,
            hours=hours,
            description=description,
            placement=placement,
            override_reason=override_reason if beyond else "",
            recorded_by=by,
        )
        audit.record("in_kind.delivered", entry, by=by, amount=str(worth))
    return entry


def _refuse_elsewhere(contract_year: ContractYear, on: date, placement: Placement | None) -> None:
    """Refuse a day outside the contract year and a placement at another organisation."""
    if not contract_year.starts_on <= on < contract_year.ends_on:
        raise Refused(
            _("%(day)s does not fall in %(contract_year)s.")
            % {"day": day(on), "contract_year": contract_year},
            code="outside_contract_year",
        )
    if placement and placement.host_id != contract_year.contract.organisation_id:
        raise Refused(
            _("The placement is at %(host)s, and the contract with %(organisation)s.")
            % {"host": placement.host, "organisation": contract_year.contract.organisation},
            code="other_organisation",
        )


def _worth(
    line: DevelopmentLine, on: date, amount: Decimal | None, hours: Decimal | None
) -> Decimal:
    """Return the amount of a contribution that is given as an amount or as hours."""
    if (amount is None) == (hours is None):
        raise Refused(_("Give an amount, or hours; not both."), code="amount_or_hours")
    if hours is not None:
        amount = find_budget_year(on.year, programme=line.programme).to_rules().worth(hours)
    if amount is None or amount <= 0:
        raise Refused(_("The contribution must be more than zero."), code="amount_not_positive")
    return amount


def _refuse_beyond_promise(
    contract_year: ContractYear, worth: Decimal, override_reason: str, by: User | None
) -> bool:
    """Refuse more than was promised and not delivered yet; tell whether a lead went beyond it."""
    balance = in_kind_balance(contract_year)
    if worth <= balance.remaining:
        return False
    if override_reason.strip():
        if by is None or not (by.is_superuser or Membership.Role.LEAD in by.roles):
            raise Refused(
                _("Only a programme lead may go beyond a promise."), code="override_not_allowed"
            )
        return True
    raise Refused(
        _(
            "Promised in kind to %(contract_year)s: %(promised)s; delivered: %(delivered)s."
            " %(amount)s more goes beyond the promise; a programme lead may record it with a"
            " reason."
        )
        % {
            "contract_year": contract_year,
            "promised": money(balance.promised),
            "delivered": money(balance.delivered),
            "amount": money(worth),
        },
        code="beyond_promise",
    )


def reverse_entry(entry: AnyEntry, *, on: date, by: User | None) -> AnyEntry:
    """Take a row back with a negative row that names it; both stay.

    The negative row counts in the year of ``on``; it keeps the rate of the row it reverses.
    """
    with transaction.atomic():
        entry = type(entry).objects.select_for_update().get(pk=entry.pk)
        _refuse_reversal(entry, on)
        reversal = copy(entry)
        reversal.pk, reversal._state = None, type(entry)()._state
        reversal.reverses, reversal.on, reversal.amount = entry, on, -entry.amount
        reversal.recorded_by, reversal.recorded_at = by, clock.now()
        if not isinstance(reversal, Expense) and reversal.hours is not None:
            reversal.hours = -reversal.hours
        if isinstance(reversal, HourEntry):
            reversal.key = ""
        reversal.save(force_insert=True)
        audit.record("entry.reversed", entry, by=by, on=on.isoformat(), row=reversal.pk)
    return reversal


def _refuse_reversal(entry: HourEntry | Expense | InKindEntry, on: date) -> None:
    """Refuse to reverse twice, to reverse a reversal, before the row, or where no budget is."""
    if entry.reverses_id is not None:
        raise Refused(_("This row is a reversal itself."), code="is_reversal")
    if type(entry).objects.filter(reverses=entry).exists():
        raise Refused(_("This row was reversed already."), code="already_reversed")
    if on < entry.on:
        raise Refused(
            _("The reversal cannot lie before %(day)s, the day of the row.")
            % {"day": day(entry.on)},
            code="before_entry",
        )
    find_budget_year(on.year, programme=entry.line.programme)
