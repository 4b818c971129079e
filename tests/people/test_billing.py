"""How an organisation is billed: stated on the record or in a sheet, checked in both."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from lllo.errors import Refused
from lllo.people.actions import OrganisationData, import_organisations, save_organisation
from lllo.people.models import Organisation
from tests import world
from tests.people.files import write_csv

pytestmark = pytest.mark.django_db
HEAD = ["Naam", "KvK-nummer", "Ordernummer verplicht", "Ordernummer boven", "Factuurkanaal",
        "Soort Peppol-nummer", "Peppol-nummer", "Bijlagen in één pdf", "Formaat e-factuur"]  # fmt: skip


def refusal(**values) -> str:
    with pytest.raises(Refused) as refused:
        save_organisation(OrganisationData(name="Gemeente", **values), by=None)
    return refused.value.code


def take(tmp_path, *rows):
    return import_organisations(write_csv(tmp_path / "x.csv", HEAD, *rows), by=None)


def test_billing_is_saved_in_its_stored_form():
    data = OrganisationData(
        name="Gemeente",
        invoice_channel="both",
        invoice_format="nlcius",
        peppol_scheme="0190",
        peppol_id="0000 0001 1234 5678 2000",
        order_number_rule="above",
        order_number_above=Decimal(1000),
        order_number_label="Verplichtingennummer",
        contract_reference="C-1",
        annexes_merged=False,
    )
    saved = save_organisation(data, by=None)
    stored = Organisation.objects.get()
    assert stored.peppol_id == "00000001123456782000"
    assert [stored.wants_order_number(Decimal(text)) for text in ("1000", "1000.01")] == [
        False,
        True,
    ]
    history = saved.history.count()
    save_organisation(data, organisation=saved, by=None)
    assert saved.history.count() == history


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"peppol_scheme": "0190", "peppol_id": "0" * 19}, "oin"),
        ({"peppol_scheme": "0106", "peppol_id": "1234567"}, "kvk_number"),
        ({"peppol_scheme": "9944", "peppol_id": "NL1"}, "vat_identifier"),
        ({"peppol_scheme": "0190"}, "peppol_id"),
        ({"peppol_id": "12345678"}, "peppol_scheme"),
        ({"order_number_rule": "above"}, "order_number_above"),
        ({"order_number_above": Decimal(1)}, "order_number_above"),
        ({"invoice_channel": "fax"}, "invalid_value"),
        ({"iban": "NL91ABNA0417164301"}, "iban"),
    ],
)
def test_billing_that_cannot_be_is_refused(values, code):
    assert refusal(**values) == code
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    "values", [{"order_number_rule": "above"}, {"order_number_above": 1}, {"peppol_id": "1"}]
)
def test_database_refuses_halves(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        world.make_organisation(**values)


@pytest.mark.parametrize(
    ("rule", "above", "expected"),
    [
        ("ja", "", ("always", None)),
        ("nee", "", ("never", None)),
        ("altijd", "", ("always", None)),
        ("", "1.000,00", ("above", 1000)),
        ("boven een bedrag", "€ 500,00", ("above", 500)),
        ("", "", ("never", None)),
    ],
)
def test_sheet_says_when_an_order_number_is_required(tmp_path, rule, above, expected):
    row = [
        "Gemeente A",
        "12345678",
        rule,
        above,
        "mail en Peppol",
        "KvK",
        "1234 5678",
        "nee",
        "NLCIUS",
    ]
    result = take(tmp_path, row)
    assert not result.refused
    made = Organisation.objects.get()
    assert (made.order_number_rule, made.order_number_above) == expected
    assert (made.invoice_channel, made.peppol_scheme, made.peppol_id) == (
        "both",
        "0106",
        "12345678",
    )
    assert (made.annexes_merged, made.invoice_format) == (False, "nlcius")
    assert take(tmp_path, row).unchanged == 1


def test_another_rule_takes_the_amount_away(tmp_path):
    take(tmp_path, ["Gemeente A", "12345678", "", "1000", "", "", "", "", ""])
    take(tmp_path, ["Gemeente A", "12345678", "nooit", "", "", "", "", "", ""])
    assert Organisation.objects.get().order_number_above is None


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (["altijd", "1000", "", "", "", "", ""], "Ordernummer boven"),
        (["boven een bedrag", "", "", "", "", "", ""], "Ordernummer boven"),
        (["misschien", "", "", "", "", "", ""], "Ordernummer verplicht"),
        (["", "", "fax", "", "", "", ""], "Factuurkanaal"),
        (["", "", "", "OIN", "123", "", ""], "Peppol-nummer"),
        (["", "", "", "", "12345678", "", ""], "Peppol-nummer"),
    ],
)
def test_problems_name_their_column(tmp_path, cells, column):
    result = take(tmp_path, ["Gemeente A", "12345678", *cells])
    assert [problem.column for problem in result.problems] == [column]
    assert not Organisation.objects.exists()
