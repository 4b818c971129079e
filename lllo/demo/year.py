"""The programme year itself: cohorts, coaching, courses, students, hours and invoices."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lllo import clock
from lllo.budget import actions as budget
from lllo.demo import data, year_data
from lllo.demo.asked import play_requests
from lllo.demo.billing import bill
from lllo.demo.story import moment
from lllo.programmes.models import DevelopmentLine
from lllo.projects import actions as projects
from lllo.projects.actions import PlacementData, ProjectData, StudentData
from lllo.training import actions as training
from lllo.training.actions import CoachingData, CourseData, EventData, PartData
from lllo.training.models import Attendance, Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from lllo.demo.story import Story
    from lllo.people.models import Organisation
    from lllo.training.models import Cohort

PRESENT = datetime.fromisoformat(data.MOMENT)
PLACE = "Leerzaal Voorbeeld, Enschede (demo)"


def play_year(story: Story, progress: Callable[[str], None]) -> None:
    """Play what happened after the first signatures, in the order of the office's work."""
    progress("training")
    for number in year_data.MASTERCLASSES:
        _play_cohort(story, number)
    _hold_knowledge_day(story)
    _coach(story)
    _take_courses(story)
    progress("projects")
    _place_students(story)
    progress("budget")
    _book(story)
    progress("invoices")
    bill(story)
    play_requests(story)


def _signed(story: Story) -> list[tuple[data.Host, Organisation]]:
    return [
        (host, story.parties.organisations[host.name])
        for host in data.HOSTS
        if host.stage == "signed"
    ]


def _play_cohort(story: Story, number: int) -> None:
    """Open a cohort with its four masterclasses, register a person of each organisation, hold what is past."""
    with clock.at(moment(data.BEGIN, "11:00")):
        cohort = training.open_cohort(
            story.edition.programme,
            number=number,
            name=f"Cohort {number}",
            starts_on=date.fromisoformat(year_data.MASTERCLASSES[number][0][1]),
            capacity=20,
            by=story.office,
        )
        events = [_masterclass(story, cohort, *row) for row in year_data.MASTERCLASSES[number]]
    for host, organisation in _signed(story):
        _register(story, cohort, host, organisation)
    for event in (event for event in events if event.ends_at < PRESENT):
        _attend(story, cohort, event)


def _masterclass(story: Story, cohort: Cohort, title: str, day: str) -> Event:
    return training.schedule_event(
        story.edition.programme,
        EventData(
            kind=Event.Kind.MASTERCLASS,
            title=title,
            cohort=cohort,
            starts_at=moment(day, "09:30"),
            ends_at=moment(day, "16:30"),
            location=PLACE,
        ),
        by=story.office,
    )


def _register(story: Story, cohort: Cohort, host: data.Host, organisation: Organisation) -> None:
    """Register after the signature, when the contract runs; one organisation still owes a name."""
    on = max(host.starts_on, host.signed_on or host.starts_on) + timedelta(days=2)
    named = (host.name, cohort.number) != year_data.UNNAMED
    person = story.parties.participants[host.name][cohort.number - 1] if named else None
    with clock.at(moment(on)):
        training.register_for_cohort(organisation, cohort, person=person, on=on, by=story.office)


def _attend(story: Story, cohort: Cohort, event: Event) -> None:
    """Everyone registered at the time was there, but for one who was excused."""
    registrations = cohort.registrations.active().filter(
        person__isnull=False, registered_at__lt=event.starts_at
    )
    with clock.at(event.ends_at):
        for index, registration in enumerate(registrations):
            status = Attendance.Status.EXCUSED if index == 1 else Attendance.Status.PRESENT
            training.record_attendance(event, registration.person, status, by=story.office)


def _hold_knowledge_day(story: Story) -> None:
    """Plan a day with a plenary, two rounds of sub-sessions and an open space."""
    day = year_data.KNOWLEDGE_DAY
    parts = tuple(
        PartData(
            title=title,
            specialist=story.parties.staff.get(name),
            leader=guest,
            starts_at=moment(day, begin),
            ends_at=moment(day, end),
        )
        for title, name, guest, begin, end in year_data.KNOWLEDGE_DAY_PARTS
    )
    with clock.at(moment("2026-06-01")):
        event = training.schedule_event(
            story.edition.programme,
            EventData(
                kind=Event.Kind.KNOWLEDGE_EVENT,
                title="Dag van de kennisuitwisseling (demo)",
                starts_at=moment(day, "13:00"),
                ends_at=moment(day, "17:00"),
                location=PLACE,
                parts=parts,
            ),
            by=story.office,
        )
        for host, organisation in _signed(story)[:5]:
            if host.starts_on < date(2026, 6, 1):
                training.register_for_event(
                    organisation,
                    event,
                    person=story.parties.contacts[host.name],
                    on=date(2026, 6, 1),
                    by=story.office,
                )


def _coach(story: Story) -> None:
    coaches = list(story.parties.staff.values())[3:6]
    for number, (index, day, begin, hours, subject, held) in enumerate(year_data.COACHING):
        host = data.HOSTS[index]
        session_data = CoachingData(
            coach=coaches[number % len(coaches)],
            person=story.parties.contacts[host.name],
            subject=subject,
            starts_at=moment(day, begin),
            hours=Decimal(hours),
            location="Bij de organisatie",
        )
        with clock.at(moment(day) - timedelta(days=20)):
            session = training.plan_coaching(
                story.parties.organisations[host.name], session_data, by=story.office
            )
        if held:
            with clock.at(moment(day, "17:00")):
                training.hold_coaching(session, by=story.office)


def _take_courses(story: Story) -> None:
    for index, code, name, starts, number in year_data.COURSES:
        host = data.HOSTS[index]
        people = story.parties.participants[host.name]
        with clock.at(moment("2026-07-06")):
            training.take_course_seat(
                story.parties.organisations[host.name],
                CourseData(
                    course_code=code, course_name=name, starts_on=date.fromisoformat(starts)
                ),
                person=None if number is None else people[number],
                on=date(2026, 7, 6),
                by=story.office,
            )


def _line(code: str) -> DevelopmentLine:
    return DevelopmentLine.objects.get(code=code)


def _place_students(story: Story) -> None:
    """Projects of the organisations, and places for students, each as far as its last step says."""
    with clock.at(moment("2026-03-10")):
        for index, title, code, summary in year_data.PROJECTS:
            organisation = story.parties.organisations[data.HOSTS[index].name]
            project = projects.propose_project(
                ProjectData(
                    organisation=organisation, line=_line(code), title=title, summary=summary
                ),
                on=date(2026, 3, 10),
                by=story.office,
            )
            projects.start_project(project, on=date(2026, 3, 10), by=story.office)
    for index, *row in year_data.PLACEMENTS:
        _place_student(story, data.HOSTS[index], row)


def _place_student(story: Story, host: data.Host, row: list[Any]) -> None:
    kind, title, code, starts, ends, hours, student, last_step = row
    organisation = story.parties.organisations[host.name]
    starts_on, ends_on = date.fromisoformat(starts), date.fromisoformat(ends)
    offered = PlacementData(
        kind=kind,
        title=title,
        host=organisation,
        line=_line(code),
        starts_on=starts_on,
        ends_on=ends_on,
        hours=Decimal(hours),
        project=organisation.projects.first(),
        host_supervisor=story.parties.contacts[host.name],
    )
    with clock.at(moment("2026-03-17")):
        placement = projects.offer_placement(offered, by=story.office)
    if student:
        name, institution = student
        details = StudentData(
            name=f"{name} (demo)",
            institution=institution,
            university_supervisor=story.parties.staff["Sem"],
        )
        with clock.at(moment("2026-04-03")):
            placement = projects.match_placement(placement, details, by=story.office)
    if last_step in {"running", "completed"}:
        with clock.at(moment(starts_on)):
            placement = projects.start_placement(placement, on=starts_on, by=story.office)
    if last_step == "completed":
        with clock.at(moment(ends_on)):
            projects.complete_placement(placement, on=ends_on, by=story.office)


def _book(story: Story) -> None:
    """Hours, costs, and what the university delivered of its own contribution."""
    for name, code, day, hours, description in year_data.HOURS:
        with clock.at(moment(day, "17:30")):
            budget.book_hours(
                story.parties.staff[name],
                line=_line(code),
                on=date.fromisoformat(day),
                hours=Decimal(hours),
                description=description,
                by=story.office,
            )
    for code, day, amount, description, supplier in year_data.EXPENSES:
        with clock.at(moment(day, "17:45")):
            budget.book_expense(
                _line(code),
                on=date.fromisoformat(day),
                amount=amount,
                description=description,
                supplier=supplier,
                by=story.office,
            )
    for index, code, day, hours, description in year_data.IN_KIND:
        contract = story.contracts[data.HOSTS[index].name]
        with clock.at(moment(day, "18:00")):
            budget.deliver_in_kind(
                contract.contract_years.get(number=1),
                line=_line(code),
                on=date.fromisoformat(day),
                hours=Decimal(hours),
                description=description,
                by=story.office,
            )
