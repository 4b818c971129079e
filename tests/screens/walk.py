"""A page for every address of the site that a role may see, in a scene with something of everything."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.utils import translation

from lllo.budget.actions import book_hours
from lllo.contracts.actions import amend_contract
from lllo.feeds.models import MailedInvitation
from lllo.invoices.models import Invoice
from lllo.people.account_actions import hash_of, invite
from lllo.programmes.models import DevelopmentLine
from lllo.training.models import CoachingSession, Event, Registration
from tests import world
from tests.screens import scene as build
from tests.screens.addresses import VARIABLE, addresses, path_of, read_table, row_of
from tests.screens.lead import rows as lead_rows
from tests.screens.office import samples as office
from tests.screens.portal.rows import variables

# Who walks, and how many tests share the pages, so that both cores have something to do.
PARTS = {
    "stranger": 1, "backoffice": 4, "lead": 2, "auditor": 2, "specialist": 1,
    "contact": 1, "participant": 1, "partner": 1,
}  # fmt: skip
INSIDE = {"contact", "participant", "partner"}  # at an organisation; the others at the university
WITH_ROWS = {"backoffice", "lead", "contact"}  # whom the rows of the samples are shown
# No pages: files, calls of scripts, what leads on, the back room, and what signs the walker out.
NO_PAGE = (
    "admin:",
    "beheer/",
    "logout",
    ".pdf",
    ".xml",
    ".xlsx",
    ".zip",
    ".ics",
    ".json",
    ".ico",
    ".txt",
    "download",
)
LEADS_ON = {
    "home", "log_record", "portal_home", "account_signup", "account_set_password", "set_language", "invitation",
    "import_template", "service_door", "mfa_authenticate", "socialaccount_signup", "openid_connect_callback",
    "subscription_renew", "subscription_revoke", "office_subscription_renew",
    "mfa_login_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_generate_recovery_codes",
}  # fmt: skip
# The pages of an account are the same for all; the office has a second step, the lead sets it up.
WALKED_BY = {"mfa_activate_totp": "lead"}
FOR_EVERYONE = ("account_", "mfa_", "socialaccount_", "accessibility", "style")
# Pages that are no answer to an address of the site, and what some answer that is no success.
MORE = {"stranger": {"closed": "/account/aanmelden/", "nowhere": "/nergens/"}}
STATUS = {"nowhere": 404, "invitation_accept": 410, "socialaccount_login_error": 401}


INVITATION = ("office_invitation_renew", "office_invitation_withdraw")
PAPERS = ("invoice_pdf", "invoice_xml", "invoice_document")


def parts():
    """Return each role with the part of its pages that one test walks."""
    return [(role, part) for role, count in PARTS.items() for part in range(count)]


def names_for(role):
    """Return name and written pattern of every page that docs/roles.md opens for a role."""
    rows = read_table()[1]
    for name, written in addresses():
        row = rows[row_of(name, rows)]
        if any(word in name + written for word in NO_PAGE) or name in LEADS_ON:
            continue
        shown = {"yes"} if role not in WITH_ROWS else {"yes", "none"}
        if role == "stranger":
            shown = {"yes", "gone", "no"}
        elif name.startswith(FOR_EVERYONE) and (
            role != WALKED_BY.get(name, "backoffice") or "yes" in row["stranger"]
        ):
            continue
        if row[role] & shown:
            yield name, written


def fill(scene=None):
    """Fill the site and return a signed agreement with everything around it."""
    scene = scene or build.make_scene()
    office.fill(scene, 1)
    contract = build.make_participant(scene, 30)
    build.make_invoice(contract, number="F-2026-0030")
    amend_contract(
        contract, package_code="basis_plus", from_year=2, reason="meer deelnemers",
        agreed_on=build.TODAY, by=None,
    )  # fmt: skip
    return scene, contract


def account_for(role, scene, contract):
    """Make someone of a role; the first words that a visitor reads need no account."""
    if role == "stranger":
        return None
    return build.make_account(role, contract.organisation if role in INSIDE else scene.university)


def samples_for(user, contract):
    """Return the variables of addresses, as rows that the office, a contact or a lead may see."""
    papers = Invoice.objects.get(number="F-2026-0030")
    sent = {"public_id": asked_in(contract).public_id}
    event = Event.objects.filter(is_published=True).first()
    samples = {
        **variables(contract), **lead_rows.variables(contract),
        **{name: {"public_id": papers.public_id} for name in PAPERS},
        "account_act_for": {"public_id": contract.organisation.public_id},
        "invitation_answer": {"token": invited(contract, event)},
        **dict.fromkeys(INVITATION, sent),
        "public_id": contract.public_id, "uid": event.uid, "uidb36": "1", "key": "niet-meer",
    }  # fmt: skip
    if user is not None and user.roles & {"lead"}:
        own = book_hours(
            user.person, hours=Decimal(2), line=DevelopmentLine.objects.first(), on=build.TODAY,
            description="overleg", by=user,
        )  # fmt: skip
        mine = {"public_id": own.public_id}
        samples |= {"lead_hours_undo": mine, "lead_hours_correct": mine}
        samples["own_talk_held"] = {"uid": begun_talk(user.person).uid}
    return samples


def begun_talk(coach):
    """Return a talk of a coach that has begun and waits to be rounded off."""
    talk = CoachingSession.objects.filter(state=CoachingSession.State.PLANNED).last()
    talk.coach, talk.starts_at = coach, build.NOW - timedelta(hours=2)
    talk.save()
    return talk


def invited(contract, event):
    """Return the secret of an invitation by mail, of someone with a place."""
    places = Registration.objects.active().for_organisation(contract.organisation)
    place = places.filter(person__isnull=False).first()
    row = MailedInvitation(
        uid=event.uid, person=place.person, registration=place, event=event, is_open=True,
        ends_at=event.ends_at,
    )  # fmt: skip
    row.token_hash = hash_of(row.token)
    row.save()
    return row.token


def asked_in(contract):
    """Return an open invitation to the site, of someone without an account."""
    person = world.make_person("Genodigd", contract.organisation, given_name="Gerda")
    return invite(person, at=build.NOW, by=None)


def give_second_step(user):
    """Let someone have a second step, as the office must; the pages about it are there then."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)


def pages_of(role):
    """Fill the site, and return someone of a role with a path for each page of that role."""
    with translation.override(settings.LANGUAGE_CODE):  # what is noted stays as it was written
        scene, contract = fill()
        user = account_for(role, scene, contract)
        samples = samples_for(user, contract)
        given = office.paths(user) if user is not None else {}
    paths = {
        name: given.get(name) or path_of(name, written, samples)
        for name, written in names_for(role)
    }
    return user, dict(sorted(paths.items())) | MORE.get(role, {})


def pages_of_nothing():
    """Return a path for each page that is there on an empty installation: those without a row."""
    return {
        name: path_of(name, written, {})
        for name, written in names_for("all rights")
        if not VARIABLE.search(written)
    }
