from __future__ import annotations

import pytest

from lllo.invoices.models import Invoice
from lllo.people.models import Organisation
from lllo.screens.office.search import KINDS, SHOWN, search_everything
from lllo.training.models import Event
from tests import world
from tests.screens import scene as build
from tests.screens.office.rows import fill_waiting

PLUS = "Gemeente Voorbeeldstad (demo)"


@pytest.fixture
def filled(scene):
    build.fill(scene, 3)
    fill_waiting(scene, 3)
    Organisation.objects.update(city="")


def hits(user, text):
    """Return the names that were found, by the word of their list."""
    return {
        each.all_href.split("/")[2]: [hit.text for hit in each.hits]
        for each in search_everything(user, text)
    }


def test_everything_of_a_name_is_found(filled, bob):
    Event.objects.update(location="")
    assert hits(bob, "(demo) voorbeeldSTAD") == {
        "organisaties": [
            PLUS,
            "Gemeente Voorbeeldstad chosen 0 (demo)",
            "Gemeente Voorbeeldstad committed 0 (demo)",
        ],
        "personen": ["Voorbeeld0, Alice", "Voorbeeld0, Charlie"],
        "overeenkomsten": ["OV-2026-000"],
        "facturen": ["F-2028-0000", "F-2027-0000", "F-2026-0000"],
        "projecten": ["Energie in de wijk 0"],
        "plaatsingen": ["Ondergrond als kans 0"],
    }


def test_who_is_looked_for_by_name_comes_before_whoever_is_in_that_town(filled, bob):
    Organisation.objects.update(city="Voorbeeldstad")
    assert hits(bob, "voorbeeldstad")["organisaties"][0] == PLUS


def test_numbers_are_found(filled, bob):
    Organisation.objects.filter(name=PLUS).update(kvk_number="12345678")
    assert hits(bob, "12345678")["organisaties"] == [PLUS]
    assert hits(bob, "F-2026-0003") == {"facturen": ["F-2026-0003"]}
    assert hits(bob, "ov-2026-004")["overeenkomsten"] == ["OV-2026-004"]
    (draft, *_others) = Invoice.objects.drafts()
    Invoice.objects.filter(pk=draft.pk).update(purchase_order_number="4500012345")
    assert hits(bob, "4500012345") == {"facturen": ["concept"]}


def test_people_are_found_without_accents_and_by_mail_address(filled, bob):
    world.make_person("Puffelen", given_name="Zoë", name_prefix="van", email="z@example.org")
    for text in ("van puffelen", "zoe", "z@example.org"):
        assert hits(bob, text) == {"personen": ["Puffelen, Zoë van"]}


def test_events_are_found_with_their_moment(filled, bob):
    event = Event.objects.first()
    (found,) = search_everything(bob, event.title)
    assert found.hits[0].hint.startswith("26\xa0mei\xa02026 13:30")
    assert found.hits[0].href.endswith(f"/bijeenkomsten/{event.uid}/")


def test_nothing_typed_finds_nothing(filled, bob, office):
    assert search_everything(bob, "  ") == []
    page = office.page("office_search").content.decode()
    assert "hits" not in page
    assert 'name="q"' in page
    assert '<div class="empty">' in page


def test_more_hits_than_are_shown_lead_to_the_list(filled, office):
    answer = office.page("office_search", q="gemeente")
    found = {each.all_href: each for each in answer.context["found"]}
    organisations = found["/kantoor/organisaties/?q=gemeente"]
    assert (len(organisations.hits), organisations.has_more) == (SHOWN, True)
    assert 'href="/kantoor/organisaties/?q=gemeente"' in answer.content.decode()


def test_the_only_hit_is_opened_at_once(filled, office):
    organisation = world.make_organisation("Noorderlicht (demo)")
    answer = office.client.get("/kantoor/zoeken/", {"q": "noorderlicht"})
    assert answer.headers["Location"] == f"/kantoor/organisaties/{organisation.public_id}/"


def test_nothing_found_is_said(filled, office):
    page = office.page("office_search", q="bestaatniet <script>").content.decode()
    assert "<script>" not in page.split("<main")[1]
    assert 'role="status"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_search_takes_a_query_for_each_kind(scene, bob, rows, django_assert_num_queries):
    build.fill(scene, rows)
    bob = type(bob).objects.get(pk=bob.pk)
    with django_assert_num_queries(1 + len(KINDS)):
        search_everything(bob, "gemeente")


def test_lead_opens_records_and_gets_no_way_to_lists(filled, eve, client):
    client.force_login(eve)
    found = client.get("/kantoor/zoeken/", {"q": "gemeente"}).context["found"]
    assert {each.all_href for each in found} == {""}
    assert client.get(found[0].hits[0].href).status_code == 200


@pytest.mark.parametrize("role", ["specialist", "partner", "contact", "participant"])
def test_search_is_for_staff_only(scene, client, role):
    client.force_login(build.make_account(role, scene.university))
    assert client.get("/kantoor/zoeken/?q=x").status_code == 403
