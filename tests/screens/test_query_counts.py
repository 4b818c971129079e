"""No page asks the database more often because there are more rows: every address, by role."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch

from tests import crowd, world
from tests.crowd.rows import Size
from tests.screens import scene as build
from tests.screens import walk
from tests.screens.addresses import path_of
from tests.screens.office import samples as office

# Few are fewer than a page of a list holds; of many each record has more of what is its own, too.
FEW = Size(
    organisations=6, people=24, registrations=30, events=6, cohorts=3, audit=20, hours=20, jobs=20,
)  # fmt: skip
MANY = Size(
    organisations=18, people=144, registrations=150, events=18, cohorts=9, audit=60, hours=60, jobs=60,
)  # fmt: skip
ROLES = ("backoffice", "lead", "contact")


def counts(size):
    """Return for each page how many queries it takes among so many rows, for who sees most of it."""
    world.mark_demo()
    scene = build.make_scene()
    contract = crowd.fill(scene, size).contracts[0]
    users = {role: walk.account_for(role, scene, contract) for role in ROLES}
    samples = walk.samples_for(users["lead"], contract)
    found = {}
    for role, user in users.items():
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        for name, path in paths(role, user, samples).items():
            if name not in found:
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(path)
                if answer.status_code == 200:
                    found[name] = len(queries)
    return found


def paths(role, user, samples):
    """Return the address of each page of a role that a crowd has a row for."""
    given, known = office.paths(user), {}
    for name, written in walk.names_for(role):
        with suppress(NoReverseMatch):
            known[name] = given.get(name) or path_of(name, written, samples)
    return known


@pytest.mark.django_db
def test_number_of_queries_does_not_depend_on_rows():
    with transaction.atomic():
        few = counts(FEW)
        transaction.set_rollback(True)
    many = counts(MANY)
    assert many.keys() == few.keys()
    assert len(many) > 150
    # One more is what a part of a page asks once it has rows at all.
    more = {name: (few[name], asked) for name, asked in many.items() if asked > few[name] + 1}
    assert not more
