"""Uses are counted once each, also where the database goes away in between."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction

from lllo.feeds.limits import Uses
from lllo.feeds.models import Subscription
from tests.world import make_person


@pytest.mark.django_db
def test_uses_are_counted_once_though_the_database_went_away_halfway(organisation):
    person = make_person("Achternaam", organisation)
    first, second = (
        Subscription.objects.create(
            feed=feed, scope=Subscription.Scope.PERSON, person=person, token_hash=feed * 8
        ).pk
        for feed in ("eerste", "tweede")
    )
    uses, asked = Uses(), []

    def away(execute, sql, params, many, context):
        asked.append(sql)
        if len(asked) == 2:
            uses.note(second)  # somebody asks meanwhile
            raise OperationalError
        return execute(sql, params, many, context)

    uses.write()  # so that nothing is written by itself for a while
    for pk in (first, second, second):
        uses.note(pk)
    with connection.execute_wrapper(away):
        uses.write()
    transaction.set_rollback(False)  # that of the test, which the error would have ended
    uses.write()
    counts = dict(Subscription.objects.values_list("pk", "use_count"))
    assert counts == {first: 1, second: 3}
