from __future__ import annotations

import pytest
from django.core import checks as django_checks
from django.db import OperationalError, connection

from lllo import office
from lllo.programmes.actions import load_edition
from lllo.programmes.models import PackageEdition
from lllo.setup import checks
from lllo.setup.actions import load_programme
from lllo.setup.checks import check_all
from tests import world
from tests.office.folders import damage


def texts(report):
    return [(finding.area, finding.text) for finding in report.mistakes]


def test_fresh_installation_has_no_mistakes_and_open_questions(db):
    load_programme(by=None)

    report = check_all()

    assert report.mistakes == ()
    assert report.notes == ()
    assert len(report.questions) == 16


def test_folders_that_were_not_loaded_are_noted(db):
    assert len(check_all().notes) == 1


def test_folders_whose_place_others_took_are_noted(db):
    edition = load_edition(office.read(), by=None)
    assert not any("programme load" in note for note in check_all().notes)

    later = world.make_edition(edition.programme, sha256="1" * 64)
    PackageEdition.objects.filter(pk=later.pk).update(valid_from=edition.valid_from)
    assert any("programme load" in note for note in check_all().notes)


def test_without_database_folders_and_settings_are_checked(office_copy):
    line = damage(office_copy, "invoicing/terms.toml", "instalments = 1", "instalments = 99")

    report = check_all(database=False)

    ((area, text),) = texts(report)
    assert area == "office"
    assert text.startswith(f"invoicing/terms.toml:{line}: ")
    assert len(report.questions) == 16
    assert len(report.notes) == 1


def test_template_with_a_mistake_is_named_once_with_its_line(office_copy):
    template = office_copy / "invoicing/templates/agreement.md.j2"
    count = template.read_text(encoding="utf-8").count("\n")
    with template.open("a", encoding="utf-8") as file:
        file.write("\n{{ nummer }}\n")

    report = check_all(database=False)

    ((area, text),) = texts(report)
    assert area == "office"
    assert text.startswith("invoicing/templates/agreement.md.j2:")
    assert abs(int(text.split(":")[1]) - count) <= 2
    assert "nummer" in text


@pytest.mark.parametrize("name", ["agreement.md.j2", "agreement_mail.txt.j2"])
def test_template_that_is_missing_is_a_mistake(office_copy, name):
    (office_copy / "invoicing/templates" / name).unlink()

    ((area, text),) = texts(check_all(database=False))

    assert area == "office"
    assert name in text


def test_secret_key_that_is_not_set_is_noted(settings):
    settings.SECRET_KEY = ""

    assert "LLLO_SECRET_KEY" in check_all(database=False).notes[0]


def test_what_django_finds_wrong_is_a_mistake():
    def wrong(**_options):
        return [
            django_checks.Error("Zo niet", id="lllo.E1"),
            django_checks.Warning("Liever niet", id="lllo.W1"),
        ]

    django_checks.register(wrong)
    try:
        report = check_all(database=False)
    finally:
        django_checks.registry.registry.registered_checks.discard(wrong)

    assert texts(report) == [("settings", "lllo.E1: Zo niet")]


def test_database_without_tables_says_migrate(db):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'programmes'")

    ((area, text),) = texts(check_all())

    assert area == "database"
    assert text.endswith("lllo migrate")


def test_database_that_cannot_be_reached_is_a_mistake(db, monkeypatch):
    def unreachable(_connection):
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(checks, "MigrationExecutor", unreachable)

    ((area, text),) = texts(check_all())

    assert area == "database"
    assert "connection refused" in text
    assert "Is the server" not in text
