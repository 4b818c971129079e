from __future__ import annotations

from decimal import Decimal

import pytest

from lllo.contracts.actions import reverse_use
from lllo.contracts.models import Contract, ContractLine, Entitlement
from lllo.documents.actions import store
from lllo.documents.models import Document
from lllo.invoices.models import Balance, Invoice, InvoiceLine, NumberSeries
from lllo.programmes.models import Component
from lllo.setup import invariants
from tests import triggers, world
from tests.contracts import builders as contracts
from tests.invoices import builders as invoices


@pytest.fixture
def issued(edition):
    """Two invoices with their numbers, in a demo."""
    world.mark_demo()
    return [invoices.issue(edition), invoices.issue(edition, "basis")]


@pytest.fixture
def signed(organisation, edition):
    return contracts.signed(organisation, edition)


def found(invariant):
    return list(invariant())


def test_sound_database_gives_nothing(issued):
    assert [text for invariant in invariants.INVARIANTS for text in found(invariant)] == []


def test_gap_in_a_series_is_found(issued):
    NumberSeries.objects.update(last_number=3)

    (sentence,) = found(invariants.invoice_numbers)

    assert "3" in sentence
    assert "invoice 2026" in sentence


def test_numbers_without_a_series_are_found(issued):
    NumberSeries.objects.all().delete()

    (sentence,) = found(invariants.invoice_numbers)

    assert "invoice 2026" in sentence


def test_changed_line_of_an_invoice_is_found(issued):
    line = InvoiceLine.objects.filter(invoice=issued[0]).first()
    with triggers.lifted():
        InvoiceLine.objects.filter(pk=line.pk).update(net_amount=line.net_amount + 1)

    (sentence,) = found(invariants.invoice_sums)

    assert issued[0].number in sentence


def test_changed_document_is_found(db):
    document = store(b"zoals het was", filename="x.pdf", media_type="application/pdf")
    Document.objects.filter(pk=document.pk).update(content=b"zoals het wordt")

    (sentence,) = found(invariants.document_hashes)

    assert "x.pdf" in sentence


def test_agreed_lines_stand_in_their_edition(signed):
    assert found(invariants.agreed_lines) == []

    world.make_edition(signed.edition.programme, sha256="3" * 64)
    Component.objects.filter(edition=signed.edition, code="basis").update(amount=Decimal(1))

    assert len(found(invariants.agreed_lines)) == ContractLine.objects.count() == 3


def test_lines_of_a_contract_that_is_not_signed_are_found(signed):
    Contract.objects.update(state=Contract.State.OFFERED)

    assert len(found(invariants.agreed_lines)) == 3


def test_overdrawn_entitlement_needs_a_reason(signed, organisation, lead):
    use = contracts.use(organisation, "coaching_hour", 3)
    contracts.use(organisation, "coaching_hour", 2, override_reason="toegezegd", by=lead)
    assert found(invariants.overdrawn_entitlements) == []

    use.entitlement.uses.update(override_reason="")
    (sentence,) = found(invariants.overdrawn_entitlements)
    assert "5" in sentence


def test_reason_of_one_use_does_not_cover_a_later_one(signed, organisation, lead):
    contracts.use(organisation, "coaching_hour", "3.7")
    assert found(invariants.overdrawn_entitlements) == []
    contracts.use(organisation, "coaching_hour", "0.3")
    assert found(invariants.overdrawn_entitlements) == []

    contracts.use(organisation, "coaching_hour", 2, override_reason="toegezegd", by=lead)
    later = contracts.use(organisation, "coaching_hour", 1, override_reason="nog een", by=lead)
    later.entitlement.uses.filter(pk=later.pk).update(override_reason="")

    (sentence,) = found(invariants.overdrawn_entitlements)
    assert "7" in sentence


def test_use_that_was_given_back_overdraws_nothing(signed, organisation):
    use = contracts.use(organisation, "coaching_hour", 3)
    reverse_use(use, on=use.used_on, reason="ziek", by=None)
    contracts.use(organisation, "coaching_hour", 4)

    assert found(invariants.overdrawn_entitlements) == []


def test_entitlement_by_agreement_is_never_overdrawn(signed, organisation):
    contracts.use(organisation, "coaching_hour", 3)
    Entitlement.objects.update(quantity=None)

    assert found(invariants.overdrawn_entitlements) == []


def test_drafts_are_no_gap(edition):
    invoices.draft(edition)

    assert Invoice.objects.drafts().count() == 1
    assert found(invariants.invoice_numbers) == []


def test_open_amount_that_is_not_true_is_found(issued):
    Balance.objects.filter(pk=issued[0].pk).update(open_amount=1)

    (sentence,) = found(invariants.open_amounts)

    assert issued[0].number in sentence


def test_open_amount_that_nothing_keeps_is_found(db, monkeypatch):
    monkeypatch.setattr(invariants, "KEEPERS", ("nobody",))

    (sentence,) = found(invariants.open_amounts)

    assert "nobody" in sentence
