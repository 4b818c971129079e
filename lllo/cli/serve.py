"""Serves the site: gunicorn, started and stopped inside this process."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.run import refuse_missing_database, uses_django
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BACKLOG = 128
NEW_KEY = "python3 -c 'import secrets; print(\"LLLO_SECRET_KEY=\" + secrets.token_urlsafe(50))'"


@click.command(help=_("Serve the site until Ctrl-C."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help=_("The port to listen on; 0 takes a free one."),
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    envvar="LLLO_WORKERS",
    help=_("The number of processes that answer."),
)
@click.option(
    "--outbox", is_flag=True, help=_("Do the work in the outbox, too, as lllo worker does.")
)
@uses_django
def serve(host: str, port: int, workers: int, *, outbox: bool) -> None:
    """Refuse what would fail later, then serve."""
    refuse_missing_key()
    refuse_missing_database()
    refuse_old_database()
    listener = listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    click.echo(
        _("The site is at http://%(host)s:%(port)s – stop it with Ctrl-C.")
        % {"host": shown, "port": listener.getsockname()[1]}
    )
    if not outbox:
        run_gunicorn(listener, workers)
    with worker_beside():
        run_gunicorn(listener, workers)


@contextmanager
def worker_beside() -> Iterator[None]:
    """Let a process of its own work on the outbox; it ends with this one, however that ends."""
    command = [sys.executable, "-m", "lllo", "worker", "--parent", str(os.getpid())]
    with subprocess.Popen(command) as worker:  # noqa: S603 - our own command
        try:
            yield
        finally:
            worker.terminate()


def refuse_missing_key() -> None:
    """Refuse to serve without the key that protects sessions and forms."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.SECRET_KEY  # noqa: B018 - asking for an empty one raises
    except ImproperlyConfigured as error:
        path = os.environ.get("LLLO_ENV_FILE") or settings.FOLDER / "lllo.env"
        raise click.ClickException(
            _("LLLO_SECRET_KEY is missing. Make one with:\n  %(command)s >> %(path)s")
            % {"command": NEW_KEY, "path": path}
        ) from error


def refuse_old_database() -> None:
    """Refuse to serve on a database of another version."""
    from django.db import connection, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise click.ClickException(
            _("The database has no tables for this version yet. Run: lllo migrate")
        )
    connections.close_all()  # a connection must not be shared with the processes to come


def listen(host: str, port: int) -> socket.socket:
    """Take the port, or say in a sentence why that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        place = {"host": host, "port": port}
        if error.errno == errno.EADDRINUSE:
            sentence = _("Port %(port)s is in use. Choose another one with --port.") % place
        elif error.errno == errno.EACCES:
            sentence = _("Port %(port)s is not for users. Take one of 1024 or higher.") % place
        else:
            sentence = _("This machine cannot listen on %(host)s.") % place
        raise click.ClickException(sentence) from error


def finish_requests(worker: Any) -> None:
    """Let a process finish its answer at Ctrl-C, too; gunicorn would break it off."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, worker.handle_exit)


def masked_logger() -> type:
    """Return gunicorn's logger, with secret addresses masked in all that it writes."""
    from gunicorn.glogging import Logger

    from lllo.masking import MaskedFormatter

    class MaskedLogger(Logger):
        """Writes as gunicorn does, by way of our formatter."""

        def setup(self, cfg: Any) -> None:
            """Put our formatter in the place of gunicorn's."""
            super().setup(cfg)
            for logger in (self.error_log, self.access_log):
                for handler in logger.handlers:
                    made = handler.formatter
                    form, days = (made._fmt, made.datefmt) if made else (None, None)
                    handler.setFormatter(MaskedFormatter(form, days))

    return MaskedLogger


def run_gunicorn(listener: socket.socket, workers: int) -> None:
    """Hand the port to gunicorn; it ends this process at SIGINT or SIGTERM."""
    from gunicorn.app.base import BaseApplication

    from lllo.wsgi import application

    class Site(BaseApplication):
        """The site under gunicorn, without a configuration file."""

        def load_config(self) -> None:
            """Say how to serve."""
            options = {
                "bind": f"fd://{listener.fileno()}",
                "workers": workers,
                "preload_app": True,
                "loglevel": "warning",
                "logger_class": masked_logger(),
                "proc_name": "lllo",
                "post_worker_init": finish_requests,
                "control_socket_disable": True,  # nothing here is steered over a socket
            }
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self) -> Callable[..., Any]:
            """Return the site."""
            return application

    Site().run()
