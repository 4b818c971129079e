"""Guards of the house: what must stay true of the tree, whoever changes it."""

from __future__ import annotations

import ast
import calendar
import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

from tests import messages

ROOT = Path(__file__).resolve().parent.parent
OFFICE_FOLDERS = ("packages_config", "invoicing", "calendar")
SOURCES = sorted(path for path in (ROOT / "lllo").rglob("*.py") if "migrations" not in path.parts)
MIGRATIONS = sorted((ROOT / "lllo").glob("*/migrations/0*.py"))


def names_called(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def test_calendar_is_the_one_of_the_standard_library():
    assert Path(calendar.__file__).is_relative_to(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize("folder", OFFICE_FOLDERS)
def test_office_folder_holds_content_only(folder):
    assert not list((ROOT / folder).rglob("*.py"))
    assert (ROOT / folder / "README.md").is_file()


def test_no_test_folder_shadows_a_module():
    assert not (ROOT / "tests" / "calendar").exists()
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "lllo" / "rules").glob("*.py")), ids=lambda path: path.name
)
def test_rules_use_no_float_and_no_round(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    floats = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert not names & {"float", "round"}
    assert not floats


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_the_clock_reads_the_clock(path):
    if path == ROOT / "lllo" / "clock.py":
        return
    readers = {
        "date.today",
        "datetime.now",
        "datetime.today",
        "datetime.utcnow",
        "timezone.now",
        "time.time",
    }
    called = {name for _, name in names_called(path)}
    assert not {name for name in called if any(name.endswith(reader) for reader in readers)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_texts_for_translation_are_plain(path):
    """A text that is put together before it is looked up is never found in the catalogue."""
    calls = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
    texts = [node.args[0] for node, name in names_called(path) if name in calls and node.args]
    assert [
        ast.unparse(text) for text in texts if isinstance(text, ast.JoinedStr | ast.BinOp)
    ] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [f.name for f in functions if f.end_lineno - f.lineno >= 40] == []


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_migrations_import_nothing_of_ours_but_columns_defaults(path):
    """Defaults of columns are functions of ours; a migration names them and runs nothing else."""
    allowed = {"lllo.clock", "lllo.training.models"}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert {name for name in imported if name.startswith("lllo")} <= allowed


def test_dutch_catalogue_is_complete():
    assert messages.gaps(messages.collect(), messages.read()) == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_pins_with_hashes_and_holds_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert all(re.match(r"[a-z0-9._\[\]-]+==\S+", pin) for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)
    assert "://" not in text


def test_lock_holds_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = {
        line.split("==")[0]
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if "==" in line
    }
    wanted = {re.split(r"[\[<>=~! ]", name)[0].lower() for name in project["dependencies"]}
    assert wanted <= locked


def test_version_is_said_once():
    import lllo

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == lllo.__version__


def test_repository_names_no_registry_and_no_machine():
    files = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    banned = re.compile(
        "|".join(
            [
                "pypi" + r"\.org",
                "files" + r"\.pythonhosted",
                "registry" + r"\.npmjs",
                "/ro" + "ot/",
                "/wo" + "rk/",
            ]
        )
    )
    found = []
    for name in files:
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".ttf"}:
            found += (
                [name] if banned.search(path.read_text(encoding="utf-8", errors="ignore")) else []
            )
    assert found == []
