"""Both sides beside each other: record and field are named."""

from __future__ import annotations

import pytest

from lllo import clock
from lllo.odoo import mapping
from lllo.odoo.actions import leave_theirs
from lllo.odoo.mending_actions import mark_to_send
from lllo.odoo.models import OdooRecord
from lllo.odoo.push import push
from lllo.odoo.reconcile import reconcile
from lllo.people.models import Organisation, Person
from lllo.training.models import Event
from tests.invoices.builders import sign
from tests.odoo import world


def send(odoo) -> None:
    push(odoo, mapping.booking(), at=clock.now(), by=None)


def findings(odoo) -> set[tuple[str, str, str]]:
    report = reconcile(odoo, mapping.booking(), at=clock.now())
    return {(found.label, found.what, found.field) for found in report.findings}


def record(obj) -> OdooRecord:
    return OdooRecord.objects.get(object_type=obj._meta.label_lower, object_id=obj.pk)


@pytest.mark.parametrize("fake", [17, 19], indirect=True)
def test_equal_sides(odoo, fake, edition):
    organisations = world.make_people(2)
    world.make_budget(edition)
    world.make_events(edition, organisations)
    world.make_invoices(edition, organisations)
    send(odoo)

    report = reconcile(odoo, mapping.booking(), at=clock.now())

    assert report.findings == []
    assert all(balance.ours == balance.theirs for balance in report.balances)
    assert report.balances[-1].our_sum == report.balances[-1].their_sum > 0


def test_a_tax_that_was_changed_and_an_entry_of_another(odoo, fake, edition):
    (organisation,) = world.make_people(1)
    (invoice,) = world.make_invoices(edition, [organisation], credit=False)
    send(odoo)
    tax = fake.by_xid("account.tax", "account.1_btw_9_d")["id"]
    xid = f"lllo.invoice_{invoice.public_id.hex}_2"
    line = fake.by_xid("account.move.line", xid)["id"]
    values = {"invoice_line_ids": [[1, line, {"tax_ids": [[6, 0, [tax]]]}]]}
    fake.do("edit_move", record=invoice.number, values=values)
    fake.do("invoice", journal="LLO", partner=organisation.name, amount=5)

    found = findings(odoo)

    assert any(label == invoice.number and "tax_ids" in field for label, _what, field in found)
    assert (invoice.number, "changed", "amount_tax") in found
    assert {what for _label, what, _field in found} == {"changed", "extra"}
    assert (
        mark_to_send(
            odoo.connection.server, reconcile(odoo, mapping.booking(), at=clock.now()).findings
        )
        == []
    )


def test_partners_changed_archived_deleted_merged_and_unsent(odoo, fake):
    one, two, three, four, five = world.make_people(5)
    send(odoo)
    fake.write("res.partner", record(one).odoo_id, {"city": "Elders"})
    fake.do("archive", model="res.partner", record=record(two).odoo_id)
    fake.unlink("res.partner", record(three).odoo_id)
    fake.merge_partners(record(five).odoo_id, into=record(four).odoo_id)
    (new,) = world.make_people(1, start=6)

    found = findings(odoo)

    assert (str(one), "changed", "city") in found
    assert (str(two), "archived") in {(label, what) for label, what, _field in found}
    assert (str(three), "missing", "") in found
    assert (str(five), "merged", "") in found
    assert (str(new), "unsent", "") in found


def test_take_ours_or_leave_theirs(odoo, fake):
    one, two = world.make_people(2)
    send(odoo)
    for organisation in (one, two):
        fake.write("res.partner", record(organisation).odoo_id, {"city": "Elders"})

    leave_theirs(record(one), {"city": "Elders"}, by=None)
    report = reconcile(odoo, mapping.booking(), at=clock.now())
    assert [(found.label, found.ours, found.theirs) for found in report.findings] == [
        (str(two), two.city, "Elders")
    ]

    assert mark_to_send(odoo.connection.server, report.findings) == [record(two).key]
    send(odoo)
    assert findings(odoo) == set()


def test_a_line_that_somebody_added(odoo, fake, edition):
    (organisation,) = world.make_people(1)
    contract = sign(edition, "basis", organisation)
    send(odoo)
    order = fake.records("sale.order")[0]["id"]
    product = fake.records("product.product")[0]["id"]
    values = {"order_id": order, "product_id": product, "name": "Extra"}
    fake.do("create", model="sale.order.line", values=values)

    found = [item for item in findings(odoo) if item[0] == contract.number]

    assert [what for _label, what, _field in found] == ["changed"]


def test_what_is_nothing_of_ours_any_more_is_named(odoo, fake, edition):
    world.make_events(edition, world.make_people(1))
    send(odoo)
    event = Event.objects.filter(cohort=None).get()
    event.is_published = False
    event.save()

    report = reconcile(odoo, mapping.booking(), at=clock.now())

    place = next(each for each in report.findings if each.kind == "registration")
    assert {(each.label, each.what) for each in report.findings} == {
        (str(event), "extra"),
        (place.label, "extra"),
    }
    assert not all(each.ours == each.theirs for each in report.balances)
    assert mark_to_send(odoo.connection.server, report.findings) == []
    OdooRecord.objects.filter(key__in=[each.key for each in report.findings]).update(state="left")
    assert findings(odoo) == set()


def test_who_is_not_sent_any_more_is_no_difference(odoo):
    world.make_people(1)
    send(odoo)
    person = Person.objects.get()
    OdooRecord.objects.filter(pk=record(person).pk).update(state="left", odoo_id=None)

    assert findings(odoo) == set()


def test_what_was_never_sent_is_sent_by_a_fix(odoo):
    (new,) = world.make_people(1)

    found = reconcile(odoo, mapping.booking(), at=clock.now()).findings

    keys = mark_to_send(odoo.connection.server, found)
    assert f"organisation_{new.public_id.hex}" in keys


def test_the_scheme_that_odoo_fills_in_itself_is_no_difference(odoo, fake):
    world.make_people(1)
    Organisation.objects.update(kvk_number="")
    send(odoo)

    assert fake.records("res.partner", name=str(Organisation.objects.last()))[0]["peppol_eas"]
    assert findings(odoo) == set()
