from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lllo import office
from lllo.errors import Refused
from lllo.people.models import AuditEntry
from lllo.programmes.actions import load_edition, mark_demo
from lllo.programmes.models import (
    Component,
    Deliverable,
    DevelopmentLine,
    Installation,
    Package,
    PackageEdition,
    Programme,
    Question,
)


@pytest.fixture
def content():
    return office.read()


def amounts(edition):
    found = {}
    for package in edition.packages.all():
        price = package.to_rules().price
        found[package.code] = (price.gross, price.in_kind, price.price, price.over(3))
    return found


@pytest.mark.both_databases
def test_edition_holds_what_the_folders_say(db, content, backoffice):
    edition = load_edition(content, by=backoffice)

    assert amounts(edition) == {
        "basis": (7500, 0, 7500, 22500),
        "basis_plus": (11500, 0, 11500, 34500),
        "professional": (27000, 15000, 12000, 36000),
        "professional_plus": (31000, 15000, 16000, 48000),
    }
    assert edition.programme.name == "Uniforme Werkwijze Geïntegreerde Opgaven"
    assert edition.programme.starts_on == date(2026, 3, 1)
    assert list(edition.programme.lines.values_list("code", "position")) == [
        ("vertical", 1),
        ("horizontal", 2),
        ("organisation", 3),
    ]
    assert Deliverable.objects.count() == 5
    assert edition.questions.count() == 16
    assert edition.files == content.files
    assert edition.loaded_by == backoffice
    component = edition.components.get(code="specialisaties")
    assert component.description == "2 vakken van de UT (5 EC): 1 doet 2 of 2 doen 1."
    assert component.vat_code == ""


def test_entitlements_are_those_of_the_components(db, content):
    edition = load_edition(content, by=None)

    terms = edition.packages.get(code="professional_plus").to_rules().terms

    assert {term.kind: term.quantity for term in terms} == {
        "masterclass_seat": 2,
        "coaching_hour": 4,
        "project_hour": None,
        "learning_credit": None,
        "course_seat": 2,
    }


@pytest.mark.both_databases
def test_same_bytes_change_nothing(db, content):
    first = load_edition(content, by=None)
    before = [model.objects.count() for model in (Component, Package, Question, AuditEntry)]
    Programme.objects.update(name="Met de hand gewijzigd")

    assert load_edition(content, by=None) == first
    assert before == [model.objects.count() for model in (Component, Package, Question, AuditEntry)]
    assert Programme.objects.get().name == "Met de hand gewijzigd"


def test_new_edition_leaves_the_old_one_as_it_was(db, content):
    old = load_edition(content, by=None)
    line = replace(content.programme.lines[0], name="Andere naam")
    programme = replace(content.programme, lines=(line, *content.programme.lines[1:]))
    basis = replace(content.packages[0].components[0], amount=Decimal(8000))
    package = replace(content.packages[0], components=(basis,))

    new = load_edition(
        replace(content, sha256="1" * 64, programme=programme, packages=(package,)), by=None
    )

    assert amounts(new) == {"basis": (8000, 0, 8000, 24000)}
    assert [part.code for part in new.components.all()] == ["basis"]
    assert amounts(old)["basis"] == (7500, 0, 7500, 22500)
    assert PackageEdition.objects.in_force(date(2026, 1, 1)) == new
    assert DevelopmentLine.objects.count() == 3
    assert DevelopmentLine.objects.get(code="vertical").name == "Andere naam"


def test_files_of_an_edition_that_was_followed_are_refused(db, content):
    load_edition(content, by=None)
    later = replace(content.programme, valid_from=date(2026, 6, 1))
    load_edition(replace(content, sha256="1" * 64, programme=later), by=None)

    with pytest.raises(Refused) as raised:
        load_edition(content, by=None)

    assert raised.value.code == "edition_followed"
    assert "1 december 2025" in str(raised.value)
    assert "1 juni 2026" in str(raised.value)


def test_files_of_an_edition_before_another_are_not_followed_by_it(db, content):
    later = replace(content.programme, valid_from=date(2026, 6, 1))
    first = load_edition(replace(content, sha256="1" * 64, programme=later), by=None)
    second = load_edition(content, by=None)

    assert load_edition(replace(content, sha256="1" * 64), by=None) == first
    assert load_edition(content, by=None) == second


def test_demo_takes_the_vat_of_the_demo(db, content):
    mark_demo(by=None)

    edition = load_edition(content, by=None)

    assert dict(edition.components.values_list("code", "vat_code")) == {
        "basis": "education",
        "projecten": "standard",
        "eigen_inbreng": "",
        "specialisaties": "education",
    }


def test_loading_is_in_the_audit_trail(db, content):
    load_edition(content, by=None)

    entry = AuditEntry.objects.get(action="edition.loaded")
    assert entry.detail == {"sha256": content.sha256}


def test_empty_database_becomes_a_demo_once(db):
    installation = mark_demo(by=None)

    assert installation.is_demo
    assert mark_demo(by=None) == installation
    assert Installation.objects.count() == 1
    assert AuditEntry.objects.count() == 1


def test_database_with_organisations_never_becomes_a_demo(organisation):
    with pytest.raises(Refused) as raised:
        mark_demo(by=None)

    assert raised.value.code == "not_empty"
    assert not Installation.objects.filter(is_demo=True).exists()
