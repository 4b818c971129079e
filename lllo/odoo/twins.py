"""Finds organisations that the accountants have already; a person decides which is which."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.odoo.models import OdooRecord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.odoo.mapping.base import Row
    from lllo.odoo.session import Session

MANY = 500
NUMBERS = ("company_registry", "vat")


def without_twins(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of which no company with the same number is in Odoo; stop the others.

    A company that has our external id is what an earlier run made before its answer was lost.
    """
    new = [row for row in rows if _is_new(session.records[row.key])]
    found = [
        item for start in range(0, len(new), MANY) for item in _look(session, new[start:][:MANY])
    ]
    unknown = [item for item in found if ("res.partner", item["id"]) not in session.keys]
    names = _external_ids(session, [item["id"] for item in unknown])
    twins: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in unknown:
        for row in new:
            if _same(row, item) and not names.get(item["id"], "").startswith(_prefix(session)):
                twins[row.key].append(item)
    for row in new:
        if row.key in twins:
            _stop(session, session.records[row.key], twins[row.key])
    return [row for row in rows if row.key not in twins]


def _is_new(record: OdooRecord) -> bool:
    """Tell whether a record was never sent and nobody decided about it."""
    return record.odoo_id is None and not record.make_new


def _look(session: Session, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the companies in Odoo with the KvK number or btw-id of one of ours."""
    registry, vat = (
        [str(row.values[name]) for row in rows if row.values[name]] for name in NUMBERS
    )
    if not registry and not vat:
        return []
    domain = [
        ["parent_id", "=", False],
        "|",
        ["company_registry", "in", registry],
        ["vat", "in", vat],
    ]
    return session.client.read("res.partner", domain, ["id", "name", *NUMBERS])


def _external_ids(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the external ids of records."""
    if not ids:
        return {}
    found = session.client.call("res.partner", "get_external_id", ids)
    return {int(pk): name or "" for pk, name in found.items()}


def _prefix(session: Session) -> str:
    """Return how the external ids of this installation begin."""
    return f"{session.client.connection.prefix}."


def _same(row: Row, item: dict[str, Any]) -> bool:
    """Tell whether a company there has a number of ours."""
    return any(row.values[name] and row.values[name] == item.get(name) for name in NUMBERS)


def _stop(session: Session, record: OdooRecord, found: Sequence[dict[str, Any]]) -> None:
    """Note that a person must say whether it is the same organisation."""
    names = ", ".join(f"{item['name']} ({item['id']})" for item in found[:3])
    session.note(
        [record],
        OdooRecord.State.STOPPED,
        _(
            "Odoo knows an organisation with this number already: %(names)s. Link it, or say that "
            "a new one must be made."
        )
        % {"names": names},
    )
