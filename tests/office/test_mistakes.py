"""A copy of the office folders, damaged in many ways: each gives its sentence, file and line."""

from __future__ import annotations

from datetime import date

import pytest

from lllo import office
from lllo.errors import OfficeMistake
from tests.office.folders import damage, sentences

PROGRAMME = "packages_config/programme.toml"
PACKAGES = "packages_config/packages.toml"
QUESTIONS = "packages_config/questions.toml"
SELLER = "invoicing/seller.toml"
VAT = "invoicing/vat.toml"
TERMS = "invoicing/terms.toml"
NUMBERING = "invoicing/numbering.toml"
ODOO = "invoicing/odoo.toml"
FEEDS = "calendar/feeds.toml"
HOLIDAYS = "calendar/holidays.toml"
DAY = date(2026, 3, 1)
EVENTS = "calendar/2026.toml"

BLOCKS = """
[[days]]
key = "een"
name = "Blok een"
on = 2026-09-07
until = 2026-11-13
"""
BLOCK = '[[days]]\nkey = "twee"\nname = "Blok twee"\non = {on}\nuntil = {until}\n'

# file, what stands there, what is put there, the line below it that is named, the sentence
DAMAGES = {
    "unknown key with the nearest": (
        TERMS,
        "payment_days = 30",
        "payment_day = 30",
        0,
        'The key "payment_day" is not known here; did you mean "payment_days"?',
    ),
    "unknown key": (
        TERMS,
        "instalments = 1",
        "instalments = 1\nkorting = 5",
        1,
        (
            'The key "korting" is not known here; expected one of: '
            "instalments, payment_days, invoice_text, invoice_text_en, reminders, ledger."
        ),
    ),
    "notice of no months": (
        PROGRAMME,
        "minimum_years = 3 ",
        "notice_months = 0\nminimum_years = 3 ",
        0,
        "notice_months is 0; expected 1 or more, or leave it out.",
    ),
    "missing key": (
        QUESTIONS,
        'owner = "Juridische zaken"\n',
        "",
        -5,
        'The key "owner" is missing; it is required here.',
    ),
    "misspelt required key": (
        PACKAGES,
        "amount = 4500",
        "amuont = 4500",
        0,
        'The key "amuont" is not known here; did you mean "amount"?',
    ),
    "amount as text": (
        PACKAGES,
        "amount = 4500",
        'amount = "4.500,00"',
        0,
        (
            'amount is "4.500,00"; expected an amount in euros without quotes, such as 7500 or '
            "7500.00."
        ),
    ),
    "amount with a dot for thousands": (
        PACKAGES,
        "amount = 4500",
        "amount = 4.500",
        0,
        "amount is 4.500; expected whole cents and no dot for thousands: 7500 or 7500.00.",
    ),
    "amount that is no number": (
        PACKAGES,
        "amount = 4500",
        "amount = nan",
        0,
        "amount is NaN; expected an amount in euros without quotes, such as 7500 or 7500.00.",
    ),
    "component for nothing": (
        PACKAGES,
        "quantity = 4 }",
        "quantity = 0 }",
        0,
        "quantity is 0; expected more than zero, or no quantity: by agreement.",
    ),
    "truth as text": (
        PACKAGES,
        "borne_by_university = true",
        'borne_by_university = "ja"',
        0,
        'borne_by_university is "ja"; expected true or false.',
    ),
    "whole number with decimals": (
        PROGRAMME,
        "weeks = 46",
        "weeks = 46.5",
        0,
        "weeks is 46.5; expected a whole number of zero or more without quotes.",
    ),
    "whole number below zero": (
        PROGRAMME,
        "weeks = 46",
        "weeks = -46",
        0,
        "weeks is -46; expected a whole number of zero or more without quotes.",
    ),
    "amount that no column can hold": (
        PACKAGES,
        "amount = 4500",
        "amount = 45000000000",
        0,
        (
            "amount is 45000000000; expected an amount in euros without quotes, such as 7500 or "
            "7500.00."
        ),
    ),
    "text that no column can hold": (
        PROGRAMME,
        'name = "Verticale integratie"',
        f'name = "{"V" * 101}"',
        0,
        "name has 101 characters; expected at most 100.",
    ),
    "number with more decimals than a column": (
        PACKAGES,
        "quantity = 4 }",
        "quantity = 0.001 }",
        0,
        "quantity is 0.001; expected at most two decimals.",
    ),
    "number as truth": (
        PROGRAMME,
        "days_per_week = 1",
        "days_per_week = true",
        0,
        "days_per_week is true; expected a number of zero or more without quotes.",
    ),
    "text as number": (
        PROGRAMME,
        'name = "Verticale integratie"',
        "name = 5",
        0,
        "name is 5; expected text between quotes.",
    ),
    "text that is empty": (
        PROGRAMME,
        'name = "Verticale integratie"',
        'name = ""',
        0,
        "name is empty; expected text between quotes.",
    ),
    "code with a space": (
        PROGRAMME,
        'code = "vertical"',
        'code = "Verticale lijn"',
        0,
        'code is "Verticale lijn"; expected small letters, figures, - and _ only, at most 50.',
    ),
    "code as number": (
        PROGRAMME,
        'code = "vertical"',
        "code = 1",
        0,
        "code is 1; expected text between quotes.",
    ),
    "day that does not exist": (
        PROGRAMME,
        "starts_on = 2026-03-01",
        "starts_on = 2026-02-30",
        0,
        "The day 2026-02-30 does not exist.",
    ),
    "day as text": (
        PROGRAMME,
        "starts_on = 2026-03-01",
        'starts_on = "1 maart 2026"',
        0,
        'starts_on is "1 maart 2026"; expected a day such as 2026-03-01, without quotes.',
    ),
    "moment as day": (
        PROGRAMME,
        "starts_on = 2026-03-01",
        "starts_on = 2026-03-01T10:00:00",
        0,
        "starts_on is 2026-03-01T10:00:00; expected a day such as 2026-03-01, without quotes.",
    ),
    "list as text": (
        PACKAGES,
        'components = ["basis"]',
        'components = "basis"',
        0,
        'components is "basis"; expected a list between square brackets, such as ["a", "b"].',
    ),
    "one table for a list of tables": (
        HOLIDAYS,
        "public_holidays = true",
        "public_holidays = true\n[days]",
        1,
        "days is written as one table; expected a list of them, each headed [[days]].",
    ),
    "table as text": (
        PACKAGES,
        "published = { gross = 7500, in_kind = 0, price = 7500, three_year_price = 22500 }",
        'published = "7500"',
        0,
        'published is "7500"; expected a table.',
    ),
    "key twice": (
        TERMS,
        "instalments = 1",
        "instalments = 1\ninstalments = 2",
        1,
        "This key already stands above; each key may stand once.",
    ),
    "value that cannot be read": (
        TERMS,
        "instalments = 1",
        "instalments = een",
        0,
        (
            "After the = stands nothing that can be read; expected text between quotes, a number, "
            "a date, true or false."
        ),
    ),
    "amount in the Dutch way": (
        PROGRAMME,
        "day_rate = 1250",
        "day_rate = 1.250,00",
        0,
        "Something stands after the value; expected one value a line, an amount such as 7500.00.",
    ),
    "text that is not closed": (
        TERMS,
        'factuurnummer."',
        "factuurnummer.",
        0,
        "A text is not closed; expected a quote at the end of it.",
    ),
    "code twice": (
        PACKAGES,
        'code = "basis_plus"',
        'code = "basis"',
        0,
        'code "basis" stands here for the second time; it may stand once.',
    ),
    "unknown component with the nearest": (
        PACKAGES,
        '["basis", "specialisaties"]',
        '["basis", "specialisatie"]',
        0,
        (
            'Package basis_plus: there is no component "specialisatie"; did you mean '
            '"specialisaties"?'
        ),
    ),
    "unknown component": (
        PACKAGES,
        '["basis", "specialisaties"]',
        '["basis", "xyz"]',
        0,
        (
            'Package basis_plus: there is no component "xyz"; expected one of: '
            "basis, projecten, eigen_inbreng, specialisaties."
        ),
    ),
    "component twice in a package": (
        PACKAGES,
        '["basis", "specialisaties"]',
        '["basis", "basis"]',
        0,
        'components "basis" stands here for the second time; it may stand once.',
    ),
    "package of nothing": (
        PACKAGES,
        'components = ["basis"]',
        "components = []",
        0,
        "Package basis holds no component; expected at least one.",
    ),
    "published total": (
        PACKAGES,
        "gross = 11500",
        "gross = 11600",
        0,
        (
            "Package basis_plus: gross is published as 11600.00, but its components "
            "(basis 7500.00 + specialisaties 4000.00) come to 11500.00."
        ),
    ),
    "published part in kind": (
        PACKAGES,
        "gross = 27000, in_kind = 15000",
        "gross = 27000, in_kind = 0",
        0,
        (
            "Package professional: in_kind is published as 0.00, but its components (basis 7500.00 + "
            "projecten 4500.00 + eigen_inbreng 15000.00) come to 15000.00."
        ),
    ),
    "entitlement of an unknown kind": (
        PACKAGES,
        'kind = "course_seat"',
        'kind = "course_seats"',
        0,
        'kind is "course_seats"; did you mean "course_seat"?',
    ),
    "published budget": (
        PROGRAMME,
        "published = 120000",
        "published = 125000",
        0,
        (
            "The budget is published as 125000.00 a year, but people × days_per_week × weeks × "
            "day_rate + extras comes to 120000.00."
        ),
    ),
    "extras below nothing": (
        PROGRAMME,
        "extras = 5000 ",
        "extras = -1 ",
        0,
        "extras is -1; expected an amount in euros without quotes, such as 7500 or 7500.00.",
    ),
    "a day rate of nothing": (
        PROGRAMME,
        "day_rate = 1250 ",
        "day_rate = 0 ",
        0,
        "day_rate is 0; expected more than zero.",
    ),
    "a year that is a slip of the hand": (
        PROGRAMME,
        "valid_from = 2025-12-01",
        "valid_from = 0225-12-01",
        0,
        "valid_from is 0225-12-01; expected a year from 2000 to 2100.",
    ),
    "no hours in a day": (
        PROGRAMME,
        "hours_per_day = 8",
        "hours_per_day = 0",
        0,
        "hours_per_day is 0; expected more than zero.",
    ),
    "a year at least": (
        PROGRAMME,
        "minimum_years = 3",
        "minimum_years = 0",
        0,
        "minimum_years is 0; expected 1 or more.",
    ),
    "budget year twice": (
        PROGRAMME,
        "[2026, 2027, 2028]",
        "[2026, 2026, 2028]",
        0,
        "years is not a list of years; expected each year once, such as [2026, 2027].",
    ),
    "line without weight": (
        PROGRAMME,
        "weight = 1",
        "weight = 0",
        0,
        "weight is 0; expected 1 or more.",
    ),
    "KvK number": (
        SELLER,
        'kvk_number = "00000000"',
        'kvk_number = "1234567"',
        0,
        'kvk_number is "1234567"; expected 8 figures.',
    ),
    "btw-id": (
        SELLER,
        '"NL999999990B01"',
        '"NL999999991B01"',
        0,
        (
            'vat_identifier is "NL999999991B01"; its check digits do not fit; expected a btw-id such '
            "as NL999999990B01."
        ),
    ),
    "IBAN": (
        SELLER,
        '"NL93DEMO0123456789"',
        '"NL94DEMO0123456789"',
        0,
        'iban is "NL94DEMO0123456789"; its check digits do not fit: compare it with the bank.',
    ),
    "BIC": (
        SELLER,
        '"DEMONL2U"',
        '"DEMO"',
        0,
        'bic is "DEMO"; expected 8 or 11 characters, such as BANKNL2U.',
    ),
    "mail address": (
        SELLER,
        '"facturen@example.org"',
        '"facturen"',
        0,
        'email is "facturen"; expected a mail address.',
    ),
    "postal code": (
        SELLER,
        '"7500 AA"',
        '"7500AA"',
        0,
        'postal_code is "7500AA"; expected a Dutch one, such as 7522 NB.',
    ),
    "demo without its mark": (
        SELLER,
        'name = "Universiteit Voorbeeld (demo)"',
        'name = "Universiteit Voorbeeld"',
        0,
        (
            'name is "Universiteit Voorbeeld"; expected a name with "(demo)", so that nobody takes it '
            "for true."
        ),
    ),
    "standard rate of nothing": (
        VAT,
        "rate = 21",
        "rate = 0",
        0,
        "rate is 0; expected more than zero, since category S is the standard rate.",
    ),
    "reverse charge with a rate": (
        VAT,
        'category = "S"\nrate = 21',
        'category = "AE"\nexemption_reason = "x"\nrate = 21',
        2,
        "rate is 21; expected 0, since category AE has no rate.",
    ),
    "rate beyond everything": (
        VAT,
        "rate = 21",
        "rate = 210",
        0,
        "rate is 210; expected per cent, at most 100.",
    ),
    "taxed and exempt in English": (
        VAT,
        "rate = 21",
        'rate = 21\nexemption_reason_en = "Exempt."',
        1,
        "Category S is taxed; expected no exemption_reason and no exemption_code.",
    ),
    "English text alone": (
        TERMS,
        "invoice_text = ",
        'invoice_text = ""  # ',
        1,
        "invoice_text_en stands here without invoice_text; expected the Dutch text, too.",
    ),
    "seller at a PO box": (
        SELLER,
        'street = "Voorbeeldlaan 1"',
        'street = "Postbus 1"',
        0,
        'street is "Postbus 1"; expected the real address: a PO box is not enough.',
    ),
    "taxed and exempt": (
        VAT,
        "rate = 21",
        'rate = 21\nexemption_code = "VATEX-EU-132-1I"',
        1,
        "Category S is taxed; expected no exemption_reason and no exemption_code.",
    ),
    "unknown category": (
        VAT,
        'category = "S"',
        'category = "X"',
        0,
        'category is "X"; expected one of: S, Z, E, AE, O.',
    ),
    "VAT for a component that is not there": (
        VAT,
        'basis = "education"\nspecialisaties',
        'basic = "education"\nspecialisaties',
        0,
        'There is no component "basic" in packages.toml; expected one of: basis.',
    ),
    "VAT for what is never invoiced": (
        VAT,
        'projecten = "standard"',
        'eigen_inbreng = "standard"',
        0,
        (
            'Component "eigen_inbreng" is borne by the university and never invoiced; expected no VAT '
            "code for it."
        ),
    ),
    "unknown VAT code": (
        VAT,
        'projecten = "standard"',
        'projecten = "hoog"',
        0,
        'There is no VAT code "hoog"; expected one of: education, standard.',
    ),
    "VAT code as number": (
        VAT,
        'projecten = "standard"',
        "projecten = 21",
        0,
        "projecten is 21; expected text between quotes.",
    ),
    "too many instalments": (
        TERMS,
        "instalments = 1",
        "instalments = 13",
        0,
        "instalments is 13; expected 1 to 12 a contract year.",
    ),
    "payment too late": (
        TERMS,
        "payment_days = 30",
        "payment_days = 60",
        0,
        "payment_days is 60; expected 1 to 30: public bodies may not be given longer.",
    ),
    "number format without number": (
        NUMBERING,
        '"LLO-{year}-{number:03d}"',
        '"LLO-{year}"',
        0,
        'format is "LLO-{year}"; {number} is missing: without it numbers would return.',
    ),
    "number format without year": (
        NUMBERING,
        '"LLO-{year}-{number:03d}"',
        '"LLO-{number}"',
        0,
        'format is "LLO-{number}"; {year} is missing: without it numbers would return.',
    ),
    "number format with other braces": (
        NUMBERING,
        '"LLO-{year}-{number:03d}"',
        '"LLO-{jaar}-{number}"',
        0,
        'format is "LLO-{jaar}-{number}"; expected {year} and {number} and no other braces.',
    ),
    "number format that is too long": (
        NUMBERING,
        '"LLO-{year}-{number:03d}"',
        '"LLO-{year}-{number:050d}"',
        0,
        'format is "LLO-{year}-{number:050d}"; it gives numbers of more than 40 characters.',
    ),
    "one format for two series": (
        NUMBERING,
        '"C{year}-{number:04d}"',
        '"F{year}-{number:04d}"',
        0,
        'format "F{year}-{number:04d}" stands here for the second time; it may stand once.',
    ),
    "Odoo without journal": (
        ODOO,
        "enabled = false",
        "enabled = true",
        0,
        "Odoo is enabled; expected journal, too: the code of our own sales journal there.",
    ),
    "Odoo with a tax for nothing": (
        ODOO,
        "[taxes]\n",
        '[taxes]\neducatie = ""\n',
        1,
        'There is no VAT code "educatie"; expected one of: education, standard.',
    ),
    "Odoo with a tax by its name": (
        ODOO,
        "[taxes]\n",
        '[taxes]\nstandard = "21% ST"\n',
        1,
        (
            'The tax of "standard" is "21% ST"; expected an external id of Odoo, such as '
            "account.1_btw_21_d, or nothing for no tax."
        ),
    ),
    "calendar of nothing": (
        FEEDS,
        'includes = ["events"]',
        "includes = []",
        0,
        'includes is empty; expected what the calendar holds, such as ["events"].',
    ),
    "calendar of something unknown": (
        FEEDS,
        'includes = ["events"]',
        'includes = ["event"]',
        0,
        'includes is "event"; did you mean "events"?',
    ),
    "block that ends before it starts": (
        HOLIDAYS,
        "public_holidays = true",
        "public_holidays = true" + BLOCKS.replace("11-13", "01-13"),
        5,
        "until is 2026-01-13, before 2026-09-07; expected the last day.",
    ),
    "blocks that overlap": (
        HOLIDAYS,
        "public_holidays = true",
        "public_holidays = true" + BLOCKS + BLOCK.format(on="2026-11-13", until="2026-12-01"),
        9,
        '"Blok twee" shares days with "Blok een" of the same kind (block).',
    ),
    "event that ends before it starts": (
        EVENTS,
        "ends_at = 2025-12-12T11:00:00",
        "ends_at = 2025-12-12T08:00:00",
        0,
        "The event ends at 2025-12-12T08:00:00, before it starts at 2025-12-12T09:00:00.",
    ),
    "event from a moment to a day": (
        EVENTS,
        "ends_at = 2025-12-12T11:00:00",
        "ends_at = 2025-12-12",
        0,
        "ends_at is 2025-12-12; expected two moments or two days, not one of each.",
    ),
    "the last moment there is": (
        EVENTS,
        "ends_at = 2025-12-12T11:00:00",
        "ends_at = 9999-12-31T11:00:00",
        0,
        "ends_at is 9999-12-31T11:00:00; expected a year from 2000 to 2100.",
    ),
    "event at an hour that does not exist": (
        EVENTS,
        "starts_at = 2025-12-12T09:00:00",
        "starts_at = 2025-03-30T02:30:00",
        0,
        (
            "starts_at is 2025-03-30T02:30:00, when the clock is changed; expected a time that exists "
            "once."
        ),
    ),
    "event with an offset": (
        EVENTS,
        "starts_at = 2025-12-12T09:00:00",
        "starts_at = 2025-12-12T09:00:00Z",
        0,
        (
            "starts_at is 2025-12-12T09:00:00+00:00; expected a moment such as 2026-03-01T13:30:00 or "
            "a day such as 2026-03-01, without quotes and without an offset."
        ),
    ),
    "event at a moment that does not exist": (
        EVENTS,
        "starts_at = 2025-12-12T09:00:00",
        "starts_at = 2025-12-32T09:00:00",
        0,
        "Something stands after the value; expected one value a line, an amount such as 7500.00.",
    ),
    "event key twice": (
        EVENTS,
        'key = "battle-of-concepts-2025"',
        'key = "masterclass-6-februari-2026"',
        0,
        'key "masterclass-6-februari-2026" stands here for the second time; it may stand once.',
    ),
    "event of an unknown kind": (
        EVENTS,
        'kind = "symposium"',
        'kind = "symposion"',
        0,
        'kind is "symposion"; did you mean "symposium"?',
    ),
    "address of a page": (
        EVENTS,
        'location = "Connect-U, Enschede"',
        'url = "www.example.org"',
        0,
        'url is "www.example.org"; expected an address that begins with https://.',
    ),
    "question twice": (
        QUESTIONS,
        'code = "indexation"',
        'code = "carry_over"',
        0,
        'code "carry_over" stands here for the second time; it may stand once.',
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_gives_its_sentence_with_file_and_line(root, name):
    path, old, new, below, sentence = DAMAGES[name]

    line = damage(root, path, old, new) + below

    assert sentences(root) == [f"{path}:{line}: {sentence}"]


def test_all_mistakes_of_all_files_come_at_once(root):
    lines = {
        path: damage(root, path, old, new)
        for path, old, new in [
            (PROGRAMME, "starts_on = 2026-03-01", "starts_on = 2026-02-30"),
            (PACKAGES, "amount = 4500", 'amount = "4500"'),
            (SELLER, '"NL93DEMO0123456789"', '"NL00DEMO0123456789"'),
            (TERMS, "instalments = 1", "instalments == 1"),
            (EVENTS, 'status = "tentative"', 'status = "tentativ"'),
        ]
    }

    found = sentences(root)

    assert [sentence.split(": ")[0] for sentence in found] == [
        f"{path}:{line}" for path, line in lines.items()
    ]


def test_a_day_that_does_not_exist_hides_nothing_else_in_its_file(root):
    first = damage(root, PROGRAMME, "starts_on = 2026-03-01", "starts_on = 2026-02-30")
    second = damage(root, PROGRAMME, "valid_from = 2025-12-01", "valid_from = 2025-11-31")
    third = damage(root, PROGRAMME, "weeks = 46", 'weeks = "46"')

    assert sentences(root) == [
        f"{PROGRAMME}:{first}: The day 2026-02-30 does not exist.",
        f"{PROGRAMME}:{second}: The day 2025-11-31 does not exist.",
        f'{PROGRAMME}:{third}: weeks is "46"; expected a whole number of zero or more without quotes.',
    ]


def test_changed_amount_names_every_total_that_no_longer_agrees(root):
    damage(root, PACKAGES, "amount = 4000", "amount = 4200")

    assert [sentence.split(": ", 1)[1] for sentence in sentences(root)] == [
        f"Package {package}: {key} is published as {published}, but its components ({parts}) "
        f"come to {derived}."
        for package, parts, totals in [
            (
                "basis_plus",
                "basis 7500.00 + specialisaties 4200.00",
                [
                    ("gross", "11500.00", "11700.00"),
                    ("price", "11500.00", "11700.00"),
                    ("three_year_price", "34500.00", "35100.00"),
                ],
            ),
            (
                "professional_plus",
                (
                    "basis 7500.00 + projecten 4500.00 + eigen_inbreng 15000.00 + "
                    "specialisaties 4200.00"
                ),
                [
                    ("gross", "31000.00", "31200.00"),
                    ("price", "16000.00", "16200.00"),
                    ("three_year_price", "48000.00", "48600.00"),
                ],
            ),
        ]
        for key, published, derived in totals
    ]


def test_component_without_amount(root):
    damage(root, PACKAGES, "amount = 7500", "amount = 0")

    assert "amount is 0; expected more than zero." in sentences(root)[0]


def test_exemption_needs_its_reason(root):
    text = (root / VAT).read_text(encoding="utf-8")
    reason = next(line for line in text.splitlines() if line.startswith("exemption_reason"))
    damage(root, VAT, reason + "\n", "")  # the code that stays is for machines; people read a text

    (sentence,) = sentences(root)

    assert sentence.endswith(
        "Category E needs exemption_reason: the text on the invoice that says why."
    )


def test_confirmed_vat_needs_who_when_every_component_and_the_question(root):
    line = damage(root, VAT, "confirmed = false", "confirmed = true")

    assert sentences(root) == [
        f"{VAT}:{line}: The VAT is confirmed; expected confirmed_by and confirmed_on, too.",
        (
            f"{VAT}:{line}: The VAT is confirmed, but these components have none under [components]: "
            "basis, projecten, specialisaties."
        ),
        (
            f'{VAT}:{line}: confirmed differs from that of the question "vat_treatment" in '
            "questions.toml; expected the same in both."
        ),
    ]


def test_confirmed_vat_that_is_whole_is_taken(root):
    damage(root, VAT, "confirmed = false", "confirmed = true")
    damage(root, VAT, 'confirmed_by = ""', 'confirmed_by = "Fiscalist"\nconfirmed_on = 2026-01-15')
    damage(
        root, VAT, "\n[components]\n",
        '\n[components]\nbasis = "education"\nprojecten = "standard"\n'
        'specialisaties = "education"\n',
    )  # fmt: skip
    damage(root, QUESTIONS, "confirmed = false", "confirmed = true")
    damage(root, SELLER, 'vat_identifier = ""', 'vat_identifier = "NL999999990B01"')

    content = office.read(root)

    assert content.vat.confirmed
    assert content.vat.code("standard", DAY).rate == 21
    assert content.vat.code("unknown", DAY) is None
    codes = {part.code: part.vat_code for part in content.packages[-1].components}
    assert codes == {
        "basis": "education",
        "projecten": "standard",
        "eigen_inbreng": "",
        "specialisaties": "education",
    }


def test_programme_without_lines(root):
    text = (root / PROGRAMME).read_text(encoding="utf-8")
    (root / PROGRAMME).write_text(
        "lines = []\n" + text[: text.index("[[lines]]")], encoding="utf-8"
    )

    assert sentences(root) == [
        f"{PROGRAMME}:1: There is no development line; expected at least one [[lines]]."
    ]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (
            "instalments = [1\na = 2\n",
            2,
            "A list here or above is not closed; expected ] at the end of it.",
        ),
        ("instalments\n", 1, "This line is not understood; expected: key = value."),
        ("[a]\n[a]\n", 2, "This table already stands above; each table may stand once."),
        ('invoice_text = "a\\z"\n', 1, "A text holds a single \\; expected two of them: \\\\."),
        (
            "a = 1\na.b = 2\n",
            2,
            "This key already stands above; each key may stand once.",
        ),
        ("a = 2026-02-30 10:00:00\n", 1, "The day 2026-02-30 10:00:00 does not exist."),
        (
            "payment_days = {}\n",
            1,
            "payment_days is {...}; expected a whole number of zero or more without quotes.",
        ),
        ("= 1\n", 1, "The file is not valid TOML here: Invalid statement."),
    ],
)
def test_file_that_is_no_toml(root, text, line, sentence):
    (root / TERMS).write_text(text, encoding="utf-8")

    assert sentences(root)[0] == f"{TERMS}:{line}: {sentence}"


def test_table_written_as_list(root):
    (root / VAT).write_text("codes = []\ncomponents = []\n", encoding="utf-8")

    assert sentences(root) == [f"{VAT}:2: components is [...]; expected a table."]


def test_file_that_is_missing(root):
    (root / TERMS).unlink()

    (mistake,) = office.check(root)

    assert str(mistake) == f"{TERMS}: {mistake.sentence}"
    assert mistake.text == "The file is missing."


def test_file_that_is_not_utf8(root):
    (root / TERMS).write_bytes(b'invoice_text = "\xff"')

    (mistake,) = office.check(root)

    assert mistake.text == "The file is not in UTF-8; expected a text saved as UTF-8."


def test_file_that_cannot_be_read(root):
    (root / TERMS).unlink()
    (root / TERMS).mkdir()

    assert sentences(root) == [f"{TERMS}:0: The file cannot be read: Is a directory."]


def test_file_of_lists_in_lists(root):
    (root / TERMS).write_text("a = " + "[" * 5000, encoding="utf-8")

    assert sentences(root) == [
        f"{TERMS}:0: Lists or tables stand in each other too deeply to be read."
    ]


def test_folder_that_is_missing(root):
    (root / "calendar").rename(root / "kalender")

    (mistake,) = office.check(root)

    assert mistake.text % mistake.params == f"The office folder calendar is missing in {root}."


def test_reading_raises_all_mistakes(root):
    first = damage(root, TERMS, "instalments = 1", "instalments = 13")
    second = damage(root, ODOO, "enabled = false", "enabled = true")

    with pytest.raises(OfficeMistake) as raised:
        office.read(root)

    assert [(mistake.path, mistake.line) for mistake in raised.value.mistakes] == [
        (TERMS, first),
        (ODOO, second),
    ]
    assert str(raised.value).count("\n") == 1
