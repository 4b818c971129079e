from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lllo.errors import Refused
from lllo.people import correction_actions as actions
from lllo.people.models import AuditEntry, CorrectionRequest, Organisation
from tests import world

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 1)


def refused(action, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refusal:
        action(*args, **{"on": ON, "by": None, **kwargs})
    return refusal.value.code


@pytest.fixture
def ask(organisation):
    def run(remark="", **wanted):
        return actions.ask_correction(organisation, wanted, remark=remark, on=ON, by=None)

    return run


def test_only_what_differs_is_asked_in_its_stored_form(ask, organisation):
    known = organisation.kvk_number
    request = ask(name=organisation.name, kvk_number="1234 5678", iban="")
    assert (request.before, request.wanted) == (
        {"kvk_number": known},
        {"kvk_number": "12345678"},
    )
    label = Organisation._meta.get_field("kvk_number").verbose_name
    assert str(request) == f"{organisation}: {label}"
    assert list(CorrectionRequest.objects.waiting()) == [request]
    organisation.refresh_from_db()
    assert organisation.kvk_number == known


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({}, "nothing_differs"),
        ({"iban": "NL00"}, "iban"),
        ({"kvk_number": "1"}, "kvk_number"),
        ({"name": " "}, "invalid_value"),
        ({"legal_name": "A" * 201}, "invalid_value"),
        ({"rsin": "001234567", "oin": "00000001001234567000"}, "rsin"),
    ],
)
def test_what_cannot_be_is_refused(organisation, wanted, code):
    assert refused(actions.ask_correction, organisation, wanted) in {code, "oin"}
    assert not CorrectionRequest.objects.exists()


def test_rsin_must_be_the_one_inside_the_oin(organisation):
    Organisation.objects.update(oin="00000001123456782000")
    organisation.refresh_from_db()
    assert refused(actions.ask_correction, organisation, {"rsin": "111222333"}) == "rsin"


def test_other_columns_are_not_asked_this_way(ask):
    with pytest.raises(ValueError, match="city"):
        ask(city="Elders")


def test_number_of_another_is_told_to_the_office_only(ask):
    world.make_organisation("Elders (demo)", kvk_number="12345678")
    request = ask(kvk_number="12345678")
    assert refused(actions.accept_correction, request) == "taken"
    assert CorrectionRequest.objects.get().state == "waiting"


@pytest.mark.both_databases
def test_one_waits_at_a_time(ask, organisation):
    request = ask(remark="Wij heten straks anders.")
    assert refused(actions.ask_correction, organisation, {"name": "B"}) == "correction_waits"
    actions.withdraw_correction(request, on=ON, by=None)
    assert ask(name="B").state == "waiting"
    assert refused(actions.withdraw_correction, request) == "correction_answered"


@pytest.mark.both_databases
def test_accepting_changes_the_organisation_once(ask, backoffice):
    request = ask(kvk_number="12345678", name="Gemeente Nieuw (demo)")
    changed = actions.accept_correction(request, on=ON, by=backoffice)
    assert (changed.name, changed.kvk_number) == ("Gemeente Nieuw (demo)", "12345678")
    request.refresh_from_db()
    assert (request.state, request.answered_on) == ("accepted", ON)
    assert refused(actions.accept_correction, request) == "correction_answered"
    trail = AuditEntry.objects.filter(actor=backoffice).values_list("action", flat=True)
    assert set(trail) == {"organisation.changed", "correction.accepted"}


def test_accepting_is_refused_when_the_data_moved_on(ask):
    request = ask(kvk_number="12345678")
    Organisation.objects.update(kvk_number="87654321")
    assert refused(actions.accept_correction, request) == "correction_outdated"
    Organisation.objects.update(kvk_number="12345678")
    actions.accept_correction(request, on=ON, by=None)


def test_declining_takes_a_reason(ask):
    request = ask(remark="Graag in het Engels.")
    assert refused(actions.decline_correction, request, reason=" ") == "reason_missing"
    declined = actions.decline_correction(request, on=ON, reason="Kan niet. ", by=None)
    assert (declined.state, declined.answer) == ("declined", "Kan niet.")


@pytest.mark.parametrize(
    "values", [{"state": "declined", "answered_on": ON}, {"state": "accepted"}]
)
def test_database_keeps_what_a_state_demands(ask, values):
    ask(remark="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionRequest.objects.update(**values)
