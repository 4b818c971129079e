"""Sets an invoice or credit note on A4; Dutch, as all legal texts are.

What must stand on it: art. 35a Wet OB 1968, and what municipalities ask: a plain
font, black on white, clear labels, no coloured boxes. Importing this module
imports reportlab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, Spacer, Table

from lllo.documents.pdf import Sheet, build
from lllo.documents.templates import day, money, number
from lllo.documents.typography import BOLD, INK, REGULAR, RULE, WIDTH, style, styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from reportlab.platypus import Flowable

    from lllo.invoices.sheet import InvoiceSheet

HEAD_HEIGHT = 25 * mm  # so that the address starts 50 mm from the top, in an envelope's window
ADDRESS_HEIGHT = 31 * mm
RIGHT_COLUMN = 72 * mm
LABEL = 34 * mm
PARTY_LABEL = 18 * mm
AMOUNT = 27 * mm
LINES = [WIDTH - 12 * mm - 3 * AMOUNT, 12 * mm, AMOUNT, AMOUNT, AMOUNT]
VAT = [WIDTH - 3 * AMOUNT, AMOUNT, AMOUNT, AMOUNT]
TOTALS = [WIDTH - 45 * mm - AMOUNT, 45 * mm, AMOUNT]
CELLS = [
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # of empty cells, or Helvetica comes in
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 1),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
HEADED = [
    ("LINEBELOW", (0, 0), (-1, 0), 0.75, INK),
    ("LINEBELOW", (0, 1), (-1, -1), 0.25, RULE),
    ("TOPPADDING", (0, 1), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
]
TO_PAY = [("LINEABOVE", (1, -1), (-1, -1), 0.75, INK), ("TOPPADDING", (0, -1), (-1, -1), 3)]
WITHOUT_RATE = {"E": "vrijgesteld", "O": "buiten de btw", "AE": "verlegd"}


def render(sheet: InvoiceSheet) -> bytes:
    """Return an invoice or credit note as PDF; equal sheets give equal bytes."""
    title = f"{_kind(sheet)} {sheet.number}"
    return build(
        list(_Setter(sheet).story()),
        Sheet(
            title=title,
            author=sheet.seller.legal_name,
            subject=f"{_kind(sheet)} aan {sheet.buyer.legal_name}",
            demo=sheet.demo,
            footer=f"{title} · {sheet.seller.legal_name}",
        ),
    )


class _Setter:
    """Sets the parts of one invoice, from top to bottom."""

    def __init__(self, sheet: InvoiceSheet) -> None:
        self.sheet = sheet
        cell: dict[str, Any] = {"fontSize": 9.5, "leading": 12.5, "spaceAfter": 0}
        self.styles = styles() | {
            "name": style("name", fontName=BOLD, fontSize=13, leading=16),
            "strong": style("strong", **cell, fontName=BOLD),
            "total": style("total", **cell, fontName=BOLD, alignment=TA_RIGHT),
            "headamount": style("headamount", **cell | {"fontSize": 8.5}, alignment=TA_RIGHT),
            "party": style("party", **cell | {"fontSize": 9, "leading": 11.5, "spaceAfter": 5}),
            "note": style("note", **cell | {"spaceAfter": 5}),
        }
        self.styles["headamount"].textColor = self.styles["head"].textColor

    def story(self) -> Iterator[Flowable]:
        """Yield everything that is printed, in order."""
        yield from _at_least(HEAD_HEIGHT, self.head())
        yield from _at_least(ADDRESS_HEIGHT, self.address())
        yield self.text(_kind(self.sheet), "h1")
        yield self.facts()
        yield Spacer(0, 6 * mm)
        yield self.lines()
        yield KeepTogether([Spacer(0, 2 * mm), self.totals()])
        yield KeepTogether([Spacer(0, 4 * mm), self.vat()])
        yield KeepTogether([Spacer(0, 5 * mm), *self.notes()])

    def text(self, text: str, name: str = "cell") -> Paragraph:
        """Return a paragraph of plain text, each line of it on a line."""
        return Paragraph(escape(text).replace("\n", "<br/>"), self.styles[name])

    def row(self, texts: Sequence[str], names: Sequence[str]) -> list[Paragraph]:
        """Return a row of a table with a style for each cell."""
        return [self.text(text, name) for text, name in zip(texts, names, strict=True)]

    def head(self) -> Table:
        """Return the name of the seller and, at the right, where to find it."""
        seller = self.sheet.seller
        name = seller.name or seller.legal_name
        found = _stack(
            seller.contact,
            seller.phone,
            seller.email,
            seller.website,
        )
        widths = [WIDTH - RIGHT_COLUMN, RIGHT_COLUMN]
        return _table([self.row([name, found], ["name", "small"])], widths)

    def address(self) -> Table:
        """Return where the invoice goes: the invoice address, or the real one."""
        buyer = self.sheet.buyer
        street, postal_code, city = (
            (buyer.invoice_street, buyer.invoice_postal_code, buyer.invoice_city)
            if buyer.invoice_street
            else (buyer.street, buyer.postal_code, buyer.city)
        )
        attention = self.sheet.orderer or buyer.invoice_attention
        lines = [
            buyer.legal_name,
            f"T.a.v. {attention}" if attention else "",
            street,
            f"{postal_code} {city}",
            _country(buyer.country_code),
        ]
        return _table([[self.text(_stack(*lines))]], [WIDTH - RIGHT_COLUMN])

    def facts(self) -> Table:
        """Return numbers and dates, and beside them the parties as the law wants them named."""
        gap = 5 * mm
        reference = [self.row(pair, ["head", "cell"]) for pair in self.reference()]
        parties = [self.row(pair, ["head", "party"]) for pair in self.parties()]
        left, right = WIDTH - RIGHT_COLUMN - gap, RIGHT_COLUMN
        return _table(
            [
                [
                    _table(reference, [LABEL, left - LABEL]),
                    "",
                    _table(parties, [PARTY_LABEL, right - PARTY_LABEL]),
                ]
            ],
            [left, gap, right],
        )

    def reference(self) -> list[tuple[str, str]]:
        """Return the numbers and dates by which the buyer books the invoice."""
        sheet = self.sheet
        rows = [(f"{_kind(sheet)}nummer", sheet.number), ("Factuurdatum", day(sheet.issue_date))]
        if sheet.original:
            rows[1] = ("Datum", day(sheet.issue_date))
            original = f"{sheet.original.number} van {day(sheet.original.issue_date)}"
            rows += [("Betreft factuur", original), ("Reden", sheet.original.reason)]
        else:
            rows.append(("Vervaldatum", day(sheet.due_date)))
        return [
            *rows,
            ("Ordernummer / verplichtingennummer", sheet.purchase_order_number or "–"),
            ("T.a.v. / besteller", sheet.orderer or sheet.buyer.invoice_attention or "–"),
            ("Overeenkomst", sheet.contract_number),
            ("Periode", f"{day(sheet.period.starts_on)} t/m {day(sheet.period.last_day)}"),
        ]

    def parties(self) -> list[tuple[str, str]]:
        """Return buyer and seller with their legal names, addresses and registrations."""
        seller, buyer = self.sheet.seller, self.sheet.buyer
        seller_text = _stack(
            seller.legal_name,
            seller.street,
            f"{seller.postal_code} {seller.city}",
            f"KvK {seller.kvk_number}",
            f"Btw-id {seller.vat_identifier}",
            f"IBAN {_iban(seller.iban)}",
        )
        buyer_text = _stack(
            buyer.legal_name,
            buyer.street,
            f"{buyer.postal_code} {buyer.city}",
            _country(buyer.country_code),
            buyer.kvk_number and f"KvK {buyer.kvk_number}",
            buyer.oin and f"OIN {buyer.oin}",
            buyer.vat_identifier and f"Btw-id {buyer.vat_identifier}",
        )
        return [("Leverancier", seller_text), ("Afnemer", buyer_text)]

    def lines(self) -> Table:
        """Return the lines with quantity, unit price, VAT and net amount."""
        right = "headamount"
        head = self.row(
            ["Omschrijving", "Aantal", "Prijs", "Btw", "Bedrag"],
            ["head", right, right, right, right],
        )
        rows = [
            [
                [self.text(line.name, "strong"), self.text(line.description, "small")],
                *self.row(
                    [
                        number(line.quantity),
                        money(line.unit_price),
                        _rate(line.vat_category, line.vat_rate),
                        money(line.net_amount),
                    ],
                    ["amount"] * 4,
                ),
            ]
            for line in self.sheet.lines
        ]
        return _table([head, *rows], LINES, HEADED, repeat_rows=1)

    def totals(self) -> Table:
        """Return net amount, VAT and what is to be paid."""
        sheet = self.sheet
        total = "Totaal gecrediteerd" if sheet.original else "Te betalen"
        pairs = [
            ("Totaal zonder btw", sheet.net_amount, "cell", "amount"),
            ("Btw", sheet.vat_amount, "cell", "amount"),
            (total, sheet.payable_amount, "strong", "total"),
        ]
        rows = [
            ["", self.text(text, left), self.text(money(amount), right)]
            for text, amount, left, right in pairs
        ]
        return _table(rows, TOTALS, TO_PAY)

    def vat(self) -> Table:
        """Return the VAT by rate, with the text of an exemption."""
        right = "headamount"
        head = self.row(["Btw", "Tarief", "Over", "Btw-bedrag"], ["head", right, right, right])
        rows = [
            self.row(
                [
                    total.exemption_reason or "Belast",
                    _rate(total.category, total.rate),
                    money(total.taxable_amount),
                    money(total.tax_amount),
                ],
                ["cell", "amount", "amount", "amount"],
            )
            for total in self.sheet.vat
        ]
        return _table([head, *rows], VAT, HEADED)

    def notes(self) -> Iterator[Flowable]:
        """Yield what the university bears, and how is paid or settled."""
        sheet = self.sheet
        for name, amount in sheet.in_kind:
            # Each instalment says it: the amount is that of the year, not of the instalment.
            share = f"{money(amount)} voor het hele contractjaar"
            yield self.text(f"{name} in natura: {share}, niet gefactureerd.", "note")
        if sheet.original:
            yield self.text(
                f"Dit bedrag wordt verrekend met factuur {sheet.original.number}. Wat daarvan al is"
                " betaald, wordt teruggestort.",
                "note",
            )
            return
        seller = sheet.seller
        yield self.text(
            f"Te betalen: {money(sheet.payable_amount)}, uiterlijk op {day(sheet.due_date)}, op"
            f" IBAN {_iban(seller.iban)} ten name van {seller.account_name or seller.legal_name},"
            f" onder vermelding van {sheet.number}.",
            "strong",
        )
        yield Spacer(0, 2 * mm)
        yield self.text(sheet.text, "note")


def _kind(sheet: InvoiceSheet) -> str:
    """Return what the document is called."""
    return "Creditnota" if sheet.original else "Factuur"


def _stack(*lines: str) -> str:
    """Return what is there, one below the other."""
    return "\n".join(line.strip() for line in lines if line.strip())


def _country(code: str) -> str:
    """Return the country where it is not the Netherlands."""
    return "" if code == "NL" else code


def _iban(iban: str) -> str:
    """Return an IBAN in groups of four that stay on one line."""
    plain = iban.replace(" ", "")
    return "\u00a0".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _rate(category: str, rate: Decimal) -> str:
    """Return a VAT rate, or why there is none."""
    return WITHOUT_RATE.get(category) or f"{number(rate)}\u00a0%"


def _table(
    rows: Sequence[Sequence[Any]],
    widths: Sequence[float],
    look: Iterable[tuple[Any, ...]] = (),
    *,
    repeat_rows: int = 0,
) -> Table:
    """Return a table at the left margin, its cells without more room than they need."""
    return Table(
        rows, colWidths=widths, style=[*CELLS, *look], hAlign="LEFT", repeatRows=repeat_rows
    )


def _at_least(height: float, flowable: Flowable) -> Iterator[Flowable]:
    """Yield a flowable and the room that is missing to a height."""
    yield flowable
    yield Spacer(0, max(0, height - flowable.wrap(WIDTH, height)[1]))
