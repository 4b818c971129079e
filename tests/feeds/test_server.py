"""The sixteen points that calendar programs need, against the real server process (gunicorn)."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from lllo.feeds import lint
from tests.feeds.parsers import agree

TOKEN = re.compile(r"[\w-]{32}")
OFFICE = """
import django, json, sys
django.setup()
from datetime import date, datetime
from django.conf import settings
from lllo import office
from lllo.feeds import actions, queries
from lllo.people.models import Membership, Organisation, Person
from lllo.programmes.models import Programme
from lllo.training import actions as training
settings.LLLO_CLOCK = datetime.fromisoformat("2026-03-01T09:00+01:00")
university = Organisation.objects.create(name="Universiteit (demo)", kind="university")
person = Person.objects.create(given_name="Bob", family_name="Voorbeeld", email="bob@example.org")
Membership.objects.create(person=person, organisation=university, role="backoffice",
                          started_on=date(2026, 1, 1))
programme = Programme.objects.create(code="p", name="Programma", starts_on=date(2026, 3, 1))
def schedule(title, starts, ends, published=True):
    data = training.EventData(kind="masterclass", title=title, starts_at=starts, ends_at=ends,
                              is_published=published)
    return training.schedule_event(programme, data, by=None)
for day in ((2026, 3, 28), (2026, 3, 29), (2026, 3, 30), (2026, 10, 24), (2026, 10, 25)):
    schedule("Dag %d-%d" % day[:0:-1], datetime(*day, 9), datetime(*day, 10))
schedule("Nacht", datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 1))
schedule("Hele dagen", date(2026, 10, 24), date(2026, 10, 27))
schedule("Verborgen straks", datetime(2026, 6, 5, 9), datetime(2026, 6, 5, 10))
schedule("Concept", datetime(2026, 5, 5, 9), datetime(2026, 5, 5, 10), published=False)
folders = office.read()
made = {}
for code in ("bureau", "persoonlijk"):
    owner = None if code == "bureau" else person
    feed = queries.feed_of(folders, code, owner)
    made[code] = actions.subscribe(feed, person, by=None)[1]
for name in ("eva", "finn"):
    each = Person.objects.create(given_name=name.title(), family_name="Demo", email=name + "@example.org")
    Membership.objects.create(person=each, organisation=university, role="participant",
                              started_on=date(2026, 1, 1))
    feed = queries.feed_of(folders, "persoonlijk", each)
    made[name] = actions.subscribe(feed, each, by=None)[1]
from dataclasses import replace
from django.db import connection
from lllo import clock
from lllo.feeds.models import Subscription
from lllo.people.actions import end_membership
from lllo.training.models import Event
def change(what):
    if what == "others":
        end_membership(Membership.objects.get(person__given_name="Eva"), on=clock.today(), by=None)
        finn = Subscription.objects.living().get(person__given_name="Finn")
        event = Event.objects.get(title="Verborgen straks")
        hidden = replace(training.as_data(event), is_published=False)
        training.change_event(event, hidden, by=None)
        return actions.renew(finn, by=None)[1]
    if what == "cancel":
        return training.cancel_event(Event.objects.get(title="Dag 30-3"), by=None).uid
    living = Subscription.objects.living()
    return actions.revoke(living.get(feed="persoonlijk", person__given_name="Bob"), by=None).end
print(json.dumps(made), flush=True)
for line in sys.stdin:
    done = change(line.strip())
    connection.close()  # the database is moved away between two changes
    print(done, flush=True)
"""


class Answer:
    """An answer as it came over the wire."""

    def __init__(self, data: bytes) -> None:
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split()[1])
        self.headers = {
            name.lower(): value for name, value in (line.split(": ", 1) for line in lines)
        }
        if self.status == 200 and self.body and "text/calendar" in self["content-type"]:
            lint.read(self.body)  # whatever a test asks for

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]


class Site:
    """``lllo serve`` with a database of its own."""

    def __init__(self, folder) -> None:
        self.folder, self.database = folder, folder / "lllo.sqlite3"
        self.environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DJANGO_SETTINGS_MODULE": "lllo.settings",
            "LLLO_FEED_FOLDER": str(folder / "agenda"),
            "LLLO_CLOCK": "2026-03-01T09:00+01:00",
            "LLLO_BASE_URL": "https://localhost",  # a proxy before it speaks TLS
            "LLLO_LANGUAGE": "nl",
        }

    def change(self, what: str) -> str:
        """Let the office change something; return what came of it."""
        self.office.stdin.write(f"{what}\n")
        self.office.stdin.flush()
        return self.office.stdout.readline().strip()

    def start(self) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        words = [sys.executable, "-c", OFFICE]
        self.office = subprocess.Popen(words, env=self.environment, **pipes)
        self.tokens = json.loads(self.office.stdout.readline())
        self.log = (self.folder / "log").open("w")
        words = [sys.executable, "-u", "-m", "lllo", "serve", "--port", "0", "--workers", "2"]
        self.process = subprocess.Popen(
            words, env=self.environment, stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)", line).group(1))

    def stop(self) -> None:
        self.office.communicate(timeout=30)
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        self.log.close()

    def ask(self, path: str, method: str = "GET", raw: bytes = b"", **headers: str) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        request = "\r\n".join(lines).encode("latin-1") + b"\r\n" + raw + b"\r\n"
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as wire:
            with contextlib.suppress(OSError):  # it answered before it had read everything
                wire.sendall(request)
            parts = []
            with contextlib.suppress(ConnectionResetError):
                while part := wire.recv(65536):
                    parts.append(part)
        return Answer(b"".join(parts))

    def feed(self, code="bureau", **asked) -> Answer:
        return self.ask(f"/agenda/{self.tokens[code]}.ics", **asked)


@pytest.fixture(scope="module")
def site(tmp_path_factory, migrated):
    found = Site(tmp_path_factory.mktemp("agenda"))
    migrated(found.database)
    found.start()
    yield found
    found.stop()


def test_get_says_what_programs_need(site):  # 1, 3, 5, 6, 7, 11, 13
    answer = site.feed(Cookie="sessionid=x", User_Agent="Thunderbird", Accept_Encoding="gzip")
    assert answer.status == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="bureau.ics"'
    assert int(answer["Content-Length"]) == len(answer.body)
    assert answer["Cache-Control"] == "private, max-age=300"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not {"set-cookie", "vary", "content-encoding", "location"} & set(answer.headers)
    assert agree(answer.body)
    again = [site.feed() for _each in range(4)]  # by whichever worker
    same = {(each["ETag"], each["Last-Modified"], each.body) for each in (answer, *again)}
    assert len(same) == 1
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer["ETag"])


def test_head_and_other_methods(site):  # 2
    get, head = site.feed(), site.feed(method="HEAD")
    assert head.body == b""
    left_out = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in left_out} == {
        k: v for k, v in get.headers.items() if k not in left_out
    }
    for method in ("POST", "PUT", "DELETE", "PROPFIND", "REPORT", "OPTIONS"):
        answer = site.feed(method=method)
        assert (answer.status, answer["Allow"]) == (405, "GET, HEAD")
        assert answer["Content-Type"].startswith("text/plain")


def test_conditions(site):  # 4
    first = site.feed()
    etag, changed = first["ETag"], first["Last-Modified"]
    for form in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = site.feed(If_None_Match=form)
        assert (answer.status, answer.body, answer["ETag"]) == (304, b"", etag)
    assert site.feed(If_None_Match='"other"', If_Modified_Since=changed).status == 200
    assert site.feed(If_Modified_Since=changed).status == 304
    for broken in ("yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "0", "99999999999", "é"):
        assert site.feed(If_Modified_Since=broken).status == 200


def test_unknown_and_mangled_addresses(site):  # 8
    token = site.tokens["bureau"]
    for path in (
        token[:-1],
        token[:-1] + "!",
        token.swapcase(),
        "x" * 32,
        "%00",
        "..%2f..",
        "%C3%BC",
    ):
        answer = site.ask(f"/agenda/{path}.ics")
        assert answer.status == 404, path
        assert answer["Cache-Control"] == "no-store"
        assert answer["Content-Type"].startswith("text/plain")
        assert len(answer.body) < 200
        assert "location" not in answer.headers


def test_headers_without_end_are_a_short_4xx(site):
    answer = site.feed(raw=b"X-Big: " + b"a" * 10_000_000 + b"\r\n")
    assert 400 <= answer.status < 500
    assert len(answer.body) < 1000


def test_public_calendar_is_one_for_all_and_holds_what_is_published(site):  # 6, 16
    answer = site.ask("/agenda/programma.ics")
    other = site.ask("/agenda/programma.ics", Cookie="sessionid=x", Accept_Language="en")
    assert (answer.status, answer.body) == (200, other.body)
    assert answer["Cache-Control"] == "public, max-age=900"
    titles = {entry.summary for entry in agree(answer.body)}
    assert "Dag 30-3" in titles
    assert not any("Concept" in title for title in titles)


def test_times_around_the_clock_changes(site):  # 15
    text = site.ask("/agenda/programma.ics").body.replace(b"\r\n ", b"").decode()
    for moment in ("20260328T090000", "20260329T090000", "20260330T090000", "20261025T090000"):
        assert f"DTSTART;TZID=Europe/Amsterdam:{moment}\r\n" in text
    assert "DTSTART:20261024T200000Z\r\nDTEND:20261024T230000Z\r\n" in text
    assert "DTSTART;VALUE=DATE:20261024\r\nDTEND;VALUE=DATE:20261027\r\n" in text


def test_crawlers_may_read_calendars(site):  # 11
    answer = site.ask("/robots.txt", X_Forwarded_Proto="https")
    assert "Allow: /agenda/\n" in answer.body.decode()


def test_answers_over_tls_ask_for_tls_ever_after(site):  # 11
    answer = site.feed(X_Forwarded_Proto="https")
    assert (answer.status, answer["Strict-Transport-Security"][:16]) == (200, "max-age=31536000")
    assert site.feed().status == 200  # a program that still asks without is not led elsewhere


def test_cancelled_event_stays_with_another_sequence(site):  # 3, 5, 14
    before = site.feed()
    site.change("cancel")
    after = site.feed(If_None_Match=before["ETag"])
    assert after.status == 200
    assert after["ETag"] != before["ETag"]
    assert len(agree(after.body)) == len(agree(before.body))
    (entry,) = [e for e in after.body.decode().split("BEGIN:VEVENT") if "Dag 30-3" in e]
    for line in ("STATUS:CANCELLED", "SEQUENCE:1", "TRANSP:TRANSPARENT", "Geannuleerd: Dag 30-3"):
        assert line in entry


def test_database_that_is_away_gives_the_last_good_bytes(site):  # 8
    before = site.feed("persoonlijk")
    away = site.database.with_suffix(".away")
    site.database.rename(away)
    site.database.mkdir()  # nor can an empty one be made in its place
    try:
        answer, stranger = site.feed("persoonlijk"), site.ask("/agenda/" + "z" * 32 + ".ics")
    finally:
        site.database.rmdir()
        away.rename(site.database)
    assert (answer.status, answer.body) == (200, before.body)
    assert answer["ETag"] == before["ETag"]
    assert stranger.status == 503


def test_revoked_address_is_an_empty_calendar_of_its_own(site):  # 9, 10
    before = site.feed("persoonlijk")
    site.change("revoke")
    after = site.feed("persoonlijk", If_None_Match=before["ETag"])
    assert after.status == 200
    assert agree(after.body) == []
    assert after["ETag"] != before["ETag"]
    assert site.feed("persoonlijk", If_None_Match=after["ETag"]).status == 304


def test_renewed_ended_and_hidden_are_seen_by_who_subscribed(site):  # 8, 9, 10, 14
    before = {name: site.feed(name) for name in ("eva", "finn", "bureau")}
    assert {"Verborgen straks"} <= {entry.summary for entry in agree(before["finn"].body)}
    renewed = site.change("others")
    for name in ("eva", "finn"):  # no role any more, and another address
        after = site.feed(name, If_None_Match=before[name]["ETag"])
        assert (after.status, agree(after.body)) == (200, [])
        assert site.feed(name, If_None_Match=after["ETag"]).status == 304
    fresh = site.ask(f"/agenda/{renewed}.ics")
    titles = {entry.summary for entry in agree(fresh.body)}
    assert "Dag 28-3" in titles
    assert "Verborgen straks" not in titles
    site.tokens["renewed"] = renewed
    office = site.feed("bureau", If_None_Match=before["bureau"]["ETag"])
    assert office.status == 200
    assert "Niet gepubliceerd: Verborgen straks" in {e.summary for e in agree(office.body)}


def test_greedy_program_is_answered(site):  # 12
    assert {site.feed("bureau").status for _each in range(70)} == {200}


def test_no_log_holds_a_secret(site):  # 11
    assert site.feed(method="POST").status == 405
    assert site.ask("/agenda/dit-is-er-niet.ics").status == 404
    text = (site.folder / "log").read_text()
    assert text.count("/agenda/***") >= 2  # what is refused is logged before it is answered
    assert not any(token in text for token in site.tokens.values())
    assert not TOKEN.search("".join(re.findall(r"/agenda/\S+", text)))
