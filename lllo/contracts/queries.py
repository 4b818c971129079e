"""What is agreed and what is left of it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.db.models import DecimalField, OuterRef, Prefetch, Subquery, Sum
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext as _

from lllo.contracts.models import (
    Addendum,
    Choice,
    Contract,
    ContractLine,
    ContractYear,
    Entitlement,
    Use,
)
from lllo.contracts.refusals import refuse_ended, unit_of
from lllo.errors import Refused
from lllo.formats import day
from lllo.programmes.models import EntitlementKind, PackageEdition
from lllo.rules.entitlement import balance
from lllo.rules.money import ZERO, to_cents
from lllo.rules.period import Period, contract_years, months_later
from lllo.rules.price import Component, Price, price_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from decimal import Decimal

    from lllo.documents.models import Document
    from lllo.people.models import Organisation

MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=12, decimal_places=2)


def entitlement_for(organisation: Organisation, kind: str, on: date) -> Entitlement:
    """Return the entitlement of a kind that an organisation has on a day.

    Refuses in a sentence: no agreement for that day, one that is not signed, one
    that ended, or a package without this entitlement.
    """
    years = ContractYear.objects.for_organisation(organisation).covering(on)
    # An organisation that came back has an ended and a running contract on the same day.
    year = years.select_related("contract").order_by("-contract__starts_on", "-pk").first()
    if year is None:
        raise _no_contract_year(organisation, on)
    refuse_ended(year.contract, on)
    entitlement = (
        Entitlement.objects.filter(contract_year=year, kind=kind)
        .select_related("contract_year__contract__organisation")
        .first()
    )
    if entitlement is None:
        raise Refused(
            _("The package %(package)s of %(organisation)s does not entitle to %(kind)s.")
            % {
                "package": year.package_name,
                "organisation": organisation,
                "kind": EntitlementKind(kind).label,
            },
            code="not_entitled",
        )
    return entitlement


def _no_contract_year(organisation: Organisation, on: date) -> Refused:
    """Say why there is no contract year: nothing agreed for the day, or not signed."""
    waiting = Contract.objects.for_organisation(organisation).filter(
        state__in=[Contract.State.DRAFT, Contract.State.OFFERED], starts_on__lte=on, ends_on__gt=on
    )
    values = {"organisation": organisation, "day": day(on)}
    if contract := waiting.first():
        return Refused(
            _("Contract %(number)s of %(organisation)s is not signed yet.")
            % {**values, "number": contract.number},
            code="contract_not_signed",
        )
    return Refused(
        _("%(organisation)s has no signed contract for %(day)s.") % values, code="no_contract"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """One entitlement of one contract year; without ``granted`` it is by agreement, not limited.

    ``rows`` are the uses and reversals by day, each with its person at hand.
    """

    entitlement: Entitlement
    contract_year: ContractYear
    kind: str
    label: str
    unit: str
    granted: Decimal | None
    used: Decimal
    remaining: Decimal | None
    rows: tuple[Use, ...]


def balances(
    organisation: Organisation, *, year: int | None = None, on: date | None = None
) -> list[Balance]:
    """Return the entitlements of an organisation with what is left of them, in two queries.

    ``year`` keeps the contract years that start in that calendar year, ``on``
    those in which a day falls; without either all come.
    """
    entitlements = Entitlement.objects.for_organisation(organisation)
    if year is not None:
        entitlements = entitlements.filter(contract_year__starts_on__year=year)
    if on is not None:
        entitlements = entitlements.on(on)
    uses = Use.objects.select_related("person").order_by("used_on", "pk")
    entitlements = entitlements.select_related("contract_year__contract").prefetch_related(
        Prefetch("uses", uses)
    )
    ordered = entitlements.order_by("contract_year__starts_on", "contract_year__pk", "pk")
    return [_balance(entitlement) for entitlement in ordered]


def _balance(entitlement: Entitlement) -> Balance:
    """Return one entitlement with the sum of its rows."""
    rows = tuple(entitlement.uses.all())
    sums = balance(entitlement.quantity, (row.quantity for row in rows))
    return Balance(
        entitlement=entitlement,
        contract_year=entitlement.contract_year,
        kind=entitlement.kind,
        label=entitlement.get_kind_display(),
        unit=unit_of(entitlement.kind),
        granted=sums.granted,
        used=sums.used,
        remaining=sums.remaining,
        rows=rows,
    )


def left_of(kind: str, found: Iterable[Balance]) -> tuple[Decimal, Decimal] | None:
    """Return what is left of a kind and what was granted; nothing where one has no limit."""
    own = [each for each in found if each.kind == kind]
    if any(each.remaining is None for each in own):
        return None
    left = sum((max(each.remaining or ZERO, ZERO) for each in own), ZERO)
    return left, sum((each.granted or ZERO for each in own), ZERO)


def contract_year_prices(years: Iterable[ContractYear]) -> dict[int, Price]:
    """Return gross, in kind and price by the key of the contract year, in one query.

    The amounts are those that were copied at signature, not those of today's edition.
    """
    keys = [year.pk for year in years]
    components: dict[int, list[Component]] = {key: [] for key in keys}
    for line in ContractLine.objects.filter(contract_year__in=keys):
        component = Component(
            code=line.component_code,
            name=line.component_name,
            amount=line.amount,
            borne_by_university=line.borne_by_university,
        )
        components[line.contract_year_id].append(component)
    return {key: price_of(parts) for key, parts in components.items()}


def agreed_amount(*, borne_by_university: bool) -> Round:
    """Return, for a queryset of contract years, what is to be paid or what is in kind."""
    lines = ContractLine.objects.filter(
        contract_year=OuterRef("pk"), borne_by_university=borne_by_university
    )
    sums = lines.order_by().values("contract_year").annotate(together=Sum("amount"))
    total = Subquery(sums.values("together"), output_field=MONEY)
    return Round(Coalesce(total, ZERO), precision=2, output_field=MONEY)


def committed_fees(year: int) -> list[tuple[ContractYear, Decimal]]:
    """Return the contract years that start in a calendar year, each with the price to pay.

    Years that an early end cut off are not among them. Two queries.
    """
    years = list(
        ContractYear.objects.starting_in(year)
        .running()
        .select_related("contract__organisation")
        .order_by("starts_on", "contract__number")
    )
    prices = contract_year_prices(years)
    return [(contract_year, prices[contract_year.pk].price) for contract_year in years]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """A contract as lists show it; amounts in euros a year, of its first year.

    ``total`` is what is paid over the whole term, with addenda, up to an early end.
    """

    number: str
    organisation: str
    package: str
    package_name: str
    state: str
    state_name: str
    first_day: date
    last_day: date
    gross: Decimal
    in_kind: Decimal
    price: Decimal
    total: Decimal
    offered_on: date | None
    signed_on: date | None
    ended_on: date | None
    purchase_order_number: str


def contract_rows(
    *, organisation: Organisation | None = None, state: str | None = None
) -> list[ContractRow]:
    """Return contracts with their amounts, in a fixed number of queries.

    Signed ones show what was agreed, the others what their edition says.
    """
    contracts = Contract.objects.select_related("organisation", "edition").prefetch_related(
        "contract_years", "edition__packages__components__entitlement_terms"
    )
    if organisation is not None:
        contracts = contracts.for_organisation(organisation)
    if state is not None:
        contracts = contracts.filter(state=state)
    found = list(contracts.order_by("number"))
    years = [year for contract in found for year in contract.contract_years.all()]
    prices = contract_year_prices(years)
    return [_row(contract, _prices(contract, prices)) for contract in found]


def _prices(contract: Contract, agreed: dict[int, Price]) -> list[Price]:
    """Return the price of each contract year, the first one first."""
    years = sorted(contract.contract_years.all(), key=lambda year: year.number)
    if years:
        return [agreed[year.pk] for year in years]
    packages = {package.code: package for package in contract.edition.packages.all()}
    return [packages[contract.package_code].to_rules().price] * contract.years


def prices_to_pay(contract: Contract, prices: Sequence[Price]) -> list[Price]:
    """Return, of the price of each contract year, those that begin before an early end."""
    periods = contract_years(contract.starts_on, contract.years)
    return [
        price
        for price, period in zip(prices, periods, strict=True)
        if contract.ended_on is None or period.starts_on < contract.ended_on
    ]


def term_total(contract: Contract, prices: Sequence[Price]) -> Decimal:
    """Return what is paid over the whole term, with addenda, up to an early end."""
    return to_cents(sum((price.price for price in prices_to_pay(contract, prices)), ZERO))


def _row(contract: Contract, prices: list[Price]) -> ContractRow:
    """Return one line of the list."""
    term = Period(starts_on=contract.starts_on, ends_on=contract.ends_on)
    return ContractRow(
        number=contract.number,
        organisation=str(contract.organisation),
        package=contract.package_code,
        package_name=contract.package_name,
        state=contract.state,
        state_name=contract.get_state_display(),
        first_day=term.starts_on,
        last_day=term.last_day,
        gross=prices[0].gross,
        in_kind=prices[0].in_kind,
        price=prices[0].price,
        total=term_total(contract, prices),
        offered_on=contract.offered_on,
        signed_on=contract.signed_on,
        ended_on=contract.ended_on,
        purchase_order_number=contract.purchase_order_number,
    )


def find_contract(number: str) -> Contract:
    """Return the contract with a number; refuses an unknown one with the nearest."""
    contract = Contract.objects.filter(number__iexact=number.strip()).first()
    if contract is not None:
        return contract
    known = Contract.objects.values_list("number", flat=True)
    near = get_close_matches(number.strip(), list(known), n=3)
    text = _("There is no contract %(number)s.") % {"number": number}
    if near:
        text += " " + _("Did you mean: %(names)s?") % {"names": ", ".join(near)}
    raise Refused(text, code="contract_unknown")


def open_choice(organisation: Organisation) -> Choice:
    """Return the choice of which no agreement was made yet; refuses when there is none."""
    choice = Choice.objects.for_organisation(organisation).open().first()
    if choice is None:
        raise Refused(
            _("%(organisation)s has no open choice; record one with: lllo contracts choose")
            % {"organisation": organisation},
            code="no_open_choice",
        )
    return choice


def agreements(organisation: Organisation | None = None) -> list[Document]:
    """Return the documents of the contracts that were offered, withdrawn ones left out.

    Each is followed by its addenda.
    """
    contracts = Contract.objects.exclude(state=Contract.State.WITHDRAWN)
    if organisation is not None:
        contracts = contracts.for_organisation(organisation)
    offered = contracts.filter(agreement__isnull=False).select_related("agreement")
    added = Prefetch("addenda", Addendum.objects.select_related("document"))
    papers: list[Document] = []
    for contract in offered.prefetch_related(added).order_by("number"):
        papers.append(contract.agreement)
        papers += [each.document for each in contract.addenda.all() if each.document]
    return papers


def default_start(on: date) -> date:
    """Return the start of who names none: the programme's, later the next first of a month."""
    edition = PackageEdition.objects.select_related("programme").first()
    if edition and on < edition.programme.starts_on:
        return edition.programme.starts_on
    return months_later(on.replace(day=1), 1)
