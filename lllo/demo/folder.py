"""The folder of a demo: its database, documents, calendars and mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from lllo import clock, office
from lllo.contracts.models import Contract
from lllo.demo.build import build
from lllo.demo.summary import Summary, summarise
from lllo.documents import queries as documents
from lllo.errors import Refused
from lllo.feeds import files, making
from lllo.feeds import queries as feeds
from lllo.invoices.models import Invoice
from lllo.outbox.worker import run
from lllo.people.audit import WORKER, Origin, coming_from
from lllo.programmes.queries import is_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lllo.documents.models import Document

DATABASE = "lllo.sqlite3"
PARTIAL = ".building.sqlite3"


def fill(folder: Path, progress: Callable[[str], None]) -> Summary:
    """Make the demo in ``folder`` unless it is there, and return its figures.

    The database is built under another name and renamed when it is whole, so a
    run that was cut off leaves nothing that looks like a demo. Raises
    ``Refused`` when the folder holds a database that is not a demo.
    """
    database = folder / DATABASE
    if not database.exists():
        _build(folder / PARTIAL, progress)
        (folder / PARTIAL).replace(database)
        for beside in folder.glob(f"{PARTIAL}-*"):  # what was locked while invoices were issued
            beside.unlink()
    _use(database)
    if not is_demo():
        raise Refused(
            _("%(database)s is not a demo; choose another folder with --dir.")
            % {"database": database},
            code="not_a_demo",
        )
    progress("documents")
    with coming_from(Origin(kind=WORKER)):
        run(once=True)
    _export_documents(folder / "documents")
    _export_calendars(folder / "calendars")
    return summarise(folder)


def _use(database: Path) -> None:
    """Let this process work on another database file."""
    connection.close()
    connection.settings_dict["NAME"] = str(database)


def _build(partial: Path, progress: Callable[[str], None]) -> None:
    """Build the database from nothing; what an earlier run left half done is thrown away."""
    for leftover in partial.parent.glob(f"{partial.name}*"):
        leftover.unlink()
    _use(partial)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")  # nothing is lost that the next run does not make
    call_command("migrate", verbosity=0, interactive=False)
    build(progress)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _export_documents(folder: Path) -> None:
    """Write every agreement and invoice as a file."""
    folder.mkdir(exist_ok=True)
    stored: list[Document] = [
        contract.agreement
        for contract in Contract.objects.filter(agreement__isnull=False).select_related("agreement")
        if contract.agreement
    ]
    stored += [
        invoice.pdf for invoice in Invoice.objects.issued().select_related("pdf") if invoice.pdf
    ]
    for document in stored:
        (folder / document.filename).write_bytes(documents.content(document))


def _export_calendars(folder: Path) -> None:
    """Write every calendar as a file."""
    folders = office.read()
    calendars = making.contents(feeds.feeds(folders), folders, on=clock.today())
    files.write(folder, {feed.file: content for feed, content in calendars})
