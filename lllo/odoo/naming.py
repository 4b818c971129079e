"""Puts names beside the ids of other records that a comparison shows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lllo.odoo.reconcile import Finding
    from lllo.odoo.session import Session

    Names = dict[tuple[str, str], str]  # by model and id in Odoo

AN_ID = re.compile(r"(?<![\d.])\d+(?=$|,|:)")  # of one, of several, or in a division: 12: 33.33


def named(session: Session, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in which each id that differs has a name; one call for each other model."""
    found = list(findings)
    names: Names = {
        (model, str(pk)): session.records[key].label for (model, pk), key in session.keys.items()
    }
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for each in found:
        if each.relation:
            ids = {*AN_ID.findall(each.ours), *AN_ID.findall(each.theirs)}
            wanted[each.relation] |= {pk for pk in ids if (each.relation, pk) not in names}
    for model, ids in wanted.items():
        names |= _read(session, model, ids)
    return [_with_names(each, names) if each.relation else each for each in found]


def _read(session: Session, model: str, ids: set[str]) -> Names:
    """Return what records are called in Odoo."""
    if not ids:
        return {}
    domain = [["id", "in", sorted(map(int, ids))]]
    found = session.client.read(model, domain, ["display_name"])
    return {(model, str(item["id"])): str(item["display_name"]) for item in found}


def _with_names(finding: Finding, names: Names) -> Finding:
    """Return a finding with the names of both sides, where there are any."""

    def words(text: str) -> str:
        spaced = re.sub(r",\s*", ", ", text)
        said = AN_ID.sub(lambda hit: names.get((finding.relation, hit[0]), hit[0]), spaced)
        return "" if said == spaced else said

    return replace(finding, our_name=words(finding.ours), their_name=words(finding.theirs))
