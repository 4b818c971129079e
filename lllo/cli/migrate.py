"""Makes or updates the database."""

from __future__ import annotations

import click

from lllo.cli.run import uses_django
from lllo.texts import _


@click.command(help=_("Make the database, or bring it up to this version."))
@uses_django
def migrate() -> None:
    """Run the migrations; a second run changes nothing."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    click.echo(_("The database is up to date."))
