from __future__ import annotations

import pytest

from lllo.contracts.models import ContractLine
from lllo.invoices.actions import draft_invoices, issue_invoice
from tests import world
from tests.screens import scene as build


@pytest.fixture
def site(scene, bob, client):
    """A browser of the backoffice, in a demo with three signed agreements of this year."""
    world.mark_demo()
    for number, package in enumerate(("basis", "professional", "basis_plus")):
        build.make_participant(scene, number, package=package)
    ContractLine.objects.filter(vat_code="research").update(vat_code="standard")
    client.force_login(bob)
    return client


@pytest.fixture
def drafts(site):
    """The drafts of this year, in the order of the run."""
    run = draft_invoices(2026, on=build.TODAY, by=None)
    return sorted(run.created, key=lambda each: each.contract_year.contract.number)


@pytest.fixture
def issued(drafts):
    """The invoice of the agreement of Professional, issued a long time ago."""
    return issue_invoice(drafts[1], on=build.START, by=None)
