"""Nothing of another organisation is reachable, by reading or by sending, also not by guessing."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from lllo.people.models import AuditEntry, Membership
from tests.screens import scene as build
from tests.screens.addresses import addresses
from tests.screens.portal.rows import WITHOUT_ROW, own_rows, variables

WITH_ROW = (
    "portal_person", "portal_person_leave", "portal_registration_person",
    "portal_registration_cancel", "portal_course_person", "portal_course_release",
    "portal_coaching_withdraw", "portal_case_withdraw", "portal_student_withdraw",
    "portal_correction_withdraw", "portal_order",
)  # fmt: skip


def ask(client, method, path):
    return getattr(client, method)(path).status_code


@pytest.mark.parametrize("method", ["get", "post"])
def test_organisation_of_others_is_not_there(alice, charlie, client, method):
    theirs = variables(charlie.contract)
    before = AuditEntry.objects.count()
    client.force_login(alice)
    for name, values in theirs.items():
        assert ask(client, method, reverse(name, kwargs=values)) == 404, name
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_of_others_are_not_there_under_the_own_organisation(alice, charlie, client, method):
    theirs = own_rows(charlie.contract)
    before = AuditEntry.objects.count()
    client.force_login(alice)
    own = alice.contract.organisation.public_id
    for name in WITH_ROW:
        path = reverse(name, kwargs={**theirs[name], "organisation": own})
        assert ask(client, method, path) == 404, name
        guessed = dict.fromkeys(theirs[name], uuid.uuid4())
        path = reverse(name, kwargs={**guessed, "organisation": own})
        assert ask(client, method, path) == 404, name
    assert AuditEntry.objects.count() == before


def test_ended_role_closes_the_organisation(alice, client):
    values = variables(alice.contract)
    Membership.objects.filter(person=alice.person).update(ended_on=build.TODAY)
    client.force_login(alice)
    for name, each in values.items():
        assert ask(client, "get", reverse(name, kwargs=each)) in {403, 404}, name


@pytest.mark.parametrize("who", ["member", "partner"])
def test_what_the_contact_manages_is_refused_to_others(who, request, client):
    """Sending is judged as reading is: the table of roles says what each may read."""
    user = request.getfixturevalue(who)
    values = variables(user.contract)
    client.force_login(user)
    before = AuditEntry.objects.count()
    for name in WITH_ROW:
        status = ask(client, "get", reverse(name, kwargs=values[name]))
        assert status in {403, 404}, name
        assert ask(client, "post", reverse(name, kwargs=values[name])) == status, name
    for name in ("portal_person_new", "portal_register_cohort", "portal_post"):
        assert ask(client, "post", reverse(name, kwargs=values[name])) == 403, name
    assert AuditEntry.objects.count() == before


def test_person_of_another_organisation_cannot_be_chosen(alice, charlie, client):
    values = variables(alice.contract)
    stranger = {"person": str(charlie.person.public_id), "people": str(charlie.person.public_id)}
    typed = {**stranger, "subject": "Vraag", "course_name": "Vak", "starts_on": "2026-09-07"}
    client.force_login(alice)
    for name in (
        "portal_registration_person", "portal_course_person", "portal_register_event",
        "portal_course_apply", "portal_coaching_ask",
    ):  # fmt: skip
        answer = client.post(reverse(name, kwargs=values[name]), typed)
        assert answer.status_code == 422, name
        assert "Voorbeeld1" not in answer.content.decode()  # everyone there is called so


def test_every_address_of_the_portal_is_tried_here():
    found = {name for name, _ in addresses() if name.startswith("portal_")}
    assert found == {*WITHOUT_ROW, *WITH_ROW, "portal_register_event", "portal_home", "portal_me"}
