"""What each role may do: a form is sent to every address, and compared with docs/roles.md."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from lllo.people.models import User
from tests.screens import scene as build
from tests.screens.addresses import SIGN_IN, addresses, path_of, read_forms, read_table, row_of
from tests.screens.office import samples as office
from tests.screens.walk import fill, samples_for

ROLES, _ROWS = read_table()
FORMS = read_forms()
BACK_ROOM = ("admin:", "beheer/")  # tests/test_admin.py
INSIDE = {"participant", "contact", "partner", "specialist"}
REFUSED = {400: "mistake", 401: "no", 403: "no", 404: "none", 405: "post", 410: "gone"}
CHANGES = ("INSERT", "UPDATE", "DELETE")
# What a visit itself may write: who is here, and how often one tried.
OF_A_VISIT = ('"django_session"', '"usersessions_usersession"', "lllo_cache", '"cache"')


def tried(client, path):
    """Send a form with nothing but a confirmation, undo all of it, and return answer and changes."""
    cookies = client.cookies.copy()
    with CaptureQueriesContext(connection) as done, transaction.atomic():
        answer = client.post(path, {"bevestigd": "1"})
        transaction.set_rollback(True)
    client.cookies = cookies
    written = [each["sql"] for each in done.captured_queries if each["sql"].startswith(CHANGES)]
    changes = [sql[:120] for sql in written if not any(name in sql for name in OF_A_VISIT)]
    if answer.headers.get("Location", "").startswith(SIGN_IN.partition("?")[0]):
        return "sign in", changes
    return REFUSED.get(answer.status_code, "form"), changes


@pytest.fixture
def places(scene):
    """Return a path for every address, each with a row that is there."""
    _scene, contract = fill(scene)
    own = build.make_account("backoffice", scene.university, given_name="Rij")
    samples = samples_for(None, contract)
    given = office.paths(own)
    paths = {
        name: given.get(name) or path_of(name, written, samples)
        for name, written in addresses()
        if not name.startswith(BACK_ROOM)
    }
    return contract, paths


def account_for(who, scene, contract):
    """Make someone of a column of the table."""
    if who in {"no role", "door", "all rights"}:
        rights = {"is_staff": who != "no role", "is_superuser": who == "all rights"}
        return User.objects.create_user("zonder.rol@example.org", "x", **rights)
    if who == "elsewhere":
        other = build.make_participant(scene, 31).organisation
        return build.make_account("contact", other, given_name="Elders")
    place = contract.organisation if who in INSIDE else scene.university
    return build.make_account(who, place, given_name="Iemand")


@pytest.mark.parametrize("who", ROLES)
def test_form_of_every_address_is_taken_of_those_whom_the_table_names(scene, places, client, who):
    """Nobody else gets further than the door, and nothing of theirs is written down."""
    contract, paths = places
    if who != "stranger":
        client.force_login(account_for(who, scene, contract))
    wrong = []
    for name, path in paths.items():
        found, changes = tried(client, path)
        row = row_of(name, FORMS)
        if (found == "form") != (who in FORMS.get(row, ())):
            wrong.append(f"{name}: {found}")
        elif found != "form" and changes:
            wrong.append(f"{name}: {found}, and yet {changes}")
    assert not wrong, "\n".join(wrong)


def test_table_of_forms_has_no_row_without_an_address():
    assert {row_of(name, FORMS) for name, _ in addresses()} - {None} == set(FORMS)
    assert all(who <= set(ROLES) for who in FORMS.values())


def test_work_on_many_rows_is_for_its_own_roles(scene, places, client):
    """An auditor reads the lists, and cannot do what stands below them."""
    client.force_login(build.make_account("auditor", scene.university))
    views = {name: view for name, view in named_views() if getattr(view, "bulk", ())}
    assert len(views) > 3
    for name, view in views.items():
        for bulk in view.bulk:
            typed = {"bulk": bulk.code, "alle": "1", "stap": "doe"}
            with CaptureQueriesContext(connection) as done:
                client.post(places[1][name], typed)
            written = [each["sql"] for each in done.captured_queries]
            changes = [
                sql for sql in written
                if sql.startswith(CHANGES) and not any(own in sql for own in OF_A_VISIT)
            ]  # fmt: skip
            assert changes == [], (name, bulk.code)


def named_views(resolver=None):
    """Yield each address with the class behind it."""
    for each in (resolver or get_resolver()).url_patterns:
        if hasattr(each, "url_patterns"):
            yield from named_views(each)
        else:
            yield each.name, getattr(each.callback, "view_class", None)
