"""What was sent to Odoo and what differs there, by rows, for the Odoo of the settings."""

from __future__ import annotations

from django.conf import settings

from lllo.odoo.models import OdooDifference, OdooRecord, OdooRun
from lllo.odoo.wording import note, text
from lllo.people.models import Organisation
from lllo.training.models import Event, Registration
from tests.screens import scene as build

LINES = (
    {"name": note("version"), "state": "right", "text": text("Odoo 19.0, json2")},
    {
        "name": note("key"),
        "state": "warning",
        "text": note("key_until", day=note("day", value="2026-06-01")),
    },
    {"name": note("journal"), "state": "wrong", "text": note("journal_empty")},
)
FOUND = note("found", name="Gemeente Tweeling", id=31, by=[note("by_kvk")])


def make_record(obj, kind="organisation", **values) -> OdooRecord:
    """Note that one of our things was sent."""
    number = OdooRecord.objects.count() + 1
    key = f"{kind}_{obj.public_id.hex}" if hasattr(obj, "public_id") else f"{kind}_{number}"
    return OdooRecord.objects.create(
        **{
            "server": settings.LLLO_ODOO.server, "kind": kind, "key": key, "label": str(obj),
            "object_type": obj._meta.label_lower, "object_id": obj.pk,
            "odoo_model": "res.partner", "odoo_id": 100 + number, "state": "sent",
            "external_id": f"lllo.{key}", "said": note("in_step"), "tried_at": build.NOW,
            "sent_at": build.NOW, "sha256": "0" * 64,
        }
        | values
    )  # fmt: skip


def make_run(kind, **values) -> OdooRun:
    """Note a run that ended."""
    return OdooRun.objects.create(
        **{
            "server": settings.LLLO_ODOO.server, "kind": kind, "started_at": build.NOW,
            "ended_at": build.NOW, "said": text("Verstuurd: 3."), "is_whole": True, "calls": 7,
        }
        | values
    )  # fmt: skip


def make_difference(record, run=None, /, **values) -> OdooDifference:
    """Note a difference that the last comparison found."""
    run = run or make_run(
        OdooRun.Kind.RECONCILE,
        details={
            "balances": [
                {"kind": "organisation", "ours": 3, "theirs": 2, "our_sum": None, "their_sum": None},
                {"kind": "invoice", "ours": 1, "theirs": 1, "our_sum": "100.00",
                 "their_sum": "100.00"},
            ]
        },
    )  # fmt: skip
    return OdooDifference.objects.create(
        **{
            "run": run, "record": record, "kind": record.kind, "key": record.key,
            "label": record.label, "what": "changed", "field": "city", "ours": "Enschede",
            "theirs": "Elders", "odoo_model": record.odoo_model, "odoo_id": record.odoo_id,
        }
        | values
    )  # fmt: skip


def find_rows() -> tuple[OdooRecord, OdooDifference] | None:
    """Return what ``make_rows`` returned, if it was called before: another role reads the same."""
    stopped = OdooRecord.objects.filter(state="stopped").first()
    difference = OdooDifference.objects.filter(record__isnull=False).first()
    return (stopped, difference) if stopped and difference else None


def make_rows() -> tuple[OdooRecord, OdooDifference]:
    """Make a record in each state, and a difference; return what waits for a decision, and it."""
    others = OdooRecord.objects.filter(kind="organisation").values("object_id")
    organisations = list(Organisation.objects.exclude(pk__in=others).order_by("pk")[:3])
    sent = make_record(organisations[0], accepted={"street": "Elders 1"})
    known = note("known_once", found=[FOUND])
    stopped = make_record(organisations[1], state="stopped", odoo_id=None, said=known)
    make_record(organisations[2], state="problem", said=note("data", detail="XX?"))
    event, registration = Event.objects.first(), Registration.objects.first()
    make_record(event, "event", odoo_model="event.event")
    make_record(registration, "registration", odoo_model="event.registration", state="waiting")
    make_run(OdooRun.Kind.PUSH)
    make_run(OdooRun.Kind.CHECK, details={"lines": list(LINES)})
    difference = make_difference(sent)
    make_difference(sent, difference.run, what="extra", record=None, key="", field="")
    return stopped, difference
