"""The first page about Odoo: the connection, what waits, what failed, how the last runs ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lllo import clock
from lllo.formats import day
from lllo.odoo.models import OdooRecord, OdooRun
from lllo.odoo.queries import (
    broken_off,
    counts,
    differences,
    is_on,
    key_warning,
    last_of,
    last_runs,
    troubled,
    unfinished_jobs,
)
from lllo.odoo.wording import in_words
from lllo.outbox.models import Job
from lllo.outbox.queries import UNTOUCHED
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.cards import KeyValue, Tile
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.pages import RolePage
from lllo.screens.components.tables import Table
from lllo.screens.office.lists.base import WRITERS
from lllo.screens.office.lists.house import kind_of
from lllo.screens.office.odoo.words import TONES, crumbs, kind, tabs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lllo.screens.components.cells import Tone

State = OdooRecord.State
TROUBLED_SHOWN, RUNS_SHOWN = 8, 10
CHECK_TONES: dict[str, Tone] = {"right": "good", "warning": "wait", "wrong": "late"}


class OdooPage(RolePage):
    """How Odoo and we stand."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it; htmx fetches the part that tells what the worker does."""
        connection = settings.LLLO_ODOO
        context: dict[str, Any] = {
            "crumbs": crumbs()[:1],
            "is_set": connection.is_set,
            "is_on": is_on(),
            "tabs": tabs("odoo"),
            "may_write": may_enter(self.user, WRITERS),
            "work": work(),
        }
        if connection.is_set:
            check = last_of(OdooRun.Kind.CHECK)
            context |= {
                "warning": _key_warning(),
                "facts": _facts(check),
                "tiles": _tiles(),
                "troubled": _troubled(),
                "check": check,
                "lines": _lines(check) if check else None,
                "runs": _runs(),
            }
        return render(request, "office/odoo/overview.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the worker was asked to do, and whether it seems to be there."""

    jobs: Sequence[dict[str, Any]]
    is_busy: bool
    is_stalled: bool


def work(*kinds: str) -> Work:
    """Return what is not done yet of some kinds of jobs about Odoo, or of all."""
    jobs = [job for job in unfinished_jobs() if not kinds or job.kind in kinds]
    moving = [job for job in jobs if job.state != Job.State.FAILED]
    broken = broken_off() if any(job.last_error for job in jobs) else {}
    too_long = clock.real_now() - UNTOUCHED
    is_taken = any(job.state == Job.State.LEASED for job in moving)
    return Work(
        jobs=[_shown(job, broken) for job in jobs],
        is_busy=bool(moving),
        is_stalled=not is_taken and any(job.due_at < too_long for job in moving),
    )


def _shown(job: Job, broken: dict[str, OdooRun]) -> dict[str, Any]:
    """Return a job in words: why it failed as its run says it, in the language of the reader."""
    has_failed = job.state == Job.State.FAILED
    run = broken.get(job.kind.removeprefix("odoo."))
    is_of_run = job.last_error and run and run.started_at >= job.created_at
    return {
        "label": kind_of(job.kind),
        "state": job.get_state_display(),
        "tone": "late" if has_failed else "wait",
        "error": run.result if run and is_of_run else job.last_error,
        "since": job.created_at,
        "href": f"{reverse('jobs')}?status=failed&soort={job.kind}" if has_failed else "",
    }


def _key_warning() -> str:
    """Return what to do about a key that expires, or nothing."""
    expires, left = settings.LLLO_ODOO.key_expires, key_warning(clock.real_now().date())
    if expires is None or left is None:
        return ""
    values = {"day": day(expires), "days": left}
    if left < 0:
        return _("The key expired on %(day)s: nothing is sent any more. Make a new one.") % values
    sentence = ngettext(
        "The key works until %(day)s: %(days)s more day. Make a new one in time.",
        "The key works until %(day)s: %(days)s more days. Make a new one in time.",
        left,
    )
    return sentence % values


def _facts(check: OdooRun | None) -> list[KeyValue]:
    """Return where Odoo is and how it is spoken to; never the key."""
    odoo = settings.LLLO_ODOO
    found = counts()
    unknown = "" if odoo.key_expires else _("not set; the check asks Odoo for it")
    sending = KeyValue(label=_("Sending"), value=_("on"), kind="badge", tone="good")
    if not is_on():
        sending = KeyValue(label=_("Sending"), value=_("off"), kind="badge", tone="wait")
    return [
        sending,
        KeyValue(label=_("Address"), value=odoo.url, href=odoo.url),
        KeyValue(label=_("Database"), value=odoo.database),
        KeyValue(label=_("Protocol"), value=odoo.protocol),
        KeyValue(label=_("Key works until"), value=odoo.key_expires, kind="day", hint=unknown),
        KeyValue(label=_("Records in step"), value=found.get(State.SENT, 0), kind="number"),
        KeyValue(
            label=_("Last check"),
            value=check.ended_at if check else _("never"),
            kind="moment" if check else "text",
            hint=check.result if check else "",
        ),
    ]


def _tiles() -> list[Tile]:
    """Return what waits, and for whom."""
    found, records = counts(), reverse("odoo_records")
    return [
        Tile(
            count=found.get(State.PROBLEM, 0),
            label=_("Refused by Odoo"),
            href=f"{records}?status={State.PROBLEM}",
            is_late=True,
        ),
        Tile(
            count=found.get(State.STOPPED, 0),
            label=_("Wait for a decision"),
            href=f"{records}?status={State.STOPPED}",
            is_late=True,
        ),
        Tile(
            count=found.get(State.WAITING, 0),
            label=_("To be sent"),
            href=f"{records}?status={State.WAITING}",
        ),
        Tile(
            count=differences().open().count(),
            label=_("Differences"),
            href=f"{reverse('odoo_differences')}?besluit=open",
        ),
    ]


def _troubled() -> Table | None:
    """Return the first records that somebody must look at."""
    rows = list(troubled()[:TROUBLED_SHOWN])
    columns = (
        Column(
            key="wat",
            label=_("Record"),
            value=lambda row: Cell(
                text=row,
                href=reverse("odoo_record", args=[row.public_id]),
                hint=kind(row.kind),
            ),
        ),
        Column(
            key="status",
            label=_("State"),
            value=lambda row: Cell(text=row.get_state_display(), tone=TONES[row.state]),
            kind="badge",
        ),
        Column(key="resultaat", label=_("Last result"), value=lambda row: row.result),
    )
    return (
        Table(caption=_("What somebody must look at"), columns=columns, rows=rows) if rows else None
    )


def _lines(check: OdooRun) -> Table:
    """Return each line of the last check: right, or a sentence what to do."""
    words = {"right": _("right"), "warning": _("look at it"), "wrong": _("wrong")}
    order = {"wrong": 0, "warning": 1, "right": 2}
    columns = (
        Column(key="wat", label=_("What"), value=lambda row: in_words(row["name"])),
        Column(
            key="uitslag",
            label=_("Result"),
            value=lambda row: Cell(text=words[row["state"]], tone=CHECK_TONES[row["state"]]),
            kind="badge",
        ),
        Column(key="gevonden", label=_("Found"), value=lambda row: in_words(row["text"])),
    )
    rows = sorted(check.details.get("lines", []), key=lambda row: order[row["state"]])
    return Table(caption=_("The connection, line by line"), columns=columns, rows=rows)


def _runs() -> Table:
    """Return how the last runs ended."""
    columns = (
        Column(key="wanneer", label=_("Began"), value=lambda row: row.started_at, kind="moment"),
        Column(key="wat", label=_("What"), value=lambda row: row.get_kind_display()),
        Column(key="einde", label=_("End"), value=_end, kind="badge"),
        Column(key="resultaat", label=_("Result"), value=lambda row: row.result),
        Column(key="vragen", label=_("Calls"), value=lambda row: row.calls, kind="number"),
    )
    return Table(
        caption=_("The last runs"),
        columns=columns,
        rows=list(last_runs(RUNS_SHOWN)),
        empty=_("Nothing was sent or fetched yet."),
    )


def _end(run: OdooRun) -> Cell:
    """Return how a run ended."""
    if run.ended_at is None:
        return Cell(text=_("not ended"), tone="wait")
    return (
        Cell(text=_("whole"), tone="good") if run.is_whole else Cell(text=_("stopped"), tone="late")
    )
