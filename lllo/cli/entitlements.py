"""What an organisation is entitled to, what it used, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.contracts.queries import Balance

COLUMNS = {
    "contract": _("Contract"),
    "contract_year": _("Contract year"),
    "label": _("Entitlement"),
    "granted": _("Granted"),
    "used": _("Used"),
    "remaining": _("Remaining"),
    "unit": _("Unit"),
}


@click.command(help=_("Show what ORGANISATION (name, KvK number or OIN) is entitled to."))
@click.argument("organisation")
@click.option(
    "--year",
    type=click.IntRange(2000, 2100),
    help=_("Only contract years that start in this calendar year."),
)
@format_option
@uses_database
def entitlements(organisation: str, year: int | None, output_format: str) -> None:
    """Print balances; JSON has the rows of use, too."""
    from lllo.contracts.queries import balances
    from lllo.people.queries import find_organisation

    rows = [_row(balance) for balance in balances(find_organisation(organisation), year=year)]
    if not rows and output_format == "table":
        click.echo(_("There are no entitlements: no signed contract for these years."))
        return
    show(rows, output_format, COLUMNS)


def _row(balance: Balance) -> dict[str, Any]:
    """Return a balance with plain values."""
    year = balance.contract_year
    return {
        "contract": year.contract.number,
        "contract_year": year.number,
        "starts_on": year.starts_on,
        "ends_on": year.ends_on,
        "kind": balance.kind,
        "label": balance.label,
        "unit": balance.unit,
        "granted": balance.granted,
        "used": balance.used,
        "remaining": balance.remaining,
        "rows": [
            {
                "used_on": use.used_on,
                "quantity": use.quantity,
                "person": str(use.person) if use.person else "",
                "reason": use.reason,
                "override_reason": use.override_reason,
                "is_reversal": use.reverses_id is not None,
            }
            for use in balance.rows
        ],
    }
