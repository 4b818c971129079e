"""Every address of the site, as the URL resolver knows them, and docs/roles.md beside it."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

from django.urls import URLPattern, get_resolver, reverse

FORMS = "## What a form may do"  # the heading of the second table
TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
SIGN_IN = "/account/inloggen/?next="
INDEX, DOOR = "/beheer/", "/beheer/login/"
VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(resolver=None, prefix="", namespace=""):
    """Return name and written pattern of every address; one without a name is called as written."""
    for each in (resolver or get_resolver()).url_patterns:
        written = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield (f"{namespace}{each.name}" if each.name else written), written
        else:
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from addresses(each, written, inner)


def path_of(name, written, samples):
    """Return a path for an address: the sample of its name, or of each of its variables."""
    values = samples.get(name) or {key: samples.get(key, "1") for key in VARIABLE.findall(written)}
    nameless = ["1"] * written.count("([^/]+)")
    if name != written:
        return reverse(name, kwargs=values or None, args=nameless or None)
    return "/" + VARIABLE.sub("1", written).replace("(?P1.*)$", "nergens")


def outcome(client, path):
    """Return the word of the table for what a path answers; the door of the back room is opened."""
    answer = client.get(path)
    answer.close()  # a file stays open until it was sent
    if answer.headers.get("Location", "") == INDEX:
        answer = client.get(INDEX)
    if answer.headers.get("Location", "").startswith(DOOR):
        if not hasattr(client, "door"):  # it is asked two hundred times, and says the same
            client.door = outcome(client, answer.headers["Location"])
        return client.door
    if answer.headers.get("Location", "").startswith(SIGN_IN):
        return "sign in"
    words = {401: "no", 403: "no", 404: "none", 405: "post", 410: "gone"}
    assert answer.status_code < 400 or answer.status_code in words, (path, answer.status_code)
    return words.get(answer.status_code, "yes")


def _tables():
    """Return the two tables of the page as lists of rows of cells: addresses, and their forms."""
    text = TABLE.read_text(encoding="utf-8")
    for part in (text.partition(FORMS)[0], text.partition(FORMS)[2]):
        yield [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in part.splitlines()
            if line.startswith("|")
        ]


def read_forms():
    """Return for each row of the second table its name with wildcards and who may send the form."""
    _addresses, lines = _tables()
    return {name.strip("`"): set(who.split(", ")) for name, _what, who in lines[2:]}


def read_table():
    """Return the roles, and for each row its name with wildcards and what each role may get."""
    lines, _forms = _tables()
    roles = lines[0][2:]
    rows = {
        name.strip("`"): {
            role: set(cell.split(", ")) for role, cell in zip(roles, cells, strict=True)
        }
        for name, _what, *cells in lines[2:]
    }
    return roles, rows


def row_of(name, rows):
    """Return the first row that a name fits, as a reader finds it."""
    return next((row for row in rows if fnmatchcase(name, row)), None)
