"""A room that is booked twice: asked about before it is saved, and told on the page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from lllo.training.models import Event


def values(event, **changes):
    shown = "%d-%m-%Y %H:%M"
    fields = {
        "title": "Nog iets",
        "kind": "other",
        "starts_at": localtime(event.starts_at).strftime(shown),
        "ends_at": localtime(event.ends_at).strftime(shown),
        "location": event.location,
        "status": "confirmed",
        "is_published": "on",
    }
    return {**fields, **changes}


def test_room_that_is_taken_is_asked_about_and_told(bob, alice, client):
    client.force_login(bob)
    event = Event.objects.exclude(location="").first()
    new = reverse("event_new")
    asked = client.post(new, values(event))
    assert asked.status_code == 200
    assert event.title in asked.content.decode()
    assert not Event.objects.filter(title="Nog iets").exists()
    assert client.post(new, values(event, bevestigd="1")).status_code == 302
    made = Event.objects.get(title="Nog iets")
    page = client.get(reverse("event", args=[made.uid])).content.decode()
    assert "note-late" in page
    edit = reverse("event_edit", args=[made.uid])
    assert client.post(edit, values(event, remark="x")).status_code == 302  # known already
    free = client.post(edit, values(event, location="Elders"))
    assert free.status_code == 302
    assert client.post(edit, values(event)).status_code == 200


def test_office_may_change_and_cancel_without_a_mail(bob, alice, client):
    client.force_login(bob)
    event = Event.objects.exclude(location="").first()
    edit = reverse("event_edit", args=[event.uid])
    assert 'name="tell"' in client.get(edit).content.decode()
    client.post(edit, values(event, location="Elders"))
    quiet = Event.objects.get(pk=event.pk)
    assert quiet.announced_at == event.announced_at
    client.post(edit, values(event, location="Weer elders", tell="on"))
    told = Event.objects.get(pk=event.pk)
    assert told.announced_at > quiet.announced_at
    cancel = reverse("event_cancel", args=[event.uid])
    client.post(cancel, {"bevestigd": "1"})
    gone = Event.objects.get(pk=event.pk)
    assert (gone.status, gone.announced_at) == ("cancelled", told.announced_at)
    assert gone.changed_at - told.changed_at >= timedelta(seconds=1)
