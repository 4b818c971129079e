"""Checks UBL against the schemas of UBL 2.1, in this process; only where they are configured."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.invoices import rulepacks

if TYPE_CHECKING:
    from pathlib import Path

    from lxml import etree

    from lllo.invoices.rulepacks import RulePack
    from lllo.invoices.snapshot import InvoiceSnapshot

MOST_NAMED = 3


def packs_for(snapshot: InvoiceSnapshot) -> tuple[RulePack, ...]:
    """Return the schemas for a document."""
    return rulepacks.in_force("xsd", snapshot.form, snapshot.issue_date)


def errors(xml: bytes, snapshot: InvoiceSnapshot) -> list[str]:
    """Return what the schemas find fault with, each with its line."""
    from lxml import etree  # noqa: PLC0415 - takes 20 ms

    found: list[str] = []
    for pack in packs_for(snapshot):
        path = pack.path / (pack.credit_note if snapshot.is_credit_note else pack.invoice)
        schema = _compiled(path, pack.sha256)
        if not schema.validate(etree.fromstring(xml)):
            found += [f"{item.line}: {item.message}" for item in schema.error_log]
    return found


def refuse_invalid(xml: bytes, snapshot: InvoiceSnapshot) -> None:
    """Refuse UBL that is not of its schema."""
    if found := errors(xml, snapshot):
        raise Refused(
            _("The e-invoice is not valid UBL: %(problems)s.")
            % {"problems": "; ".join(found[:MOST_NAMED])},
            code="xml_invalid",
        )


@cache
def _compiled(path: Path, _sha256: str) -> etree.XMLSchema:
    """Return a schema; compiling it takes half a second, once."""
    from lxml import etree  # noqa: PLC0415 - as above

    return etree.XMLSchema(etree.parse(path))
