"""The outline of a run says of every row what the preview works out for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Q

from lllo.contracts.models import Contract, ContractLine, ContractYear
from lllo.invoices import outline
from lllo.invoices.actions import credit_invoice, draft_invoices, issue_invoice
from lllo.invoices.billing import in_force
from lllo.invoices.models import Invoice, InvoiceAnnex, InvoiceLine
from lllo.invoices.outline import outline_of
from lllo.invoices.preview import preview_of
from lllo.people.models import Organisation
from tests.invoices.builders import START, sign
from tests.world import make_organisation

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 1)
ORGANISATION = (
    {"street": ""},
    {"street": "Postbus 1"},
    {"city": " "},
    {"kvk_number": ""},
    {"vat_identifier": "NL1"},
    {"country_code": "DE", "kvk_number": ""},
    {"country_code": "DE", "kvk_number": "", "invoice_channel": "peppol"},
    {"peppol_scheme": "0106", "peppol_id": "1"},
    {"invoice_email": ""},
    {"invoice_email": "", "invoice_channel": "peppol"},
    {"invoice_language": "en"},
    {"orderer": "Bureau"},
    {"order_number_rule": "always"},
    {"order_number_rule": "above", "order_number_above": Decimal(1)},
    {"order_number_rule": "above", "order_number_above": Decimal(99999)},
)
ONLY_ONCE = ({"kvk_number": "123"}, {"kvk_number": "", "oin": "00000001123456782000"}, {"oin": "1"})
CONTRACT = (
    {"instalments": 3},
    {"prices_include_vat": True},
    {"purchase_order_number": "PO-1"},
    {"purchase_order_number": " "},
    {"orderer": "Inkoop"},
    {"state": "ended", "ended_on": START, "end_reason": "Herindeling"},
    {"instalments": 3, "state": "ended", "ended_on": date(2026, 6, 1), "end_reason": "Herindeling"},
)
LINE = (
    {"amount": Decimal("7500.01")},
    {"vat_code": "standard"},
    {"borne_by_university": True},
    {"component_name": "Anders"},
    {"component_code": "basis"},
)
DRAFT = ({"purchase_order_number": "PO-2"}, {"orderer": "Ander"}, {"vat_amount": None})
DRAFT_LINE = ({"name": "Anders"}, {"description": "x"}, {"vat_code": "x"})


def agreements(edition, count):
    return [
        sign(edition, organisation=make_organisation(f"Gemeente {number} (demo)"))
        for number in range(Contract.objects.count(), Contract.objects.count() + count)
    ]


def vary(contracts, rows_of, variations):
    """Change one agreement in each way that is named; return those that are left."""
    for contract, values in zip(contracts, variations, strict=False):
        rows_of(contract).update(**values)
    return contracts[len(variations) :]


def organisation_of(contract):
    return Organisation.objects.filter(pk=contract.organisation_id)


def vary_all(contracts):
    rest = vary(contracts, organisation_of, ORGANISATION)
    rest = vary(rest, lambda each: Contract.objects.filter(pk=each.pk), CONTRACT)
    lines = ContractLine.objects.filter(contract_year__number=1, position=1)
    rest = vary(rest, lambda each: lines.filter(contract_year__contract=each), LINE)
    years = ContractYear.objects.filter(number=1)
    return vary(rest, lambda each: years.filter(contract=each), [{"package_name": "Ander"}])


MANY = len(ORGANISATION) + len(CONTRACT) + len(LINE) + 1


def both(on=LAST):
    """Return the outline and the preview in the same words."""
    in_outline = [
        (row.key, row.contract_year, row.draft, row.found.facts)
        for row in outline_of(2026, in_force(), on=on)
    ]
    in_full = [
        (row.key, row.contract_year.pk, draft_of(row), row.facts)
        for row in preview_of(2026, in_force(), on=on).rows
    ]
    return in_outline, in_full


def draft_of(row):
    invoice = row.invoice
    return invoice.pk if invoice and invoice.state == "draft" else None


def test_outline_is_the_preview_whatever_differs(edition, demo):
    fresh, drafted, odd = (
        agreements(edition, count) for count in (MANY + 5, MANY + 6, len(DRAFT) + len(DRAFT_LINE))
    )
    Contract.objects.exclude(pk__in=[each.pk for each in drafted + odd]).update(state="draft")
    draft_invoices(2026, on=LAST, by=None)
    Contract.objects.update(state="signed")
    vary(vary_all(fresh), organisation_of, ONLY_ONCE)
    whole, part, issued, moved, *_plain = vary_all(drafted)
    drafts = Invoice.objects.drafts()
    rest = vary(odd, lambda each: drafts.filter(contract_year__contract=each), DRAFT)
    lines = InvoiceLine.objects.filter(position=1)
    vary(rest, lambda each: lines.filter(invoice__contract_year__contract=each), DRAFT_LINE)
    for contract in (whole, part, issued, moved):
        issue_invoice(drafts.get(contract_year__contract=contract), on=LAST, by=None)
    credit(whole)
    credit(part, lines={1: Decimal(1)})
    Contract.objects.filter(pk=moved.pk).update(instalments=2)
    in_outline, in_full = both()
    assert in_outline == in_full
    outcomes = {facts["outcome"] for *_rest, facts in in_full}
    assert outcomes == {"new", "renewed", "unchanged", "issued", "removed", "blocked"}
    assert both(START)[0] == both(START)[1]


def credit(contract, **values):
    invoice = Invoice.objects.issued().get(contract_year__contract=contract)
    credit_invoice(invoice, on=LAST, reason="Fout", by=None, **values)


def test_annex_that_cannot_stand_in_the_pdf_blocks_one_agreement_only(edition, demo):
    organisation = make_organisation("Met bijlage (demo)")
    mine = sign(edition, organisation=organisation)
    sign(edition, organisation=organisation)
    sign(edition)
    InvoiceAnnex.objects.create(
        organisation=organisation, contract=mine, document=mine.agreement, archivable=False
    )
    in_outline, in_full = both()
    assert in_outline == in_full
    found = [facts["obstacles"] for *_rest, facts in in_full]
    assert found == [["annex_not_archivable"], [], []]


def test_agreements_that_are_alike_are_worked_out_once(edition, demo):
    agreements(edition, 4)
    years = outline.years_due(2026, LAST)
    kinds = outline._kinds(years, Q(contract_year__in=years), {})
    assert len({kind for kind, _name in kinds.values()}) == 1


def test_every_column_counts_or_is_known_not_to():
    """A new column asks here whether a preview reads it; then the outline must read it, too."""
    counts = {name.removeprefix("contract__") for name in outline.YEAR} | {*outline.ORDER}
    assert columns(Contract) - counts == {
        "id", "public_id", "organisation", "choice", "edition", "package_code", "years", "state",
        "offered_on", "signed_on", "end_reason", "purchasing_terms", "agreement", "agreement_text",
        "signed_copy", "made_by", "made_at",
    }  # fmt: skip
    assert columns(ContractYear) - counts == {"id", "public_id", "contract", "package_code"}
    assert columns(ContractLine) - {*outline.CONTRACT_LINE} == {"id", "contract_year"}
    assert columns(InvoiceLine) - {*outline.LINE_COLUMNS} == {"id", "invoice", "credits"}
    assert columns(Organisation) - {*outline.PARTY} == {
        "id", "public_id", "name_key", "kind", "rsin", "iban", "remark", "confirmed_on",
        "created_at",
    }  # fmt: skip


def columns(model):
    return {column.name for column in model._meta.concrete_fields}
