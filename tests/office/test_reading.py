"""The shipped office folders say what the programme offers."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

from lllo import office
from lllo.office import folders as lllo_folders
from lllo.office.content import Vat
from lllo.office.locate import lines_of


def test_shipped_folders_hold_no_mistake():
    assert office.check(office.folder()) == ()


def test_packages_come_to_their_amounts():
    found = {
        package.code: (
            package.price.gross,
            package.price.in_kind,
            package.price.price,
            package.price.over(3),
        )
        for package in office.read().packages
    }

    assert found == {
        "basis": (7500, 0, 7500, 22500),
        "basis_plus": (11500, 0, 11500, 34500),
        "professional": (27000, 15000, 12000, 36000),
        "professional_plus": (31000, 15000, 16000, 48000),
    }


def test_budget_comes_from_its_parameters():
    budget = office.read().programme.budget

    assert budget.staff_days == 92
    assert budget.amount == Decimal(120000)
    assert budget.years == (2026, 2027, 2028)


def test_every_question_is_open():
    content = office.read()

    assert len(content.questions) == 16
    assert office.open_questions(office.folder()) == content.questions
    assert {item.code for item in content.questions if item.holds_invoices} == {
        "vat_treatment",
        "prices_include_vat",
        "seller_numbers",
    }


def test_open_questions_are_read_where_other_files_hold_mistakes(root):
    (root / "invoicing/terms.toml").unlink()
    assert len(office.open_questions(root)) == 16

    (root / "packages_config/questions.toml").unlink()
    assert office.open_questions(root) == ()


def test_nothing_guesses_seller_or_vat():
    content = office.read()

    assert content.seller.name == content.seller.iban == content.seller.kvk_number == ""
    assert content.vat.components == {}
    assert not content.vat.confirmed
    assert content.component_vat_codes(demo=False) == {}


def test_demo_has_a_seller_and_vat_of_its_own():
    content = office.read()

    assert content.demo_seller.name.endswith("(demo)")
    assert isinstance(content.demo_vat, Vat)
    assert not content.demo_vat.confirmed
    assert content.component_vat_codes(demo=True) == {
        "basis": "education",
        "specialisaties": "education",
        "projecten": "standard",
    }
    assert content.demo_vat.code("education", date(2026, 3, 1)).exemption_code == "VATEX-EU-132-1I"


def test_masterclass_6_keeps_both_dates_unpublished():
    both = [event for event in office.read().events if event.title == "Masterclass 6"]

    assert [event.starts_at for event in both] == [date(2025, 11, 28), date(2026, 2, 6)]
    assert {(event.status, event.published) for event in both} == {("tentative", False)}
    assert all("2025" in event.remark and "2026" in event.remark for event in both)


def test_events_are_at_times_of_the_clock():
    events = {event.key: event for event in office.read().events}

    assert events["infra-futurelabs-2026"].starts_at == datetime(2026, 1, 20, 13, 30)  # noqa: DTZ001


def test_hash_follows_every_file_that_decides_and_no_other(root):
    first = office.read(root).sha256

    (root / "packages_config/README.md").write_text("anders", encoding="utf-8")
    assert office.read(root).sha256 == first
    with (root / "invoicing/terms.toml").open("a", encoding="utf-8") as terms:
        terms.write("# anders\n")
    second = office.read(root).sha256
    (root / "invoicing/templates/extra.txt.j2").write_text("anders", encoding="utf-8")

    assert len({first, second, office.read(root).sha256}) == 3
    assert "invoicing/templates/extra.txt.j2" in office.read(root).files


def test_file_from_windows_is_read(root):
    terms = root / "invoicing/terms.toml"
    text = terms.read_text(encoding="utf-8").replace("\n", "\r\n")
    terms.write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert office.check(root) == ()


def test_folder_is_the_checkout_unless_told_otherwise(tmp_path, monkeypatch):
    checkout = office.folder()
    assert (checkout / "packages_config").is_dir()

    monkeypatch.setenv("LLLO_OFFICE_DIR", str(tmp_path))
    assert office.folder() == tmp_path


def test_folder_is_that_of_an_installed_package(tmp_path, monkeypatch):
    monkeypatch.setattr(lllo_folders, "PACKAGE", tmp_path)
    assert office.folder() == tmp_path.parent

    (tmp_path / "_office").mkdir()
    assert office.folder() == tmp_path / "_office"


def test_folder_is_named_in_lllo_env(tmp_path, monkeypatch):
    env_file = tmp_path / "lllo.env"
    env_file.write_text("LLLO_OFFICE_DIR=/srv/office\n", encoding="utf-8")
    monkeypatch.setenv("LLLO_OFFICE_DIR", "")
    monkeypatch.delenv("LLLO_OFFICE_DIR")
    monkeypatch.setenv("LLLO_ENV_FILE", str(env_file))

    assert str(office.folder()) == "/srv/office"


def test_reading_works_without_django():
    code = "import sys; from lllo import office; office.read(); print('django' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_event_files_of_several_years_are_read_together(root):
    shutil.copy(root / "calendar/2026.toml", root / "calendar/2027.toml")

    mistakes = office.check(root)

    assert {mistake.path for mistake in mistakes} == {"calendar/2027.toml"}
    assert len(mistakes) == 5


def test_lines_of_finds_every_key():
    text = (
        "# comment with [brackets] and = signs\n"
        'a = """\n'
        'two = "lines" # no comment\n'
        '"""\n'
        "b.c = 1.5\n"
        "[table] # here\n"
        "'quoted key' = ['x', # one\n"
        "  'y',\n"
        "  { z = 2026-01-01 10:00:00, w = '''\n"
        "q = 1''' },\n"
        "]\n"
        "[[list]]\n"
        "k = {}\n"
        "[[list]]\n"
        "[[list.inner]]\n"
        "k = [\n"
        "]\n"
        "[list.other]\n"
        "k = -1"
    )

    assert lines_of(text) == {
        (): 1,
        ("a",): 2,
        ("b",): 5,
        ("b", "c"): 5,
        ("table",): 6,
        ("table", "quoted key"): 7,
        ("table", "quoted key", 0): 7,
        ("table", "quoted key", 1): 8,
        ("table", "quoted key", 2): 9,
        ("table", "quoted key", 2, "z"): 9,
        ("table", "quoted key", 2, "w"): 9,
        ("list",): 12,
        ("list", 0): 12,
        ("list", 0, "k"): 13,
        ("list", 1): 14,
        ("list", 1, "inner"): 15,
        ("list", 1, "inner", 0): 15,
        ("list", 1, "inner", 0, "k"): 16,
        ("list", 1, "other"): 18,
        ("list", 1, "other", "k"): 19,
    }
