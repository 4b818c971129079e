"""What each filter of each list keeps."""

from __future__ import annotations

from datetime import date

import pytest

from lllo.contracts.models import Contract
from lllo.invoices.models import Invoice
from lllo.people.models import Membership, Organisation
from lllo.training.models import Event, Registration
from tests import world
from tests.screens import scene as build
from tests.screens.office.rows import fill_waiting

pytestmark = pytest.mark.both_databases


@pytest.fixture
def filled(scene):
    build.fill(scene, 1)
    fill_waiting(scene, 1)


PLUS, BASIS, PRO = (
    "Gemeente Voorbeeldstad (demo)",
    "Gemeente Beekdorp (demo)",
    "Waterschap Oostbeek (demo)",
)
KEPT = [
    ("organisations", {"soort": "university"}, ["Universiteit (demo)"]),
    ("organisations", {"pakket": "Professional"}, [PRO]),
    ("organisations", {"deelname": "ja"}, [BASIS, PLUS, PRO]),
    ("organisations", {"open": "ja"}, [PLUS]),
    ("organisations", {"open": "terug"}, []),
    ("organisations", {"ontbreekt": "mail"}, []),
    ("organisations", {"ontbreekt": "adres"}, []),
    ("people", {"rol": "specialist"}, ["Specialist, Erin"]),
    ("people", {"account": "ja"}, ["Voorbeeld, Bob"]),
    ("people", {"ontbreekt": "rol"}, []),
    ("people", {"q": "oostbeek"}, ["Voorbeeld2, Alice", "Voorbeeld2, Charlie"]),
    ("choices", {"status": "committed"}, ["Gemeente Voorbeeldstad committed 0 (demo)"]),
    ("choices", {"pakket": "basis_plus"}, ["Gemeente Voorbeeldstad chosen 0 (demo)"]),
    ("choices", {"start": "2026", "status": "contracted"}, []),
    ("contracts", {"status": "draft"}, ["draft-0"]),
    ("contracts", {"status": "offered"}, ["offered-0"]),
    ("contracts", {"pakket": "professional"}, ["OV-2026-002"]),
    ("contracts", {"ontbreekt": "ordernummer"}, ["draft-0", "offered-0"]),
    ("contracts", {"ontbreekt": "besteller"}, ["draft-0", "offered-0"]),
    ("contracts", {"q": "beekdorp 001"}, ["OV-2026-001"]),
    ("years_to_invoice", {"start": "2026"}, ["OV-2026-002"]),
    ("invoices", {"status": "draft"}, ["concept"]),
    ("invoices", {"jaar": "2027"}, ["F-2027-0000"]),
    ("invoices", {"status": "overdue"}, ["F-2028-0000"]),
    ("invoices", {"status": "unsent"}, ["F-2027-0000", "F-2026-0000"]),
    ("invoices", {"soort": "credit_note"}, []),
    ("invoices", {"verzonden": "nee"}, ["F-2027-0000"]),
    ("invoices", {"verzonden": "ja"}, ["F-2028-0000"]),
    ("invoices", {"verzonden": "vast"}, ["F-2026-0000"]),
    ("invoices", {"verzonden": "bezig"}, []),
    ("invoices", {"ontbreekt": "ordernummer"}, []),
    ("payments", {"rijen": "geldig"}, ["1\xa0mei\xa02026"]),
    ("payments", {"rijen": "terug"}, []),
    ("payments", {"bron": "bank"}, []),
    ("bank_entries", {"status": "unmatched"}, ["1\xa0mei\xa02026"]),
    ("events", {"wanneer": "geweest"}, []),
    ("events", {"publicatie": "nee"}, []),
    ("registrations", {"naam": "ontbreekt"}, [PLUS]),
    ("registrations", {"naam": "bekend"}, [PLUS]),
    ("registrations", {"status": "cancelled"}, []),
    ("coaching", {"wanneer": "afronden"}, ["20\xa0mei\xa02026 10:00"]),
    ("coaching", {"wanneer": "komt"}, []),
    ("coaching_requests", {"status": "declined"}, []),
    ("course_seats", {"status": "applied"}, ["Sturen op de ondergrond"]),
    ("course_seats", {"naam": "ontbreekt"}, ["Sturen op de ondergrond"]),
    ("course_seats", {"vak": "201800000"}, ["Asset management van infrastructuur"]),
    ("projects", {"status": "active"}, []),
    ("projects", {"lijn": "vertical"}, ["Energie in de wijk 0"]),
    ("placements", {"soort": "phd"}, []),
    ("hours", {"lijn": "horizontal"}, ["2\xa0apr\xa02026"]),
    ("hours", {"rijen": "terug"}, []),
    ("expenses", {"rijen": "geldig", "lijn": "vertical"}, ["1\xa0apr\xa02026"]),
    ("in_kind", {"jaar": "2026"}, ["1\xa0mei\xa02026"]),
    ("jobs", {"status": "failed"}, ["Overeenkomst per e-mail"]),
    ("jobs", {"soort": "mail.agreement"}, ["Overeenkomst per e-mail"]),
    ("questions", {"status": "bevestigd"}, []),
    ("corrections", {"status": "waiting"}, [PLUS]),
]


def test_filters_keep_what_they_say(filled, office):
    found = [(name, asked, office.labels(name, **asked)) for name, asked, _kept in KEPT]
    assert [each for each in found if each not in KEPT] == []


def test_organisation_that_paid_what_was_credited_gets_money_back(scene, office):
    contract = build.make_participant(scene, 0)
    invoice = build.make_invoice(contract, number="F-1", paid="16000")
    assert office.labels("organisations", open="ja") == []
    note = Invoice.objects.get(pk=invoice.pk)
    note.pk, note.public_id = None, build.make_document("c").public_id
    note.kind, note.number, note.corrects, note.reason = "credit_note", "C-1", invoice, "fout"
    note.save(force_insert=True)
    assert office.labels("organisations", open="terug") == [PLUS]
    assert office.foot("invoices")["bedrag"] == "€ 0,00"
    assert office.labels("invoices", soort="credit_note") == ["C-1"]


def test_missing_data_of_organisations_are_found(filled, office):
    Organisation.objects.filter(name=PLUS).update(kvk_number="12345678", invoice_email="")
    Organisation.objects.filter(name=BASIS).update(city="")
    Membership.objects.filter(organisation__name=PRO, role="contact").update(ended_on=build.TODAY)
    assert PLUS not in office.labels("organisations", ontbreekt="kvk")
    assert office.labels("organisations", ontbreekt="mail") == [PLUS]
    assert office.labels("organisations", ontbreekt="adres") == [BASIS]
    found = office.labels("organisations", ontbreekt="contact")
    assert PRO in found
    assert PLUS not in found
    assert "Universiteit (demo)" not in found
    assert office.labels("organisations", q="1234") == [PLUS]
    assert PLUS not in office.labels("organisations", deelname="nee")


def test_person_with_several_roles_stands_once_with_all_of_them(filled, office):
    person = world.make_person("Dubbel", Organisation.objects.get(name=PLUS), "contact", email="")
    for name in (BASIS, PRO):
        Membership.objects.create(
            person=person, organisation=Organisation.objects.get(name=name), role="participant"
        )
    (row,) = office.cells("people", ontbreekt="mail")
    assert row[:2] == ["Dubbel, Alice", f"{BASIS} + 2"]
    assert office.labels("people", rol="participant").count("Dubbel, Alice") == 1
    sheet = {each[0]: each[1] for each in office.sheet("people")}
    assert sheet["Dubbel, Alice"] == (
        f"{BASIS} (deelnemer); {PLUS} (contactpersoon); {PRO} (deelnemer)"
    )
    person.memberships.update(ended_on=build.TODAY)
    assert office.labels("people", ontbreekt="rol") == ["Dubbel, Alice"]


def test_places_at_an_event_are_those_of_its_cohort(filled, scene, office):
    masterclass, symposium = Event.objects.all()[:2]
    masterclass.cohort = scene.cohort
    masterclass.save()
    assert len(office.labels("registrations", bijeenkomst=masterclass.uid)) == 2
    assert office.labels("registrations", bijeenkomst=symposium.uid) == []
    assert len(office.labels("registrations", cohort=str(scene.cohort.public_id))) == 2
    Registration.objects.filter(person=None).update(cohort=None, event=symposium)
    assert office.labels("registrations", bijeenkomst=symposium.uid) == [PLUS]
    (row,) = office.cells("events", cohort=str(scene.cohort.public_id))
    assert row[1:4] == [masterclass.title, "masterclass", scene.cohort.name]
    assert row[-1] == "1"


def test_cohort_with_room_has_places_left(filled, scene, office):
    assert office.labels("cohorts", ruimte="vrij") == [scene.cohort.name]
    assert office.labels("cohorts", ruimte="naamloos") == [scene.cohort.name]
    scene.cohort.capacity = 1
    scene.cohort.save()
    assert office.labels("cohorts", ruimte="vrij") == []
    (row,) = office.cells("cohorts")
    assert row[3:] == ["1", "2", "0", "1"]


def test_totals_add_up_what_was_found(filled, office):
    assert office.foot("contracts") == {"prijs": "€ 50.500,00"}
    assert office.foot("contracts", status="signed") == {"prijs": "€ 35.500,00"}
    Contract.objects.filter(number="draft-0").update(state="withdrawn")
    assert office.foot("hours") == {"uren": "144", "bedrag": "€ 22.500,00"}
    assert office.foot("invoices") == {
        "netto": "€ 55.500,00", "bedrag": "€ 48.000,00", "open": "€ 47.000,00"
    }  # fmt: skip


def test_spreadsheet_holds_numbers_and_days(filled, office):
    rows = office.sheet("invoices", status="unsent", jaar="2026")
    (row,) = rows[1:]
    assert row[0:2] == ["F-2026-0000", PLUS]
    assert row[3:5] == [date(2026, 3, 16), date(2026, 4, 15)]
    assert row[7:10] == [16000.0, 16000.0, 15000.0]
    assert row[10:] == ["niet gecontroleerd", "factuur", "OV-2026-000", "Professional Plus"]


def test_value_that_no_filter_knows_keeps_nothing(filled, office):
    page = office.page("invoices", status="concept")
    assert page.context["filters"].form.errors
    assert page.context["rows"] == []


def test_paid_or_credited_invoice_need_not_be_sent(scene, office):
    build.make_invoice(build.make_participant(scene, 0), number="F-1")
    build.make_invoice(build.make_participant(scene, 1), number="F-2", paid="99000")
    credited = build.make_invoice(build.make_participant(scene, 2), number="F-3")
    build.make_credit_note(credited, number="C-3")
    assert office.labels("invoices", verzonden="nee") == ["F-1"]
