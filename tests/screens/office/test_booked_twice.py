"""A room that is booked twice: asked about before it is saved, and told on the page."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from lllo.training.models import Event, EventPart, Registration
from tests import world
from tests.screens.scene import NOW, START, make_account


def let_lead(event, person, title="Lezing"):
    """Give someone a part of an event."""
    times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
    return EventPart.objects.create(event=event, title=title, specialist=person, **times)


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


def test_coach_who_leads_meanwhile_is_asked_about(bob, alice, scene, client):
    noor = world.make_person("Noor", scene.university, "specialist")
    event = Event.objects.exclude(location="").first()
    let_lead(event, noor)
    client.force_login(bob)
    path = reverse("coaching_plan", args=[alice.contract.organisation.public_id])
    start = localtime(event.starts_at).strftime("%Y-%m-%dT%H:%M")
    talk = {"coach": noor.public_id, "subject": "Rollen", "starts_at": start, "hours": "1"}
    asked = client.post(path, talk)
    assert event.title in asked.context["preview"].warning
    assert not noor.coached_sessions.exists()
    assert client.post(path, {**talk, "bevestigd": "1"}).status_code == 302
    assert noor.coached_sessions.count() == 1
    assert "note-late" in client.get(reverse("event", args=[event.uid])).content.decode()


def test_end_of_a_specialist_lists_what_is_still_to_give(bob, scene, client):
    noor = world.make_person("Noor", scene.university, "specialist")
    first, last = Event.objects.order_by("starts_at")[:2]
    let_lead(first, noor)
    Event.objects.filter(pk=last.pk).update(specialist=noor)
    held = noor.memberships.get()
    path = reverse("membership_end", args=[held.public_id])
    client.force_login(bob)
    told = client.post(path).context["preview"]
    assert [row[1] for row in told.rows] == [f"{first}: Lezing", str(last)]
    assert "2" in told.warning
    later = (first.ends_at + timedelta(days=1)).strftime("%Y-%m-%d")
    assert len(client.post(path, {"on": later}).context["preview"].rows) == 1
    page = client.get(reverse("person", args=[noor.public_id]))
    (led,) = [each for each in page.context["screen"].sections if each.code == "verzorgt"]
    assert [cells[0].value for cells in led.table.rows] == [EventPart.objects.get(), last]
    assert client.post(path, {"bevestigd": "1"}).status_code == 302
    assert Event.objects.get(pk=last.pk).specialist == noor  # it stays, as the warning says


def test_who_leads_two_roles_or_nothing_is_asked_nothing(bob, scene, client):
    noor = world.make_person("Noor", scene.university, "specialist")
    noor.memberships.create(organisation=scene.university, role="lead", started_on=START)
    Event.objects.update(specialist=noor)
    client.force_login(bob)
    for held in noor.memberships.filter(role="specialist"):
        path = reverse("membership_end", args=[held.public_id])
        assert client.post(path).status_code == 302
    Event.objects.update(starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))
    path = reverse("membership_end", args=[noor.memberships.get(role="lead").public_id])
    assert client.post(path).status_code == 302


def test_list_of_events_says_and_finds_who_leads(bob, scene, client):
    noor, ties = (
        world.make_person(name, scene.university, "specialist") for name in ("Noor", "Ties")
    )
    first, second, _third = Event.objects.order_by("starts_at")
    let_lead(first, noor)
    let_lead(first, ties)
    Event.objects.filter(pk=second.pk).update(specialist=noor)
    client.force_login(bob)
    page = client.get(reverse("events"))
    assert f"{noor} + 1" in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")

    def led_by(person):
        page = client.get(reverse("events"), {"specialist": person.public_id}).content.decode()
        return [each for each in Event.objects.order_by("starts_at") if each.title in page]

    assert led_by(noor) == [first, second]
    assert led_by(ties) == [first]
    assert client.get(reverse("events"), {"formaat": "xlsx"}).status_code == 200


def test_partner_reads_how_many_come_and_the_names_of_its_own(alice, scene, client):
    event = Event.objects.filter(cohort=None).first()
    house = world.make_organisation("Stichting (demo)", kind="partner")
    partner = make_account("partner", house)
    place = alice.contract.organisation
    for person in (alice.person, None):
        Registration.objects.create(event=event, organisation=place, person=person)
    client.force_login(partner)

    def read():
        page = client.get(reverse("event", args=[event.uid]))
        assert str(alice.person) not in page.content.decode()
        assert str(place) not in page.content.decode()
        screen = page.context["screen"]
        (comers,) = [each for each in screen.sections if each.code == "aanmeldingen"]
        return [figure.value for figure in screen.figures], comers

    figures, comers = read()
    assert figures == ["2", "1", "0"]
    assert (comers.is_empty, "2" in comers.intro, comers.more) == (True, True, None)
    Registration.objects.create(event=event, organisation=house, person=partner.person)
    figures, comers = read()
    assert figures[0] == "3"
    assert [cells[1].value for cells in comers.table.rows] == [str(partner.person)]


def test_parts_that_someone_else_changed_are_shown_and_not_written_over(bob, alice, client):
    client.force_login(bob)
    event = Event.objects.exclude(location="").first()
    part = let_lead(event, None, title="Opening")
    path = reverse("event_parts", args=[event.uid])
    opened = client.get(path).context
    form = opened["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "tell"}
    for name in ("starts_at_0", "ends_at_0"):
        sent[name] = sent[name].strftime("%Y-%m-%dT%H:%M")
    sent |= {"location_0": "Zaal 2", "tell": "no", "seen": opened["seen"], "once": opened["once"]}
    EventPart.objects.filter(pk=part.pk).update(title="Welkom")
    answer = client.post(path, sent)
    assert answer.status_code == 409
    (change,) = answer.context["changes"]
    assert change.then.startswith("Opening")
    assert change.now.startswith("Welkom")
    form = answer.context["form"]
    assert [form[name].value() for name in ("title_0", "location_0")] == ["Welkom", "Zaal 2"]
