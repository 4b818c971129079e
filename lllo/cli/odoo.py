"""The connection with Odoo: check, push, pull, reconcile, and the decisions of a person."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from lllo.cli.output import show
from lllo.cli.run import dry_run_option, format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.odoo.adopting_actions import Proposal
    from lllo.odoo.models import OdooRecord
    from lllo.odoo.push import Outcome
    from lllo.odoo.reconcile import Finding, Report

MARKS = {"right": "✓", "warning": "!", "wrong": "✗"}
CHECK_COLUMNS = {"mark": "", "name": _("What"), "text": _("Found")}
PUSH_COLUMNS = {"record": _("Record"), "problem": _("Problem")}
FINDING_COLUMNS = {
    "kind": _("Kind"),
    "label": _("Record"),
    "what": _("What"),
    "field": _("Field"),
    "ours": _("Ours"),
    "theirs": _("Odoo"),
    "key": _("Key"),
}
NAME_COLUMNS = {"our_name": "", "their_name": ""}  # beside the ids, for who works on with them
BALANCE_COLUMNS = {
    "kind": _("Kind"),
    "ours": _("Ours"),
    "theirs": _("Odoo"),
    "our_sum": _("Our sum"),
    "their_sum": _("Sum in Odoo"),
}
ADOPT_COLUMNS = {
    "kind": _("Kind"),
    "label": _("Record"),
    "found": _("Odoo"),
    "outcome": _("Result"),
    "key": _("Key"),
}
RECORD_COLUMNS = {
    "key": _("Key"),
    "label": _("Record"),
    "state": _("State"),
    "odoo_id": _("Id in Odoo"),
    "result": _("Last result"),
}


@click.group(help=_("Odoo in step: what we know goes out, what was paid comes back."))
def odoo() -> None:
    """Hold the commands."""


@odoo.command(help=_("Look whether everything that Odoo needs is there; 1 when something is not."))
@format_option
@uses_database
def check(output_format: str) -> None:
    """Print a line for each thing, with what to do about it."""
    from lllo import clock, office
    from lllo.odoo import mapping
    from lllo.odoo.checks import check as look
    from lllo.odoo.client import client
    from lllo.odoo.wording import in_words
    from lllo.programmes.models import DevelopmentLine

    content = office.read()
    codes = sorted({code.code for code in content.vat.codes})
    lines = list(DevelopmentLine.objects.all())
    on = clock.real_now().date()  # a key runs out by the real clock
    found = look(client(), mapping.booking(content), codes, lines, on=on)
    rows = [
        {"mark": MARKS[line.state], "state": line.state}
        | {"name": in_words(line.name), "text": in_words(line.text)}
        for line in found
    ]
    columns = CHECK_COLUMNS if output_format == "table" else {"state": ""} | CHECK_COLUMNS
    show(rows, output_format, columns)
    if any(line.state == "wrong" for line in found):
        sys.exit(1)


@odoo.command(help=_("Send what changed; 1 when Odoo refused something or a person must decide."))
@dry_run_option
@format_option
@uses_database
def push(output_format: str, *, dry_run: bool) -> None:
    """Send at once, without the outbox, or print the exact batches."""
    from lllo import clock
    from lllo.odoo import mapping
    from lllo.odoo.actions import refuse_off
    from lllo.odoo.client import client
    from lllo.odoo.push import push as send
    from lllo.odoo.push import rehearse
    from lllo.odoo.wording import in_words

    if dry_run:
        _print_batches(rehearse(client(), mapping.booking(), at=clock.now()), output_format)
        return
    refuse_off()
    outcome = send(client(), mapping.booking(), at=clock.now(), by=None)
    rows = [{"record": record, "problem": in_words(said)} for record, said in outcome.problems]
    document = {"counts": outcome.counts, "calls": outcome.calls, "problems": rows}
    if rows or output_format != "table":
        show(rows, output_format, PUSH_COLUMNS, document=document)
    if output_format == "table":
        click.echo(outcome.sentence)
        click.echo(_("Calls: %s.") % outcome.calls)
    if rows:
        sys.exit(1)


def _print_batches(outcome: Outcome, output_format: str) -> None:
    """Print the calls that a push would make, and beside them what it could not send."""
    from lllo.odoo.wording import in_words

    if output_format == "json":
        show(outcome.batches, output_format, {})
    else:
        _print_rows(outcome)
    for record, said in outcome.problems:
        click.echo(f"{record}: {in_words(said)}", err=True)
    if outcome.problems:
        sys.exit(1)


def _print_rows(outcome: Outcome) -> None:
    """Print the calls one after the other, with names of columns and rows as they are sent."""
    for batch in outcome.batches:
        title = _("%(model)s.load, %(count)s rows")
        click.echo(title % {"model": batch["model"], "count": len(batch["data"])})
        rows = [dict(zip(batch["fields"], row, strict=True)) for row in batch["data"]]
        show(rows, "csv", {name: name for name in batch["fields"]})
        click.echo()
    if not outcome.batches:
        click.echo(_("Nothing changed, so nothing would be sent."))


@odoo.command(help=_("Fetch what was paid."))
@format_option
@uses_database
def pull(output_format: str) -> None:
    """Take over payments of our invoices, each once."""
    from lllo import clock
    from lllo.odoo import mapping
    from lllo.odoo.actions import refuse_off
    from lllo.odoo.client import client
    from lllo.odoo.pull_actions import pull as fetch

    refuse_off()
    run = fetch(client(), mapping.booking(), at=clock.now(), by=None)
    if output_format == "table":
        click.echo(run.result)
    else:
        show([run.counts | {"calls": run.calls}], output_format, dict.fromkeys(run.counts, ""))


@odoo.command(help=_("Compare both sides; 1 when they differ."))
@click.option(
    "--fix", is_flag=True, help=_("Send again what differs and is ours; not what is booked.")
)
@format_option
@uses_database
def reconcile(output_format: str, *, fix: bool) -> None:
    """Print counts, sums and every difference with record and field."""
    from lllo import clock
    from lllo.odoo import mapping
    from lllo.odoo.actions import refuse_off
    from lllo.odoo.client import client
    from lllo.odoo.reconcile import reconcile as compare

    if fix:
        refuse_off()
    report = compare(client(), mapping.booking(), at=clock.now())
    rows: list[Any] = list(report.findings)
    if output_format == "table":
        _print_report(report)
    else:
        document = {"balances": report.balances, "findings": rows}
        show(rows, output_format, FINDING_COLUMNS | NAME_COLUMNS, document=document)
    if fix:
        _fix(rows)
    if rows:
        sys.exit(1)


def _print_report(report: Report) -> None:
    """Print what is on both sides, and below it what differs, in words."""
    from lllo.odoo.kinds import KINDS

    balances = [
        {key: getattr(row, key) for key in BALANCE_COLUMNS} | {"kind": str(KINDS[row.kind])}
        for row in report.balances
    ]
    show(balances, "table", BALANCE_COLUMNS)
    click.echo()
    if not report.findings:
        click.echo(_("No differences."))
        return
    show([_in_words(row) for row in report.findings], "table", FINDING_COLUMNS)


def _in_words(finding: Finding) -> dict[str, str]:
    """Return a difference as a person reads it: names in place of ids."""
    from lllo.odoo.kinds import KINDS, field_name
    from lllo.odoo.reconcile import WHAT
    from lllo.odoo.wording import in_words

    return {
        "kind": str(KINDS[finding.kind]),
        "label": finding.label,
        "what": str(WHAT[finding.what]),
        "field": field_name(finding.field),
        "ours": finding.our_name or finding.ours or in_words(finding.said),
        "theirs": finding.their_name or finding.theirs,
        "key": finding.key,
    }


def _fix(findings: list[Any]) -> None:
    """Send again what is ours."""
    from lllo import clock
    from lllo.odoo import mapping
    from lllo.odoo.client import client
    from lllo.odoo.mending_actions import mark_to_send
    from lllo.odoo.push import Wish
    from lllo.odoo.push import push as send

    connected = client()
    keys = mark_to_send(connected.connection.server, findings)
    outcome = send(connected, mapping.booking(), Wish(keys=keys), at=clock.now(), by=None)
    click.echo(outcome.sentence, err=True)


@odoo.command(help=_("List what somebody must look at."))
@format_option
@uses_database
def problems(output_format: str) -> None:
    """Print the records that were refused or wait for a decision."""
    from lllo.odoo.queries import troubled

    rows = [
        {key: getattr(record, key) for key in RECORD_COLUMNS}
        | {"state": str(record.get_state_display())}
        for record in troubled()
    ]
    show(rows, output_format, RECORD_COLUMNS)
    if not rows and output_format == "table":
        click.echo(_("There is nothing to decide."))


@odoo.command(help=_("Say which record of Odoo belongs to KEY; see: lllo odoo problems"))
@click.argument("key")
@click.argument("odoo_id", type=click.IntRange(1), required=False)
@click.option("--new", "is_new", is_flag=True, help=_("None of them: let a new one be made."))
@click.option("--stop", is_flag=True, help=_("Send this one no more."))
@uses_database
def link(key: str, odoo_id: int | None, *, is_new: bool, stop: bool) -> None:
    """Decide about a record that stopped."""
    from lllo.odoo import actions

    if [odoo_id is not None, is_new, stop].count(True) != 1:
        raise click.UsageError(_("Give the id in Odoo, --new or --stop."))
    record = _find(key)
    if odoo_id is not None:
        record = actions.link(record, odoo_id, by=None)
    elif is_new:
        record = actions.make_new(record, by=None)
    else:
        record = actions.stop_sending(record, by=None)
    click.echo(f"{record}: {record.result}")


@odoo.command(
    help=_(
        "Show what Odoo has already of ours, by KvK, VAT and Peppol number, people by their mail"
        " address; --yes takes over what is there once, or of it only KEYS."
    )
)
@click.argument("keys", nargs=-1)
@click.option("--yes", is_flag=True, help=_("Take it over; without it nothing is written."))
@format_option
@uses_database
def adopt(output_format: str, keys: tuple[str, ...], *, yes: bool) -> None:
    """Print what may be taken over, and take it over when that is asked for."""
    from lllo import clock
    from lllo.odoo import mapping
    from lllo.odoo.actions import refuse_off
    from lllo.odoo.adopting_actions import adopt_all, proposals
    from lllo.odoo.client import client

    if yes:
        refuse_off()
    connected = client()
    found = proposals(connected, mapping.booking(), at=clock.now())
    offered = [each for each in found if not keys or each.record.key in keys]
    if missing := set(keys) - {each.record.key for each in offered}:
        _refuse_keys(sorted(missing))
    done = adopt_all(connected.connection.server, offered, by=None) if yes else []
    taken = {record.key for record in done}
    show([_offer(each, taken) for each in offered], output_format, ADOPT_COLUMNS)
    if output_format == "table":
        click.echo(_adopted(offered, taken, is_done=yes))
    if any(not each.is_clear for each in offered):
        sys.exit(1)


def _refuse_keys(keys: list[str]) -> None:
    """Refuse keys of which nothing was found."""
    from lllo.errors import Refused

    text = _("Odoo has nothing that may be %s, or it was decided already.")
    raise Refused(text % ", ".join(keys), code="odoo_key_unknown")


def _offer(proposal: Proposal, taken: set[str]) -> dict[str, str]:
    """Return a thing of ours with what in Odoo may be it."""
    from lllo.odoo.kinds import KINDS
    from lllo.odoo.wording import in_words

    word = _("taken over") if proposal.record.key in taken else _("may be taken over")
    return {
        "kind": str(KINDS[proposal.record.kind]),
        "label": proposal.record.label,
        "found": ", ".join(in_words(each) for each in proposal.twins),
        "outcome": word if proposal.is_clear else _("several: lllo odoo link KEY ID"),
        "key": proposal.record.key,
    }


def _adopted(offered: Sequence[Proposal], taken: set[str], *, is_done: bool) -> str:
    """Return in a sentence what came of it, and what is next."""
    if not offered:
        return _("Odoo has nothing of ours that is not known here.")
    if not is_done:
        return _("Nothing was written. With --yes what is there once is taken over.")
    return _("Taken over: %s. The worker sends them, or: lllo odoo push.") % len(taken)


def _find(key: str) -> OdooRecord:
    """Return a record by its key; refuses one that is unknown."""
    from lllo.errors import Refused
    from lllo.odoo.queries import records

    record: OdooRecord | None = records().filter(key=key).first()
    if record is None:
        raise Refused(_("There is no record with the key %s.") % key, code="odoo_key_unknown")
    return record
