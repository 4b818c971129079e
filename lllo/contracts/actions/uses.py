"""What is taken of an entitlement, by whom, and what is given back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.contracts import refusals
from lllo.contracts.models import Entitlement, Use
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import Model

    from lllo.people.models import Person, User


def use_entitlement(  # noqa: PLR0913 - each is a column of the row it writes
    entitlement: Entitlement,
    *,
    quantity: Decimal,
    on: date,
    reason: str,
    person: Person | None = None,
    override_reason: str = "",
    by: User | None,
) -> Use:
    """Take ``quantity`` (hours, seats, EC) of an entitlement on a day of its contract year.

    Going beyond what is left needs an ``override_reason`` and a programme lead;
    the reason stays with the row. It is not kept where there was enough.
    """
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        locked = _locked_entitlement(entitlement.pk)
        refusals.refuse_outside(locked.contract_year, on)
        beyond = refusals.goes_beyond(locked, quantity, override_reason, by)
        use = Use(
            entitlement=locked,
            quantity=quantity,
            used_on=on,
            person=person,
            reason=reason.strip(),
            override_reason=override_reason.strip() if beyond else "",
            recorded_by=by,
        )
        refuse_invalid(use)
        use.save()
        row: Any = {"use": use.pk, "quantity": str(quantity), "on": on.isoformat()}
        audit.record("entitlement.used", locked, by=by, override_reason=use.override_reason, **row)
    return use


def _locked_entitlement(pk: int) -> Entitlement:
    """Return an entitlement of which nobody else can take at this moment."""
    entitlements = Entitlement.objects.select_for_update(of=("self",))
    found = (
        entitlements.select_related("contract_year__contract__organisation").filter(pk=pk).first()
    )
    if found is None:
        raise Refused(
            _("An addendum replaced this entitlement; look it up again."),
            code="entitlement_replaced",
        )
    return found


def name_use(use: Use, person: Person) -> None:
    """Note who takes what was used, when that is said or changed afterwards.

    The caller's audit row tells who it was before; how much was used stays.
    """
    use.person = person
    use.save(update_fields=["person"])


def note_use(use: Use, reason: str) -> None:
    """Note what a use is for, when that changes and the seat stays the same.

    The caller's audit row tells what it was for before; how much was used stays.
    """
    refusals.refuse_without_reason(reason)
    use.reason = reason.strip()
    use.save(update_fields=["reason"])


def reverse_use(
    use: Use, *, on: date, reason: str, owner: Model | None = None, by: User | None
) -> Use:
    """Give back what a use took: a negative row that names it, once for each use.

    A use that belongs to a registration, a session or a course seat is given back
    by cancelling that; the action that does so hands itself over as ``owner``.
    """
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        entitlement = _locked_entitlement(use.entitlement_id)
        refusals.refuse_owned(use, owner)
        if use.reverses_id is not None:
            raise Refused(_("A reversal cannot be reversed. Record a new use."), code="is_reversal")
        if Use.objects.filter(reverses=use).exists():
            raise Refused(
                _("This use was given back before: %(use)s.") % {"use": use},
                code="already_reversed",
            )
        reversal = Use(
            entitlement=entitlement,
            quantity=-use.quantity,
            used_on=on,
            person=use.person,
            reason=reason.strip(),
            reverses=use,
            recorded_by=by,
        )
        refuse_invalid(reversal)
        reversal.save()
        audit.record(
            "entitlement.given_back",
            entitlement,
            by=by,
            use=use.pk,
            quantity=str(use.quantity),
            on=on.isoformat(),
        )
    return reversal
