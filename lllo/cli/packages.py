"""Shows the packages of the office folders with their amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, start_django
from lllo.rules.entitlement import Kind
from lllo.texts import _

if TYPE_CHECKING:
    from lllo.rules.price import Package, Term

COLUMNS = {
    "code": _("Code"),
    "name": _("Name"),
    "gross": _("Gross value"),
    "in_kind": _("In kind"),
    "price": _("Price a year"),
    "three_year_price": _("Three years"),
    "entitlements": _("Entitlements"),
}


@click.command(help=_("Show the packages with their amounts, as the office folders say now."))
@format_option
def packages(output_format: str) -> None:
    """Print the packages; only the table, with its Dutch figures, needs Django."""
    from lllo import office

    rows = [_row(package) for package in office.read().packages]
    if output_format == "table":
        start_django()
        for row in rows:
            row["entitlements"] = [_words(term) for term in row["entitlements"]]
    show(rows, output_format, COLUMNS)


def _row(package: Package) -> dict[str, Any]:
    """Return a package as the keys of its row."""
    price = package.price
    return {
        "code": package.code,
        "name": package.name,
        "gross": price.gross,
        "in_kind": price.in_kind,
        "price": price.price,
        "three_year_price": price.three_year_price,
        "entitlements": [_entitlement(term) for term in package.terms],
    }


def _entitlement(term: Term) -> dict[str, Any]:
    """Return an entitlement; no quantity: by agreement."""
    return {"kind": term.kind, "quantity": term.quantity, "unit": Kind(term.kind).unit}


def _words(entitlement: dict[str, Any]) -> str:
    """Return an entitlement as a table says it: ``4 coaching hours``."""
    from lllo.programmes.models import EntitlementKind

    label = EntitlementKind(entitlement["kind"]).label
    quantity = entitlement["quantity"]
    if quantity is None:
        return _("%(label)s (by agreement)") % {"label": label}
    return f"{quantity.normalize():f} {label}"
