"""Corrections of what stands in agreements and on invoices: asked by a contact, made by the office.

What a contact changes directly is in ``own_data_actions``.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit, identifiers
from lllo.people.models import CorrectionRequest, Organisation
from lllo.people.own_data_actions import change_columns

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lllo.people.models import User

State = CorrectionRequest.State
# What parties, invoices and payments go by: it changes after the office has looked at it.
BY_THE_OFFICE = ("name", "legal_name", "kvk_number", "oin", "rsin", "vat_identifier", "iban")


def ask_correction(
    organisation: Organisation,
    wanted: Mapping[str, str],
    *,
    remark: str = "",
    on: date,
    by: User | None,
) -> CorrectionRequest:
    """Ask the office to change columns of ``BY_THE_OFFICE``, or whatever the remark says.

    Numbers are checked at once. Whether another organisation has them is not
    told to who asks: the office sees that when it accepts.
    """
    differing = _differing(organisation, wanted)
    remark = remark.strip()
    if not (differing or remark):
        raise Refused(_("Nothing differs from what is known already."), code="nothing_differs")
    request = CorrectionRequest(
        organisation=organisation,
        before={name: getattr(organisation, name) for name in differing},
        wanted=differing,
        remark=remark,
        asked_by=by,
        asked_on=on,
    )
    refuse_invalid(request)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        _refuse_second(organisation)
        request.save()
        audit.record("correction.asked", request, by=by, on=on.isoformat(), wanted=differing)
    return request


def accept_correction(request: CorrectionRequest, *, on: date, by: User | None) -> Organisation:
    """Make the change that was asked for, or note that the remark was followed.

    Refuses where the data changed since: then it is no longer clear what was meant.
    """
    with transaction.atomic():
        request = _locked(request)
        organisation = Organisation.objects.select_for_update().get(pk=request.organisation_id)
        for name, known in request.before.items():
            if getattr(organisation, name) not in {known, request.wanted[name]}:
                sentence = _("%(field)s was changed in the meantime; look at it again.")
                label = organisation._meta.get_field(name).verbose_name
                raise Refused(sentence % {"field": label}, code="correction_outdated")
        organisation = change_columns(organisation, request.wanted, by=by)
        _answered(request, State.ACCEPTED, "correction.accepted", on=on, reason="", by=by)
    return organisation


def decline_correction(
    request: CorrectionRequest, *, on: date, reason: str, by: User | None
) -> CorrectionRequest:
    """Leave the data as it is, with the reason that the organisation reads."""
    if not reason.strip():
        raise Refused(_("Say why: the reason is missing."), code="reason_missing")
    with transaction.atomic():
        locked = _locked(request)
        return _answered(locked, State.DECLINED, "correction.declined", on=on, reason=reason, by=by)


def withdraw_correction(
    request: CorrectionRequest, *, on: date, by: User | None
) -> CorrectionRequest:
    """Take a request back that the office did not answer yet."""
    with transaction.atomic():
        locked = _locked(request)
        return _answered(locked, State.WITHDRAWN, "correction.withdrawn", on=on, reason="", by=by)


def _differing(organisation: Organisation, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that would change, in their stored form; refuse what cannot be."""
    if set(wanted) - set(BY_THE_OFFICE):
        raise ValueError(f"not corrected by request: {sorted(set(wanted) - set(BY_THE_OFFICE))}")
    values = {name: " ".join(value.split()) for name, value in wanted.items()}
    for name, clean in identifiers.NUMBERS.items():
        if values.get(name):
            values[name] = clean(values[name])
    changed = copy.copy(organisation)
    for name, value in values.items():
        setattr(changed, name, value)
    refuse_invalid(changed)
    if not identifiers.rsin_fits(changed.rsin, changed.oin):
        raise Refused(_("The OIN holds another RSIN."), code="rsin")
    return {name: value for name, value in values.items() if getattr(organisation, name) != value}


def _refuse_second(organisation: Organisation) -> None:
    """Refuse a second request beside one that waits; the organisation is locked by the caller."""
    if CorrectionRequest.objects.waiting().filter(organisation=organisation).exists():
        sentence = _("A correction waits for the backoffice already. Withdraw that one first.")
        raise Refused(sentence, code="correction_waits")


def _locked(request: CorrectionRequest) -> CorrectionRequest:
    """Return a waiting request that nobody else can answer at this moment."""
    locked = CorrectionRequest.objects.select_for_update().get(pk=request.pk)
    if locked.state != State.WAITING:
        sentence = _("This correction was answered before: it is %(state)s.")
        raise Refused(sentence % {"state": locked.get_state_display()}, code="correction_answered")
    return locked


def _answered(
    request: CorrectionRequest, state: State, action: str, *, on: date, reason: str, by: User | None
) -> CorrectionRequest:
    """Close a locked request."""
    request.state, request.answer, request.answered_on = state, reason.strip(), on
    request.save()
    audit.record(action, request, by=by, on=on.isoformat(), reason=reason.strip())
    return request
