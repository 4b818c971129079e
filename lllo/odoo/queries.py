"""What the office reads about Odoo: at a record, in a list, over all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count

from lllo import office
from lllo.errors import OfficeMistake
from lllo.odoo.models import OdooDifference, OdooRecord, OdooRun
from lllo.outbox.models import Job

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import Model

    from lllo.odoo.models import OdooDifferenceQuerySet, OdooRecordQuerySet

WARN_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What stands beside a record of ours: where it is in Odoo, and how the last attempt ended."""

    record: OdooRecord
    address: str  # of the record in Odoo; empty before it is there
    state: str
    result: str
    tried_at: datetime | None


def is_on() -> bool:
    """Tell whether this installation is connected with an Odoo and the office switched it on."""
    return bool(settings.LLLO_ODOO.is_set and _is_enabled())


def _is_enabled() -> bool:
    """Tell what invoicing/odoo.toml says; folders with mistakes send nothing."""
    try:
        return office.read().odoo.enabled
    except OfficeMistake:
        return False


def statuses(obj: Model) -> list[Status]:
    """Return the records of one of our objects in Odoo (a registration has one per event)."""
    found = records().filter(object_type=obj._meta.label_lower, object_id=obj.pk)
    return [
        Status(
            record=record,
            address=address(record),
            state=record.get_state_display(),
            result=record.result,
            tried_at=record.tried_at,
        )
        for record in found.select_related("follows")
    ]


def address(record: OdooRecord) -> str:
    """Return the address of a record in Odoo; the same form works in 17, 18 and 19."""
    return address_of(record.odoo_model, record.target_id)


def address_of(model: str, odoo_id: int | None) -> str:
    """Return the address of a record of a model; nothing where it has no id."""
    if not odoo_id:
        return ""
    return f"{settings.LLLO_ODOO.url}/web#id={odoo_id}&model={model}&view_type=form"


def records() -> OdooRecordQuerySet:
    """Return all records of the Odoo that is set."""
    return OdooRecord.objects.here(settings.LLLO_ODOO.server)


def troubled() -> OdooRecordQuerySet:
    """Return what somebody must look at, the latest first."""
    return records().troubled().order_by("-tried_at", "key")


def counts() -> dict[str, int]:
    """Return how many records there are in each state."""
    rows = records().order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}


def last_runs(count: int = 20) -> list[OdooRun]:
    """Return the last runs."""
    return list(OdooRun.objects.filter(server=settings.LLLO_ODOO.server)[:count])


def broken_off() -> dict[str, OdooRun]:
    """Return the last run of each kind that broke off, if none of that kind came after it."""
    runs: dict[str, OdooRun] = {}
    for run in last_runs():
        runs.setdefault(run.kind, run)
    return {kind: run for kind, run in runs.items() if run.ended_at and not run.is_whole}


def last_of(kind: str) -> OdooRun | None:
    """Return the last run of a kind that came to an end."""
    runs = OdooRun.objects.filter(server=settings.LLLO_ODOO.server, kind=kind)
    return runs.filter(is_whole=True).first()


def differences() -> OdooDifferenceQuerySet:
    """Return what the last comparison found."""
    found = OdooDifference.objects.filter(run__server=settings.LLLO_ODOO.server)
    return found.select_related("run", "record__follows")


def unfinished_jobs() -> Sequence[Job]:
    """Return what the worker was asked to do with Odoo and did not do yet, or gave up."""
    state = Job.State
    jobs = Job.objects.filter(kind__startswith="odoo.").exclude(state=state.DONE)
    return list(jobs.order_by("created_at", "pk")[:20])


def key_warning(on: date) -> int | None:
    """Return the days that the key still works when that is little; below zero: it is over."""
    expires: Any = settings.LLLO_ODOO.key_expires
    if expires is None or (expires - on).days > WARN_DAYS:
        return None
    return int((expires - on).days)
