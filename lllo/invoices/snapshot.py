"""What an invoice says, frozen: the only thing that PDF, UBL, HTML and mail are made of.

``InvoiceSnapshot`` holds everything on an invoice or credit note; nothing below it is a model.
It is built once, at issue (``freezing``), kept in ``Invoice.snapshot`` as ``as_json`` writes it,
and read back with ``from_json``: whatever is printed, shown or mailed later says what was issued.
Equal snapshots give equal documents.

To issue: make the snapshot with ``number=""``, ``papers.prepare(snapshot)`` outside of the
transaction (slow), and in it ``prepared.numbered(number)`` (fast), which returns the papers.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from lllo.office.content import Seller
from lllo.rules.period import Period

VAT_SCHEMES = {  # of the Peppol code list of schemes, by the first letters of a VAT identifier
    "NL": "9944", "BE": "9925", "DE": "9930", "AT": "9914", "BG": "9926", "CY": "9928",
    "CZ": "9929", "EE": "9931", "EL": "9933", "ES": "9920", "FR": "9957", "GB": "9932",
    "HR": "9934", "HU": "9910", "IE": "9935", "LI": "9936", "LT": "9937", "LU": "9938",
    "LV": "9939", "MT": "9943", "PL": "9945", "PT": "9946", "RO": "9947", "SI": "9949",
    "SK": "9950", "SE": "9955",
}  # fmt: skip
NOT_XML = re.compile(  # what XML 1.0 does not hold, and further control characters
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
HOME = "NL"
PEPPOL_BIS, NLCIUS = "peppol_bis_3", "nlcius"
EN_16931 = "en_16931"  # the standard alone, without what Peppol demands besides
BY_MAIL_ONLY = "mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """The organisation as an invoice keeps it (BG-7), with how and where it wants its invoices.

    ``peppol_scheme`` is 0190 (OIN), 0106 (KvK) or 9944 (btw-id) and ``peppol_id`` the number;
    both empty: the first of these that is known. ``invoice_format`` is ``peppol_bis_3`` or
    ``nlcius``, ``invoice_language`` ``nl`` or ``en``, ``order_number_label`` the wording of the
    buyer for its order number.
    """

    name: str
    legal_name: str
    kvk_number: str = ""
    oin: str = ""
    vat_identifier: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country_code: str = "NL"
    invoice_attention: str = ""
    invoice_street: str = ""
    invoice_postal_code: str = ""
    invoice_city: str = ""
    invoice_email: str = ""
    invoice_channel: str = "mail"
    invoice_format: str = PEPPOL_BIS
    invoice_language: str = "nl"
    peppol_scheme: str = ""
    peppol_id: str = ""
    order_number_label: str = ""
    contract_reference: str = ""
    annexes_merged: bool = True

    @property
    def endpoint(self) -> tuple[str, str] | None:
        """The electronic address (BT-49) as scheme and number, or nothing when none is known."""
        known = (
            (self.peppol_scheme, self.peppol_id),
            ("0190", self.oin),
            ("0106", self.kvk_number),
            (VAT_SCHEMES.get(self.vat_identifier[:2], ""), self.vat_identifier),
        )
        return next((pair for pair in known if all(pair)), None)

    @property
    def gets_e_invoices(self) -> bool:
        """Whether its invoices go over Peppol, too, which asks for an electronic address."""
        return self.invoice_channel != BY_MAIL_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotLine:
    """A line (BG-25); ``vat_rate`` in per cent, categories other than ``S`` have no rate."""

    position: int
    component_code: str
    name: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    vat_category: str
    vat_rate: Decimal
    net_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotVat:
    """The VAT of one category and rate (BG-23)."""

    category: str
    rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal
    exemption_reason: str = ""
    exemption_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The invoice that a credit note takes back (BT-25, BT-26), and why (BT-22)."""

    number: str
    issue_date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A PDF that goes with an invoice; its bytes are kept elsewhere, under ``sha256``.

    ``archivable``: it can stand behind the invoice in one PDF/A.
    """

    filename: str
    title: str
    sha256: str
    archivable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceSnapshot:
    """Everything on an invoice or, with ``original``, on a credit note; amounts are positive."""

    number: str  # empty until the number is taken
    issue_date: date
    due_date: date
    period: Period
    contract_number: str
    contract_reference: str
    purchase_order_number: str
    orderer: str
    seller: Seller
    buyer: Buyer
    lines: tuple[SnapshotLine, ...]
    vat: tuple[SnapshotVat, ...]
    net_amount: Decimal
    vat_amount: Decimal
    payable_amount: Decimal
    order_number_needed: bool = False
    in_kind: tuple[tuple[str, Decimal], ...] = ()
    text: str = ""
    original: Original | None = None
    annexes: tuple[Annex, ...] = ()
    demo: bool = False
    seller_country: str = ""
    buyer_country: str = ""
    stays_dutch: tuple[str, ...] | None = None  # nothing: issued before this was kept

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes an invoice back."""
        return self.original is not None

    @property
    def language(self) -> str:
        """The language of its labels."""
        return self.buyer.invoice_language

    @property
    def form(self) -> str:
        """The format of its UBL: what the buyer wants, unless no e-invoice can reach it at all.

        Both formats demand an electronic address (PEPPOL-EN16931-R010). EN 16931 itself does not,
        nor does the law: to a buyer abroad without any number the invoice goes by mail.
        """
        return self.buyer.invoice_format if self.buyer.endpoint else EN_16931

    @property
    def payment_reference(self) -> str:
        """What the payer is asked to mention (BT-83)."""
        return self.number

    @property
    def buyer_reference(self) -> str:
        """Who ordered it or for whom it is (BT-10): something the buyer can approve it by."""
        return self.orderer or self.buyer.invoice_attention or self.contract_number

    @property
    def file_stem(self) -> str:
        """The number as the name of a file."""
        return "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in self.number)

    def numbered(self, number: str) -> InvoiceSnapshot:
        """Return the same with its number."""
        return replace(self, number=number)


def tidy(value: Any) -> Any:
    """Return a snapshot, or a part of it, with texts that every document can hold.

    Composed letters (NFC: a name typed on some keyboards comes in pieces), no control characters,
    single spaces; lines stay lines.
    """
    if isinstance(value, str):
        lines = NOT_XML.sub(" ", normalize("NFC", value.replace("\r\n", "\n"))).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines)
    if isinstance(value, tuple):
        return tuple(tidy(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: tidy(getattr(value, f.name)) for f in fields(value)})
    return value


def as_json(snapshot: InvoiceSnapshot) -> dict[str, Any]:
    """Return a snapshot as plain values; amounts are texts, days ISO dates."""
    plain: dict[str, Any] = _plain(asdict(snapshot))
    return plain


def from_json(kept: dict[str, Any]) -> InvoiceSnapshot:
    """Return the snapshot that ``as_json`` wrote, also an earlier version of it did."""
    original = kept["original"]
    return known_fields(
        InvoiceSnapshot,
        kept
        | {key: date.fromisoformat(kept[key]) for key in ("issue_date", "due_date")}
        | {key: Decimal(kept[key]) for key in ("net_amount", "vat_amount", "payable_amount")}
        | {
            "period": Period(**{k: date.fromisoformat(day) for k, day in kept["period"].items()}),
            "seller": known_fields(Seller, kept["seller"]),
            "buyer": known_fields(Buyer, kept["buyer"]),
            "lines": tuple(_amounts(SnapshotLine, line) for line in kept["lines"]),
            "vat": tuple(_amounts(SnapshotVat, total) for total in kept["vat"]),
            "in_kind": tuple((name, Decimal(amount)) for name, amount in kept["in_kind"]),
            "annexes": tuple(known_fields(Annex, annex) for annex in kept.get("annexes", ())),
            "stays_dutch": texts_kept(kept.get("stays_dutch")),
            "original": original
            and known_fields(
                Original, original | {"issue_date": date.fromisoformat(original["issue_date"])}
            ),
        },
    )


def texts_kept(kept: list[str] | None) -> tuple[str, ...] | None:
    """Return the texts of a list that was kept; nothing where none was."""
    return None if kept is None else tuple(kept)


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _amounts(kind: type[Any], kept: dict[str, Any]) -> Any:
    """Return a line or VAT total with its amounts as numbers again."""
    amounts = {item.name for item in fields(kind) if item.type == "Decimal"}
    return known_fields(kind, {k: Decimal(v) if k in amounts else v for k, v in kept.items()})


def known_fields(kind: type[Any], kept: dict[str, Any]) -> Any:
    """Return an object of the fields that were kept; what it learned later has its default."""
    names = {item.name for item in fields(kind)}
    return kind(**{key: value for key, value in kept.items() if key in names})
