"""Lets several processes book at once, and one load the budget meanwhile; prints the outcome.

Run as ``python -m tests.budget.rush`` with ``DATABASE_URL`` of an empty database.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections import Counter
from datetime import date
from decimal import Decimal

PROCESSES = 4
DAY = date(2026, 4, 1)


def main():
    import django

    django.setup()
    from django.db import connections

    from tests.tables import make_tables

    make_tables()
    keys = _build()
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        outcomes = pool.map(_book, [keys] * PROCESSES, chunksize=1)
    columns = zip(*outcomes, strict=True)
    print(json.dumps([*(dict(Counter(column)) for column in columns), _load_during_booking(keys)]))


def _build():
    from lllo.budget.actions import book_expense
    from tests import world
    from tests.budget import builders

    edition = world.make_edition()
    builders.make_budget(edition.programme)
    line = edition.programme.lines.first()
    year = builders.make_signed(edition).contract_years.first()
    expense = book_expense(line, on=DAY, amount=Decimal(10), description="x", by=None)
    return world.make_person().pk, line.pk, year.pk, expense.pk


def _book(keys):
    """Return the outcomes of 10 of 24 hours, of 6 000 of 15 000 in kind, and of a reversal."""
    from lllo.budget import actions
    from lllo.budget.models import Expense
    from lllo.contracts.models import ContractYear
    from lllo.people.models import Person
    from lllo.programmes.models import DevelopmentLine

    models = (Person, DevelopmentLine, ContractYear, Expense)
    person, line, year, expense = (
        model.objects.get(pk=key) for model, key in zip(models, keys, strict=True)
    )
    entry = {"line": line, "on": DAY, "description": "x"}
    return (
        _outcome(actions.book_hours, person, hours=Decimal(10), **entry),
        _outcome(actions.deliver_in_kind, year, amount=Decimal(6000), **entry),
        _outcome(actions.reverse_entry, expense, on=DAY),
    )


def _load_during_booking(keys):
    """Return the years that a loading keeps while another process has booked and not committed."""
    from lllo.programmes.models import Programme
    from tests.budget import builders

    fork = multiprocessing.get_context("fork")
    booked = fork.Event()
    booking = fork.Process(target=_book_slowly, args=(keys, booked))
    booking.start()
    booked.wait(30)
    loaded = builders.make_budget(Programme.objects.get(), extras=Decimal(1))
    booking.join()
    return loaded.kept


def _book_slowly(keys, booked):
    """Book hours in 2027 and hold the transaction open for a while."""
    from django.db import transaction

    from lllo.budget.actions import book_hours
    from lllo.people.models import Person
    from lllo.programmes.models import DevelopmentLine

    person, line = Person.objects.get(pk=keys[0]), DevelopmentLine.objects.get(pk=keys[1])
    day = date(2027, 4, 1)
    with transaction.atomic():
        book_hours(person, line=line, on=day, hours=Decimal(1), description="x", by=None)
        booked.set()
        time.sleep(1)


def _outcome(action, *args, **kwargs):
    from lllo.errors import Refused

    try:
        action(*args, by=None, **kwargs)
    except Refused as refusal:
        return refusal.code
    return "done"


if __name__ == "__main__":
    main()
