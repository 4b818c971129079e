from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lllo.contracts.actions import amend_contract, end_contract, reverse_use, use_entitlement
from lllo.contracts.models import Use
from lllo.contracts.queries import entitlement_for
from lllo.errors import Refused
from lllo.people.models import AuditEntry, User
from tests import world
from tests.contracts import builders
from tests.contracts.builders import START, draft, offered, signed, use

LATER = date(2026, 6, 1)
pytestmark = pytest.mark.django_db


def refusal(call, *args, **kwargs):
    before = (Use.objects.count(), AuditEntry.objects.count())
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    assert (Use.objects.count(), AuditEntry.objects.count()) == before
    return caught.value.code, str(caught.value)


@pytest.mark.both_databases
def test_use_entitlement_writes_a_dated_row_and_an_audit_row(organisation, edition, backoffice):
    signed(organisation, edition)
    person = world.make_person("Jansen", organisation)
    row = use(organisation, "coaching_hour", "1.50", LATER, person=person, by=backoffice)
    row.refresh_from_db()
    assert (row.quantity, row.used_on, row.person) == (Decimal("1.50"), LATER, person)
    assert (row.recorded_by, row.override_reason) == (backoffice, "")
    entry = AuditEntry.objects.get(action="entitlement.used")
    assert (entry.actor, entry.detail["quantity"]) == (backoffice, "1.50")


@pytest.mark.both_databases
def test_fifth_hour_of_coaching_in_basis_is_refused(organisation, edition):
    signed(organisation, edition)
    use(organisation, "coaching_hour", "4")
    code, sentence = refusal(use, organisation, "coaching_hour", "1")
    assert code == "use_exceeded"
    for part in (str(organisation), "4", "1"):
        assert part in sentence


@pytest.mark.both_databases
@pytest.mark.parametrize("seats", [["2"], ["1", "1"]], ids=["one takes two", "two take one"])
def test_third_course_seat_is_refused(organisation, edition, seats):
    signed(organisation, edition, "basis_plus")
    for quantity in seats:
        use(organisation, "course_seat", quantity)
    code, sentence = refusal(use, organisation, "course_seat", "1")
    assert code == "use_exceeded"
    assert "2" in sentence


def test_each_contract_year_has_its_own_hours(organisation, edition):
    signed(organisation, edition)
    use(organisation, "coaching_hour", "4")
    use(organisation, "coaching_hour", "4", on=date(2027, 3, 1))
    assert refusal(use, organisation, "coaching_hour", "1", on=date(2028, 2, 29))[0] == (
        "use_exceeded"
    )


def test_what_is_by_agreement_is_recorded_and_not_limited(organisation, edition):
    signed(organisation, edition, "professional")
    use(organisation, "project_hour", "400")
    use(organisation, "project_hour", "0.25")
    assert Use.objects.count() == 2


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_use_of_nothing_is_refused(organisation, edition, quantity):
    signed(organisation, edition)
    assert refusal(use, organisation, "coaching_hour", quantity)[0] == "use_not_positive"


def test_half_a_seat_is_refused(organisation, edition):
    signed(organisation, edition)
    assert refusal(use, organisation, "masterclass_seat", "0.50")[0] == "use_not_whole"


def test_use_needs_a_reason(organisation, edition):
    signed(organisation, edition)
    assert refusal(use, organisation, "coaching_hour", "1", reason=" ")[0] == "reason_missing"


@pytest.mark.parametrize(
    ("quantity", "reason"), [("1", "x" * 301), ("0.125", "x"), ("12345678.00", "x")]
)
def test_use_that_does_not_fit_its_row_is_refused(organisation, edition, quantity, reason):
    signed(organisation, edition, "professional")
    code, sentence = refusal(use, organisation, "project_hour", quantity, reason=reason)
    assert code == "invalid_value"
    assert ":" in sentence


def test_reason_of_a_reversal_must_fit(organisation, edition):
    signed(organisation, edition)
    row = use(organisation, "coaching_hour", "2")
    assert refusal(reverse_use, row, on=LATER, reason="x" * 301, by=None)[0] == "invalid_value"


def test_use_outside_the_contract_year_is_refused(organisation, edition):
    signed(organisation, edition)
    entitlement = entitlement_for(organisation, "coaching_hour", START)
    code, sentence = refusal(
        use_entitlement,
        entitlement,
        quantity=Decimal(1),
        on=date(2027, 3, 1),
        reason="a test",
        by=None,
    )
    assert code == "outside_contract_year"
    assert "1 maart 2026" in sentence
    assert "28 februari 2027" in sentence


def test_use_after_an_early_end_is_refused(organisation, edition):
    contract = signed(organisation, edition)
    entitlement = entitlement_for(organisation, "coaching_hour", START)
    end_contract(contract, on=LATER, reason="fusie", by=None)
    use(organisation, "coaching_hour", "1", on=date(2026, 5, 31))
    values = {"quantity": Decimal(1), "on": LATER, "reason": "a test", "by": None}
    assert refusal(use_entitlement, entitlement, **values)[0] == "contract_ended"


def test_lead_goes_beyond_with_a_reason_that_stays(organisation, edition, lead):
    signed(organisation, edition)
    use(organisation, "coaching_hour", "4")
    row = use(organisation, "coaching_hour", "1", override_reason=" vastgelopen ", by=lead)
    assert (row.override_reason, row.recorded_by) == ("vastgelopen", lead)
    assert AuditEntry.objects.latest("pk").detail["override_reason"] == "vastgelopen"


def test_superuser_goes_beyond(organisation, edition):
    signed(organisation, edition)
    root = User.objects.create_superuser("root@example.org")
    assert use(organisation, "coaching_hour", "5", override_reason="x", by=root).override_reason


def test_reason_to_go_beyond_is_not_kept_when_there_was_enough(organisation, edition, lead):
    signed(organisation, edition)
    assert (
        use(organisation, "coaching_hour", "1", override_reason="x", by=lead).override_reason == ""
    )


def test_others_do_not_go_beyond(organisation, edition, backoffice):
    signed(organisation, edition)
    for by in (backoffice, None):
        code, _ = refusal(use, organisation, "coaching_hour", "5", override_reason="x", by=by)
        assert code == "override_not_allowed"


def test_reason_to_go_beyond_must_fit(organisation, edition, lead):
    signed(organisation, edition)
    code, _ = refusal(use, organisation, "coaching_hour", "5", override_reason="x" * 301, by=lead)
    assert code == "invalid_value"


def test_override_does_not_help_against_a_half_seat(organisation, edition, lead):
    signed(organisation, edition)
    code, _ = refusal(use, organisation, "masterclass_seat", "2.5", override_reason="x", by=lead)
    assert code == "use_not_whole"


def test_use_of_an_entitlement_that_an_addendum_replaced_is_refused(organisation, edition):
    contract = signed(organisation, edition)
    entitlement = entitlement_for(organisation, "coaching_hour", date(2027, 3, 1))
    amend_contract(
        contract,
        edition=edition,
        package_code="professional",
        from_year=2,
        reason="meer projecten",
        agreed_on=LATER,
        by=None,
    )
    values = {"quantity": Decimal(1), "on": date(2027, 3, 1), "reason": "a test", "by": None}
    assert refusal(use_entitlement, entitlement, **values)[0] == "entitlement_replaced"


# Giving back


@pytest.mark.both_databases
def test_reverse_use_gives_back(organisation, edition, backoffice):
    signed(organisation, edition, "basis_plus")
    row = use(organisation, "course_seat", "2")
    reversal = reverse_use(row, on=LATER, reason="afgemeld", by=backoffice)
    assert (reversal.quantity, reversal.reverses, reversal.used_on) == (Decimal(-2), row, LATER)
    assert AuditEntry.objects.latest("pk").action == "entitlement.given_back"
    use(organisation, "course_seat", "2")
    assert refusal(use, organisation, "course_seat", "1")[0] == "use_exceeded"


def test_reverse_use_twice_is_refused(organisation, edition):
    signed(organisation, edition)
    row = use(organisation, "coaching_hour", "2")
    reversal = reverse_use(row, on=LATER, reason="ziek", by=None)
    assert refusal(reverse_use, row, on=LATER, reason="ziek", by=None)[0] == "already_reversed"
    assert refusal(reverse_use, reversal, on=LATER, reason="ziek", by=None)[0] == "is_reversal"


def test_reverse_use_needs_a_reason(organisation, edition):
    signed(organisation, edition)
    row = use(organisation, "coaching_hour", "2")
    assert refusal(reverse_use, row, on=LATER, reason="", by=None)[0] == "reason_missing"


def test_database_refuses_a_negative_use_that_reverses_nothing(organisation, edition):
    signed(organisation, edition)
    row = use(organisation, "coaching_hour", "2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Use.objects.filter(pk=row.pk).update(quantity=-1)


# Finding the entitlement


def test_entitlement_for_gives_the_year_of_the_day(organisation, edition):
    signed(organisation, edition)
    assert (
        entitlement_for(organisation, "coaching_hour", date(2028, 2, 29)).contract_year.number == 2
    )
    assert (
        entitlement_for(organisation, "coaching_hour", date(2028, 3, 1)).contract_year.number == 3
    )


@pytest.mark.parametrize("on", [date(2026, 2, 28), date(2029, 3, 1)])
def test_entitlement_for_a_day_without_contract_is_refused(organisation, edition, on):
    signed(organisation, edition)
    assert refusal(entitlement_for, organisation, "coaching_hour", on)[0] == "no_contract"


@pytest.mark.parametrize("make", [draft, offered])
def test_entitlement_of_an_unsigned_contract_is_refused(organisation, edition, make):
    contract = make(organisation, edition)
    code, sentence = refusal(entitlement_for, organisation, "coaching_hour", START)
    assert code == "contract_not_signed"
    assert contract.number in sentence


def test_entitlement_that_the_package_does_not_hold_is_refused(organisation, edition):
    signed(organisation, edition)
    code, sentence = refusal(entitlement_for, organisation, "course_seat", START)
    assert code == "not_entitled"
    assert "Basis" in sentence


def test_entitlement_after_an_early_end_is_refused(organisation, edition):
    contract = signed(organisation, edition)
    end_contract(contract, on=LATER, reason="fusie met een andere gemeente", by=None)
    code, sentence = refusal(entitlement_for, organisation, "coaching_hour", LATER)
    assert code == "contract_ended"
    assert "fusie met een andere gemeente" in sentence


def test_entitlement_of_an_organisation_that_came_back(organisation, edition):
    end_contract(signed(organisation, edition), on=LATER, reason="fusie", by=None)
    builders.signed(organisation, edition, "basis_plus", starts_on=LATER)
    assert entitlement_for(organisation, "course_seat", LATER).quantity == 2
    assert entitlement_for(organisation, "coaching_hour", START).contract_year.starts_on == START
