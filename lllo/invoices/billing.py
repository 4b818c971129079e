"""How the office bills now: seller, VAT and numbering, read once for a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lllo import office
from lllo.programmes import queries as programmes
from lllo.rules.invoice import Treatment

if TYPE_CHECKING:
    from datetime import date

    from lllo.contracts.models import ContractLine
    from lllo.office.content import Numbering, Seller, Vat


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """What the folder ``invoicing`` says; in a demo its seller and VAT are the fictitious ones.

    Not the terms of payment, nor whether prices include VAT: those stand in each contract.
    """

    seller: Seller
    vat: Vat
    invoice_text: str
    numbering: Numbering
    is_demo: bool
    holding: tuple[str, ...]  # questions that are open and hold the invoices; none in a demo

    def vat_code(self, line: ContractLine) -> str:
        """Return the VAT code of a contract line: as agreed, else that of its component now."""
        return line.vat_code or self.vat.components.get(line.component_code, "")

    def treatment(self, vat_code: str, on: date) -> Treatment | None:
        """Return how a VAT code is taxed on a day, or nothing while that is not decided."""
        code = self.vat.code(vat_code, on)
        if code is None:
            return None
        return Treatment(
            category=code.category,
            rate=code.rate,
            exemption_reason=code.exemption_reason,
            exemption_code=code.exemption_code,
        )


def in_force() -> Billing:
    """Read how is billed now."""
    content = office.read()
    is_demo = programmes.is_demo()
    open_questions = [item for item in content.questions if not item.confirmed]
    return Billing(
        seller=programmes.seller_in_force(),
        vat=programmes.vat_in_force(),
        invoice_text=content.terms.invoice_text,
        numbering=content.numbering,
        is_demo=is_demo,
        holding=tuple(
            item.question for item in open_questions if item.holds_invoices and not is_demo
        ),
    )
