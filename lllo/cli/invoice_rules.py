"""The official rules for e-invoices: which there are, and what they say of the invoices."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, uses_database, uses_django
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.invoices.validation import Outcome

RULE_COLUMNS = {
    "name": _("Name"),
    "version": _("Version"),
    "kind": _("Kind"),
    "formats": _("Formats"),
    "valid_from": _("Valid from"),
    "sha256": _("SHA-256"),
}
VALIDATION_COLUMNS = {
    "number": _("Number"),
    "state": _("State"),
    "rules": _("Rules"),
    "findings": _("Findings"),
}
YEAR = click.IntRange(2000, 2100)


@click.command(help=_("List the rules for e-invoices that are configured (LLLO_EINVOICE_RULES)."))
@click.option(
    "--sha256",
    "path",
    type=click.Path(exists=True),
    help=_("Print the SHA-256 of a file or folder of rules, for the manifest."),
)
@format_option
@uses_django
def rules(path: str | None, output_format: str) -> None:
    """Print the manifest, once its files were found to be the ones it names."""
    from pathlib import Path

    from lllo.invoices.rulepacks import all_packs, digest

    if path:
        click.echo(digest(Path(path)))
        return
    packs = all_packs()
    rows = [
        {key: getattr(pack, key) for key in RULE_COLUMNS} | {"formats": ", ".join(pack.formats)}
        for pack in packs
    ]
    show(rows, output_format, RULE_COLUMNS)
    if not packs and output_format == "table":
        click.echo(_("No rules are configured: e-invoices stay “not checked”."))


@click.command(help=_("Run the official rules over the XML of issued invoices."))
@click.argument("numbers", nargs=-1)
@click.option("--year", type=YEAR, help=_("The year in which contract years start."))
@click.option("--all", "again", is_flag=True, help=_("Also what these rules were run over before."))
@format_option
@uses_database
def validate(numbers: tuple[str, ...], year: int | None, again: bool, output_format: str) -> None:
    """Check in a process of its own and keep the result; 1 unless all of them are valid."""
    from lllo import clock
    from lllo.invoices.queries import find_invoice
    from lllo.invoices.validation_actions import validate_invoices
    from lllo.invoices.validation_queries import to_check

    found = [find_invoice(number) for number in numbers] or to_check(year, again=again)
    outcome = validate_invoices(found, at=clock.now(), by=None)
    rows = _rows(outcome, output_format)
    show(rows, output_format, VALIDATION_COLUMNS)
    if output_format == "table":
        click.echo(_counts(outcome) or _("There is nothing to check."))
    if any(item.state != "valid" for item in outcome.checked) or outcome.failed:
        sys.exit(1)


def _rows(outcome: Outcome, output_format: str) -> list[dict[str, Any]]:
    """Return a row for each invoice; people read of the findings the fatal ones."""
    from lllo.invoices.models import Validation

    for_people = output_format == "table"
    rows: list[dict[str, Any]] = [
        {
            "number": item.invoice.number,
            "state": str(Validation.State(item.state).label) if for_people else item.state,
            "rules": ", ".join(pack.label for pack in item.rules),
            "findings": "; ".join(f"{f['rule']}: {f['text']}" for f in item.findings)
            if output_format != "json"
            else item.findings,
        }
        for item in outcome.checked
    ]
    rows += [
        {"number": invoice.number, "state": "–", "rules": "", "findings": sentence}
        for invoice, sentence in outcome.failed
    ]
    return sorted(rows, key=lambda row: row["number"])


def _counts(outcome: Outcome) -> str:
    """Return how many there are in each state."""
    from lllo.invoices.models import Validation

    states = [item.state for item in outcome.checked]
    parts = [
        f"{state.label}: {states.count(state)}" for state in Validation.State if state in states
    ]
    if outcome.failed:
        parts.append(_("left as it was: %s") % len(outcome.failed))
    return ", ".join(parts)
