"""A room that is booked twice: asked about before it is saved, and told on the page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from lllo.training.models import Event
from tests.screens.scene import make_account


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


def test_office_names_who_leads_and_who_leads_sees_it(bob, alice, scene, client):
    noor = make_account("specialist", scene.university, given_name="Noor")
    event = Event.objects.exclude(location="").first()
    page, edit, parts = (
        reverse(name, args=[event.uid]) for name in ("event", "event_edit", "event_parts")
    )
    client.force_login(noor)
    assert client.get(page).status_code == 404
    client.force_login(bob)
    chosen = {"specialist": noor.person.public_id, "leader": "Gast", "remark": "intern"}
    assert client.post(edit, values(event, title=event.title, **chosen)).status_code == 302
    assert f"{noor.person}, Gast" in client.get(page).content.decode()
    filled = client.get(edit).context["form"]
    assert filled.initial["specialist"] == noor.person.public_id
    lecture = {
        "title_0": "Lezing",
        "specialist_0": noor.person.public_id,
        "starts_at_0": values(event)["starts_at"],
        "ends_at_0": values(event)["ends_at"],
    }
    assert client.post(parts, lecture).status_code == 302
    uid = Event.objects.get(pk=event.pk).parts.get().uid
    assert client.post(parts, {**lecture, "title_0": "Lezing, beter"}).status_code == 302
    assert Event.objects.get(pk=event.pk).parts.get().uid == uid
    client.force_login(noor)
    shown = client.get(page).content.decode()
    assert "Lezing, beter" in shown
    assert "intern" not in shown
    assert reverse("event_edit", args=[event.uid]) not in shown
    own = client.get(reverse("subscriptions")).content.decode()
    assert own.count(page) == 2
    assert client.get(reverse("event_ics", args=[event.uid])).status_code == 200


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
