from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore

from lllo.errors import Refused
from lllo.outbox.models import Job
from lllo.people import account_actions, account_queries
from lllo.people.account_actions import (
    accept_invitation,
    account_for_service,
    close_account,
    invite,
    invite_new,
    open_back_room,
    reopen_account,
    reset_second_factor,
    sign_out_everywhere,
    token_of,
    usable_invitation,
    withdraw_invitation,
)
from lllo.people.actions import AccountData
from lllo.people.models import AuditEntry, Invitation, Person, User
from tests import world

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = AT + timedelta(days=13, hours=23)
TOO_LATE = AT + timedelta(days=14)
GOOD = "vier-woorden-zijn-genoeg"


@pytest.fixture
def person(organisation):
    return world.make_person("Genodigd", organisation, "contact")


@pytest.fixture
def invitation(person):
    return invite(person, at=AT, by=None)


def refused(code, action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    assert caught.value.code == code


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))


def test_invitation_stores_no_secret_and_asks_the_worker_to_mail_it(invitation):
    token = token_of(invitation.public_id)
    job = Job.objects.get()
    assert (job.kind, job.payload) == (
        "mail.invitation",
        {"invitation": str(invitation.public_id)},
    )
    assert token not in str(list(Invitation.objects.values())) + str(job.payload)
    assert invitation.expires_at == TOO_LATE
    assert actions() == ["invitation.sent"]


def test_token_differs_for_each_invitation_and_each_key(invitation, settings):
    token = token_of(invitation.public_id)
    settings.SECRET_KEY = "another-key-" + "y" * 50
    assert token_of(invitation.public_id) != token
    assert len(token) == 43


def test_invitation_opens_an_account_once(invitation, person):
    token = token_of(invitation.public_id)
    account = accept_invitation(token, password=GOOD, at=LATER)
    assert (account.person, account.check_password(GOOD)) == (person, True)
    assert actions() == ["invitation.sent", "account.created", "invitation.accepted"]
    assert AuditEntry.objects.get(action="invitation.accepted").actor == account
    refused("invitation_used", accept_invitation, token, password=GOOD, at=LATER)
    assert User.objects.count() == 1


def test_invitation_runs_out_after_fourteen_days(invitation):
    token = token_of(invitation.public_id)
    refused("invitation_expired", accept_invitation, token, password=GOOD, at=TOO_LATE)
    assert not User.objects.exists()
    assert invitation.state(LATER) == Invitation.State.OPEN
    assert invitation.state(TOO_LATE) == Invitation.State.EXPIRED


def test_withdrawn_invitation_cannot_be_used(invitation):
    ended = withdraw_invitation(invitation, at=AT, by=None)
    assert ended.state(AT) == Invitation.State.WITHDRAWN
    token = token_of(invitation.public_id)
    refused("invitation_withdrawn", accept_invitation, token, password=GOOD, at=AT)
    refused("invitation_ended", withdraw_invitation, invitation, at=AT, by=None)


def test_new_invitation_stops_the_one_before(invitation, person):
    second = invite(person, at=LATER, by=None)
    first = token_of(invitation.public_id)
    refused("invitation_withdrawn", usable_invitation, first, at=LATER)
    assert usable_invitation(token_of(second.public_id), at=LATER + timedelta(days=10)) == second


def test_invitation_to_an_address_that_was_changed_cannot_be_used(invitation, person):
    Person.objects.filter(pk=person.pk).update(email="anders@example.org")
    token = token_of(invitation.public_id)
    refused("invitation_withdrawn", usable_invitation, token, at=AT)


def test_link_that_is_not_ours_is_refused(db):
    refused("invitation_unknown", usable_invitation, "x" * 43, at=AT)


def test_weak_password_leaves_the_invitation_open(invitation, person):
    token = token_of(invitation.public_id)
    refused("password_weak", accept_invitation, token, password="kort", at=AT)
    User.objects.create_user(person.email, person=person)  # made by the office, never used
    refused("password_weak", accept_invitation, token, password="kort", at=AT)
    assert accept_invitation(token, password=GOOD, at=AT).check_password(GOOD)


def test_invitation_through_the_service_sets_no_password(invitation):
    account = accept_invitation(token_of(invitation.public_id), password=None, at=AT)
    assert not account.has_usable_password()


def test_account_made_before_is_taken_over_by_its_own_person(invitation, person):
    account = User.objects.create_user(person.email, person=person)
    assert accept_invitation(token_of(invitation.public_id), password=None, at=AT) == account


def test_who_needs_no_invitation_gets_none(person):
    account = User.objects.create_user(person.email, GOOD, person=person)
    refused("account_exists", invite, person, at=AT, by=None)
    User.objects.filter(pk=account.pk).update(is_active=False)
    refused("account_closed", invite, person, at=AT, by=None)
    nameless = world.make_person("Zonder", email="")
    refused("person_without_email", invite, nameless, at=AT, by=None)


def test_someone_who_came_through_the_service_is_not_invited_again(person):
    User.objects.create_user(person.email, person=person, last_login=AT)
    refused("account_exists", invite, person, at=AT, by=None)


def test_new_person_is_recorded_with_a_role_and_invited(organisation, backoffice):
    data = AccountData(email="nieuw@example.org", role="participant", family_name="Nieuw")
    found = invite_new(data, organisation, at=AT, on=date(2026, 3, 2), by=backoffice)
    assert found.person.memberships.get().role == "participant"
    assert found.created_by == backoffice
    again = invite_new(data, organisation, at=AT, on=date(2026, 3, 2), by=backoffice)
    assert (again.person, Person.objects.filter(email="nieuw@example.org").count()) == (
        found.person,
        1,
    )


def test_unknown_person_without_a_name_is_refused_whole(organisation):
    data = AccountData(email="nieuw@example.org", role="participant")
    refused("person_unknown", invite_new, data, organisation, at=AT, on=date(2026, 3, 2), by=None)
    assert not Invitation.objects.exists()


def test_service_opens_accounts_for_people_with_a_role_only(person):
    assert account_for_service("niemand@example.org") is None
    loose = world.make_person("Los")
    assert account_for_service(loose.email) is None
    account = account_for_service(person.email.upper())
    assert account.person == person
    assert account_for_service(person.email) == account
    for right in ("is_staff", "is_superuser"):
        User.objects.update(**{"is_staff": False, "is_superuser": False, right: True})
        assert account_for_service(person.email) is None


def test_service_opens_no_account_of_the_staff_by_address(university):
    held = world.make_person("Kantoor", university, "backoffice")
    assert account_for_service(held.email) is None
    assert not User.objects.exists()


@pytest.fixture
def account(person):
    return User.objects.create_user(person.email, GOOD, person=person)


def sign_in(account):
    store = SessionStore()
    store.create()
    return UserSession.objects.create(
        user=account, session_key=store.session_key, ip="192.0.2.1", user_agent="x"
    )


def test_closing_an_account_ends_its_sessions_and_is_undone(account, backoffice):
    session = sign_in(account)
    assert not close_account(account, by=backoffice).is_active
    assert not SessionStore().exists(session.session_key)
    close_account(account, by=backoffice)
    assert reopen_account(account, by=backoffice).is_active
    reopen_account(account, by=backoffice)
    assert actions() == ["account.closed", "account.reopened"]


def test_nobody_closes_an_account_of_their_own(backoffice):
    refused("account_own", close_account, backoffice, by=backoffice)


def test_signing_out_everywhere_leaves_others_alone(account, backoffice):
    mine = [sign_in(account), sign_in(account)]
    other = sign_in(backoffice)
    assert sign_out_everywhere(account, by=account) == 2
    assert [SessionStore().exists(each.session_key) for each in mine] == [False, False]
    assert SessionStore().exists(other.session_key)


def test_lost_second_step_is_taken_away_with_the_sessions(account):
    sign_in(account)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
    assert reset_second_factor(account, by=None) == 1
    assert not UserSession.objects.exists()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail) == ("account.second_factor_reset", {"removed": 1})


def test_back_room_is_opened_once(account):
    assert open_back_room(account, by=None).is_superuser
    assert open_back_room(account, by=None).is_staff
    assert actions() == ["account.back_room_opened"]


@pytest.mark.parametrize(
    ("role", "demanded"),
    [
        ("backoffice", True),
        ("lead", True),
        ("auditor", True),
        ("specialist", True),
        ("partner", False),
        ("contact", False),
    ],
)
def test_second_step_is_demanded_of_staff(role, demanded, university, settings):
    settings.LLLO_MFA_ROLES = ["backoffice", "lead", "specialist", "auditor", "backroom"]
    assert account_queries.needs_second_factor(world.make_user(role, university)) is demanded


def test_second_step_is_demanded_of_the_back_room_and_of_nobody_if_so_set(db, settings):
    root = User.objects.create_superuser("root@example.org")
    door = User.objects.create_user("deur@example.org", is_staff=True)
    settings.LLLO_MFA_ROLES = ["backroom"]
    assert account_queries.needs_second_factor(root)
    assert account_queries.needs_second_factor(door)
    settings.LLLO_MFA_ROLES = ["lead"]
    assert not account_queries.needs_second_factor(root)
    settings.LLLO_MFA_ROLES = []
    assert not account_queries.needs_second_factor(root)


def test_allow_list_knows_addresses_and_domains(settings):
    settings.LLLO_OIDC_ALLOW = ["@utwente.example", "Een@Example.org"]
    allowed = account_queries.is_allowed_address
    assert allowed("iemand@utwente.example")
    assert allowed("een@example.org")
    assert not allowed("twee@example.org")
    assert not allowed("iemand@nep-utwente.example")
    assert not allowed("iemand@sub.utwente.example")
    assert not allowed("")


def test_unknown_account_is_said_so(db):
    refused("account_unknown", account_queries.find_account, "niemand@example.org")


def test_action_module_hashes_what_it_stores():
    assert account_actions.hash_of("a") != account_actions.hash_of("b")
