"""What a specialist finds on the first screen: talks to round off, what comes, who was there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from lllo.training.models import Attendance, CoachingSession, Event, EventPart, Registration
from tests.screens import scene as build

HOUR = timedelta(hours=1)


@pytest.fixture
def noor(scene):
    """Noor is a specialist."""
    return build.make_account("specialist", scene.university, given_name="Noor")


@pytest.fixture
def talk(scene, noor):
    """Noor's talk of an hour and a half, which began an hour ago."""
    contract = build.make_participant(scene, 0)
    talk = CoachingSession.objects.get(organisation=contract.organisation)
    talk.coach, talk.starts_at = noor.person, build.NOW - HOUR
    talk.line = contract.edition.programme.lines.first()
    talk.save()
    return talk


def page_of(client, user):
    client.force_login(user)
    answer = client.get(reverse("own_work"))
    assert answer.status_code == 200
    return answer


def test_nothing_to_do_says_who_plans(noor, client):
    page = page_of(client, noor)
    assert page.context["waiting"] is None
    assert reverse("subscriptions") in page.content.decode()


def test_account_without_a_person_has_no_own_work(scene, client):
    answer = page_of(client, build.User.objects.create_superuser("root@example.org", "x"))
    assert not answer.context["coming"].rows


def test_own_talk_is_held_and_its_hours_are_filled_in(talk, noor, client):
    held = reverse("own_talk_held", args=[talk.uid])
    assert held in page_of(client, noor).content.decode()
    assert "Van ambitie naar project" in client.get(held).content.decode()
    hours = client.post(held).headers["Location"]
    talk.refresh_from_db()
    assert talk.state == CoachingSession.State.HELD
    form = client.get(hours).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    assert (typed["on"], typed["hours"]) == ("2026-05-20", "1,5")
    assert typed["line"] == talk.line.code
    assert client.post(reverse("lead_hours"), typed).status_code == 302
    booked = noor.person.hour_entries.get()
    assert (booked.hours, booked.organisation) == (Decimal("1.5"), talk.organisation)
    page = page_of(client, noor).content.decode()
    assert held not in page
    assert "uren=1" in page


def test_talk_of_someone_else_is_not_there(scene, talk, client):
    client.force_login(build.make_account("specialist", scene.university, given_name="Sem"))
    assert client.post(reverse("own_talk_held", args=[talk.uid])).status_code == 404
    talk.refresh_from_db()
    assert talk.state == CoachingSession.State.PLANNED


def test_what_comes_stands_in_the_order_of_its_time(talk, noor, client):
    CoachingSession.objects.update(starts_at=build.NOW + timedelta(days=20))
    first, second, third = Event.objects.order_by("starts_at")  # after 6, 19 and 40 days
    Event.objects.filter(pk=third.pk).update(
        specialist=noor.person, status=Event.Status.TENTATIVE, all_day=True
    )
    EventPart.objects.create(
        event=second, title="Lezing", specialist=noor.person,
        starts_at=second.starts_at, ends_at=second.ends_at,
    )  # fmt: skip
    rows = page_of(client, noor).context["coming"].rows
    assert [str(row.what.text) for row in rows] == [
        "Lezing", f"Coaching: {talk.subject}", third.title
    ]  # fmt: skip
    assert rows[0].what.hint == second.title
    assert rows[2].day
    assert rows[2].what.badge
    assert first.title not in client.get(reverse("own_work")).content.decode()


def test_event_that_was_led_tells_whose_attendance_is_not_noted(scene, talk, noor, client):
    event = Event.objects.first()
    Event.objects.filter(pk=event.pk).update(
        specialist=noor.person, cohort=scene.cohort, starts_at=build.NOW - HOUR
    )
    named = Registration.objects.get(person__isnull=False)
    (led,) = page_of(client, noor).context["led"].rows
    assert led.unnoted == 1
    assert client.get(reverse("attendance", args=[event.uid])).status_code == 200
    crumbs = client.get(reverse("event", args=[event.uid])).context["screen"].crumbs
    assert [crumb.href for crumb in crumbs] == [reverse("own_work")]
    Attendance.objects.create(
        event=event, person=named.person, organisation=named.organisation, status="present"
    )
    assert page_of(client, noor).context["led"].rows[0].unnoted == 0
