"""The VAT of credits comes to that of the invoice, however it is divided."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lllo.rules.credit import credit_vat
from lllo.rules.invoice import vat_of
from lllo.rules.money import ZERO

CENTS = st.integers(1, 10_000_00).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(CENTS, min_size=1, max_size=8), st.sampled_from(["0", "9", "21"]))
def test_credits_come_to_the_invoice_and_never_beyond(parts, percent):
    rate = Decimal(percent)
    total = sum(parts, ZERO)
    tax = vat_of(total, rate)
    net, credited = ZERO, ZERO
    for part in parts:
        vat = credit_vat(
            taxable_amount=total,
            tax_amount=tax,
            credited_net=net,
            credited_tax=credited,
            net_amount=part,
            rate=rate,
        )
        assert vat >= 0
        net, credited = net + part, credited + vat
        assert credited <= tax
    assert credited == tax


def test_whole_credit_has_the_vat_of_the_invoice():
    vat = credit_vat(
        taxable_amount=Decimal("0.06"),
        tax_amount=Decimal("0.01"),
        credited_net=ZERO,
        credited_tax=ZERO,
        net_amount=Decimal("0.06"),
        rate=Decimal(21),
    )
    assert vat == Decimal("0.01")
