"""What is to be invoiced for a contract year, and whether a draft still says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.invoices.models import Invoice, InvoiceLine
from lllo.invoices.wording import words
from lllo.rules import invoice as rules
from lllo.rules.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lllo.contracts.models import Contract, ContractLine, ContractYear
    from lllo.invoices.billing import Billing

LINE_COLUMNS = (
    "position",
    "component_code",
    "name",
    "description",
    "quantity",
    "unit_price",
    "net_amount",
    "vat_code",
    "vat_category",
    "vat_rate",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One instalment of a contract year; ``lines`` are not in the database yet."""

    instalment: rules.Instalment
    lines: tuple[InvoiceLine, ...]
    totals: rules.Totals

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of an invoice that follow from the plan."""
        return {
            "period_starts_on": self.instalment.period.starts_on,
            "period_ends_on": self.instalment.period.ends_on,
            "net_amount": self.totals.net_amount,
            "vat_amount": self.totals.vat_amount,
            "payable_amount": self.totals.payable_amount,
        }

    def agrees_with(self, draft: Invoice) -> bool:
        """Tell whether a draft still says what is planned."""
        return all(getattr(draft, key) == value for key, value in self.columns.items()) and [
            _values(line) for line in draft.lines.all()
        ] == [_values(line) for line in self.lines]


def planned(contract_year: ContractYear, billing: Billing) -> tuple[Planned, ...]:
    """Return the instalments of a contract year, without those that an early end cut off.

    Only what the participant pays is invoiced; a year in which it pays nothing has none.
    """
    lines = [line for line in contract_year.lines.all() if not line.borne_by_university]
    if not lines:
        return ()
    year = Period(starts_on=contract_year.starts_on, ends_on=contract_year.ends_on)
    amounts = [line.amount for line in lines]
    contract = contract_year.contract
    return tuple(
        _plan(contract_year, lines, part, billing)
        for part in rules.instalments(year, amounts, contract.instalments)
        if contract.ended_on is None or part.period.starts_on < contract.ended_on
    )


def is_taken_back(invoice: Invoice) -> bool:
    """Tell whether credit notes took back all of an invoice; a part of it leaves it standing."""
    notes = [note.net_amount for note in invoice.credit_notes.all()]
    return bool(notes) and sum(notes) >= invoice.net_amount


def refuse_other_amounts(plan: Mapping[int, Planned], invoices: Iterable[Invoice]) -> None:
    """Refuse to go on with a contract year of which something else was invoiced than is planned.

    Other net amounts, or an end in the middle of the year, would invoice a part
    of it twice, or not at all.
    """
    for issued in invoices:
        if issued.state != Invoice.State.ISSUED or is_taken_back(issued):
            continue
        part = plan.get(issued.instalment)
        if part is None or part.totals.net_amount != issued.net_amount:
            raise Refused(
                _("Invoice %(number)s does not agree with agreement and terms; credit it first.")
                % {"number": issued.number},
                code="invoice_disagrees",
            )


def _plan(
    contract_year: ContractYear,
    lines: Sequence[ContractLine],
    instalment: rules.Instalment,
    billing: Billing,
) -> Planned:
    """Return one instalment with its VAT as far as that is known."""
    contract = contract_year.contract
    priced = _priced(contract, lines, instalment, billing)
    description = _description(contract_year, instalment.number, contract.instalments)
    return Planned(
        instalment=instalment,
        totals=rules.totals(priced),
        lines=tuple(
            InvoiceLine(
                position=position,
                component_code=line.component_code,
                name=line.component_name,
                description=description,
                unit_price=price.net_amount,
                net_amount=price.net_amount,
                vat_code=billing.vat_code(line),
                vat_category=price.treatment.category if price.treatment else "",
                vat_rate=price.treatment.rate if price.treatment else None,
            )
            for position, (line, price) in enumerate(zip(lines, priced, strict=True), start=1)
        ),
    )


def _priced(
    contract: Contract,
    lines: Sequence[ContractLine],
    instalment: rules.Instalment,
    billing: Billing,
) -> Sequence[rules.Line]:
    """Return what the lines of an instalment cost, and how each is taxed.

    What counts is the treatment on the first day of its period, so that a draft says
    the same whenever it is made.
    """
    day, language = instalment.period.starts_on, contract.organisation.invoice_language
    priced = [
        rules.Line(
            net_amount=amount,
            treatment=billing.treatment(billing.vat_code(line), day, language),
        )
        for line, amount in zip(lines, instalment.amounts, strict=True)
    ]
    return rules.without_vat(priced) if contract.prices_include_vat else priced


def _description(contract_year: ContractYear, number: int, count: int) -> str:
    """Return what a line says beside its name, in the language of the invoice."""
    say = words(contract_year.contract.organisation.invoice_language)
    year = f"{contract_year.package_name}, {say['contract_year']} {contract_year.number}"
    return year if count == 1 else f"{year}, {say['instalment']} {number} {say['of']} {count}"


def _values(line: InvoiceLine) -> tuple[Any, ...]:
    """Return what a line says, to compare it."""
    return tuple(getattr(line, column) for column in LINE_COLUMNS)
