"""A programme year on a fixed day, and people with a role in it."""

from __future__ import annotations

import pytest

from tests.screens import scene as build


@pytest.fixture(autouse=True)
def _on_a_fixed_day_with_quick_passwords(settings):
    settings.LLLO_CLOCK = build.NOW
    settings.PASSWORD_HASHERS = build.QUICK_HASHERS


@pytest.fixture
def scene(db):
    return build.make_scene()


@pytest.fixture
def bob(scene):
    """Bob works in the backoffice."""
    return build.make_account("backoffice", scene.university, given_name="Bob")


@pytest.fixture
def alice(scene):
    """Alice is the contact of an organisation with a signed agreement and an invoice."""
    contract = build.make_participant(scene, 0)
    build.make_invoice(contract, number="F-2026-0001")
    user = build.make_account("contact", contract.organisation, given_name="Alice")
    user.contract = contract
    return user


@pytest.fixture
def charlie(scene):
    """Charlie is the contact of another organisation, with papers of its own."""
    contract = build.make_participant(scene, 1)
    build.make_invoice(contract, number="F-2026-0002")
    user = build.make_account("contact", contract.organisation, given_name="Charlie")
    user.contract = contract
    return user


@pytest.fixture
def eve(scene):
    """Eve leads the programme."""
    return build.make_account("lead", scene.university, given_name="Eve")
