"""The text of an addendum: what it changes, as plain values for the office's template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lllo.contracts.agreement import components_of, entitlements_of, participant_of
from lllo.contracts.queries import contract_year_prices, term_total
from lllo.documents.templates import render
from lllo.programmes.queries import is_demo, seller_in_force
from lllo.rules.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from lllo.contracts.models import Contract, ContractYear
    from lllo.contracts.signatures import SignatureData
    from lllo.programmes.models import PackageEdition
    from lllo.rules.price import Package, Price

TEMPLATE = "addendum.md.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another package for the last years of a contract, before it is recorded.

    Without a day and signatures it is what parties could still agree on.
    """

    contract: Contract
    number: int
    years: Sequence[ContractYear]
    edition: PackageEdition
    package: Package
    agreed_on: date | None = None
    signatures: Sequence[SignatureData] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedYear:
    """A contract year from its first to its last day, with its price before and after."""

    number: int
    first_day: date
    last_day: date
    price_before: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who signed for a party and when; empty while nobody did."""

    name: str = ""
    job_title: str = ""
    signed_on: date | None = None


def pdf(change: Change, *, said: str = "") -> bytes:
    """Return the addendum as PDF; ``said`` is its text, if it was made already."""
    from lllo.documents.pdf import from_markdown  # noqa: PLC0415 - reportlab is slow to import

    name = f"Addendum {change.number} bij overeenkomst {change.contract.number}"
    return from_markdown(said or text(change), title=name, demo=is_demo(), footer=name)


def text(change: Change) -> str:
    """Return what the addendum says, as Markdown."""
    return render(TEMPLATE, context(change))


def file_name(contract: Contract, number: int, kind: str = "pdf") -> str:
    """Return the name of the document; the number of a contract may hold a slash."""
    return f"{contract.number.replace('/', '-')}-addendum-{number}.{kind}"


def context(change: Change) -> dict[str, Any]:
    """Return everything that the template may say, by name; before the years are replaced."""
    contract, package = change.contract, change.package
    before = contract_year_prices(contract.contract_years.order_by("number"))
    changed = {year.pk for year in change.years}
    after = [package.price if key in changed else price for key, price in before.items()]
    return {
        "number": change.number,
        "contract": contract.number,
        "agreed_on": change.agreed_on,
        "takes_effect_on": change.years[0].starts_on,
        "programme": contract.edition.programme.name,
        "university": seller_in_force(),
        "participant": participant_of(contract.organisation),
        "package_before": change.years[0].package_name,
        "package": package.name,
        "components": components_of(change.edition, package),
        "contract_years": _years(change.years, before, package),
        "in_kind": package.price.in_kind,
        "total_before": term_total(contract, list(before.values())),
        "total": term_total(contract, after),
        "entitlements": entitlements_of(package),
        "prices_include_vat": contract.prices_include_vat,
        "is_signed": bool(change.signatures),
        "signers": _signers(change.signatures),
    }


def _years(
    years: Sequence[ContractYear], before: dict[int, Price], package: Package
) -> tuple[ChangedYear, ...]:
    """Return the contract years that change."""
    return tuple(
        ChangedYear(
            number=year.number,
            first_day=year.starts_on,
            last_day=Period(starts_on=year.starts_on, ends_on=year.ends_on).last_day,
            price_before=before[year.pk].price,
            price=package.price.price,
        )
        for year in years
    )


def _signers(signatures: Sequence[SignatureData]) -> dict[str, Signer]:
    """Return who signed by the party."""
    signed = {
        each.party: Signer(
            name=each.name.strip(), job_title=each.job_title.strip(), signed_on=each.signed_on
        )
        for each in signatures
    }
    return {party: signed.get(party, Signer()) for party in ("university", "participant")}
