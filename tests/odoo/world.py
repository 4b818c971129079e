"""A programme year small enough for a test, and an office that decided about Odoo."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lllo.budget.models import BudgetAmount, BudgetYear
from lllo.invoices.actions import credit_invoice, draft_invoices, issue_invoice
from lllo.people.models import Membership
from lllo.training.models import Cohort, Event, Registration
from tests.invoices.builders import ISSUE_DAY, OfficeFolder, sign
from tests.world import make_organisation, make_person

if TYPE_CHECKING:
    from lllo.programmes.models import PackageEdition

TAXES = 'education = ""\nstandard = "account.1_btw_21_d"\n'


def decide(folder: OfficeFolder) -> None:
    """Let the office have switched Odoo on and finance have decided."""
    folder.replace("invoicing/odoo.toml", "enabled = false", "enabled = true")
    folder.replace("invoicing/odoo.toml", 'journal = ""', 'journal = "LLO"')
    folder.replace("invoicing/odoo.toml", 'analytic_plan = ""', 'analytic_plan = "LLO"')
    folder.replace("invoicing/odoo.toml", "\n[taxes]\n", f"\n[taxes]\n{TAXES}")


def make_people(count: int = 4, *, start: int = 1, bad: bool = False):
    """Organisations with a contact each; the last one may be in a country that Odoo refuses."""
    organisations = [
        make_organisation(f"Gemeente Proef {number} (demo)")
        for number in range(start, start + count)
    ]
    if bad:
        organisations[-1].country_code = "XX"
        organisations[-1].save()
    for number, organisation in enumerate(organisations, start=start):
        make_person(
            f"Proef{number}", organisation, Membership.Role.CONTACT, given_name=f"Alice{number}"
        )
    return organisations


def make_budget(edition: PackageEdition) -> None:
    """A budget year with the key 1 : 1 : 1."""
    year = BudgetYear.objects.create(
        programme=edition.programme,
        year=2026,
        staff_days=92,
        day_rate=1250,
        hours_per_day=8,
        extras=5000,
        amount=120000,
    )
    for line in edition.programme.lines.all():
        BudgetAmount.objects.create(budget_year=year, line=line, amount=40000)


def make_events(edition: PackageEdition, organisations) -> None:
    """A masterclass of a cohort and a day for all, with places."""
    programme = edition.programme
    cohort = Cohort.objects.create(
        programme=programme, number=1, name="Cohort 1", starts_on=date(2026, 3, 1)
    )
    begin = datetime(2026, 4, 10, 7, tzinfo=UTC)
    for days, title in enumerate(["Masterclass 1", "Masterclass 2"]):
        Event.objects.create(
            programme=programme,
            cohort=cohort,
            kind="masterclass",
            title=title,
            starts_at=begin + timedelta(days=days),
            ends_at=begin + timedelta(days=days, hours=6),
        )
    knowledge_day = Event.objects.create(
        programme=programme,
        kind="knowledge_event",
        title="Kennisdag",
        starts_at=begin,
        ends_at=begin + timedelta(hours=3),
    )
    for organisation in organisations:
        person = organisation.memberships.get().person
        Registration.objects.create(cohort=cohort, organisation=organisation, person=person)
        Registration.objects.create(event=knowledge_day, organisation=organisation)


def make_invoices(edition: PackageEdition, organisations, *, credit: bool = True):
    """A contract and an issued invoice for each organisation; the first is credited in part."""
    for organisation, package in zip(
        organisations, ["professional", "basis", "basis_plus", "professional_plus"], strict=False
    ):
        sign(edition, package, organisation, instalments=1)
    drafts = draft_invoices(2026, on=ISSUE_DAY, by=None).created
    invoices = [issue_invoice(draft, on=ISSUE_DAY, by=None) for draft in drafts]
    if credit:
        credit_invoice(
            invoices[0], lines={1: Decimal("1000.00")}, on=ISSUE_DAY, reason="Te veel", by=None
        )
    return invoices
