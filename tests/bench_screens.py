"""Every list and page, in an installation as large as it may become.

``python -m tests.bench_screens [sqlite|postgres] [WORD]``: pages whose name holds WORD, both databases
without the first. Part of ``make bench``; the aim is 0.100 s server time at the 95th percentile.
Each page is asked for by the test client: everything but the network counts, middleware included.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench_table import Figure

ROOT = Path(__file__).resolve().parents[1]
DATABASES = ("sqlite", "postgres")
AIM = 0.100
REQUESTS, FEWEST = 20, 3
PATIENCE = 1.0  # seconds for one page; a page that is far too slow is asked for less often
QUICK = AIM / 3  # of the processor: a page as quick as this is not asked for again
SLOWEST, SHOWN = 20, 5
REFERENCE = "account_login"  # a page without rows: machines differ, ratios to it do not


@dataclass(frozen=True, kw_only=True)
class Page:
    """What one address took for one role: seconds, and the number of queries."""

    role: str
    name: str
    median: float
    high: float  # the 95th percentile
    cpu: float  # of this process: what stays on a machine with nothing else to do
    queries: int
    size: int


def start(database: str, folder: Path) -> None:
    """Start Django on an empty database, on the day of the scene."""
    from tests import plugin

    address = f"sqlite:///{folder}/db.sqlite3"
    os.environ.update(
        DATABASE_URL=address if database == "sqlite" else plugin.start_postgres(),
        DJANGO_SETTINGS_MODULE="lllo.settings",
        LLLO_FEED_FOLDER=str(folder / "agenda"),
    )
    import django

    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # some pages rightly say no
    from django.conf import settings
    from django.core.management import call_command
    from django.urls import get_resolver

    from tests.screens import scene

    settings.LLLO_CLOCK = scene.NOW
    settings.PASSWORD_HASHERS = scene.QUICK_HASHERS
    get_resolver().url_patterns  # noqa: B018 - an address that cannot be read is told at once
    call_command("migrate", verbosity=0, interactive=False)
    gc.collect()
    gc.freeze()  # as lllo.wsgi does


def paths(role: str, user, samples: dict[str, object]) -> dict[str, str]:
    """Return the path of each page of a role by name, and lists searched and at their end."""
    from django.urls import NoReverseMatch

    from tests.screens import walk
    from tests.screens.addresses import path_of
    from tests.screens.office import samples as office

    given = office.paths(user) if user else {}
    found = {}
    for name, written in walk.names_for(role):
        with suppress(NoReverseMatch):  # no sample yet: the walk of the tests will ask for one
            found[name] = given.get(name) or path_of(name, written, samples)
    for name, path in list(found.items()):
        if _is_list(path):
            found |= {
                f"{name} (search)": f"{path}?q=beekdorp+00",
                f"{name} (last page)": f"{path}?pagina=99999",
            }
    return found


def _is_list(path: str) -> bool:
    from django.urls import resolve

    from lllo.screens.components.lists import ListPage

    view = getattr(resolve(path).func, "view_class", None)
    return isinstance(view, type) and issubclass(view, ListPage)


def measure(client, role: str, name: str, path: str) -> Page | None:
    """Ask for a page many times; ``None`` where the role gets no page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(path)  # what is read once in the life of a process
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    count = len(queries)
    if answer.status_code == 500:  # a page that breaks must not leave the table unseen
        print(f"{name} ({role}): 500 at {path}", file=sys.stderr)
    if answer.status_code != 200:
        return None
    taken, used = [], []
    while len(taken) < FEWEST or (
        min(used) > QUICK and len(taken) < REQUESTS and sum(taken) < PATIENCE
    ):
        began, clock = time.process_time(), time.perf_counter()
        client.get(path)
        taken.append(time.perf_counter() - clock)
        used.append(time.process_time() - began)
    return Page(
        role=role, name=name, median=statistics.median(taken), queries=count,
        high=statistics.quantiles(taken, n=20, method="inclusive")[-1], size=len(answer.content),
        cpu=statistics.median(used),
    )  # fmt: skip


def walk_all(word: str) -> list[Page]:
    """Measure every page whose name holds a word, for the first role that is shown it.

    The backoffice comes first: it is shown most of the rows, and most to do with them.
    """
    from django.test import Client

    from tests.screens import walk

    pages: dict[str, Page] = {}
    scene, contract = fill()
    users = {role: walk.account_for(role, scene, contract) for role in walk.PARTS}
    samples = walk.samples_for(users["lead"], contract)
    for role, user in users.items():
        client = Client(raise_request_exception=False, headers={"host": "localhost"})
        if user:
            client.force_login(user)
        for name, path in paths(role, user, samples).items():
            if word in name and name not in pages and (page := measure(client, role, name, path)):
                pages[name] = page
    return list(pages.values())


def fill():
    """Make the crowd; return the scene, and the agreement of the largest organisation."""
    from tests import crowd, world
    from tests.screens import scene as build

    world.mark_demo()
    scene = build.make_scene()
    return scene, crowd.fill(scene).contracts[0]


def child(database: str, word: str) -> None:
    """Measure on one database, in a process of its own, and write what was found as JSON."""
    with tempfile.TemporaryDirectory() as name:
        start(database, Path(name))
        json.dump([asdict(page) for page in walk_all(word)], sys.stdout)


def measured(database: str, word: str = "") -> list[Page]:
    """Return all pages on a database, the slowest first; measured in a process of its own."""
    command = [sys.executable, "-m", "tests.bench_screens", "--child", database, word]
    ended = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    pages = [Page(**each) for each in json.loads(ended.stdout)]
    return sorted(pages, key=lambda page: -page.high)


def figures(database: str) -> list[Figure]:
    """Return how many pages are too slow on a database, and the slowest ones."""
    pages = measured(database)
    slow = [page for page in pages if page.high > AIM]
    busy = [page for page in pages if page.cpu > AIM]
    most = max(pages, key=lambda page: page.cpu)
    head = f"{database}: pages over {AIM} s"
    return [
        Figure(what=head, value=len(slow), unit="pages", aim=0, note=f"of {len(pages)}, by the clock"),
        Figure(what=f"{head}, processor", value=len(busy), unit="pages", aim=0,
               note=f"the most: {most.name} ({most.role}), {most.cpu:.3f} s"),
        *(
            Figure(what=f"  {page.name} ({page.role})", value=page.high, aim=AIM,
                   note=f"processor {page.cpu:.3f}, {page.queries} queries, {page.size // 1024} kB")
            for page in pages[:SHOWN]
        ),
    ]  # fmt: skip


def report(database: str, word: str = "") -> list[str]:
    """Return the slowest pages on a database as lines of a table, and how many are too slow."""
    pages = measured(database, word)
    quick = sum(page.high < AIM for page in pages)
    share = 100 * quick // max(len(pages), 1)
    plain = next((page.median for page in pages if page.name == REFERENCE), 0.0)
    found = f"{quick} of {len(pages)} pages ({share} %) under {AIM:.3f} s"
    lines = [
        f"{database}: {found} at the 95th percentile; the {SLOWEST} slowest",
        f"{'page':46} {'role':12} {'median':>7} {'95 %':>7} {'cpu':>7} {'queries':>8} {'kB':>6} {'x login':>8}",
    ]
    return lines + [_line(page, plain) for page in pages[:SLOWEST]]


def _line(page: Page, plain: float) -> str:
    """Return a page as a line; the last figure is the ratio to a page without rows."""
    ratio = f"{page.median / plain:8.1f}" if plain else ""
    return (
        f"{page.name:46} {page.role:12} {page.median:7.3f} {page.high:7.3f} {page.cpu:7.3f}"
        f" {page.queries:8} {page.size // 1024:6} {ratio}"
    )


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--child"]:
        child(arguments[1], arguments[2])
        return
    databases = [each for each in DATABASES if each in arguments] or DATABASES
    word = next((each for each in arguments if each not in DATABASES), "")
    for database in databases:
        print("\n".join(report(database, word)))


if __name__ == "__main__":
    main(sys.argv[1:])
