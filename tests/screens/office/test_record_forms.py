from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import resolve, reverse

from lllo.budget.models import Expense, HourEntry, InKindEntry
from lllo.contracts.models import Choice, Contract, Use
from lllo.invoices.actions import draft_invoices
from lllo.invoices.models import Invoice, Payment
from lllo.outbox.models import Job
from lllo.people.corrections import CorrectionRequest
from lllo.people.models import AuditEntry, Organisation, Person, User
from lllo.projects.models import Placement, Project
from lllo.screens.components.undo import undo_in
from lllo.screens.office.records import acting
from lllo.training.actions import CourseData, apply_for_course_seat
from lllo.training.models import (
    CoachingRequest,
    CoachingSession,
    Cohort,
    CourseSeat,
    Event,
    Registration,
)
from tests import world
from tests.invoices.builders import OfficeFolder
from tests.screens import scene as build
from tests.screens.office import samples

NEW_PERSON = {
    "family_name": "Nieuwmans", "given_name": "Dana", "email": "dana@example.org", "language": "nl",
    "role": "participant",
}  # fmt: skip
ORGANISATION = {
    "name": "Waterschap Verweg (demo)", "kind": "water_authority", "country_code": "NL",
    "invoice_channel": "mail", "invoice_format": "nlcius", "invoice_language": "nl",
    "order_number_rule": "never",
}  # fmt: skip
EVENT = {
    "title": "Kennisdag", "kind": "symposium", "starts_at": "2026-06-10T09:00",
    "ends_at": "2026-06-10T17:00", "status": "confirmed", "is_published": "on",
}  # fmt: skip
SIGNED = {
    "participant_name": "A. Wethouder", "participant_signed_on": "2026-05-01",
    "university_name": "B. Decaan", "university_signed_on": "2026-05-02", "method": "paper",
}  # fmt: skip


PDF = SimpleUploadedFile("scan.pdf", b"%PDF-1.7\n%%EOF")


def full():
    return Contract.objects.filter(state="signed", package_code="professional_plus").first()


def to_offer():
    world.mark_demo()  # where the folders say who the university is
    return Contract.objects.get(state="draft")


def plain():
    return Contract.objects.filter(state="signed", package_code="basis").first()


def a_role():
    return full().organisation.memberships.first()


def seats_left():
    Use.objects.filter(course_seat__isnull=False).update(quantity=Decimal("0.01"))
    return full().organisation


def specialist():
    return Person.objects.filter(memberships__role="specialist").first()


def colleague(organisation):
    return Person.objects.filter(memberships__organisation=organisation).last()


def own_use():
    return build.use(full(), "project_hour", "2")


def correction():
    CorrectionRequest.objects.all().delete()
    organisation = full().organisation
    return CorrectionRequest.objects.create(
        organisation=organisation, before={"legal_name": organisation.legal_name},
        wanted={"legal_name": "Nieuwe naam"}, asked_on=build.TODAY,
    )  # fmt: skip


def wish():
    return CoachingRequest.objects.waiting().first()


def seat(state):
    return CourseSeat.objects.filter(state=state).first()


def running_placement(state):
    Placement.objects.update(state=state, student_name="Een student")
    return Placement.objects.first()


def draft():
    return Invoice.objects.drafts().first()


def issued():
    return Invoice.objects.issued().filter(kind="invoice", payments=None).first()


def entry(model):
    return model.objects.first()


def upcoming():
    return Event.objects.filter(cohort=None).first()


def held_event():
    event = upcoming()
    contract = full()
    Registration.objects.create(
        event=event, organisation=contract.organisation, person=colleague(contract.organisation)
    )
    return event


def visitor():
    return world.make_person("Bezoeker", full().organisation, given_name="Fenna")


def finished_seat():
    found = CourseSeat.objects.exclude(person=None).exclude(state="applied")
    found.update(starts_on=build.START, state="confirmed")
    return found.first()


def active_project():
    Project.objects.update(state="active")
    return Project.objects.first()


def parts_of(event):
    start = f"{event.starts_at:%Y-%m-%d}T14:00"
    end = f"{event.starts_at:%Y-%m-%d}T14:30"
    return {"title_0": "Opening", "starts_at_0": start, "ends_at_0": end}


# For each form: on what, what is typed, and what there is afterwards that was not there before.
FORMS = {
    "organisation_new": (None, ORGANISATION, lambda _: Organisation.objects.get(name=ORGANISATION["name"])),
    "organisation_edit": (lambda: full().organisation, ORGANISATION, lambda o: o.kind == "water_authority"),
    "colleague_new": (lambda: full().organisation, NEW_PERSON, lambda o: o.memberships.get(person__email="dana@example.org")),
    "person_new": (None, {**NEW_PERSON, "organisation": "Universiteit (demo)"}, lambda _: Person.objects.get(email="dana@example.org").memberships.get()),
    "member_new": (lambda: full().organisation, {"person": "bob.backoffice@example.org", "role": "contact"}, lambda o: o.memberships.get(person__given_name="Bob")),
    "role_new": (specialist, {"organisation": "Universiteit (demo)", "role": "lead"}, lambda p: p.memberships.get(role="lead")),
    "person_edit": (specialist, {**NEW_PERSON, "phone": "053 000 0000", "form_of_address": "ms"}, lambda p: (p.phone, p.form_of_address) == ("053 000 0000", "ms")),
    "membership_end": (a_role, {}, lambda m: m.ended_on == build.TODAY),
    "choice_record": (lambda: Choice.objects.get(state="committed").organisation, {"package": "basis", "stated_on": "2026-05-01", "starts_on": "2026-09-01"}, lambda o: o.choices.get(package_code="basis")),
    "choice_withdraw": (lambda: Choice.objects.get(state="chosen"), {}, lambda c: c.state == "withdrawn"),
    "contract_make": (lambda: Choice.objects.get(state="chosen"), {"starts_on": "2026-09-01"}, lambda c: c.contracts.get()),
    "contract_order": (full, {"purchase_order_number": "VN-1"}, lambda c: c.purchase_order_number == "VN-1"),
    "contract_offer": (to_offer, {"on": "2026-05-20"}, lambda c: c.state == "offered"),
    "contract_sign": (lambda: Contract.objects.get(state="offered"), SIGNED, lambda c: c.contract_years.count() == 3),
    "contract_amend": (plain, {**SIGNED, "package": "basis_plus", "from_year": "2", "reason": "meer vakken"}, lambda c: c.contract_years.get(number=2).package_code == "basis_plus"),
    "contract_copy": (plain, {"paper": "agreement", "file": PDF}, lambda c: c.signed_copy.filename.endswith("-getekend.pdf")),
    "contract_end": (plain, {"on": "2027-03-01", "reason": "fusie"}, lambda c: c.ended_on == date(2027, 3, 1)),
    "contract_withdraw": (lambda: Contract.objects.get(state="offered"), {}, lambda c: c.state == "withdrawn"),
    "in_kind_deliver": (full, {"year": "1", "on": "2026-05-20", "amount": "100", "line": "vertical", "description": "begeleiding"}, lambda _: InKindEntry.objects.get(amount=100)),
    "in_kind_reverse": (lambda: entry(InKindEntry), {}, lambda e: e.reversed_by),
    "use_record": (lambda: full().organisation, {"kind": "project_hour", "quantity": "2,5", "on": "2026-05-20", "reason": "analyse"}, lambda _: Use.objects.get(quantity=Decimal("2.5"))),
    "use_reverse": (own_use, {}, lambda u: u.reversed_by),
    "organisation_register": (lambda: full().organisation, lambda: {"where": f"event:{upcoming().uid}"}, lambda o: o.registrations.get(event__isnull=False)),
    "cohort_register": (Cohort.objects.get, lambda: {"organisation": plain().organisation.name}, lambda c: c.registrations.get(organisation=plain().organisation)),
    "event_register": (upcoming, lambda: {"organisation": full().organisation.name}, lambda e: e.registrations.get()),
    "registration_name": (lambda: Registration.objects.without_name().first(), lambda: {"person": str(colleague(full().organisation).public_id)}, lambda r: r.person),
    "registration_cancel": (lambda: Registration.objects.without_name().first(), {}, lambda r: r.state == "cancelled"),
    "coaching_plan": (lambda: full().organisation, lambda: {"coach": str(specialist().public_id), "subject": "Rollen", "starts_at": "2026-06-01T10:00", "hours": "1"}, lambda o: o.coaching_sessions.get(subject="Rollen")),
    "coaching_hold": (CoachingSession.objects.first, {}, lambda s: s.state == "held"),
    "coaching_cancel": (CoachingSession.objects.first, {}, lambda s: s.state == "cancelled"),
    "coaching_request_plan": (wish, lambda: {"coach": str(specialist().public_id), "subject": "Rollen", "starts_at": "2026-06-01T10:00", "hours": "1"}, lambda r: r.session),
    "coaching_request_decline": (wish, {"reason": "geen coach"}, lambda r: r.answer == "geen coach"),
    "course_seat_take": (seats_left, {"course_code": "1", "course_name": "Vak", "starts_on": "2026-09-01", "ec": "5"}, lambda o: o.course_seats.get(course_code="1")),
    "course_seat_confirm": (lambda: seat("applied"), {"course_code": "202", "course_name": "Vak", "starts_on": "2026-09-01", "ec": "5"}, lambda s: s.state == "confirmed"),
    "course_seat_decline": (lambda: seat("applied"), {"reason": "vol"}, lambda s: s.answer == "vol"),
    "course_seat_assign": (lambda: seat("reserved"), lambda: {"person": str(visitor().public_id)}, lambda s: s.person),
    "course_seat_release": (lambda: seat("reserved"), {}, lambda s: s.state == "withdrawn"),
    "course_seat_complete": (finished_seat, {}, lambda s: s.state == "completed"),
    "correction_accept": (correction, {}, lambda r: r.organisation.legal_name == "Nieuwe naam"),
    "correction_decline": (correction, {"reason": "klopt niet"}, lambda r: r.answer == "klopt niet"),
    "event_new": (None, EVENT, lambda _: Event.objects.get(title="Kennisdag")),
    "event_edit": (upcoming, {**EVENT, "all_day": "on"}, lambda e: e.all_day and e.title == "Kennisdag"),
    "event_parts": (upcoming, lambda: parts_of(upcoming()), lambda e: e.parts.get().title == "Opening"),
    "event_cancel": (upcoming, {}, lambda e: e.status == "cancelled"),
    "cohort_new": (None, {"number": "2", "name": "Cohort 2", "starts_on": "2026-09-01"}, lambda _: Cohort.objects.get(number=2)),
    "project_propose": (lambda: full().organisation, {"title": "Wijk", "line": "vertical"}, lambda o: o.projects.get(title="Wijk")),
    "project_new": (None, {"organisation": "Universiteit (demo)", "title": "Wijk", "line": "vertical"}, lambda _: Project.objects.get(title="Wijk")),
    "project_start": (Project.objects.first, {}, lambda p: p.state == "active"),
    "project_complete": (active_project, {}, lambda p: p.state == "completed"),
    "project_withdraw": (Project.objects.first, {"reason": "stopt"}, lambda p: p.state == "withdrawn"),
    "placement_offer": (lambda: full().organisation, {"kind": "phd", "title": "Bodem", "line": "vertical", "starts_on": "2026-09-01", "last_day": "2027-08-31", "hours": "640"}, lambda o: o.placements.get(title="Bodem").ends_on == date(2027, 9, 1)),
    "placement_match": (Placement.objects.first, {"name": "Een student", "institution": "Saxion"}, lambda p: p.state == "matched"),
    "placement_start": (lambda: running_placement("matched"), {}, lambda p: p.state == "running"),
    "placement_complete": (lambda: running_placement("running"), {}, lambda p: p.state == "completed"),
    "placement_withdraw": (Placement.objects.first, {"reason": "vervalt"}, lambda p: p.state == "withdrawn"),
    "invoice_order": (draft, {"purchase_order_number": "VN-2"}, lambda i: i.purchase_order_number == "VN-2"),
    "payment_record": (issued, {"amount": "100", "on": "2026-05-20"}, lambda i: i.payments.get().amount == 100),
    "payment_reverse": (Payment.objects.first, {}, lambda p: p.reversed_by),
    "hours_book": (None, lambda: {"person": str(specialist().public_id), "on": "2026-05-20", "hours": "7,5", "line": "vertical", "description": "analyse"}, lambda _: HourEntry.objects.get(hours=Decimal("7.5"))),
    "hours_reverse": (lambda: entry(HourEntry), {}, lambda e: e.reversed_by),
    "expense_book": (None, {"line": "vertical", "on": "2026-05-20", "amount": "12,50", "description": "zaal"}, lambda _: Expense.objects.get(amount=Decimal("12.5"))),
    "expense_reverse": (lambda: entry(Expense), {}, lambda e: e.reversed_by),
    "programme_load": (None, {}, None),
    "mail_trial": (None, {"address": "bob@example.org"}, lambda _: Job.objects.get(kind="mail.trial")),
}  # fmt: skip


@pytest.fixture
def office(scene, bob, client):
    samples.fill(scene)
    client.force_login(bob)
    return client


def address(name, record):
    key = [getattr(record, "public_id", None) or record.uid] if record else []
    return reverse(name, args=key)


def typed(data):
    return data() if callable(data) else dict(data)


def wrong(names, check):
    """Return what is wrong by name; each form begins with the same rows, made once for all."""
    found = {}
    for name in names:
        with transaction.atomic():
            if problem := check(name):
                found[name] = problem
            transaction.set_rollback(True)
    return found


def test_every_form_does_its_work_once(office):
    def check(name):
        make, data, holds = FORMS[name]
        record = make() if make else None
        path = address(name, record)
        sent = {**typed(data), "once": str(uuid.uuid4()), "bevestigd": "1"}
        answer = office.post(path, sent)
        if answer.status_code != 302:
            return str(answer.context["form"].errors)
        if record:
            record = type(record)._default_manager.get(pk=record.pk)
        if holds and not holds(record):
            return "not done"
        rows = AuditEntry.objects.count()
        again = office.post(path, sent)
        if again.headers.get("Location") != answer.headers["Location"]:
            return "second answer differs"
        if AuditEntry.objects.count() != rows:
            return "done twice"
        page = office.get(answer.headers["Location"])
        return None if page.status_code == 200 else "leads nowhere"

    assert wrong(FORMS, check) == {}


REFUSED = {
    "organisation_new": {"name": "", "country_code": "NL"},
    "organisation_edit": {**ORGANISATION, "kvk_number": "123"},
    "colleague_new": {**NEW_PERSON, "role": "lead"},
    "person_new": {**NEW_PERSON, "organisation": "Nergens"},
    "member_new": {"person": "niemand@example.org", "role": "contact"},
    "role_new": {"organisation": "Nergens", "role": "lead"},
    "person_edit": {**NEW_PERSON, "email": "bob.backoffice@example.org"},
    "membership_end": {"on": "2020-01-01"},
    "choice_record": {"package": "basis", "stated_on": "2026-05-01", "starts_on": "2019-09-01"},
    "contract_make": {"starts_on": "2026-09-01", "years": "2"},
    "contract_offer": {"on": "spoedig", "send": "on"},
    "contract_sign": {**SIGNED, "university_signed_on": "2027-01-01"},
    "contract_amend": {**SIGNED, "package": "basis", "from_year": "2", "reason": "x"},
    "contract_copy": {"paper": "addendum"},
    "contract_end": {"on": "2035-03-01", "reason": "fusie"},
    "in_kind_deliver": {"year": "1", "on": "2026-05-20", "amount": "90000", "line": "vertical", "description": "x"},
    "use_record": {"kind": "course_seat", "quantity": "9", "on": "2026-05-20", "reason": "x"},
    "organisation_register": {"where": "cohort:nergens"},
    "cohort_register": {"organisation": "Nergens"},
    "event_register": {"organisation": "Nergens"},
    "registration_name": {"person": str(uuid.uuid4())},
    "coaching_plan": {"subject": "Rollen", "starts_at": "gisteren", "hours": "veel"},
    "coaching_request_decline": {"reason": ""},
    "course_seat_take": {"course_code": "1", "course_name": "Vak", "starts_on": "2040-09-01", "ec": "5"},
    "course_seat_confirm": {"course_name": "Vak", "starts_on": "2026-09-01", "ec": "5"},
    "course_seat_complete": {"on": "2020-01-01"},
    "event_new": {**EVENT, "ends_at": "2026-06-10T08:00"},
    "event_edit": {**EVENT, "title": "x" * 300},
    "event_parts": {"title_0": "Opening"},
    "cohort_new": {"number": "1", "name": "Cohort 1", "starts_on": "2026-09-01"},
    "project_propose": {"title": "", "line": "vertical"},
    "project_withdraw": {"reason": ""},
    "placement_offer": {"kind": "phd", "title": "B", "line": "vertical", "starts_on": "2026-09-01", "last_day": "2026-08-01", "hours": "640"},
    "placement_match": {"name": "", "institution": "Saxion"},
    "payment_record": {"amount": "99999", "on": "2026-05-20"},
    "hours_book": {"on": "2026-05-20", "hours": "25", "line": "vertical", "description": "x"},
    "expense_book": {"line": "vertical", "on": "2044-05-20", "amount": "12,50", "description": "zaal"},
    "mail_trial": {"address": "geen adres"},
}  # fmt: skip


def test_every_refusal_is_a_sentence_and_nothing_typed_is_lost(office):
    def check(name):
        make, _data, _holds = FORMS[name]
        record = make() if make else None
        rows = AuditEntry.objects.count()
        answer = office.post(address(name, record), {**REFUSED[name], "bevestigd": "1"})
        if answer.status_code != 422:
            return answer.status_code
        form = answer.context["form"]
        kept = {key: form.data.get(key) for key in REFUSED[name]}
        is_right = form.mistakes() and kept == REFUSED[name] and AuditEntry.objects.count() == rows
        return None if is_right else form.mistakes()

    assert wrong(REFUSED, check) == {}


PREVIEWED = (
    "contract_offer", "contract_sign", "contract_amend", "contract_end", "event_cancel",
    "correction_accept", "programme_load",
)  # fmt: skip


def test_what_cannot_be_undone_is_shown_before_it_is_done(office):
    def check(name):
        make, data, _holds = FORMS[name]
        record = make() if make else None
        rows = AuditEntry.objects.count()
        answer = office.post(address(name, record), {**typed(data), "once": str(uuid.uuid4())})
        is_shown = answer.status_code == 200 and answer.context["preview"]
        return None if is_shown and AuditEntry.objects.count() == rows else answer.status_code

    assert wrong(PREVIEWED, check) == {}


FOLLOWED = (
    "use_reverse", "course_seat_confirm", "course_seat_decline", "course_seat_release",
    "course_seat_complete", "project_start", "placement_match", "placement_start",
    "correction_decline", "coaching_request_decline",
)  # fmt: skip


def test_what_has_no_way_back_says_what_follows(office):
    def check(name):
        make, _data, _holds = FORMS[name]
        page = office.get(address(name, make()))
        said = str(page.context["page"].intro)
        return None if said and said in page.content.decode() else said or "nothing"

    assert wrong(FOLLOWED, check) == {}


def test_agreement_is_looked_at_before_it_is_offered(office, tmp_path, monkeypatch):
    contract = Contract.objects.get(state="draft")
    path = address("contract_offer", contract)
    said = office.get(path).context["hindrances"]
    assert "seller.toml" in said[0][0]
    assert office.post(path, {"on": "2026-05-20"}).status_code == 422
    world.mark_demo()
    assert office.get(path).context["hindrances"][0][1].href  # where a contact is recorded
    world.make_person("Contact", contract.organisation, "contact")
    Organisation.objects.update(street="")
    seen = office.get(path).context["seen"]
    shown = office.post(path, {"on": "2026-05-20", "send": "on", "seen": seen}).context
    assert not shown["form"].errors, shown["form"].errors
    assert (len(shown["blanks"]), shown["hindrances"]) == (1, [])
    assert contract.number in shown["letter"].subject
    concept = office.get(shown["concept_href"])
    assert concept.content.startswith(b"%PDF-")
    assert concept.headers["Content-Disposition"].startswith("inline")
    folder = OfficeFolder(tmp_path / "office")
    monkeypatch.setenv("LLLO_OFFICE_DIR", str(folder.root))
    folder.replace("invoicing/templates/agreement.md.j2", "{{ number }}", "{{ nobody }}")
    folder.replace("invoicing/templates/agreement_mail.txt.j2", "Onderwerp:", "Onderwerk:")
    assert office.get(shown["concept_href"]).status_code == 302
    assert office.post(path, {"on": "2026-05-20", "send": "on"}).status_code == 422
    assert not Contract.objects.get(pk=contract.pk).agreement_id
    monkeypatch.delenv("LLLO_OFFICE_DIR")
    confirmed = {"on": "2026-05-20", "send": "on", "seen": shown["seen"], "bevestigd": "1"}
    assert office.post(path, confirmed).status_code == 302
    assert Contract.objects.get(pk=contract.pk).offered_on == date(2026, 5, 20)


def test_amendment_shows_the_money_of_each_year(office):
    make, data, _holds = FORMS["contract_amend"]
    page = office.post(address("contract_amend", make()), typed(data)).content.decode()
    assert page.count("€\N{NO-BREAK SPACE}11.500,00") == 2
    assert page.count("€\N{NO-BREAK SPACE}4.000,00") == 2


def test_addendum_is_signed_on_paper_recorded_and_sent(office):
    world.mark_demo()
    contract = plain()
    path = address("contract_amend", contract)
    others = office.get(path).context["papers"]
    assert [name for name, _href in others] == ["Basis Plus", "Professional", "Professional Plus"]
    paper = office.get(others[0][1])
    assert paper.headers["Content-Disposition"].startswith("inline")
    for asked in ("?pakket=basis&jaar=2", "?pakket=basis_plus&jaar=x"):
        assert office.get(others[0][1].partition("?")[0] + asked).status_code == 302
    data = {**SIGNED, "package": "basis_plus", "from_year": "2", "reason": "meer", "send": "on"}
    shown = office.post(path, data).context
    assert "Addendum 1" in shown["letter"].subject
    assert shown["papers"][0][1] == others[0][1]
    assert office.post(path, {**data, "bevestigd": "1"}).status_code == 302
    assert Job.objects.filter(kind="mail.addendum").count() == 1
    office.post(
        address("contract_copy", contract),
        {"paper": "1", "file": SimpleUploadedFile("scan.pdf", b"%PDF-1.7\n%%EOF")},
    )
    for name in ("addendum_pdf", "addendum_document", "addendum_copy_pdf"):
        assert office.get(reverse(name, args=[contract.public_id, 1])).status_code == 200, name
    figure = office.get(address("contract", contract)).context["screen"].figures[0]
    assert "11.500" in figure.note


UNDONE = {
    "member_new": "membership_end", "contract_make": "contract_withdraw",
    "use_record": "use_reverse", "organisation_register": "registration_cancel",
    "coaching_plan": "coaching_cancel", "course_seat_take": "course_seat_release",
    "in_kind_deliver": "in_kind_reverse", "payment_record": "payment_reverse",
    "hours_book": "hours_reverse", "expense_book": "expense_reverse",
}  # fmt: skip


def test_message_offers_to_undo_and_that_button_does_it(office):
    def check(name):
        make, data, _holds = FORMS[name]
        record = make() if make else None
        sent = {**typed(data), "once": str(uuid.uuid4()), "bevestigd": "1"}
        answer = office.post(address(name, record), sent, follow=True)
        undo = undo_in([*answer.context["messages"]][-1].extra_tags)
        if undo is None or resolve(undo.href).url_name != UNDONE[name]:
            return undo
        rows = AuditEntry.objects.count()
        done = office.post(undo.href, {"once": str(uuid.uuid4())}).status_code == 302
        return None if done and AuditEntry.objects.count() > rows else "not undone"

    assert wrong(UNDONE, check) == {}


def test_invoice_is_issued_and_credited_on_its_page(office, scene):
    world.mark_demo()
    invoice = drafted(build.make_participant(scene, 40, package="basis"))
    path = address("invoice_issue", invoice)
    shown = office.post(path, {"on": "2026-05-20"})
    assert shown.context["preview"].rows
    assert office.post(path, {"on": "2026-05-20", "bevestigd": "1"}).status_code == 302
    invoice.refresh_from_db()
    assert invoice.number
    path = address("invoice_credit", invoice)
    credit = {"on": "2026-05-20", "reason": "verkeerd jaar"}
    assert office.post(path, credit).context["preview"]
    assert office.post(path, {**credit, "bevestigd": "1"}).status_code == 302
    assert invoice.credit_notes.get().reason == "verkeerd jaar"
    assert office.get(address("invoice", invoice.credit_notes.get())).status_code == 200


def drafted(contract):
    """Return the draft that a run makes for a contract."""
    contract.organisation.kvk_number = "90000031"
    contract.organisation.save()
    run = draft_invoices(2026, on=build.TODAY, by=None)
    return next(each for each in run.created if each.organisation_id == contract.organisation_id)


def test_draft_that_cannot_be_issued_says_why(office):
    answer = office.post(address("invoice_issue", draft()), {"on": "2026-05-20", "bevestigd": "1"})
    assert answer.status_code == 422
    assert answer.context["form"].mistakes()


def test_who_acts_in_one_of_several_roles_goes_beyond_nothing():
    """The form asks what the action asks: a superuser in a role has the rights of that role."""
    account = User(is_superuser=True)
    account._roles = frozenset({"backoffice"})
    assert acting.may_override(account)
    account.acting_as = "backoffice"
    assert not acting.may_override(account)


def test_day_of_signing_that_is_refused_never_gets_a_preview(office):
    path = address("contract_sign", Contract.objects.get(state="offered"))
    for name, wrong_day in (
        ("university_signed_on", "2027-01-01"),
        ("participant_signed_on", "2020-01-01"),
    ):
        answer = office.post(path, {**SIGNED, name: wrong_day})
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {name}
        assert "preview" not in answer.context


def test_signing_says_from_which_day_seats_can_be_used(office):
    contract = Contract.objects.get(state="offered")
    path, sent = address("contract_sign", contract), {**SIGNED, "bevestigd": "1"}
    Contract.objects.filter(pk=contract.pk).update(starts_on="2027-01-01", ends_on="2030-01-01")
    page = office.post(path, sent, follow=True)
    assert "1 januari 2027" in str([*page.context["messages"]][-1])
    page = office.get(address("organisation", contract.organisation)).content.decode()
    assert "1\xa0jan\xa02027" in page


def test_correction_shows_at_once_what_changes(office):
    request = correction()
    answer = office.get(address("correction_accept", request))
    label = request.organisation._meta.get_field("legal_name").verbose_name
    assert [row[0].lower() for row in answer.context["preview"].rows] == [label.lower()]
    assert answer.context["preview"].rows[0][2] == "Nieuwe naam"
    assert "legal_name" not in answer.content.decode().split("</h1>")[0]
    assert 'name="terug"' not in answer.content.decode()


def test_course_that_was_applied_for_shows_who_asked_what_and_what_is_left(office):
    organisation = full().organisation
    alice = build.make_account("contact", organisation, given_name="Zus")
    course = CourseData(course_code="", course_name="Netwerken", starts_on=date(2027, 4, 5))
    seat = apply_for_course_seat(
        organisation, course, remark="Liefst dit jaar", on=build.TODAY, by=alice
    )
    answer = office.get(address("course_seat_confirm", seat))
    facts = [str(value) for _label, value in answer.context["facts"]]
    for said in (
        "Liefst dit jaar",
        str(alice),
        "1 van 2",
        "1 maart 2026 tot en met 28 februari 2029",
    ):
        assert said in facts, facts
    assert answer.context["form"]["ec"].value() == "5"
    assert address("course_seat_decline", seat) in answer.content.decode()


def test_coaching_that_was_asked_for_shows_the_wish_and_what_is_left(office, scene):
    request = wish()
    CoachingRequest.objects.filter(pk=request.pk).update(wish="Liefst op dinsdag")
    house = world.make_organisation("Stichting (demo)", kind="partner")
    partner = world.make_person("Partner", house, "partner")
    answer = office.get(address("coaching_request_plan", request))
    assert "Liefst op dinsdag" in answer.content.decode()
    assert str(request.person) in answer.content.decode()
    assert len(answer.context["facts"]) == 6
    coaches = answer.context["form"].fields["coach"].queryset
    assert specialist() in coaches
    assert partner not in coaches
