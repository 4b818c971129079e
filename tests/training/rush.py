"""Lets several processes ask for the last places of a cohort at once; prints what came of it.

Run as ``python -m tests.training.rush`` with ``DATABASE_URL`` of an empty database.
"""

from __future__ import annotations

import json
import multiprocessing
from datetime import date

PROCESSES = 5
CAPACITY = 2
TODAY = date(2026, 3, 10)


def main():
    import django

    django.setup()
    from django.db import connections

    from tests.tables import make_tables

    make_tables()
    cohort, organisations = _build()
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        outcomes = pool.starmap(
            _register, [(cohort, organisation) for organisation in organisations]
        )
    print(json.dumps({"outcomes": sorted(outcomes), **_count()}))


def _build():
    from tests import world
    from tests.training import builders

    edition = world.make_edition()
    organisations = []
    for number in range(PROCESSES):
        organisation = world.make_organisation(f"Gemeente {number} (demo)")
        builders.make_contract(organisation, edition, number=f"OV-{number}")
        organisations.append(organisation.pk)
    return builders.make_cohort(edition.programme, capacity=CAPACITY).pk, organisations


def _register(cohort, organisation):
    from lllo.errors import Refused
    from lllo.people.models import Organisation
    from lllo.training import actions
    from lllo.training.models import Cohort

    found = Organisation.objects.get(pk=organisation), Cohort.objects.get(pk=cohort)
    try:
        actions.register_for_cohort(*found, on=TODAY, by=None)
    except Refused as refusal:
        return refusal.code
    return "registered"


def _count():
    from lllo.contracts.models import Use
    from lllo.training.models import Registration

    return {"places": Registration.objects.active().count(), "uses": Use.objects.count()}


if __name__ == "__main__":
    main()
