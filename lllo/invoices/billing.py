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
    from lllo.office.content import Numbering, Seller, Terms, Vat

ENGLISH = "en"
VAT_FILE, TERMS_FILE = "invoicing/vat.toml", "invoicing/terms.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Billing:
    """What the folder ``invoicing`` says; in a demo its seller and VAT are the fictitious ones.

    Of the terms only the text: those of payment, and whether prices include VAT, stand in each
    contract.
    """

    seller: Seller
    vat: Vat
    terms: Terms
    numbering: Numbering
    is_demo: bool
    holding: tuple[str, ...]  # questions that are open and hold the invoices; none in a demo

    def vat_code(self, line: ContractLine) -> str:
        """Return the VAT code of a contract line: as agreed, else that of its component now."""
        return line.vat_code or self.vat.components.get(line.component_code, "")

    def treatment(self, vat_code: str, on: date, language: str) -> Treatment | None:
        """Return how a VAT code is taxed on a day, or nothing while that is not decided.

        ``language`` is that of the invoice, on which the reason of an exemption stands.
        """
        code = self.vat.code(vat_code, on)
        if code is None:
            return None
        english = code.exemption_reason_en if language == ENGLISH else ""
        return Treatment(
            category=code.category,
            rate=code.rate,
            exemption_reason=english or code.exemption_reason,
            exemption_code=code.exemption_code,
        )

    def text(self, language: str) -> str:
        """Return what an invoice in a language says about paying."""
        english = self.terms.invoice_text_en if language == ENGLISH else ""
        return english or self.terms.invoice_text

    def without_english(self) -> tuple[tuple[str, str], ...]:
        """Return the texts that stay Dutch on an English invoice, each with its file."""
        texts = [
            (VAT_FILE, code.exemption_reason)
            for code in self.vat.codes
            if not code.exemption_reason_en
        ]
        if not self.terms.invoice_text_en:
            texts.append((TERMS_FILE, self.terms.invoice_text))
        return tuple(dict.fromkeys((file, text) for file, text in texts if text))


def in_force() -> Billing:
    """Read how is billed now."""
    content = office.read()
    is_demo = programmes.is_demo()
    open_questions = [item for item in content.questions if not item.confirmed]
    return Billing(
        seller=programmes.seller_in_force(),
        vat=programmes.vat_in_force(),
        terms=content.terms,
        numbering=content.numbering,
        is_demo=is_demo,
        holding=tuple(
            item.question for item in open_questions if item.holds_invoices and not is_demo
        ),
    )
