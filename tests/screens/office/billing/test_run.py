"""The run on the screen: looked at, drafted, issued by the worker, failures tried again."""

from __future__ import annotations

from django.urls import reverse

from lllo.contracts.models import Contract
from lllo.invoices.models import Delivery, Invoice, RunPreview
from lllo.outbox import worker
from lllo.outbox.models import Job
from lllo.people.models import Organisation
from tests.screens import scene as build

RUN = {"jaar": "2026", "termijn": "", "dag": build.TODAY.isoformat()}


def page(site, **asked):
    return site.get(reverse("invoice_run"), {**RUN, **asked})


def send(site, name, **more):
    return site.post(reverse(name), {**RUN, **more}, follow=True)


def test_run_is_looked_at_drafted_and_issued(site):
    shown = page(site).context
    assert [len(shown["view"].to_draft), len(shown["view"].to_issue)] == [3, 0]
    names = {row.organisation: row for row in shown["rows"]}
    professional = names["Gemeente Beekdorp (demo)"]
    assert [line.name for line in professional.lines] == ["Basis", "Projecten"]
    assert (professional.in_kind, professional.net, professional.vat) == (15000, 12000, 945)
    assert not Invoice.objects.exists()
    assert not RunPreview.objects.exists()

    assert send(site, "invoice_run_draft").context["step"] == 4
    assert Invoice.objects.drafts().count() == 3

    asked = send(site, "invoice_run_issue", send="yes")
    assert ("Facturen", 3) in [
        (str(label), value) for label, value in asked.context["preview"].lines
    ]
    lines = {str(label): value for label, value in asked.context["preview"].lines}
    assert lines["Meteen versturen"].startswith("ja, per e-mail")
    assert not Job.objects.exists()
    progress = send(site, "invoice_run_issue", send="yes", bevestigd="1")
    assert progress.context["progress"].waiting == 3
    assert "every 2s" in progress.content.decode()
    worker.run(once=True)
    path = progress.redirect_chain[-1][0]
    assert "every 2s" not in site.get(path).content.decode()
    assert Invoice.objects.issued().count() == 3
    assert Delivery.objects.count() == 3
    assert send(site, "invoice_run_issue", bevestigd="1").status_code == 422  # nothing is left


def test_what_became_ready_after_the_preview_is_seen_before_it_is_issued(site):
    blocked = Organisation.objects.filter(name="Gemeente Beekdorp (demo)")
    send(site, "invoice_run_draft")
    blocked.update(order_number_rule="always")
    asked = send(site, "invoice_run_issue", send="no").context
    seen = {"send": "no", "bevestigd": "1", "previewed": asked["previewed"]}
    blocked.update(order_number_rule="never")
    moved = send(site, "invoice_run_issue", **seen)
    assert moved.status_code == 409
    assert [(each.then, each.now != "") for each in moved.context["changes"]] == [("", True)]
    assert not Job.objects.exists()
    seen["previewed"] = moved.context["previewed"]
    assert send(site, "invoice_run_issue", **seen).context["progress"].waiting == 3


def test_blocked_row_says_why_with_the_way_to_mend_it(site):
    organisation = Organisation.objects.get(name="Gemeente Beekdorp (demo)")
    Organisation.objects.filter(pk=organisation.pk).update(order_number_rule="always", city="")
    (row,) = page(site).context["rows"]  # what is blocked comes first
    assert len(page(site, deel="").context["rows"]) == 3
    contract = Contract.objects.get(organisation=organisation)
    assert [each.href for each in row.obstacles] == [
        reverse("organisation_billing", args=[organisation.public_id]),
        reverse("contract_order", args=[contract.public_id]),
    ]


def test_changes_since_the_last_look_are_told_until_the_next(site):
    send(site, "invoice_run_look")
    assert page(site).context["view"].before is None
    Organisation.objects.filter(name="Gemeente Beekdorp (demo)").update(city="")
    shown = page(site).context["view"]
    (row,) = shown.changed
    assert "buyer_incomplete" in row.found.codes
    assert RunPreview.objects.count() == 1


def test_what_failed_is_mended_and_tried_again(site, drafts):
    path = send(site, "invoice_run_issue", bevestigd="1").redirect_chain[-1][0]
    before = Organisation.objects.get(pk=drafts[0].organisation_id)
    Organisation.objects.filter(pk=before.pk).update(city="")
    worker.run(once=True)
    shown = site.get(path)
    assert (shown.context["progress"].failed, shown.context["progress"].done) == (1, 2)
    (job,) = shown.context["jobs"]
    assert job["href"] == reverse("invoice", args=[drafts[0].public_id])
    Organisation.objects.filter(pk=before.pk).update(city=before.city)
    site.post(f"{path}opnieuw/")
    worker.run(once=True)
    assert site.get(path).context["progress"].done == 3
    assert site.post(f"{path}opnieuw/").status_code == 422


def test_one_instalment_is_drafted_when_one_is_asked_for(site):
    Contract.objects.update(instalments=6)
    send(site, "invoice_run_draft", termijn="2")
    assert set(Invoice.objects.values_list("instalment", flat=True)) == {2}


def test_what_comes_is_looked_at_and_not_made(site):
    Organisation.objects.filter(name="Gemeente Beekdorp (demo)").update(order_number_rule="always")
    empty = page(site, jaar="2027").context
    assert (empty["view"].rows, empty["step"]) == ((), 1)
    ahead = site.get(empty["ahead_href"])
    shown = ahead.context
    assert [len(shown["view"].rows), len(shown["view"].held_up), shown["step"]] == [3, 1, 1]
    assert reverse("invoice_run_draft") not in ahead.content.decode()
    asked = {"jaar": "2027", "dag": "2027-12-31"}
    assert send(site, "invoice_run_look", **asked).context["view"].before is None
    for name in ("invoice_run_draft", "invoice_run_issue"):
        assert send(site, name, **asked, bevestigd="1").status_code == 422, name
    assert not Invoice.objects.exists()
    assert not RunPreview.objects.exists()


def test_nonsense_is_a_sentence(site):
    for asked in ({"jaar": "1999"}, {"dag": "gisteren"}, {"termijn": "99"}):
        answer = page(site, **asked)
        assert answer.status_code == 422, asked
        assert answer.context["form"].mistakes(), asked
