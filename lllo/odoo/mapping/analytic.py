"""Development line → account.analytic.account in the plan of the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.odoo.mapping import keys
from lllo.odoo.mapping.base import Booking, Entity, Lookup, Row, text
from lllo.programmes.models import DevelopmentLine

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_OURS = frozenset({"active", "color", "company_id", "partner_id"})


def rows(booking: Booking) -> Iterator[Row]:
    """Yield the development lines, if there is a plan to put them in."""
    if not booking.plan:
        return
    for line in DevelopmentLine.objects.select_related("programme"):
        yield Row(
            key=keys.line(line),
            obj=line,
            values={
                "name": text(line.name),
                "code": line.code,
                "plan_id": Lookup("account.analytic.plan", "name", booking.plan),
            },
        )


ENTITY = Entity(kind="line", model="account.analytic.account", rows=rows, not_ours=NOT_OURS)
