"""The refusals of contracts and entitlements, each a sentence that says what is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lllo import clock
from lllo.contracts.models import Choice, Contract, Use
from lllo.contracts.years import holds, package_of, refers_to
from lllo.errors import Refused
from lllo.formats import day, quantity
from lllo.people.models import Membership, Organisation
from lllo.programmes.models import EntitlementKind
from lllo.rules.entitlement import Kind, Refusal, balance, refusal
from lllo.rules.period import Period, add_years

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import Model

    from lllo.contracts.models import Addendum, ContractYear, Entitlement
    from lllo.people.models import User
    from lllo.programmes.models import PackageEdition
    from lllo.rules.entitlement import Balance
    from lllo.rules.price import Package

UNITS = {  # the units of rules.entitlement.Kind, as people say them
    "seat": gettext_lazy("seats"),
    "hour": pgettext_lazy("after a number", "hours"),
    "EC": gettext_lazy("EC"),
}
ONE = {  # the same, of one
    "seat": gettext_lazy("seat"),
    "hour": gettext_lazy("hour"),
    "EC": gettext_lazy("EC"),
}
OPEN = frozenset({Choice.State.COMMITTED, Choice.State.CHOSEN})
LONGEST_TERM = 25  # years of a contract; more is a slip of the hand
LATEST_START = 25  # years after an edition comes in force; more is a slip of the hand


def unit_of(kind: str, number: Decimal | None = None) -> str:
    """Return in what a kind of entitlement is counted, as people say it; one in the singular."""
    words = ONE if number == 1 else UNITS
    return str(words[Kind(kind).unit])


def refuse_without_reason(reason: str) -> None:
    """Refuse an empty reason."""
    if not reason.strip():
        raise Refused(_("Say why: the reason is missing."), code="reason_missing")


def refuse_outside(year: ContractYear, on: date) -> None:
    """Refuse a day that is not in a contract year, or after an early end of the contract."""
    period = Period(starts_on=year.starts_on, ends_on=year.ends_on)
    if on not in period:
        raise Refused(
            _("%(day)s is not in contract year %(number)s, which runs from %(first)s to %(last)s.")
            % {
                "day": day(on),
                "number": year.number,
                "first": day(period.starts_on),
                "last": day(period.last_day),
            },
            code="outside_contract_year",
        )
    refuse_ended(year.contract, on)


def refuse_ended(contract: Contract, on: date) -> None:
    """Refuse a day on which a contract had ended early."""
    if contract.ended_on and on >= contract.ended_on:
        raise Refused(
            _("Contract %(number)s ended on %(day)s: %(reason)s")
            % {
                "number": contract.number,
                "day": day(contract.ended_on),
                "reason": contract.end_reason,
            },
            code="contract_ended",
        )


def goes_beyond(
    entitlement: Entitlement, asked: Decimal, override_reason: str, by: User | None
) -> bool:
    """Tell whether a use goes beyond what is left; refuse that without a reason of a lead."""
    before = balance(
        entitlement.quantity, entitlement.uses.order_by().values_list("quantity", flat=True)
    )
    why = refusal(before, asked, whole=Kind(entitlement.kind).whole)
    if why is None:
        return False
    if why is Refusal.EXCEEDED and override_reason.strip():
        refuse_unless_lead(by)
        return True
    raise use_refused(entitlement, before, asked, why)


def refuse_unless_lead(by: User | None) -> None:
    """Refuse to go beyond an entitlement to everyone but a programme lead."""
    if by is None or not (by.has_every_right or Membership.Role.LEAD in by.roles):
        raise Refused(
            _("Only a programme lead may go beyond what was agreed."), code="override_not_allowed"
        )


def use_refused(entitlement: Entitlement, before: Balance, asked: Decimal, why: Refusal) -> Refused:
    """Return the sentence for a use that the rule refuses: what there is, was used and is asked."""
    if why is Refusal.NOT_POSITIVE:
        text = _("A use is more than zero. To give back, reverse the use.")
    elif why is Refusal.NOT_WHOLE:
        text = _("Seats are taken whole.")
    elif entitlement.kind == EntitlementKind.COURSE_SEAT:
        text = _(
            "%(organisation)s has %(granted)s course seats in contract year %(number)s: one"
            " person takes two, or two people take one each. Taken: %(used)s, asked: %(asked)s."
        )
    else:
        text = _(
            "%(organisation)s has %(granted)s %(kind)s in contract year %(number)s."
            " Used: %(used)s, asked: %(asked)s."
        )
    year = entitlement.contract_year
    values = {
        "organisation": year.contract.organisation,
        "number": year.number,
        "kind": entitlement.get_kind_display(),
        "granted": before.granted and quantity(before.granted),
        "used": quantity(before.used),
        "asked": quantity(asked),
    }
    return Refused(text % values, code=f"use_{why.value}")


def refuse_owned(use: Use, owner: Model | None) -> None:
    """Refuse to give back, by itself, a use that a row of a floor above this one holds."""
    for relation in Use._meta.related_objects:
        model = relation.related_model
        if model is Use:
            continue
        holder = model._default_manager.filter(**{relation.field.name: use}).first()
        if holder and holder != owner:
            raise Refused(
                _("This use belongs to: %(holder)s. Cancel that, and the use is given back.")
                % {"holder": f"{model._meta.verbose_name} {holder}"},
                code="use_has_owner",
            )


def refuse_no_participant(organisation: Organisation) -> None:
    """Refuse the university and its partners: they take no package."""
    if organisation.kind in (Organisation.Kind.UNIVERSITY, Organisation.Kind.PARTNER):
        raise Refused(
            _("%(organisation)s takes no package: it is a %(kind)s.")
            % {"organisation": organisation, "kind": organisation.get_kind_display()},
            code="no_participant",
        )


def refuse_start(edition: PackageEdition, starts_on: date) -> None:
    """Refuse a start on which the package edition does not hold yet, or that is far away."""
    if starts_on.year > edition.valid_from.year + LATEST_START:
        raise Refused(
            _("%(day)s is too far away to start.") % {"day": day(starts_on)}, code="start_too_late"
        )
    if starts_on < edition.valid_from:
        raise Refused(
            _("The packages are valid from %(first)s; %(day)s is before that.")
            % {"first": day(edition.valid_from), "day": day(starts_on)},
            code="start_before_edition",
        )


def refuse_choice(wanted: Choice, before: Choice | None) -> None:
    """Refuse a choice that cannot be, or that loses the package that was chosen before."""
    refuse_no_participant(wanted.organisation)
    refuse_start(wanted.edition, wanted.starts_on)
    if wanted.state not in OPEN:
        raise Refused(
            _("A choice is recorded as committed or as chosen; the rest follows by itself."),
            code="choice_state",
        )
    if wanted.package_code or wanted.state == Choice.State.CHOSEN:
        package_of(wanted.edition, wanted.package_code)
    elif before and before.package_code:
        raise Refused(
            _("%(organisation)s chose %(package)s before; withdraw that choice first.")
            % {"organisation": before.organisation, "package": before.package_code},
            code="choice_made",
        )


def refuse_closed_choice(choice: Choice) -> None:
    """Refuse a choice of which an agreement was made, or that was withdrawn."""
    if choice.state not in OPEN:
        raise Refused(
            _("The choice of %(organisation)s is no longer open: %(state)s.")
            % {"organisation": choice.organisation, "state": choice.get_state_display()},
            code="choice_closed",
        )


def refuse_contract(choice: Choice, starts_on: date, years: int, minimum: int) -> None:
    """Refuse a contract out of a closed choice, too short, too early, or beside another."""
    refuse_closed_choice(choice)
    refuse_years(years, minimum)
    refuse_start(choice.edition, starts_on)
    refuse_overlap(choice.organisation, starts_on, add_years(starts_on, years))


def refuse_years(years: int, minimum: int) -> None:
    """Refuse a contract that is too short, or longer than anyone means."""
    if years > LONGEST_TERM:
        raise Refused(
            _("A contract runs for at most %(maximum)s years.") % {"maximum": LONGEST_TERM},
            code="contract_too_long",
        )
    if years < minimum:
        raise Refused(
            _("A contract runs for at least %(minimum)s years; %(years)s is too short.")
            % {"minimum": minimum, "years": years},
            code="contract_too_short",
        )


def refuse_overlap(organisation: Organisation, starts_on: date, ends_on: date) -> None:
    """Refuse a second contract for days that have one: nobody could say which is used."""
    others = Contract.objects.for_organisation(organisation).exclude(state=Contract.State.WITHDRAWN)
    for other in others.filter(starts_on__lt=ends_on, ends_on__gt=starts_on):
        if other.ended_on is None or other.ended_on > starts_on:
            raise Refused(
                _("%(organisation)s has contract %(number)s for these days: %(first)s to %(last)s.")
                % {
                    "organisation": organisation,
                    "number": other.number,
                    "first": day(other.starts_on),
                    "last": day(Period(starts_on=other.starts_on, ends_on=other.ends_on).last_day),
                },
                code="contract_overlap",
            )


def refuse_state(contract: Contract, allowed: set[Contract.State], sentence: str) -> None:
    """Refuse with ``sentence`` (it names number and state) a contract in another state."""
    if contract.state not in allowed:
        values = {"number": contract.number, "state": contract.get_state_display()}
        raise Refused(sentence % values, code=f"contract_{contract.state}")


def refuse_unsignable(contract: Contract) -> None:
    """Refuse to sign what was not offered, was signed before, or was taken back."""
    if contract.state == Contract.State.DRAFT:
        raise Refused(
            _("Contract %(number)s was not offered yet; offer it before it is signed.")
            % {"number": contract.number},
            code="contract_draft",
        )
    if contract.signed_on:
        raise Refused(
            _("Contract %(number)s was signed before, on %(day)s.")
            % {"number": contract.number, "day": day(contract.signed_on)},
            code="contract_signed",
        )
    refuse_state(
        contract,
        {Contract.State.OFFERED},
        _("Contract %(number)s cannot be signed: it is %(state)s."),
    )


def refuse_unamendable(contract: Contract, agreed_on: date) -> None:
    """Refuse an addendum to an unsigned contract, of a day to come or before the signature."""
    refuse_state(
        contract,
        {Contract.State.SIGNED},
        _("Only a signed contract has addenda; contract %(number)s is %(state)s."),
    )
    if agreed_on > clock.today():
        raise Refused(
            _("%(day)s is still to come; an addendum is recorded once it is agreed.")
            % {"day": day(agreed_on)},
            code="agreed_in_future",
        )
    if contract.signed_on and agreed_on < contract.signed_on:
        raise Refused(
            _("Contract %(number)s was signed on %(day)s; an addendum comes after that.")
            % {"number": contract.number, "day": day(contract.signed_on)},
            code="agreed_before_signature",
        )


def years_to_amend(contract: Contract, from_year: int) -> list[ContractYear]:
    """Return the contract years from a number on; refuse those that have started or are in use."""
    years = list(contract.contract_years.filter(number__gte=from_year).order_by("number"))
    if not years or years[0].number != from_year:
        raise Refused(
            _("Contract %(number)s has contract years 1 to %(years)s.")
            % {"number": contract.number, "years": contract.years},
            code="contract_year_unknown",
        )
    if years[0].starts_on <= clock.today():
        raise Refused(
            _("Contract year %(number)s started on %(first)s; an addendum is for later years.")
            % {"number": from_year, "first": day(years[0].starts_on)},
            code="contract_year_started",
        )
    if refers_to(years):
        raise Refused(
            _("Contract year %(number)s or a later one is in use already and cannot be changed.")
            % {"number": from_year},
            code="contract_year_in_use",
        )
    return years


def refuse_unchanged(years: Sequence[ContractYear], package: Package) -> None:
    """Refuse an addendum that would leave everything as it is."""
    if all(holds(year, package) for year in years):
        raise Refused(
            _("Nothing changes: %(package)s is what was agreed for these contract years.")
            % {"package": package.name},
            code="nothing_changes",
        )


def refuse_end(contract: Contract, on: date) -> None:
    """Refuse an early end that is not early, or lies before the signature."""
    if on >= contract.ends_on:
        last = Period(starts_on=contract.starts_on, ends_on=contract.ends_on).last_day
        raise Refused(
            _("Contract %(number)s ends by itself after %(last)s.")
            % {"number": contract.number, "last": day(last)},
            code="end_not_early",
        )
    if contract.signed_on and on < contract.signed_on:
        raise Refused(
            _("Contract %(number)s was signed on %(day)s and cannot end before that.")
            % {"number": contract.number, "day": day(contract.signed_on)},
            code="end_before_signature",
        )


def refuse_unsigned_copy(record: Contract | Addendum) -> None:
    """Refuse a signed paper of an agreement that nobody signed; an addendum is recorded signed."""
    contract = record if isinstance(record, Contract) else record.contract
    if contract.signed_on is None:
        raise Refused(
            _("Contract %(number)s is not signed; record the signatures first.")
            % {"number": contract.number},
            code="not_signed",
        )
