from __future__ import annotations

import html
import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.test import Client
from django.utils import translation

from lllo.people.models import AuditEntry, Organisation
from lllo.screens.components import fields, forms, sealed, stale, submissions, typed
from lllo.screens.models import Submission
from tests import world
from tests.screens import scene as build

pytestmark = pytest.mark.urls("tests.screens.components.site")
NEW = "/nieuw/"


def edit(town) -> str:
    return f"/wijzig/{town.public_id}/"


def hidden(answer) -> dict[str, str]:
    found = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()
    )
    return {name: html.unescape(value) for name, value in found if name in {"once", "seen"}}


def values(**changes) -> dict[str, str]:
    return {
        "name": "Nieuwe naam",
        "kind": "municipality",
        "city": "Beekdorp",
        "remark": "",
        **changes,
    }


# Done, and done once


def test_action_is_done_and_told_with_a_button_to_undo_it(office, town):
    answer = office.post(edit(town), values(), follow=True)
    assert answer.redirect_chain == [("/lijst/", 302)]
    page = answer.content.decode()
    assert "Nieuwe naam is bewaard." in page
    assert f'<form method="post" action="/wis/{town.public_id}/">' in page
    town.refresh_from_db()
    assert town.city == "Beekdorp"


def test_undo_posts_to_the_page_that_undoes(office, town):
    Organisation.objects.filter(pk=town.pk).update(remark="weg ermee")
    assert office.post(f"/wis/{town.public_id}/", {"once": str(uuid.uuid4())}).status_code == 302
    town.refresh_from_db()
    assert town.remark == ""


def test_form_that_is_sent_twice_is_done_once_and_leads_to_the_same_place(office, town):
    sent = {**values(), **hidden(office.get(edit(town)))}
    first = office.post(edit(town), sent)
    second = office.post(edit(town), {**sent, "name": "Weer anders"})
    assert first.headers["Location"] == second.headers["Location"]
    assert AuditEntry.objects.filter(action="organisation.changed").count() == 1
    town.refresh_from_db()
    assert town.name == "Nieuwe naam"


def test_second_of_two_at_the_same_time_learns_of_the_first(office, backoffice, monkeypatch, town):
    """The second has looked before the first was there, and then meets its row."""
    token = uuid.uuid4()
    outcome = {"message": "Gedaan.", "href": "/lijst/?q=eerste"}
    Submission.objects.create(user=backoffice, token=token, outcome=outcome)
    looked = []

    def looks_too_early(user, token):
        looked.append(token)
        return None if len(looked) == 1 else outcome

    monkeypatch.setattr(submissions, "earlier_outcome", looks_too_early)
    answer = office.post(edit(town), {**values(), "once": str(token)})
    assert answer.headers["Location"] == "/lijst/?q=eerste"
    assert not AuditEntry.objects.filter(action="organisation.changed").exists()


def test_refused_action_leaves_no_note_that_it_was_sent(office, town):
    sent = {**values(name="Nooit"), "once": str(uuid.uuid4())}
    assert office.post(edit(town), sent).status_code == 422
    assert not Submission.objects.exists()
    assert office.post(edit(town), {**sent, "name": "Wel"}).status_code == 302


def test_notes_of_what_was_sent_go_after_a_week(office, town, settings):
    office.post(edit(town), values())
    settings.LLLO_CLOCK = build.NOW + timedelta(days=8)
    office.post(edit(town), values())
    assert Submission.objects.count() == 1


# Mistakes


def test_refusal_stands_at_its_field_or_on_top(office, town):
    at_field = office.post(edit(town), values(name="Bezet")).content.decode()
    assert '<a href="#id_name">Naam: Die naam is bezet.</a>' in at_field
    on_top = office.post(edit(town), values(name="Nooit")).content.decode()
    assert "<li>Dat mag nooit.</li>" in on_top


def test_summary_takes_the_focus_and_leads_to_each_field(office, town):
    answer = office.post(edit(town), values(name="", kind=""))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="mistakes" role="alert" tabindex="-1" autofocus', page)
    assert 'href="#id_name"' in page
    assert 'href="#id_kind"' in page
    assert page.count('aria-invalid="true"') == 2


@pytest.mark.parametrize("text", ["x" * 201, "a\x00b"])
def test_text_that_cannot_be_kept_is_told_at_its_field_and_stays(office, town, text):
    answer = office.post(edit(town), values(city=text))
    assert answer.status_code == 422
    assert 'href="#id_city"' in answer.content.decode()
    assert answer.context["form"]["city"].value() == text


def test_script_is_text(office, town):
    office.post(edit(town), values(name="<script>alert(1)</script>"))
    page = office.get("/lijst/?q=alert").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_optional_and_required_are_said_in_words(office, town):
    with translation.override("nl"):
        page = office.get(edit(town)).content.decode()
    assert re.search(r"Plaats <span class=\"optional\">\(optioneel\)", page)
    assert not re.search(r"\srequired\b", page[page.index("<main") : page.index("</main")])
    assert page.count('aria-required="true"') == 2
    assert 'autocomplete="off"' in page


# The record changed meanwhile


def test_stale_page_shows_both_and_keeps_what_was_typed(office, town):
    opened = hidden(office.get(edit(town)))
    Organisation.objects.filter(pk=town.pk).update(city="Elders", kind="province")
    answer = office.post(edit(town), {**values(city="Beekdorp"), **opened})
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Voorbeeldstad", "Elders", "Beekdorp", "provincie"):
        assert text in page, text
    assert answer.context["form"]["name"].value() == "Nieuwe naam"
    town.refresh_from_db()
    assert town.city == "Elders"
    assert office.post(edit(town), {**values(), **hidden(answer)}).status_code == 302


def test_field_that_was_left_alone_takes_what_someone_else_wrote(office, town):
    """Sent once more, the page must not write back what stood there before."""
    first = office.get(edit(town))
    as_shown = {name: first.context["form"][name].value() for name in values()}
    Organisation.objects.filter(pk=town.pk).update(city="Elders", remark="van een ander")
    answer = office.post(edit(town), {**as_shown, "name": "Nieuwe naam", **hidden(first)})
    form = answer.context["form"]
    assert answer.status_code == 409
    assert [form[name].value() for name in ("name", "city", "remark")] == [
        "Nieuwe naam", "Elders", "van een ander",
    ]  # fmt: skip
    assert [change.typed for change in answer.context["changes"]] == ["", ""]
    again = {name: form[name].value() for name in values()}
    assert office.post(edit(town), {**again, **hidden(answer)}).status_code == 302
    town.refresh_from_db()
    assert (town.name, town.city, town.remark) == ("Nieuwe naam", "Elders", "van een ander")


def test_change_between_the_look_and_the_deed_is_seen(office, town, monkeypatch):
    opened = hidden(office.get(edit(town)))
    look = submissions.earlier_outcome

    def another_is_through(user, token):
        Organisation.objects.filter(pk=town.pk).update(city="Elders")
        return look(user, token)

    monkeypatch.setattr(submissions, "earlier_outcome", another_is_through)
    answer = office.post(edit(town), {**values(city="Beekdorp"), **opened})
    assert answer.status_code == 409
    assert "Elders" in answer.content.decode()
    assert not Submission.objects.exists()
    town.refresh_from_db()
    assert town.city == "Elders"
    assert office.post(edit(town), {**values(), **hidden(answer)}).status_code == 302


def test_mark_of_the_page_shows_nobody_what_the_record_holds(office, town):
    Organisation.objects.filter(pk=town.pk).update(iban="NL00BANK0123456789")
    opened = hidden(office.get(edit(town)))["seen"]
    assert "BANK" not in opened
    assert sealed.unseal(opened)["version"]["iban"] == "NL00BANK0123456789"


@pytest.mark.parametrize("mark", ["verzonnen", "\x00", "é", "x" * 2_000_000])
def test_mark_that_is_not_ours_counts_as_a_page_that_is_too_old(office, town, mark):
    answer = office.post(edit(town), {**values(), "seen": mark})
    assert answer.status_code == 409


def test_mark_of_another_record_counts_as_too_old(office, town, university):
    other = hidden(office.get(edit(university)))["seen"]
    assert office.post(edit(town), {**values(), "seen": other}).status_code == 409


def test_changes_read_as_people_write_them(town, university):
    person = world.make_person("Puffelen", town, email="a@example.org")
    role = person.memberships.get()
    before = stale.columns_of(role)
    mark = stale.mark(role, before, world.make_user("lead", university))
    role.organisation, role.ended_on = university, date(2026, 4, 1)
    changes = stale.changed_since(mark, role, stale.columns_of(role), fields.Form())
    read = {change.label: (change.then, change.now, change.typed) for change in changes}
    with translation.override("nl"):
        assert read["Organisatie"] == (town.name, university.name, "")
    assert "" in {pair[0] for pair in read.values()}
    assert any("2026" in pair[1] for pair in read.values())


def test_long_texts_and_moments_are_compared_whole_and_shown_in_part(town):
    town.remark = "x" * 3000
    before = stale.columns_of(town)["remark"]
    town.remark = "x" * 2999 + "y"
    assert before != stale.columns_of(town)["remark"]
    field = Organisation._meta.get_field("created_at")
    assert stale._read(field, "2026-03-04T10:12:00+00:00").endswith("11:12")
    assert stale._read(field, "geen moment") == "geen moment"
    boolean = world.User._meta.get_field("is_active")
    assert stale._read(boolean, "True") != stale._read(boolean, "False")
    relation = world.Membership._meta.get_field("organisation")
    assert stale._read(relation, str(town.public_id)) == town.name
    assert stale._read(relation, "999999") == "999999"


# Signed out meanwhile


def sign_in(client, user):
    return client.post(
        "/account/inloggen/",
        {"login": user.email, "password": "wachtwoord-van-niemand"},
    )


def test_expired_sign_in_keeps_what_was_typed(client, backoffice, town):
    client.force_login(backoffice)
    sent = {**values(city="Getypt", password="geheim"), **hidden(client.get(edit(town)))}
    client.logout()
    answer = client.post(edit(town), sent)
    assert answer.headers["Location"] == f"/account/inloggen/?next={edit(town)}"
    kept = sealed.unseal(client.session[typed.SESSION_KEY])
    assert "geheim" not in kept["text"]
    assert "Getypt" not in client.session[typed.SESSION_KEY]
    sign_in(client, backoffice)
    client.get("/lijst/")  # another page does not take it
    back = client.get(edit(town))
    assert back.context["form"]["city"].value() == "Getypt"
    assert 'class="info"' in back.content.decode()
    assert 'id="mistakes"' not in back.content.decode()
    assert client.get(edit(town)).context["form"]["city"].value() == "Voorbeeldstad"
    town.refresh_from_db()
    assert town.city == "Voorbeeldstad"


def test_form_that_signing_in_elsewhere_made_too_old_keeps_what_was_typed(backoffice, town):
    """A new sign-in renews the secret of every form that lies open in another window."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(backoffice)
    opened = hidden(client.get(edit(town)))
    old = {**values(city="Getypt"), **opened, "csrfmiddlewaretoken": "x" * 64}
    elsewhere = client.post(edit(town), old, headers={"origin": "https://elders.example"})
    assert elsewhere.status_code == 403
    assert typed.SESSION_KEY not in client.session
    answer = client.post(edit(town), old)
    assert answer.headers["Location"] == edit(town)
    assert client.get(edit(town)).context["form"]["city"].value() == "Getypt"
    assert client.post("/beheer/", {"x": "y"}).status_code == 403


def test_someone_else_who_signs_in_does_not_read_it(client, backoffice, university, town):
    client.force_login(backoffice)
    sent = {**values(city="Getypt"), **hidden(client.get(edit(town)))}
    client.logout()
    client.post(edit(town), sent)
    sign_in(client, build.make_account("backoffice", university, given_name="Eve"))
    assert "Getypt" not in client.get(edit(town)).content.decode()


@pytest.mark.parametrize("is_marked", [True, False])
def test_form_without_a_record_is_kept_for_its_reader_too(
    client, backoffice, university, is_marked
):
    client.force_login(backoffice)
    opened = hidden(client.get(NEW)) if is_marked else {}
    client.logout()
    client.post(NEW, {"name": "Getypt", **opened})
    sign_in(client, backoffice)
    assert ("Getypt" in client.get(NEW).content.decode()) is is_marked
    client.logout()
    client.post(NEW, {"name": "Getypt", **opened})
    sign_in(client, build.make_account("backoffice", university, given_name="Eve"))
    assert "Getypt" not in client.get(NEW).content.decode()


def test_what_was_typed_goes_after_an_hour(client, backoffice, town, settings):
    client.post(edit(town), values(city="Getypt"))
    settings.LLLO_CLOCK = build.NOW + timedelta(minutes=61)
    sign_in(client, backoffice)
    assert "Getypt" not in client.get(edit(town)).content.decode()


def test_too_much_is_not_kept_and_a_visitor_is_asked_to_sign_in(client, db, town):
    answer = client.post(edit(town), values(remark="x" * 70_000))
    assert answer.status_code == 302
    assert typed.SESSION_KEY not in client.session
    assert client.get(edit(town)).headers["Location"].startswith("/account/inloggen/")


# Preview


def test_preview_shows_what_will_happen_and_confirming_does_it(office):
    sent = {"name": "Nieuw", "on": "1-3-2026", "fee": ""}
    seen = office.post(NEW, sent)
    page = seen.content.decode()
    assert seen.status_code == 200
    assert "Er gaat een brief uit." in page
    assert '<input type="hidden" name="on" value="1-3-2026">' in page
    assert not Organisation.objects.filter(name="Nieuw").exists()
    done = office.post(NEW, {**sent, **hidden(seen), "bevestigd": "1"})
    assert done.status_code == 302
    assert Organisation.objects.get(name="Nieuw").remark == "2026-03-01"


def test_preview_leads_back_to_the_form_with_what_was_typed(office):
    back = office.post(NEW, {"name": "Nieuw", "terug": "1"})
    assert back.context["form"]["name"].value() == "Nieuw"
    assert 'id="mistakes"' not in back.content.decode()


# Fields


class Many(fields.Form):
    groups = (("Wie", ("who",)), ("Leeg", ("missing",)))
    autocomplete = {"mail": "email", "who": "name", "note": "off"}
    who = django_forms.CharField()
    mail = django_forms.EmailField()
    note = django_forms.CharField(widget=django_forms.Textarea, required=False)
    secret = django_forms.CharField(widget=django_forms.HiddenInput)
    few = fields.WordField(choices=[("a", "A")])
    many = fields.WordField(choices=[(str(n), str(n)) for n in range(9)])


def test_form_knows_its_groups_limits_and_mistakes():
    form = Many({"note": "x" * 5001, "few": "a", "many": "1"})
    assert [group.legend for group in form.grouped()] == ["Wie", ""]
    assert form.fields["mail"].widget.attrs["autocomplete"] == "email"
    assert isinstance(form.fields["many"].widget, django_forms.Select)
    assert {each.anchor for each in form.mistakes()} == {"id_who", "id_mail", "id_note", ""}
    form.is_quiet = True
    assert form.mistakes() == []


@pytest.mark.parametrize(
    ("text", "amount"), [("7.500,00", "7500"), ("€ 5,–", "5"), ("", None), (Decimal(3), "3")]
)
def test_money_is_read_as_people_write_it(text, amount):
    found = fields.MoneyField(required=False).clean(text)
    assert found == (amount and Decimal(amount))


@pytest.mark.parametrize("text", ["7,500", "veel", "1e9", "9" * 40, "-1"])
def test_amount_that_is_none_is_refused(text):
    with pytest.raises(django_forms.ValidationError):
        fields.MoneyField(least=Decimal(0)).clean(text)


def test_values_are_shown_as_they_are_written():
    with translation.override("nl"):
        assert fields.MoneyField().prepare_value(Decimal(7500)) == "7.500,00"
        assert fields.MoneyField().prepare_value("veel") == "veel"
        assert fields.QuantityField().prepare_value(Decimal("2.50")) == "2,5"
        assert fields.QuantityField().prepare_value(Decimal(40)) == "40"
        assert fields.QuantityField().prepare_value("x") == "x"
        with pytest.raises(django_forms.ValidationError, match="2,5"):
            fields.QuantityField().clean("veel")


def test_days_and_moments_are_read():
    assert fields.DayField().clean("1-3-2026") == date(2026, 3, 1)
    assert fields.DayField(required=False).clean("") is None
    assert fields.MomentField().clean("2026-03-01T10:00").hour == 10
    for field, text in ((fields.DayField(), "31-2-2026"), (fields.MomentField(), "x" * 999)):
        with pytest.raises(django_forms.ValidationError):
            field.clean(text)


def test_rows_are_picked_by_their_public_id(town):
    every = Organisation.objects.all()
    assert forms.PickField(every).clean(str(town.public_id)) == town
    assert list(fields.PickManyField(every).clean([str(town.public_id)])) == [town]
    for field, value in ((forms.PickField, str(town.pk)), (fields.PickManyField, ["\x00"])):
        with pytest.raises(django_forms.ValidationError):
            field(every).clean(value)


def test_form_of_a_model_has_the_same_comfort(town):
    class Town(fields.ModelForm):
        class Meta:
            model = Organisation
            fields = ("name", "city")

    form = Town({"name": "x" * 300}, instance=town)
    assert [each.anchor for each in form.mistakes()] == ["id_name"]


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        (django_forms.CharField(), "Fill this in."),
        (fields.WordField(choices=[("a", "A")]), "Choose one."),
        (django_forms.MultipleChoiceField(choices=[]), "Choose at least one."),
        (django_forms.FileField(), "Choose a file."),
        (django_forms.CharField(error_messages={"required": "Of its own."}), "Of its own."),
    ],
)
def test_what_is_missing_is_asked_for_in_words(field, sentence):
    form = type("Asking", (fields.Form,), {"asked": field})({})
    with translation.override("en"):
        assert form.errors["asked"] == [sentence]
