from __future__ import annotations

from datetime import date

import pytest

from lllo.errors import Refused
from lllo.programmes.models import PackageEdition, Question
from lllo.programmes.queries import (
    edition_in_force,
    is_demo,
    open_questions,
    seller_in_force,
    vat_in_force,
)
from tests import world


def ask(edition, code, *, confirmed=False):
    return Question.objects.create(
        edition=edition,
        code=code,
        question="?",
        default="nee",
        owner="bureau",
        confirmed=confirmed,
        position=edition.questions.count(),
    )


def test_edition_in_force_is_the_last_one_valid(edition):
    later = world.make_edition(edition.programme, sha256="2" * 64)
    PackageEdition.objects.filter(pk=later.pk).update(valid_from=date(2027, 1, 1))

    assert edition_in_force(date(2026, 12, 31)) == edition
    assert edition_in_force(date(2027, 1, 1)) == later


def test_edition_in_force_is_refused_before_the_first(edition):
    with pytest.raises(Refused) as raised:
        edition_in_force(date(2025, 12, 31))

    assert raised.value.code == "no_edition"
    assert "2025" in str(raised.value)
    assert "lllo programme load" in str(raised.value)


def test_question_is_open_until_confirmed(edition):
    first = ask(edition, "btw")
    ask(edition, "prijzen", confirmed=True)

    assert list(open_questions(edition)) == [first]


def test_nobody_sells_and_nothing_is_taxed_outside_a_demo(db):
    assert not is_demo()
    assert seller_in_force().name == ""
    assert vat_in_force().components == {}


def test_demo_has_its_seller_and_its_vat(db):
    world.mark_demo()

    assert is_demo()
    assert seller_in_force().name.endswith("(demo)")
    assert vat_in_force().components["basis"] == "education"


@pytest.mark.parametrize("count", [1, 3])
def test_packages_as_rules_take_three_queries(edition, django_assert_num_queries, count):
    packages = edition.packages.prefetch_related("components__entitlement_terms")[:count]

    with django_assert_num_queries(3):
        assert len([package.to_rules() for package in packages]) == count
