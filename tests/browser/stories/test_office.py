"""A day at the backoffice: what is owed, a new organisation, a list of people, many rows at once."""

from __future__ import annotations

import re

import pytest
import xlsxwriter
from playwright.sync_api import expect

from lllo.invoices.models import Delivery, Invoice
from tests.browser.stories.acts import follow, press, say, undo
from tests.screens import scene as build

pytestmark = pytest.mark.browser
TOWN = "Gemeente Voorbeeldstad (demo)"


@pytest.fixture(scope="module")
def bob(site):
    """Someone of the backoffice, in a year with two rows of everything."""
    scene = build.make_scene()
    build.fill(scene, 2)
    invoice = Invoice.objects.get(number="F-2026-0000")
    Delivery.objects.create(
        invoice=invoice, channel="mail", key="F-2026-0000:mail:1", state="sent", sent_at=build.NOW
    )
    return build.make_account("backoffice", scene.university)


def owed(page):
    """Return the figure that says what an organisation still owes."""
    return page.get_by_role("main").get_by_role("listitem").filter(has_text="Nog te betalen").first


@pytest.mark.parametrize("script", [True, False], ids=["", "without-script"])
def test_what_a_municipality_owes_is_found_and_its_payment_recorded(bob, visit, keep, script):
    page = visit(bob, script=script)
    if script:
        page.keyboard.press("/")
        page.keyboard.type("voorbeeldstad")
    else:
        page.get_by_role("searchbox", name="Overal zoeken").fill("voorbeeldstad")
    page.keyboard.press("Enter")
    follow(page, TOWN)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TOWN)
    expect(owed(page)).to_contain_text("€ 16.000,00")
    expect(owed(page)).to_contain_text("waarvan € 16.000,00 te laat")
    if script:
        keep(page, "office-owed")
    owed(page).get_by_role("link").click()
    assert page.url.endswith("#facturen")
    follow(page, "F-2026-0000")
    follow(page, "Betaling vastleggen")
    expect(page.get_by_label("Bedrag")).to_have_value("16.000,00")
    page.get_by_label("Kenmerk").fill("F-2026-0000 contractjaar 1")
    press(page, "Opslaan")
    say(page, "€\N{NO-BREAK SPACE}16.000,00 ontvangen is vastgelegd.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("betaald")
    if script:
        keep(page, "office-paid")
    follow(page, TOWN)
    expect(owed(page)).to_contain_text("€ 0,00")


def test_new_organisation_goes_from_choice_to_signature(bob, visit, keep):
    page = visit(bob, "/kantoor/organisaties/")
    follow(page, "Nieuwe organisatie")
    make_organisation(page)
    follow(page, "Nieuwe persoon")
    make_contact(page)
    follow(page, "Keuze vastleggen")
    page.get_by_label("Basis Plus – € 11.500,00").check()
    keep(page, "office-choice")
    press(page, "Opslaan")
    say(page, "De keuze is vastgelegd. Nu verder: maak de overeenkomst.")
    follow(page, "Overeenkomst maken")
    press(page, "Overeenkomst maken")
    follow(page, "Aanbieden")
    press(page, "Verder")
    preview = page.get_by_role("region", name="Dit gaat er gebeuren")
    expect(preview).to_contain_text("Vera Nieuwland <vera@example.org>")
    expect(preview).to_contain_text("€ 34.500,00")
    keep(page, "office-offer")
    press(page, "Aanbieden en versturen")
    follow(page, "Ondertekening vastleggen")
    sign(page)
    keep(page, "office-signature")
    press(page, "Ondertekening vastleggen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ondertekend")
    history = page.get_by_role("region", name="Geschiedenis")
    for words in ("gemaakt", "aangeboden", "ondertekend", "Bob Voorbeeld"):
        expect(history).to_contain_text(words)
    keep(page, "office-signed")
    page.goto("/kantoor/overeenkomsten/?q=nieuwland")
    expect(page.get_by_role("row", name=re.compile("Nieuwland"))).to_contain_text("ondertekend")


def make_organisation(page):
    page.get_by_label("Naam", exact=True).fill("Gemeente Nieuwland (demo)")
    page.get_by_label("Soort", exact=True).select_option(label="gemeente")
    page.get_by_label("KvK-nummer").fill("90 00 00 37")
    page.get_by_label("E-mailadres voor de factuur").fill("facturen.nieuwland@example.org")
    press(page, "Opslaan")
    expect(page.get_by_text("Is deze organisatie niet een van deze?")).to_be_visible()
    press(page, "Het is een nieuwe organisatie")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gemeente Nieuwland (demo)")


def make_contact(page):
    page.get_by_label("Voornaam").fill("Vera")
    page.get_by_label("Achternaam").fill("Nieuwland")
    page.get_by_label("E-mailadres").fill("vera@example.org")
    page.get_by_label("Rol", exact=True).select_option(label="contactpersoon")
    press(page, "Opslaan")
    if page.get_by_role("link", name="Gemeente Nieuwland (demo)").count():
        follow(page, "Gemeente Nieuwland (demo)")


def sign(page):
    for party, name in (("organisatie", "Vera Nieuwland"), ("universiteit", "Uma Directeur")):
        page.get_by_role("group", name=f"Voor de {party}").get_by_label("Naam").fill(name)
    press(page, "Verder")
    expect(page.get_by_role("region", name="Dit gaat er gebeuren")).to_contain_text(
        "Wat is ondertekend"
    )


HEADINGS = ("E-mail", "Voornaam", "Achternaam", "Organisatie", "Rol")


def write_sheet(path, *rows):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((HEADINGS, *rows)):
            sheet.write_row(number, 0, row)
    return path


def test_list_of_participants_is_mended_and_imported(bob, visit, keep, tmp_path):
    good = ("nora@example.org", "Nora", "Nieuw", TOWN, "deelnemer")
    bad = ("otto@example.org", "Otto", "Nieuw", "Gemeente Bestaat Niet", "deelnemr")
    page = visit(bob, "/kantoor/import/personen/")
    page.get_by_label("Spreadsheet").set_input_files(
        write_sheet(tmp_path / "lijst.xlsx", good, bad)
    )
    press(page, "Bestand lezen")
    wrong = page.get_by_role("table", name="Herstel dit eerst")
    expect(wrong).to_contain_text("Gemeente Bestaat Niet")
    expect(wrong.get_by_role("rowheader").first).to_have_text("3")
    keep(page, "office-import-wrong")
    follow(page, "Hersteld bestand kiezen", exact=False)
    mended = (*bad[:3], TOWN, "deelnemer")
    sheet = write_sheet(tmp_path / "lijst verbeterd.xlsx", good, mended)
    page.get_by_label("Spreadsheet").set_input_files(sheet)
    press(page, "Bestand lezen")
    expect(page.get_by_role("main")).to_contain_text("2 nieuw, 0 gewijzigd, 0 ongewijzigd")
    keep(page, "office-import")
    press(page, "Importeren")
    say(page, "2 rijen zijn overgenomen: 2 nieuw")
    page.goto("/kantoor/personen/?q=nieuw")
    expect(page.get_by_role("row", name=re.compile("Nieuw, (Nora|Otto)"))).to_have_count(2)


def test_what_is_due_is_drafted_together_and_a_filter_is_kept(bob, visit, keep):
    page = visit(bob)
    follow(page, "2 Conceptfacturen te maken", exact=False)
    page.get_by_label("Begint in").select_option(label="2026")
    expect(page.get_by_role("status").filter(has_text="2 gevonden")).to_be_visible()
    page.get_by_text("Bewaar dit filter").click()
    page.get_by_label("Naam van het filter").fill("Termijnen van 2026")
    press(page, "Bewaren")
    expect(page.get_by_role("link", name="Termijnen van 2026", exact=True)).to_be_visible()
    page.get_by_label("Alle rijen van deze pagina kiezen").check()
    page.get_by_label("Met de gekozen rijen").select_option(label="Conceptfacturen maken")
    keep(page, "office-due")
    press(page, "Bekijk wat er gebeurt")
    expect(page.get_by_role("heading", name=re.compile("^2 rijen worden"))).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Gemeente Kanaaldorp (demo)")
    keep(page, "office-due-preview")
    press(page, "Uitvoeren voor 2 rijen")
    say(page, ": 2.")
    expect(page.get_by_role("main")).to_contain_text("Er is niets gevonden.")
    keep(page, "office-due-done")


def test_payment_for_the_wrong_invoice_is_taken_back_at_once(bob, visit, keep):
    page = visit(bob, "/kantoor/facturen/?q=F-2026-0000")
    follow(page, "F-2026-0000")
    follow(page, "Betaling vastleggen")
    page.get_by_label("Bedrag").fill("100")
    press(page, "Opslaan")
    undo(page, "Terugboeken")
    say(page, "De betaling is teruggeboekt; het bedrag staat weer open.")
    expect(page.get_by_role("region", name="Betalingen")).to_contain_text("terugboeking")
    keep(page, "office-payment-undone")
