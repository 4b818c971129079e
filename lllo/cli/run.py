"""Starts Django for a command, and the options that commands share."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lllo.texts import LANGUAGE, _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime


def start_django() -> None:
    """Start Django with our settings, in the language of the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lllo.settings")
    import django

    django.setup()
    from django.utils import translation

    translation.activate(LANGUAGE)


def refuse_missing_database() -> None:
    """Refuse to go on when there is no database file; SQLite would make an empty one."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        name = str(database["NAME"])
        if name != ":memory:" and "mode=memory" not in name and not Path(name).exists():
            raise click.ClickException(
                _("There is no database at %s. Make one with: lllo migrate") % name
            )


def uses_django(command: Callable[..., Any]) -> Callable[..., Any]:
    """Start Django before the command runs; it does not need the database."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        start_django()
        return command(*args, **kwargs)

    return run


def uses_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Start Django and make sure that there is a database before the command runs."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        start_django()
        refuse_missing_database()
        return command(*args, **kwargs)

    return run


format_option = click.option(
    "--format",
    "output_format",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=_("How to print: table, json or csv."),
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help=_("Show what would be done and change nothing.")
)
DATE = click.DateTime(formats=["%Y-%m-%d", "%d-%m-%Y"])
on_option = click.option("--on", type=DATE, help=_("The day it counts for; today unless given."))


def day_of(given: datetime | None) -> date:
    """Return the day that was given, or today."""
    from lllo import clock

    return given.date() if given else clock.today()
