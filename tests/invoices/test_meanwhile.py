"""What others do while a run makes documents: nothing is issued twice, nothing half."""

from __future__ import annotations

import pytest

from lllo.contracts.models import Contract
from lllo.documents.models import Document
from lllo.errors import Refused
from lllo.invoices.actions import draft_invoices, issue_drafts, issue_invoice
from lllo.invoices.billing import in_force
from lllo.invoices.issue_actions import _ready
from lllo.invoices.models import Invoice, NumberSeries
from lllo.invoices.publishing import publish
from lllo.people.models import Organisation
from tests.invoices.builders import ISSUE_DAY, START, draft, sign

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_two_runs_at_once_issue_each_draft_once(edition, demo):
    for _number in range(3):
        sign(edition, "basis")
    one, two, three = draft_invoices(2026, on=START, by=None).created

    def others(drafts):
        """Another run issues the second draft and removes the third, just before their turn."""
        for found in drafts:
            if found == two:
                issue_invoice(found, on=ISSUE_DAY, by=None)
            if found == three:
                Contract.objects.filter(contract_years=three.contract_year_id).update(
                    state="ended", ended_on=START, end_reason="Herindeling"
                )
                draft_invoices(2026, on=START, by=None)
            yield found

    result = issue_drafts(2026, on=ISSUE_DAY, progress=others, by=None)
    assert ([item.pk for item in result.issued], result.blocked) == ([one.pk], [])
    issued = Invoice.objects.issued().order_by("number")
    assert {item.pk for item in issued} == {one.pk, two.pk}
    assert NumberSeries.objects.get().last_number == issued.count() == 2


def test_what_changes_while_its_documents_are_made_is_made_again(edition, demo):
    waiting = draft(edition)
    billing, calls = in_force(), []

    def read():
        calls.append(None)
        if len(calls) == 2:
            Organisation.objects.filter(pk=waiting.organisation_id).update(city="Nieuwstad")
        return _ready(waiting, billing, ISSUE_DAY)

    issued = publish(read, billing.numbering.invoice, on=ISSUE_DAY, note=lambda _ready: None)
    assert len(calls) == 4  # looked at and read under lock, twice
    assert issued.snapshot["buyer"]["city"] == issued.buyer["city"] == "Nieuwstad"
    assert b"Nieuwstad" in bytes(issued.xml.content)
    assert Document.objects.filter(filename__startswith="F2026").count() == 2


def test_what_keeps_changing_is_left_alone(edition, demo):
    waiting = draft(edition)
    billing, calls = in_force(), []

    def read():
        calls.append(None)
        Organisation.objects.filter(pk=waiting.organisation_id).update(city=f"Stad {len(calls)}")
        return _ready(waiting, billing, ISSUE_DAY)

    with pytest.raises(Refused) as refused:
        publish(read, billing.numbering.invoice, on=ISSUE_DAY, note=lambda _ready: None)
    assert refused.value.code == "keeps_changing"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.number) == ("draft", None)
    assert not NumberSeries.objects.exists()
