"""Organisations and people of a crowd, what they chose and what was agreed."""

from __future__ import annotations

from datetime import date, timedelta

from lllo.contracts.models import (
    Choice,
    Contract,
    ContractLine,
    ContractYear,
    Entitlement,
    Signature,
)
from lllo.people.models import Membership, Organisation, Person
from lllo.rules.period import contract_years
from tests.crowd.rows import documents_of, put
from tests.screens import scene as build

PACKAGES = ("professional_plus", "basis", "basis_plus", "professional")
WORDS = ("Beek", "Heuvel", "Molen", "Veen", "Kanaal", "Rivier", "Duin", "Brug", "Weide", "Zand")
PLACES = ("dorp", "stad", "rade", "meer", "wijk", "land", "borg", "haven")
GIVEN = ("Alice", "Bob", "Charlie", "Dana", "Erin", "Fenna", "Grace", "Hugo", "Iris", "Joost")
FAMILY = (
    "Voorbeeld",
    "Bakker",
    "Jansen",
    "Visser",
    "Smit",
    "Meijer",
    "Mulder",
    "Bos",
    "Vos",
    "Dekker",
)


def fill(crowd) -> None:
    for part in (organisations, people, contracts, choices):
        part(crowd)


def organisations(crowd) -> None:
    rule = Organisation.OrderNumberRule
    kinds = ("municipality", "water_authority", "grid_operator", "utility", "province")
    crowd.organisations = put(
        Organisation,
        (
            Organisation(
                name=f"Gemeente {_place(number)} {number:04} (demo)",
                legal_name=f"Gemeente {_place(number)}",
                kind=kinds[number % 40] if number % 40 < len(kinds) else "municipality",
                kvk_number=f"{70_000_000 + number}", street=f"Voorbeeldstraat {number}",
                postal_code="7500 AA", city=_place(number), invoice_email=f"o{number}@example.org",
                orderer="" if number % 9 == 0 else "Bureau Inkoop",
                order_number_rule=rule.ALWAYS if number % 5 == 0 else rule.NEVER,
            )
            for number in range(crowd.size.organisations)
        ),
    )  # fmt: skip


def _place(number: int) -> str:
    return WORDS[number % len(WORDS)] + PLACES[number // len(WORDS) % len(PLACES)]


def people(crowd) -> None:
    """One in a hundred belongs to the first organisation, the others are spread evenly."""
    crowd.people = put(
        Person,
        (
            Person(
                given_name=GIVEN[number % 10], family_name=f"{FAMILY[number // 10 % 10]} {number:05}",
                name_prefix="van der" if number % 7 == 0 else "", email=f"p{number}@example.org",
                phone="+31 53 000 00 00",
            )
            for number in range(crowd.size.people)
        ),
    )  # fmt: skip
    count = len(crowd.organisations)
    for number, person in enumerate(crowd.people):
        crowd.home[person.pk] = crowd.organisations[0 if number % 100 == 99 else number % count]
    put(
        Membership,
        (
            Membership(
                person=person, organisation=crowd.home[person.pk],
                role="contact" if number < count else "participant", started_on=date(2026, 1, 1),
            )
            for number, person in enumerate(crowd.people)
        ),
    )  # fmt: skip


def contracts(crowd) -> None:
    """Give each organisation a signed agreement of three years, and some a second one on the way."""
    edition, papers = crowd.scene.edition, crowd.organisations
    names = {package.code: package for package in edition.packages.all()}
    years = contract_years(build.START, 3)
    documents = documents_of(f"OV-{number:04}.pdf" for number in range(len(papers)))
    rows = [(number, organisation, "signed") for number, organisation in enumerate(papers)]
    rows += [
        (number + len(papers), papers[number], "draft") for number in range(0, len(papers), 10)
    ]
    rows += [
        (number + len(papers), papers[number], "offered") for number in range(5, len(papers), 10)
    ]
    made = put(
        Contract,
        (
            Contract(
                number=f"A-2026-{number:05}", organisation=organisation, edition=edition,
                package_code=_package(number), package_name=names[_package(number)].name,
                starts_on=years[0].starts_on, ends_on=years[-1].ends_on, years=3, state=state,
                offered_on=None if state == "draft" else date(2026, 2, 2) + timedelta(number % 60),
                agreement=None if state == "draft" else documents[number % len(papers)],
                signed_on=date(2026, 2, 20) if state == "signed" else None,
                purchase_order_number="" if number % 3 else f"PO-{number}",
            )
            for number, organisation, state in rows
        ),
    )  # fmt: skip
    crowd.contracts = made[: len(papers)]
    put(
        Signature,
        (
            Signature(contract=contract, party=party, name="A. Voorbeeld", signed_on=date(2026, 2, 20))
            for contract in crowd.contracts
            for party in Signature.Party.values
        ),
    )  # fmt: skip
    _years(crowd, names, years)


def _package(number: int) -> str:
    return PACKAGES[number % len(PACKAGES)]


def _years(crowd, packages, periods) -> None:
    """Make the years of the agreements with what they hold."""
    components = {code: list(each.components.all()) for code, each in packages.items()}
    terms = {
        code: [term for part in parts for term in part.entitlement_terms.all()]
        for code, parts in components.items()
    }
    crowd.years = put(
        ContractYear,
        (
            ContractYear(
                contract=contract, number=number, starts_on=period.starts_on,
                ends_on=period.ends_on, package_code=contract.package_code,
                package_name=contract.package_name,
            )
            for contract in crowd.contracts
            for number, period in enumerate(periods, start=1)
        ),
    )  # fmt: skip
    lines = put(
        ContractLine,
        (
            ContractLine(
                contract_year=year, component_code=part.code, component_name=part.name,
                amount=part.amount, borne_by_university=part.borne_by_university,
                vat_code=part.vat_code, position=part.position,
            )
            for year in crowd.years
            for part in components[year.package_code]
        ),
    )  # fmt: skip
    for line in lines:
        crowd.lines.setdefault(line.contract_year_id, []).append(line)
    entitlements = put(
        Entitlement,
        (
            Entitlement(contract_year=year, kind=term.kind, quantity=term.quantity)
            for year in crowd.years
            for term in terms[year.package_code]
        ),
    )
    for each in entitlements:
        if each.contract_year.number == 1:
            crowd.entitlements.setdefault(each.kind, []).append(each)


def choices(crowd) -> None:
    """Let one in four say something that is not an agreement yet, and note what the others chose."""
    put(
        Choice,
        (
            Choice(
                organisation=organisation, edition=crowd.scene.edition,
                package_code="" if number % 4 == 0 else _package(number),
                state=("committed", "contracted", "chosen", "contracted")[number % 4],
                stated_on=date(2026, 1, 5) + timedelta(number % 120), starts_on=build.START,
            )
            for number, organisation in enumerate(crowd.organisations)
        ),
    )  # fmt: skip
