"""A small programme on the shipped office folders, and the office's longer acts in one call."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import pytest

from lllo import clock
from lllo.contracts import actions as contracts
from lllo.errors import Refused
from lllo.invoices import actions as invoices
from lllo.invoices.models import Invoice
from lllo.programmes.models import DevelopmentLine, PackageEdition
from lllo.programmes.queries import edition_in_force
from lllo.setup.actions import load_programme
from lllo.training import actions as training
from tests import world

if TYPE_CHECKING:
    from lllo.contracts.models import Contract
    from lllo.people.models import Organisation, Person, User
    from lllo.training.models import Cohort


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str, hour: int = 10) -> datetime:
    return datetime.combine(day(text), time(hour), tzinfo=clock.AMSTERDAM)


def on(text: str):
    """Let it be ten in the morning of a day."""
    return clock.at(moment(text))


@contextmanager
def refused(code: str):
    """Expect that a rule says no."""
    with pytest.raises(Refused) as refusal:
        yield
    assert refusal.value.code == code


@dataclass(slots=True)
class Programme:
    """The university's accounts, and the organisations by the name of a tree."""

    office: User
    lead: User
    coach: Person
    edition: PackageEdition
    contracts: dict[str, Contract] = field(default_factory=dict)

    def line(self, code: str) -> DevelopmentLine:
        return DevelopmentLine.objects.get(programme=self.edition.programme, code=code)

    def organisation(self, tree: str) -> Organisation:
        return self.contracts[tree].organisation

    def person(self, tree: str, given_name: str) -> Person:
        return world.make_person(tree, self.organisation(tree), given_name=given_name)

    def agree(self, tree: str, package: str, *, signed_on: str, starts_on: str) -> Contract:
        """Take an organisation from its choice to a signed agreement."""
        organisation = world.make_organisation(f"Gemeente {tree} (demo)")
        choice = contracts.record_choice(
            organisation,
            edition=self.edition,
            package_code=package,
            stated_on=day(signed_on),
            starts_on=day(starts_on),
            by=self.office,
        )
        contract = contracts.make_contract(choice, by=self.office)
        contract = contracts.offer_contract(contract, on=day(signed_on), by=self.office)
        signatures = [
            contracts.SignatureData(party=party, name="Naam (demo)", signed_on=day(signed_on))
            for party in ("participant", "university")
        ]
        self.contracts[tree] = contracts.sign_contract(
            contract, signatures=signatures, by=self.office
        )
        return self.contracts[tree]

    def open_cohort(self, number: int, *, starts_on: str) -> Cohort:
        return training.open_cohort(
            self.edition.programme,
            number=number,
            name=f"Cohort {number}",
            starts_on=day(starts_on),
            by=self.office,
        )

    def bill(self, year: int, today: str) -> invoices.IssueResult:
        """Draft and issue what is due of the contract years that start in a calendar year."""
        run = invoices.draft_invoices(year, on=day(today), by=self.office)
        assert run.blocked == []
        return invoices.issue_drafts(year, on=day(today), by=self.office)

    def invoice(self, tree: str, year: int) -> Invoice:
        """Return the last invoice of an organisation for the contract year of a calendar year."""
        sent = Invoice.objects.for_organisation(self.organisation(tree)).filter(
            kind=Invoice.Kind.INVOICE, contract_year__starts_on__year=year
        )
        return sent.order_by("-revision")[0]


def make_programme() -> Programme:
    """Load the folders of the office as shipped, in a database that is a demo."""
    world.mark_demo()
    load_programme(by=None)
    university = world.make_organisation("Universiteit (demo)", kind="university")
    return Programme(
        office=world.make_user("backoffice", university),
        lead=world.make_user("lead", university),
        coach=world.make_person("Coach", university, "specialist"),
        edition=edition_in_force(clock.today()),
    )
