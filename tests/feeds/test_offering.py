from __future__ import annotations

import pytest

from lllo.feeds import actions, queries
from lllo.feeds.offering import offers
from tests import world as people
from tests.feeds import world


@pytest.fixture
def programme(edition):
    return world.make_programme(edition)


def codes(person):
    return [each.feed.code for each in offers(world.make_office(), person)]


def test_everyone_is_offered_what_they_may_read(programme):
    contact = people.make_person("Contact", programme.organisation, "contact")
    assert codes(programme.person) == ["programma", "cohort", "persoonlijk"]
    assert codes(contact) == ["programma", "organisatie", "persoonlijk"]
    assert codes(programme.coach) == ["programma", "persoonlijk", "coach"]
    staff = people.make_user("backoffice").person
    assert codes(staff) == ["programma", "cohort", "cohort", "persoonlijk", "bureau"]


def test_every_offer_can_be_taken(programme):
    contact = people.make_person("Contact", programme.organisation, "contact")
    staff = people.make_user("backoffice").person
    for person in (programme.person, contact, programme.coach, staff):
        for offer in offers(world.make_office(), person):
            if not offer.is_public:
                actions.subscribe(offer.feed, person, by=None)
        taken = offers(world.make_office(), person)
        assert all(each.is_public or each.subscription for each in taken)


def test_names_tell_offers_apart(programme):
    staff = people.make_user("backoffice").person
    names = [each.name for each in offers(world.make_office(), staff)]
    assert len(set(names)) == len(names)
    assert queries.feed_of(world.make_office(), "bureau", None)
