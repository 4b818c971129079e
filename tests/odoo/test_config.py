"""Settings of the connection: a wrong value stops the start with a sentence."""

from __future__ import annotations

from datetime import date

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from lllo.odoo import config

WHOLE = {
    "LLLO_ODOO_URL": "https://odoo.example.org/",
    "LLLO_ODOO_DATABASE": "university",
    "LLLO_ODOO_LOGIN": "sync",
    "LLLO_ODOO_API_KEY": "geheime-sleutel",
}
WRONG = {
    "in the open": ({"URL": "http://odoo.example.org"}, "or the key can be read"),
    "no address": ({"URL": "odoo.example.org"}, "expected https://odoo.example.org"),
    "unreadable": ({"URL": "https://[odoo"}, "cannot be read"),
    "password in it": ({"URL": "https://a:b@odoo.example.org"}, "holds a name or password"),
    "no database": ({"DATABASE": ""}, "LLLO_ODOO_DATABASE, too"),
    "no key": ({"API_KEY": ""}, "expected LLLO_ODOO_API_KEY"),
    "no login": ({"LOGIN": ""}, "expected LLLO_ODOO_LOGIN"),
    "protocol": ({"PROTOCOL": "xmlrpc"}, "expected auto, jsonrpc, json2"),
    "prefix": ({"PREFIX": "A.b"}, "expected small letters"),
    "day": ({"KEY_EXPIRES": "31-12-2026"}, "expected a day such as"),
    "no number": ({"TIMEOUT": "long"}, "expected a number"),
    "too small": ({"ATTEMPTS": "0"}, "expected 1 to 1000"),
    "no file": ({"CA_BUNDLE": "/no/such/file"}, "there is no such file"),
    "key with a line end": ({"API_KEY": "geheim\nX"}, "API_KEY holds a space"),
    "two keys": ({"API_KEY_FILE": "/no/such/file"}, "are both set"),
    "key file": ({"API_KEY": "", "API_KEY_FILE": "/no/such/file"}, "it cannot be read"),
}


def read(monkeypatch, **more) -> config.Connection:
    for name, value in (WHOLE | {f"LLLO_ODOO_{key}": value for key, value in more.items()}).items():
        monkeypatch.setenv(name, value)
    return config.read(environ.Env())


def test_a_whole_connection(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("uit-een-bestand\n")

    found = read(
        monkeypatch,
        API_KEY="",
        API_KEY_FILE=str(tmp_path / "key"),
        KEY_EXPIRES="2026-12-31",
        CALLS_PER_SECOND="2",
        CONTACTS_PER_CALL="50",
    )

    assert (found.url, found.server) == (
        "https://odoo.example.org",
        "odoo.example.org/university",
    )
    assert (found.api_key, found.key_expires) == ("uit-een-bestand", date(2026, 12, 31))
    assert (found.calls_per_second, found.contacts_per_call, found.timeout) == (2.0, 50, 150.0)
    assert "uit-een-bestand" not in repr(found)


def test_without_an_address_there_is_none():
    assert not config.read(environ.Env()).is_set


def test_json2_needs_no_login(monkeypatch):
    assert read(monkeypatch, LOGIN="", PROTOCOL="json2").is_set


@pytest.mark.parametrize(("more", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_value_is_named(monkeypatch, more, sentence):
    with pytest.raises(ImproperlyConfigured) as raised:
        read(monkeypatch, **more)

    assert sentence in str(raised.value)
    assert "geheime-sleutel" not in str(raised.value)
