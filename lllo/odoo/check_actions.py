"""Looks whether everything is there, and keeps what was found for the page of the office."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from lllo import clock, office
from lllo.odoo import mapping
from lllo.odoo.checks import check
from lllo.odoo.models import OdooRun
from lllo.odoo.note_actions import begin_run, end_run
from lllo.odoo.wording import note
from lllo.programmes.models import DevelopmentLine

if TYPE_CHECKING:
    from datetime import datetime

    from lllo.odoo.client import Client
    from lllo.people.models import User


def keep_check(client: Client, *, at: datetime, by: User | None) -> OdooRun:
    """Check the connection and what is needed there; a connection that fails is a result, too."""
    content = office.read()
    codes = sorted({code.code for code in content.vat.codes})
    lines = list(DevelopmentLine.objects.all())
    before = client.calls
    on = clock.real_now().date()  # a key runs out by the real clock
    found = check(client, mapping.booking(content), codes, lines, on=on)
    counts = {
        state: sum(line.state == state for line in found) for state in ("right", "warning", "wrong")
    }
    figures = {"calls": client.calls - before, "counts": counts}
    with transaction.atomic():
        run = begin_run(client.connection.server, OdooRun.Kind.CHECK, at=at, by=by)
        run.details = {"lines": [asdict(line) for line in found]}
        end_run(run, at=clock.now(), said=note("checked", **counts), is_whole=True, **figures)
    return run
