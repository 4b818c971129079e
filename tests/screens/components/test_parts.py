from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from lllo.people import audit
from lllo.screens import menu
from lllo.screens.access import Role
from lllo.screens.components import sealed, undo
from lllo.screens.components.cards import EntitlementCard, Holder, KeyValue
from lllo.screens.components.charts import Bar, BarChart, placed
from lllo.screens.components.history import timeline
from lllo.screens.components.tables import Table
from lllo.screens.templatetags.components import is_optional
from tests import world


def render(text, **values) -> str:
    with translation.override("nl"):
        return Template("{% load components %}" + text).render(Context(values))


# History


def test_history_tells_who_did_what_for_whom(backoffice, organisation, django_assert_num_queries):
    audit.record("organisation.changed", organisation, by=None)
    audit.record("organisation.changed", organisation, by=backoffice, on_behalf_of=organisation)
    with django_assert_num_queries(1):
        latest, first = timeline(organisation)
    assert latest.who == str(backoffice)
    assert latest.on_behalf_of == organisation.name
    assert first.on_behalf_of == ""
    assert latest.sentence
    page = render("{% timeline moments %}", moments=[latest, first])
    assert organisation.name in page
    assert "20" in page


def test_history_of_several_records_is_one_list(backoffice, organisation, university):
    audit.record("organisation.changed", organisation, by=backoffice)
    audit.record("organisation.changed", university, by=backoffice)
    audit.record("person.changed", backoffice.person, by=backoffice)
    assert len(timeline([organisation, university])) == 2
    assert len(timeline([organisation, university], most=1)) == 1
    assert timeline([]) == []


# Entitlements


def test_card_shows_what_remains_first_and_never_less_than_nothing():
    card = EntitlementCard(label="uren", granted=Decimal(4), used=Decimal("5.5"))
    assert (card.remaining, card.over) == (0, Decimal("1.5"))
    page = render("{% entitlement_cards cards %}", cards=[card])
    assert page.index(">0 ") < page.index("5,5")
    assert "1,5" in page
    assert "-1,5" not in page


def test_card_without_limit_and_with_people():
    holders = [Holder(name="Alice", what="Cohort 1"), Holder(name="", href="/noem/", action="noem")]
    cards = [
        EntitlementCard(label="uren", granted=None, used=3),
        EntitlementCard(
            label="plaatsen", granted=2, used=2, holders=holders, href="/", action="Ga"
        ),
    ]
    page = render("{% entitlement_cards cards %}", cards=cards)
    assert cards[0].over == 0
    assert "Alice" in page
    assert 'href="/noem/"' in page


# Charts, facts, tables, states


def test_chart_has_the_same_figures_in_a_table():
    bars = [
        Bar(label="A", value=50, mark=100),
        Bar(label="B <b>", value=Decimal(0)),
        Bar(label="C", value=120, mark=100),
    ]
    chart = BarChart(code="x", title="Uren", bars=bars, mark_label="Grens", is_limit=True)
    found = placed(chart)
    assert [each.length for each in found.bars] == [166, 0, 398]
    assert [each.is_over for each in found.bars] == [False, False, True]
    assert found.bars[1].mark_x is None
    page = render("{% bar_chart chart %}", chart=chart)
    assert "B &lt;b&gt;" in page
    assert page.count("120") >= 2
    assert "style=" not in page


def test_chart_of_nothing_is_empty():
    assert placed(BarChart(code="x", title="Uren", bars=[])).bars == ()


def test_facts_show_a_dash_for_what_is_not_known():
    facts = [
        KeyValue(label="OIN", value=None),
        KeyValue(label="Prijs", value=Decimal(7500), kind="money"),
        KeyValue(label="Status", value="te laat", kind="badge", tone="late"),
        KeyValue(label="Naam", value="<b>", href="/x/", hint="uitleg"),
    ]
    page = render("{% key_values facts %}", facts=facts)
    for text in ("–", "7.500,00", "badge-late", "&lt;b&gt;", 'href="/x/"', "uitleg"):
        assert text in page, text


def test_table_without_rows_says_what_to_do():
    table = Table(
        caption="Facturen",
        columns=(),
        rows=(),
        empty="Nog geen.",
        empty_label="Maak",
        empty_href="/m/",
    )
    page = render("{% data_table table %}", table=table)
    assert "Nog geen." in page
    assert 'href="/m/"' in page
    assert "<table" not in page


def test_panel_shows_what_is_within_it_as_text():
    page = render("{% panel title=name %}<p>{{ name }}</p>{% endpanel %}", name="<i>")
    assert page.count("&lt;i&gt;") == 2
    assert "<p>" in page


def test_message_carries_its_button_and_another_none():
    tags = undo.offer_undo(("/weg/", "Ongedaan maken"))
    assert undo.undo_in(tags) == undo.Undo(href="/weg/", label="Ongedaan maken")
    assert undo.undo_in("") is None
    assert undo.undo_in(None) is None
    assert undo.offer_undo(None) == ""


@pytest.mark.parametrize("text", ["", "x", "é", "x" * 1_000_001])
def test_what_is_not_ours_is_not_opened(text):
    assert sealed.unseal(text) is None
    assert sealed.unseal(sealed.seal({"a": 1})) == {"a": 1}


def test_what_was_sealed_is_read_with_an_older_key(settings):
    text = sealed.seal({"a": 1})
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-" + "z" * 50
    assert sealed.unseal(text) == {"a": 1}
    settings.SECRET_KEY_FALLBACKS = []
    assert sealed.unseal(text) is None


# The menu


def account(*roles):
    return SimpleNamespace(roles=frozenset(roles), has_every_right=False, is_superuser=False)


@pytest.fixture
def pages(monkeypatch):
    """A menu of an office, with a page that is for others."""
    page, office, elsewhere = menu.Page, frozenset({Role.BACKOFFICE}), frozenset({Role.LEAD})
    found = (
        page(url_name="home", label="Thuis", roles=office),
        page(url_name="accessibility", label="Later", roles=office, group="Meer"),
        page(url_name="style", label="Stijl", roles=elsewhere),
    )
    monkeypatch.setitem(menu.PAGES, "office_home", found)


def test_menu_shows_pages_for_this_role(pages):
    found = menu.menu_of(account(Role.BACKOFFICE), "/toegankelijkheid/")
    assert [entry.href for entry in found.entries] == ["/kantoor/", "/"]
    assert [group.label for group in found.groups] == ["Meer"]
    assert found.is_within_groups
    assert not found.others


def test_menu_knows_where_one_is(pages):
    at_home = menu.menu_of(account(Role.BACKOFFICE, Role.LEAD), "/kantoor/")
    assert at_home.entries[0].current == "page"
    assert [entry.href for entry in at_home.others] == ["/programma/", "/mijn-werk/"]
    below = menu.menu_of(account(Role.BACKOFFICE, Role.LEAD), "/programma/uren/")
    assert below.entries[0].href == "/programma/"
    assert below.entries[0].current == "true"
    elsewhere = menu.menu_of(account(Role.BACKOFFICE), "/account/")
    assert elsewhere.entries[0].current == ""


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/kantoor/facturen/", ["/kantoor/facturen/"]),
        ("/kantoor/facturen/bank/", ["/kantoor/facturen/bank/"]),
        ("/kantoor/facturen/0/", ["/kantoor/facturen/"]),
        ("/kantoor/elders/", ["/kantoor/"]),
    ],
)
def test_menu_marks_only_the_nearest_entry(path, marked):
    found = menu.menu_of(account(Role.BACKOFFICE), path)
    within = [entry for group in found.groups for entry in group.entries]
    assert [entry.href for entry in (*found.entries, *within) if entry.current] == marked


def test_without_a_role_there_is_no_menu():
    assert not menu.menu_of(account(), "/")


def test_search_is_for_staff():
    assert menu.may_search(account(Role.AUDITOR))
    assert not menu.may_search(account(Role.CONTACT))


def test_page_without_an_account_knows_no_menu(rf, db):
    from lllo.screens.context import installation

    request = rf.get("/")
    assert installation(request)["menu"] == ()
    world.mark_demo()
    assert installation(request)["is_demo"]


# Forms


def test_question_that_offers_none_in_words_is_not_called_optional():
    class Asked(forms.Form):
        package = forms.ChoiceField(required=False, choices=[("a", "A"), ("", "not chosen yet")])
        remark = forms.CharField(required=False)
        name = forms.CharField()

    found = {field.name: is_optional(field) for field in Asked()}
    assert found == {"package": False, "remark": True, "name": False}
