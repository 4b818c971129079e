"""What an organisation's people see: what is left, what comes, who has which seat, the papers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lllo.contracts.models import Contract, Entitlement, Use
from lllo.invoices.models import Invoice
from lllo.invoices.queries import STATUS_LABELS, invoice_rows
from lllo.people.models import Membership, Organisation
from lllo.rules.entitlement import balance
from lllo.rules.money import ZERO
from lllo.rules.period import Period
from lllo.screens.access import PORTAL
from lllo.training.models import CourseSeat, Event, Registration

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from lllo.contracts.models import ContractYear
    from lllo.people.models import User

EVENTS_SHOWN = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who or what took part of an entitlement; ``name`` is empty while a seat has no name."""

    name: str
    what: str
    day: date | None = None
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One entitlement; ``remaining`` is never below zero, what went beyond it is ``over``."""

    label: str
    granted: Decimal | None
    used: Decimal
    remaining: Decimal | None
    over: Decimal
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCards:
    """The entitlements of the contract year that runs, or of the one that comes."""

    package_name: str
    number: int
    starts_on: date
    last_day: date
    has_started: bool
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Someone of the organisation, with the seats of that person."""

    name: str
    role: str
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """An agreement as its organisation sees it."""

    number: str
    package_name: str
    starts_on: date
    last_day: date
    state: str
    waits_for_signature: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """An issued invoice or credit note as its organisation sees it."""

    number: str
    kind: str
    issue_date: date
    due_date: date | None
    amount: Decimal
    open_amount: Decimal
    status: str
    status_label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPart:
    """Everything of one organisation; without ``shows_papers`` no agreement and no invoice."""

    name: str
    years: tuple[YearCards, ...]
    people: tuple[Colleague, ...]
    seats_without_name: int
    shows_papers: bool
    agreements: tuple[Agreement, ...]
    bills: tuple[Bill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalScreen:
    """The first screen of a participant; there may be no organisation or several."""

    organisations: tuple[OrganisationPart, ...]
    next_event: Event | None
    later_events: tuple[Event, ...]


def portal_screen(user: User, *, at: datetime, on: date) -> PortalScreen:
    """Return everything in a number of queries that does not grow with the organisations."""
    roles = _roles(user)
    keys = [organisation.pk for organisation in roles]
    papers = [each.pk for each, held in roles.items() if held != {Membership.Role.PARTNER}]
    years = _years(user, keys, on)
    registrations, seats = _registrations(user, keys), _course_seats(user, keys)
    people = _people(user, keys, registrations, seats)
    agreements, bills = _agreements(user, papers), _bills(user, papers, on)
    events = _events(user, keys, at)
    nameless = _count_nameless([*registrations, *seats])
    return PortalScreen(
        organisations=tuple(
            OrganisationPart(
                name=organisation.name,
                years=tuple(years[organisation.pk]),
                people=tuple(people[organisation.pk]),
                seats_without_name=nameless[organisation.pk],
                shows_papers=organisation.pk in papers,
                agreements=tuple(agreements[organisation.pk]),
                bills=tuple(bills[organisation.pk]),
            )
            for organisation in roles
        ),
        next_event=events[0] if events else None,
        later_events=tuple(events[1:]),
    )


def _roles(user: User) -> dict[Organisation, set[str]]:
    """Return the organisations at which someone takes part, with the roles there."""
    memberships = (
        Membership.objects.current()
        .filter(person_id=user.person_id, role__in=PORTAL)
        .select_related("organisation")
        .order_by("organisation__name", "organisation")
    )
    roles: dict[Organisation, set[str]] = {}
    for membership in memberships:
        roles.setdefault(membership.organisation, set()).add(membership.role)
    return roles


def _years(user: User, keys: list[int], on: date) -> dict[int, list[YearCards]]:
    """Return for each organisation the contract year that runs or comes, one of each contract."""
    uses = Use.objects.select_related(
        "person",
        "registration__person",
        "registration__cohort",
        "registration__event",
        "course_seat__person",
        "coaching_session__person",
        "reversed_by",
    ).order_by("used_on", "pk")
    entitlements = (
        Entitlement.objects.visible_to(user)
        .filter(contract_year__contract__organisation__in=keys)
        .filter(contract_year__ends_on__gt=on)
        .exclude(contract_year__contract__ended_on__lte=on)
        .select_related("contract_year__contract")
        .prefetch_related(Prefetch("uses", uses))
        .order_by("contract_year__starts_on", "contract_year", "pk")
    )
    by_year: dict[ContractYear, list[Entitlement]] = {}
    first: dict[int, ContractYear] = {}  # by contract: the years come in order
    for each in entitlements:
        if (
            first.setdefault(each.contract_year.contract_id, each.contract_year)
            == each.contract_year
        ):
            by_year.setdefault(each.contract_year, []).append(each)
    years: dict[int, list[YearCards]] = defaultdict(list)
    for year, own in by_year.items():
        years[year.contract.organisation_id].append(_year_cards(year, own, on))
    return years


def _year_cards(year: ContractYear, own: Iterable[Entitlement], on: date) -> YearCards:
    period = Period(starts_on=year.starts_on, ends_on=year.ends_on)
    return YearCards(
        package_name=year.package_name,
        number=year.number,
        starts_on=period.starts_on,
        last_day=period.last_day,
        has_started=period.starts_on <= on,
        cards=tuple(sorted((_card(each) for each in own), key=lambda card: card.granted is None)),
    )


def _card(entitlement: Entitlement) -> Card:
    """Return one entitlement with its balance and with those who took part of it."""
    uses = list(entitlement.uses.all())
    sums = balance(entitlement.quantity, (use.quantity for use in uses))
    left = sums.remaining
    return Card(
        label=entitlement.get_kind_display(),
        granted=sums.granted,
        used=sums.used,
        remaining=None if left is None else max(left, ZERO),
        over=ZERO if left is None else max(-left, ZERO),
        holders=tuple(_holder(use) for use in uses if _stands(use)),
    )


def _stands(use: Use) -> bool:
    """Tell whether a use counts by itself: it reverses nothing and is not reversed."""
    return use.reverses_id is None and not hasattr(use, "reversed_by")


def _holder(use: Use) -> Holder:
    """Return who has a seat or what hours went to; without either, what the row itself says."""
    if hasattr(use, "registration"):
        place = use.registration
        return Holder(name=_name(place.person), what=str(place.cohort or place.event))
    if hasattr(use, "course_seat"):
        seat = use.course_seat
        return Holder(name=_name(seat.person), what=seat.course_name, day=seat.starts_on)
    if hasattr(use, "coaching_session"):
        talk = use.coaching_session
        name = _name(talk.person) or talk.subject
        what = talk.subject if talk.person else ""
        return Holder(name=name, what=what, day=use.used_on, quantity=use.quantity)
    name = _name(use.person) or use.reason
    what = use.reason if use.person else ""
    return Holder(name=name, what=what, day=use.used_on, quantity=use.quantity)


def _name(person: Any) -> str:
    return str(person) if person else ""


def _registrations(user: User, keys: list[int]) -> list[Registration]:
    places = Registration.objects.visible_to(user).active().filter(organisation__in=keys)
    return list(places.select_related("cohort", "event"))


def _course_seats(user: User, keys: list[int]) -> list[CourseSeat]:
    return list(CourseSeat.objects.visible_to(user).active().filter(organisation__in=keys))


def _count_nameless(places: Iterable[Registration | CourseSeat]) -> dict[int, int]:
    """Return the number of seats without a name for each organisation."""
    counts: dict[int, int] = defaultdict(int)
    for place in places:
        counts[place.organisation_id] += place.person_id is None
    return counts


def _people(
    user: User,
    keys: list[int],
    registrations: Iterable[Registration],
    seats: Iterable[CourseSeat],
) -> dict[int, list[Colleague]]:
    """Return the people of each organisation, each once, with all their roles and seats."""
    taken: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    for place in registrations:
        taken[place.organisation_id, place.person_id].append(str(place.cohort or place.event))
    for seat in seats:
        taken[seat.organisation_id, seat.person_id].append(seat.course_name)
    visible = Membership.objects.visible_to(user).current()
    memberships = visible.filter(organisation__in=keys).select_related("person")
    roles: dict[tuple[int, int], tuple[Any, list[str]]] = {}
    for each in memberships.order_by("person__family_name", "person__given_name", "pk"):
        key = (each.organisation_id, each.person_id)
        roles.setdefault(key, (each.person, []))[1].append(str(each.get_role_display()))
    people: dict[int, list[Colleague]] = defaultdict(list)
    for (organisation, person), (who, held) in roles.items():
        people[organisation].append(
            Colleague(name=str(who), role=", ".join(held), seats=tuple(taken[organisation, person]))
        )
    return people


def _agreements(user: User, keys: list[int]) -> dict[int, list[Agreement]]:
    """Return the agreements that were offered to each organisation, the newest first."""
    contracts = (
        Contract.objects.visible_to(user)
        .filter(organisation__in=keys, agreement__isnull=False)
        .exclude(state__in=[Contract.State.DRAFT, Contract.State.WITHDRAWN])
        .order_by("-starts_on", "-number")
    )
    agreements: dict[int, list[Agreement]] = defaultdict(list)
    for each in contracts:
        period = Period(starts_on=each.starts_on, ends_on=each.ends_on)
        agreements[each.organisation_id].append(
            Agreement(
                number=each.number,
                package_name=each.package_name,
                starts_on=period.starts_on,
                last_day=period.last_day,
                state=_("waits for a signature")
                if each.state == Contract.State.OFFERED
                else each.get_state_display(),
                waits_for_signature=each.state == Contract.State.OFFERED,
                url=reverse("agreement_pdf", args=[each.public_id]),
            )
        )
    return agreements


def _bills(user: User, keys: list[int], on: date) -> dict[int, list[Bill]]:
    """Return the issued invoices and credit notes of each organisation, the newest first."""
    visible = invoice_rows(on=on).visible_to(user)
    rows: Any = visible.filter(organisation__in=keys, state=Invoice.State.ISSUED)
    bills: dict[int, list[Bill]] = defaultdict(list)
    for each in rows.order_by("-issue_date", "-number"):
        is_invoice = each.kind == Invoice.Kind.INVOICE
        bills[each.organisation_id].append(
            Bill(
                number=each.number,
                kind=each.get_kind_display(),
                issue_date=each.issue_date,
                due_date=each.due_date if is_invoice else None,
                amount=each.payable_amount,
                open_amount=each.open_amount,
                status=each.status,
                status_label=str(STATUS_LABELS[each.status]),
                url=reverse("invoice_pdf", args=[each.public_id]),
            )
        )
    return bills


def _events(user: User, keys: list[int], at: datetime) -> list[Event]:
    """Return the coming events for everyone and for the cohorts these organisations are in."""
    places = Registration.objects.visible_to(user).active()
    cohorts = places.filter(organisation__in=keys, cohort__isnull=False)
    own = Q(cohort__isnull=True) | Q(cohort__in=cohorts.values("cohort"))
    events = Event.objects.visible_to(user).upcoming(at).filter(own).select_related("cohort")
    return list(events[:EVENTS_SHOWN])
