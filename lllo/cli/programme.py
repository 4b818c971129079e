"""Loads the office folders into the database, and shows what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import DATE, dry_run_option, format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from datetime import datetime

    from lllo.programmes.models import PackageEdition
    from lllo.setup.actions import Loaded

LOADED = {
    "part": _("Part"),
    "created": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "kept": _("Kept"),
}
PACKAGES = {
    "code": _("Code"),
    "name": _("Name"),
    "gross": _("Gross value"),
    "in_kind": _("In kind"),
    "price": _("Price a year"),
}


@click.group(help=_("Load the office folders, or show what is loaded."))
def programme() -> None:
    """Group the commands about the programme."""


@programme.command(help=_("Load the office folders as an edition; the same bytes change nothing."))
@dry_run_option
@format_option
@uses_database
def load(dry_run: bool, output_format: str) -> None:
    """Load edition, budget and events."""
    from lllo.setup.actions import load_programme

    loaded = load_programme(by=None, dry_run=dry_run)
    document = {
        "edition": _edition(loaded.edition),
        "is_new": loaded.is_new,
        "dry_run": dry_run,
        "budget": loaded.budget,
        "events": loaded.events,
    }
    show(_loaded_rows(loaded), output_format, LOADED, document=document)
    if output_format == "table":
        click.echo(_outcome(loaded, dry_run=dry_run))


def _loaded_rows(loaded: Loaded) -> list[dict[str, Any]]:
    """Return how much of each part was new, changed, equal or kept."""
    counts = ("created", "changed", "unchanged", "kept")
    edition = {"created": int(loaded.is_new), "unchanged": int(not loaded.is_new)}
    return [
        {"part": _("Edition"), "changed": 0, "kept": 0, **edition},
        {"part": _("Budget years")} | {key: len(getattr(loaded.budget, key)) for key in counts},
        {"part": _("Events")} | {key: len(getattr(loaded.events, key)) for key in counts},
    ]


def _outcome(loaded: Loaded, *, dry_run: bool) -> str:
    """Return the sentence under the table."""
    if dry_run:
        return _("This was a trial; nothing was changed.")
    if loaded.is_new:
        return _("Loaded as edition %s.") % loaded.edition
    return _("These folders were loaded before, as edition %s.") % loaded.edition


@programme.command("show", help=_("Show the edition that is in force, with its packages."))
@click.option("--on", type=DATE, help=_("The day to look at; today unless given."))
@format_option
@uses_database
def show_edition(on: datetime | None, output_format: str) -> None:
    """Print the edition in force on a day."""
    from lllo import clock
    from lllo.programmes.queries import edition_in_force, open_questions

    edition = edition_in_force(on.date() if on else clock.today())
    packages = [_package(package) for package in _packages(edition)]
    questions = list(open_questions(edition).values("code", "question", "default", "owner"))
    document = {
        "edition": _edition(edition),
        "lines": list(edition.programme.lines.values("code", "name")),
        "packages": packages,
        "open_questions": questions,
    }
    if output_format == "table":
        click.echo(f"{edition.programme.name}\n{edition}")
    show(packages, output_format, PACKAGES, document=document)
    if output_format == "table":
        click.echo(_("Questions that are still open: %s") % len(questions))


def _edition(edition: PackageEdition) -> dict[str, Any]:
    """Return an edition as JSON shows it."""
    return {
        "programme": edition.programme.code,
        "sha256": edition.sha256,
        "valid_from": edition.valid_from,
        "loaded_at": edition.loaded_at,
    }


def _packages(edition: PackageEdition) -> list[Any]:
    """Return the packages as the rules know them, in three queries."""
    packages = edition.packages.prefetch_related("components__entitlement_terms")
    return [package.to_rules() for package in packages]


def _package(package: Any) -> dict[str, Any]:
    """Return a package with its amounts."""
    price = package.price
    return {
        "code": package.code,
        "name": package.name,
        "gross": price.gross,
        "in_kind": price.in_kind,
        "price": price.price,
    }
