"""The invoices of a year: looked at first, then drafted and issued."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import day_of, dry_run_option, format_option, on_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from lllo.invoices.actions import Blocked, IssueResult, RunResult
    from lllo.invoices.models import Invoice
    from lllo.invoices.preview import Preview, PreviewRow

RUN_COLUMNS = {
    "result": _("Result"),
    "number": _("Number"),
    "organisation": _("Organisation"),
    "contract": _("Contract"),
    "net_amount": _("Net"),
    "vat_amount": _("VAT"),
    "payable_amount": _("To pay"),
    "remark": _("Remark"),
}
PREVIEW_COLUMNS = {
    "organisation": _("Organisation"),
    "contract": _("Contract"),
    "instalment": _("Instalment"),
    "outcome": _("Result"),
    "net_amount": _("Net"),
    "vat_amount": _("VAT"),
    "payable_amount": _("To pay"),
    "remark": _("Remark"),
}
RESULTS = {
    "created": _("drafted"),
    "renewed": _("renewed"),
    "removed": _("removed"),
    "unchanged": _("unchanged"),
    "issued": _("issued"),
    "blocked": _("blocked"),
}
YEAR = click.IntRange(2000, 2100)


@click.command(help=_("Show what the run of a year would do, and who is blocked and why."))
@click.option("--year", type=YEAR, required=True, help=_("The year in which contract years start."))
@on_option
@format_option
@uses_database
def preview(year: int, on: datetime | None, output_format: str) -> None:
    """Show a run before it is made, with what changed since somebody last looked."""
    from lllo.invoices.actions import preview_run

    found = preview_run(year, on=day_of(on), by=None)
    rows = [_preview_row(row, output_format) for row in found.rows]
    show(rows, output_format, PREVIEW_COLUMNS, document=_preview_document(found, rows))
    if output_format != "table":
        return
    from lllo.formats import money

    click.echo(
        _("Ready: %(count)s, together %(amount)s to pay. Blocked: %(blocked)s.")
        % {
            "count": len(found.ready),
            "amount": money(found.payable_amount),
            "blocked": len(found.held_up),
        }
    )
    for key in found.gone:
        click.echo(_("Gone since the last preview: %s") % key)


@click.command(help=_("Draft the invoices of a year once, and issue them with --issue."))
@click.option("--year", type=YEAR, required=True, help=_("The year in which contract years start."))
@on_option
@click.option("--issue", is_flag=True, help=_("Give the drafts their numbers."))
@click.option("--send", is_flag=True, help=_("Send at once what is issued."))
@dry_run_option
@format_option
@uses_database
def run(
    year: int, on: datetime | None, issue: bool, send: bool, dry_run: bool, output_format: str
) -> None:
    """Draft, and issue if asked; what could not be done is listed with the reason.

    Leaves with 1 when something that was to be issued was not.
    """
    from lllo.invoices.actions import IssueResult, draft_invoices, issue_drafts

    day = day_of(on)
    with _undone(dry_run):
        drafted = draft_invoices(year, on=day, by=None)
        issued = IssueResult()
        if issue:
            issued = issue_drafts(year, on=day, send=send, progress=_progress, by=None)
    document = _run_document(drafted, issued)
    rows = [row for part in document.values() for row in part]
    show(rows, output_format, RUN_COLUMNS, document=document)
    if output_format == "table":
        counts = ", ".join(f"{RESULTS[key]}: {len(part)}" for key, part in document.items() if part)
        click.echo(counts or _("There is nothing to invoice."))
        if dry_run:
            click.echo(_("Nothing was changed."))
    if issue and document["blocked"]:
        sys.exit(1)


def _progress(drafts: Sequence[Any]) -> Iterable[Any]:
    """Show on a terminal how the issuing comes along; on standard error, beside the rows."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    text = _("Issuing invoices")
    return track(drafts, text, console=console, disable=not console.is_terminal, transient=True)


@contextmanager
def _undone(dry_run: bool) -> Iterator[None]:
    """Undo at its end what is done inside, if it is a dry run."""
    from contextlib import nullcontext

    from django.db import transaction

    with transaction.atomic() if dry_run else nullcontext():
        yield
        if dry_run:
            transaction.set_rollback(True)


def _preview_document(found: Preview, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a preview whole."""
    return {
        "year": found.year,
        "on": found.on,
        "ready": len(found.ready),
        "blocked": len(found.held_up),
        "net_amount": found.net_amount,
        "vat_amount": found.vat_amount,
        "payable_amount": found.payable_amount,
        "rows": rows,
        "gone": list(found.gone),
    }


def _preview_row(row: PreviewRow, output_format: str) -> dict[str, Any]:
    """Return a row of a preview: with words for people, with codes for machines."""
    from lllo.invoices.preview import CHANGES, OUTCOMES

    for_people = output_format == "table"
    remarks = [str(CHANGES[row.change])] if row.change else []
    remarks += [obstacle.sentence for obstacle in row.obstacles]
    return {
        "organisation": str(row.organisation),
        "contract": row.contract.number,
        "contract_year": row.contract_year.number,
        "instalment": row.instalment,
        "outcome": str(OUTCOMES[row.outcome]) if for_people else row.outcome,
        "change": row.change,
        "net_amount": row.net_amount,
        "vat_amount": row.vat_amount,
        "payable_amount": row.payable_amount,
        "in_kind": row.in_kind,
        "purchase_order_number": row.purchase_order_number,
        "lines": [
            {"name": line.name, "net_amount": line.net_amount,
             "vat_category": line.vat_category, "vat_rate": line.vat_rate}
            for line in row.lines
        ],
        "obstacles": [
            {"code": item.code, "sentence": item.sentence, "mended_at": item.mended_at}
            for item in row.obstacles
        ],
        "remark": " ".join(remarks),
    }  # fmt: skip


def _run_document(drafted: RunResult, issued: IssueResult) -> dict[str, list[dict[str, Any]]]:
    """Return what a run did, by result; what was issued or blocked is told of only there."""
    numbered = {item.pk for item in issued.issued}
    blocked = _once([*drafted.blocked, *issued.blocked])

    def drafts(result: str, found: Iterable[Invoice]) -> list[dict[str, Any]]:
        left = [item for item in found if item.pk not in numbered and not _stuck(item, blocked)]
        return _run_rows(result, left)

    return {
        "created": drafts("created", drafted.created),
        "renewed": drafts("renewed", drafted.renewed),
        "removed": [{"result": RESULTS["removed"], "remark": text} for text in drafted.removed],
        "unchanged": drafts("unchanged", drafted.unchanged),
        "issued": _run_rows("issued", issued.issued),
        "blocked": _blocked_rows(blocked.values()),
    }


def _once(blocked: Iterable[Blocked]) -> dict[str, Blocked]:
    """Return what is blocked by contract, with the first reason: the one to solve first."""
    first: dict[str, Blocked] = {}
    for item in blocked:
        first.setdefault(item.contract, item)
    return first


def _stuck(invoice: Invoice, blocked: dict[str, Blocked]) -> bool:
    """Tell whether an invoice is a draft of a contract that is blocked."""
    return not invoice.number and invoice.contract_year.contract.number in blocked


def _run_rows(result: str, found: Iterable[Invoice]) -> list[dict[str, Any]]:
    """Return the rows of invoices to which a run did the same."""
    return [
        {
            "result": RESULTS[result],
            "number": invoice.number,
            "organisation": str(invoice.organisation),
            "contract": invoice.contract_year.contract.number,
            "contract_year": invoice.contract_year.number,
            "net_amount": invoice.net_amount,
            "vat_amount": invoice.vat_amount,
            "payable_amount": invoice.payable_amount,
            "remark": _("VAT not decided yet") if invoice.vat_amount is None else "",
        }
        for invoice in found
    ]


def _blocked_rows(blocked: Iterable[Blocked]) -> list[dict[str, Any]]:
    """Return what could not be done, and why."""
    return [
        {
            "result": RESULTS["blocked"],
            "organisation": item.organisation,
            "contract": item.contract,
            "code": item.code,
            "remark": item.reason,
        }
        for item in blocked
    ]
