"""A run is looked at before it is made: what it would do, what is in the way, what changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.contracts.models import Contract
from lllo.invoices.actions import (
    credit_invoice,
    draft_invoices,
    issue_drafts,
    note_run,
    preview_run,
)
from lllo.invoices.models import Invoice, RunPreview
from lllo.people.models import Organisation
from tests.invoices.builders import ISSUE_DAY, NOW, START, draft, issue, sign
from tests.world import make_organisation

pytestmark = pytest.mark.django_db


def preview(on=ISSUE_DAY):
    return preview_run(2026, on=on, by=None)


def outcomes(found):
    return [(row.outcome, [item.code for item in row.obstacles]) for row in found.rows]


def test_preview_shows_lines_vat_and_totals_and_writes_no_invoice(edition, demo):
    contract = sign(edition, "professional_plus")
    found = preview()
    (row,) = found.rows
    assert (row.contract, row.organisation, row.outcome) == (contract, contract.organisation, "new")
    assert [(line.name, line.net_amount, line.vat_rate) for line in row.lines] == [
        ("Basis", 7500, 0),
        ("Projecten", 4500, 21),
        ("Specialisaties", 4000, 0),
    ]
    assert (row.net_amount, row.vat_amount, row.payable_amount) == (16000, 945, 16945)
    assert row.in_kind == 15000
    assert (found.net_amount, found.vat_amount, found.payable_amount) == (16000, 945, 16945)
    assert (len(found.ready), found.held_up) == (1, ())
    assert not Invoice.objects.exists()


def test_preview_says_who_is_blocked_why_and_where_to_mend_it(edition, office_folder):
    organisation = make_organisation(
        "Zonder (demo)", order_number_rule="always", street="", kvk_number="", invoice_email=""
    )
    sign(edition, organisation=organisation)
    (row,) = preview().rows
    found = {item.code: item.mended_at for item in row.obstacles}
    assert found == {
        "vat_unknown": "invoicing/vat.toml",
        "question_open": "packages_config/questions.toml",
        "seller_incomplete": "invoicing/seller.toml",
        "buyer_incomplete": "organisation",
        "buyer_unregistered": "organisation",
        "order_number_missing": "contract",
        "invoice_email_missing": "organisation",
    }
    assert all("%(" not in item.sentence for item in row.obstacles)
    assert row.vat_amount is None


def test_unconfirmed_vat_is_told(edition, office_folder):
    office_folder.fill_seller()
    office_folder.decide_vat()
    sign(edition)
    assert "vat_unconfirmed" in outcomes(preview())[0][1]


@pytest.mark.parametrize(("above", "blocked"), [("12944.99", True), ("12945.00", False)])
def test_order_number_is_wanted_above_an_amount(edition, demo, above, blocked):
    organisation = make_organisation(
        order_number_rule="above", order_number_above=Decimal(above), order_number_label="Opdracht"
    )
    waiting = draft(edition, organisation=organisation)
    codes = outcomes(preview())[0][1]
    assert codes == (["order_number_missing"] if blocked else [])
    assert Invoice.objects.all().lacking_order_number().filter(pk=waiting.pk).exists() is blocked


def test_order_number_that_came_in_later_is_to_be_taken_by_the_draft_first(edition, demo):
    waiting = draft(edition, organisation=make_organisation(order_number_rule="always"))
    Contract.objects.update(purchase_order_number="V-1")
    assert outcomes(preview()) == [("renewed", [])]
    draft_invoices(2026, on=START, by=None)
    assert outcomes(preview()) == [("unchanged", [])]
    assert issue_drafts(2026, on=ISSUE_DAY, by=None).issued == [waiting]


def test_preview_follows_a_run_to_its_end(edition, demo):
    first, second = sign(edition), sign(edition, "basis")
    draft_invoices(2026, on=START, by=None)
    Contract.objects.filter(pk=second.pk).update(prices_include_vat=True)
    demo.replace("invoicing/vat.toml", "rate = 21", "rate = 19")
    assert [row.outcome for row in preview().rows] == ["renewed", "unchanged"]
    draft_invoices(2026, on=START, by=None)
    assert [row.outcome for row in preview().rows] == ["unchanged", "unchanged"]
    issued = issue_drafts(2026, on=ISSUE_DAY, by=None).issued
    assert [row.outcome for row in preview().rows] == ["issued", "issued"]
    credit_invoice(issued[0], on=ISSUE_DAY, reason="Fout", by=None)
    assert outcomes(preview())[0] == ("new", ["credited_before"])
    assert preview().rows[0].contract == first


def test_preview_shows_what_an_early_end_cuts_off(edition, demo):
    waiting = draft(edition)
    end(waiting.contract_year.contract)
    (row,) = preview().rows
    assert (row.outcome, row.invoice) == ("removed", waiting)


def test_preview_shows_what_a_run_leaves_alone(edition, demo):
    contract = sign(edition, instalments=3)
    *_waiting, last = draft_invoices(2026, on=date(2026, 11, 1), by=None).created
    from lllo.invoices.actions import issue_invoice

    issue_invoice(last, on=date(2026, 11, 1), by=None)
    Contract.objects.filter(pk=contract.pk).update(
        state="ended", ended_on=date(2026, 6, 1), end_reason="Herindeling"
    )
    found = preview(date(2026, 11, 1))
    assert outcomes(found) == [
        ("blocked", ["invoice_disagrees"]),
        ("blocked", ["invoice_disagrees"]),
    ]


def end(contract):
    Contract.objects.filter(pk=contract.pk).update(
        state="ended", ended_on=START, end_reason="Herindeling"
    )


def test_preview_says_what_changed_since_the_last_one(edition, demo):
    one, gone = sign(edition), sign(edition, "basis")
    first = preview()
    assert {row.change for row in first.rows} == {""}
    assert (preview().gone, RunPreview.objects.count()) == ((), 1)
    Organisation.objects.filter(pk=one.organisation_id).update(invoice_email="")
    end(gone)
    sign(edition, "basis_plus")
    second = preview()
    assert [row.change for row in second.rows] == ["changed", "new"]
    assert second.gone == (f"{gone.number}/1/1",)
    assert RunPreview.objects.count() == 2


def test_preview_of_a_day_to_come_is_not_remembered(edition, demo):
    sign(edition)
    year = NOW.year + 1
    found = preview_run(year, on=date(year, 12, 31), by=None)
    note_run(year, on=date(year, 12, 31), by=None)
    assert [row.outcome for row in found.rows] == ["new"]
    assert not RunPreview.objects.exists()


def test_preview_asks_the_same_number_of_questions(edition, demo, django_assert_num_queries):
    issue(edition)
    preview()
    with django_assert_num_queries(10):
        preview()
    sign(edition)
    issue(edition, "basis")
    preview()
    with django_assert_num_queries(10):
        preview()


def test_look_at_a_run_page_by_page_is_remembered_as_a_whole_look_is(edition, demo):
    sign(edition)
    note_run(2026, on=ISSUE_DAY, by=None)
    seen = RunPreview.objects.get()
    note_run(2026, on=ISSUE_DAY, by=None)  # the same again
    preview()
    assert RunPreview.objects.get() == seen
