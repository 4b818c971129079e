"""The sample values are those that the templates get in earnest."""

from __future__ import annotations

from datetime import UTC, date, datetime

from lllo import clock, office
from lllo.contracts import addendum, agreement
from lllo.contracts.actions.addenda import change_of
from lllo.contracts.models import Addendum
from lllo.documents import templates
from lllo.mail import addendum as addendum_mail
from lllo.mail import agreement as agreement_mail
from lllo.setup.samples import samples
from tests import world
from tests.contracts import builders

DAY = date(2026, 1, 15)


def keys(name):
    return {frozenset(context) for sample, context in samples(office.read()) if sample == name}


def test_every_template_has_samples():
    assert {name for name, _context in samples(office.read())} == set(templates.names())


def test_agreement_gets_what_its_sample_has(organisation, edition):
    contract = builders.draft(organisation, edition)

    assert keys(agreement.TEMPLATE) == {frozenset(agreement.context(contract, on=DAY))}


def test_mail_gets_what_its_sample_has(organisation, edition):
    contract = builders.offered(organisation, edition)
    world.make_person("Voorbeeld", organisation, "contact")
    people = agreement_mail.contacts(contract)

    assert keys(agreement_mail.TEMPLATE) == {frozenset(agreement_mail.context(contract, people))}


def test_addendum_and_its_mail_get_what_their_samples_have(organisation, edition):
    world.make_person("Voorbeeld", organisation, "contact")
    contract = builders.signed(organisation, edition)
    with clock.at(datetime(2026, 2, 2, 12, tzinfo=UTC)):
        change = change_of(contract, "professional", 2, agreed_on=date(2026, 2, 2))
    letter = addendum_mail.context(
        Addendum(contract=contract), "Basis", agreement_mail.contacts(contract)
    )

    assert keys(addendum.TEMPLATE) == {frozenset(addendum.context(change))}
    assert keys(addendum_mail.TEMPLATE) == {frozenset(letter)}


def test_samples_cover_what_is_empty_and_what_is_filled():
    contexts = [context for name, context in samples(office.read()) if name == agreement.TEMPLATE]

    for key in ("in_kind", "purchase_order_number", "purchase_order_required", "orderer"):
        assert {bool(context[key]) for context in contexts} == {True, False}, key
    assert {bool(context["university"].name) for context in contexts} == {True, False}
