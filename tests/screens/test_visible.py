"""Who sees which rows: every model has the method, screens go through it, and it answers rightly."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.apps import apps

import lllo.screens
from lllo.contracts.models import Addendum, ContractLine, Signature
from lllo.invoices.models import Balance, InvoiceLine, Payment
from lllo.people.models import User
from lllo.people.scopes import OfferQuerySet
from lllo.training.models import CoachingSession
from tests import world
from tests.screens import scene as build
from tests.screens.addresses import TABLE

SCREENS = Path(lllo.screens.__file__).parent
OURS = [model for model in apps.get_models() if model.__module__.startswith("lllo.")]
SAFE = {"visible_to", "none", "create", "update_or_create"}


def stated(heading):
    """Return what the bullets below a heading of docs/roles.md name."""
    text = TABLE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    bullets = [line.partition(": ")[0] for line in text.splitlines() if line.startswith("- ")]
    return {name for bullet in bullets for name in re.findall(r"`([^`]+)`", bullet)}


def test_every_model_says_who_sees_its_rows():
    without = {
        model._meta.label for model in OURS if not hasattr(model._default_manager, "visible_to")
    }
    assert without == stated("Models without `visible_to`")


def verbs_after(node, above):
    """Return what is asked of a manager: ``objects.visible_to(user).open()`` gives both names."""
    verbs = set()
    while isinstance(above.get(node), ast.Attribute | ast.Call):
        node = above[node]
        verbs |= {node.attr} if isinstance(node, ast.Attribute) else set()
    return verbs


def goes_past(path):
    """Tell whether a module looks rows up without asking who may see them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    offered = {
        model.__name__
        for model in OURS
        if isinstance(model._default_manager.get_queryset(), OfferQuerySet)
    }
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and ast.unparse(node.value) not in offered
        and not SAFE & verbs_after(node, above)
        for node in ast.walk(tree)
    )


def test_screens_look_rows_up_through_it():
    past = {
        path.relative_to(SCREENS).as_posix() for path in SCREENS.rglob("*.py") if goes_past(path)
    }
    assert past == stated("Look-ups past it")


def account(role, organisation, name):
    person = world.make_person(name, organisation, role, given_name="Ans")
    return User.objects.create_user(person.email, person=person)


def test_papers_and_what_hangs_on_them_are_for_contacts(scene, alice):
    """An agreement and an invoice of Alice's organisation: its contact, staff, nobody else."""
    build.fill(build.Scene(scene.edition, scene.cohort, None), 1, offset=3)
    contract = alice.contract
    Signature.objects.create(
        contract=contract, party="participant", name="A. de Vries", signed_on=build.TODAY
    )
    Addendum.objects.create(
        contract=contract, number=1, takes_effect_on=build.TODAY, edition=contract.edition,
        package_code="basis", reason="meer", agreed_on=build.TODAY,
    )  # fmt: skip
    host = contract.organisation
    contact, participant = account("contact", host, "Een"), account("participant", host, "Twee")
    stranger = account("contact", world.make_organisation("Elders"), "Drie")
    lead = account("lead", scene.university, "Vier")
    for model in (Signature, Addendum, ContractLine, InvoiceLine, Balance, Payment):
        lookup = model._default_manager.get_queryset().organisation_lookup
        own = model.objects.filter(**{lookup: host})
        assert set(model.objects.visible_to(contact)) == set(own), model
        assert not model.objects.visible_to(participant).exists(), model
        assert not model.objects.visible_to(stranger).exists(), model
        assert set(model.objects.visible_to(lead)) == set(model.objects.all()), model
    assert ContractLine.objects.visible_to(contact).exists()


def test_coach_sees_the_talks_to_give_wherever(scene, alice):
    coach, other = (account("specialist", scene.university, name) for name in ("Een", "Twee"))
    year = alice.contract.contract_years.first()
    use = year.entitlements.get(kind="coaching_hour").uses.create(
        quantity=1, used_on=build.TODAY, reason="gesprek"
    )
    talk = CoachingSession.objects.create(
        organisation=alice.contract.organisation, coach=coach.person, subject="Samenwerken",
        starts_at=build.NOW, hours=1, use=use,
    )  # fmt: skip
    assert list(CoachingSession.objects.visible_to(coach)) == [talk]
    assert not CoachingSession.objects.visible_to(other).exists()
