"""Every page that docs/roles.md opens for a role is reached by links from that role's first screen."""

from __future__ import annotations

import re
from collections import Counter, deque
from datetime import timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from lllo.budget.actions import book_hours
from lllo.odoo.config import Connection
from lllo.people.models import Organisation
from lllo.programmes.models import DevelopmentLine
from lllo.training.models import Event
from tests.invoices.builders import OfficeFolder
from tests.odoo.world import decide
from tests.screens import scene as build
from tests.screens.addresses import addresses, read_table, row_of
from tests.screens.walk import (
    FOR_EVERYONE,
    LEADS_ON,
    NO_PAGE,
    account_for,
    begun_talk,
    fill,
    samples_for,
)

ROLES = ("participant", "contact", "partner", "specialist", "lead", "backoffice", "auditor")
LINK = re.compile(r'(?:href|action|formaction|hx-get|data-href)="(/[^"#]*)')
MOST = 10  # pages of one address: not each agreement offers what another does
# What the table leaves to the row: here there is one.
OWN = {
    "specialist": {"event", "attendance", "own_talk_held", "lead_hours_correct"},
    "lead": {"own_talk_held", "lead_hours_correct"},
}
# Addresses to which no link needs to lead, and why.
EXCEPT = {
    "lead_cohort_move_back": "a button beside what was just said, which undoes it",
    "portal_correction_new": "not offered while another correction waits, as it does here",
    "invoice_again": "offered on an invoice that was credited as a whole",
    "invoice_release": "offered on an invoice whose reminders are held back",
    "invoice_run_issue": "offered where drafts of the year wait",
}


@pytest.fixture
def place(db):
    """Return the scene and the agreement around which everything is."""
    scene, contract = fill()
    Organisation.objects.filter(pk=contract.organisation.pk).update(order_number_rule="always")
    return scene, contract


def own_work_of(user):
    """Let someone lead an event that is over, and have given a talk."""
    event = Event.objects.filter(cohort=None).first()
    event.specialist, event.starts_at = user.person, build.NOW - timedelta(days=1)
    event.save()
    begun_talk(user.person)
    line = DevelopmentLine.objects.first()
    book_hours(
        user.person, hours=Decimal(1), line=line, on=build.TODAY, description="overleg", by=user
    )


def expected(role):
    """Return the addresses that a role may open, those included where it depends on the row."""
    rows = read_table()[1]
    for name, written in addresses():
        if any(word in name + written for word in NO_PAGE) or name in LEADS_ON:
            continue
        if name.startswith(FOR_EVERYONE) or name in EXCEPT:
            continue
        if "yes" in rows[row_of(name, rows)][role]:
            yield name


def named(path):
    """Return the name of an address, or nothing for a path that is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None


def reached(client, wanted):
    """Follow links from the first screen; return what is found of ``wanted``, and dead links."""
    found, dead, seen, visits = set(), {}, {"/"}, Counter()
    paths = deque(["/"])
    while paths and not wanted <= found:
        path = paths.popleft()
        name = named(path)
        if name is None or visits[name] >= MOST or any(each in name + path for each in NO_PAGE):
            continue
        visits[name] += 1
        answer = client.get(path, follow=True)
        if answer.status_code >= 400:
            dead[path] = answer.status_code
        for link in LINK.findall(answer.content.decode()):
            target = unescape(link)
            found.add(named(target))
            if target not in seen:
                seen.add(target)
                paths.append(target)
    return found, dead


@pytest.fixture
def _odoo(settings, tmp_path, monkeypatch):
    """The settings name an Odoo, and the office switched it on; nobody answers there."""
    folder = OfficeFolder(tmp_path / "office")
    decide(folder)
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))
    settings.LLLO_ODOO = Connection(
        url="https://odoo.example.org", database="proef", login="sync", api_key="geheim",
        key_expires=build.TODAY + timedelta(days=365),
    )  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("_odoo")
def test_every_page_of_a_role_is_reached_by_links(place, client, role):
    scene, contract = place
    user = account_for(role, scene, contract)
    if role in {"specialist", "lead"}:
        own_work_of(user)
    samples_for(user, contract)  # one of everything that is asked for or offered
    client.force_login(user)
    wanted = set(expected(role)) | OWN.get(role, set())
    found, dead = reached(client, wanted)
    assert not wanted - found, f"no link leads to {', '.join(sorted(wanted - found))}"
    assert not dead, f"links that lead nowhere: {dead}"
