"""What happens to accounts: opened, invited, accepted, closed, signed out everywhere."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.outbox.actions import enqueue
from lllo.people import audit
from lllo.people.account_models import VALID_FOR
from lllo.people.actions import (
    OrganisationData,
    PersonData,
    add_membership,
    create_account,
    save_organisation,
    save_person,
)
from lllo.people.models import Invitation, Membership, Organisation, Person, User

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from lllo.people.actions import AccountData

INVITATION_MAIL = "mail.invitation"


def token_of(public_id: UUID) -> str:
    """Return the secret of an invitation's link, which only holders of the site's key can make.

    So it need not be stored: not in the row, and not in the job that mails it.
    """
    code = salted_hmac("lllo.people.invitation", public_id.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(code).decode().rstrip("=")


def hash_of(token: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(person: Person, *, at: datetime, by: User | None) -> Invitation:
    """Mail a person a link to open an account; a link sent before stops working.

    Refuses a person without a mail address, and one whose account is in use.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update().get(pk=person.pk)
        _refuse_uninvitable(locked)
        locked.invitations.waiting().update(withdrawn_at=at)
        invitation = Invitation(
            person=locked,
            email=locked.email.lower(),
            created_at=at,
            created_by=by,
            expires_at=at + VALID_FOR,
        )
        invitation.token_hash = hash_of(token_of(invitation.public_id))
        invitation.save()
        payload = {"invitation": str(invitation.public_id)}
        enqueue(INVITATION_MAIL, f"{INVITATION_MAIL}/{invitation.public_id}", payload)
        audit.record("invitation.sent", invitation, by=by, person=locked.pk)
    return invitation


def _refuse_uninvitable(person: Person) -> None:
    """Refuse who cannot be reached, or has no need of an invitation."""
    if not person.email:
        raise Refused(
            _("%(person)s has no mail address; an account needs one.") % {"person": person},
            code="person_without_email",
        )
    account = User.objects.filter(person=person).first()
    if account and not account.is_active:
        raise Refused(
            _("The account of %(person)s was closed.") % {"person": person}, code="account_closed"
        )
    if account and _is_in_use(account):
        raise Refused(
            _("%(person)s has an account already and can sign in.") % {"person": person},
            code="account_exists",
        )


def _is_in_use(account: User) -> bool:
    """Tell whether someone can sign in to an account, or did so through a sign-in service."""
    return account.has_usable_password() or account.last_login is not None


def university(name: str, *, by: User | None) -> Organisation:
    """Return the university of a name; the first account of a site finds none, and records it."""
    shown = " ".join(name.split())
    kind = Organisation.Kind.UNIVERSITY
    known = Organisation.objects.filter(kind=kind, name__iexact=shown).first()
    return known or save_organisation(OrganisationData(name=shown, kind=kind), by=by)


def open_account(
    data: AccountData, organisation: Organisation, *, on: date, by: User | None
) -> User:
    """Open an account with a role at once, with the password that is known; for who sets up a site.

    Everybody else is invited: see ``invite_new``. One transaction, as there.
    """
    with transaction.atomic():
        person = _with_role(data, organisation, on=on, by=by)
        return create_account(person, password=data.password, by=by)


def invite_new(
    data: AccountData, organisation: Organisation, *, at: datetime, on: date, by: User | None
) -> Invitation:
    """Invite someone for a role at an organisation; the link of the mail opens the account.

    One transaction: with a refusal there is no person, no role and no invitation.
    """
    with transaction.atomic():
        return invite(_with_role(data, organisation, on=on, by=by), at=at, by=by)


def _with_role(
    data: AccountData, organisation: Organisation, *, on: date, by: User | None
) -> Person:
    """Give a role to who is known by the mail address; a person who is new is recorded first."""
    person = Person.objects.filter(email__iexact=data.email.strip()).first()
    if person is None and not data.family_name.strip():
        raise Refused(
            _("Nobody has the mail address %(email)s yet; a new person needs a family name.")
            % {"email": data.email},
            code="person_unknown",
        )
    if person is None:
        name = PersonData(
            given_name=data.given_name,
            name_prefix=data.name_prefix,
            family_name=data.family_name,
            email=data.email,
        )
        person = save_person(name, by=by)
    add_membership(person, organisation, data.role, on=on, by=by)
    return person


def withdraw_invitation(invitation: Invitation, *, at: datetime, by: User | None) -> Invitation:
    """Let the link of an invitation stop working. Refuses one that was used or withdrawn."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.accepted_at or locked.withdrawn_at:
            raise Refused(
                _("This invitation was used or withdrawn already."), code="invitation_ended"
            )
        locked.withdrawn_at = at
        locked.save(update_fields=["withdrawn_at"])
        audit.record("invitation.withdrawn", locked, by=by)
    return locked


def usable_invitation(token: str, *, at: datetime) -> Invitation:
    """Return the invitation of a link.

    Refuses a link that is unknown, was used, ran out, was withdrawn, or was
    sent to an address that is not the person's any more.
    """
    invitations = Invitation.objects.select_related("person")
    invitation = invitations.filter(token_hash=hash_of(token)).first()
    if invitation is None:
        raise Refused(_("This link is not one of ours, or not whole."), code="invitation_unknown")
    state = invitation.state(at)
    if state == Invitation.State.ACCEPTED:
        raise Refused(
            _("This invitation was used already. Sign in with your mail address."),
            code="invitation_used",
        )
    if state == Invitation.State.EXPIRED:
        raise Refused(
            _("This invitation was valid for 14 days. Ask the backoffice for a new one."),
            code="invitation_expired",
        )
    moved = invitation.person.email.lower() != invitation.email
    if state == Invitation.State.WITHDRAWN or moved:
        raise Refused(
            _("This invitation is not valid any more. Use the latest one you received."),
            code="invitation_withdrawn",
        )
    return invitation


def accept_invitation(token: str, *, password: str | None, at: datetime) -> User:
    """Open the account that someone was invited to, once; return it.

    Without a password they came through the sign-in service. Refuses a weak
    password and everything that ``usable_invitation`` refuses.
    """
    with transaction.atomic():
        Invitation.objects.select_for_update().filter(token_hash=hash_of(token)).first()
        invitation = usable_invitation(token, at=at)  # what it is now, with the row locked
        _refuse_uninvitable(invitation.person)
        account = User.objects.filter(person=invitation.person).first()
        if account is None:
            account = create_account(invitation.person, password=password, by=None)
        elif password is not None:
            _set_password(account, password)
        invitation.accepted_at = at
        invitation.save(update_fields=["accepted_at"])
        audit.record("invitation.accepted", invitation, by=account, account=account.pk)
    return account


def _set_password(account: User, password: str) -> None:
    """Give an account its first password, if that is strong enough."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="password_weak") from error
    account.set_password(password)
    account.save(update_fields=["password"])


def account_for_service(email: str) -> User | None:
    """Return the account that an address vouched for by the sign-in service may enter.

    Someone whom the office knows with a role, and who has no account yet, gets
    one; nobody else does. An address alone opens no account that sees
    everything: staff is invited, or ties the service while signed in.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(email__iexact=email).first()
        if person is None:
            return None
        account = User.objects.filter(person=person).first()
        held = Membership.objects.current().filter(person=person)
        roles = set(held.values_list("role", flat=True))
        is_staff = account is not None and (account.is_staff or account.is_superuser)
        if is_staff or not roles.isdisjoint(Membership.SEES_EVERYTHING):
            return None
        if account is None and roles:
            account = create_account(person, by=None)
    return account


def close_account(account: User, *, by: User | None) -> User:
    """Let nobody sign in to an account any more, and end its sessions; twice changes nothing.

    Refuses to close one's own: the office could lock itself out.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=account.pk)
        if by is not None and by.pk == locked.pk:
            raise Refused(_("Nobody closes an account of their own."), code="account_own")
        if locked.is_active:
            locked.is_active = False
            locked.save(update_fields=["is_active"])
            _end_sessions(locked)
            audit.record("account.closed", locked, by=by)
    return locked


def reopen_account(account: User, *, by: User | None) -> User:
    """Let someone sign in again; twice has the effect of once."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=account.pk)
        if not locked.is_active:
            locked.is_active = True
            locked.save(update_fields=["is_active"])
            audit.record("account.reopened", locked, by=by)
    return locked


def sign_out_everywhere(account: User, *, by: User | None) -> int:
    """End every session of an account; return how many there were."""
    with transaction.atomic():
        ended = _end_sessions(account)
        audit.record("account.signed_out_everywhere", account, by=by, sessions=ended)
    return ended


def _end_sessions(account: User) -> int:
    """Delete the sessions of an account and what is known of their devices."""
    sessions = list(UserSession.objects.filter(user=account))
    for session in sessions:
        session.end()
    return len(sessions)


def reset_second_factor(account: User, *, by: User | None) -> int:
    """Take away the second steps of someone who lost them, and sign them out everywhere.

    Staff sets up a new one at the next sign-in. Returns how many there were.
    """
    with transaction.atomic():
        removed, _rows = Authenticator.objects.filter(user=account).delete()
        _end_sessions(account)
        audit.record("account.second_factor_reset", account, by=by, removed=removed)
    return removed


def open_back_room(account: User, *, by: User | None) -> User:
    """Give an account every right, the back room included; twice has the effect of once."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=account.pk)
        if not (locked.is_staff and locked.is_superuser):
            locked.is_staff = locked.is_superuser = True
            locked.save(update_fields=["is_staff", "is_superuser"])
            audit.record("account.back_room_opened", locked, by=by)
    return locked
