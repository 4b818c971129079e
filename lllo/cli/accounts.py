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
@click.option("--organisation", help=_("Its name, KvK number or OIN."))
@click.option(
    "--university",
    help=_("In place of an organisation: the university of this name, recorded when it is new."),
)
@click.option("--given-name", default="", help=_("Given name of a person who is new."))
@click.option("--name-prefix", default="", help=_("Name prefix of a person who is new."))
@click.option("--family-name", default="", help=_("Family name of a person who is new."))
@click.option(
    "--password-stdin",
    is_flag=True,
    help=_("Read the password from the first line of the input; on a terminal it is asked for."),
)
@click.option(
    "--back-room", is_flag=True, help=_("Give every right, and the back room (/beheer/) too.")
)
@uses_database
def create(
    email: str,
    role: str,
    organisation: str | None,
    university: str | None,
    password_stdin: bool,
    back_room: bool,
    **names: Any,
) -> None:
    """Open an account; without a password it is set through the mail for a forgotten one."""
    from django.db import transaction

    from lllo import clock
    from lllo.people import account_actions
    from lllo.people.actions import AccountData
    from lllo.people.queries import find_organisation

    if (organisation is None) == (university is None):
        raise click.UsageError(_("Give one of --organisation and --university."))
    password = _typed_password() if password_stdin else None
    data = AccountData(email=email, role=role, password=password, **names)
    with transaction.atomic():
        if university is None:
            where = find_organisation(organisation or "")
        else:
            where = account_actions.university(university, by=None)
        user = account_actions.open_account(data, where, on=clock.today(), by=None)
        if back_room:
            account_actions.open_back_room(user, by=None)
    click.echo(_("%(name)s can sign in with %(email)s.") % {"name": user, "email": user.email})
    if password is None:
        click.echo(_("A password is chosen first, through the mail: %s") % _reset_address())


def _typed_password() -> str:
    """Ask for the password without showing it, or read it from a pipe."""
    if sys.stdin.isatty():
        typed: str = click.prompt(_("Password"), hide_input=True, confirmation_prompt=True)
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _reset_address() -> str:
    """Return where a forgotten password is asked anew."""
    from django.conf import settings
    from django.urls import reverse

    return str(settings.LLLO_BASE_URL).rstrip("/") + reverse("account_reset_password")


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


@accounts.command(help=_("Mail EMAIL a link to open an account, valid once and for 14 days."))
@click.argument("email")
@click.option("--role", required=True, help=_("backoffice, lead, specialist, partner, …"))
@click.option("--organisation", required=True, help=_("Its name, KvK number or OIN."))
@click.option("--given-name", default="", help=_("Given name of a person who is new."))
@click.option("--name-prefix", default="", help=_("Name prefix of a person who is new."))
@click.option("--family-name", default="", help=_("Family name of a person who is new."))
@uses_database
def invite(email: str, role: str, organisation: str, **names: Any) -> None:
    """Invite someone; a link sent before stops working. The worker mails it."""
    from lllo import clock
    from lllo.people.account_actions import invite_new
    from lllo.people.actions import AccountData
    from lllo.people.queries import find_organisation

    data = AccountData(email=email, role=role, **names)
    found = find_organisation(organisation)
    invitation = invite_new(data, found, at=clock.now(), on=clock.today(), by=None)
    sentence = _("%(email)s gets an invitation that is valid for 14 days.")
    click.echo(sentence % {"email": invitation.email})


@accounts.command(name="sign-out", help=_("End all sessions of EMAIL."))
@click.argument("email")
@uses_database
def sign_out(email: str) -> None:
    """Sign someone out on all devices."""
    from lllo.people.account_actions import sign_out_everywhere
    from lllo.people.account_queries import find_account

    count = sign_out_everywhere(find_account(email), by=None)
    click.echo(_("Sessions ended: %(count)s.") % {"count": count})


@accounts.command(
    name="reset-second-step", help=_("Take away the second steps of EMAIL, who lost them.")
)
@click.argument("email")
@uses_database
def reset_second_step(email: str) -> None:
    """Let someone who lost a telephone set up a new second step at the next sign-in."""
    from lllo.people.account_actions import reset_second_factor
    from lllo.people.account_queries import find_account

    count = reset_second_factor(find_account(email), by=None)
    click.echo(_("Second steps taken away: %(count)s.") % {"count": count})


@accounts.command(help=_("Close the account of EMAIL: nobody signs in with it any more."))
@click.argument("email")
@uses_database
def close(email: str) -> None:
    """Close an account and end its sessions."""
    from lllo.people.account_actions import close_account
    from lllo.people.account_queries import find_account

    user = close_account(find_account(email), by=None)
    click.echo(_("The account %(email)s is closed.") % {"email": user.email})


@accounts.command(help=_("Open the account of EMAIL again."))
@click.argument("email")
@uses_database
def reopen(email: str) -> None:
    """Let someone sign in again."""
    from lllo.people.account_actions import reopen_account
    from lllo.people.account_queries import find_account

    user = reopen_account(find_account(email), by=None)
    click.echo(_("%(name)s can sign in with %(email)s.") % {"name": user, "email": user.email})
