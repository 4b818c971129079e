"""Sample values for the office templates, so that ``lllo check`` can render each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lllo.contracts import agreement
from lllo.mail import agreement as agreement_mail
from lllo.rules.period import contract_years

if TYPE_CHECKING:
    from lllo.office.content import Office
    from lllo.rules.price import Component, Package, Term

DAY = date(2026, 3, 1)
PARTICIPANT = agreement.Participant(
    legal_name="Gemeente Voorbeeldstad (demo)",
    street="Voorbeeldstraat 1",
    postal_code="7500 AA",
    city="Voorbeeldstad",
    kvk_number="00000000",
    oin="",
)


def samples(content: Office) -> list[tuple[str, dict[str, Any]]]:
    """Return each template with the values it could get, a package each time."""
    contexts = [(_agreement(content, one), _mail(content, one)) for one in content.packages]
    return [
        found
        for agreed, letter in contexts
        for found in ((agreement.TEMPLATE, agreed), (agreement_mail.TEMPLATE, letter))
    ]


def _mail(content: Office, package: Package) -> dict[str, Any]:
    """Return the values of the mail with the agreement."""
    agreed = _agreement(content, package)
    same = ("number", "programme", "university", "package", "years", "first_day", "last_day")
    return {
        "organisation": PARTICIPANT.legal_name,
        "people": ["Alice Voorbeeld", "Bob Voorbeeld"],
        "offered_on": DAY,
        **{name: agreed[name] for name in same},
    }


def _agreement(content: Office, package: Package) -> dict[str, Any]:
    """Return the values of an agreement; every other one is filled as far as can be."""
    is_full = content.packages.index(package) % 2 == 0
    years = content.programme.minimum_years
    return {
        "number": "LLO-2026-001",
        "offered_on": DAY,
        "programme": content.programme.name,
        "package": package.name,
        "components": tuple(_component(content, part) for part in package.components),
        "gross": package.price.gross,
        "in_kind": package.price.in_kind,
        "price": package.price.price,
        "total": package.price.over(years),
        "entitlements": tuple(_entitlement(term) for term in package.terms),
        "terms": agreement.AgreedTerms(
            instalments=content.terms.instalments, payment_days=content.terms.payment_days
        ),
        "prices_include_vat": content.vat.prices_include_vat,
        "university": content.demo_seller if is_full else content.seller,
        "participant": PARTICIPANT if is_full else replace(PARTICIPANT, street="", oin="0" * 20),
        "purchase_order_number": "4500001234" if is_full else "",
        "purchase_order_required": not is_full,
        "orderer": "Afdeling Voorbeeld" if is_full else "",
        "purchasing_terms": "Voorwaarden Voorbeeld 2026" if is_full else "",
        **_term(years),
    }


def _term(years: int) -> dict[str, Any]:
    """Return the values that say from when to when an agreement holds."""
    periods = contract_years(DAY, years)
    return {
        "years": years,
        "first_day": DAY,
        "last_day": periods[-1].last_day,
        "contract_years": tuple(
            agreement.AgreedYear(
                number=number, first_day=period.starts_on, last_day=period.last_day
            )
            for number, period in enumerate(periods, start=1)
        ),
    }


def _component(content: Office, component: Component) -> agreement.AgreedComponent:
    return agreement.AgreedComponent(
        name=component.name,
        description=content.component_descriptions[component.code],
        amount=component.amount,
        borne_by_university=component.borne_by_university,
    )


def _entitlement(term: Term) -> agreement.AgreedEntitlement:
    """Return an entitlement with the two decimals that the database gives its quantity."""
    quantity = term.quantity and term.quantity.quantize(Decimal("0.01"))
    return agreement.AgreedEntitlement(kind=term.kind, label=term.kind, unit="", quantity=quantity)
