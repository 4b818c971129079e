"""Drafts: once for each contract year, renewed and removed as things change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.contracts.models import Contract
from lllo.errors import Refused
from lllo.invoices.actions import credit_invoice, draft_invoices, issue_invoice, set_order_number
from lllo.invoices.models import Invoice, InvoiceLine
from lllo.people.models import AuditEntry
from tests.invoices.builders import ISSUE_DAY, START, draft, issue, sign

pytestmark = pytest.mark.django_db


def run(on: date = START, year: int = 2026):
    return draft_invoices(year, on=on, by=None)


@pytest.mark.both_databases
def test_year_is_drafted_once_from_what_the_participant_pays(edition, demo):
    sign(edition, "professional_plus", purchase_order_number="4500", orderer="Inkoop")
    (invoice,) = run().created
    assert [
        (line.name, line.net_amount, line.vat_category, line.vat_rate)
        for line in invoice.lines.all()
    ] == [
        ("Basis", Decimal(7500), "E", 0),
        ("Projecten", Decimal(4500), "S", 21),
        ("Specialisaties", Decimal(4000), "E", 0),
    ]
    assert (invoice.net_amount, invoice.vat_amount, invoice.payable_amount) == (16000, 945, 16945)
    assert (invoice.number, invoice.purchase_order_number, invoice.orderer) == (
        None,
        "4500",
        "Inkoop",
    )
    assert invoice.lines.first().description == "Professional Plus, contractjaar 1"


@pytest.mark.both_databases
def test_second_run_changes_nothing(edition, demo):
    sign(edition)
    sign(edition, "basis")
    assert len(run().created) == 2
    entries = AuditEntry.objects.count()
    again = run()
    assert (again.created, again.renewed, again.removed, again.blocked) == ([], [], [], [])
    assert len(again.unchanged) == 2
    assert (Invoice.objects.count(), AuditEntry.objects.count()) == (2, entries)


@pytest.mark.parametrize("rows", [1, 3])
def test_run_without_news_takes_a_fixed_number_of_queries(
    edition, demo, rows, django_assert_num_queries
):
    for _ in range(rows):
        sign(edition)
    run()
    with django_assert_num_queries(11):
        assert len(run().unchanged) == rows


def test_years_that_have_not_started_and_other_years_are_left_alone(edition, demo):
    sign(edition)
    assert run(on=date(2026, 2, 28)).created == []
    assert run(year=2027).created == []
    assert [item.contract_year.number for item in run(on=date(2027, 3, 1), year=2027).created] == [
        2
    ]


def test_run_for_one_contract_year_leaves_the_others(edition, demo):
    chosen, other = (sign(edition).contract_years.get(number=1) for _each in range(2))
    found = draft_invoices(2026, on=START, only=chosen, by=None)
    assert [invoice.contract_year for invoice in found.created] == [chosen]
    assert not other.invoices.exists()


def test_contract_that_is_not_signed_is_not_invoiced(edition, demo):
    contract = sign(edition)
    Contract.objects.filter(pk=contract.pk).update(state=Contract.State.WITHDRAWN)
    assert run().created == []


def test_year_with_nothing_to_pay_has_no_invoice(edition, demo):
    contract = sign(edition)
    contract.contract_years.get(number=1).lines.filter(borne_by_university=False).delete()
    assert run().created == []


def test_undecided_vat_gives_a_draft_without_it(edition, office_folder):
    invoice = draft(edition)
    assert (invoice.net_amount, invoice.vat_amount, invoice.payable_amount) == (12000, None, None)
    assert invoice.lines.first().vat_rate is None


def test_vat_code_of_the_agreement_comes_before_that_of_the_component(edition, demo):
    invoice = draft(edition, "basis", vat_code="standard")
    assert (invoice.vat_amount, invoice.payable_amount) == (1575, 9075)


def test_vat_that_is_decided_later_renews_the_draft(edition, office_folder):
    invoice = draft(edition)
    office_folder.decide_vat()
    (renewed,) = run().renewed
    assert (renewed.pk, renewed.vat_amount) == (invoice.pk, 945)
    assert InvoiceLine.objects.count() == 2
    assert len(run().unchanged) == 1


def test_prices_with_vat_come_out_as_agreed(edition, demo):
    invoice = draft(edition, prices_include_vat=True)
    assert (invoice.net_amount, invoice.vat_amount, invoice.payable_amount) == (
        Decimal("11219.01"),
        Decimal("780.99"),
        12000,
    )


def test_order_number_that_comes_later_is_taken_over(edition, demo):
    invoice = draft(edition)
    contract = invoice.contract_year.contract
    Contract.objects.filter(pk=contract.pk).update(purchase_order_number="4501")
    contract.organisation.orderer = "Team Inkoop"
    contract.organisation.save()
    (renewed,) = run().renewed
    assert (renewed.purchase_order_number, renewed.orderer) == ("4501", "Team Inkoop")


def test_order_number_of_a_draft_stays(edition, demo, backoffice):
    invoice = draft(edition, purchase_order_number="of last year", orderer="Inkoop")
    set_order_number(invoice, purchase_order_number=" 4502 ", by=backoffice)
    assert len(run().unchanged) == 1
    invoice.refresh_from_db()
    assert (invoice.purchase_order_number, invoice.orderer) == ("4502", "Inkoop")


def test_order_number_of_an_issued_invoice_is_refused(edition, demo):
    with pytest.raises(Refused) as refused:
        set_order_number(issue(edition), purchase_order_number="1", by=None)
    assert refused.value.code == "already_issued"


def test_instalments_are_drafted_when_they_are_due_and_lose_no_cent(edition, demo):
    contract = sign(edition, instalments=3)
    assert [len(run(on=day).created) for day in (START, date(2026, 6, 30), date(2026, 7, 1))] == [
        1,
        0,
        1,
    ]
    assert len(run(on=date(2026, 12, 1)).created) == 1
    invoices = Invoice.objects.order_by("instalment")
    assert sum(item.net_amount for item in invoices) == 12000
    assert [str(item.period_starts_on) for item in invoices] == [
        "2026-03-01",
        "2026-07-01",
        "2026-11-01",
    ]
    assert invoices[2].period_ends_on == contract.contract_years.get(number=1).ends_on
    assert invoices[0].lines.first().description == "Professional, contractjaar 1, termijn 1 van 3"


def end(contract: Contract, on: date) -> None:
    Contract.objects.filter(pk=contract.pk).update(
        state=Contract.State.ENDED, ended_on=on, end_reason="Herindeling"
    )


def test_early_end_removes_the_drafts_it_cut_off(edition, demo):
    invoice = draft(edition)
    end(invoice.contract_year.contract, START)
    assert len(run().removed) == 1
    assert (Invoice.objects.count(), InvoiceLine.objects.count()) == (0, 0)


def test_year_in_which_a_contract_ends_is_invoiced(edition, demo):
    end(sign(edition), date(2026, 9, 1))
    assert len(run().created) == 1


def test_other_net_amount_after_an_invoice_is_blocked(edition, demo):
    invoice = issue(edition, prices_include_vat=True)
    sign(edition, "basis")
    demo.replace("invoicing/vat.toml", "rate = 21", "rate = 19")
    result = run()
    assert [(item.contract, item.code) for item in result.blocked] == [
        (invoice.contract_year.contract.number, "invoice_disagrees")
    ]
    assert len(result.created) == 1  # the other contract goes on


def test_contract_year_that_is_blocked_stays_as_it_was(edition, demo):
    contract = sign(edition, instalments=3)
    *waiting, last = run(on=date(2026, 11, 1)).created
    issue_invoice(last, on=date(2026, 11, 1), by=None)
    end(contract, date(2026, 6, 1))  # cuts off a draft and the issued one
    result = run(on=date(2026, 11, 1))
    assert [item.code for item in result.blocked] == ["invoice_disagrees"]
    assert (result.removed, result.renewed, result.created) == ([], [], [])
    assert set(Invoice.objects.drafts()) == set(waiting)


def test_terms_are_those_of_the_contract_whatever_the_folders_say(edition, demo):
    sign(edition)
    demo.replace("invoicing/terms.toml", "instalments = 1", "instalments = 2")
    demo.replace("invoicing/vat.toml", "prices_include_vat = false", "prices_include_vat = true")
    (invoice,) = run(on=date(2026, 12, 1)).created
    assert (invoice.net_amount, invoice.payable_amount) == (12000, 12945)


def test_issued_instalment_that_an_early_end_cut_off_is_blocked(edition, demo):
    invoice = issue(edition)
    end(invoice.contract_year.contract, START)
    assert [item.code for item in run().blocked] == ["invoice_disagrees"]


def test_credited_year_is_drafted_again_with_the_next_revision(edition, demo):
    invoice = issue(edition)
    assert run().unchanged == [invoice]
    credit_invoice(invoice, on=ISSUE_DAY, reason="Ordernummer ontbrak", by=None)
    (again,) = run().created
    assert (again.contract_year, again.instalment, again.revision) == (invoice.contract_year, 1, 1)
    assert len(run().unchanged) == 1
    issue_invoice(again, on=ISSUE_DAY, by=None)
    credit_invoice(again, on=ISSUE_DAY, reason="Nog eens", by=None)
    assert [item.revision for item in run().created] == [2]


def test_one_instalment_may_be_drafted_alone(edition, demo):
    sign(edition, instalments=4)
    late = date(2026, 12, 1)
    (draft,) = draft_invoices(2026, on=late, instalment=2, by=None).created
    assert draft.instalment == 2
    rest = draft_invoices(2026, on=late, by=None)
    assert [item.instalment for item in rest.created] == [1, 3, 4]
    assert rest.unchanged == [draft]
