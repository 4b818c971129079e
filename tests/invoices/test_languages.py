"""An organisation with English invoices gets English texts, as far as the office has them."""

from __future__ import annotations

from datetime import date

import pytest

from lllo.invoices.actions import credit_invoice, draft_invoices, issue_invoice
from lllo.invoices.billing_queries import dutch_on_english
from lllo.invoices.page import page_of
from lllo.invoices.snapshot import as_json, from_json
from lllo.invoices.twin import render
from lllo.mail.invoice import preview
from lllo.setup.checks import check_all
from tests.invoices.builders import ISSUE_DAY, START, draft, issue
from tests.world import make_organisation

pytestmark = pytest.mark.django_db
ADDRESS = {"invoice_email": "invoices@example.org"}
REASON = "Exempt from VAT: education (Article 11(1)(o) of the Dutch Turnover Tax Act 1968)."
DUTCH_REASON = "Vrijgesteld van btw: onderwijs (artikel 11, lid 1, onderdeel o, Wet op de omzetbelasting 1968)."


@pytest.fixture
def english():
    """An organisation abroad without any number, which gets its invoices by mail and in English."""
    return make_organisation(
        "Stad Voorbeeld (demo)", country_code="BE", kvk_number="", oin="",
        invoice_language="en", **ADDRESS,
    )  # fmt: skip


def test_everything_on_an_english_invoice_is_english(edition, demo, english):
    invoice = issue(edition, "professional_plus", organisation=english, instalments=2)
    said = from_json(invoice.snapshot)
    page = page_of(said)
    assert page.lines[0].description == "Professional Plus, contract year 1, instalment 1 of 2"
    assert (said.text, said.stays_dutch) == (
        "Please pay, mentioning the number of the invoice.",
        (),
    )
    assert REASON in {texts[0] for texts in page.vat}
    assert page.address[-1] == "Belgium"
    assert [texts[3] for _label, texts in page.parties] == ["Netherlands", "Belgium"]
    assert 'lang="nl"' not in render(said)
    note = credit_invoice(invoice, on=ISSUE_DAY, reason="Asked for", by=None)
    assert 'lang="nl"' not in render(from_json(note.snapshot))
    letter = preview(invoice)
    assert letter.subject.startswith("[DEMO] Invoice F2026-0001 – ")
    assert "enclosed invoice F2026-0001 of 2 March 2026" in letter.body
    assert "Geachte" not in letter.body


def test_without_english_texts_the_dutch_ones_stand_there_and_are_named(edition, demo, english):
    demo.replace("invoicing/vat.toml", f'exemption_reason_en = "{REASON}"\n', "")
    demo.replace("invoicing/terms.toml", "invoice_text_en", "# invoice_text_en")
    invoice = issue(edition, "professional_plus", organisation=english)
    said = from_json(invoice.snapshot)
    assert said.stays_dutch == (said.text, DUTCH_REASON)
    assert render(said).count('lang="nl"') == 2
    notes = [note for note in check_all().notes if "toml" in note]
    assert [DUTCH_REASON in notes[0], said.text in notes[1]] == [True, True]
    # The office translates: what was issued stays as it was, a credit note of it included.
    demo.replace("invoicing/terms.toml", "# invoice_text_en", "invoice_text_en")
    note = credit_invoice(invoice, on=ISSUE_DAY, reason="x", by=None)
    assert from_json(note.snapshot).stays_dutch == said.stays_dutch


def test_nobody_with_english_invoices_needs_no_english_texts(edition, demo):
    demo.replace("invoicing/terms.toml", "invoice_text_en", "# invoice_text_en")
    assert dutch_on_english() == ()


def test_draft_follows_the_language_of_its_organisation(edition, demo):
    waiting = draft(edition)
    organisation = waiting.organisation
    organisation.invoice_language, organisation.invoice_email = "en", ADDRESS["invoice_email"]
    organisation.save()
    run = draft_invoices(2026, on=START, by=None)
    assert run.renewed == [waiting]
    said = from_json(issue_invoice(waiting, on=ISSUE_DAY, by=None).snapshot)
    assert said.lines[0].description == "Professional, contract year 1"
    assert (said.buyer_country, said.seller_country) == ("", "")


def test_what_was_kept_before_reads_as_it_did(edition, demo, english):
    kept = as_json(from_json(issue(edition, organisation=english).snapshot))
    for key in ("seller_country", "buyer_country", "stays_dutch"):
        del kept[key]
    said = from_json(kept)
    assert (said.stays_dutch, page_of(said).address[-1]) == (None, "BE")
    assert f'lang="nl">{said.lines[0].description}' in render(said)


def test_vat_of_another_day_has_its_own_english_reason(edition, demo, english):
    """Two rows of one code, of which one has no English: only that of the day counts."""
    demo.replace(
        "invoicing/vat.toml",
        '[[codes]]\ncode = "education"',
        '[[codes]]\ncode = "education"\ncategory = "E"\nrate = 0\nexemption_reason = "Voorheen."\n'
        'valid_until = 2025-12-31\n\n[[codes]]\nvalid_from = 2026-01-01\ncode = "education"',
    )
    said = from_json(issue(edition, "basis", organisation=english, on=date(2026, 3, 3)).snapshot)
    assert [total.exemption_reason for total in said.vat] == [REASON]
    assert said.stays_dutch == ()
