"""What happens to a budget: it is loaded; hours, costs and contributions in kind are booked."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from lllo import clock
from lllo.budget.models import BudgetAmount, BudgetYear, Expense, HourEntry, InKindEntry
from lllo.budget.queries import budget_year_of, find_budget_year, in_kind_balance
from lllo.contracts.models import ContractYear
from lllo.contracts.refusals import refuse_outside, refuse_unless_lead
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.formats import day, money, quantity
from lllo.people import audit
from lllo.people.models import Person
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

    ``kept`` differ from the office folder, but stay as they are: something was
    booked in them already.
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
        lock_budget_years(programme=programme)
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
        if _is_in_use(programme, year):
            return "kept"
    _write_year(programme, year, funding, weights, by=by)
    return "changed" if before else "created"


def _is_in_use(programme: Programme, year: int) -> bool:
    """Tell whether anything counts in a year; in kind it does by the contract year."""
    booked = (
        HourEntry.objects.in_year(year),
        Expense.objects.in_year(year),
        InKindEntry.objects.filter(contract_year__starts_on__year=year),
    )
    return any(rows.filter(line__programme=programme).exists() for rows in booked)


def _write_year(
    programme: Programme, year: int, funding: Funding, weights: dict[str, int], *, by: User | None
) -> None:
    """Write a budget year and the shares of its lines; a line that left the key leaves the year."""
    budget_year = BudgetYear.objects.filter(programme=programme, year=year).first()
    budget_year = budget_year or BudgetYear(programme=programme, year=year)
    budget_year.staff_days, budget_year.day_rate = funding.staff_days, funding.day_rate
    budget_year.hours_per_day, budget_year.extras = funding.hours_per_day, funding.extras
    budget_year.amount = funding.amount
    refuse_invalid(budget_year)
    budget_year.save()
    budget_year.amounts.all().delete()
    amounts = shares(funding.amount, weights)
    for line in programme.lines.filter(code__in=amounts):
        amount = BudgetAmount(
            budget_year=budget_year, line=line, amount=amounts[line.code], weight=weights[line.code]
        )
        refuse_invalid(amount)
        amount.save()
    audit.record("budget_year.loaded", budget_year, by=by, amount=str(funding.amount))


def lock_budget_years(**which: Any) -> None:
    """Let nobody load or book in these budget years until this transaction ends.

    Every booking locks its budget year, and does so before people and contract
    years; who touches several locks them here first, the earliest first.
    """
    list(BudgetYear.objects.select_for_update().filter(**which).order_by("year", "programme_id"))


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
    more than zero, more than 24 on one day, and a line or year without a budget.
    """
    with transaction.atomic():
        funding = _locked_budget_year(line, on.year).to_rules()
        Person.objects.select_for_update().get(pk=person.pk)
        existing = HourEntry.objects.filter(key=key).first() if key else None
        if existing:
            return existing
        _refuse_hours(person, on, hours)
        entry = HourEntry(
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
        refuse_invalid(entry)
        entry.save()
        audit.record("hours.booked", entry, by=by, hours=str(hours), amount=str(entry.amount))
    return entry


def _locked_budget_year(line: DevelopmentLine, year: int) -> BudgetYear:
    """Return the budget of a line's year, which nobody loads anew at this moment."""
    lock_budget_years(programme=line.programme, year=year)
    return budget_year_of(line, year)


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
    """Book costs that are not hours; refuses a line or year without a budget."""
    if amount <= 0:
        raise Refused(_("The amount must be more than zero."), code="amount_not_positive")
    with transaction.atomic():
        _locked_budget_year(line, on.year)
        expense = Expense(
            line=line,
            on=on,
            amount=amount,
            description=description,
            supplier=supplier,
            recorded_by=by,
        )
        refuse_invalid(expense)
        expense.save()
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
    a line without a budget in the year in which that starts, where it counts.
    """
    with transaction.atomic():
        _locked_budget_year(line, contract_year.starts_on.year)
        contract_year = _locked_contract_year(contract_year)
        _refuse_elsewhere(contract_year, on, placement)
        worth = _worth(line, on, amount, hours)
        beyond = _refuse_beyond_promise(contract_year, worth, override_reason, by)
        entry = InKindEntry(
            contract_year=contract_year,
            line=line,
            on=on,
            amount=worth,
            hours=hours,
            description=description,
            placement=placement,
            override_reason=override_reason.strip() if beyond else "",
            recorded_by=by,
        )
        refuse_invalid(entry)
        entry.save()
        audit.record("in_kind.delivered", entry, by=by, amount=str(worth))
    return entry


def _locked_contract_year(contract_year: ContractYear) -> ContractYear:
    """Return a contract year of which nobody else delivers at this moment."""
    years = ContractYear.objects.select_for_update(of=("self",))
    return years.select_related("contract__organisation").get(pk=contract_year.pk)


def _refuse_elsewhere(contract_year: ContractYear, on: date, placement: Placement | None) -> None:
    """Refuse a day outside the contract year or after its end, and a placement at another host."""
    refuse_outside(contract_year, on)
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
        refuse_unless_lead(by)
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
        blank = type(entry)()
        reversal.pk, reversal._state, reversal.public_id = None, blank._state, blank.public_id
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
    """Refuse to reverse twice, to reverse a reversal, before the row, or where it cannot count."""
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
    counts_in = entry.contract_year.starts_on if isinstance(entry, InKindEntry) else on
    _locked_budget_year(entry.line, counts_in.year)
