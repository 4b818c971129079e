"""Rows for the lists of the office that the scene itself has not: asked for, proposed, booked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lllo.budget.models import InKindEntry
from lllo.contracts.models import Contract
from lllo.invoices.models import BankEntry, BankStatement, Delivery, Invoice, Payment
from lllo.odoo.wording import text
from lllo.people import audit
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Person
from lllo.programmes.models import DevelopmentLine
from lllo.projects.models import Placement, Project
from lllo.training.models import CoachingRequest, CourseSeat, Registration
from tests.screens import scene as build
from tests.screens.office.odoo import rows as odoo_rows

ASKED = date(2026, 5, 1)


def fill_waiting(scene, rows: int = 1) -> None:
    """Add ``rows`` of what participants ask for and of what comes back, beside ``scene.fill``."""
    build.make_spending(scene)
    statement = BankStatement.objects.create(filename="mei.xml", sha256="0" * 64, statement_id="1")
    line = DevelopmentLine.objects.first()
    full = Contract.objects.filter(state="signed", package_code="professional_plus")
    for number, contract in enumerate(full.order_by("pk")[:rows]):
        organisation = contract.organisation
        ask(organisation, number)
        offer(organisation, line, number)
        bank(statement, contract, number)
        Delivery.objects.create(
            invoice=Invoice.objects.get(organisation=organisation), channel="mail", key=f"k{number}",
            recipient="facturen@example.org", state="failed", problem="geweigerd",
        )  # fmt: skip
        InKindEntry.objects.create(
            contract_year=contract.contract_years.get(number=1), line=line, on=ASKED,
            hours=8, amount=Decimal(1250), description="begeleiding afstudeerder",
        )  # fmt: skip
        later_years(contract, number)
        audit.record("organisation.created", organisation, by=None)
        refused = odoo_rows.make_record(organisation, state="problem", said=text("geweigerd"))
        odoo_rows.make_difference(refused)


def later_years(contract, number) -> None:
    """Issue an invoice for the second year that nobody sent, and one for the third that was."""
    issued = Invoice.objects.get(organisation=contract.organisation)
    for year in (2, 3):
        issued.pk, issued.public_id = None, build.make_document(f"{number} {year}").public_id
        issued.contract_year = contract.contract_years.get(number=year)
        issued.number = f"F-202{5 + year}-{number:04}"
        issued.save(force_insert=True)
    Delivery.objects.create(
        invoice=issued, channel="mail", key=f"s{number}", recipient="facturen@example.org",
        state="sent", sent_at=build.NOW,
    )  # fmt: skip


def ask(organisation, number) -> None:
    """Ask for coaching, a course seat and a correction."""
    person = Person.objects.filter(memberships__organisation=organisation).first()
    CoachingRequest.objects.create(
        organisation=organisation, person=person, subject=f"Rolverdeling {number}", asked_on=ASKED
    )
    contract = Contract.objects.filter(organisation=organisation).first()
    for state, fields in (("applied", {"applied_on": ASKED}), ("reserved", {})):
        CourseSeat.objects.create(
            organisation=organisation, course_code=f"20210000{number}", state=state,
            course_name="Sturen op de ondergrond", starts_on=date(2026, 9, 1),
            person=person if state == "applied" else None,
            use=build.use(contract, "course_seat"), **fields,
        )  # fmt: skip
    CorrectionRequest.objects.create(
        organisation=organisation, before={"city": "Oud"}, wanted={"city": "Nieuw"}, asked_on=ASKED
    )


def offer(organisation, line, number) -> None:
    """Propose a project and offer a place for a student in it."""
    project = Project.objects.create(
        organisation=organisation,
        line=line,
        title=f"Energie in de wijk {number}",
        proposed_on=ASKED,
    )
    Placement.objects.create(
        kind="graduation", title=f"Ondergrond als kans {number}", host=organisation, line=line,
        project=project, starts_on=ASKED, ends_on=date(2026, 9, 1), hours=640,
    )  # fmt: skip


def bank(statement, contract, number) -> None:
    """Let money come in: some for an invoice, some for nothing that is known."""
    invoice = Invoice.objects.get(organisation=contract.organisation)
    Payment.objects.create(
        invoice=invoice, received_on=ASKED, amount=Decimal("1000.00"), reference=f"bank {number}"
    )
    BankEntry.objects.create(
        statement=statement, key=f"e{number}", booked_on=ASKED, amount=Decimal("250.00"),
        payer="Onbekend (demo)", payer_iban="NL00TEST0000000000", text="zonder kenmerk",
    )  # fmt: skip


def without_name() -> Registration:
    """Return a place of which the name is missing."""
    return Registration.objects.filter(person=None, state="registered").first()
