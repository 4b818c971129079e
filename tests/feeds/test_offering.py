from __future__ import annotations

import pytest

from lllo.feeds import actions, queries
from lllo.feeds.offering import offers
from lllo.training.models import Cohort
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
    lead = people.make_user("lead").person
    assert codes(lead)[-2:] == ["bureau", "coach"]  # who may coach has a calendar for it
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


@pytest.mark.parametrize("rows", [1, 4])
def test_number_of_queries_does_not_depend_on_cohorts(programme, django_assert_num_queries, rows):
    staff = people.make_user("backoffice").person
    for number in range(rows):
        Cohort.objects.create(
            programme=programme.cohort.programme,
            number=50 + number,
            starts_on=programme.cohort.starts_on,
        )
    office = world.make_office()
    with django_assert_num_queries(5):  # roles, addresses held, demo, cohorts, organisations
        offers(office, staff)
