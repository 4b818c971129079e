"""Projects and placements of an organisation that does not exist."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lllo.projects.actions import (
    PlacementData,
    ProjectData,
    StudentData,
    offer_placement,
    propose_project,
)

DAY = date(2026, 4, 1)
STUDENT = StudentData(name="Alice Student (demo)", institution="Universiteit Twente")


def make_project(organisation, line, title="Energie in de wijk"):
    data = ProjectData(organisation=organisation, line=line, title=title)
    return propose_project(data, on=DAY, by=None)


def placement_data(organisation, line, **changes):
    values = {
        "kind": "graduation",
        "title": "Ondergrond als kans",
        "host": organisation,
        "line": line,
        "starts_on": DAY,
        "ends_on": date(2026, 9, 1),
        "hours": Decimal(640),
    }
    return PlacementData(**(values | changes))


def make_placement(organisation, line, **changes):
    return offer_placement(placement_data(organisation, line, **changes), by=None)
