"""One record of every kind that the pages of the office are about, by the name of the address."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.contracts.models import Choice, Contract, Use
from lllo.invoices.batch_actions import ISSUE
from lllo.invoices.models import BankEntry, Delivery, Invoice, InvoiceAnnex, Payment
from lllo.outbox.models import Batch, Job
from lllo.people import audit
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import AuditEntry, Membership
from lllo.programmes.queries import seller_in_force
from lllo.projects.models import Placement, Project
from lllo.screens.models import PendingImport
from lllo.screens.office.billing.urls import PAGES as BILLING
from lllo.screens.office.odoo.urls import PAGES as ODOO
from lllo.screens.office.records.urls import PAGES as RECORDS
from lllo.training.models import (
    CoachingRequest,
    CoachingSession,
    Cohort,
    CourseSeat,
    Event,
    Registration,
)
from tests import world
from tests.invoices.statements import entry, statement
from tests.screens import scene as build
from tests.screens.office.odoo import rows as odoo_rows
from tests.screens.office.rows import fill_waiting

PAGES = (*RECORDS, *BILLING, *ODOO)


def fill(scene, rows: int = 1) -> None:
    """Fill the scene with ``rows`` of everything."""
    build.fill(scene, rows)
    fill_waiting(scene, rows)
    invoice = Invoice.objects.issued().filter(kind="invoice").order_by("pk").first()
    Payment.objects.create(invoice=invoice, received_on=build.TODAY, amount=Decimal(100))


def records(user) -> dict[str, object]:
    """Return the record behind each kind of address."""
    contract = Contract.objects.filter(state="signed", package_code="professional_plus").first()
    organisation = contract.organisation
    found = {
        "organisaties": organisation,
        "personen": organisation.memberships.first().person,
        "rollen": Membership.objects.filter(organisation=organisation).first(),
        "correcties": CorrectionRequest.objects.waiting().first(),
        "keuzes": Choice.objects.open().exclude(package_code="").first(),
        "overeenkomsten": contract,
        "inbreng": InKindEntry.objects.first(),
        "gebruik": Use.objects.first(),
        "bijeenkomsten": Event.objects.first(),
        "cohorten": Cohort.objects.first(),
        "aanmeldingen": Registration.objects.active().first(),
        "coaching": CoachingSession.objects.first(),
        "coachingverzoeken": CoachingRequest.objects.first(),
        "vakplaatsen": CourseSeat.objects.first(),
        "projecten": Project.objects.first(),
        "plaatsingen": Placement.objects.first(),
        "facturen": Invoice.objects.issued().filter(kind="invoice").order_by("pk").first(),
        "betalingen": Payment.objects.first(),
        "uren": HourEntry.objects.first(),
        "kosten": Expense.objects.first(),
        "import": pending(user) if user else None,
    }
    assert user is None or all(found.values()), found
    return found


def pending(user) -> PendingImport:
    content = b"Naam;KvK-nummer\nGemeente Nieuwstad (demo);90000037\n"
    return PendingImport.objects.create(
        user=user, kind="organisaties", filename="lijst.csv", content=content
    )


def of_invoicing(user) -> dict[str, object]:
    """Return the records of invoicing by the name of their address."""
    batch = Batch.objects.create(kind=ISSUE)
    Job.objects.create(
        key=f"issue:{batch.public_id}", kind=ISSUE, batch=batch, state="failed", attempts=1,
        payload={"label": "Gemeente Beekdorp (demo)"}, last_error="Het ordernummer ontbreekt.",
    )  # fmt: skip
    entry = BankEntry.objects.unmatched().first()
    invoice = Invoice.objects.issued().first()
    annex = InvoiceAnnex.objects.create(
        organisation=invoice.organisation, title="Algemene voorwaarden", archivable=True,
        document=build.make_document(f"{batch.public_id}.pdf", str(batch.public_id)),
    )  # fmt: skip
    statement = annex if user is None else PendingImport.objects.create(
        user=user, kind="bankafschrift", filename="mei.xml", content=statement_of(invoice.number)
    )  # fmt: skip
    return {
        "invoice_batch": batch, "invoice_batch_retry": batch, "bank_assign": entry,
        "bank_dismiss": entry, "bank_check": statement, "annex_remove": annex,
        "delivery_settle": Delivery.objects.first(),
    }  # fmt: skip


def of_odoo() -> dict[str, object]:
    """Return the records about Odoo by the name of their address."""
    record, difference = odoo_rows.find_rows() or odoo_rows.make_rows()
    decisions = (
        "odoo_record", "odoo_record_send", "odoo_record_adopt", "odoo_record_link",
        "odoo_record_new",
    )  # fmt: skip
    return {
        **dict.fromkeys((*decisions, "odoo_record_stop"), record),
        "odoo_take_ours": difference, "odoo_leave_theirs": difference,
    }  # fmt: skip


def statement_of(number: str) -> bytes:
    """Return a statement with a payment for an invoice, and one for nothing that is known."""
    own = seller_in_force().iban
    entries = entry("100.00", f"Factuur {number}"), entry("55.00", "dank", reference="B2")
    return statement(*entries, account=own)


def paths(user) -> dict[str, str]:
    """Return a path for each address of the records, by its name."""
    found, known = records(user), of_invoicing(user) | of_odoo()
    return {name: _path(where, found, known.get(name)) for where, _page, name in PAGES}


def _path(where: str, found: dict[str, object], known: object = None) -> str:
    record = known or found.get(where.split("/", 1)[0])
    public_id = str(getattr(record, "public_id", ""))
    uid = str(getattr(record, "uid", ""))
    filled = where.replace("<uuid:public_id>", public_id).replace("<str:uid>", uid)
    return f"/kantoor/{filled.replace('<slug:kind>', 'organisaties')}/"


def variables(contract) -> dict[str, dict[str, str]]:
    """Return the variables of each address: real records, and rows that are not there."""
    organisation = contract.organisation
    real = {
        "organisaties": organisation,
        "personen": organisation.memberships.first().person,
        "overeenkomsten": contract,
        "bijeenkomsten": Event.objects.filter(is_published=True).first(),
        "cohorten": Cohort.objects.first(),
        "facturen": Invoice.objects.get(number="F-2026-0001"),
    }
    return {name: _variables(where, real) for where, _page, name in PAGES if "<" in where} | {
        "import_template": {"kind": "organisaties"},
        "log_record": {"pk": str(noted(organisation).pk)},
        "annex_pdf": {"public_id": str(uuid.uuid4())},
        "agreement_concept": {"public_id": str(contract.public_id)},
        "addendum_to_sign": {"public_id": str(contract.public_id)},
        "invoice_xml": {"public_id": str(real["facturen"].public_id)},
        "invoice_document": {"public_id": str(real["facturen"].public_id)},
    }


def noted(organisation) -> AuditEntry:
    """Return a line of the log about an organisation."""
    audit.record("organisation.created", organisation, by=None)
    return AuditEntry.objects.latest("pk")


def _variables(where: str, real: dict[str, object]) -> dict[str, str]:
    record = real.get(where.split("/", 1)[0])
    values = {"public_id": str(getattr(record, "public_id", uuid.uuid4()))}
    values["uid"] = str(getattr(record, "uid", "geen"))
    values["kind"] = "organisaties"
    return {name: value for name, value in values.items() if f":{name}>" in where}


def multiply(rows: int) -> None:
    """Give the records of ``records`` more rows of what their pages show."""
    found = records(None)
    contract, event, cohort = found["overeenkomsten"], found["bijeenkomsten"], found["cohorten"]
    organisation = contract.organisation
    for number in range(1, rows):
        person = world.make_person(f"Extra{number}", organisation, given_name="Fenna")
        build.use(contract, "project_hour", "1", person=person)
        Registration.objects.create(event=event, organisation=organisation, person=person)
        Payment.objects.create(
            invoice=found["facturen"], received_on=build.TODAY, amount=Decimal(number)
        )
        Project.objects.create(
            organisation=organisation, line=found["projecten"].line, title=f"Nog een {number}",
            proposed_on=build.TODAY,
        )  # fmt: skip
        Placement.objects.create(
            kind="phd", title=f"Nog een {number}", host=organisation, hours=10,
            line=found["projecten"].line, project=found["projecten"], starts_on=build.START,
            ends_on=build.TODAY,
        )  # fmt: skip
        InKindEntry.objects.create(
            contract_year=contract.contract_years.get(number=1), amount=Decimal(number),
            line=found["projecten"].line, on=build.TODAY, description="nog iets",
        )  # fmt: skip
        other = world.make_organisation(f"Elders {number} (demo)")
        Registration.objects.create(cohort=cohort, organisation=other)
        Membership.objects.create(person=found["personen"], organisation=other, role="participant")
        Event.objects.create(
            programme=event.programme, cohort=cohort, kind="training", title=f"Dag {number}",
            starts_at=build.NOW, ends_at=build.NOW + timedelta(hours=1),
        )  # fmt: skip
