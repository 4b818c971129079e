"""A row of the run as its page shows it: lines, amounts, what blocks it and where to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from lllo.invoices.preview import CHANGES, OUTCOMES
from lllo.invoices.readiness import QUESTIONS_FILE
from lllo.screens.access import may_enter
from lllo.screens.office.records.page import WRITERS
from lllo.screens.office.records.places import address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.utils.functional import _StrPromise

    from lllo.invoices.preview import PreviewRow
    from lllo.invoices.readiness import Obstacle
    from lllo.people.models import User
    from lllo.screens.components.cells import Tone

TONES: dict[str, Tone] = {
    "new": "wait",
    "renewed": "wait",
    "unchanged": "good",
    "issued": "plain",
    "removed": "wait",
    "blocked": "late",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownObstacle:
    """A sentence, and the way to where it is mended; a file of the office has none."""

    sentence: str
    label: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line; without a rate while the VAT is not decided."""

    name: str
    amount: Decimal
    rate: Decimal | None
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """One instalment of a contract year."""

    organisation: str
    organisation_href: str
    contract: str
    contract_href: str
    instalment: int
    outcome: str | _StrPromise
    tone: Tone
    change: str
    lines: Sequence[ShownLine]
    in_kind: Decimal
    net: Decimal
    vat: Decimal | None
    payable: Decimal | None
    invoice: str
    invoice_href: str
    obstacles: Sequence[ShownObstacle]


def shown_row(row: PreviewRow, user: User) -> ShownRow:
    """Return a row of the preview in words, with its links."""
    may_write = may_enter(user, WRITERS)
    invoice = row.invoice
    return ShownRow(
        organisation=str(row.organisation),
        organisation_href=address(row.organisation),
        contract=row.contract.number,
        contract_href=address(row.contract),
        instalment=row.instalment,
        outcome=OUTCOMES[row.outcome],
        tone="late" if row.obstacles else TONES[row.outcome],
        change=str(CHANGES[row.change]),
        lines=[
            ShownLine(
                name=line.name,
                amount=line.net_amount,
                rate=line.vat_rate,
                category=line.vat_category,
            )
            for line in row.lines
        ],
        in_kind=row.in_kind,
        net=row.net_amount,
        vat=row.vat_amount,
        payable=row.payable_amount,
        invoice=(invoice.number or _("draft")) if invoice else "",
        invoice_href=address(invoice) if invoice else "",
        obstacles=[_obstacle(each, row, may_write=may_write) for each in row.obstacles],
    )


def _obstacle(found: Obstacle, row: PreviewRow, *, may_write: bool) -> ShownObstacle:
    """Return an obstacle with the way to mend it."""
    if not may_write:
        return ShownObstacle(sentence=found.sentence)
    label, href = _mending(found, row)
    return ShownObstacle(sentence=found.sentence, label=label, href=href)


def _mending(found: Obstacle, row: PreviewRow) -> tuple[str, str]:
    """Return label and address of where an obstacle is mended; a file is mended outside."""
    invoice = row.invoice
    if found.mended_at == "organisation":
        href = reverse("organisation_billing", args=[row.organisation.public_id])
        return _("Mend the billing data"), href
    if found.mended_at == "contract":
        if invoice is not None:
            return _("Fill it in"), reverse("invoice_order", args=[invoice.public_id])
        return _("Fill it in"), reverse("contract_order", args=[row.contract.public_id])
    if found.mended_at == "invoice" and invoice is not None:
        return _("Look at the invoice"), address(invoice)
    if found.mended_at in ("invoice", "run"):
        return _("Look at the agreement"), address(row.contract)
    if found.mended_at == QUESTIONS_FILE:
        return _("Open questions"), reverse("questions")
    return _("Load the office folders"), reverse("programme_load")
