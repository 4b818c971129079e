"""The command line: each command parses, calls one action or query, and prints.

Command modules import only click and this package at their top, so that
``lllo --help`` answers at once; Django and pandas come in when a command runs.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

import click

from lllo import __version__
from lllo.errors import LlloError
from lllo.texts import _

COMMANDS = {
    "demo": "lllo.cli.demo:demo",
    "init": "lllo.cli.init:init",
    "check": "lllo.cli.check:check",
    "programme": "lllo.cli.programme:programme",
    "packages": "lllo.cli.packages:packages",
    "import": "lllo.cli.imports:imports",
    "contracts": "lllo.cli.contracts:contracts",
    "entitlements": "lllo.cli.entitlements:entitlements",
    "invoices": "lllo.cli.invoices:invoices",
    "budget": "lllo.cli.budget:budget",
    "calendar": "lllo.cli.calendar:calendar",
    "odoo": "lllo.cli.odoo:odoo",
    "accounts": "lllo.cli.accounts:accounts",
    "serve": "lllo.cli.serve:serve",
    "worker": "lllo.cli.worker:worker",
    "migrate": "lllo.cli.migrate:migrate",
}
NO_DATABASE = ("is not a database", "image is malformed", "malformed database schema")
NO_TABLE = ("no such table", "does not exist", "no such column")


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the commands in the order of a first day's work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature is click's
        """Import one command, or return nothing for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong in a way a user can mend becomes one sentence."""
        try:
            return super().invoke(ctx)
        except LlloError as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            sentence = _sentence(error)
            if sentence is None:
                raise
            raise click.ClickException(sentence) from error


def _sentence(error: Exception) -> str | None:
    """Return what to do about an error of the database, a file or the settings, if it is one."""
    module, name = type(error).__module__, type(error).__name__
    if module == "django.db.utils" and any(text in str(error) for text in NO_DATABASE):
        return _("%s is damaged or is not a database. Put back a copy.") % _database()
    if module == "django.db.utils" and any(text in str(error) for text in NO_TABLE):
        return _("The database has no tables for this version yet. Run: lllo migrate")
    if module == "django.db.utils" and name == "OperationalError":
        return _("The database cannot be reached: %s") % str(error).strip().splitlines()[0]
    if name == "ImproperlyConfigured":
        return _("A setting cannot be used: %s") % error
    if isinstance(error, OSError) and error.filename is not None:
        return _("%(path)s cannot be used: %(reason)s") % {
            "path": os.fsdecode(error.filename),
            "reason": error.strerror,
        }
    return None


def _database() -> str:
    """Return the file of the database that Django works on."""
    from django.db import connection

    return str(connection.settings_dict["NAME"])


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("The administration of a multi-year programme for lifelong learning."),
)
@click.version_option(__version__, prog_name="lllo", message="%(prog)s %(version)s")
def main() -> None:
    """Start one of the commands."""
