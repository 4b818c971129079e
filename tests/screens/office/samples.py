"""One record of every kind that the pages of the office are about, by the name of the address."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.contracts.models import Choice, Contract, Use
from lllo.invoices.models import Invoice, Payment
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Membership
from lllo.projects.models import Placement, Project
from lllo.screens.models import PendingImport
from lllo.screens.office.records.urls import PAGES
from lllo.training.models import (
    CoachingRequest,
    CoachingSession,
    Cohort,
    CourseSeat,
    Event,
    Registration,
)
from tests import world
from tests.screens import scene as build
from tests.screens.office.rows import fill_waiting


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


def paths(user) -> dict[str, str]:
    """Return a path for each address of the records, by its name."""
    found = records(user)
    return {name: _path(where, found) for where, _page, name in PAGES}


def _path(where: str, found: dict[str, object]) -> str:
    record = found.get(where.split("/", 1)[0])
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
        "import_template": {"kind": "organisaties"}
    }


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
