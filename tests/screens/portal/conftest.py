from __future__ import annotations

import pytest
from django.utils import translation

from tests.screens import scene as build


@pytest.fixture(autouse=True)
def in_english():
    """The sentences of the pages are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def member(alice):
    """A participant at the organisation of Alice."""
    user = build.make_account("participant", alice.contract.organisation, given_name="Dana")
    user.contract = alice.contract
    return user


@pytest.fixture
def partner(alice):
    """A partner at the organisation of Alice."""
    user = build.make_account("partner", alice.contract.organisation, given_name="Frank")
    user.contract = alice.contract
    return user


@pytest.fixture
def open_as(client):
    """Return a function that signs someone in, in English."""

    def open_as(user):
        client.force_login(user)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return client

    return open_as
