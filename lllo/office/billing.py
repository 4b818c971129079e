"""Checks how the programme bills: seller, VAT, terms, numbering and Odoo."""

from __future__ import annotations

import difflib
import re
import string
from datetime import date
from typing import TYPE_CHECKING

from lllo.office.mistakes import _
from lllo.office.offer import note_twice
from lllo.rules.identifiers import COUNTRIES, email_problem, is_po_box, kvk_problem, postal_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lllo.office.content import (
        ComponentContent,
        Numbering,
        Odoo,
        PackageContent,
        ReminderStep,
        Seller,
        SellerContent,
        Series,
        Terms,
        VatCode,
        VatContent,
    )
    from lllo.office.locate import Place
    from lllo.office.source import Source

DEMO_MARK = "(demo)"
OUTSIDE = "O"  # outside the scope of VAT
VATEX = re.compile(r"VATEX-(EU|FR)-[A-Z0-9-]{1,20}")
VATEX_OF = {"AE": "VATEX-EU-AE", "O": "VATEX-EU-O"}  # the only code these may have
EXTERNAL_ID = re.compile(r"\w+\.[\w-]+")
MOST_INSTALMENTS, MOST_DAYS, LONGEST_NUMBER = 12, 30, 40


def check_seller(source: Source, content: SellerContent) -> None:
    """Check the numbers of the seller; what is empty is an open question, not a mistake."""
    for seller in (content.seller, content.demo):
        _check_form(source, seller)
        _check_bank_and_tax(source, seller)
    if DEMO_MARK not in content.demo.name:
        text = _(
            'name is "%(value)s"; expected a name with "(demo)", so that nobody takes it for true.'
        )
        source.wrong(content.demo, text, "name", value=content.demo.name)


def _check_form(source: Source, seller: Seller) -> None:
    """Check what can be seen from the form alone."""
    if seller.kvk_number and kvk_problem(seller.kvk_number):
        text = _('kvk_number is "%(value)s"; expected 8 figures.')
        source.wrong(seller, text, "kvk_number", value=seller.kvk_number)
    if seller.country_code and seller.country_code not in COUNTRIES:
        text = _('country_code is "%(value)s"; expected two capitals, such as NL.')
        source.wrong(seller, text, "country_code", value=seller.country_code)
    if is_po_box(seller.street):
        text = _('street is "%(value)s"; expected the real address: a PO box is not enough.')
        source.wrong(seller, text, "street", value=seller.street)
    if seller.email and email_problem(seller.email):
        text = _('email is "%(value)s"; expected a mail address.')
        source.wrong(seller, text, "email", value=seller.email)
    is_dutch = seller.country_code == "NL"
    if seller.postal_code and is_dutch and postal_code(seller.postal_code) != seller.postal_code:
        text = _('postal_code is "%(value)s"; expected a Dutch one, such as 7522 NB.')
        source.wrong(seller, text, "postal_code", value=seller.postal_code)


def _check_bank_and_tax(source: Source, seller: Seller) -> None:
    """Check IBAN, BIC and btw-id by their checksums and forms."""
    from stdnum import bic, iban  # noqa: PLC0415 - stdnum is slow to import
    from stdnum.nl import btw  # noqa: PLC0415 - stdnum is slow to import

    tests = (
        (
            "iban",
            iban,
            _('iban is "%(value)s"; its check digits do not fit: compare it with the bank.'),
        ),
        ("bic", bic, _('bic is "%(value)s"; expected 8 or 11 characters, such as BANKNL2U.')),
        (
            "vat_identifier",
            btw,
            _(
                'vat_identifier is "%(value)s"; its check digits do not fit; expected a btw-id '
                "such as NL999999990B01."
            ),
        ),
    )
    for key, module, text in tests:
        value = getattr(seller, key)
        if value and not module.is_valid(value):
            source.wrong(seller, text, key, value=value)


def check_vat(
    source: Source, vat: VatContent, components: Iterable[ComponentContent], written: Sequence[str]
) -> None:
    """Check the treatments by EN 16931 (BR-S, BR-Z, BR-E, BR-AE, BR-O) and who has which.

    ``written`` are the codes of all components, also of those that could not be read.
    """
    _check_days(source, vat.codes)
    for code in vat.codes:
        _check_treatment(source, code)
        _check_exemption_code(source, code)
    known = {item.code: item for item in components}
    borne = {item.code for item in known.values() if item.borne_by_university}
    for at, mapping in (
        (("components",), vat.components),
        (("demo", "components"), vat.demo.components),
    ):
        for component, vat_code in mapping.items():
            _check_component_code(source, (*at, component), written, is_borne=component in borne)
            _check_vat_code(source, (*at, component), vat_code)
    if vat.confirmed:
        _check_confirmed(source, vat, known.values())


def _check_confirmed(
    source: Source, vat: VatContent, components: Iterable[ComponentContent]
) -> None:
    """Check that a confirmed VAT says by whom, and leaves out nothing that is invoiced."""
    if not (vat.confirmed_by and vat.confirmed_on):
        text = _("The VAT is confirmed; expected confirmed_by and confirmed_on, too.")
        source.wrong(vat, text, "confirmed")
    paid = (item.code for item in components if not item.borne_by_university)
    open_codes = [code for code in paid if code not in vat.components]
    if open_codes:
        text = _(
            "The VAT is confirmed, but these components have none under [components]: %(codes)s."
        )
        source.wrong(vat, text, "confirmed", codes=", ".join(open_codes))


def _check_treatment(source: Source, code: VatCode) -> None:
    """Check that category, rate and exemption can go together."""
    is_standard = code.category == "S"
    if is_standard and code.rate <= 0:
        text = _(
            "rate is %(value)s; expected more than zero, since category S is the standard rate."
        )
        source.wrong(code, text, "rate", value=code.rate)
    if not is_standard and code.rate != 0:
        text = _("rate is %(value)s; expected 0, since category %(category)s has no rate.")
        source.wrong(code, text, "rate", value=code.rate, category=code.category)
    if code.rate > 100:  # noqa: PLR2004 - per cent
        text = _("rate is %(value)s; expected per cent, at most 100.")
        source.wrong(code, text, "rate", value=code.rate)
    if code.category in ("E", "AE", "O") and not code.exemption_reason:
        text = _(
            "Category %(category)s needs exemption_reason: the text on the invoice that says why."
        )
        source.wrong(code, text, category=code.category)
    exempting = ("exemption_reason", "exemption_reason_en", "exemption_code")
    if code.category in ("S", "Z") and (found := [k for k in exempting if getattr(code, k)]):
        text = _(
            "Category %(category)s is taxed; expected no exemption_reason and no exemption_code."
        )
        source.wrong(code, text, found[0], category=code.category)


def _check_days(source: Source, codes: Sequence[VatCode]) -> None:
    """Check that a code says one thing on each day."""
    for number, code in enumerate(codes):
        start, end = code.valid_from or date.min, code.valid_until or date.max
        if end < start:
            text = _("valid_until is %(value)s; expected a day not before valid_from.")
            source.wrong(code, text, "valid_until", value=end)
        for earlier in codes[:number]:
            if earlier.code == code.code and (
                start <= (earlier.valid_until or date.max)
                and (earlier.valid_from or date.min) <= end
            ):
                text = _(
                    'The code "%(value)s" stands twice for the same days; expected valid_from and '
                    "valid_until that do not overlap."
                )
                source.wrong(code, text, "code", value=code.code)


def _check_exemption_code(source: Source, code: VatCode) -> None:
    """Check that an exemption code (BT-121) is of the list VATEX and of its category."""
    written = code.exemption_code
    if not written:
        return
    if not VATEX.fullmatch(written):
        text = _(
            'exemption_code is "%(value)s"; expected a code of the list VATEX, such as '
            "VATEX-EU-132-1I."
        )
        source.wrong(code, text, "exemption_code", value=written)
    for category, only in VATEX_OF.items():
        if (written == only) is not (code.category == category) and (
            written == only or code.category == category
        ):
            text = _('exemption_code is "%(value)s"; category %(category)s has only %(only)s.')
            params = {"value": written, "category": category, "only": only}
            source.wrong(code, text, "exemption_code", **params)


def check_vat_with_seller(
    source: Source, vat: VatContent, content: SellerContent, packages: Sequence[PackageContent]
) -> None:
    """Check what EN 16931 allows on one invoice: BR-O-02, BR-O-11, BR-E-02, BR-S-02, BR-AE-02.

    Each mistake is told once, at the first component that makes it.
    """
    by_code: dict[str, set[str]] = {}
    for code in vat.codes:
        by_code.setdefault(code.code, set()).add(code.category)
    for at, mapping, seller, is_final in (
        (("components",), vat.components, content.seller, vat.confirmed),
        (("demo", "components"), vat.demo.components, content.demo, True),
    ):
        found = {component: by_code.get(code, set()) for component, code in mapping.items()}
        _check_btw_id(source, at, found, seller, is_final=is_final)
        _check_mixing(source, at, found, packages)


def _check_btw_id(
    source: Source, at: Place, found: Mapping[str, set[str]], seller: Seller, *, is_final: bool
) -> None:
    """Check that the btw-id of the seller is there or absent, as the categories demand."""
    outside = [component for component, categories in found.items() if OUTSIDE in categories]
    if outside and seller.vat_identifier:
        text = _(
            "Component %(value)s falls outside VAT (category O), which forbids the btw-id of the "
            "seller (BR-O-02); expected vat_identifier in seller.toml to be empty."
        )
        source.wrong((*at, outside[0]), text, value=outside[0])
    inside = [component for component, categories in found.items() if categories - {OUTSIDE}]
    if inside and is_final and not seller.vat_identifier:
        text = _(
            "Component %(value)s has category %(category)s, which demands the btw-id of the "
            "seller; expected vat_identifier in seller.toml."
        )
        category = min(found[inside[0]] - {OUTSIDE})
        source.wrong((*at, inside[0]), text, value=inside[0], category=category)


def _check_mixing(
    source: Source, at: Place, found: Mapping[str, set[str]], packages: Sequence[PackageContent]
) -> None:
    """Check that no package puts category O beside another one on an invoice (BR-O-11)."""
    for package in packages:
        its = {code: found[code] for code in package.components if code in found}
        others = set().union(*its.values()) - {OUTSIDE}
        outside = [code for code, categories in its.items() if OUTSIDE in categories]
        if outside and others:
            text = _(
                'Package "%(package)s" would mix category O with %(others)s on one invoice, which '
                "EN 16931 forbids (BR-O-11)."
            )
            params = {"package": package.code, "others": ", ".join(sorted(others))}
            source.wrong((*at, outside[0]), text, **params)
            return


def _check_component_code(
    source: Source, at: tuple[str, ...], written: Sequence[str], *, is_borne: bool
) -> None:
    """Check that a component exists and can be invoiced."""
    component = at[-1]
    if component not in written:
        near = difflib.get_close_matches(component, written, n=1)
        text = _('There is no component "%(value)s" in packages.toml; expected one of: %(known)s.')
        source.wrong(at, text, value=component, known=", ".join(near or written))
    elif is_borne:
        text = _(
            'Component "%(value)s" is borne by the university and never invoiced; '
            "expected no VAT code for it."
        )
        source.wrong(at, text, value=component)


def _check_vat_code(source: Source, at: tuple[str, ...], code: str) -> None:
    """Check that a treatment exists."""
    known = source.written("codes")
    if code not in known:
        text = _('There is no VAT code "%(value)s"; expected one of: %(known)s.')
        source.wrong(at, text, value=code, known=", ".join(known))


def check_terms(source: Source, terms: Terms) -> None:
    """Check number of instalments and term of payment (public bodies: art. 6:119b BW)."""
    if not 1 <= terms.instalments <= MOST_INSTALMENTS:
        text = _("instalments is %(value)s; expected 1 to 12 a contract year.")
        source.wrong(terms, text, "instalments", value=terms.instalments)
    if not 1 <= terms.payment_days <= MOST_DAYS:
        text = _(
            "payment_days is %(value)s; expected 1 to 30: public bodies may not be given longer."
        )
        source.wrong(terms, text, "payment_days", value=terms.payment_days)
    if terms.invoice_text_en and not terms.invoice_text:
        text = _("invoice_text_en stands here without invoice_text; expected the Dutch text, too.")
        source.wrong(terms, text, "invoice_text_en")
    _check_ladder(source, terms.reminders)


def _check_ladder(source: Source, steps: Sequence[ReminderStep]) -> None:
    """Check that each step of the ladder comes later than the one before."""
    last = 0
    for step in steps:
        if step.days_overdue <= last:
            text = _(
                "days_overdue is %(value)s; expected more than %(last)s: each step comes later "
                "than the one before, the first after the due date."
            )
            source.wrong(step, text, "days_overdue", value=step.days_overdue, last=last)
        last = max(last, step.days_overdue)


def check_ledger(source: Source, terms: Terms, written: Sequence[str]) -> None:
    """Check that each component is booked once; ``written`` are the codes of all of them."""
    note_twice(source, terms.ledger, "component")
    for row in terms.ledger:
        if row.component not in written:
            text = _(
                'There is no component "%(value)s" in packages.toml; expected one of: %(known)s.'
            )
            known = ", ".join(written)
            source.wrong(row, text, "component", value=row.component, known=known)


def check_numbering(source: Source, numbering: Numbering) -> None:
    """Check that no two documents can ever get the same number."""
    series: tuple[Series, ...] = (numbering.contract, numbering.invoice, numbering.credit_note)
    if numbering.credit_notes == "shared":  # what its own series says is not used then
        series = series[:2]
    note_twice(source, series, "code")
    note_twice(source, series, "format")
    for one in series:
        _check_format(source, one)


def _check_format(source: Source, series: Series) -> None:
    """Check that a format names year and number, nothing else, and is not too long."""
    params = {"value": series.format}
    try:
        names = {
            name for _text, name, _spec, _how in string.Formatter().parse(series.format) if name
        }
        example = series.format.format(year=2026, number=9999)
    except (ValueError, KeyError, IndexError, AttributeError):
        text = _('format is "%(value)s"; expected {year} and {number} and no other braces.')
        source.wrong(series, text, "format", **params)
        return
    for name in ("number", "year"):
        if name not in names:
            text = _(
                'format is "%(value)s"; {%(name)s} is missing: without it numbers would return.'
            )
            source.wrong(series, text, "format", name=name, **params)
    if len(example) > LONGEST_NUMBER:
        text = _('format is "%(value)s"; it gives numbers of more than 40 characters.')
        source.wrong(series, text, "format", **params)


def check_odoo(source: Source, odoo: Odoo, vat_codes: Sequence[str]) -> None:
    """Check that an Odoo that is switched on has a journal, and that taxes are of known codes."""
    if odoo.enabled and not odoo.journal:
        text = _("Odoo is enabled; expected journal, too: the code of our own sales journal there.")
        source.wrong(odoo, text, "enabled")
    for code, tax in odoo.taxes.items():
        if code not in vat_codes:
            text = _('There is no VAT code "%(value)s"; expected one of: %(known)s.')
            source.wrong(("taxes", code), text, value=code, known=", ".join(vat_codes))
        elif tax and not EXTERNAL_ID.fullmatch(tax):
            text = _(
                'The tax of "%(code)s" is "%(value)s"; expected an external id of Odoo, such as '
                "account.1_btw_21_d, or nothing for no tax."
            )
            source.wrong(("taxes", code), text, code=code, value=tax)
