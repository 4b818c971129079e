"""What an organisation can still use: one card for each entitlement of the contract year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.budget.models import InKindEntry
from lllo.budget.queries import in_kind_balances
from lllo.contracts.models import ContractYear, Entitlement, Use
from lllo.contracts.queries import contract_year_prices, term_total
from lllo.contracts.refusals import unit_of
from lllo.formats import quantity
from lllo.programmes.models import EntitlementKind
from lllo.rules.entitlement import balance
from lllo.rules.period import Period
from lllo.screens.components.cards import EntitlementCard, Holder, KeyValue
from lllo.screens.components.cells import shown
from lllo.training.models import CourseSeat

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lllo.budget.queries import InKindBalance
    from lllo.contracts.models import Contract
    from lllo.people.models import User
    from lllo.rules.price import Price
    from lllo.screens.portal.place import Place

Kind = EntitlementKind
MEANING = {
    Kind.MASTERCLASS_SEAT: gettext_lazy(
        "A place in a cohort: one person follows the masterclasses of that group."
    ),
    Kind.COACHING_HOUR: gettext_lazy("Talks with a specialist about your own practice."),
    Kind.COURSE_SEAT: gettext_lazy(
        "A seat in a course of the university: one person takes two, or two people one each."
    ),
    Kind.PROJECT_HOUR: gettext_lazy("Research and advice for a project of your own."),
    Kind.LEARNING_CREDIT: gettext_lazy("EC for what your people learn on the job."),
}
# Where it is used, and whether the contact alone does that.
BUTTONS = {
    Kind.MASTERCLASS_SEAT: ("portal_register_cohort", gettext_lazy("Register a colleague"), True),
    Kind.COACHING_HOUR: ("portal_coaching_ask", gettext_lazy("Ask for coaching"), False),
    Kind.COURSE_SEAT: ("portal_course_apply", gettext_lazy("Apply for a course"), False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCards:
    """The entitlements of the contract year that runs, or of the one that comes."""

    package_name: str
    number: int
    starts_on: date
    last_day: date
    has_started: bool
    cards: tuple[EntitlementCard, ...]
    worth: tuple[KeyValue, ...] = ()  # amounts, for the contact only


def year_cards(user: User, place: Place, *, on: date) -> tuple[YearCards, ...]:
    """Return the contract year that runs or comes, one of each contract.

    Two queries, and three for what it is worth, which the contact alone reads.
    """
    uses = (
        Use.objects.visible_to(user)
        .select_related(
            "person",
            "registration__person",
            "registration__cohort",
            "registration__event",
            "course_seat__person",
            "coaching_session__person",
            "coaching_session__coach",
            "reversed_by",
        )
        .order_by("used_on", "pk")
    )
    entitlements = (
        Entitlement.objects.visible_to(user)
        .for_organisation(place.organisation)
        .filter(contract_year__ends_on__gt=on)
        .exclude(contract_year__contract__ended_on__lte=on)
        .select_related("contract_year__contract")
        .prefetch_related(Prefetch("uses", uses))
        .order_by("contract_year__starts_on", "contract_year", "pk")
    )
    first: dict[int, ContractYear] = {}  # by contract: the years come in order
    by_year: dict[ContractYear, list[Entitlement]] = {}
    for each in entitlements:
        year = first.setdefault(each.contract_year.contract_id, each.contract_year)
        if year == each.contract_year:
            by_year.setdefault(year, []).append(each)
    worth = _worth(list(by_year), user) if place.is_contact and by_year else {}
    return tuple(
        replace(_year(year, own, place, on), worth=worth.get(year.pk, ()))
        for year, own in by_year.items()
    )


def _worth(shown_years: list[ContractYear], user: User) -> dict[int, tuple[KeyValue, ...]]:
    """Return by contract year what the package is worth, and who bears which part of it."""
    contracts = {year.contract_id: year.contract for year in shown_years}
    years = list(
        ContractYear.objects.visible_to(user).filter(contract__in=contracts).order_by("number")
    )
    prices = contract_year_prices(years)
    entries = InKindEntry.objects.visible_to(user).filter(contract_year__in=shown_years)
    own = {year.pk: prices[year.pk] for year in shown_years}
    in_kind = in_kind_balances(own, entries)
    return {
        year.pk: _amounts(
            year.contract,
            own[year.pk],
            in_kind[year.pk],
            [prices[each.pk] for each in years if each.contract_id == year.contract_id],
        )
        for year in shown_years
    }


def _amounts(
    contract: Contract, price: Price, in_kind: InKindBalance, of_years: list[Price]
) -> tuple[KeyValue, ...]:
    """Return the three amounts of a year, and what is paid over the whole term."""
    delivered = _("%(amount)s delivered so far") % {"amount": shown(in_kind.delivered, "money")}
    vat = _("VAT included") if contract.prices_include_vat else _("without VAT")
    total = term_total(contract, of_years)
    return (
        KeyValue(label=_("Gross value of the package"), value=price.gross, kind="money"),
        KeyValue(
            label=_("Of which the university bears in kind"),
            value=price.in_kind,
            kind="money",
            hint=delivered if price.in_kind else "",
        ),
        KeyValue(
            label=_("Price to pay this contract year"), value=price.price, kind="money", hint=vat
        ),
        KeyValue(
            label=_("Over the whole term of %(years)s years") % {"years": contract.years},
            value=total,
            kind="money",
            hint=vat,
        ),
    )


def _year(year: ContractYear, own: Iterable[Entitlement], place: Place, on: date) -> YearCards:
    period = Period(starts_on=year.starts_on, ends_on=year.ends_on)
    has_started = period.starts_on <= on
    cards = (_card(each, place, has_started=has_started) for each in own)
    return YearCards(
        package_name=year.package_name,
        number=year.number,
        starts_on=period.starts_on,
        last_day=period.last_day,
        has_started=has_started,
        cards=tuple(sorted(cards, key=lambda card: card.granted is None)),
    )


def _card(entitlement: Entitlement, place: Place, *, has_started: bool) -> EntitlementCard:
    """Return one entitlement with its balance, who took part of it, and where to use the rest."""
    uses = list(entitlement.uses.all())
    sums = balance(entitlement.quantity, (use.quantity for use in uses))
    kind = Kind(entitlement.kind)
    name, action, contact_only = BUTTONS.get(kind, ("", "", False))
    left = sums.remaining is None or sums.remaining > 0
    in_time = has_started or kind != Kind.COACHING_HOUR  # a talk is asked for on the day itself
    offers = name and left and in_time and place.is_member
    shows = offers and (place.is_contact or not contact_only)
    return EntitlementCard(
        label=entitlement.get_kind_display(),
        granted=sums.granted,
        used=sums.used,
        holders=tuple(_holder(use, place) for use in uses if _stands(use) and _shows(use, place)),
        href=place.href(name) if shows else "",
        action=action if shows else "",
        note=MEANING[kind],
        reason=_("Nothing is left. What is given back becomes free again.")
        if name and not left and place.is_contact
        else "",
    )


def _stands(use: Use) -> bool:
    """Tell whether a use counts by itself: it reverses nothing and is not reversed."""
    return use.reverses_id is None and not hasattr(use, "reversed_by")


def _shows(use: Use, place: Place) -> bool:
    """Tell whether a use is named: each to a contact, to a participant what is one's own."""
    taken = getattr(use, "registration", None) or getattr(use, "course_seat", None) or use
    return place.is_contact or (place.person is not None and taken.person_id == place.person.pk)


def _holder(use: Use, place: Place) -> Holder:
    """Return who has a seat or what hours went to; without either, what the row itself says."""
    if hasattr(use, "registration"):
        taken = use.registration
        what = str(taken.cohort or taken.event)
        link = {"registration": taken.public_id}
        return _seat(taken.person, what, "", ("portal_registration_person", link), place)
    if hasattr(use, "course_seat"):
        seat = use.course_seat
        note = shown(seat.starts_on)
        if seat.state == CourseSeat.State.APPLIED:
            note = _("applied for, %(day)s") % {"day": note}
        link = {"seat": seat.public_id}
        can_change = seat.state != CourseSeat.State.COMPLETED
        way = ("portal_course_person", link) if can_change else None
        return _seat(seat.person, seat.course_name, note, way, place)
    talk = getattr(use, "coaching_session", None)
    person, what = (talk.person, talk.subject) if talk else (use.person, use.reason)
    amount = f"{quantity(use.quantity)} {unit_of(use.entitlement.kind, use.quantity)}"
    when = f"{shown(talk.starts_at)}, {talk.coach}" if talk else shown(use.used_on)
    note = f"{amount}, {when}"
    return Holder(name=str(person or what), what=what if person else "", note=note)


def _seat(
    person: Any, what: str, note: str, way: tuple[str, dict[str, Any]] | None, place: Place
) -> Holder:
    """Return a seat; a contact gives it to someone, or to someone else."""
    name = str(person or "")
    if way is None or not place.is_contact:
        return Holder(name=name, what=what, note=note)
    word = gettext_lazy("Replace") if name else gettext_lazy("Give a name")
    return Holder(name=name, what=what, note=note, href=place.href(way[0], **way[1]), action=word)
