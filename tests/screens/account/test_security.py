"""What internet.nl asks of a site, and security.txt (RFC 9116)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from lllo import clock

PATH = "/.well-known/security.txt"


def test_security_txt_names_a_contact_and_ends_within_a_year(client, settings):
    settings.LLLO_SECURITY_CONTACT = "mailto:veilig@example.org"
    answer = client.get(PATH)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:veilig@example.org"
    assert fields["Canonical"] == settings.LLLO_BASE_URL + PATH
    left = datetime.fromisoformat(fields["Expires"]) - clock.real_now()
    assert timedelta(days=170) < left < timedelta(days=365)


def test_security_txt_falls_back_on_the_sender_of_mail(client, settings):
    settings.DEFAULT_FROM_EMAIL = "Programma <programma@example.org>"
    assert "Contact: mailto:programma@example.org\n" in client.get(PATH).content.decode()


@pytest.mark.parametrize("path", ["/account/inloggen/", PATH, "/nergens/", "/favicon.ico"])
def test_headers_are_those_that_internet_nl_asks(db, client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    assert directives["default-src"] == "'none'"
    assert directives["base-uri"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["form-action"] == "'self'"
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "http:" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


PROGRAM = """
import django, json
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.MIGRATION_MODULES = {c.label: None for c in django.apps.apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
from django.test import Client
site = Client(headers={"Host": "lllo.example.org"})
plain = site.get("/account/inloggen/")
safe = site.get("/account/inloggen/", secure=True)
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location")],
    "hsts": safe.headers["Strict-Transport-Security"],
    "cookies": {n: [bool(c["secure"]), c["samesite"], c["path"], c["domain"]] for n, c in safe.cookies.items()},
    "proxies": settings.ALLAUTH_TRUSTED_PROXY_COUNT,
    "roles": settings.LLLO_MFA_ROLES,
    "insecure_passkeys": settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN,
}))
"""


def start(code, **settings):
    environment = {key: value for key, value in os.environ.items() if key != "LLLO_MFA_ROLES"}
    environment |= {"DJANGO_SETTINGS_MODULE": "lllo.settings", "DATABASE_URL": "sqlite://:memory:"}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_installation_on_https_is_strict():
    done = start(
        PROGRAM,
        LLLO_BASE_URL="https://lllo.example.org",
        LLLO_ALLOWED_HOSTS="lllo.example.org",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["plain"] == [301, "https://lllo.example.org/account/inloggen/"]
    assert found["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert found["cookies"] == {"__Host-csrftoken": [True, "Lax", "/", ""]}
    assert found["proxies"] == 1
    assert found["roles"] == ["backoffice", "lead", "specialist", "auditor", "backroom"]
    assert found["insecure_passkeys"] is False


def test_role_that_does_not_exist_stops_the_start():
    done = start("import lllo.settings", LLLO_MFA_ROLES="backoffice,baas")
    assert done.returncode == 1
    assert "LLLO_MFA_ROLES holds baas" in done.stderr
