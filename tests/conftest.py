"""Fixtures that several rooms share."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys

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


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """Return a function that copies a SQLite database with all tables to a file, and its address.

    The tables are made once, for all processes that run the tests.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made = folder / "migrated.sqlite3"
    with (folder / "migrated.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = folder / "begun.sqlite3"
            environment = os.environ | {"DATABASE_URL": f"sqlite:///{begun}"}
            subprocess.run([sys.executable, "-m", "lllo", "migrate"], env=environment, check=True)
            with sqlite3.connect(begun) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            begun.rename(made)

    def migrated(file):
        shutil.copy(made, file)
        return f"sqlite:///{file}"

    return migrated


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
