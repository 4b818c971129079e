"""A programme of three years through its actions, with the figures worked out by hand.

Who                          2026 (1 March)         2027                        2028
Linde   Professional         12 000 + 15 000 kind   12 000 + 15 000 kind        12 000 + 15 000 kind
Wilg    Basis, an addendum    7 500                 11 500 (Basis Plus)         11 500
Els     Basis Plus           11 500                 ended on 1 January 2027
Berk    Professional Plus                           16 000 + 15 000 kind (Sept) 16 000 + 15 000 kind
committed                    31 000                 39 500                      39 500
a third for each line        10 333.34/.33/.33      13 166.67/.67/.66           13 166.67/.67/.66
gap to 120 000               89 000                 80 500                      80 500
  needed: ÷ 7 500            12 (11.9)              11 (10.7)                   11
          ÷ 11 500            8 (7.7)                7 (7.0)                     7
          ÷ 12 000            8 (7.4)                7 (6.7)                     7
          ÷ 16 000            6 (5.6)                6 (5.03)                    6
promised days: kind ÷ 1 250  12                     24                          24
  coaching 4 h each ÷ 8       1.5                    1.5                         1.5
left of 92                   78.5                   66.5                        66.5
invoiced                     31 000, Wilg's once    39 500 − 12 000 (Linde's    nothing yet
                             more after a credit    credited, not issued again)
spent on vertical            8 h + 8 h = 2 500      the reversal −99.95
                             and 99.95 of costs
      on horizontal          4 h = 625              2.5 h = 390.63 (390.625)    8 h = 1 250
      on organisation        450.50 of costs
in kind delivered            6 250 (40 h), 5 000    10 000 to Berk              nothing yet
                             in 2027 of year 1,     (in 2028, of year 1)
                             4 000 beyond: 15 250
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from lllo.budget import actions as budget
from lllo.budget.queries import budget_overviews
from lllo.contracts import actions as contracts
from lllo.contracts.queries import balances
from lllo.invoices import actions as invoices
from lllo.invoices.models import Invoice
from lllo.invoices.queries import invoice_rows, invoiced_by_year, open_amount
from lllo.projects import actions as projects
from lllo.training import actions as training
from tests.stories.acting import Programme, day, make_programme, moment, on, refused

if TYPE_CHECKING:
    from lllo.projects.models import Placement
    from lllo.training.models import CoachingSession

YEARS = (2026, 2027, 2028)
LINES = ("vertical", "horizontal", "organisation")


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_programme_of_three_years_adds_up():
    with on("2026-01-12"):
        programme = make_programme()
    agree(programme)
    train_in_2026(programme)
    bill_2026(programme)
    change_agreements(programme)
    train_in_2027(programme)
    bill_2027(programme)
    book_hours_and_costs(programme)
    with on("2028-03-01"):
        deliver_in_kind(programme)
    compare()


def agree(programme: Programme) -> None:
    with on("2026-02-03"):
        programme.agree("Linde", "professional", signed_on="2026-02-03", starts_on="2026-03-01")
        programme.agree("Wilg", "basis", signed_on="2026-02-03", starts_on="2026-03-01")
        programme.agree("Els", "basis_plus", signed_on="2026-02-03", starts_on="2026-03-01")
    assert [contract.number for contract in programme.contracts.values()] == [
        "LLO-2026-001", "LLO-2026-002", "LLO-2026-003",
    ]  # fmt: skip


def train_in_2026(programme: Programme) -> None:
    with on("2026-03-10"):
        register_linde(programme)
        session = coach_linde(programme)
        take_seats(programme)
    with on("2026-06-02"):
        training.hold_coaching(session, by=programme.office)
    rows = balances(programme.organisation("Linde"), on=day("2026-06-02"))
    left = {each.kind: each.remaining for each in rows}
    assert (left["masterclass_seat"], left["coaching_hour"]) == (1, 1)


def register_linde(programme: Programme) -> None:
    """One of two masterclass seats, for Anna and then Bram; no second one in the same cohort."""
    office, today = programme.office, day("2026-03-10")
    linde = programme.organisation("Linde")
    anna, bram, cas = (programme.person("Linde", name) for name in ("Anna", "Bram", "Cas"))
    cohort = programme.open_cohort(1, starts_on="2026-04-01")
    place = training.register_for_cohort(linde, cohort, person=anna, on=today, by=office)
    assert training.replace_person(place, bram, by=office).person == bram
    with refused("one_person_per_cohort"):
        training.register_for_cohort(linde, cohort, person=cas, on=today, by=office)


def coach_linde(programme: Programme) -> CoachingSession:
    """Three of four hours; three more do not fit."""
    coaching = training.CoachingData(
        coach=programme.coach,
        subject="Samenwerking",
        starts_at=moment("2026-06-01"),
        hours=Decimal(3),
    )
    linde = programme.organisation("Linde")
    session = training.plan_coaching(linde, coaching, by=programme.office)
    with refused("use_exceeded"):
        training.plan_coaching(linde, coaching, by=programme.office)
    return session


def take_seats(programme: Programme) -> None:
    """Els takes both course seats and no third; the Basis of Wilg has none."""
    seat = {"on": day("2026-03-10"), "by": programme.office}
    els, wilg = programme.organisation("Els"), programme.organisation("Wilg")
    for name in ("Daan", "Emma"):
        person = programme.person("Els", name)
        training.take_course_seat(els, course("2026-09-07"), person=person, **seat)
    with refused("use_exceeded"):
        training.take_course_seat(els, course("2026-09-07"), **seat)
    with refused("not_entitled"):
        training.take_course_seat(wilg, course("2026-09-07"), **seat)


def course(starts_on: str) -> training.CourseData:
    return training.CourseData(course_code="1", course_name="Vak", starts_on=day(starts_on))


def bill_2026(programme: Programme) -> None:
    """Linde pays 7 500 + 4 500 × 1.21 = 12 945; Wilg's is credited and issued again."""
    office = programme.office
    with on("2026-03-02"):
        assert len(programme.bill(2026, "2026-03-02").issued) == 3
    linde, wilg = programme.invoice("Linde", 2026), programme.invoice("Wilg", 2026)
    assert (linde.net_amount, linde.payable_amount) == (Decimal(12000), Decimal(12945))
    with on("2026-03-20"):
        pay = {"on": day("2026-03-20"), "by": office}
        invoices.record_payment(linde, amount=Decimal(12945), **pay)
        note = invoices.credit_invoice(
            wilg, reason="Verkeerd ordernummer", on=day("2026-03-20"), by=office
        )
        assert programme.bill(2026, "2026-03-20").issued == []
        again = invoices.issue_invoice(
            programme.invoice("Wilg", 2026), on=day("2026-03-20"), by=office
        )
        invoices.record_payment(again, amount=Decimal(5000), **pay)
    assert (note.corrects, again.revision) == (wilg, 1)
    assert [open_amount(each) for each in (linde, wilg, again)] == [0, 0, 2500]


def change_agreements(programme: Programme) -> None:
    """Wilg takes Basis Plus from year 2; Els ends in the middle of year 1; Berk joins late."""
    office = programme.office
    with on("2026-12-01"):
        contracts.amend_contract(
            programme.contracts["Wilg"],
            edition=programme.edition,
            package_code="basis_plus",
            from_year=2,
            reason="Twee mensen willen een vak volgen",
            agreed_on=day("2026-12-01"),
            by=office,
        )
        contracts.end_contract(
            programme.contracts["Els"], on=day("2027-01-01"), reason="Herindeling", by=office
        )
    with on("2027-07-01"):
        berk = programme.agree(
            "Berk", "professional_plus", signed_on="2027-07-01", starts_on="2027-09-01"
        )
    assert berk.ends_on == day("2030-09-01")


def train_in_2027(programme: Programme) -> None:
    """What the addendum gave can be used; what ended cannot; nothing was carried over."""
    office, today = programme.office, day("2027-09-02")
    wilg, els = programme.organisation("Wilg"), programme.organisation("Els")
    with on("2027-09-02"):
        training.take_course_seat(wilg, course("2027-09-06"), on=today, by=office)
        with refused("contract_ended"):
            training.take_course_seat(els, course("2027-02-01"), on=day("2027-02-01"), by=office)
        cohort = programme.open_cohort(2, starts_on="2027-10-01")
        for tree in ("Linde", "Wilg", "Berk"):
            organisation = programme.organisation(tree)
            training.register_for_cohort(organisation, cohort, on=today, by=office)
            rows = balances(organisation, on=cohort.starts_on)
            left = {each.kind: each.remaining for each in rows}
            assert (left["masterclass_seat"], left["coaching_hour"]) == (1, 4), tree


def bill_2027(programme: Programme) -> None:
    """Two years start in March, the late joiner's in September; Linde's is taken back at the end."""
    with on("2027-03-01"):
        march = programme.bill(2027, "2027-03-01")
        assert [item.net_amount for item in march.issued] == [Decimal(12000), Decimal(11500)]
    with on("2027-09-01"):
        september = programme.bill(2027, "2027-09-01")
        assert [item.organisation for item in september.issued] == [programme.organisation("Berk")]
    with on("2027-12-20"):
        invoices.credit_invoice(
            programme.invoice("Linde", 2027),
            on=day("2027-12-20"),
            reason="Op verzoek van de organisatie",
            by=programme.office,
        )
    for year in (2026, 2027):
        for kind in Invoice.Kind.values:
            numbers = Invoice.objects.issued().filter(kind=kind, issue_date__year=year)
            last = [int(number[-4:]) for number in numbers.values_list("number", flat=True)]
            assert sorted(last) == list(range(1, len(last) + 1))
    status = invoice_rows(programme.organisation("Linde"), on=day("2027-12-31"))
    assert {row.status for row in status} == {"paid", "credited", "settled"}


def book_hours_and_costs(programme: Programme) -> None:
    vertical, horizontal, organisation = (programme.line(code) for code in LINES)
    for line, text, hours in (
        (vertical, "2026-04-09", "8"),
        (vertical, "2026-05-12", "8"),
        (horizontal, "2026-10-01", "4"),
        (horizontal, "2027-05-03", "2.5"),
        (horizontal, "2028-01-10", "8"),
    ):
        with on(text):
            budget.book_hours(
                programme.coach,
                line=line,
                on=day(text),
                hours=Decimal(hours),
                description="Projectanalyse",
                by=programme.lead,
            )
    cost = {"description": "Zaal", "by": programme.lead}
    with on("2026-12-30"):
        budget.book_expense(organisation, on=day("2026-06-01"), amount=Decimal("450.50"), **cost)
        wrong = budget.book_expense(vertical, on=day("2026-12-30"), amount=Decimal("99.95"), **cost)
    with on("2027-01-05"):
        budget.reverse_entry(wrong, on=day("2027-01-05"), by=programme.lead)


def deliver_in_kind(programme: Programme) -> None:
    """A graduating student at Linde; more than was promised takes the lead and a reason."""
    vertical, horizontal, organisation = (programme.line(code) for code in LINES)
    linde = programme.contracts["Linde"].contract_years.get(number=1)
    berk = programme.contracts["Berk"].contract_years.get(number=1)
    entry = {"description": "Begeleiding", "by": programme.office}
    placement = offer_place(programme)
    budget.deliver_in_kind(
        linde, line=vertical, on=day("2026-05-01"), hours=Decimal(40), placement=placement, **entry
    )
    budget.deliver_in_kind(
        linde, line=horizontal, on=day("2027-02-15"), amount=Decimal(5000), **entry
    )
    beyond = {"line": organisation, "on": day("2027-02-20"), "amount": Decimal(4000)}
    with refused("beyond_promise"):
        budget.deliver_in_kind(linde, **beyond, **entry)
    entry["by"] = programme.lead
    budget.deliver_in_kind(linde, override_reason="Afgesproken in maart", **beyond, **entry)
    budget.deliver_in_kind(
        berk, line=vertical, on=day("2028-03-01"), amount=Decimal(10000), **entry
    )


def offer_place(programme: Programme) -> Placement:
    return projects.offer_placement(
        projects.PlacementData(
            kind="graduation",
            title="Ondergrond als kans",
            host=programme.organisation("Linde"),
            line=programme.line("vertical"),
            starts_on=day("2026-04-01"),
            ends_on=day("2026-09-01"),
            hours=Decimal(640),
        ),
        by=programme.office,
    )


def compare() -> None:
    overviews = budget_overviews(YEARS, invoiced=invoiced_by_year())
    totals = [each.total for each in overviews]
    assert [each.year for each in overviews] == list(YEARS)
    assert [str(each.budget) for each in totals] == ["120000.00"] * 3
    assert [str(each.committed) for each in totals] == ["31000.00", "39500.00", "39500.00"]
    assert [str(each.invoiced) for each in totals] == ["31000.00", "27500.00", "0.00"]
    assert [str(each.spent) for each in totals] == ["3675.45", "290.68", "1250.00"]
    assert [str(each.remaining) for each in totals] == ["116324.55", "119709.32", "118750.00"]
    assert [str(each.in_kind_promised) for each in totals] == ["15000.00", "30000.00", "30000.00"]
    assert [str(each.in_kind_delivered) for each in totals] == ["15250.00", "10000.00", "0.00"]
    assert [str(each.coverage.gap) for each in overviews] == ["89000.00", "80500.00", "80500.00"]
    needed = [[package.needed for package in each.coverage.packages] for each in overviews]
    assert needed == [[12, 8, 8, 6], [11, 7, 7, 6], [11, 7, 7, 6]]
    days = [
        (str(each.capacity.promised_days), str(each.capacity.remaining_days)) for each in overviews
    ]
    assert days == [("13.50", "78.50"), ("25.50", "66.50"), ("25.50", "66.50")]
    compare_lines(overviews)


def compare_lines(overviews) -> None:
    figures = [
        [
            (line.code, str(line.committed), str(line.spent), str(line.in_kind_delivered))
            for line in each.lines
        ]
        for each in overviews
    ]
    assert figures == [
        [
            ("vertical", "10333.34", "2599.95", "6250.00"),
            ("horizontal", "10333.33", "625.00", "5000.00"),
            ("organisation", "10333.33", "450.50", "4000.00"),
        ],
        [
            ("vertical", "13166.67", "-99.95", "10000.00"),
            ("horizontal", "13166.67", "390.63", "0.00"),
            ("organisation", "13166.66", "0.00", "0.00"),
        ],
        [
            ("vertical", "13166.67", "0.00", "0.00"),
            ("horizontal", "13166.67", "1250.00", "0.00"),
            ("organisation", "13166.66", "0.00", "0.00"),
        ],
    ]
