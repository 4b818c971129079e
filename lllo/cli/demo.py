"""A filled, fictitious programme year to look at and to try things in."""

from __future__ import annotations

import fcntl
import os
import secrets
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lllo.cli.output import human, show
from lllo.cli.run import start_django
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lllo.demo.summary import Summary

LOCK = ".lllo.lock"
STEPS = {
    "programme": _("the programme from the office folders"),
    "people": _("organisations, people and accounts"),
    "contracts": _("choices and agreements"),
    "training": _("cohorts, coaching and course seats"),
    "projects": _("projects and placements"),
    "budget": _("hours, costs and contributions in kind"),
    "invoices": _("invoices and payments"),
    "documents": _("documents and calendars"),
}


@click.command(help=_("Make a fictitious programme year in a folder, and show it on the site."))
@click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    help=_("The folder; made when it is not there."),
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, help=_("The port of the site.")
)
@click.option("--no-serve", is_flag=True, help=_("Make the folder and stop."))
def demo(folder: Path, port: int, no_serve: bool) -> None:
    """Make the demo where it is not there yet; a second run shows the same one."""
    folder = folder.resolve()
    with _locked(folder):
        _point_at(folder, port)
        start_django()
        from lllo.demo.folder import fill

        summary = fill(folder, lambda step: click.echo(f"• {STEPS[step]}"))
    _print(summary)
    if no_serve:
        click.echo(_("Start the site with: cd %s && lllo serve --outbox") % _short(folder))
        return
    from lllo.cli.serve import serve

    click.get_current_context().invoke(serve, port=port, outbox=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Make the folder and keep other runs out of it; the lock ends with this process."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a")
    except OSError as error:
        raise _not_written(folder, error) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(
                _("Another lllo demo is making the demo in %s; wait until it is ready.") % folder
            ) from error
        except OSError as error:
            raise _not_written(folder, error) from error
        yield


def _not_written(folder: Path, error: OSError) -> click.ClickException:
    """Return the sentence for a folder that cannot be made or written."""
    return click.ClickException(
        _("The folder %(folder)s cannot be written: %(reason)s")
        % {"folder": folder, "reason": error.strerror}
    )


def _point_at(folder: Path, port: int) -> None:
    """Make the folder an installation of its own and let the settings read it."""
    environment = folder / "lllo.env"
    try:
        if not environment.exists():
            partial = folder / ".lllo.env.partial"
            partial.write_text(_environment(), encoding="utf-8")
            partial.chmod(0o600)
            partial.replace(environment)
    except OSError as error:
        raise _not_written(folder, error) from error
    for name in ("DATABASE_URL", "LLLO_CLOCK", "LLLO_SECRET_KEY", "EMAIL_URL"):
        os.environ.pop(name, None)
    os.environ["LLLO_ENV_FILE"] = str(environment)
    # Links in mails and calendars lead here.
    os.environ["LLLO_BASE_URL"] = f"http://127.0.0.1:{port}"


def _environment() -> str:
    """Return the settings of a demo: a stopped clock, and mail as files."""
    from lllo.demo.data import MOMENT

    return (
        "# A demo of lllo: everything here is fictitious.\n"
        f"LLLO_SECRET_KEY={secrets.token_urlsafe(48)}\n"
        f"LLLO_CLOCK={MOMENT}\n"
        "EMAIL_URL=filemail:///mail\n"
    )


def _short(folder: Path) -> Path:
    return folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder


def _print(summary: Summary) -> None:
    """Print what the demo holds, where its documents lie, and who can sign in."""
    columns = {
        "package": _("Package"),
        "organisations": _("Organisations"),
        "signed": _("Signed"),
        "price": _("Price a year"),
        "fees": _("Signed fees"),
    }
    click.echo()
    show(summary.packages, "table", columns)
    click.echo()
    facts = {
        _("Committed for %s") % summary.year: human(summary.committed),
        _("Budget for %s") % summary.year: human(summary.budget),
        _("Coverage"): summary.coverage,
        _("Invoices"): _("%(issued)s issued, %(paid)s paid, %(credited)s credited, %(open)s to pay")
        % {
            "issued": summary.issued,
            "paid": summary.paid,
            "credited": summary.credited,
            "open": human(summary.open_amount),
        },
        _("People"): str(summary.people),
        _("Agreements and invoices"): str(_short(summary.documents)),
        _("Calendars"): str(_short(summary.calendars)),
        _("Mail that was sent"): str(_short(summary.mail)),
    }
    width = max(len(label) for label in facts)
    for label, value in facts.items():
        click.echo(f"{label:<{width}}  {value}")
    click.echo()
    click.echo(_("Sign in with one of these addresses and the password %s") % summary.password)
    show(summary.logins, "table", {"role": _("Role"), "email": _("Mail address")})
