from __future__ import annotations

import click
import pytest

from lllo.cli import main
from lllo.contracts.models import Contract
from lllo.outbox.models import Job
from lllo.people.models import User
from lllo.setup.checklist import checklist
from tests import world
from tests.office import folders
from tests.screens import scene as build

pytestmark = pytest.mark.django_db


def open_steps():
    return [step.code for step in checklist() if not step.done]


def test_empty_installation_begins_with_everything():
    codes = [step.code for step in checklist()]
    assert codes == [
        "account", "programme", "seller", "vat", "organisation", "contract", "event", "mail",
    ]  # fmt: skip
    assert open_steps() == codes


def test_each_step_is_done_by_what_is_there():
    User.objects.create_user("bob@example.org")
    edition = world.make_edition()
    organisation = world.make_organisation()
    scene = build.Scene(edition=edition, cohort=None, university=None)
    build.make_contract(scene, organisation, number="1", state="draft")
    assert open_steps() == ["seller", "vat", "event", "mail"]
    build.make_events(edition.programme)
    Job.objects.create(key="trial:1", kind="mail.trial", state="done", done_at=build.NOW)
    assert open_steps() == ["seller", "vat"]


def test_withdrawn_contract_and_mail_that_waits_do_not_count():
    scene = build.Scene(edition=world.make_edition(), cohort=None, university=None)
    contract = build.make_contract(scene, world.make_organisation(), number="1", state="draft")
    Contract.objects.filter(pk=contract.pk).update(state="withdrawn")
    Job.objects.create(key="trial:1", kind="mail.trial")
    assert {"contract", "mail"} <= set(open_steps())


def test_university_is_not_the_first_organisation():
    world.make_organisation("Universiteit (demo)", kind="university")
    assert "organisation" in open_steps()


def test_demo_has_its_seller_and_vat_and_sends_no_mail():
    world.mark_demo()
    codes = {step.code: step.done for step in checklist()}
    assert (codes["seller"], codes["vat"]) == (True, True)
    assert "mail" not in codes


def test_folders_with_mistakes_are_named_at_the_steps_that_read_them(tmp_path, monkeypatch):
    broken = folders.copy_to(tmp_path)
    (broken / "invoicing" / "seller.toml").write_text("niets", encoding="utf-8")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(broken))
    steps = {step.code: step for step in checklist()}
    assert steps["seller"].remark
    assert not steps["vat"].done


def test_list_goes_away_when_everything_is_there(django_assert_num_queries):
    User.objects.create_user("bob@example.org")
    scene = build.make_scene()
    build.make_invoice(build.make_participant(scene, 0), number="F-1")
    Job.objects.create(key="trial:1", kind="mail.trial", state="done", done_at=build.NOW)
    with django_assert_num_queries(2):  # what is there, and whether it is a demo
        assert checklist() == ()


def test_each_command_is_there_with_its_options():
    for step in checklist():
        _lllo, *words = step.command.split()
        command, context = main, click.Context(main)
        while words and isinstance(command, click.Group):
            command = command.get_command(context, words.pop(0))
        assert command is not None, step.command
        known = {option for each in command.params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= known, step.command
