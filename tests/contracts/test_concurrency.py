"""Two processes that want the same seat or number, on a file of SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import Sum

from lllo import office
from lllo.contracts.models import Entitlement, Use
from lllo.rules.numbering import number as number_of
from tests import world
from tests.contracts.builders import choose, signed

YEARS = 20  # as many last seats, so that the two meet
CONTRACTS = 20
PROCESSES = 2
START = """
import sys
from decimal import Decimal
import django
django.setup()
"""
TAKE_LAST_SEATS = (
    START
    + """
from lllo.contracts.actions import use_entitlement
from lllo.contracts.models import Entitlement
from lllo.errors import Refused
seats = list(Entitlement.objects.filter(kind="course_seat").select_related("contract_year"))
print("ready", flush=True)
sys.stdin.readline()
for seat in seats:
    try:
        use_entitlement(
            seat, quantity=Decimal(1), on=seat.contract_year.starts_on, reason="last seat", by=None
        )
        print("taken", flush=True)
    except Refused as error:
        print(error.code, flush=True)
"""
)
MAKE_CONTRACTS = (
    START
    + """
from lllo.contracts.actions import make_contract
from lllo.contracts.models import Choice
choices = list(Choice.objects.order_by("pk" if sys.argv[1] == "0" else "-pk"))
print("ready", flush=True)
sys.stdin.readline()
for choice in choices[: len(choices) // 2]:
    print(make_contract(choice, by=None).number, flush=True)
"""
)


@pytest.fixture
def database_url(transactional_db, tmp_path):
    """The address of the test database for other processes, once ``share`` was called."""

    def share():
        if connection.vendor == "postgresql":
            address = urlsplit(os.environ["DATABASE_URL"])
            return address._replace(path="/" + connection.settings_dict["NAME"]).geturl()
        path = tmp_path / "lllo.sqlite3"
        with sqlite3.connect(path) as target:
            connection.connection.backup(target)
        target.close()
        return f"sqlite:///{path}"

    return share


def used(url):
    """The seats used of each entitlement."""
    if connection.vendor == "postgresql":
        return list(
            Entitlement.objects.annotate(used=Sum("uses__quantity")).values_list("kind", "used")
        )
    with sqlite3.connect(urlsplit(url).path) as database:
        rows = database.execute(
            "SELECT kind, SUM(uses.quantity) FROM contracts_use uses JOIN contracts_entitlement"
            " entitlement ON entitlement.id = uses.entitlement_id GROUP BY entitlement.id"
        ).fetchall()
    database.close()
    return rows


def race(url, script):
    """What each process prints when all run the script at once, a word for each thing done."""
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "lllo.settings"}
    runners = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(number)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    assert [runner.stdout.readline() for runner in runners] == ["ready\n"] * PROCESSES
    for runner in runners:
        runner.stdin.write("go\n")
        runner.stdin.flush()
    return [runner.communicate(timeout=60)[0].split() for runner in runners]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_last_seat_is_taken_once(database_url):
    contract = signed(world.make_organisation(), world.make_edition(), "basis_plus", years=YEARS)
    for seat in Entitlement.objects.filter(kind="course_seat"):
        Use.objects.create(
            entitlement=seat, quantity=1, used_on=contract.starts_on, reason="first seat"
        )
    url = database_url()
    outcomes = race(url, TAKE_LAST_SEATS)
    for pair in zip(*outcomes, strict=True):
        assert sorted(pair) == ["taken", "use_exceeded"]
    assert [quantity for kind, quantity in used(url) if kind == "course_seat"] == [2] * YEARS


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_contract_numbers_have_no_gap_and_no_double(database_url):
    edition = world.make_edition()
    for number in range(CONTRACTS):
        choose(world.make_organisation(f"Gemeente {number} (demo)"), edition)
    numbers = [number for made in race(database_url(), MAKE_CONTRACTS) for number in made]
    pattern = office.read().numbering.contract.format
    assert sorted(numbers) == [number_of(pattern, 2026, n + 1) for n in range(CONTRACTS)]
