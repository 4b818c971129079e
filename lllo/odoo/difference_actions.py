"""What a person decides about a difference: ours is sent, or theirs is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.errors import Refused
from lllo.odoo.actions import PUSH, ask, leave_theirs, refuse_off, send_again, stop_sending
from lllo.odoo.models import OdooDifference

if TYPE_CHECKING:
    from lllo.people.models import User

What, Decision = OdooDifference.What, OdooDifference.Decision
SENDABLE = (What.CHANGED, What.MISSING, What.UNSENT, What.MERGED)


def take_ours(difference: OdooDifference, *, by: User | None) -> OdooDifference:
    """Let our version be written in Odoo; all fields of the record go along.

    Of what was merged there nothing is written: the push lets both records wait for a decision.
    """
    refuse_off()
    with transaction.atomic():
        difference = _locked(difference, Decision.OURS)
        if difference.decision:
            return difference
        if difference.what not in SENDABLE:
            raise Refused(
                _("%(record)s cannot be sent over this: mend it in Odoo, or leave it as it is.")
                % {"record": difference.label},
                code="odoo_not_sendable",
            )
        if difference.record is None:
            ask(PUSH, {"keys": [difference.key]})
        else:
            send_again(difference.record, by=by)
        same = OdooDifference.objects.filter(run=difference.run, key=difference.key, decision="")
        same.filter(what__in=SENDABLE).update(**_decided(Decision.OURS, by))
    difference.refresh_from_db()
    return difference


def leave_difference(difference: OdooDifference, *, reason: str, by: User | None) -> OdooDifference:
    """Leave what stands in Odoo, with the reason; it is no difference any more until ours change.

    What is missing there, or was never sent, is not sent any more.
    """
    with transaction.atomic():
        difference = _locked(difference, Decision.THEIRS)
        if difference.decision:
            return difference
        record = difference.record
        if record is None:
            raise Refused(
                _("%(record)s is not one of ours; it is mended in Odoo.")
                % {"record": difference.label},
                code="odoo_not_ours",
            )
        if difference.what == What.MERGED:
            raise Refused(
                _("%(record)s was merged: decide about the record itself.")
                % {"record": difference.label},
                code="odoo_decide_first",
            )
        if difference.what in (What.CHANGED, What.ARCHIVED):
            leave_theirs(record, {difference.field: difference.theirs}, reason=reason, by=by)
        else:
            stop_sending(record, by=by)
        values = _decided(Decision.THEIRS, by) | {"reason": reason}
        OdooDifference.objects.filter(pk=difference.pk).update(**values)
    difference.refresh_from_db()
    return difference


def _locked(difference: OdooDifference, wanted: str) -> OdooDifference:
    """Return a difference of this Odoo, locked; refuses one that was decided the other way."""
    here = OdooDifference.objects.filter(run__server=settings.LLLO_ODOO.server)
    locked: OdooDifference = here.select_for_update(of=("self",)).get(pk=difference.pk)
    if locked.decision not in ("", wanted):
        raise Refused(
            _("Somebody decided about %(difference)s already.") % {"difference": locked},
            code="odoo_decided",
        )
    return locked


def _decided(decision: str, by: User | None) -> dict[str, object]:
    """Return the columns of a decision."""
    return {"decision": decision, "decided_at": clock.now(), "decided_by": by}
