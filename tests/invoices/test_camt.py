"""Statements of a bank as files: versions, batches, and files that are something else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lllo.errors import Refused
from lllo.invoices import camt
from tests.invoices.statements import HEAD, batch, entry, lump, statement

BOMB = (
    '<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&b;</Document>'
)
OUTSIDE = (
    '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&x;</Document>'
)


def test_entry_says_who_paid_what_when_and_why():
    (found,) = camt.read(statement(entry("1234.50", "Factuur F2026-0001")))
    (one,) = found.entries
    assert (found.statement_id, found.account, found.left_out) == ("S1", "NL93DEMO0123456789", 0)
    assert (one.amount, one.booked_on) == (Decimal("1234.50"), date(2026, 3, 20))
    assert (one.payer, one.payer_iban) == ("Gemeente", "NL91ABNA0417164300")
    assert (one.text, one.bank_reference) == ("Factuur F2026-0001", "B1")


def test_batch_is_told_apart_where_the_bank_gives_the_amounts():
    parts = (("100.00", "F2026-0001"), ("50.00", "F2026-0002"))
    (found,) = camt.read(statement(batch(*parts, total="150.00"), lump("70.00"), version="08"))
    assert [(one.amount, one.text) for one in found.entries] == [
        (Decimal("100.00"), "F2026-0001"),
        (Decimal("50.00"), "F2026-0002"),
        (Decimal("70.00"), "Verzamelbetaling"),
    ]
    assert found.entries[0].payer == "Gemeente"
    assert found.entries[0].booked_on == date(2026, 3, 21)


def test_what_went_out_is_not_booked_yet_or_is_no_euro_is_left_out():
    back = "<RvslInd>true</RvslInd>"
    (found,) = camt.read(
        statement(
            entry("10.00", "uit", sign="DBIT"),
            entry("10.00", "dollars", currency="USD"),
            entry("10.00", "later", status="<Sts>PDNG</Sts>"),
            entry("10.00", "terug", sign="DBIT", more=back),
            entry("10.00", "onze betaling terug", more=back),
        )
    )
    assert [(one.text, one.amount) for one in found.entries] == [("terug", Decimal("-10.00"))]
    assert found.left_out == 3


def test_same_entry_twice_on_a_statement_is_two_and_has_the_same_keys_in_another_file():
    twice = [entry("10.00", "x", reference=""), entry("10.00", "x", reference="")]
    first = [one.key for one in camt.read(statement(*twice))[0].entries]
    second = [one.key for one in camt.read(statement(*twice, number="S2"))[0].entries]
    assert first == second
    assert len(set(first)) == 2
    assert all(len(key) <= 64 for key in first)


def test_entry_of_nothing_is_left_out():
    (found,) = camt.read(statement(entry("0.00", "F2026-0001"), entry("1.00", "x")))
    assert ([one.amount for one in found.entries], found.left_out) == ([Decimal("1.00")], 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "camt_unknown"),
        (b"%PDF-1.4", "camt_unknown"),
        (b"<a/>", "camt_unknown"),
        (f"{HEAD}{BOMB}".encode(), "camt_unknown"),
        (f"{HEAD}{OUTSIDE}".encode(), "camt_unknown"),
        (b" " * (camt.LARGEST + 1), "camt_too_large"),
        *(
            (statement(entry(amount, "x")), "camt_malformed")
            for amount in ("veel", "", "NaN", "-5.00", "1e3", "1,00", "12345678901.00")
        ),
        (statement(entry("1.00", "x", day="20 maart")), "camt_malformed"),
        (statement("<Ntry><Sts>BOOK</Sts></Ntry>"), "camt_malformed"),
    ],
)
def test_file_that_is_something_else_is_refused(content, code):
    with pytest.raises(Refused) as refused:
        camt.read(content)
    assert refused.value.code == code
