"""Accounts: who may sign in, and as what."""

from __future__ import annotations

import sys
from typing import Any

import click

from lllo.cli.output import show
from lllo.cli.run import format_option, uses_database
from lllo.texts import _


@click.group(help=_("The accounts with which people sign in."))
def accounts() -> None:
    """Group the commands about accounts."""


@accounts.command(help=_("Open an account for EMAIL with a role at an organisation."))
@click.argument("email")
@click.option("--role", required=True, help=_("backoffice, lead, specialist, partner, …"))
@click.option("--organisation", required=True, help=_("Its name, KvK number or OIN."))
@click.option("--given-name", default="", help=_("Given name of a person who is new."))
@click.option("--name-prefix", default="", help=_("Name prefix of a person who is new."))
@click.option("--family-name", default="", help=_("Family name of a person who is new."))
@click.option(
    "--password-stdin", is_flag=True, help=_("Read the password from the first line of the input.")
)
@uses_database
def create(email: str, role: str, organisation: str, password_stdin: bool, **names: Any) -> None:
    """Open an account; without a password it is set through the mail for a forgotten one."""
    from lllo import clock
    from lllo.people.actions import AccountData, open_account
    from lllo.people.queries import find_organisation

    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    data = AccountData(email=email, role=role, password=password, **names)
    user = open_account(data, find_organisation(organisation), on=clock.today(), by=None)
    click.echo(_("%(name)s can sign in with %(email)s.") % {"name": user, "email": user.email})


@accounts.command(name="list", help=_("List the accounts with their roles."))
@format_option
@uses_database
def list_(output_format: str) -> None:
    """Print every account."""
    from lllo.people.queries import accounts as all_accounts

    columns = {
        "email": _("Mail address"),
        "person": _("Person"),
        "roles": _("Roles"),
        "organisations": _("Organisations"),
        "active": _("Active"),
        "last_login": _("Last signed in"),
    }
    show(all_accounts(), output_format, columns)
