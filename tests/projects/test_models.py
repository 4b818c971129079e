from __future__ import annotations

from lllo.projects.models import Placement, Project
from tests import world
from tests.projects.builders import make_placement, make_project


def test_a_contact_sees_what_is_of_the_own_organisation(organisation, line, lead):
    other = world.make_organisation("Gemeente Elders (demo)")
    for each in (organisation, other):
        make_project(each, line)
        make_placement(each, line)
    contact = world.make_user("contact", organisation)
    assert [row.organisation for row in Project.objects.visible_to(contact)] == [organisation]
    assert [row.host for row in Placement.objects.visible_to(contact)] == [organisation]
    assert Project.objects.visible_to(lead).count() == 2
