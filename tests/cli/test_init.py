from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lllo.cli import main
from lllo.outbox.models import Job
from tests import world
from tests.screens import scene as build

pytestmark = pytest.mark.django_db


def run(*arguments: str):
    return CliRunner().invoke(main, ["init", *arguments])


def test_new_installation_reads_what_comes_first():
    result = run()
    assert result.exit_code == 0, result.output
    assert "$ lllo accounts create" in result.output
    assert result.output.count("○") == 8


def test_what_is_done_is_marked_and_says_no_more():
    world.make_edition()
    result = run()
    assert result.output.count("✓") == 1
    assert "lllo import organisations" in result.output


def test_steps_as_json():
    steps = {step["code"]: step["done"] for step in json.loads(run("--format", "json").output)}
    assert steps["programme"] is False


def test_trial_mail_waits_for_the_worker():
    result = run("--mail", "alice@example.org")
    assert result.exit_code == 0, result.output
    assert Job.objects.get().payload == {"to": "alice@example.org"}
    assert run("--mail", "geen adres").exit_code == 1


def test_list_is_gone_when_everything_is_there():
    build.User.objects.create_user("bob@example.org")
    scene = build.make_scene()
    build.make_invoice(build.make_participant(scene, 0), number="F-1")
    Job.objects.create(key="trial:1", kind="mail.trial", state="done", done_at=build.NOW)
    result = run()
    assert result.exit_code == 0
    assert "○" not in result.output
