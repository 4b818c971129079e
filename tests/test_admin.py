"""The pages of the back room: all of them answer, none of them deletes, lists stay quick."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lllo.budget.models import BudgetYear, Expense, HourEntry
from lllo.documents.models import Document
from lllo.invoices.models import NumberSeries
from lllo.outbox.models import Job
from lllo.people.models import AuditEntry, Membership, Organisation, User
from lllo.projects.models import Placement, Project
from lllo.training.models import Cohort
from tests import backroom, world
from tests.budget.builders import make_budget

PASSWORD = "geen-echt-wachtwoord"
ROOMS = {
    "documents", "outbox", "people", "programmes", "contracts", "training", "projects", "budget",
    "invoices",
}  # fmt: skip
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in ROOMS),
    key=lambda model: model._meta.label,
)
ADDABLE = {"people.Organisation", "people.Person", "people.Membership", "people.User"}
MENDABLE = ADDABLE | {
    "programmes.Deliverable",
    "projects.Placement",
    "projects.Project",
    "training.Cohort",
}
MOST_QUERIES = 16


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def first(model):
    return model._default_manager.order_by("pk").first()


@pytest.fixture
def rows(edition):
    make_budget(edition.programme)
    world.mark_demo()
    backroom.fill(edition, 1)
    return edition


@pytest.fixture
def root(db, client):
    user = User.objects.create_superuser("root@example.org")
    client.force_login(user)
    return user


def test_every_model_has_a_place_in_the_back_room():
    shown = set(MODELS)
    for model_admin in admin.site._registry.values():
        shown |= {inline.model for inline in model_admin.inlines}
    ours = {
        model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if not model.__name__.startswith("Historical")
    }
    assert ours - shown == set()


def test_lists_show_their_rows(rows, root, client):
    for model in MODELS:
        page = client.get(address(model, "changelist"))
        assert (model, page.status_code) == (model, 200)
        assert page.context["cl"].result_count > 0, model


def test_lists_can_be_searched_and_sorted(rows, root, client):
    for model in MODELS:
        model_admin = admin.site._registry[model]
        query = {"q": "x"} if model_admin.search_fields else {}
        columns = range(1, len(model_admin.list_display) + 1)
        order = ".".join(str(number) for number in columns)
        page = client.get(address(model, "changelist"), {**query, "o": order})
        assert (model, page.status_code) == (model, 200)


def test_rows_can_be_opened_with_their_history(rows, root, client):
    for model in MODELS:
        row = first(model)
        page = client.get(address(model, "change", row.pk))
        assert (model, page.status_code) == (model, 200)
        assert (b'name="_save"' in page.content) == (model._meta.label in MENDABLE), model
        assert client.get(address(model, "history", row.pk)).status_code == 200


def test_adding_is_for_master_data_only(rows, root, client):
    for model in MODELS:
        expected = 200 if model._meta.label in ADDABLE else 403
        assert (model, client.get(address(model, "add")).status_code) == (model, expected)


def test_nothing_is_deleted(rows, root, client):
    for model in MODELS:
        row = first(model)
        page = client.post(address(model, "delete", row.pk), {"post": "yes"})
        assert (model, page.status_code) == (model, 403)
        deleting = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(address(model, "changelist"), deleting)
        assert model._default_manager.filter(pk=row.pk).exists(), model


def test_history_and_money_cannot_be_changed_by_a_post(rows, root, client):
    for model in MODELS:
        if model._meta.label not in MENDABLE:
            page = client.post(address(model, "change", first(model).pk), {})
            assert (model, page.status_code) == (model, 403)


def test_lists_take_the_same_queries_with_three_times_the_rows(rows, root, client):
    def queries(model) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address(model, "changelist"))
        return len(captured)

    with_one = {model: queries(model) for model in MODELS}
    for number in (2, 3):
        backroom.fill(rows, number)
    assert {model: queries(model) for model in MODELS} == with_one
    assert max(with_one.values()) <= MOST_QUERIES


def test_list_of_documents_leaves_the_bytes_where_they_are(rows, root, client):
    with CaptureQueriesContext(connection) as captured:
        client.get(address(Document, "changelist"))
    assert not any('"content"' in query["sql"] for query in captured.captured_queries)


def test_index_and_login_are_there(rows, client):
    assert client.get(reverse("admin:index")).status_code == 302
    client.force_login(User.objects.create_superuser("root@example.org"))
    assert client.get(reverse("admin:index")).status_code == 200


def test_people_without_the_right_do_not_come_in(rows, client):
    client.force_login(User.objects.get(email="user1@example.org"))
    assert client.get(address(Organisation, "changelist")).status_code == 302


def test_master_data_keeps_its_history_and_an_audit_row(root, client):
    data = {
        "name": "Gemeente Nieuw (demo)",
        "kind": "municipality",
        "country_code": "NL",
        "invoice_channel": "mail",
        "invoice_format": "peppol_bis_3",
        "invoice_language": "nl",
        "order_number_rule": "never",
    }
    assert client.post(address(Organisation, "add"), data).status_code == 302
    organisation = Organisation.objects.get()
    data["city"] = "Nieuwstad"
    client.post(address(Organisation, "change", organisation.pk), data)
    organisation.refresh_from_db()
    assert organisation.city == "Nieuwstad"
    assert organisation.history.count() == 2
    audits = AuditEntry.objects.filter(actor=root).order_by("pk")
    assert [(entry.action, entry.detail) for entry in audits][1] == (
        "organisation.changed",
        {"columns": ["city"]},
    )


def test_change_writes_only_what_the_form_changed(organisation, root, rf):
    """An action may write between the moment the form is read and the one it is saved."""
    read = Organisation.objects.get(pk=organisation.pk)
    Organisation.objects.filter(pk=organisation.pk).update(kvk_number="87654321")
    page = admin.site._registry[Organisation]
    request = rf.post("/")
    request.user = root
    form = page.get_form(request, read, change=True)(
        model_to_dict(read) | {"city": "Nieuwstad"}, instance=read
    )
    assert form.is_valid(), form.errors
    page.save_model(request, form.save(commit=False), form, change=True)
    organisation.refresh_from_db()
    assert (organisation.city, organisation.kvk_number) == ("Nieuwstad", "87654321")


def test_role_of_the_university_is_refused_elsewhere(organisation, root, client):
    person = world.make_person()
    data = {"person": person.pk, "organisation": organisation.pk, "role": "auditor",
            "started_on": "01-01-2026"}  # fmt: skip
    page = client.post(address(Membership, "add"), data)
    assert (page.status_code, page.context["adminform"].form.is_valid()) == (200, False)
    assert not person.memberships.exists()
    data["role"] = "contact"
    assert client.post(address(Membership, "add"), data).status_code == 302
    assert person.memberships.get().role == "contact"


def test_account_is_made_and_gets_another_password(root, client):
    data = {
        "email": "nieuw@example.org",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    page = client.post(address(User, "add"), data)
    assert page.status_code == 302, page.context["adminform"].form.errors
    user = User.objects.get(email="nieuw@example.org")
    assert user.check_password(PASSWORD)
    change = reverse("admin:auth_user_password_change", args=[user.pk])
    assert client.get(change).status_code == 200
    other = "nog-geen-echt-wachtwoord"
    data = {"usable_password": "true", "password1": other, "password2": other}
    assert client.post(change, data).status_code == 302
    user.refresh_from_db()
    assert user.check_password(other)
    audited = AuditEntry.objects.filter(action__startswith="user.", actor=root).order_by("pk")
    assert [entry.action for entry in audited] == ["user.added", "user.password_changed"]
    assert PASSWORD not in str([entry.detail for entry in audited])


@pytest.mark.parametrize(
    ("model", "data", "column"),
    [
        (Project, {"title": "Beter", "summary": "Zo", "line": "1"}, "title"),
        (Cohort, {"name": "Cohort voorjaar", "capacity": "20"}, "name"),
    ],
)
def test_what_may_be_mended_is_mended_and_the_state_stays(rows, root, client, model, data, column):
    row = model.objects.get()
    if "line" in data:
        data = {**data, "line": str(row.line_id)}
    page = client.post(address(model, "change", row.pk), {**data, "state": "withdrawn"})
    assert page.status_code == 302, page.context["errors"]
    before = getattr(row, "state", None)
    row.refresh_from_db()
    assert getattr(row, column) == data[column]
    assert getattr(row, "state", None) == before


def test_placement_shows_its_last_day_and_not_the_day_after(rows, root, client):
    placement = Placement.objects.get()
    page = client.get(address(Placement, "change", placement.pk), headers={"accept-language": "nl"})
    assert "31 augustus 2026" in page.content.decode()
    assert "1 september 2026" not in page.content.decode()


@pytest.mark.parametrize("model", [BudgetYear, NumberSeries])
def test_years_are_written_as_years(rows, root, client, model):
    row = first(model)
    for page in (address(model, "changelist"), address(model, "change", row.pk)):
        content = client.get(page, headers={"accept-language": "nl"}).content.decode()
        assert str(row.year) in content
        assert "2.02" not in content


def test_rows_that_count_are_reversed_and_not_twice(rows, root, client):
    for model in (HourEntry, Expense):
        row = model.objects.get()
        action = {"action": "reverse", "_selected_action": [row.pk]}
        assert client.post(address(model, "changelist"), action).status_code == 302
        assert row.reversed_by.amount == -row.amount
        client.post(address(model, "changelist"), action)
        assert model.objects.count() == 2


def test_failed_job_is_tried_again_and_another_refused(rows, root, client):
    job = Job.objects.get()
    action = {"action": "try_again", "_selected_action": [job.pk]}
    refused = client.post(address(Job, "changelist"), action, follow=True)
    assert job.key in refused.content.decode()
    Job.objects.update(state=Job.State.FAILED, attempts=6)
    client.post(address(Job, "changelist"), action)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.PENDING, 0)
