"""A programme year for the screens, by rows: organisations in every state, whoever writes them later."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from lllo.budget.models import BudgetAmount, BudgetYear, Expense, HourEntry
from lllo.contracts.models import (
    Choice,
    Contract,
    ContractLine,
    ContractYear,
    Entitlement,
    Use,
)
from lllo.documents.models import Document
from lllo.invoices.freezing import buyer_of
from lllo.invoices.models import Delivery, Invoice, Payment
from lllo.invoices.snapshot import (
    InvoiceSnapshot,
    SnapshotLine,
    SnapshotVat,
    as_json,
)
from lllo.office.content import Seller
from lllo.outbox.models import Job
from lllo.people.models import Membership, Organisation, Person, User
from lllo.programmes.models import Deliverable, DevelopmentLine, PackageEdition, Question
from lllo.rules.period import Period, contract_years
from lllo.training.models import CoachingSession, Cohort, CourseSeat, Event, Registration
from tests import world

NOW = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
TODAY = date(2026, 5, 20)
START = date(2026, 3, 1)
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes 0.3 s
NAMES = (
    "Gemeente Voorbeeldstad", "Gemeente Beekdorp", "Waterschap Oostbeek", "Netbeheer Voorbeeld",
    "Gemeente Heuvelrade", "Gemeente Kanaaldorp", "Gemeente Esloo", "Provincie Voorbeeld",
    "Gemeente Molenveen", "Drinkwaterbedrijf Bronveld", "Gemeente Veenborg", "Gemeente Rietmeer",
)  # fmt: skip

AGREEMENT = """# Overeenkomst

## Artikel 1. Pakket en prijs

De deelnemer neemt een pakket af.

| Onderdeel | Per jaar |
|---|--:|
| Basis | € 7.500,00 |
"""


@dataclass
class Scene:
    edition: PackageEdition
    cohort: Cohort
    university: Organisation


def make_document(name: str, text: str = "demo") -> Document:
    content = (text if name.endswith(".md") else f"%PDF-1.4 {text}").encode()
    return Document.objects.create(
        filename=name,
        media_type="application/pdf",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def make_scene() -> Scene:
    edition = world.make_edition()
    programme = edition.programme
    make_budget(programme)
    make_events(programme)
    make_questions(edition, 3)
    cohort = Cohort.objects.create(
        programme=programme, number=1, name="Cohort 1", starts_on=START, capacity=16
    )
    university = world.make_organisation("Universiteit (demo)", kind="university")
    return Scene(edition=edition, cohort=cohort, university=university)


def make_budget(programme) -> None:
    lines = list(programme.lines.all())
    for year in (2026, 2027, 2028):
        budget = BudgetYear.objects.create(
            programme=programme,
            year=year,
            staff_days=92,
            day_rate=1250,
            hours_per_day=8,
            extras=5000,
            amount=120000,
        )
        for line in lines:
            BudgetAmount.objects.create(budget_year=budget, line=line, amount=40000)
    products = ("Procesbeschrijving van ambitie tot project", "Instrumenten voor de tactische laag")
    for line in lines:
        for number, name in enumerate(products):
            state = Deliverable.State.IN_PROGRESS if number else Deliverable.State.DELIVERED
            Deliverable.objects.create(line=line, code=f"p{number}", name=name, state=state)


def make_events(programme) -> None:
    titles = (
        ("Masterclass 7", "Campus, Enschede (demo)", 6, 4),
        ("Dag van de kennisuitwisseling", "Stadhuis, Voorbeeldstad (demo)", 19, 7),
        ("Themabijeenkomst ondergrond", "", 40, 3),
    )
    for title, location, days, hours in titles:
        start = NOW.replace(hour=11, minute=30) + timedelta(days=days)
        Event.objects.create(
            programme=programme,
            kind=Event.Kind.MASTERCLASS,
            title=title,
            location=location,
            starts_at=start,
            ends_at=start + timedelta(hours=hours),
        )


def make_questions(edition, count: int) -> None:
    texts = (
        ("Welke btw geldt voor elk onderdeel?", "Geen: er wordt niets geraden.", True),
        ("Zijn de prijzen inclusief of exclusief btw?", "Exclusief.", True),
        ("Is een halve dag coaching per organisatie of per persoon?", "Per organisatie.", False),
    )
    start = edition.questions.count()
    for number in range(start, start + count):
        question, default, holds = texts[number % len(texts)]
        Question.objects.create(
            edition=edition,
            code=f"q{number}",
            question=question,
            default=default,
            owner="Backoffice",
            holds_invoices=holds,
            position=number,
        )


def make_contract(
    scene: Scene, organisation, *, package="professional_plus", number, state="signed"
):
    """Make a contract in a state by rows, with its years, lines and entitlements when signed."""
    chosen = scene.edition.packages.get(code=package)
    years = contract_years(START, 3)
    is_out = state in {"offered", "signed"}
    contract = Contract.objects.create(
        number=number,
        organisation=organisation,
        edition=scene.edition,
        package_code=package,
        package_name=chosen.name,
        starts_on=years[0].starts_on,
        ends_on=years[-1].ends_on,
        years=3,
        state=state,
        offered_on=date(2026, 2, 2) if is_out else None,
        agreement=make_document(f"{number}.pdf", number) if is_out else None,
        agreement_text=make_document(f"{number}.md", AGREEMENT) if is_out else None,
        signed_on=date(2026, 2, 20) if state == "signed" else None,
    )
    if state == "signed":
        for count, period in enumerate(years, start=1):
            make_year(contract, count, period, chosen)
    return contract


def make_year(contract, number, period, package) -> None:
    year = ContractYear.objects.create(
        contract=contract,
        number=number,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        package_code=package.code,
        package_name=package.name,
    )
    for component in package.components.all():
        ContractLine.objects.create(
            contract_year=year,
            component_code=component.code,
            component_name=component.name,
            amount=component.amount,
            borne_by_university=component.borne_by_university,
            vat_code=component.vat_code,
            position=component.position,
        )
        for term in component.entitlement_terms.all():
            Entitlement.objects.create(contract_year=year, kind=term.kind, quantity=term.quantity)


def entitlement(contract, kind) -> Entitlement:
    return Entitlement.objects.get(
        contract_year__contract=contract, contract_year__number=1, kind=kind
    )


def use(contract, kind, quantity=1, **fields) -> Use:
    fields.setdefault("reason", "gebruik")
    return Use.objects.create(
        entitlement=entitlement(contract, kind),
        quantity=Decimal(quantity),
        used_on=date(2026, 4, 9),
        **fields,
    )


def make_invoice(
    contract, *, number=None, due=date(2026, 6, 1), paid="0", is_sent=False
) -> Invoice:
    """Make an issued invoice, or without a number a draft, for the first contract year."""
    year = contract.contract_years.get(number=1)
    net = sum(line.amount for line in year.lines.filter(borne_by_university=False))
    snapshot = snapshot_of(contract, year, net, number=number, due=due) if number else {}
    issued = {
        "state": "issued",
        "snapshot": snapshot,
        "number": number,
        "series": "invoice",
        "issue_date": due - timedelta(days=30),
        "due_date": due,
        "issued_at": NOW,
        "vat_amount": Decimal(0),
        "payable_amount": net,
        "pdf": make_document(f"{number}.pdf", str(number)),
        "xml": make_document(f"{number}.xml", f"{number} xml"),
    }
    invoice = Invoice.objects.create(
        organisation=contract.organisation,
        contract_year=year,
        period_starts_on=year.starts_on,
        period_ends_on=year.ends_on,
        net_amount=net,
        **(issued if number else {}),
    )
    if Decimal(paid):
        Payment.objects.create(invoice=invoice, received_on=TODAY, amount=Decimal(paid))
    if is_sent:
        Delivery.objects.create(
            invoice=invoice, channel="mail", key=f"sent-{number}", state="sent", sent_at=NOW,
            recipient="facturen@example.org",
        )  # fmt: skip
    return invoice


def snapshot_of(contract, year, net: Decimal, *, number: str, due: date) -> dict[str, object]:
    """Return what an issued invoice says, exempt from VAT."""
    values = {"net_amount": net, "vat_rate": Decimal(0)}
    line = SnapshotLine(
        position=1, component_code="basis", name=contract.package_name, description="",
        quantity=Decimal(1), unit_price=net, vat_category="E", **values,
    )  # fmt: skip
    vat = SnapshotVat(
        category="E", rate=Decimal(0), taxable_amount=net, tax_amount=Decimal(0),
        exemption_reason="Vrijgesteld: onderwijs",
    )  # fmt: skip
    seller = Seller(name="Universiteit (demo)", legal_name="Universiteit (demo)", city="Enschede")
    return as_json(
        InvoiceSnapshot(
            number=number, issue_date=due - timedelta(days=30), due_date=due,
            period=Period(starts_on=year.starts_on, ends_on=year.ends_on),
            contract_number=contract.number, contract_reference=contract.number,
            purchase_order_number="", orderer="Bureau Inkoop", seller=seller,
            buyer=buyer_of(contract.organisation), lines=(line,), vat=(vat,), net_amount=net,
            vat_amount=Decimal(0), payable_amount=net, demo=True,
        )
    )  # fmt: skip


def make_credit_note(invoice: Invoice, *, number: str, amount: int | None = None) -> Invoice:
    """Take an invoice back as a whole, or an amount of it."""
    note = Invoice.objects.get(pk=invoice.pk)
    note.pk, note.public_id = None, uuid.uuid4()
    note.kind, note.number, note.corrects, note.reason = "credit_note", number, invoice, "fout"
    if amount is not None:
        note.net_amount = note.payable_amount = Decimal(amount)
    note.save(force_insert=True)
    return note


def make_seats(scene: Scene, contract, people) -> None:
    """Use some of the entitlements: a named and an unnamed place, a course seat, coaching."""
    place = {"cohort": scene.cohort, "organisation": contract.organisation}
    Registration.objects.create(
        **place, person=people[0], use=use(contract, "masterclass_seat", person=people[0])
    )
    Registration.objects.create(**place, use=use(contract, "masterclass_seat"))
    CourseSeat.objects.create(
        organisation=contract.organisation,
        person=people[-1],
        course_code="201800000",
        course_name="Asset management van infrastructuur",
        starts_on=date(2026, 9, 1),
        use=use(contract, "course_seat", person=people[-1]),
    )
    CoachingSession.objects.create(
        organisation=contract.organisation,
        coach=people[0],
        person=people[0],
        subject="Van ambitie naar project",
        starts_at=NOW,
        hours=Decimal("1.5"),
        use=use(contract, "coaching_hour", "1.5"),
    )


def make_participant(scene: Scene, number: int, **options):
    """Make an organisation with a signed contract, two people and seats in use."""
    name = options.pop("name", None) or f"{NAMES[number % len(NAMES)]} (demo)"
    if number >= len(NAMES):
        name = f"{name} {number}"
    organisation = world.make_organisation(name, orderer="Bureau Inkoop")
    people = [
        world.make_person(f"Voorbeeld{number}", organisation, "contact", given_name="Alice"),
        world.make_person(f"Voorbeeld{number}", organisation, given_name="Charlie"),
    ]
    contract = make_contract(scene, organisation, number=f"OV-2026-{number:03}", **options)
    if "package" not in options:
        make_seats(scene, contract, people)
    return contract


def make_waiting(scene: Scene, number: int) -> None:
    """Make one row for each work list that has no contract behind it."""
    for state, package in (("committed", ""), ("chosen", "basis_plus")):
        Choice.objects.create(
            organisation=world.make_organisation(f"{NAMES[number % 12]} {state} {number} (demo)"),
            edition=scene.edition,
            state=state,
            package_code=package,
            stated_on=date(2026, 4, 1) + timedelta(days=number),
            starts_on=date(2026, 9, 1),
        )
    for state in ("draft", "offered"):
        organisation = world.make_organisation(
            f"Gemeente {state.title()} {number} (demo)", order_number_rule="always"
        )
        make_contract(scene, organisation, package="basis", number=f"{state}-{number}", state=state)
    Job.objects.create(
        key=f"agreement:{number}", kind="mail.agreement", state="failed", attempts=6,
        last_error="De mailserver weigerde de verbinding.",
    )  # fmt: skip


def fill(scene: Scene, rows: int = 1, *, offset: int = 0) -> list[Contract]:
    """Add ``rows`` of everything that the office waits for, and return the signed contracts."""
    signed = []
    for number in range(offset, offset + rows):
        contract = make_participant(scene, number * 3)
        make_invoice(contract, number=f"F-2026-{number * 3:04}", due=date(2026, 4, 15))
        draft = make_participant(scene, number * 3 + 1, package="basis")
        make_invoice(draft)
        signed += [contract, draft, make_participant(scene, number * 3 + 2, package="professional")]
        make_waiting(scene, number)
    make_questions(scene.edition, rows)
    return signed


def make_spending(scene: Scene) -> None:
    specialist = world.make_person("Specialist", scene.university, "specialist", given_name="Erin")
    for number, line in enumerate(DevelopmentLine.objects.all(), start=1):
        HourEntry.objects.create(
            line=line, person=specialist, on=date(2026, 4, number), hours=8 * number * 3,
            day_rate=1250, amount=Decimal(1250) * number * 3, description="begeleiding",
        )  # fmt: skip
        Expense.objects.create(
            line=line, on=date(2026, 4, 1), amount=Decimal("412.50"), description="zaalhuur"
        )


def make_account(role: str, organisation, *, given_name: str = "Bob"):
    """Make an account with a role at an organisation."""
    email = f"{given_name}.{role}@example.org".lower()
    person = Person.objects.create(given_name=given_name, family_name="Voorbeeld", email=email)
    Membership.objects.create(
        person=person, organisation=organisation, role=role, started_on=date(2026, 1, 1)
    )
    return User.objects.create_user(email, "wachtwoord-van-niemand", person=person)
