"""Sends what became of a question, and the dates of a place: one short mail for each reader.

What changed once more before its mail went is not told: the change has a mail of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from lllo import clock
from lllo.mail.letter import compose
from lllo.people import audit
from lllo.people.models import Organisation, Person, User
from lllo.people.salutations import addressing
from lllo.programmes.models import Programme
from lllo.programmes.queries import is_demo, seller_in_force
from lllo.projects.models import Placement
from lllo.rules.period import Period
from lllo.training.models import (
    CoachingRequest,
    CoachingSession,
    CourseSeat,
    Event,
    Registration,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import Model

    from lllo.outbox.models import Job

COACHING = "coaching_mail.txt.j2"
COURSE_SEAT = "course_seat_mail.txt.j2"
PLACE = "place_mail.txt.j2"
PLACEMENT = "placement_mail.txt.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """An event as a mail names it; without times it takes whole days."""

    title: str
    day: date
    starts_at: datetime | None
    ends_at: datetime | None
    location: str


def send_coaching(job: Job) -> None:
    """Mail that a talk was planned or cancelled, or that a request was declined."""
    if "request" in job.payload:
        request = CoachingRequest.objects.select_related("organisation", "person").get(
            public_id=job.payload["request"]
        )
        _send(job, COACHING, request.organisation, request, declined_talk(request))
        return
    talks = CoachingSession.objects.select_related("organisation", "person", "coach")
    talk = talks.get(uid=job.payload["coaching"])
    if talk.state == job.payload["state"]:
        _send(job, COACHING, talk.organisation, talk, planned_talk(talk))


def planned_talk(talk: CoachingSession) -> dict[str, Any]:
    """Return what the mail says of a talk."""
    local = timezone.localtime(talk.starts_at)
    return {
        "answer": str(talk.state),
        "subject": talk.subject,
        "for_whom": str(talk.person or ""),
        "coach": str(talk.coach),
        "day": local.date(),
        "starts_at": talk.starts_at,
        "hours": talk.hours,
        "location": talk.location,
        "reason": "",
    }


def declined_talk(request: CoachingRequest) -> dict[str, Any]:
    """Return what the mail says of a request that came to nothing."""
    return {
        "answer": str(request.state),
        "subject": request.subject,
        "for_whom": str(request.person or ""),
        "coach": "",
        "day": None,
        "starts_at": None,
        "hours": None,
        "location": "",
        "reason": request.answer,
    }


def send_course_seat(job: Job) -> None:
    """Mail that a course seat was granted or refused."""
    seats = CourseSeat.objects.select_related("organisation", "person")
    seat = seats.get(public_id=job.payload["course_seat"])
    if seat.state == job.payload["state"]:
        _send(job, COURSE_SEAT, seat.organisation, seat, course_seat(seat))


def course_seat(seat: CourseSeat) -> dict[str, Any]:
    """Return what the mail says of a course seat."""
    return {
        "answer": "declined" if seat.state == CourseSeat.State.DECLINED else "confirmed",
        "course": seat.course_name,
        "code": seat.course_code,
        "ec": seat.ec,
        "starts_on": seat.starts_on,
        "for_whom": str(seat.person or ""),
        "reason": seat.answer,
    }


def send_place(job: Job) -> None:
    """Mail the dates to who has a place."""
    places = Registration.objects.active().select_related(
        "organisation", "person", "cohort", "event"
    )
    place = places.filter(public_id=job.payload["registration"]).first()
    if place and place.person and str(place.person.public_id) == job.payload["person"]:
        _send(job, PLACE, place.organisation, place, place_with_dates(place))


def place_with_dates(place: Registration) -> dict[str, Any]:
    """Return what the mail says of a place: the events to come."""
    own = Q(cohort=place.cohort_id, cohort__isnull=False) | Q(pk=place.event_id)
    events = Event.objects.filter(own, is_published=True).upcoming(clock.now())
    return {
        "what": str(place.cohort or place.event),
        "is_cohort": place.cohort is not None,
        "dates": [_date(event) for event in events.order_by("starts_at", "pk")],
    }


def _date(event: Event) -> Date:
    """Return an event as the mail names it."""
    return Date(
        title=event.title,
        day=timezone.localdate(event.starts_at),
        starts_at=None if event.all_day else event.starts_at,
        ends_at=None if event.all_day else event.ends_at,
        location=event.location,
    )


def send_placement(job: Job) -> None:
    """Mail which student takes a place, or that nobody does."""
    rows = Placement.objects.select_related("host", "university_supervisor")
    placement = rows.get(public_id=job.payload["placement"])
    if placement.state == job.payload["state"]:
        values = student_place(placement, reason=job.payload["reason"])
        _send(job, PLACEMENT, placement.host, placement, values)


def student_place(placement: Placement, *, reason: str) -> dict[str, Any]:
    """Return what the mail says of a place for a student."""
    term = Period(starts_on=placement.starts_on, ends_on=placement.ends_on)
    return {
        "answer": str(placement.state),
        "title": placement.title,
        "student": placement.student_name,
        "institution": placement.institution,
        "supervisor": str(placement.university_supervisor or ""),
        "first_day": term.starts_on,
        "last_day": term.last_day,
        "reason": reason,
    }


def _send(
    job: Job, template: str, organisation: Organisation, about: Model, values: dict[str, Any]
) -> None:
    """Mail ``job.payload["person"]``, in the language of that person; not without an address."""
    reader = Person.objects.get(public_id=job.payload["person"])
    if not reader.email:
        return
    context = {**context_for(reader, organisation), **values}
    mail = compose(template, context, to=[reader.email], key=job.key, demo=is_demo())
    seller = seller_in_force()
    mail.reply_to = [seller.email] if seller.email else []
    mail.send()
    audit.record("answer.mailed", about, by=None, to=[reader.email])


def context_for(reader: Person, organisation: Organisation) -> dict[str, Any]:
    """Return what each of these mails may say of its reader; the site is for who signs in there."""
    name = Programme.objects.order_by("-starts_on", "-pk").values_list("name", flat=True).first()
    signs_in = User.objects.filter(person=reader, is_active=True).exists()
    link = settings.LLLO_BASE_URL.rstrip("/") + reverse("home")
    return {
        "reader": str(reader),
        **addressing([reader], reader.language),
        "english": reader.language == "en",
        "organisation": str(organisation),
        "programme": name or "lllo",
        "university": seller_in_force(),
        "link": link if signs_in else "",
    }
