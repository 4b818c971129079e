"""The text of an agreement: what a contract says, as plain values for the office's template."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation

from lllo import office
from lllo.contracts.refusals import unit_of
from lllo.contracts.years import package_of
from lllo.documents.templates import render
from lllo.programmes.models import EntitlementKind
from lllo.programmes.queries import is_demo, seller_in_force, vat_in_force
from lllo.rules.period import Period, contract_years

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from lllo.contracts.models import Contract
    from lllo.people.models import Organisation
    from lllo.programmes.models import PackageEdition
    from lllo.rules.price import Package

TEMPLATE = "agreement.md.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """The organisation that takes the package, with what tells it apart; empty: not known."""

    legal_name: str
    street: str
    postal_code: str
    city: str
    kvk_number: str
    oin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedComponent:
    """A component as the price table shows it; ``amount`` in euros a year."""

    name: str
    description: str
    amount: Decimal
    borne_by_university: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedYear:
    """A contract year from its first to its last day."""

    number: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedTerms:
    """In how many parts a contract year is invoiced, and in how many days is paid."""

    instalments: int
    payment_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedEntitlement:
    """What each contract year entitles to; no quantity: by agreement, not limited."""

    kind: str
    label: str
    unit: str
    quantity: Decimal | None


def take_terms(contract: Contract) -> None:
    """Copy how is billed from the office folders; what they say later changes no offer."""
    terms = office.read().terms
    contract.instalments = terms.instalments
    contract.payment_days = terms.payment_days
    contract.prices_include_vat = vat_in_force().prices_include_vat


def concept(contract: Contract, *, on: date) -> bytes:
    """Return the agreement of a draft as it would be offered: not kept, and each page says so."""
    offered = copy(contract)
    take_terms(offered)
    return pdf(offered, on=on, concept=True)


def file_name(contract: Contract, kind: str = "pdf") -> str:
    """Return the name of the document; a number may hold a slash."""
    return f"{contract.number.replace('/', '-')}.{kind}"


def text(contract: Contract, *, on: date) -> str:
    """Return what the agreement says when it is offered ``on`` a day, as Markdown."""
    return render(TEMPLATE, context(contract, on=on))


def pdf(contract: Contract, *, on: date, concept: bool = False) -> bytes:
    """Return the agreement as it is offered ``on`` a day. In a demo every page says so."""
    from lllo.documents.pdf import from_markdown  # noqa: PLC0415 - reportlab is slow to import

    return from_markdown(
        text(contract, on=on),
        title=f"Overeenkomst {contract.number}",
        demo=is_demo(),
        concept=concept,
        footer=f"Overeenkomst {contract.number}",
    )


def context(contract: Contract, *, on: date) -> dict[str, Any]:
    """Return everything that the template may say, by name; texts are Dutch."""
    package = package_of(contract.edition, contract.package_code)
    term = Period(starts_on=contract.starts_on, ends_on=contract.ends_on)
    return {
        "number": contract.number,
        "offered_on": on,
        "programme": contract.edition.programme.name,
        "university": seller_in_force(),
        "participant": participant_of(contract.organisation),
        "package": contract.package_name,
        "components": components_of(contract.edition, package),
        "gross": package.price.gross,
        "in_kind": package.price.in_kind,
        "price": package.price.price,
        "total": package.price.over(contract.years),
        "years": contract.years,
        "contract_years": _years(contract),
        "first_day": term.starts_on,
        "last_day": term.last_day,
        "entitlements": entitlements_of(package),
        "terms": AgreedTerms(instalments=contract.instalments, payment_days=contract.payment_days),
        "prices_include_vat": contract.prices_include_vat,
        "purchase_order_number": contract.purchase_order_number,
        "purchase_order_required": contract.organisation.order_number_rule != "never",
        "orderer": contract.orderer,
        "purchasing_terms": contract.purchasing_terms,
    }


def participant_of(organisation: Organisation) -> Participant:
    """Return the organisation as a party."""
    return Participant(
        legal_name=organisation.legal_name or organisation.name,
        street=organisation.street,
        postal_code=organisation.postal_code,
        city=organisation.city,
        kvk_number=organisation.kvk_number,
        oin=organisation.oin,
    )


def components_of(edition: PackageEdition, package: Package) -> tuple[AgreedComponent, ...]:
    """Return the components with their descriptions."""
    descriptions = dict(edition.components.values_list("code", "description"))
    return tuple(
        AgreedComponent(
            name=component.name,
            description=descriptions[component.code],
            amount=component.amount,
            borne_by_university=component.borne_by_university,
        )
        for component in package.components
    )


def _years(contract: Contract) -> tuple[AgreedYear, ...]:
    """Return the contract years as they will be."""
    periods = contract_years(contract.starts_on, contract.years)
    return tuple(
        AgreedYear(number=number, first_day=period.starts_on, last_day=period.last_day)
        for number, period in enumerate(periods, start=1)
    )


def entitlements_of(package: Package) -> tuple[AgreedEntitlement, ...]:
    """Return what the package entitles to, in Dutch whoever makes the agreement."""
    with translation.override("nl"):
        return tuple(
            AgreedEntitlement(
                kind=term.kind,
                label=str(EntitlementKind(term.kind).label),
                unit=unit_of(term.kind),
                quantity=term.quantity,
            )
            for term in package.terms
        )
