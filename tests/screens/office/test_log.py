"""The log answers who changed what yesterday."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from lllo.people import audit
from lllo.people.models import AuditEntry
from lllo.screens.components.history import origin_of
from lllo.screens.components.history_texts import TEXTS
from lllo.screens.office.lists import log
from lllo.screens.office.lists.log import KINDS
from lllo.screens.office.records.places import PLACES
from tests.screens import scene as build


@pytest.fixture
def noted(scene, bob):
    """Four lines: yesterday by Bob, yesterday late in the evening by the worker, and today."""
    contract = build.make_participant(scene, 0)
    organisation = contract.organisation
    AuditEntry.objects.all().delete()
    changes = {"city": ["", "Enschede"]}
    audit.record("organisation.changed", organisation, by=bob, changes=changes)
    with audit.coming_from(audit.Origin(kind=audit.WORKER)):
        audit.record("contract.agreement_sent", contract, by=None, to=["a@example.org"])
    audit.record("contract.offered", contract, by=bob, on="2026-05-20")
    audit.record("kat.geaaid", scene.edition, by=bob, result=audit.REFUSED)
    moments = ["2026-05-18T22:00", "2026-05-19T21:59", "2026-05-19T22:00", "2026-05-20T08:00"]
    for entry, moment in zip(AuditEntry.objects.order_by("pk"), moments, strict=True):
        AuditEntry.objects.filter(pk=entry.pk).update(
            at=datetime.fromisoformat(moment).replace(tzinfo=UTC)
        )
    return contract


def told(office, **asked):
    with translation.override("en"):
        return [cells[1] for cells in office.cells("log", **asked)]


def test_log_tells_who_did_what_on_a_day_and_to_what(noted, auditor, bob):
    assert len(told(auditor)) == 4
    assert told(auditor)[0].startswith("Geaaid")
    sent, changed = told(auditor, vanaf="19-5-2026", tot="2026-05-19")
    assert "a@example.org" in sent
    assert "Enschede" in changed
    assert len(told(auditor, vanaf="2026-05-19", tot="2026-05-19", wie=bob.person.public_id)) == 1
    assert len(told(auditor, soort="contracts.contract")) == 2
    assert told(auditor, herkomst="worker") == [sent]
    assert told(auditor, tot="gisteren") == []
    (row,) = auditor.page("log", herkomst="worker").context["rows"]
    assert [cell.text for cell in row["cells"]][2] == origin_of(audit.WORKER)


def test_words_are_found_in_the_record_in_what_was_done_and_in_who_did_it(noted, auditor, bob):
    with translation.override("nl"):
        offered = str(TEXTS["contract.offered"])
    word = next(each for each in offered.split() if "%" not in each and len(each) > 6)
    assert len(auditor.cells("log", q=word)) >= 1
    assert len(auditor.cells("log", q=noted.number)) == 2
    assert len(auditor.cells("log", q=bob.person.family_name)) == 3
    assert auditor.cells("log", q=f"{noted.number} nergens") == []


def test_line_leads_to_its_record_or_to_what_that_belongs_to(noted, office, client):
    addendum_like = noted.contract_years.first().entitlements.first()
    audit.record("entitlement.used", addendum_like, by=None)
    places = {
        "organisation.changed": reverse("organisation", args=[noted.organisation.public_id]),
        "contract.offered": reverse("contract", args=[noted.public_id]),
        "entitlement.used": reverse("contract", args=[noted.public_id]),
    }
    for action, path in places.items():
        entry = AuditEntry.objects.get(action=action)
        assert client.get(reverse("log_record", args=[entry.pk])).url == path
    AuditEntry.objects.filter(action="contract.offered").update(object_id="0")
    AuditEntry.objects.filter(action="entitlement.used").update(object_id="weg")
    AuditEntry.objects.filter(action="organisation.changed").update(object_type="oud.ding")
    for entry in AuditEntry.objects.exclude(action="contract.agreement_sent"):
        assert client.get(reverse("log_record", args=[entry.pk])).status_code == 404
    assert client.get(reverse("log_record", args=[0])).status_code == 404
    assert "oud.ding" in [cells[3] for cells in office.cells("log")]


def test_spreadsheet_of_too_many_lines_asks_for_fewer_days(noted, auditor, monkeypatch):
    answer = auditor.client.get(reverse("log"), {"formaat": "xlsx", "soort": "contracts.contract"})
    assert answer["Content-Type"].endswith("sheet")
    monkeypatch.setattr(log, "MOST_EXPORTED", 1)
    answer = auditor.client.get(reverse("log"), {"formaat": "xlsx", "soort": "contracts.contract"})
    assert answer.url == f"{reverse('log')}?soort=contracts.contract"


def test_kinds_of_the_log_are_models_and_lead_to_pages():
    for label, path in KINDS.items():
        model = apps.get_model(label)
        for name in path.split("__") if path else ():
            model = model._meta.get_field(name).related_model
        assert not path or model in PLACES, label
    assert {model._meta.label_lower for model in PLACES} <= set(KINDS)
