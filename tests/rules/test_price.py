from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules.price import Component, Package, Price, Term, combine_terms, price_of

BASIS = Component(
    code="basis",
    name="Basis",
    amount=Decimal("7500.00"),
    terms=(
        Term(kind="masterclass_seat", quantity=Decimal(2)),
        Term(kind="coaching_hour", quantity=Decimal(4)),
    ),
)
PROJECTEN = Component(
    code="projecten",
    name="Projecten",
    amount=Decimal("4500.00"),
    terms=(Term(kind="project_hour", quantity=None),),
)
EIGEN_INBRENG = Component(
    code="eigen_inbreng",
    name="Eigen inbreng UT",
    amount=Decimal("15000.00"),
    borne_by_university=True,
)
SPECIALISATIES = Component(
    code="specialisaties",
    name="Specialisaties",
    amount=Decimal("4000.00"),
    terms=(Term(kind="course_seat", quantity=Decimal(2)),),
)


def package(*components):
    return Package(code="package", name="Package", components=components)


@pytest.mark.parametrize(
    ("components", "gross", "in_kind", "price", "three_years"),
    [
        ([BASIS], "7500.00", "0.00", "7500.00", "22500.00"),
        ([BASIS, SPECIALISATIES], "11500.00", "0.00", "11500.00", "34500.00"),
        ([BASIS, PROJECTEN, EIGEN_INBRENG], "27000.00", "15000.00", "12000.00", "36000.00"),
        (
            [BASIS, PROJECTEN, EIGEN_INBRENG, SPECIALISATIES],
            "31000.00",
            "15000.00",
            "16000.00",
            "48000.00",
        ),
    ],
    ids=["basis", "basis_plus", "professional", "professional_plus"],
)
def test_price_of_the_four_packages(components, gross, in_kind, price, three_years):
    amounts = package(*components).price
    assert (str(amounts.gross), str(amounts.in_kind)) == (gross, in_kind)
    assert (str(amounts.price), str(amounts.over(3))) == (price, three_years)


def test_price_of_nothing_is_zero():
    assert price_of([]) == Price(gross=Decimal(0), in_kind=Decimal(0))


@given(
    st.lists(
        st.tuples(st.decimals("0.01", "99999.99", places=2), st.booleans()), min_size=1, max_size=20
    )
)
def test_gross_is_in_kind_and_price_together(parts):
    components = [
        Component(code=str(index), name="", amount=amount, borne_by_university=borne)
        for index, (amount, borne) in enumerate(parts)
    ]
    amounts = price_of(components)
    assert amounts.gross == sum(amount for amount, _ in parts)
    assert amounts.price == sum(amount for amount, borne in parts if not borne)
    assert amounts.in_kind + amounts.price == amounts.gross


def test_terms_of_a_package_come_in_the_order_of_its_components():
    assert package(BASIS, PROJECTEN, SPECIALISATIES).terms == (
        Term(kind="masterclass_seat", quantity=Decimal(2)),
        Term(kind="coaching_hour", quantity=Decimal(4)),
        Term(kind="project_hour", quantity=None),
        Term(kind="course_seat", quantity=Decimal(2)),
    )


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [
        ([Decimal(4), Decimal(2)], Decimal(6)),
        ([None, Decimal(4)], None),
        ([Decimal(4), None], None),
    ],
)
def test_combine_terms_of_one_kind(quantities, expected):
    terms = [Term(kind="coaching_hour", quantity=quantity) for quantity in quantities]
    assert combine_terms(terms) == (Term(kind="coaching_hour", quantity=expected),)
