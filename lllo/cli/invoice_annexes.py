"""Annexes that go with the invoices of an organisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.invoices.models import InvoiceAnnex
    from lllo.people.models import Organisation

COLUMNS = {
    "id": _("Annex"),
    "title": _("Title"),
    "contract": _("Contract"),
    "file": _("File"),
    "added_at": _("Added at"),
}


@click.group(help=_("PDF files that go with the invoices of an organisation."))
def annexes() -> None:
    """Group the commands about annexes."""


@annexes.command(name="list", help=_("List the annexes of an organisation."))
@click.argument("organisation")
@format_option
@uses_database
def list_(organisation: str, output_format: str) -> None:
    """Print what goes with its invoices now."""
    from lllo.invoices.annexes import annexes_of
    from lllo.people.queries import find_organisation

    rows = [
        {
            "id": str(annex.public_id),
            "title": annex.title,
            "contract": annex.contract.number if annex.contract else "",
            "file": annex.document.filename,
            "added_at": annex.added_at,
        }
        for annex in annexes_of(find_organisation(organisation))
    ]
    show(rows, output_format, COLUMNS)


@annexes.command(help=_("Let a PDF go with the invoices that are issued from now on."))
@click.argument("organisation")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help=_("How it is called on the invoice."))
@click.option("--contract", help=_("Only with the invoices of this contract."))
@uses_database
def add(organisation: str, file: Path, title: str, contract: str | None) -> None:
    """Add an annex."""
    from lllo.contracts.queries import find_contract
    from lllo.invoices.actions import add_annex
    from lllo.people.queries import find_organisation

    annex = add_annex(
        find_organisation(organisation),
        content=file.read_bytes(),
        filename=file.name,
        title=title,
        contract=find_contract(contract) if contract else None,
        by=None,
    )
    click.echo(_("Goes with the invoices from now on: %s") % annex.title)


@annexes.command(help=_("Let an annex go with no further invoices."))
@click.argument("organisation")
@click.argument("annex")
@uses_database
def remove(organisation: str, annex: str) -> None:
    """Take an annex away, named by its title or by its id."""
    from lllo.invoices.actions import remove_annex
    from lllo.people.queries import find_organisation

    found = _find(find_organisation(organisation), annex)
    remove_annex(found, by=None)
    click.echo(_("Goes with no further invoices: %s") % found.title)


def _find(organisation: Organisation, name: str) -> InvoiceAnnex:
    """Return an annex in force by its title or id."""
    from lllo.invoices.annexes import annexes_of

    for annex in annexes_of(organisation):
        if name in (annex.title, str(annex.public_id)):
            return annex
    raise click.BadParameter(_("There is no such annex. See: lllo invoices annexes list"))
