"""Takes over at once what the accountants have in Odoo already: looked up first, then confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from lllo.odoo import mapping
from lllo.odoo.actions import adopt
from lllo.odoo.lock_actions import only_writer
from lllo.odoo.models import OdooRecord
from lllo.odoo.note_actions import keep
from lllo.odoo.session import Session
from lllo.odoo.twins import find, known

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking
    from lllo.odoo.wording import Note
    from lllo.people.models import User

KINDS = ("organisation", "person")  # a person is looked for within the company that is taken over


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A thing of ours, and what in Odoo may be it."""

    record: OdooRecord
    twins: Sequence[Note]

    @property
    def is_clear(self) -> bool:
        """Whether there is one and no other."""
        return len(self.twins) == 1


def proposals(client: Client, booking: Booking, *, at: datetime) -> list[Proposal]:
    """Return everything of ours that was never sent and that Odoo seems to have; writes nothing."""
    session = Session(client=client, booking=booking, at=at)
    session.open()
    companies: dict[str, int] = {}
    found: list[Proposal] = []
    for kind in KINDS:
        entity = mapping.BY_KIND[kind]
        rows = [row for row in entity.rows(booking) if not row.gone]
        records = {row.key: session.meet(entity, row) for row in rows}
        left = [row for row in rows if records[row.key].state != OdooRecord.State.LEFT]
        for key, twins in find(session, entity, left, companies).items():
            found.append(Proposal(record=records[key], twins=twins))
            if len(twins) == 1:
                companies[key] = twins[0]["id"]
    return found


def adopt_all(server: str, offered: Sequence[Proposal], *, by: User | None) -> list[OdooRecord]:
    """Take over what is clear; return what was taken over.

    What one of ours took over is not there for another: that one is left for a person.
    """
    taken: set[int] = set()
    done: list[OdooRecord] = []
    with only_writer(server):
        for each in offered:
            odoo_id = each.twins[0]["id"]
            if not each.is_clear or odoo_id in taken:
                continue
            taken.add(odoo_id)
            done.append(_adopt(each, by=by))
    return done


def _adopt(proposal: Proposal, *, by: User | None) -> OdooRecord:
    """Note what was found, and confirm it."""
    record = proposal.record
    record.state, record.said = OdooRecord.State.STOPPED, known(proposal.twins)
    with transaction.atomic():
        keep([record])
        return adopt(record, by=by)
