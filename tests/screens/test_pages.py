"""What holds for every page: headers, no inline style or script, language, the demo banner."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import RequestFactory
from django.urls import reverse
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, server_error

from tests import world
from tests.screens import scene as build

OPEN_PAGES = [
    "/account/inloggen/", "/account/aanmelden/", "/account/inactief/",
    "/account/wachtwoord/vergeten/", "/account/wachtwoord/vergeten/verstuurd/",
    "/account/wachtwoord/nieuw/1-niet/", "/account/wachtwoord/nieuw/klaar/", "/nergens/",
]  # fmt: skip
OWN_PAGES = ["/account/wachtwoord/wijzigen/", "/account/uitloggen/", "/account/bevestigen/"]
INLINE = re.compile(
    r"<script(?! src=\"/static/)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE
)


@pytest.fixture
def every_page(scene, alice, bob, eve, client):
    """Return path and answer of each kind of page, in a demo with rows of everything."""
    world.mark_demo()
    build.fill(scene, 1, offset=3)
    answers = [(path, client.get(path)) for path in OPEN_PAGES]
    client.force_login(alice)
    answers += [(path, client.get(path)) for path in [*OWN_PAGES, "/kantoor/"]]
    client.force_login(bob)
    lists = re.findall(r'href="(/kantoor/[a-z-]+/)["?]', client.get("/kantoor/").content.decode())
    answers += [(path, client.get(path)) for path in ["/kantoor/", *sorted(set(lists))]]
    client.force_login(eve)
    return [*answers, ("/programma/", client.get("/programma/"))]


def test_every_page_is_strict_clean_and_marked_as_demo(every_page):
    assert len(every_page) > 20
    for path, answer in every_page:
        page = answer.content.decode()
        assert "unsafe" not in answer.headers["Content-Security-Policy"], path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert not INLINE.search(page), (path, INLINE.search(page))
        assert "<strong>DEMO</strong>" in page, path
        assert page.count("<h1") == 1, path
        assert page.count("<main") == 1, path


def test_no_link_is_dead(every_page, bob, client):
    world_of_staff = build.User.objects.create_superuser("alles@example.org", "x")
    client.force_login(world_of_staff)
    met = {}
    for path, answer in every_page:
        page = answer.content.decode()
        met |= dict.fromkeys(re.findall(r'<a [^>]*href="(/[^"#]*)"', page), path)
        for anchor in set(re.findall(r'href="#([^"]+)"', page)):
            assert f'id="{anchor}"' in page, (path, anchor)
    for target, path in met.items():
        answer = client.get(target)
        answer.close()  # a file stays open until it was sent
        assert answer.status_code in {200, 302}, (path, target)


def test_static_files_are_for_this_site_only(db, client):
    answer = client.get("/static/lllo/lllo.css")
    answer.close()
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_browser_that_asks_for_an_icon_gets_the_mark(db, client):
    answer = client.get(client.get("/favicon.ico").headers["Location"])
    answer.close()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize("path", ["/beheer/", "/beheer/people/organisation/"])
def test_back_room_is_marked_as_demo_and_strict_clean(db, client, path):
    world.mark_demo()
    client.force_login(build.User.objects.create_superuser("alles@example.org", "x"))
    answer = client.get(path)
    assert "<strong>DEMO</strong>" in answer.content.decode()
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_no_banner_outside_a_demo(db, client):
    assert "<strong>DEMO</strong>" not in client.get("/account/inloggen/").content.decode()


@pytest.mark.parametrize(("code", "view"), [(400, bad_request), (403, csrf_failure)])
def test_page_of_a_bad_request_looks_like_the_others(db, code, view):
    answer = view(RequestFactory().get("/"), Exception())
    assert answer.status_code == code
    assert "lllo.css" in answer.content.decode()
    assert not INLINE.search(answer.content.decode())


def test_page_of_a_fault_needs_no_database():
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "lllo.css" in answer.content.decode()


def test_language_switch_changes_the_language_and_stays_on_the_page(bob, client):
    client.force_login(bob)
    page = client.get("/kantoor/").content.decode()
    assert '<html lang="nl">' in page
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/kantoor/"})
    assert answer.headers["Location"] == "/kantoor/"
    assert '<html lang="en">' in client.get("/kantoor/").content.decode()


def test_sign_in_with_mail_address_and_password(alice, client):
    answer = client.post(
        "/account/inloggen/",
        {"login": "Alice.Contact@example.org", "password": "wachtwoord-van-niemand"},
    )
    assert answer.headers["Location"] == "/"
    assert client.get("/deelnemer/", follow=True).status_code == 200


def test_wrong_password_says_so_beside_the_form(alice, client):
    answer = client.post("/account/inloggen/", {"login": alice.email, "password": "mis"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_sign_out_needs_a_post(alice, client):
    client.force_login(alice)
    assert client.get("/account/uitloggen/").status_code == 200
    assert client.get("/deelnemer/mijn-gegevens/").status_code == 200
    client.post("/account/uitloggen/")
    assert client.get("/deelnemer/mijn-gegevens/").status_code == 302


def test_nobody_signs_up(db, client):
    answer = client.post(
        "/account/aanmelden/", {"email": "nieuw@example.org", "password1": "een lang wachtwoord"}
    )
    assert "account/signup_closed.html" in [template.name for template in answer.templates]
    assert not build.User.objects.exists()


def test_forgotten_password_is_set_by_a_link_in_a_mail(alice, client):
    client.post("/account/wachtwoord/vergeten/", {"email": alice.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    new = {"password1": "een heel nieuw wachtwoord", "password2": "een heel nieuw wachtwoord"}
    client.post(form.redirect_chain[-1][0], new)
    alice.refresh_from_db()
    assert alice.check_password("een heel nieuw wachtwoord")


def test_mail_to_an_unknown_address_invites_nobody_to_sign_up(db, client):
    client.post("/account/wachtwoord/vergeten/", {"email": "onbekend@example.org"})
    links = re.findall(r"http://\S+", mail.outbox[0].body)
    assert links == ["http://127.0.0.1:8000"]  # the sender's own, and none to an account
