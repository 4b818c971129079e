from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lllo.contracts.actions import make_contract, offer_contract, record_choice
from lllo.contracts.models import Contract
from lllo.formats import money
from lllo.invoices.models import Invoice, Payment
from lllo.people.models import AuditEntry
from lllo.training.models import Event, Registration
from tests import world
from tests.screens import scene as build
from tests.screens.office import samples

# Session, account, person, roles; the head of the page; the record and what belongs to it.
QUERIES = {
    "organisation": 29,
    "person": 14,
    "contract": 18,
    "event": 16,
    "cohort": 11,
    "invoice": 16,
    "placement": 8,
    "project": 9,
}


@pytest.fixture
def office(scene, bob, client):
    samples.fill(scene)
    client.force_login(bob)
    return client


def full():
    return Contract.objects.filter(state="signed", package_code="professional_plus").first()


def owed(organisation):
    """Return what was invoiced less what came in; nothing was credited."""
    issued = Invoice.objects.issued().filter(organisation=organisation)
    paid = Payment.objects.filter(invoice__in=issued)
    return sum(each.payable_amount for each in issued) - sum(each.amount for each in paid)


def page_of(record):
    return f"/kantoor/organisaties/{record.public_id}/"


def test_every_page_and_every_form_opens(office, bob):
    answers = {name: office.get(path).status_code for name, path in samples.paths(bob).items()}
    assert {name: status for name, status in answers.items() if status != 200} == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_record_takes_a_constant_number_of_queries(scene, bob, client, rows):
    samples.fill(scene)
    paths = samples.paths(bob)  # before there is more: another event may come first then
    samples.multiply(rows)
    client.force_login(bob)
    counted = {}
    for name in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(paths[name]).status_code == 200
        counted[name] = len(queries)
    assert counted == QUERIES


def test_organisation_answers_agreed_used_and_owed(office):
    page = office.get(page_of(full().organisation))
    figures = {str(each.label): each for each in page.context["screen"].figures}
    values = [each.value for each in figures.values()]
    assert values[0] == "Professional Plus"
    assert values[2] == money(owed(full().organisation))
    assert values[3] == "€\N{NO-BREAK SPACE}13.750,00"  # 15 000 in kind less 1 250
    assert page.context["screen"].figures[2].tone == "late"


def test_organisation_shows_who_uses_what_and_the_way_to_change_it(office):
    page = office.get(page_of(full().organisation)).content.decode()
    place = Registration.objects.without_name().get()
    assert reverse("registration_name", args=[place.public_id]) in page
    assert reverse("use_record", args=[full().organisation.public_id]) in page


def test_backoffice_goes_on_as_a_contact_from_the_page_of_an_organisation(
    office, eve, scene, client
):
    organisation = full().organisation
    way = reverse("account_act_for", args=[organisation.public_id])
    assert f'action="{way}"><input type="hidden" name="csrf' in (
        office.get(page_of(organisation)).content.decode()
    )
    assert "/account/namens/" not in office.get(page_of(scene.university)).content.decode()
    client.force_login(eve)
    assert way not in client.get(page_of(organisation)).content.decode()


def test_organisation_without_anything_says_what_to_do(scene, bob, client):
    client.force_login(bob)
    page = client.get(page_of(world.make_organisation("Leeg (demo)")))
    empty = [section.code for section in page.context["screen"].sections if section.is_empty]
    assert set(empty) == {
        "gebruik",
        "overeenkomsten",
        "facturen",
        "plaatsen",
        "personen",
        "projecten",
    }
    assert all(section.empty for section in page.context["screen"].sections if section.is_empty)


def test_page_of_an_organisation_leads_on_to_the_signature(scene, bob, client):
    world.mark_demo()
    client.force_login(bob)
    organisation = world.make_organisation("Gemeente Nieuw (demo)")

    def main():
        page = client.get(reverse("organisation", args=[organisation.public_id]))
        return [link.href for link in page.context["screen"].links if link.is_main]

    new = reverse("colleague_new", args=[organisation.public_id])
    assert main() == [new]
    form = client.get(new).context["form"]
    assert form["role"].value() == "contact"
    assert "lead" not in dict(form.fields["role"].choices)
    world.make_person("Contact", organisation, "contact")
    assert "role" not in client.get(new).context["form"].initial
    assert main() == [reverse("choice_record", args=[organisation.public_id])]
    on = build.TODAY
    choice = record_choice(
        organisation, edition=scene.edition, package_code="basis", stated_on=on, starts_on=on,
        by=bob,
    )  # fmt: skip
    assert main() == [reverse("contract_make", args=[choice.public_id])]
    contract = make_contract(choice, by=bob)
    assert main() == [reverse("contract_offer", args=[contract.public_id])]
    offer_contract(contract, on=on, by=bob)
    assert main() == [reverse("contract_sign", args=[contract.public_id])]
    university = client.get(reverse("organisation", args=[scene.university.public_id]))
    hrefs = [link.href for link in university.context["screen"].links]
    assert reverse("choice_record", args=[scene.university.public_id]) not in hrefs


def test_organisation_that_paid_what_was_credited_gets_it_back(office):
    invoice = Invoice.objects.issued().filter(organisation=full().organisation).first()
    amount = owed(full().organisation) + 5100
    Payment.objects.create(invoice=invoice, received_on=build.TODAY, amount=amount)
    page = office.get(page_of(full().organisation))
    figure = page.context["screen"].figures[2]
    assert (figure.value, figure.tone) == ("€\N{NO-BREAK SPACE}5.100,00", "wait")


def test_auditor_reads_everything_and_finds_no_way_to_change_it(office, scene, client):
    client.force_login(build.make_account("auditor", scene.university, given_name="Ada"))
    paths = samples.paths(None) | {}
    pages = {name: client.get(paths[name]) for name in QUERIES}
    forms = {reverse_start(where) for where, page, _name in samples.PAGES if hasattr(page, "act")}
    for name, page in pages.items():
        assert page.status_code == 200
        screen = page.context["screen"]
        links = [*screen.links, *(link for part in screen.sections for link in part.links)]
        assert [
            link.href for link in links if link.href.rstrip("/").split("/")[-1] in forms
        ] == [], name


def reverse_start(where: str) -> str:
    return where.rsplit("/", 1)[-1]


def test_lead_goes_beyond_and_the_office_does_not(office, scene, eve, bob):
    path = reverse("use_record", args=[full().organisation.public_id])
    assert "override_reason" not in office.get(path).context["form"].fields
    office.force_login(eve)
    assert "override_reason" in office.get(path).context["form"].fields


def test_partner_manages_events_and_sees_only_own_people_there(office, scene, client):
    place = full().organisation
    partner = build.make_account(
        "partner", world.make_organisation("Stichting (demo)", kind="partner")
    )
    event = Event.objects.filter(cohort=None).first()
    Registration.objects.create(event=event, organisation=place)
    client.force_login(partner)
    page = client.get(reverse("event", args=[event.uid]))
    assert page.status_code == 200
    assert str(place) not in page.content.decode()
    assert client.get(reverse("event_edit", args=[event.uid])).status_code == 200
    assert client.get(page_of(place)).status_code == 403


@pytest.mark.parametrize("role", ["contact", "participant", "specialist", "auditor"])
def test_forms_are_for_the_office_only(scene, client, role):
    samples.fill(scene)
    account = build.make_account(role, full().organisation, given_name="Iemand")
    client.force_login(account)
    paths = samples.paths(None)
    forms = [name for _where, page, name in samples.PAGES if hasattr(page, "act")]
    answers = {
        name: client.post(paths[name]).status_code for name in forms if name != "import_check"
    }
    assert {name: status for name, status in answers.items() if status != 403} == {}


def test_what_is_not_there_is_not_found(office):
    for _where, _page, name in samples.PAGES:
        for variables in ({"public_id": uuid.uuid4()}, {"uid": "geen"}):
            try:
                path = reverse(name, kwargs=variables)
            except Exception:  # noqa: BLE001, S112 - the address has other variables
                continue
            assert office.get(path).status_code == 404, name


def test_history_tells_the_change_of_package_in_words(office, bob):
    contract = Contract.objects.filter(state="signed", package_code="basis").first()
    data = {
        "package": "basis_plus", "from_year": "2", "reason": "meer", "method": "paper",
        "participant_name": "A. Wethouder", "participant_signed_on": "2026-05-20",
        "university_name": "B. Decaan", "university_signed_on": "2026-05-20",
    }  # fmt: skip
    path = reverse("contract_amend", args=[contract.public_id])
    office.post(path, {**data, "bevestigd": "1"})
    moment = office.get(reverse("contract", args=[contract.public_id])).context["moments"][0]
    assert moment.who == str(bob)
    for word in ("Basis", "Basis Plus", "1 maart 2027"):
        assert word in moment.sentence


def test_script_in_a_name_is_shown_and_not_run(office):
    full().organisation.memberships.update(job_title="<script>alert(1)</script>")
    page = office.get(page_of(full().organisation)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_stale_form_shows_both_and_loses_nothing(office):
    organisation = full().organisation
    path = reverse("organisation_edit", args=[organisation.public_id])
    page = office.get(path)
    typed = {**page.context["form"].initial, "remark": "getypt", "seen": page.context["seen"]}
    typed = {name: value for name, value in typed.items() if value not in {None, False}}
    organisation.city = "Elders"
    organisation.save()
    answer = office.post(path, typed)
    assert answer.status_code == 409
    assert "getypt" in answer.content.decode()
    organisation.refresh_from_db()
    assert organisation.remark == ""
    assert not AuditEntry.objects.filter(action="organisation.changed").exists()


def test_empty_installation_greets_with_the_first_steps(db, client):
    client.force_login(world.make_user("backoffice"))
    page = client.get("/kantoor/")
    steps = {step.code: step.screen for step in page.context["checklist"]}
    assert steps["programme"] == "programme_load"
    for screen in filter(None, steps.values()):
        assert f'href="{reverse(screen)}"' in page.content.decode()


def test_auditor_gets_no_list_of_steps_that_are_not_for_auditors(db, client):
    client.force_login(world.make_user("auditor"))
    assert client.get("/kantoor/").context["checklist"] == ()


def test_draft_is_neither_owed_nor_paid_and_a_credit_note_takes_back(scene, bob, client):
    client.force_login(bob)
    contract = build.make_participant(scene, 0, package="basis")
    draft = build.make_invoice(contract)
    page = client.get(page_of(contract.organisation))
    owed_now = page.context["screen"].figures[2]
    assert money(draft.net_amount) in owed_now.note
    draft.delete()
    invoice = build.make_invoice(contract, number="F-1")
    build.make_credit_note(invoice, number="C-1")
    page = client.get(page_of(contract.organisation))
    (section,) = [each for each in page.context["screen"].sections if each.code == "facturen"]
    note = next(row for row in section.table.rows if row[0].value == "C-1")
    assert note[3].value == Invoice.Kind.CREDIT_NOTE.label
    assert note[4].value == -invoice.payable_amount
