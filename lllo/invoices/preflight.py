"""What is wrong with an invoice before it is issued, in sentences; all of it at once.

The official rules miss wrong check digits, and their messages are no help to an office. What
is asked here: art. 35a Wet OB 1968, NL-R-002 to NL-R-005, BR-E, BR-O, BR-AE of EN 16931.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import Refused
from lllo.rules.identifiers import is_po_box, kvk_problem, oin_problem
from lllo.rules.invoice import vat_of
from lllo.rules.money import ZERO, to_cents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from django.utils.functional import _StrPromise

    from lllo.invoices.snapshot import Buyer, InvoiceSnapshot
    from lllo.office.content import Seller

FIELDS = {
    "legal_name": gettext_lazy("legal name"),
    "street": gettext_lazy("street and number"),
    "postal_code": gettext_lazy("postal code"),
    "city": gettext_lazy("city"),
    "kvk_number": gettext_lazy("KvK number"),
    "iban": gettext_lazy("IBAN"),
}
OF_EVERYBODY = ("legal_name", "street", "postal_code", "city")
SELLER_TOO = ("kvk_number", "iban")
WITH_REASON = ("E", "AE", "O")
SELLER_FILE = "invoicing/seller.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something to mend: a code for machines, a sentence, and whose it is to mend.

    ``where`` is ``seller`` (office folder), ``buyer`` (organisation), ``vat`` (office folder) or
    ``invoice`` (the draft).
    """

    code: str
    where: str
    sentence: str


def problems(snapshot: InvoiceSnapshot) -> list[Problem]:
    """Return everything that stands in the way of issuing a document."""
    return [
        *_of_seller(snapshot),
        *_of_buyer(snapshot.buyer),
        *_of_vat(snapshot),
        *_of_invoice(snapshot),
    ]


def buyer_problems(buyer: Buyer) -> list[Problem]:
    """Return what stands in the way at the organisation, whatever is invoiced."""
    return list(_of_buyer(buyer))


def refuse_problems(snapshot: InvoiceSnapshot) -> None:
    """Refuse with all sentences, under the code of the first."""
    if found := problems(snapshot):
        raise Refused(" ".join(item.sentence for item in found), code=found[0].code)


def _missing(party: Seller | Buyer, names: tuple[str, ...]) -> str:
    """Return the fields of a party that are empty, in words."""
    return ", ".join(str(FIELDS[name]) for name in names if not getattr(party, name).strip())


def _of_seller(snapshot: InvoiceSnapshot) -> Iterator[Problem]:
    """Yield what is missing or wrong in the office folder."""
    seller = snapshot.seller
    if missing := _missing(seller, (*OF_EVERYBODY, *SELLER_TOO)):
        text = _("Of the seller is missing in %(file)s: %(missing)s.")
        yield _problem("seller_incomplete", "seller", text, file=SELLER_FILE, missing=missing)
    if seller.kvk_number and kvk_problem(seller.kvk_number):
        text = _("The KvK number of the seller, %(value)s, has no 8 figures (%(file)s).")
        yield _problem(
            "seller_kvk_wrong", "seller", text, value=seller.kvk_number, file=SELLER_FILE
        )
    yield from _of_account(seller)
    if seller.vat_identifier and not _is_dutch_vat_identifier(seller.vat_identifier):
        text = _("The VAT identifier of the seller, %(value)s, is wrong (%(file)s).")
        yield _problem(
            "seller_vat_identifier_wrong",
            "seller",
            text,
            value=seller.vat_identifier,
            file=SELLER_FILE,
        )


def _of_account(seller: Seller) -> Iterator[Problem]:
    """Yield that the account to which is paid does not exist."""
    from stdnum import iban  # noqa: PLC0415 - stdnum is slow to import

    if seller.iban and not iban.is_valid(seller.iban):
        text = _(
            "The check digits of IBAN %(value)s do not fit; compare it with the bank (%(file)s)."
        )
        yield _problem("iban_wrong", "seller", text, value=seller.iban, file=SELLER_FILE)


def _is_dutch_vat_identifier(text: str) -> bool:
    """Tell whether a btw-id has its form and check digits; that of another country is not known."""
    from stdnum.nl import btw  # noqa: PLC0415 - stdnum is slow to import

    return not text.startswith("NL") or btw.is_valid(text)


def _of_buyer(buyer: Buyer) -> Iterator[Problem]:
    """Yield what is missing or wrong at the organisation; a PO box is no real address.

    Whoever is established in the Netherlands has a KvK number or an OIN: without one something was
    forgotten. A buyer abroad needs a number only where e-invoices are to reach it.
    """
    if missing := _missing(buyer, OF_EVERYBODY):
        text = _("Of %(organisation)s is missing: %(missing)s.")
        yield _problem("buyer_incomplete", "buyer", text, organisation=buyer.name, missing=missing)
    if is_po_box(buyer.street):
        text = _(
            "The address of %(organisation)s is a PO box (%(value)s); the law asks for the real"
            " one."
        )
        yield _problem("buyer_po_box", "buyer", text, organisation=buyer.name, value=buyer.street)
    if buyer.country_code == "NL" and not (buyer.kvk_number or buyer.oin):
        text = _("Of %(organisation)s is missing: KvK number or OIN; the e-invoice needs one.")
        yield _problem("buyer_unregistered", "buyer", text, organisation=buyer.name)
    elif buyer.endpoint is None and buyer.gets_e_invoices:
        text = _(
            "%(organisation)s has no number at which e-invoices reach it (Peppol). Fill one in, or"
            " let its invoices go by mail only."
        )
        yield _problem("buyer_endpoint_missing", "buyer", text, organisation=buyer.name)
    yield from _of_numbers(buyer)


def _of_numbers(buyer: Buyer) -> Iterator[Problem]:
    """Yield what is wrong with the registrations of the organisation."""
    for code, name, is_wrong, text in NUMBERS:
        value = getattr(buyer, name)
        if value and is_wrong(buyer):
            yield _problem(code, "buyer", str(text), organisation=buyer.name, value=value)


def _is_wrong_endpoint(scheme: str, number: str) -> bool:
    """Tell whether a Peppol number is not of the kind that it says."""
    if scheme == "0106":
        return bool(kvk_problem(number))
    if scheme == "0190":
        return bool(oin_problem(number))
    return not _is_dutch_vat_identifier(number) if scheme == "9944" else False


def _of_vat(snapshot: InvoiceSnapshot) -> Iterator[Problem]:
    """Yield what EN 16931 forbids of the VAT."""
    categories = {total.category for total in snapshot.vat}
    for total in snapshot.vat:
        if total.category in WITH_REASON and not total.exemption_reason.strip():
            text = _("VAT category %(category)s needs a text that says why (invoicing/vat.toml).")
            yield _problem("exemption_reason_missing", "vat", text, category=total.category)
    if "O" not in categories and not snapshot.seller.vat_identifier:
        text = _("Of the seller is missing in %(file)s: %(missing)s.")
        missing = _("VAT identifier")
        yield _problem("seller_incomplete", "seller", text, file=SELLER_FILE, missing=missing)
    if "AE" in categories and not snapshot.buyer.vat_identifier:
        text = _(
            "The VAT is reverse-charged to %(organisation)s, and its VAT identifier is missing."
        )
        organisation = snapshot.buyer.name
        yield _problem("buyer_vat_identifier_missing", "buyer", text, organisation=organisation)
    if "O" in categories:
        yield from _outside_vat(snapshot, categories)


def _outside_vat(snapshot: InvoiceSnapshot, categories: set[str]) -> Iterator[Problem]:
    """Yield what does not go with category O (BR-O-02 to BR-O-04, BR-O-11)."""
    if len(categories) > 1:
        text = _(
            "What lies outside the VAT (category O) cannot stand on one invoice with the rest."
        )
        yield _problem("outside_vat_mixed", "vat", text)
    if snapshot.seller.vat_identifier or snapshot.buyer.vat_identifier:
        text = _("What lies outside the VAT (category O) may carry no VAT identifier.")
        yield _problem("outside_vat_with_identifier", "vat", text)


def _of_invoice(snapshot: InvoiceSnapshot) -> Iterator[Problem]:
    """Yield what is missing or wrong on the document itself."""
    if snapshot.due_date < snapshot.issue_date:
        text = _("The due date lies before the date of the invoice.")
        yield _problem("due_date_wrong", "invoice", text)
    if not snapshot.lines:
        yield _problem("lines_missing", "invoice", _("The invoice has no lines."))
    if not _adds_up(snapshot):
        yield _problem("sums_wrong", "invoice", _("Lines, VAT and totals do not add up."))
    is_needed = snapshot.order_number_needed and not snapshot.is_credit_note
    if is_needed and not snapshot.purchase_order_number.strip():
        text = _("%(organisation)s accepts no invoice without an order number, and it is missing.")
        organisation = snapshot.buyer.name
        yield _problem("order_number_missing", "invoice", text, organisation=organisation)
    yield from _of_annexes(snapshot)


def _of_annexes(snapshot: InvoiceSnapshot) -> Iterator[Problem]:
    """Yield the annexes that cannot stand in the one PDF where they are wanted there."""
    for annex in snapshot.annexes:
        if snapshot.buyer.annexes_merged and not annex.archivable:
            text = _(
                "The annex “%(title)s” cannot stand in the PDF of the invoice (PDF/A-3b). Take"
                " one saved as PDF/A, or let annexes go as files of their own."
            )
            yield _problem("annex_not_archivable", "buyer", text, title=annex.title)


def _adds_up(snapshot: InvoiceSnapshot) -> bool:
    """Tell whether the sums are those of EN 16931 (BR-CO-10, 13 to 15, 17, BR-S-08 and the like).

    A line is within half a cent of quantity times price (PEPPOL-EN16931-R120 allows two).
    """
    taxable: dict[tuple[str, Decimal], Decimal] = {}
    for line in snapshot.lines:
        if to_cents(line.quantity * line.unit_price) != line.net_amount:
            return False
        key = line.vat_category, line.vat_rate
        taxable[key] = taxable.get(key, ZERO) + line.net_amount
    return (
        taxable == {(total.category, total.rate): total.taxable_amount for total in snapshot.vat}
        and all(
            vat_of(total.taxable_amount, total.rate) == total.tax_amount for total in snapshot.vat
        )
        and sum(taxable.values(), ZERO) == snapshot.net_amount
        and sum((total.tax_amount for total in snapshot.vat), ZERO) == snapshot.vat_amount
        and snapshot.net_amount + snapshot.vat_amount == snapshot.payable_amount
    )


NUMBERS: tuple[tuple[str, str, Callable[[Buyer], bool], _StrPromise], ...] = (
    (
        "buyer_kvk_wrong",
        "kvk_number",
        lambda buyer: bool(kvk_problem(buyer.kvk_number)),
        gettext_lazy("The KvK number of %(organisation)s, %(value)s, has no 8 figures."),
    ),
    (
        "buyer_oin_wrong",
        "oin",
        lambda buyer: bool(oin_problem(buyer.oin)),
        gettext_lazy(
            "The OIN of %(organisation)s, %(value)s, is wrong: 20 figures with an RSIN inside."
        ),
    ),
    (
        "buyer_vat_identifier_wrong",
        "vat_identifier",
        lambda buyer: not _is_dutch_vat_identifier(buyer.vat_identifier),
        gettext_lazy("The VAT identifier of %(organisation)s, %(value)s, is wrong."),
    ),
    (
        "buyer_endpoint_wrong",
        "peppol_id",
        lambda buyer: _is_wrong_endpoint(buyer.peppol_scheme, buyer.peppol_id),
        gettext_lazy("The Peppol number of %(organisation)s, %(value)s, does not fit its kind."),
    ),
)


def _problem(code: str, where: str, text: str, **params: str) -> Problem:
    """Return a problem with its sentence filled in."""
    return Problem(code=code, where=where, sentence=text % params)
