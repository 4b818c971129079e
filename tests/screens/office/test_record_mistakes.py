"""What the forms of the office say of mistakes, and of what must be done first."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.contracts.models import Choice, Contract
from lllo.invoices.models import Invoice, Payment
from lllo.outbox.models import Job
from lllo.people.models import Organisation
from lllo.training.models import Event
from tests.screens import scene as build


@pytest.fixture
def filled(scene):
    build.fill(scene)
    return scene


def wrong(answer):
    """Return the names of the fields with a mistake."""
    assert answer.status_code == 422
    return set(answer.context["form"].errors)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", ["in_kind_deliver", "contract_amend"])
def test_unsigned_agreement_says_what_comes_first_in_place_of_a_form(office, name):
    draft = Contract.objects.get(state="draft")
    path = reverse(name, args=[draft.public_id])
    page = office.client.get(path)
    assert page.context["hindrance"].href == reverse("contract", args=[draft.public_id])
    assert '<form class="form"' not in page.content.decode()
    assert office.client.post(path, {"year": "1", "amount": "5"}).status_code == 422
    assert not InKindEntry.objects.exists()


@pytest.mark.usefixtures("filled")
def test_agreement_of_which_all_years_have_started_takes_no_other_package(office, settings):
    settings.LLLO_CLOCK = build.NOW.replace(year=2028)
    contract = Contract.objects.filter(state="signed").first()
    page = office.client.get(reverse("contract_amend", args=[contract.public_id]))
    assert page.context["hindrance"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", ["organisation_edit", "organisation_billing"])
def test_all_numbers_that_are_wrong_are_told_at_once(office, name):
    town = Organisation.objects.filter(kind="municipality").first()
    path = reverse(name, args=[town.public_id])
    values = {
        key: value
        for key, value in office.client.get(path).context["form"].initial.items()
        if value
    }
    asked = {**values, "kvk_number": "12 34", "oin": "nul", "vat_identifier": "NL1"}
    assert wrong(office.client.post(path, asked)) == {"kvk_number", "oin", "vat_identifier"}


@pytest.mark.usefixtures("filled")
def test_part_outside_its_day_is_told_at_its_time(office):
    event = Event.objects.first()
    start, end = (
        f"{timezone.localtime(at):%Y-%m-%dT%H:%M}" for at in (event.starts_at, event.ends_at)
    )
    path = reverse("event_parts", args=[event.uid])
    before = {"title_0": "Vooraf", "starts_at_0": "2026-01-01T09:00", "ends_at_0": end}
    backwards = {"title_1": "Terug", "starts_at_1": end, "ends_at_1": start}
    assert wrong(office.client.post(path, {**before, **backwards})) == {"starts_at_0", "ends_at_1"}
    assert wrong(office.client.post(path, {"title_0": "Zonder"})) == {"starts_at_0", "ends_at_0"}


@pytest.mark.usefixtures("filled")
def test_fields_of_a_form_are_called_differently(office):
    invoice = Invoice.objects.issued().first()
    form = office.client.get(reverse("invoice_hold", args=[invoice.public_id])).context["form"]
    labels = [str(field.label) for field in form]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("name", "code", "model", "said"),
    [
        (
            "hours",
            "terugdraaien",
            HourEntry,
            "1 apr 2026 · Erin Specialist · begeleiding · € 3.750,00",
        ),
        ("expenses", "terugdraaien", Expense, "1 apr 2026 · zaalhuur · € 412,50"),
        ("payments", "terugdraaien", Payment, "20 mei 2026 · F-2026-0000 · {town} · € 7,00"),
        ("choices", "overeenkomst", Choice, "Gemeente Voorbeeldstad chosen 0 (demo): Basis Plus"),
        ("jobs", "opnieuw", Job, "Overeenkomst per e-mail"),
    ],
)
def test_rows_that_work_is_done_on_are_called_as_people_call_them(
    filled, office, name, code, model, said
):
    build.make_spending(filled)
    invoice = Invoice.objects.issued().first()
    Payment.objects.create(invoice=invoice, received_on=build.TODAY, amount=7)
    with translation.override("nl"):
        answer = office._post(name, (), code, model.objects.all(), "bekijk", {})
    labels = [each.label.replace("\xa0", " ") for each in answer.context["will_do"]]
    assert said.format(town=invoice.organisation) in labels
