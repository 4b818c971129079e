"""Builds what an invoice says from its rows and the office folders, once, at issue.

Where the fields come from:

* ``seller``: ``Invoice.seller`` (a kept ``office.content.Seller``).
* ``buyer``: ``Invoice.buyer``, a kept ``Buyer``, made by ``buyer_of(organisation)``; each field
  is a column of the same name of ``people.Organisation`` (one that is not there is empty).
* ``lines``, ``vat``: the rows of ``InvoiceLine`` and ``VatTotal``, each field a column.
* amounts, dates, period, ``purchase_order_number`` (BT-13), ``orderer`` (BT-10): ``Invoice``.
* ``contract_reference`` (BT-12): the reference of the buyer, else our contract number.
* ``annexes``: ``InvoiceAnnex``, PDF files that go with it; in its PDF if ``buyer.annexes_merged``.
* ``seller_country``, ``buyer_country``: names, where one of them is not in the Netherlands. They
  are kept, and not looked up again: countries change their names.
* ``stays_dutch``: the texts of an English document that are Dutch, for want of an English one.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from lllo.invoices.billing import ENGLISH
from lllo.invoices.snapshot import (
    HOME,
    Annex,
    Buyer,
    InvoiceSnapshot,
    Original,
    SnapshotLine,
    SnapshotVat,
    known_fields,
    texts_kept,
)
from lllo.invoices.wording import words
from lllo.office.content import Seller
from lllo.rules.period import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lllo.contracts.models import ContractYear
    from lllo.invoices.billing import Billing
    from lllo.invoices.models import Invoice, InvoiceLine, VatTotal
    from lllo.people.models import Organisation


def buyer_of(organisation: Organisation) -> Buyer:
    """Return an organisation as its invoices keep it."""
    names = (item.name for item in fields(Buyer) if hasattr(organisation, item.name))
    return Buyer(**{name: getattr(organisation, name) for name in names})


def snapshot_of(
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    vat_totals: Sequence[VatTotal],
    billing: Billing,
) -> InvoiceSnapshot:
    """Return what an invoice says that has its dates, parties and totals; its number may follow."""
    assert invoice.issue_date is not None
    assert invoice.due_date is not None
    assert invoice.vat_amount is not None
    assert invoice.payable_amount is not None
    contract_year = invoice.contract_year
    contract_number = contract_year.contract.number
    buyer = known_fields(Buyer, invoice.buyer)
    return InvoiceSnapshot(
        number=invoice.number or "",
        issue_date=invoice.issue_date,
        due_date=invoice.due_date,
        period=Period(starts_on=invoice.period_starts_on, ends_on=invoice.period_ends_on),
        contract_number=contract_number,
        contract_reference=buyer.contract_reference or contract_number,
        purchase_order_number=invoice.purchase_order_number,
        orderer=invoice.orderer,
        **_parties(known_fields(Seller, invoice.seller), buyer),
        lines=tuple(_columns(SnapshotLine, line) for line in lines),
        vat=tuple(_columns(SnapshotVat, total) for total in vat_totals),
        net_amount=invoice.net_amount,
        vat_amount=invoice.vat_amount,
        payable_amount=invoice.payable_amount,
        order_number_needed=invoice.organisation.wants_order_number(invoice.payable_amount),
        in_kind=_in_kind(contract_year),
        text=billing.text(buyer.invoice_language),
        stays_dutch=_stays_dutch(invoice, buyer, vat_totals, billing),
        original=_original(invoice),
        annexes=_annexes(invoice),
        demo=billing.is_demo,
    )


def _original(invoice: Invoice) -> Original | None:
    """Return what a credit note takes back."""
    corrected = invoice.corrects
    if corrected is None:
        return None
    assert corrected.number is not None
    assert corrected.issue_date is not None
    return Original(number=corrected.number, issue_date=corrected.issue_date, reason=invoice.reason)


def _parties(seller: Seller, buyer: Buyer) -> dict[str, Any]:
    """Return both parties, with their countries in the language of the buyer; none at home."""
    parties: dict[str, Any] = {"seller": seller, "buyer": buyer}
    if seller.country_code == buyer.country_code == HOME:
        return parties
    say = words(buyer.invoice_language)
    names = {f"{who}_country": say.country(party.country_code) for who, party in parties.items()}
    return {**parties, **names}


def _stays_dutch(
    invoice: Invoice, buyer: Buyer, vat_totals: Sequence[VatTotal], billing: Billing
) -> tuple[str, ...] | None:
    """Return the texts that a document in another language has in Dutch.

    A credit note takes over the texts of its invoice, whatever the office has by now.
    """
    if invoice.corrects is not None:
        return texts_kept(invoice.corrects.snapshot.get("stays_dutch"))
    if buyer.invoice_language != ENGLISH:
        return ()
    dutch = [text for _file, text in billing.without_english()]
    shown = [billing.text(ENGLISH), *(total.exemption_reason for total in vat_totals)]
    return tuple(text for text in shown if any(each in text for each in dutch))


def _in_kind(contract_year: ContractYear) -> tuple[tuple[str, Decimal], ...]:
    """Return what the university bears of a contract year."""
    lines = (line for line in contract_year.lines.all() if line.borne_by_university)
    return tuple((line.component_name, line.amount) for line in lines)


def _annexes(invoice: Invoice) -> tuple[Annex, ...]:
    """Return what goes with an invoice now; with a credit note nothing does.

    The position keeps the names apart: inside the UBL they are ids (BT-122).
    """
    if invoice.corrects_id:
        return ()
    contract = invoice.contract_year.contract
    rows = [row for row in invoice.organisation.invoice_annexes.all() if row.goes_with(contract)]
    return tuple(
        Annex(
            filename=f"{position}-{row.document.filename}",
            title=row.title,
            sha256=row.document.sha256,
            archivable=row.archivable,
        )
        for position, row in enumerate(rows, start=1)
    )


def _columns(kind: type[Any], row: Any) -> Any:
    """Return an object from a row with columns of the same names."""
    return kind(**{item.name: getattr(row, item.name) for item in fields(kind)})
