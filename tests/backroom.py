"""At least one row of every model, for the pages of the back room."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.contracts.models import Choice, Signature, Use
from lllo.documents.models import Document
from lllo.invoices.models import (
    BankEntry,
    BankStatement,
    Delivery,
    Invoice,
    InvoiceAnnex,
    InvoiceLine,
    NumberSeries,
    Payment,
    RunPreview,
    VatTotal,
)
from lllo.odoo.models import OdooDifference, OdooRecord, OdooRun
from lllo.outbox.models import Batch, Job
from lllo.people import audit, chain
from lllo.people.models import CorrectionRequest, Invitation, User
from lllo.programmes.models import Deliverable, Question
from lllo.projects.models import Contribution, DeliverableStep, Placement, Project
from lllo.training.models import (
    Answer,
    Attendance,
    CoachingRequest,
    CoachingSession,
    Cohort,
    CourseSeat,
    Event,
    EventPart,
    Registration,
)
from tests import world
from tests.budget.builders import make_signed

DAY = date(2026, 4, 1)
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)


def fill(edition, number: int) -> None:
    """Make a row of every model; ``number`` tells the sets apart."""
    organisation = world.make_organisation(f"Gemeente {number} (demo)")
    person = world.make_person(f"Achternaam{number}", organisation)
    # without a password: its hash would take longer than everything else here
    user = User.objects.create_user(f"user{number}@example.org", person=person)
    line = edition.programme.lines.first()
    contract = make_signed(edition, "professional_plus", organisation=organisation)
    Signature.objects.create(contract=contract, party="participant", name="Alice", signed_on=DAY)
    Choice.objects.create(
        organisation=organisation,
        edition=edition,
        package_code="basis",
        state=Choice.State.CHOSEN,
        stated_on=DAY,
        starts_on=DAY,
        recorded_by=user,
    )
    year = contract.contract_years.first()
    Deliverable.objects.create(line=line, code=f"product-{number}", name="Product")
    Question.objects.create(
        edition=edition, code=f"vraag-{number}", question="?", default="nee", owner="Backoffice"
    )
    Batch.objects.create(kind="invoices.issue", made_by=user)
    Job.objects.create(key=f"job-{number}", kind="mail.agreement")
    audit.record("organisation.added", organisation, by=user)
    Invitation.objects.create(
        person=person, email=person.email, token_hash=f"{number}", expires_at=NOON
    )
    chain.seal()
    _training(line, organisation, person, year, user)
    _projects_and_budget(organisation, person, year, line, user)
    _invoice(organisation, year, user, number)
    _odoo(organisation, user)


def _training(line, organisation, person, year, user):
    programme, number = line.programme, Cohort.objects.count() + 1
    cohort = Cohort.objects.create(
        programme=programme, number=number, name=f"Cohort {number}", starts_on=DAY
    )
    times = {"starts_at": NOON, "ends_at": NOON + timedelta(hours=2)}
    event = Event.objects.create(
        programme=programme, cohort=cohort, kind="masterclass", title="Masterclass", **times
    )
    EventPart.objects.create(event=event, title="Plenair", **times)
    place = Registration.objects.create(organisation=organisation, person=person, cohort=cohort)
    Answer.objects.create(
        registration=place, event=event, person=person, word="accepted", way="mail"
    )
    Attendance.objects.create(
        event=event, person=person, organisation=organisation, status="present"
    )
    uses = [
        Use.objects.create(
            entitlement=year.entitlements.get(kind=kind),
            quantity=1,
            used_on=DAY,
            person=person,
            reason="Proef",
            recorded_by=user,
        )
        for kind in ("coaching_hour", "course_seat")
    ]
    CoachingSession.objects.create(
        organisation=organisation,
        coach=person,
        person=person,
        line=line,
        subject="Gesprek",
        starts_at=NOON,
        hours=1,
        use=uses[0],
    )
    asked = {"organisation": organisation, "asked_by": user, "asked_on": DAY}
    CoachingRequest.objects.create(person=person, subject="Vraag", **asked)
    CorrectionRequest.objects.create(remark="Let op", **asked)
    CourseSeat.objects.create(
        organisation=organisation,
        person=person,
        course_code="201",
        course_name="Vak",
        starts_on=DAY,
        use=uses[1],
    )


def _projects_and_budget(organisation, person, year, line, user):
    project = Project.objects.create(
        organisation=organisation, line=line, title="Project", proposed_on=DAY
    )
    Placement.objects.create(
        kind="graduation",
        title="Plaats",
        host=organisation,
        project=project,
        line=line,
        starts_on=DAY,
        ends_on=date(2026, 9, 1),
        hours=Decimal(640),
    )
    product = line.deliverables.first()
    DeliverableStep.objects.create(
        deliverable=product, state="in_progress", on=DAY, recorded_by=user
    )
    Contribution.objects.create(
        deliverable=product, organisation=organisation, on=DAY, description="Casus"
    )
    entry = {"line": line, "on": DAY, "amount": Decimal(100), "recorded_by": user}
    HourEntry.objects.create(
        person=person, hours=1, day_rate=Decimal(800), organisation=organisation, **entry
    )
    Expense.objects.create(description="Zaal", **entry)
    InKindEntry.objects.create(contract_year=year, description="Begeleiding", **entry)


def _invoice(organisation, year, user, number):
    NumberSeries.objects.create(code="invoice", year=2026 + number, last_number=1)
    invoice = Invoice.objects.create(
        organisation=organisation,
        contract_year=year,
        issue_date=DAY,
        due_date=DAY,
        issued_at=NOON,
        period_starts_on=year.starts_on,
        period_ends_on=year.ends_on,
        net_amount=Decimal(16000),
        vat_amount=Decimal(0),
        payable_amount=Decimal(16000),
        pdf=_document(f"{number}.pdf", "application/pdf"),
        xml=_document(f"{number}.xml", "application/xml"),
        made_by=user,
    )
    InvoiceLine.objects.create(
        invoice=invoice,
        position=1,
        component_code="basis",
        name="Basis",
        unit_price=Decimal(16000),
        net_amount=Decimal(16000),
    )
    VatTotal.objects.create(
        invoice=invoice,
        category="E",
        rate=Decimal(0),
        taxable_amount=Decimal(16000),
        tax_amount=Decimal(0),
    )
    invoice.number, invoice.state = f"2026-{number:04d}", Invoice.State.ISSUED
    invoice.save()
    InvoiceAnnex.objects.create(
        organisation=organisation,
        title="Voorwaarden",
        archivable=True,
        added_by=user,
        document=_document(f"annex-{number}.pdf", "application/pdf"),
    )
    RunPreview.objects.create(year=2026, on=DAY, made_by=user)
    statement = BankStatement.objects.create(statement_id=str(number), account="", read_by=user)
    BankEntry.objects.create(
        statement=statement, key=str(number), booked_on=DAY, amount=Decimal(100)
    )
    Delivery.objects.create(
        invoice=invoice, channel="mail", key=str(number), recipient="x@example.org", asked_by=user
    )
    Payment.objects.create(invoice=invoice, received_on=DAY, amount=Decimal(100), recorded_by=user)


def _odoo(organisation, user):
    run = OdooRun.objects.create(server="odoo.example.org/db", kind="reconcile", started_by=user)
    record = OdooRecord.objects.create(
        server=run.server,
        kind="organisation",
        key=f"organisation_{organisation.public_id.hex}",
        label=str(organisation),
        object_type="people.organisation",
        object_id=organisation.pk,
        odoo_model="res.partner",
    )
    OdooDifference.objects.create(
        run=run,
        record=record,
        kind=record.kind,
        label=record.label,
        what="changed",
        field="city",
        decision="theirs",
        decided_at=NOON,
        decided_by=user,
    )


def _document(filename, media_type):
    return Document.objects.create(filename=filename, media_type=media_type, content=b"%PDF")
