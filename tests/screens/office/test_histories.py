"""The history of a record tells all that happened to what belongs to it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lllo.contracts.actions import amend_contract
from lllo.contracts.models import Contract
from lllo.people import audit
from lllo.people.models import User
from lllo.screens.components.history import timeline
from lllo.screens.office.records import histories
from lllo.training.actions import CoachingWish, ask_for_coaching, decline_coaching_request
from tests import world
from tests.screens.office import samples

ON = date(2026, 5, 20)


@pytest.fixture
def full(scene):
    samples.fill(scene)
    return Contract.objects.filter(state="signed", package_code="professional_plus").first()


@pytest.fixture
def office(bob, client):
    client.force_login(bob)
    return client


def told(client, name, record):
    """Return the sentences of the history on the page of a record."""
    answer = client.get(reverse(name, args=[record.public_id]))
    return [moment.sentence for moment in answer.context["moments"]]


def note(record, paths):
    """Note something of one row of each model that belongs to a record; return of which models."""
    noted = []
    for model, path in paths:
        row = model._default_manager.filter(**{path: record}).first()
        if row:
            audit.record("kat.geaaid", row, by=None)
            noted.append(model)
    return noted


def test_organisation_is_told_whatever_belongs_to_it_in_as_many_queries(full, office):
    organisation = full.organisation
    with CaptureQueriesContext(
        connection,
    ) as before:
        told(office, "organisation", organisation)
    noted = note(organisation, histories.OF_ORGANISATION)
    assert len(noted) >= 12
    with CaptureQueriesContext(connection) as after:
        sentences = told(office, "organisation", organisation)
    assert sum(sentence.startswith("geaaid") for sentence in sentences) == len(noted)
    assert len(after) <= len(before)


def test_organisation_is_told_of_an_addendum_and_of_coaching_that_was_declined(full, office, bob):
    basis = Contract.objects.filter(state="signed", package_code="basis").first()
    amend_contract(
        basis, package_code="basis_plus", from_year=2, reason="meer", agreed_on=ON, by=bob
    )
    assert any("Basis Plus" in each for each in told(office, "organisation", basis.organisation))
    request = ask_for_coaching(full.organisation, CoachingWish(subject="Rollen"), on=ON, by=bob)
    decline_coaching_request(request, reason="geen tijd", on=ON, by=bob)
    assert any("geen tijd" in each for each in told(office, "organisation", full.organisation))


def test_account_is_told_to_the_office_and_not_to_a_lead(full, office, client, scene):
    account = User.objects.filter(person__memberships__organisation=full.organisation).first()
    account = account or world.make_user("contact", full.organisation)
    audit.record("account.sign_in_failed", account, by=None)
    failed = [each for each in told(office, "person", account.person) if str(account) in each]
    assert failed
    client.force_login(world.make_user("lead", scene.university))
    assert not set(failed) & set(told(client, "person", account.person))


def test_who_did_it_and_from_where_is_told_truly(db):
    organisation = world.make_organisation()
    bob = world.make_user("backoffice", organisation)
    for kind, by in (
        (audit.WEB, None), (audit.WEB, bob), (audit.WORKER, None), (audit.WORKER, bob),
        (audit.COMMAND_LINE, None), (audit.CALENDAR_REPLY, None), ("postduif", None),
    ):  # fmt: skip
        with audit.coming_from(audit.Origin(kind=kind)):
            audit.record("organisation.changed", organisation, by=by)
    with translation.override("en"):
        assert [moment.who for moment in reversed(timeline(organisation))] == [
            "somebody who was not signed in",
            str(bob),
            "the worker",
            f"{bob}, through the worker",
            "the command line",
            "a reply from a calendar",
            "postduif",
        ]
