"""What people do about Odoo: ask for sending, link, decide about what stopped."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.odoo import mapping
from lllo.odoo.models import OdooRecord
from lllo.odoo.queries import is_on, statuses
from lllo.odoo.wording import note
from lllo.outbox.actions import enqueue, hasten
from lllo.outbox.models import Job
from lllo.people import audit

if TYPE_CHECKING:
    from django.db.models import Model

    from lllo.people.models import User

State = OdooRecord.State
PUSH, PULL = "odoo.push", "odoo.pull"
CHECK, RECONCILE = "odoo.check", "odoo.reconcile"


def request_push(obj: Model | None = None, *, by: User | None) -> Job:
    """Ask the worker to send one of our objects with what it needs, or all that changed.

    A request that waits already is enough. What was refused or stopped for one object is tried
    again. No web request ever talks to Odoo.
    """
    refuse_off()
    keys = sorted(_keys(obj)) if obj is not None else []
    if obj is not None and not keys:
        raise Refused(
            _("%(record)s does not go to Odoo as it stands: a draft, for example, does not.")
            % {"record": obj},
            code="odoo_not_sent",
        )
    with transaction.atomic():
        if obj is not None:
            records = OdooRecord.objects.here(settings.LLLO_ODOO.server).filter(key__in=keys)
            records.filter(state=State.STOPPED).update(state=State.WAITING)
            audit.record("odoo.push_asked", obj, by=by)
        return ask(PUSH, {"keys": keys})


def request_pull(*, by: User | None) -> Job:
    """Ask the worker to fetch what was paid."""
    refuse_off()
    with transaction.atomic():
        return ask(PULL, {"by": by.pk if by else None})


def request_check(*, by: User | None) -> Job:
    """Ask the worker to look whether everything is there; before it is switched on as well."""
    return _ask_reading(CHECK, by=by)


def request_reconcile(*, by: User | None) -> Job:
    """Ask the worker to compare both sides."""
    return _ask_reading(RECONCILE, by=by)


def _ask_reading(kind: str, *, by: User | None) -> Job:
    """Ask for what writes nothing in Odoo: a connection is enough."""
    if not settings.LLLO_ODOO.is_set:
        raise Refused(
            _("There is no connection with Odoo: see docs/odoo.md for the settings."),
            code="odoo_not_set",
        )
    with transaction.atomic():
        return ask(kind, {"by": by.pk if by else None})


def ask(kind: str, payload: dict[str, Any], *, now: bool = True) -> Job:
    """Return the job that waits for this already, or a new one.

    ``now``: one that failed before is tried again at once, for a person asks.
    """
    waiting = Job.objects.filter(kind=kind, state=Job.State.PENDING, payload=payload).first()
    if waiting is None:
        return enqueue(kind, f"{kind}:{uuid.uuid4().hex}", payload)
    return hasten(waiting) if now else waiting


def refuse_off() -> None:
    """Refuse where there is no Odoo, or where the office did not switch it on."""
    if not is_on():
        raise Refused(
            _("Odoo is not switched on: see enabled in invoicing/odoo.toml and docs/odoo.md."),
            code="odoo_off",
        )


def send_again(record: OdooRecord, *, by: User | None) -> OdooRecord:
    """Let our values be written once more: *take ours*. What is booked is never written again."""
    with transaction.atomic():
        record = _locked(record)
        _refuse_booked(record)
        record.sha256, record.accepted = "", {}
        record.state, record.said = State.WAITING, note("again")
        record.save()
        audit.record("odoo.send_again", record, by=by)
        ask(PUSH, {"keys": [record.key]})
    return record


def leave_theirs(
    record: OdooRecord, fields: dict[str, str], *, reason: str = "", by: User | None
) -> OdooRecord:
    """Leave what stands in Odoo: these fields with these values are no difference any more.

    It counts until ours change, for then they are sent.
    """
    with transaction.atomic():
        record = _locked(record)
        record.accepted = record.accepted | fields
        if record.state == State.PROBLEM and record.booked_on:
            record.state, record.said = State.SENT, note("left")
        record.save()
        audit.record("odoo.left", record, by=by, fields=fields, reason=reason)
    return record


def stop_sending(record: OdooRecord, *, by: User | None) -> OdooRecord:
    """Send a record no more; what was merged into another of ours follows that one."""
    with transaction.atomic():
        record = _locked(record)
        if record.follows_id:  # nothing stands in the way of the other one any more
            other = OdooRecord.objects.filter(pk=record.follows_id, state=State.STOPPED)
            other.update(state=State.WAITING, said=note("again"))
        record.state, record.said = State.LEFT, note("stopped")
        record.save()
        audit.record("odoo.stopped", record, by=by)
    return record


def link(record: OdooRecord, odoo_id: int, *, by: User | None) -> OdooRecord:
    """Say which record of Odoo this is; ours are written there from then on."""
    with transaction.atomic():
        record = _locked(record)
        _refuse_booked(record)
        taken = OdooRecord.objects.here(record.server).filter(
            odoo_model=record.odoo_model, odoo_id=odoo_id
        )
        if other := taken.exclude(pk=record.pk).first():
            raise Refused(
                _("Record %(id)s in Odoo is %(other)s already.") % {"id": odoo_id, "other": other},
                code="odoo_id_taken",
            )
        record.odoo_id, record.external_id, record.sha256, record.follows = odoo_id, "", "", None
        record.state, record.said = State.WAITING, note("linked")
        record.save()
        audit.record("odoo.linked", record, by=by, odoo_id=odoo_id)
        ask(PUSH, {"keys": [record.key]})
    return record


def adopt(record: OdooRecord, *, by: User | None) -> OdooRecord:
    """Confirm that the one record that was found in Odoo is it; refuses where more were found."""
    with transaction.atomic():
        record = _locked(record)
        if record.state != State.STOPPED or record.said.get("say") != "known_once":
            raise Refused(
                _("Odoo does not have exactly one that may be %(record)s; link the right one.")
                % {"record": record},
                code="odoo_not_one",
            )
        return link(record, record.said["found"][0]["id"], by=by)


def make_new(record: OdooRecord, *, by: User | None) -> OdooRecord:
    """Say that it is none of the records that look like it: a new one is made in Odoo."""
    with transaction.atomic():
        record = _locked(record)
        _refuse_booked(record)
        if record.state != State.STOPPED:
            raise Refused(
                _("%(record)s does not wait for a decision.") % {"record": record},
                code="odoo_not_stopped",
            )
        name = f"{settings.LLLO_ODOO.prefix}.{record.key}"
        was_used = record.sha256 or not record.external_id
        record.external_id = f"{name}_{uuid.uuid4().hex[:6]}" if was_used else name
        record.odoo_id, record.sha256, record.follows = None, "", None
        record.make_new, record.state = True, State.WAITING
        record.said = note("new")
        record.save()
        audit.record("odoo.new", record, by=by)
        ask(PUSH, {"keys": [record.key]})
    return record


def _locked(record: OdooRecord) -> OdooRecord:
    """Return a record, locked."""
    locked: OdooRecord = OdooRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    return locked


def _keys(obj: Model) -> set[str]:
    """Return the keys of an object: those it was sent under, else those it would be."""
    known = {status.record.key for status in statuses(obj)}
    entity = mapping.BY_KIND.get(str(obj._meta.model_name))
    if known or entity is None:
        return known
    return {row.key for row in entity.rows(mapping.booking()) if row.obj.pk == obj.pk}


def _refuse_booked(record: OdooRecord) -> None:
    """Refuse to write or to double what is in the books."""
    if record.kind == "invoice" and record.booked_on:
        raise Refused(
            _("%(record)s is booked and is not written again; correct it by a credit note.")
            % {"record": record},
            code="odoo_booked",
        )
