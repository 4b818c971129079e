"""The pages about Odoo where it is connected; the walk knows them without a connection only."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lllo.odoo.models import OdooRecord
from lllo.people.models import Organisation
from tests.browser.looking import look
from tests.screens import scene as build
from tests.screens.office.odoo.conftest import connected  # noqa: F401 - a fixture
from tests.screens.office.odoo.rows import make_rows
from tests.screens.walk import give_second_step

pytestmark = pytest.mark.browser


def test_pages_of_a_connection_are_accessible_and_fit(transactional_db, settings, request, sign_in):
    settings.LLLO_CLOCK = build.NOW
    settings.PASSWORD_HASHERS = build.QUICK_HASHERS
    request.getfixturevalue("connected")
    scene = build.make_scene()
    build.fill(scene, 1)
    user = build.make_account("backoffice", scene.university)
    stopped, _difference = make_rows()
    page = sign_in(user)
    give_second_step(user)
    page.complaints.clear()
    sent = OdooRecord.objects.filter(kind="organisation", state="sent").get()
    organisation = Organisation.objects.get(pk=sent.object_id)
    wrong = {}
    for path in (
        reverse("odoo"),
        reverse("odoo_record", args=[sent.public_id]),
        reverse("odoo_record", args=[stopped.public_id]),
        reverse("organisation", args=[organisation.public_id]),
    ):
        page.goto(path)
        if found := look(page):
            wrong[path] = found
    page.goto(reverse("odoo"))
    page.get_by_role("button", name="Verbinding controleren").or_(
        page.get_by_role("button", name="Check the connection")
    ).click()
    page.locator("#odoo-work li").wait_for()
    if found := look(page):
        wrong["asked"] = found
    assert not wrong
