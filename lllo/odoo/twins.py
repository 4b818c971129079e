"""Finds organisations and people that the accountants have already; a person decides who is who.

Only what names one and no other counts: KvK number, VAT number and Peppol number of a company, and
the mail address of a contact within the same company. A name never does.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from lllo.odoo.mapping.base import Ref
from lllo.odoo.models import OdooRecord
from lllo.odoo.wording import Note, note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lllo.odoo.mapping.base import Entity, Row, Values
    from lllo.odoo.session import Session

    Found = dict[str, list[Note]]  # what was found, by the key of ours

MODEL = "res.partner"
MANY = 500
NUMBERS = {"by_kvk": "company_registry", "by_vat": "vat"}
PEPPOL = ("peppol_eas", "peppol_endpoint")
FIELDS = ("id", "name", "active", *NUMBERS.values(), *PEPPOL)
FIELDS_OF_PEOPLE = ("id", "name", "active", "parent_id", "email_normalized")


def without_twins(session: Session, entity: Entity, rows: Sequence[Row]) -> list[Row]:
    """Return the rows that nobody in Odoo looks like; the others stop for a person."""
    if entity.model != MODEL:
        return list(rows)
    found = find(session, entity, rows)
    for key, twins in found.items():
        session.note([session.records[key]], OdooRecord.State.STOPPED, known(twins))
    return [row for row in rows if row.key not in found]


def known(twins: Sequence[Note]) -> Note:
    """Return what is noted of a record that Odoo seems to have: once, or more often."""
    return note("known_once" if len(twins) == 1 else "known_often", found=list(twins))


def find(
    session: Session, entity: Entity, rows: Sequence[Row], parents: Mapping[str, int] | None = None
) -> Found:
    """Return what in Odoo may be one of ours that was never sent; nothing is noted.

    ``parents``: the ids of companies that may be taken over, by our key. What has an external id of
    ours was made by an earlier run, before its answer was lost.
    """
    new = [row for row in rows if _is_new(session.records[row.key])]
    look = _companies if entity.kind == "organisation" else _people
    twins: defaultdict[str, dict[int, Note]] = defaultdict(dict)
    for start in range(0, len(new), MANY):
        for row, item, by in look(session, new[start : start + MANY], parents or {}):
            if (MODEL, item["id"]) not in session.keys:
                said = twins[row.key].setdefault(item["id"], _found(item))
                said["by"].append(note(by))
    ids = sorted({pk for each in twins.values() for pk in each})
    mine = {pk for pk, name in _external_ids(session, ids).items() if _is_ours(session, name)}
    found = {
        key: [said for pk, said in sorted(each.items()) if pk not in mine]
        for key, each in twins.items()
    }
    return {key: each for key, each in found.items() if each}


def _is_new(record: OdooRecord) -> bool:
    """Tell whether a record was never sent and nobody decided about it."""
    return record.odoo_id is None and not record.make_new


def _found(item: Mapping[str, Any]) -> Note:
    """Return what was found as it is noted."""
    code = "found" if item.get("active", True) else "found_archived"
    return note(code, name=item["name"] or "–", id=item["id"], by=[])


def _companies(
    session: Session, rows: Sequence[Row], _parents: Mapping[str, int]
) -> Iterator[tuple[Row, dict[str, Any], str]]:
    """Yield the companies with a number of one of ours, and by which."""
    terms = [
        [name, "in", values]
        for name in (*NUMBERS.values(), PEPPOL[1])
        if session.client.first_of(MODEL, name)
        and (values := sorted({text for row in rows if (text := _text(row.values, name))}))
    ]
    if not terms:
        return
    domain = [["parent_id", "=", False], *["|"] * (len(terms) - 1), *terms]
    for item in session.client.read(MODEL, domain, FIELDS):
        for row in rows:
            for by in _numbers_in_common(row.values, item):
                yield row, item, by


def _numbers_in_common(values: Values, item: Mapping[str, Any]) -> Iterator[str]:
    """Yield the numbers that are the same on both sides; one of Peppol is that of its scheme."""
    for by, name in NUMBERS.items():
        if _text(values, name) and _text(values, name) == item.get(name):
            yield by
    ours = tuple(_text(values, name) for name in PEPPOL)
    if all(ours) and ours == tuple(item.get(name) for name in PEPPOL):
        yield "by_peppol"


def _people(
    session: Session, rows: Sequence[Row], parents: Mapping[str, int]
) -> Iterator[tuple[Row, dict[str, Any], str]]:
    """Yield the contacts of the same company with the same mail address."""
    ours: defaultdict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        company = _company(session, row, parents)
        if company and (mail := _text(row.values, "email").strip().lower()):
            ours[company, mail].append(row)
    if not ours:
        return
    domain = [
        ["parent_id", "in", sorted({company for company, _mail in ours})],
        ["email_normalized", "in", sorted({mail for _company, mail in ours})],
        ["is_company", "=", False],
        ["type", "=", "contact"],
    ]
    for item in session.client.read(MODEL, domain, FIELDS_OF_PEOPLE):
        for row in ours[item["parent_id"][0], item["email_normalized"]]:
            yield row, item, "by_mail"


def _company(session: Session, row: Row, parents: Mapping[str, int]) -> int | None:
    """Return the id in Odoo of the company of a person."""
    parent = row.values["parent_id"]
    assert isinstance(parent, Ref)
    record = session.records.get(parent.key)
    return (record.target_id if record else None) or parents.get(parent.key)


def _external_ids(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the external ids of records."""
    if not ids:
        return {}
    found = session.client.call(MODEL, "get_external_id", ids)
    return {int(pk): name or "" for pk, name in found.items()}


def _is_ours(session: Session, name: str) -> bool:
    """Tell whether an external id is one of this installation."""
    return name.startswith(f"{session.client.connection.prefix}.")


def _text(values: Values, name: str) -> str:
    """Return a value that is a text; nothing where it is left out."""
    return str(values.get(name, ""))
