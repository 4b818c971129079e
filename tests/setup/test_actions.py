from __future__ import annotations

import pytest

from lllo import office
from lllo.budget.models import BudgetAmount, BudgetYear
from lllo.errors import OfficeMistake
from lllo.people.models import AuditEntry
from lllo.programmes.models import PackageEdition, Programme
from lllo.setup.actions import load_programme
from lllo.training.models import Event
from tests.office.folders import damage


@pytest.mark.both_databases
def test_everything_is_loaded(db):
    loaded = load_programme(by=None)

    assert loaded.is_new
    assert loaded.edition.sha256 == office.read().sha256
    assert [year.amount for year in BudgetYear.objects.all()] == [120000, 120000, 120000]
    assert {share.amount for share in BudgetAmount.objects.all()} == {40000}
    assert BudgetAmount.objects.count() == 9
    assert Event.objects.filter(is_published=True).count() == 3
    assert Event.objects.filter(is_published=False).count() == 2


@pytest.mark.both_databases
def test_second_loading_changes_nothing(db):
    first = load_programme(by=None)
    rows = AuditEntry.objects.count()

    second = load_programme(by=None)

    assert second.edition == first.edition
    assert not second.is_new
    assert second.budget.unchanged == (2026, 2027, 2028)
    assert len(second.events.unchanged) == 5
    assert AuditEntry.objects.count() == rows


def test_trial_writes_nothing(db):
    loaded = load_programme(by=None, dry_run=True)

    assert loaded.is_new
    assert len(loaded.events.created) == 5
    assert not Programme.objects.exists()
    assert not Event.objects.exists()


def test_changed_folder_becomes_a_second_edition(db, office_copy):
    first = load_programme(by=None)
    damage(office_copy, "calendar/2026.toml", "2025-12-12T11:00:00", "2025-12-12T12:00:00")

    second = load_programme(by=None)

    assert second.is_new
    assert second.edition != first.edition
    assert second.events.changed == ("battle-of-concepts-2025",)


def test_folders_with_mistakes_are_not_loaded(db, office_copy):
    damage(office_copy, "packages_config/packages.toml", "amount = 4000", "amount = 4200")

    with pytest.raises(OfficeMistake):
        load_programme(by=None)

    assert not PackageEdition.objects.exists()
