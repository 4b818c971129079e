from __future__ import annotations

import logging
import sys

import pytest

from lllo.masking import MaskedFormatter, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Not Found: /agenda/abc_-9.ics", "Not Found: /agenda/***"),
        ("GET /account/uitnodiging/geheim/ HTTP", "GET /account/uitnodiging/***/ HTTP"),
        ("'/account/wachtwoord/nieuw/1-abc/'", "'/account/wachtwoord/nieuw/***/'"),
        ("/account/uitnodiging/ /kantoor/", "/account/uitnodiging/ /kantoor/"),
    ],
)
def test_secrets_are_masked(text, shown):
    assert masked(text) == shown


def test_traceback_is_masked():
    formatter = MaskedFormatter("{message}", style="{")
    try:
        int("/agenda/geheim.ics")
    except ValueError:
        record = logging.LogRecord("x", 40, "", 1, "A calendar", (), sys.exc_info())
    text = formatter.format(record)
    assert "geheim" not in text
    assert "/agenda/***" in text
