"""The words on an invoice, in Dutch and in English, and how it writes amounts and days.

They stand here and not in the catalogue of messages: an invoice is a legal document, which may
not change its words, or lose them, with a translation of the screens.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

LOCALES = {"nl": "nl", "en": "en_GB"}
WORDS = {
    "invoice": ("Factuur", "Invoice"),
    "credit_note": ("Creditnota", "Credit note"),
    "to": ("aan", "to"),
    "invoice_number": ("Factuurnummer", "Invoice number"),
    "credit_note_number": ("Creditnotanummer", "Credit note number"),
    "invoice_date": ("Factuurdatum", "Invoice date"),
    "credit_note_date": ("Datum", "Date"),
    "due_date": ("Vervaldatum", "Due date"),
    "corrects": ("Betreft factuur", "Invoice credited"),
    "of": ("van", "of"),
    "reason": ("Reden", "Reason"),
    "order_number": ("Ordernummer / verplichtingennummer", "Order number"),
    "orderer": ("T.a.v. / besteller", "Attn. / ordered by"),
    "attention": ("T.a.v.", "Attn."),
    "contract": ("Overeenkomst", "Agreement"),
    "their_contract": ("Uw contractnummer", "Your contract number"),
    "period": ("Periode", "Period"),
    "contract_year": ("contractjaar", "contract year"),
    "instalment": ("termijn", "instalment"),
    "until": ("t/m", "to"),
    "seller": ("Leverancier", "Supplier"),
    "buyer": ("Afnemer", "Customer"),
    "kvk": ("KvK", "KvK no."),
    "vat_identifier": ("Btw-id", "VAT no."),
    "description": ("Omschrijving", "Description"),
    "quantity": ("Aantal", "Quantity"),
    "price": ("Prijs", "Price"),
    "vat": ("Btw", "VAT"),
    "amount": ("Bedrag", "Amount"),
    "rate": ("Tarief", "Rate"),
    "over": ("Over", "On"),
    "vat_amount": ("Btw-bedrag", "VAT amount"),
    "taxed": ("Belast", "Taxed"),
    "net_total": ("Totaal zonder btw", "Total excluding VAT"),
    "to_pay": ("Te betalen", "Amount to pay"),
    "credited": ("Totaal gecrediteerd", "Total credited"),
    "payment": ("Betaling", "Payment"),
    "account_name": ("Ten name van", "In the name of"),
    "mention": ("Onder vermelding van", "Please mention"),
    "pay_before": ("Uiterlijk op", "Not later than"),
    "scan": ("Betalen met de app van de bank", "Pay with a banking app"),
    "annexes": ("Bijlagen", "Annexes"),
    "settled": (
        "Dit bedrag wordt verrekend met factuur {number}; wat al is betaald, wordt teruggestort.",
        "This amount is set off against invoice {number}; what was already paid, is paid back.",
    ),
    "in_kind": (
        "{name} in natura: {amount} voor het hele contractjaar, niet gefactureerd.",
        "{name} in kind: {amount} for the whole contract year, not invoiced.",
    ),
    "lines": ("Regels", "Lines"),
    "demo_note": ("DEMO, fictief, zonder rechtsgevolg.", "DEMO, fictitious, without legal effect."),
    "demo": ("DEMO – fictief, zonder rechtsgevolg", "DEMO – fictitious, without legal effect"),
    "exempt": ("vrijgesteld", "exempt"),
    "outside": ("buiten de btw", "outside VAT"),
    "reversed": ("verlegd", "reverse charge"),
}
WITHOUT_RATE = {"E": "exempt", "O": "outside", "AE": "reversed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words and formats of one language; unknown languages read Dutch."""

    language: str

    def __getitem__(self, key: str) -> str:
        """Return the word for a key of ``WORDS``."""
        return WORDS[key][self.language == "en"]

    @property
    def locale(self) -> str:
        """The name babel has for it."""
        return LOCALES[self.language]

    def money(self, amount: Decimal) -> str:
        """Return euros: ``€ 7.500,00`` or ``€7,500.00``, on one line."""
        from babel.numbers import format_currency  # noqa: PLC0415 - babel is slow to import

        return format_currency(amount, "EUR", locale=self.locale)

    def number(self, value: Decimal) -> str:
        """Return a number with only the decimals it needs."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - as above

        return format_decimal(value, locale=self.locale)

    def day(self, value: date) -> str:
        """Return ``1 maart 2026`` or ``1 March 2026``."""
        from babel.dates import format_date  # noqa: PLC0415 - as above

        return format_date(value, "d MMMM y", locale=self.locale)

    def country(self, code: str) -> str:
        """Return the name of a country by its code of ISO 3166; an unknown code as it is."""
        from babel import Locale  # noqa: PLC0415 - as above

        return Locale.parse(self.locale).territories.get(code, code)

    def rate(self, category: str, rate: Decimal) -> str:
        """Return a VAT rate, or why there is none."""
        without = WITHOUT_RATE.get(category)
        return self[without] if without else f"{self.number(rate)}\N{NO-BREAK SPACE}%"


@cache
def words(language: str) -> Words:
    """Return the words of a language."""
    return Words(language=language if language in LOCALES else "nl")
