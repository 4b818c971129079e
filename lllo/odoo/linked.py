"""Writes our external id on records of Odoo that a person linked, where we may.

``load()`` cannot put an external id on a record that is there: with both columns the external id
counts, and a second record is made. It takes a row of ``ir.model.data``, and for that the
integration user needs the group "Access Rights", which it should not have. Without it a linked
record is written to by its id: nothing is doubled, but one that is merged there stops for a person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.odoo.lost import where
from lllo.odoo.note_actions import keep
from lllo.odoo.problems import Kind, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.odoo.models import OdooRecord
    from lllo.odoo.session import Session

NAMES = "ir.model.data"


def give_names(session: Session, records: Sequence[OdooRecord]) -> None:
    """Write the external ids of linked records; those that may not have one stay as they are."""
    named: list[OdooRecord] = []
    for record in records:
        if record.external_id or not record.odoo_id or NAMES in session.forbidden:
            continue
        name = f"{session.client.connection.prefix}.{record.key}"
        if where(session.client, name) is None:
            _make(session, record, name)
        if where(session.client, name) == record.odoo_id:  # else it is that of an older record
            record.external_id = name
            named.append(record)
    keep(named)


def _make(session: Session, record: OdooRecord, external_id: str) -> None:
    """Make one external id; whether it is there is read back, for an answer may be lost."""
    module, _dot, name = external_id.partition(".")
    values = {"module": module, "name": name, "model": record.odoo_model, "res_id": record.odoo_id}
    try:
        session.client.call(NAMES, "create", vals_list=[values | {"noupdate": True}])
    except Problem as problem:
        if problem.kind == Kind.ACCESS:
            session.forbidden.add(NAMES)
        elif problem.concerns_all and not problem.may_be_done:
            raise
