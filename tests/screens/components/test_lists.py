from __future__ import annotations

import io
import re
import uuid
from datetime import datetime
from decimal import Decimal

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from lllo.people.models import AuditEntry, Organisation
from lllo.screens.components import bulk
from lllo.screens.components.cells import Cell, Column, plain_value, shown
from lllo.screens.components.export import workbook
from lllo.screens.components.saved import MOST
from lllo.screens.models import SavedFilter, Submission
from tests import world

pytestmark = pytest.mark.urls("tests.screens.components.site")
LIST = "/lijst/"


def names(answer) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]*)</a>', answer.content.decode())


def count_of(answer) -> str:
    text = re.search(r'id="list-count"[^>]*>(.*?)</p>', answer.content.decode(), re.DOTALL)[1]
    return re.sub(r"\s+", " ", text).strip()


def sheet_of(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def make(*found, **fields):
    return [world.make_organisation(name, **fields) for name in found]


# The question in the address


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_is_that_of_the_page_and_not_of_the_rows(
    office, rows, django_assert_num_queries
):
    make(*(f"Gemeente {number}" for number in range(rows - 1)))
    # session, account, name, roles; programme, demo; filters; sums, keys, rows
    with django_assert_num_queries(10):
        assert len(names(office.get(LIST))) == rows


def test_every_word_is_found_somewhere_and_no_row_twice(office):
    voorbeeld, beek = make("Gemeente Voorbeeld", "Waterschap Beek")
    world.make_person("Puffelen", voorbeeld, given_name="Alice")
    world.make_person("Puffelen", voorbeeld, given_name="Bea")
    assert names(office.get(LIST, {"q": "puffelen gemeente"})) == ["Gemeente Voorbeeld"]
    assert names(office.get(LIST, {"q": "puffelen waterschap"})) == []
    assert names(office.get(LIST, {"q": "WATERSCHAP voorbeeldstad"})) == [beek.name]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "q\x00zz", "x" * 5000, "%", "'; drop table", "\\", "😀"]
)
def test_hostile_words_find_nothing_and_are_shown_as_text(office, text):
    answer = office.get(LIST, {"q": text})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert names(answer) == []


def test_filter_order_and_page_stand_in_the_address(office, university):
    make("Bb", "Aa", "Cc")
    make("Ww", kind="water_authority")
    only = {"kind": "municipality"}
    assert names(office.get(LIST, only)) == ["Aa", "Bb", "Cc"]
    assert names(office.get(LIST, {**only, "sorteer": "-name"})) == ["Cc", "Bb", "Aa"]
    assert 'aria-sort="descending"' in office.get(LIST, {"sorteer": "-name"}).content.decode()


@pytest.mark.parametrize("order", ["remark", "-nonsense", "", "name__x", "--name"])
def test_order_that_is_none_falls_back(office, order):
    make("Bb", "Aa", kind="municipality")
    assert names(office.get(LIST, {"sorteer": order, "kind": "municipality"})) == ["Aa", "Bb"]


def test_filter_that_does_not_exist_is_told_at_its_field(office, town):
    page = office.get(LIST, {"kind": "gemeente"}).content.decode()
    assert 'class="errorlist"' in page


def test_fifty_rows_make_a_page(office):
    make(*(f"Gemeente {number:02}" for number in range(60)))
    first = office.get(LIST, {"kind": "municipality"})
    assert len(names(first)) == 50
    second = office.get(LIST, {"kind": "municipality", "pagina": "2"})
    assert names(second)[0] == "Gemeente 50"
    assert len(names(office.get(LIST, {"pagina": "niets"}))) == 50
    assert names(office.get(LIST, {"kind": "municipality", "pagina": "99"})) == names(second)
    assert "?kind=municipality&amp;pagina=2" in first.content.decode()


def test_foot_adds_up_all_that_was_found(office):
    made = make(*(f"Gemeente {number:02}" for number in range(52)))
    page = office.get(LIST, {"kind": "municipality"}).content.decode()
    assert shown(Decimal(sum(each.pk for each in made)), "money") in page


def test_empty_list_says_what_to_do_and_a_filter_how_to_see_all(client, db):
    user = world.make_user("backoffice")
    client.force_login(user)
    Organisation.objects.all()
    page = client.get(LIST, {"q": "niets"}).content.decode()
    assert f'<a class="button button-soft" href="{LIST}">' in page
    assert "Er zijn nog geen organisaties." not in page


def test_everyone_sees_what_visible_to_gives(client, town):
    client.force_login(world.make_user("contact", town))
    assert client.get(LIST).status_code == 403  # the page is for the office
    client.logout()
    assert client.get(LIST).headers["Location"] == f"/account/inloggen/?next={LIST}"


def test_call_of_htmx_without_sign_in_leads_the_whole_page_to_the_door(client, db):
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LIST}?q=x"}
    answer = client.get(LIST, headers=headers)
    assert answer.headers["HX-Redirect"] == f"/account/inloggen/?next={LIST}%3Fq%3Dx"


def test_button_in_the_head_is_for_who_may(office, client, university):
    assert 'href="/nieuw/"' in office.get(LIST).content.decode()
    client.force_login(world.make_user("auditor", university, email="a@example.org"))
    page = client.get(LIST).content.decode()
    assert 'href="/nieuw/"' not in page
    assert 'name="bulk"' not in page


# The spreadsheet


def test_spreadsheet_holds_what_is_shown_of_all_pages(office):
    make(*(f"Gemeente {number:02}" for number in range(55)), remark="=1+1")
    answer = office.get(LIST, {"kind": "municipality", "sorteer": "-name", "formaat": "xlsx"})
    assert re.fullmatch(
        r'attachment; filename="organisaties-2026-05-20\.xlsx"',
        answer.headers["Content-Disposition"],
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    head, *rows = sheet_of(answer.content)
    assert head == ["Naam", "Soort", "Opmerking", "Bedrag", "Gemaakt"]
    assert [row[0] for row in rows[:2]] == ["Gemeente 54", "Gemeente 53"]
    assert len(rows) == 55
    assert rows[0][2] == "'=1+1"
    assert isinstance(rows[0][3], float)
    assert rows[0][4] == datetime(2026, 5, 20, 10, 0)  # noqa: DTZ001 - a sheet knows no zones


@pytest.mark.parametrize("text", ["=1+1", "+31 53", "-1", "@sum", "\tx", "\rx"])
def test_cell_that_looks_like_a_formula_is_text(text):
    column = Column(key="a", label=text, value=lambda row: row)
    head, row = sheet_of(workbook("Blad [1]: a/b?*" * 9, [column], [text]))
    assert head == ["'" + text.strip() if text.strip() != text else "'" + text] or head[0][0] == "'"
    assert row[0][0] == "'"


def test_empty_spreadsheet_has_its_heads():
    column = Column(key="a", label="A", value=lambda row: row)
    assert sheet_of(workbook("", [column], [])) == [["A"]]


def test_plain_value_of_a_cell_is_its_text():
    column = Column(key="a", label="A", value=lambda row: Cell(text=row, href="/", hint="h"))
    assert plain_value(column, 3) == 3


def test_values_read_as_people_write_them():
    with translation.override("nl"):
        assert shown(Decimal(7500), "money") == "€\N{NO-BREAK SPACE}7.500,00"
        assert shown(Decimal("2.50")) == "2,5"
        assert shown(12345, "number") == "12.345"
        assert shown(None, "money") == ""
        assert shown(True) == "ja"


# Filters with a name


def test_filter_is_kept_under_a_name_and_forgotten(office, backoffice):
    answer = office.post(
        f"{LIST}?q=gemeente&sorteer=-name&pagina=3", {"filter_naam": " Mijn  lijst "}
    )
    assert answer.headers["Location"] == f"{LIST}?q=gemeente&sorteer=-name"
    kept = SavedFilter.objects.get(user=backoffice)
    assert (kept.name, kept.query) == ("Mijn lijst", "q=gemeente&sorteer=-name")
    assert f'href="{LIST}?q=gemeente&amp;sorteer=-name"' in office.get(LIST).content.decode()
    office.post(f"{LIST}?q=beek", {"filter_naam": "Mijn lijst"})
    assert SavedFilter.objects.get().query == "q=beek"
    office.post(LIST, {"filter_weg": str(kept.public_id)})
    assert not SavedFilter.objects.exists()


def test_filter_of_someone_else_stays(office, university):
    other = world.make_user("lead", university)
    kept = SavedFilter.objects.create(user=other, list_name="test_organisations", name="x")
    office.post(LIST, {"filter_weg": str(kept.public_id)})
    office.post(LIST, {"filter_weg": "' or 1=1"})
    assert SavedFilter.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\x00", "x" * 61])
def test_filter_without_a_usable_name_is_refused_in_a_sentence(office, name):
    answer = office.post(f"{LIST}?q=a", {"filter_naam": name}, follow=True)
    assert 'class="error"' in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_too_long_and_too_many_filters_are_refused(office, backoffice):
    office.post(f"{LIST}?q={'x' * 1200}", {"filter_naam": "lang"})
    assert not SavedFilter.objects.exists()
    for number in range(MOST):
        office.post(f"{LIST}?q=a", {"filter_naam": f"{number}"})
    office.post(f"{LIST}?q=a", {"filter_naam": "nog een"})
    office.post(f"{LIST}?q=b", {"filter_naam": "0"})
    assert SavedFilter.objects.count() == MOST
    assert SavedFilter.objects.get(name="0").query == "q=b"


# Work on many rows


def keys(*rows) -> str:
    return ",".join(str(row.public_id) for row in rows)


def once_in(answer) -> str:
    return re.search(r'name="once" value="([^"]+)"', answer.content.decode())[1]


def test_many_rows_are_judged_before_anything_is_done(office):
    free, taken = make("Vrij", "Bezet")
    Organisation.objects.filter(pk=taken.pk).update(remark="al iets")
    asked = office.post(LIST, {"bulk": "remark", "rij": [free.public_id, taken.public_id]})
    page = asked.content.decode()
    assert 'name="remark"' in page
    assert 'value="doe"' not in page
    seen = office.post(
        LIST,
        {"bulk": "remark", "rijen": keys(free, taken), "stap": "bekijk", "remark": "Hallo"},
    )
    page = seen.content.decode()
    assert "er staat al een opmerking" in page
    assert 'value="doe"' in page
    assert not Organisation.objects.filter(remark="Hallo").exists()


def test_each_row_is_done_by_itself_and_told(office, backoffice):
    free, taken, refusing = make("Vrij", "Bezet", "Weiger BV")
    Organisation.objects.filter(pk=taken.pk).update(remark="al iets")
    sent = {
        "bulk": "remark", "rijen": keys(free, taken, refusing), "stap": "doe", "remark": "Hallo",
        "once": "0b6f9a3e-94c1-4f5e-9d9f-2a4a90a9b6d1",
    }  # fmt: skip
    answer = office.post(f"{LIST}?q=a", sent)
    page = office.get(answer.headers["Location"]).content.decode()
    assert "1 opmerkingen gezet." in page
    assert "<strong>Bezet</strong>: er staat al een opmerking" in page
    assert "<strong>Weiger BV</strong>: Deze organisatie weigert." in page
    assert Organisation.objects.get(pk=free.pk).remark == "Hallo"
    assert AuditEntry.objects.get(action="organisation.changed").actor == backoffice


def test_work_that_was_sent_signed_out_is_shown_again_and_not_done(client, backoffice):
    client.force_login(backoffice)
    (row,) = make("Vrij")
    sent = {"bulk": "remark", "rijen": keys(row), "remark": "Hallo"}
    shown = client.post(f"{LIST}?q=v", {**sent, "stap": "bekijk"}).content.decode()
    sent["seen"] = re.search(r'name="seen" value="([^"]+)"', shown)[1]
    client.logout()
    assert client.post(f"{LIST}?q=v", {**sent, "stap": "doe"}).status_code == 302
    client.force_login(backoffice)
    answer = client.get(f"{LIST}?q=v")
    assert answer.context["form"]["remark"].value() == "Hallo"
    assert [verdict.label for verdict in answer.context["will_do"]] == ["Vrij"]
    assert not Organisation.objects.filter(remark="Hallo").exists()
    assert "rows" in client.get(f"{LIST}?q=v").context  # and after that the list is a list again


def test_work_that_is_sent_twice_is_done_once(office):
    (row,) = make("Vrij")
    sent = {
        "bulk": "plain", "rijen": keys(row), "stap": "doe",
        "once": "0b6f9a3e-94c1-4f5e-9d9f-2a4a90a9b6d1",
    }  # fmt: skip
    first = office.post(LIST, sent)
    second = office.post(LIST, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert AuditEntry.objects.filter(action="organisation.changed").count() == 1
    assert Submission.objects.count() == 1


def test_all_found_means_what_the_filter_finds(office):
    make("Gemeente A", "Gemeente B", "Waterschap C")
    answer = office.post(f"{LIST}?q=gemeente", {"bulk": "plain", "alle": "1"})
    page = answer.content.decode()
    assert "Gemeente A" in page
    assert "Gemeente B" in page
    assert "Waterschap C" not in page


def test_row_that_left_the_filter_meanwhile_is_told_and_not_lost(office):
    (row,) = make("Vrij")
    Organisation.objects.filter(pk=row.pk).update(name="Anders", remark="al iets")
    sent = {"bulk": "plain", "rijen": keys(row), "stap": "bekijk"}
    page = office.post(f"{LIST}?q=vrij", sent).content.decode()
    assert "Anders" in page
    assert "er staat al een opmerking" in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"bulk": "nothing", "alle": "1"},
        {"bulk": "plain"},
        {"bulk": "plain", "rijen": ""},
        {"bulk": "plain", "rij": ["1", "2", "3", "4"]},
    ],
)
def test_work_without_rows_or_name_leads_back_with_a_sentence(office, town, sent):
    answer = office.post(f"{LIST}?q=a", sent, follow=True)
    assert answer.redirect_chain == [(f"{LIST}?q=a", 302)]
    assert 'class="warning"' in answer.content.decode()


def test_keys_that_are_none_find_no_rows(office, town):
    page = office.post(LIST, {"bulk": "plain", "rij": ["1", "' or 1"]}).content.decode()
    assert 'value="doe"' not in page


def test_auditor_does_nothing_to_many_rows(client, university, town):
    client.force_login(world.make_user("auditor", university))
    client.post(LIST, {"bulk": "plain", "rijen": keys(town), "stap": "doe"})
    assert not Submission.objects.exists()


def test_mistake_in_what_is_asked_is_told_at_its_field(office, town):
    sent = {"bulk": "remark", "rijen": keys(town), "stap": "doe", "remark": "x" * 41}
    answer = office.post(LIST, sent)
    assert answer.status_code == 422
    assert 'id="mistakes"' in answer.content.decode()
    assert not Submission.objects.exists()


def test_error_in_one_row_stops_no_other_and_is_kept(backoffice, town, university, caplog):
    def act(row, *_):
        if row == town:
            raise KeyError("stuk")

    spec = bulk.Bulk(code="a", label="A", judge=lambda *_: "", act=act, roles=frozenset())
    result = bulk.carry_out(spec, [town, university], {}, backoffice, uuid.uuid4())
    assert (result.done, [label for label, _why in result.failed]) == (1, [town.name])
    assert "KeyError" in caplog.text
    assert Submission.objects.get().outcome["done"] == 1


def test_work_that_breaks_off_leaves_what_was_done(backoffice, town, university):
    def act(row, *_):
        if row == university:
            raise KeyboardInterrupt

    spec = bulk.Bulk(code="a", label="A", judge=lambda *_: "", act=act, roles=frozenset())
    with pytest.raises(KeyboardInterrupt):
        bulk.carry_out(spec, [town, university], {}, backoffice, uuid.uuid4())
    assert Submission.objects.get().outcome["done"] == 1


def test_nothing_done_says_so():
    spec = bulk.Bulk(
        code="a", label="A", judge=lambda *_: "", act=lambda *_: None, roles=frozenset()
    )
    assert bulk.outcome_of(spec, bulk.Result())["done"] == 0
    with translation.override("en"):
        assert bulk.outcome_of(spec, bulk.Result(done=2))["message"] == "Done for 2 rows."
