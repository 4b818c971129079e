from __future__ import annotations

from lllo.contracts.refusals import UNITS
from lllo.programmes.models import EntitlementKind
from lllo.rules.entitlement import Kind


def test_every_kind_of_the_one_table_has_a_label_and_words_for_its_unit():
    assert EntitlementKind.values == [kind.value for kind in Kind]
    assert {kind.unit for kind in Kind} == set(UNITS)
