"""Fixtures that several rooms share."""

from __future__ import annotations

import os

import hypothesis
import pytest

from tests import triggers, world

# No deadline: a busy machine is not a defect. In CI the same cases every time: flaky is broken.
hypothesis.settings.register_profile("lllo", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("lllo")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """A hash that is slow on purpose would take most of the time of the tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def flushing():
    """What was issued cannot be deleted, but a test must leave empty tables."""
    with pytest.MonkeyPatch.context() as patch:
        triggers.let_tests_be_flushed(patch)
        yield


@pytest.fixture
def edition(db):
    return world.make_edition()


@pytest.fixture
def organisation(db):
    return world.make_organisation()


@pytest.fixture
def university(db):
    return world.make_organisation("Universiteit Twente (demo)", kind="university")


@pytest.fixture
def backoffice(university):
    return world.make_user("backoffice", university)


@pytest.fixture
def lead(university):
    return world.make_user("lead", university)
