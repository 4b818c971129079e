from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lllo import clock
from lllo.people.models import Membership, Organisation, User
from tests import world

pytestmark = pytest.mark.django_db


def test_account_without_person_sees_no_organisation(organisation):
    user = User.objects.create_user("niemand@example.org")
    assert list(user.organisations()) == []
    assert list(Organisation.objects.visible_to(user)) == []
    assert not user.roles


def test_role_gives_its_rights_from_its_first_day(organisation):
    person = world.make_user("contact", organisation).person
    Membership.objects.update(started_on=date(2026, 6, 1))
    with clock.at(datetime(2026, 5, 31, 12, tzinfo=UTC)):
        user = User.objects.get(person=person)
        assert (set(user.roles), list(user.organisations())) == (set(), [])
        assert Membership.objects.open().count() == 1
    with clock.at(datetime(2026, 6, 1, 12, tzinfo=UTC)):
        user = User.objects.get(person=person)
        assert (set(user.roles), list(user.organisations())) == ({"contact"}, [organisation])
