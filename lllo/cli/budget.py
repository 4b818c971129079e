"""Shows a budget year by development line, with coverage and capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.rules.budget import Capacity

COLUMNS = {
    "name": _("Development line"),
    "budget": _("Budget"),
    "committed": _("Committed"),
    "invoiced": _("Invoiced"),
    "spent": _("Spent"),
    "remaining": _("Remaining"),
    "in_kind_promised": _("In kind promised"),
    "in_kind_delivered": _("In kind delivered"),
}


@click.command(help=_("Show the budget of a year by development line, with coverage and capacity."))
@click.option(
    "--year", type=click.IntRange(2000, 2100), help=_("The budget year; this year unless given.")
)
@format_option
@uses_database
def budget(year: int | None, output_format: str) -> None:
    """Print the overview of a budget year."""
    from lllo import clock
    from lllo.budget.queries import budget_overview
    from lllo.invoices.queries import invoiced_by_year

    year = year or clock.today().year
    overview = budget_overview(year, invoiced_by_year())
    if output_format == "table":
        click.echo(_("Budget %s, in euros") % year + "\n")
    columns = {"code": _("Code"), **COLUMNS} if output_format == "csv" else COLUMNS
    show([*overview.lines, overview.total], output_format, columns, document=overview)
    if output_format == "table":
        click.echo("\n" + _("Coverage: %s") % overview.coverage.sentence)
        click.echo(_("Capacity: %s") % _capacity(overview.capacity))


def _capacity(capacity: Capacity) -> str:
    """Say how many of the funded days are promised."""
    from lllo.formats import quantity

    days = {
        "promised": quantity(capacity.promised_days),
        "funded": quantity(capacity.funded_days),
        "left": quantity(abs(capacity.remaining_days)),
    }
    if capacity.remaining_days < 0:
        return (
            _("%(promised)s of %(funded)s staff days are promised; that is %(left)s too many.")
            % days
        )
    return _("%(promised)s of %(funded)s staff days are promised; %(left)s are left.") % days
