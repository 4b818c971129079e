"""Which invoices an amount on a bank statement pays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lllo.rules.matching import Receivable, Unmatched, match, names

IBAN = "NL91ABNA0417164300"


def item(key, number, amount, *ibans):
    return Receivable(key=key, number=number, open_amount=Decimal(amount), ibans=frozenset(ibans))


ITEMS = [
    item(1, "F2026-0001", "100.00", IBAN),
    item(2, "F2026-0002", "50.00", IBAN),
    item(3, "F2026-0003", "0.00"),
    item(4, "F2026-0004", "75.00", "NL02"),
    item(5, "F2026-0005", "75.00", "NL02"),
]


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("factuur F2026-0001", "F2026-0001", True),
        ("f2026 0001.", "F2026-0001", True),
        ("F20260001", "F2026-0001", True),
        ("F2026-00011", "F2026-0001", False),
        ("AF2026-0001", "F2026-0001", False),
        ("FACT/2026/F2026/0001", "F2026-0001", True),
        ("12026-01", "2026-01", False),
        ("nr 2026-01 en 2026-02", "2026-02", True),
        ("F2026-1 en 0001", "F2026-0001", False),
        ("anders", "F2026-0001", False),
        ("anders", "", False),
        ("F.2-0-2-6 0001", "F2026-0001", True),
    ],
)
def test_number_is_found_however_it_is_written(text, number, expected):
    assert names(text, number) is expected


@pytest.mark.parametrize(
    ("amount", "text", "iban", "parts"),
    [
        ("100.00", "F2026-0001", "", [(1, "100.00")]),
        ("40.00", "F2026-0001", "", [(1, "40.00")]),
        ("140.00", "F2026-0001", "", [(1, "140.00")]),
        ("10.00", "F2026-0003", "", [(3, "10.00")]),
        ("150.00", "F2026-0001 en F2026-0002", "", [(1, "100.00"), (2, "50.00")]),
        ("100.00", "F2026-0001 en F2026-0003", "", [(1, "100.00")]),
        ("50.00", "dank", IBAN, [(2, "50.00")]),
    ],
)
def test_amount_is_matched(amount, text, iban, parts):
    found = match(Decimal(amount), text, iban, ITEMS)
    assert found.parts == tuple((key, Decimal(part)) for key, part in parts)
    assert found.why is None


@pytest.mark.parametrize(
    ("amount", "text", "iban", "why"),
    [
        ("-100.00", "F2026-0001", "", Unmatched.TAKEN_BACK),
        ("149.00", "F2026-0001 en F2026-0002", IBAN, Unmatched.SEVERAL),
        ("75.00", "dank", "NL02", Unmatched.AMBIGUOUS),
        ("75.00", "dank", "NL03", Unmatched.NOTHING),
        ("75.00", "dank", "", Unmatched.NOTHING),
    ],
)
def test_amount_is_left_to_a_person(amount, text, iban, why):
    found = match(Decimal(amount), text, iban, ITEMS)
    assert (found.parts, found.why) == ((), why)
