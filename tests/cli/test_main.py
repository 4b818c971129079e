"""The command line as a whole: help, unknown commands, and trouble told in sentences."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from lllo import __version__
from lllo.cli import COMMANDS, LazyGroup, main
from lllo.texts import LOCALE


def run(*words, **environment):
    """Run ``lllo`` as a process, in English, and return it with its output."""
    return subprocess.run(
        [sys.executable, "-m", "lllo", *words],
        env=os.environ | {"LLLO_LANGUAGE": "en"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command():
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    listed = [line.split()[0] for line in result.output.splitlines() if line.startswith("  ")]
    assert set(COMMANDS) <= set(listed)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert result.output.splitlines()[2].strip()


def test_version():
    assert CliRunner().invoke(main, ["--version"]).output == f"lllo {__version__}\n"


@pytest.mark.parametrize("words", [["nothing"], ["worker", "--nothing"], ["serve", "--port", "x"]])
def test_wrong_usage_ends_with_2(words):
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert words[-1] in result.output


def test_words_of_click_come_from_our_catalogue(tmp_path):
    target = tmp_path / "nl" / "LC_MESSAGES"
    target.mkdir(parents=True)
    with (LOCALE / "nl" / "LC_MESSAGES" / "django.po").open("rb") as source:
        catalogue = read_po(source)
    with (target / "django.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    code = (
        "import gettext, sys; import lllo.texts; from lllo.cli import main; "
        "gettext.bindtextdomain('django', sys.argv[1]); main(['nothing'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert "Gebruik:" in result.stderr
    assert "Usage:" not in result.stderr


def test_help_does_not_start_django():
    code = "import sys; from lllo.cli import main; main(['--help'], standalone_mode=False); "
    code += "assert not {'django', 'pandas', 'reportlab', 'jinja2'} & set(sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_missing_database_says_how_to_make_one(tmp_path):
    result = run("worker", "--once", DATABASE_URL=f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert result.returncode == 1
    assert "lllo migrate" in result.stderr
    assert not list(tmp_path.iterdir())


def test_empty_database_says_how_to_fill_it(tmp_path):
    (tmp_path / "empty.sqlite3").touch()
    result = run("worker", "--once", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert result.returncode == 1
    assert "lllo migrate" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("clock", ["yesterday", "2026-03-01T10:00", "2026-13-01T10:00+01:00"])
def test_wrong_clock_is_a_sentence(clock):
    result = run("worker", "--once", LLLO_CLOCK=clock)
    assert result.returncode == 1
    assert f"LLLO_CLOCK is {clock!r}" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "what://host/name"),
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none"),
        ("EMAIL_URL", "nonsense://host"),
    ],
)
def test_wrong_setting_is_a_sentence(name, value):
    result = run("worker", "--once", **{name: value})
    assert result.returncode == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("damaged", [b"not a database" * 100, None])
def test_damaged_database_is_a_sentence(tmp_path, damaged, migrated):
    database = tmp_path / "lllo.sqlite3"
    if damaged is None:
        migrated(database)
        whole = database.read_bytes()
        damaged = whole[:4096] + b"\xff" * (len(whole) - 4096)
    database.write_bytes(damaged)
    result = run("worker", "--once", DATABASE_URL=f"sqlite:///{database}")
    assert result.returncode == 1
    assert str(database) in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "error", [PermissionError, FileExistsError, IsADirectoryError, FileNotFoundError]
)
def test_file_that_cannot_be_used_is_a_sentence(monkeypatch, error):
    @click.command()
    def broken():
        raise error(1, "the reason", "the/path")

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_arguments: broken)
    result = CliRunner().invoke(main, ["broken"])
    assert result.exit_code == 1
    assert "the/path" in result.output
    assert "the reason" in result.output
    assert len(result.output.splitlines()) == 1


def test_settings_file_that_is_not_text_is_a_sentence(tmp_path):
    (tmp_path / "lllo.env").write_bytes(b"LLLO_MAIL_FROM=caf\xe9@example.org\n")
    result = run("worker", "--once", LLLO_ENV_FILE=str(tmp_path / "lllo.env"))
    assert result.returncode == 1
    assert str(tmp_path / "lllo.env") in result.stderr
    assert "Traceback" not in result.stderr
