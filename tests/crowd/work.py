"""What else a crowd asks for and books: coaching, courses, projects, hours, costs, jobs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.outbox.models import Job
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import Membership, Person
from lllo.programmes.models import Deliverable, DevelopmentLine
from lllo.projects.models import Contribution, DeliverableStep, Placement, Project
from lllo.training.models import CoachingRequest, CoachingSession, CourseSeat
from tests.crowd.rows import put, uses_of
from tests.screens import scene as build

SPECIALISTS = 20


def fill(crowd) -> None:
    lines = list(DevelopmentLine.objects.all())
    specialists = _specialists(crowd.scene.university)
    _coaching(crowd, specialists)
    _courses(crowd)
    _requests(crowd)
    _projects(crowd, lines)
    _spending(crowd, lines, specialists)
    _products(crowd, lines)
    _jobs(crowd.size.jobs)


def _specialists(university) -> list[Person]:
    people = put(
        Person,
        (
            Person(given_name="Erin", family_name=f"Specialist {number:02}", email=f"s{number}@example.org")
            for number in range(SPECIALISTS)
        ),
    )  # fmt: skip
    put(
        Membership,
        (
            Membership(
                person=person, organisation=university, role="specialist",
                started_on=date(2026, 1, 1),
            )
            for person in people
        ),
    )  # fmt: skip
    return people


def _organisation(entitlement):
    return entitlement.contract_year.contract.organisation


def _coaching(crowd, specialists) -> None:
    entitled = crowd.entitlements["coaching_hour"]
    uses = uses_of([*entitled, *entitled], "1.5")
    put(
        CoachingSession,
        (
            CoachingSession(
                organisation=_organisation(entitled[number % len(entitled)]), use=use,
                coach=specialists[number % SPECIALISTS], person=crowd.people[number % len(entitled)],
                subject=f"Van ambitie naar project {number}", hours=Decimal("1.5"),
                starts_at=build.NOW + timedelta(hours=number % 2000 - 1000),
                state=("planned", "held", "held")[number % 3],
            )
            for number, use in enumerate(uses)
        ),
    )  # fmt: skip


def _courses(crowd) -> None:
    entitled = crowd.entitlements["course_seat"]
    states = ("reserved", "confirmed", "applied", "completed")
    uses = uses_of([*entitled, *entitled])
    put(
        CourseSeat,
        (
            CourseSeat(
                organisation=_organisation(entitled[number % len(entitled)]), use=use,
                person=crowd.people[number % len(entitled)] if number < len(entitled) else None,
                course_code=f"20{number // len(entitled)}8000{number % 20:02}", course_name=f"Vak {number % 20}",
                starts_on=date(2026, 9, 1) + timedelta(number % 20), state=states[number % 4],
                applied_on=date(2026, 5, 1) if number % 4 == 2 else None,
            )
            for number, use in enumerate(uses)
        ),
    )  # fmt: skip
    projects = crowd.entitlements["project_hour"]
    uses_of(projects * 2, "20")


def _requests(crowd) -> None:
    put(
        CoachingRequest,
        (
            CoachingRequest(
                organisation=organisation, subject=f"Rolverdeling {number}",
                asked_on=date(2026, 5, 1) - timedelta(number % 30),
            )
            for number, organisation in enumerate(crowd.organisations[::4])
        ),
    )  # fmt: skip
    put(
        CorrectionRequest,
        (
            CorrectionRequest(
                organisation=organisation, before={"city": "Oud"}, wanted={"city": "Nieuw"},
                asked_on=date(2026, 5, 1),
            )
            for organisation in crowd.organisations[1::20]
        ),
    )  # fmt: skip


def _projects(crowd, lines) -> None:
    projects = put(
        Project,
        (
            Project(
                title=f"Ondergrond als kans {number}", organisation=organisation,
                line=lines[number % 3], state=("active", "proposed")[number % 2],
                proposed_on=date(2026, 4, 1) + timedelta(number % 40),
            )
            for number, organisation in enumerate(crowd.organisations)
        ),
    )  # fmt: skip
    placements = put(
        Placement,
        (
            Placement(
                kind="graduation", title=f"Meten aan de ondergrond {number}", project=project,
                host=project.organisation, line=project.line, starts_on=date(2026, 9, 1),
                ends_on=date(2027, 2, 1), hours=640,
                state=("offered", "running")[number % 2], student_name="Iris Student",
            )
            for number, project in enumerate(projects)
        ),
    )  # fmt: skip
    put(
        InKindEntry,
        (
            InKindEntry(
                contract_year=year, line=lines[number % 3], on=date(2026, 4, 1), hours=8,
                amount=Decimal(1250), description="begeleiding afstudeerder",
                placement=placements[number],
            )
            for number, year in enumerate(crowd.years[::3])
            if year.package_code.startswith("professional")
        ),
    )  # fmt: skip


def _spending(crowd, lines, specialists) -> None:
    put(
        HourEntry,
        (
            HourEntry(
                line=lines[number % 3], person=specialists[number % SPECIALISTS], hours=2,
                on=date(2026, 1, 5) + timedelta(number // 150), day_rate=1250,
                amount=Decimal("312.50"), description="begeleiding",
                organisation=crowd.organisations[number % len(crowd.organisations)],
            )
            for number in range(crowd.size.hours)
        ),
    )  # fmt: skip
    put(
        Expense,
        (
            Expense(
                line=lines[number % 3], on=date(2026, 1, 5) + timedelta(number % 130),
                amount=Decimal("4.12"), description="zaalhuur",
            )
            for number in range(crowd.size.hours // 10)
        ),
    )  # fmt: skip


def _products(crowd, lines) -> None:
    products = put(
        Deliverable,
        (
            Deliverable(line=line, code=f"c{number}", name=f"Product {number}", state="in_progress")
            for line in lines
            for number in range(20)
        ),
    )
    put(
        DeliverableStep,
        (
            DeliverableStep(deliverable=each, state="in_progress", on=date(2026, 4, 1))
            for each in products
        ),
    )
    products = [*Deliverable.objects.exclude(pk__in=[each.pk for each in products]), *products]
    put(
        Contribution,
        (
            Contribution(
                deliverable=products[number % len(products)], organisation=organisation,
                on=date(2026, 4, 1), description="casus",
            )
            for number, organisation in enumerate(crowd.organisations)
        ),
    )  # fmt: skip


def _jobs(count) -> None:
    put(
        Job,
        (
            Job(
                key=f"mail:{number}", kind="mail.invoice", due_at=build.NOW, done_at=build.NOW,
                state="failed" if number % 100 == 0 else "done", attempts=1,
            )
            for number in range(count)
        ),
    )  # fmt: skip
