"""Invoices: instalments, VAT once per category and rate, totals and due dates.

Terms in brackets (BG-23, BT-117) are those of EN 16931-1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from lllo.rules.money import CENT, ZERO, split, to_cents
from lllo.rules.period import MONTHS, Period, months_later

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How a line is taxed: category of UNCL 5305 (S, E, O, …), rate in per cent, exemption."""

    category: str
    rate: Decimal
    exemption_reason: str = ""
    exemption_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The amount of a line in whole cents (BT-131); no treatment: not decided yet."""

    net_amount: Decimal
    treatment: Treatment | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VatTotal:
    """The VAT of one category and rate (BG-23)."""

    treatment: Treatment
    taxable_amount: Decimal
    tax_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The totals of an invoice (BG-22); ``vat`` is nothing while a treatment is not decided."""

    net_amount: Decimal
    vat: tuple[VatTotal, ...] | None

    @property
    def vat_amount(self) -> Decimal | None:
        """The VAT of the whole invoice (BT-110)."""
        return None if self.vat is None else sum((part.tax_amount for part in self.vat), ZERO)

    @property
    def payable_amount(self) -> Decimal | None:
        """What is to be paid (BT-115)."""
        vat_amount = self.vat_amount
        return None if vat_amount is None else self.net_amount + vat_amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """A part of a contract year and what is asked for it, one amount for each line."""

    number: int
    period: Period
    amounts: tuple[Decimal, ...]


def vat_of(taxable_amount: Decimal, rate: Decimal) -> Decimal:
    """Return the VAT over a net amount, half a cent upwards (BR-CO-17)."""
    return to_cents(taxable_amount * rate / HUNDRED)


def totals(lines: Iterable[Line]) -> Totals:
    """Return the totals of some lines; VAT is rounded once for each category and rate."""
    lines = tuple(lines)
    net_amount = sum((line.net_amount for line in lines), ZERO)
    treatments = [line.treatment for line in lines if line.treatment is not None]
    if len(treatments) < len(lines):
        return Totals(net_amount=net_amount, vat=None)
    groups: dict[tuple[str, Decimal], list[Line]] = {}
    for line, treatment in zip(lines, treatments, strict=True):
        groups.setdefault((treatment.category, treatment.rate), []).append(line)
    return Totals(
        net_amount=net_amount,
        vat=tuple(_vat_total(groups[key]) for key in sorted(groups)),
    )


def without_vat(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return lines whose amounts include VAT as net lines.

    VAT is taken out once for each category and rate, and the net sum divided over
    the lines without losing a cent. Not every amount can be made of a net amount
    and its rounded VAT; then the sum stays one cent below what was agreed, never
    above it. Lines stay as they are while a treatment is not decided.
    """
    if any(line.treatment is None for line in lines):
        return tuple(lines)
    net = list(lines)
    for treatment_key in {_key(line) for line in lines}:
        group = [index for index, line in enumerate(lines) if _key(line) == treatment_key]
        gross = [lines[index].net_amount for index in group]
        net_sum = _net_of(sum(gross, ZERO), treatment_key[1])
        weights = gross if any(gross) else [1] * len(gross)
        for index, amount in zip(group, split(net_sum, weights), strict=True):
            net[index] = replace(lines[index], net_amount=amount)
    return tuple(net)


def instalments(year: Period, amounts: Sequence[Decimal], count: int) -> tuple[Instalment, ...]:
    """Divide the amounts of a contract year over ``count`` equal parts, losing no cent.

    Each part starts on a whole month of the contract year, so ``count`` is 1 to 12;
    raises ``ValueError`` otherwise.
    """
    if not 1 <= count <= MONTHS:
        raise ValueError(f"a contract year has 1 to {MONTHS} instalments, not {count}")
    days = [months_later(year.starts_on, MONTHS * index // count) for index in range(count)]
    ends = [*days[1:], year.ends_on]
    parts = [split(amount, [1] * count) for amount in amounts]
    return tuple(
        Instalment(
            number=index + 1,
            period=Period(starts_on=days[index], ends_on=ends[index]),
            amounts=tuple(part[index] for part in parts),
        )
        for index in range(count)
    )


def due_date(issue_date: date, payment_days: int) -> date:
    """Return the day on which must be paid at the latest (BT-9)."""
    return issue_date + timedelta(days=payment_days)


def _key(line: Line) -> tuple[str, Decimal]:
    """Return what VAT is added up by."""
    assert line.treatment is not None
    return line.treatment.category, line.treatment.rate


def _net_of(gross: Decimal, rate: Decimal) -> Decimal:
    """Return the largest net amount that with its VAT is not more than ``gross``."""
    net = to_cents(gross * HUNDRED / (HUNDRED + rate))
    return net - CENT if net + vat_of(net, rate) > gross else net


def _vat_total(lines: Sequence[Line]) -> VatTotal:
    """Return the VAT of lines of one category and rate; different exemptions are all named."""
    treatments = list(dict.fromkeys(line.treatment for line in lines if line.treatment))
    taxable_amount = sum((line.net_amount for line in lines), ZERO)
    reasons = dict.fromkeys(item.exemption_reason for item in treatments if item.exemption_reason)
    codes = {item.exemption_code for item in treatments}
    first = treatments[0]
    return VatTotal(
        treatment=replace(
            first,
            exemption_reason="; ".join(reasons),
            exemption_code=first.exemption_code if len(codes) == 1 else "",
        ),
        taxable_amount=taxable_amount,
        tax_amount=vat_of(taxable_amount, first.rate),
    )
