"""What goes wrong on an ordinary day: a sentence is said, nothing is done twice and nothing is lost."""

from __future__ import annotations

import re
import resource

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.stories.acts import press, say
from tests.screens import scene as build

pytestmark = pytest.mark.browser
LARGE = 200 * 1024 * 1024
MOST_MEMORY = 64 * 1024  # kilobytes that the whole process may grow by; the upload is 200 MB


@pytest.fixture(scope="module")
def year(site):
    scene = build.make_scene()
    scene.town = build.fill(scene, 2)[0].organisation
    scene.bob = build.make_account("backoffice", scene.university)
    scene.dana = build.make_account("contact", scene.town, given_name="Dana")
    return scene


@pytest.fixture
def office(year, visit):
    """Return a function that opens a page of the office."""
    return lambda path, **how: visit(year.bob, f"/kantoor/{path}", **how)


@pytest.fixture
def portal(year, visit):
    """Return a function that opens a page of an organisation as its contact."""
    return lambda path, **how: visit(year.dana, f"/deelnemer/{year.town.public_id}/{path}", **how)


def test_form_that_is_sent_twice_works_once(portal, keep):
    page = portal("coaching/vragen/")
    page.get_by_label("Waarover wilt u praten").fill("Eén keer vragen is genoeg")
    page.get_by_role("button", name="Vragen", exact=True).dblclick()
    page.wait_for_url("**/aanmeldingen/")
    expect(page.get_by_role("row", name=re.compile("Eén keer vragen"))).to_have_count(1)
    keep(page, "trouble-twice")


def test_what_someone_else_changed_meanwhile_is_shown_beside_what_was_typed(office, year, keep):
    path = f"organisaties/{year.town.public_id}/wijzigen/"
    mine, theirs = office(path), office(path)
    theirs.get_by_label("Plaats", exact=False).first.fill("Nieuwstad")
    press(theirs, "Opslaan")
    mine.get_by_label("Plaats", exact=False).first.fill("Oudstad")
    mine.get_by_label("Besteller").fill("Inkoop Noord")
    press(mine, "Opslaan")
    warning = mine.get_by_role("alert").filter(has_text="Iemand")
    for text in ("Voorbeeldstad", "Nieuwstad", "Oudstad"):
        expect(warning).to_contain_text(text)
    expect(mine.get_by_label("Besteller")).to_have_value("Inkoop Noord")
    keep(mine, "trouble-stale")
    press(mine, "Opslaan")
    expect(mine.get_by_role("main")).to_contain_text("Oudstad")
    expect(mine.get_by_role("main")).to_contain_text("Inkoop Noord")


def test_what_was_typed_survives_an_expired_sign_in_with_a_second_step(
    office, year, settings, keep
):
    TOTP.activate(year.bob, generate_totp_secret())
    codes = RecoveryCodes.activate(year.bob)
    page = office(f"organisaties/{year.town.public_id}/nieuwe-persoon/")
    page.get_by_label("Achternaam").fill("Bijna Kwijt")
    Session.objects.all().delete()
    settings.LLLO_MFA_ROLES = ["backoffice"]
    press(page, "Opslaan")
    say(page, "Log in: daarna staat wat u typte weer in het formulier.")
    keep(page, "trouble-signed-out")
    page.locator("input[name=login]").fill(year.bob.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form").filter(has=page.locator("input[name=password]")).get_by_role(
        "button"
    ).first.click()
    page.locator("input[name=code]").fill(codes.get_unused_codes()[0])
    with page.expect_navigation(url="**/nieuwe-persoon/"):
        page.locator("input[name=code]").press("Enter")
    expect(page.get_by_label("Achternaam")).to_have_value("Bijna Kwijt")
    say(page, "wat u typte, staat hieronder")
    keep(page, "trouble-signed-in-again")
    press(page, "Opslaan")
    expect(page.get_by_role("main")).to_contain_text("Bijna Kwijt")


def test_lost_connection_is_said_and_the_list_answers_again(office, keep):
    page = office("facturen/")
    rows = page.get_by_role("table").get_by_role("row")
    before = rows.count()
    page.route("**/kantoor/facturen/?*", lambda route: route.abort())
    page.get_by_label("Zoeken in deze lijst").fill("voorbeeldstad")
    lost = page.get_by_role("alert").filter(has_text="verbinding")
    expect(lost).to_be_visible()
    expect(page.get_by_label("Zoeken in deze lijst")).to_have_value("voorbeeldstad")
    expect(rows).to_have_count(before)
    keep(page, "trouble-connection")
    page.unroute("**/kantoor/facturen/?*")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_role("status").filter(has_text="1 gevonden")).to_be_visible()
    expect(lost).to_have_count(0)
    assert page.complaints  # of the browser, about the connection
    page.complaints.clear()


def test_upload_that_is_far_too_large_is_refused_with_a_sentence(office, tmp_path, keep):
    large = tmp_path / "mensen.xlsx"
    with large.open("wb") as file:
        file.truncate(LARGE)
    page = office("import/personen/")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page.get_by_label("Spreadsheet").set_input_files(large)
    press(page, "Bestand lezen")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
    expect(page.get_by_role("alert").filter(has_text="200,0")).to_be_visible()
    keep(page, "trouble-upload")


def test_program_that_is_called_a_spreadsheet_is_refused(office, tmp_path):
    program = tmp_path / "mensen.xlsx"
    program.write_bytes(b"MZ\x90\0" + bytes(4096))
    page = office("import/personen/")
    page.get_by_label("Spreadsheet").set_input_files(program)
    press(page, "Bestand lezen")
    expect(page.get_by_role("alert").filter(has_text="niet wat")).to_be_visible()


def test_long_name_is_a_mistake_and_a_script_is_only_text(portal, keep):
    page = portal("mensen/nieuw/", width=390)
    page.get_by_label("Voornaam").fill("<script>alert(1)</script>")
    page.get_by_label("Achternaam").fill("Lang" * 75)
    page.get_by_label("E-mailadres").fill("lang@example.org")
    press(page, "Toevoegen")
    mistakes = page.get_by_role("alert").filter(has_text="Achternaam")
    expect(mistakes).to_be_visible()
    expect(page.get_by_label("Achternaam")).to_have_value("Lang" * 75)
    keep(page, "trouble-long-name")
    page.get_by_label("Achternaam").fill("Lang" * 25)
    press(page, "Toevoegen")
    expect(page.get_by_role("table")).to_contain_text("<script>alert(1)</script>")
    keep(page, "trouble-script-name")
