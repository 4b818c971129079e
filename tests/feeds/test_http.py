"""Subscriptions as a calendar program sees them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext

from lllo import clock
from lllo.errors import Refused
from lllo.feeds import actions, http, keeping, lint, making, queries
from lllo.feeds.models import Entry, FeedFile, Subscription
from lllo.people import chain
from lllo.people.models import Membership
from lllo.training import actions as training
from tests import world as people
from tests.feeds import world
from tests.feeds.parsers import agree
from tests.training import builders

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory):
    return world.write_office(tmp_path_factory.mktemp("office"))


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path, office_folder, monkeypatch):
    settings.FEED_FOLDER = str(tmp_path / "agenda")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(office_folder))
    settings.LANGUAGE_CODE = "en"
    settings.LLLO_CLOCK = NOW
    http.askers.clear()
    http.guessers.clear()
    yield
    http.uses._waiting.clear()


@pytest.fixture
def programme(edition):
    return world.make_programme(edition)


@pytest.fixture
def client():
    """A client before which the audit trail is sealed, as it is after each transaction."""

    class Asker(Client):
        def generic(self, *args, **kwargs):
            chain.seal()
            found = super().generic(*args, **kwargs)
            if found.status_code == 200 and found.content:
                lint.read(found.content)  # whatever a test asks for
            return found

    return Asker()


@pytest.fixture
def address(programme):
    """Return the address of a participant's own calendar."""
    return f"/agenda/{subscribe(programme)[1]}.ics"


def subscribe(programme, code="persoonlijk", owner=None, person=None):
    feed = queries.feed_of(world.make_office(), code, owner or programme.person)
    return actions.subscribe(feed, person or programme.person, by=None)


def move(event, days=1):
    fields = ("kind", "title", "description", "location", "url", "cohort")
    data = builders.event_data(**{name: getattr(event, name) for name in fields})
    later = timedelta(days=days)
    data = replace(data, starts_at=event.starts_at + later, ends_at=event.ends_at + later)
    training.change_event(event, data, by=None)


def test_calendar_says_what_http_must_know(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"].startswith('inline; filename="persoonlijk')
    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert "Set-Cookie" not in answer
    assert "Vary" not in answer
    assert {entry.summary for entry in agree(answer.content)} >= {"Masterclass 1 (Cohort 1)"}


def test_head_is_get_without_its_body(client, address):
    get, head = client.get(address), client.head(address)
    assert head.content == b""
    assert dict(head.headers) == dict(get.headers)


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "patch"])
def test_other_methods_are_refused(client, address, method):
    answer = getattr(client, method)(address)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


def test_unchanged_calendar_is_one_query(client, address, django_assert_num_queries):
    etag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        answer = Client().get(address, headers={"if-none-match": etag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == etag


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_any_form_of_the_same_etag_is_304(client, address, form):
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": form.format(etag)}).status_code == 304


def test_date_counts_only_without_an_etag(client, address):
    changed = client.get(address)["Last-Modified"]
    with_date = {"if-modified-since": changed}
    assert client.get(address, headers=with_date).status_code == 304
    assert client.get(address, headers={"if-modified-since": "yesterday"}).status_code == 200
    both = with_date | {"if-none-match": '"other"'}
    assert client.get(address, headers=both).status_code == 200


def test_moved_event_changes_the_etag_once(client, address, programme, settings):
    before = client.get(address)
    settings.LLLO_CLOCK = NOW + timedelta(minutes=1)
    move(programme.masterclass)
    after = client.get(address)
    assert after["ETag"] != before["ETag"]
    assert after["Last-Modified"] > before["Last-Modified"]
    assert {e.uid for e in agree(after.content)} == {e.uid for e in agree(before.content)}
    settings.LLLO_CLOCK = NOW + timedelta(days=1)
    again = client.get(address)
    assert (again["ETag"], again.content) == (after["ETag"], after.content)


def test_what_happens_elsewhere_changes_nothing(client, address, programme):
    before = client.get(address)
    cohort = builders.make_cohort(programme.cohort.programme, 3)
    world.schedule(programme.cohort.programme, title="Elders", cohort=cohort)
    after = client.get(address)
    assert (after["ETag"], after["Last-Modified"]) == (before["ETag"], before["Last-Modified"])


def test_changing_one_event_makes_one_entry_again(client, address, programme, settings):
    client.get(address)
    before = dict(Entry.objects.values_list("uid", "modified_at"))
    settings.LLLO_CLOCK = NOW + timedelta(hours=1)
    move(programme.symposium)
    client.get(address)
    after = dict(Entry.objects.values_list("uid", "modified_at"))
    assert {uid for uid in after if after[uid] != before[uid]} == {programme.symposium.uid}


def test_renamed_cohort_is_a_change_of_its_events(client, address, programme, settings):
    before = client.get(address)
    settings.LLLO_CLOCK = NOW + timedelta(hours=1)
    programme.cohort.name = "Ochtendgroep"
    programme.cohort.save()
    move(programme.symposium)  # leaves a line in the audit trail
    after = client.get(address).content.decode()
    assert "Masterclass 1 (Ochtendgroep)" in after
    (block,) = [b for b in after.split("BEGIN:VEVENT") if programme.masterclass.uid in b]
    assert "LAST-MODIFIED:20260310T100000Z" in block
    assert "SEQUENCE:0" in block
    assert before["ETag"] != client.get(address)["ETag"]


def test_revoked_address_becomes_an_empty_calendar_and_then_unknown(client, programme, settings):
    subscription, token = subscribe(programme)
    address = f"/agenda/{token}.ics"
    before = client.get(address)
    actions.revoke(subscription, by=None)
    ended = client.get(address)
    assert ended.status_code == 200
    assert ended["ETag"] != before["ETag"]
    with translation.override(programme.person.language):
        name = gettext("%(calendar)s (ended)") % {"calendar": "Mijn programma: Alice Achternaam"}
    assert f"\r\nNAME:{name}\r\n" in ended.content.decode()
    assert agree(ended.content) == []
    assert client.get(address)["ETag"] == ended["ETag"]
    settings.LLLO_CLOCK = NOW + timedelta(days=200)
    assert client.get(address).status_code == 404


def test_renewed_address_works_and_the_old_one_is_empty(client, programme):
    subscription, old = subscribe(programme)
    _new, new = actions.renew(subscription, by=None)
    assert agree(client.get(f"/agenda/{old}.ics").content) == []
    assert agree(client.get(f"/agenda/{new}.ics").content) != []
    with pytest.raises(Refused) as refusal:
        actions.revoke(subscription, by=None)
    assert refusal.value.code == "subscription_ended"


def test_ended_membership_empties_the_calendar(client, address, programme, settings):
    client.get(address)
    Membership.objects.filter(person=programme.person).update(ended_on=world.TODAY)
    assert agree(client.get(address).content) == []


def test_right_that_comes_and_goes_is_a_change_by_date_too(client, address, programme, settings):
    roles = Membership.objects.filter(person=programme.person)
    answer = client.get(address)
    for ended_on, minutes in [(world.TODAY, 10), (None, 20), (world.TODAY, 20), (None, 30)]:
        settings.LLLO_CLOCK = NOW + timedelta(minutes=minutes)
        roles.update(ended_on=ended_on)
        before = answer
        answer = client.get(address, headers={"if-modified-since": before["Last-Modified"]})
        assert answer.status_code == 200
        assert answer["ETag"] != before["ETag"]
        with_date = {"if-modified-since": answer["Last-Modified"]}
        assert client.get(address, headers=with_date).status_code == 304


def test_ended_calendar_that_stays_so_is_not_written_again(client, programme):
    subscription, token = subscribe(programme)
    actions.revoke(subscription, by=None)
    client.get(f"/agenda/{token}.ics")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/agenda/{token}.ics").status_code == 200
    assert [query["sql"] for query in asked if query["sql"].startswith("UPDATE")] == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_questions_for_an_address_at_once_give_one(edition):
    programme = world.make_programme(edition)
    both = Barrier(2)

    def ask():
        try:
            both.wait(20)
            return subscribe(programme)[0].pk
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    if connection.vendor != "postgresql":  # one connection in memory: the turns come one by one
        subscribe(programme)
        return
    with ThreadPoolExecutor(2) as pool:
        outcomes = [each.result() for each in [pool.submit(ask), pool.submit(ask)]]
    assert "subscription_exists" in outcomes
    assert Subscription.objects.count() == 1


def test_rights_to_each_kind(programme):
    contact = people.make_person("Contact", programme.organisation, "contact")
    office = world.make_office()
    organisation = queries.feed_of(office, "organisatie", programme.organisation)
    cohort = queries.feed_of(office, "cohort", programme.cohort)
    bureau = queries.feed_of(office, "bureau", None)
    coach = queries.feed_of(office, "coach", programme.coach)
    assert actions.subscribe(organisation, contact, by=None)
    assert actions.subscribe(cohort, programme.person, by=None)
    assert actions.subscribe(coach, programme.coach, by=None)
    for feed, person in [
        (organisation, programme.person),
        (cohort, contact),
        (bureau, contact),
        (coach, contact),
    ]:
        with pytest.raises(Refused) as refusal:
            actions.subscribe(feed, person, by=None)
        assert refusal.value.code == "no_right_to_feed"


def test_second_address_and_public_one_are_refused(programme):
    subscribe(programme)
    with pytest.raises(Refused) as refusal:
        subscribe(programme)
    assert refusal.value.code == "subscription_exists"
    public = queries.feed_of(world.make_office(), "programma", None)
    with pytest.raises(Refused) as refusal:
        actions.subscribe(public, programme.person, by=None)
    assert refusal.value.code == "feed_is_public"


def test_public_calendar_is_the_same_for_everyone(client, programme):
    anonymous = client.get("/agenda/programma.ics")
    client.force_login(people.make_user("backoffice"))
    again = client.get("/agenda/programma.ics", headers={"accept-language": "nl"})
    assert anonymous.content == again.content
    assert anonymous["Cache-Control"] == "public, max-age=900"
    assert [entry.summary for entry in agree(anonymous.content)] == ["Symposium"]


@pytest.mark.parametrize("name", ["onbekend.ics", "x", "a/b.ics", "", "%00.ics", "bureau.ics"])
def test_unknown_address_is_a_short_text(client, programme, name):
    answer = client.get(f"/agenda/{name}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"


def test_guessing_is_refused_and_known_addresses_go_on(client, address):
    for _each in range(31):
        last = client.get("/agenda/" + "x" * 32 + ".ics")
    assert last.status_code == 429
    assert client.get(address).status_code == 200


def test_guesses_are_counted_by_the_address_that_the_proxy_saw(client, programme, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    guess = "/agenda/" + "x" * 32 + ".ics"
    for _each in range(31):
        last = client.get(guess, headers={"x-forwarded-for": "198.51.100.7"})
    other = client.get(guess, headers={"x-forwarded-for": "198.51.100.8"})
    assert (last.status_code, other.status_code) == (429, 404)


def test_greedy_program_gets_the_bytes_as_they_were_made(client, address, programme):
    first = client.get(address)
    for _each in range(60):
        client.get(address)
    move(programme.masterclass)
    assert client.get(address)["ETag"] == first["ETag"]


def test_database_that_is_away_gives_the_last_good_bytes(client, address):
    before = client.get(address)

    def away(*_args, **_kwargs):
        raise OperationalError

    with connection.execute_wrapper(away):
        answer = Client().get(address)
        stranger = Client().get("/agenda/" + "y" * 32 + ".ics")
    assert (answer.status_code, answer.content) == (200, before.content)
    assert answer["ETag"] == before["ETag"]
    assert stranger.status_code == 503
    assert stranger["Content-Type"].startswith("text/plain")


def test_revoked_address_is_not_kept_for_a_bad_hour(
    client, programme, django_capture_on_commit_callbacks
):
    subscription, token = subscribe(programme)
    client.get(f"/agenda/{token}.ics")
    assert keeping.recall(actions.hash_of(token))
    with django_capture_on_commit_callbacks(execute=True):
        actions.revoke(subscription, by=None)
    assert keeping.recall(actions.hash_of(token)) is None


def test_use_is_counted(client, programme):
    subscription, token = subscribe(programme)
    http.uses.write()
    for _each in range(3):
        client.get(f"/agenda/{token}.ics")
    http.uses.write()
    subscription.refresh_from_db()
    assert (subscription.use_count, subscription.last_used_at) == (3, NOW)


def test_calendar_that_the_office_took_away_is_empty(client, programme, monkeypatch, tmp_path):
    address = f"/agenda/{subscribe(programme)[1]}.ics"
    rest = [feed for feed in world.FEEDS if feed.code != "persoonlijk"]
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(world.write_office(tmp_path / "office", rest)))
    answer = client.get(address)
    assert answer.status_code == 200
    assert agree(answer.content) == []


def test_late_worker_does_not_put_back_an_older_calendar(programme):
    office = world.make_office()
    feed = queries.feed_of(office, "programma", None)
    with clock.at(NOW):
        made = making.make(feed, office, on=world.TODAY)
    named = making.Named(key=feed.key, name="x", filename="x.ics")
    assert making._keep(named, b"old", (made.checked_to - 1, world.TODAY), None).etag == made.etag
    assert FeedFile.objects.get(pk=made.pk).etag == made.etag


def test_only_hashes_of_addresses_are_stored(programme):
    subscription, token = subscribe(programme)
    assert len(token) == actions.TOKEN_LENGTH
    row = Subscription.objects.values().get(pk=subscription.pk)
    assert token not in str(row)
