"""One row of everything that an address of the portal names, at one organisation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse

from lllo.people.correction_actions import ask_correction
from lllo.people.models import Membership
from lllo.projects.models import Placement, Project
from lllo.training.actions import CoachingWish, ask_for_coaching
from lllo.training.models import CourseSeat, Event, Registration
from tests.screens import scene as build


def make_project(organisation, *, contact=None, title="Riolering in de wijk", **fields):
    line = build.DevelopmentLine.objects.first()
    return Project.objects.create(
        organisation=organisation,
        line=line,
        title=title,
        contact=contact,
        proposed_on=build.TODAY,
        **fields,
    )


def make_placement(organisation, *, guide=None, **fields):
    return Placement.objects.create(
        kind="graduation",
        title="Meten aan de ondergrond",
        host=organisation,
        line=build.DevelopmentLine.objects.first(),
        host_supervisor=guide,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 2, 1),
        hours=Decimal(640),
        **fields,
    )


def make_request(organisation, person=None, subject="Samenwerken"):
    wish = CoachingWish(subject=subject, person=person)
    return ask_for_coaching(organisation, wish, on=build.TODAY, by=None)


def colleague_of(organisation):
    return Membership.objects.filter(organisation=organisation, role="participant").first().person


def own_rows(contract):
    """Return the variables of every address with one, as rows of the organisation of a contract."""
    organisation = contract.organisation
    person = {"person": colleague_of(organisation).public_id}
    place = Registration.objects.filter(organisation=organisation, person__isnull=False).first()
    registration = {"registration": place.public_id}
    seat = {"seat": CourseSeat.objects.filter(organisation=organisation).first().public_id}
    asked = make_request(organisation, subject="Iets anders")
    correction = ask_correction(organisation, {}, remark="Let op", on=build.TODAY, by=None)
    return {
        "portal_person": person,
        "portal_person_leave": person,
        "portal_registration_person": registration,
        "portal_registration_cancel": registration,
        "portal_course_person": seat,
        "portal_course_release": seat,
        "portal_coaching_withdraw": {"asked": asked.public_id},
        "portal_case_withdraw": {"offer": make_project(organisation).public_id},
        "portal_student_withdraw": {"offer": make_placement(organisation).public_id},
        "portal_order": {"contract": organisation.contracts.first().public_id},
        "portal_correction_withdraw": {"correction": correction.public_id},
        "portal_register_event": {
            "event": Event.objects.filter(cohort=None, ends_at__gt=build.NOW).first().uid
        },
    }


WITHOUT_ROW = (
    "portal_overview", "portal_people", "portal_person_new", "portal_registrations",
    "portal_register_cohort", "portal_course_apply", "portal_coaching_ask", "portal_agenda",
    "portal_offers", "portal_case_new", "portal_student_new", "portal_papers",
    "portal_organisation", "portal_organisation_confirm", "portal_post", "portal_correction_new",
)  # fmt: skip


def variables(contract):
    """Return the variables of every address of an organisation."""
    organisation = {"organisation": contract.organisation.public_id}
    rows = {name: {} for name in WITHOUT_ROW} | own_rows(contract)
    return {name: organisation | row for name, row in rows.items()}


def href(user, name, **values):
    """Return an address of the organisation of an account of the scene."""
    return reverse(name, kwargs={"organisation": user.contract.organisation.public_id, **values})
