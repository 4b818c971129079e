from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lllo import clock
from lllo.invoices.actions import draft_invoices
from lllo.invoices.models import Invoice
from lllo.outbox.models import Job
from lllo.screens.office.due import years_to_invoice
from lllo.screens.office.queries import FIRST_ROWS, office_screen
from lllo.screens.office.worklists import WORK_LISTS
from lllo.training.models import CourseSeat, Event, Registration
from tests import world
from tests.screens import scene as build
from tests.screens.office.rows import fill_waiting

# Session, account, roles; programme, demo; one for each list, one more for the days of
# instalments, for each kind of record that waits and for the organisations of all; events; what a
# new installation still needs, for which demo is asked once more.
QUERIES = 3 + 2 + len(WORK_LISTS) + 6 + 1 + 1 + 2 + 1 + 3


def counts(bob) -> dict[str, int]:
    screen = office_screen(bob, at=build.NOW, on=build.TODAY)
    assert [each for group in screen.groups for each in group.waiting] == list(screen.waiting)
    return {each.spec.code: each.count for each in (*screen.waiting, *screen.done)}


@pytest.mark.parametrize("rows", [1, 3])
def test_first_screen_takes_a_constant_number_of_queries(
    scene, bob, client, django_assert_num_queries, rows
):
    build.fill(scene, rows)
    client.force_login(bob)
    with django_assert_num_queries(QUERIES):
        assert client.get("/kantoor/").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_each_list_counts_what_waits(scene, bob, rows):
    build.fill(scene, rows)
    for number in range(rows):
        late = build.make_participant(scene, 50 + number, package="basis")
        build.make_invoice(late, number=f"F-9{number}", due=date(2026, 4, 15), is_sent=True)
    assert counts(bob) == {
        "keuzes-zonder-pakket": rows,
        "overeenkomsten-te-maken": rows,
        "overeenkomsten-te-sturen": rows,
        "overeenkomsten-te-ondertekenen": rows,
        "ordernummer-ontbreekt": 2 * rows,
        "besteller-ontbreekt": 2 * rows,
        "facturen-te-maken": rows,
        "concepten-uit-te-geven": rows,
        "concepten-geblokkeerd": rows,
        "facturen-te-versturen": rows,
        "facturen-niet-aangekomen": 0,
        "facturen-te-laat": rows,
        "herinneringen": rows,
        "bankregels": 0,
        "plaatsen-zonder-naam": rows,
        "coachingverzoeken": 0,
        "coaching-af-te-ronden": rows,
        "vakplaatsen-aangevraagd": 0,
        "vakplaatsen-zonder-naam": 0,
        "projecten-voorgesteld": 0,
        "plaatsingen-aangeboden": 0,
        "correcties": 0,
        "odoo-mislukt": 0,
        "odoo-verschillen": 0,
        "mislukte-taken": rows,
        "open-vragen": 3 + rows,
    }


def test_course_seat_without_a_name_is_on_its_list(scene, bob):
    build.fill(scene, 1)
    CourseSeat.objects.update(person=None)
    assert counts(bob)["vakplaatsen-zonder-naam"] == 1


def test_paid_invoice_is_not_overdue(scene, bob):
    contract = build.make_participant(scene, 0, package="basis")
    build.make_invoice(contract, number="F-1", due=date(2026, 4, 1), paid="7500.00", is_sent=True)
    assert counts(bob)["facturen-te-laat"] == 0


def test_invoice_due_today_is_not_overdue(scene, bob):
    contract = build.make_participant(scene, 0, package="basis")
    build.make_invoice(contract, number="F-1", due=build.TODAY, is_sent=True)
    assert counts(bob)["facturen-te-laat"] == 0


def test_credited_invoice_is_to_be_drafted_again(scene, bob):
    contract = build.make_participant(scene, 0, package="basis")
    invoice = build.make_invoice(contract, number="F-1", due=date(2026, 4, 1), is_sent=True)
    assert counts(bob)["facturen-te-maken"] == 0
    assert counts(bob)["facturen-te-laat"] == 1
    invoice.pk, invoice.public_id = None, build.make_document("x").public_id
    invoice.kind, invoice.number = Invoice.Kind.CREDIT_NOTE, "C-1"
    invoice.corrects, invoice.reason = Invoice.objects.get(), "verkeerd pakket"
    invoice.save(force_insert=True)
    assert counts(bob)["facturen-te-maken"] == 1
    assert counts(bob)["facturen-te-laat"] == 0


def test_contract_year_that_has_not_started_is_not_to_be_invoiced(scene, bob):
    contract = build.make_participant(scene, 0, package="basis")
    contract.contract_years.filter(number=1).update(starts_on=build.TODAY + timedelta(days=1))
    assert counts(bob)["facturen-te-maken"] == 0


def test_year_that_started_before_new_year_stays_to_be_invoiced(scene, bob):
    build.make_participant(scene, 0, package="basis")
    (row,) = years_to_invoice(date(2027, 1, 1))
    assert row.starts_on == build.START


@pytest.mark.parametrize(
    ("on", "due"),
    [(date(2026, 8, 31), []), (date(2026, 9, 1), [date(2026, 9, 1)])],
)
def test_second_instalment_is_to_be_invoiced_when_it_is_due(scene, on, due):
    contract = build.make_participant(scene, 0, package="basis")
    type(contract).objects.update(instalments=2)
    build.make_invoice(contract, number="F-1")
    (spec,) = (spec for spec in WORK_LISTS if spec.code == "facturen-te-maken")
    assert [spec.row(row, on).day for row in spec.rows(on)] == due


@pytest.mark.parametrize(("parts", "is_due"), [((7499,), False), ((100, 7400), True)])
def test_what_was_credited_in_part_is_not_drafted_again(scene, parts, is_due):
    """As the run does: credit notes take an invoice back when they come to all of it."""
    contract = build.make_participant(scene, 0, package="basis")
    invoice = build.make_invoice(contract, number="F-1")
    assert invoice.net_amount == 7500
    for number, part in enumerate(parts):
        build.make_credit_note(invoice, number=f"C-{number}", amount=part)
    assert years_to_invoice(build.TODAY).exists() is is_due
    with clock.at(build.NOW):
        run = draft_invoices(2026, on=build.TODAY, by=None)
    assert bool(run.created) is is_due


def test_instalment_after_an_early_end_is_not_to_be_invoiced(scene):
    contract = build.make_participant(scene, 0, package="basis")
    build.make_invoice(contract, number="F-1")
    type(contract).objects.update(
        instalments=2, state="ended", ended_on=date(2026, 8, 1), end_reason="opgezegd"
    )
    assert list(years_to_invoice(date(2026, 10, 1))) == []


def test_year_that_the_university_bears_is_not_to_be_invoiced(scene):
    contract = build.make_participant(scene, 0, package="basis")
    contract.contract_years.get(number=1).lines.update(borne_by_university=True)
    assert list(years_to_invoice(build.TODAY)) == []


def test_days_of_rows_are_those_of_the_local_clock(scene):
    """Half past eleven in the evening in London is the next day in Amsterdam."""
    late = datetime(2026, 5, 18, 23, 30, tzinfo=UTC)
    build.fill(scene, 1)
    Registration.objects.update(registered_at=late)
    Job.objects.update(created_at=late)
    rows = {spec.code: spec for spec in WORK_LISTS}
    for code in ("plaatsen-zonder-naam", "mislukte-taken"):
        spec = rows[code]
        assert spec.row(spec.rows(build.TODAY)[0], build.TODAY).day == date(2026, 5, 19), code


def test_coming_events_can_be_put_into_a_calendar(scene, bob, client):
    client.force_login(bob)
    page = client.get("/kantoor/").content.decode()
    for event in Event.objects.all():
        assert f'href="/bijeenkomst/{event.uid}.ics"' in page


def test_a_long_list_shows_five_rows_and_links_to_all(scene, bob, client):
    build.make_questions(scene.edition, 4)
    client.force_login(bob)
    page = client.get("/kantoor/").content.decode()
    assert page.count('<tr>\n      <th scope="row"') == FIRST_ROWS
    assert page.count('href="/kantoor/vragen/?status=open"') == 3  # the count, the head, all rows


@pytest.mark.parametrize("rows", [1, 3])
def test_each_work_list_leads_to_the_list_with_as_many_rows(scene, bob, client, rows):
    build.fill(scene, rows)
    fill_waiting(scene, rows)
    client.force_login(bob)
    screen = office_screen(bob, at=build.NOW, on=build.TODAY)
    assert {each.spec.code for each in screen.done} == set()
    found = {each.spec.code: client.get(each.spec.href).context for each in screen.waiting}
    assert {code: rows_in(context) for code, context in found.items()} == counts(bob)


def rows_in(context) -> int:
    """Return how many rows there are on all pages of a list."""
    return context["page"].paginator.count if "page" in context else context["part"].count


def test_row_of_an_auditor_leads_to_no_form(scene, bob, client):
    build.fill(scene, 1)
    fill_waiting(scene, 1)
    for role, forms in (("backoffice", True), ("auditor", False)):
        user = build.make_account(role, scene.university, given_name="Dave")
        client.force_login(user)
        page = client.get("/kantoor/").content.decode()
        assert ("/naam/" in page or "/plannen/" in page) is forms


def test_nothing_there_yet_says_how_to_begin(scene, bob, client):
    scene.edition.questions.update(confirmed=True)
    client.force_login(bob)
    assert "lllo import organisations" in client.get("/kantoor/").content.decode()


def test_nothing_to_do_is_said_calmly(scene, bob, client):
    world.make_organisation()
    scene.edition.questions.update(confirmed=True)
    client.force_login(bob)
    answer = client.get("/kantoor/")
    assert answer.context["screen"].total == 0
    assert "calm" in answer.content.decode()
    assert "lllo import" not in answer.content.decode()
