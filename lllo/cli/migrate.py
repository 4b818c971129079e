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

    refuse_other_version()
    call_command("migrate", verbosity=0, interactive=False)
    click.echo(_("The database is up to date."))


def refuse_other_version() -> None:
    """Refuse a database in which steps were taken that this version does not know."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    unknown = sorted(
        ".".join(key)
        for key in set(loader.applied_migrations) - set(loader.disk_migrations)
        if key[0] in loader.migrated_apps
    )
    if unknown:
        raise click.ClickException(
            _(
                "The database was made by another version of lllo and is left as it is"
                " (unknown here: %(names)s). Use that version, or make a new database."
            )
            % {"names": ", ".join(unknown)}
        )
