"""The office invites people: the list, someone new, a new link, and a link that stops working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.people import account_actions
from lllo.people.account_queries import invitations
from lllo.people.actions import AccountData
from lllo.people.models import Invitation, Membership, Organisation
from lllo.screens.access import OFFICE, Role, may_enter
from lllo.screens.components.cells import RowLink, Tone
from lllo.screens.components.forms import ActionPage, Form, PickField, WordField
from lllo.screens.components.lists import (
    Bulk,
    Cell,
    Column,
    Crumb,
    HeadAction,
    ListPage,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from lllo.people.models import User

INVITERS = frozenset({Role.BACKOFFICE})
STATES = Invitation.State
TONES: Mapping[str, Tone] = {STATES.OPEN: "wait", STATES.ACCEPTED: "good", STATES.EXPIRED: "late"}


class InvitationFilters(django_filters.FilterSet):
    """What the list is narrowed by."""

    status = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=STATES.choices, method="in_state"
    )

    def in_state(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        """Return the rows in a state, as ``Invitation.state`` tells it of one."""
        now = clock.now()
        kept = {
            STATES.OPEN: rows.waiting().filter(expires_at__gt=now),  # type: ignore[attr-defined]
            STATES.EXPIRED: rows.waiting().filter(expires_at__lte=now),  # type: ignore[attr-defined]
            STATES.ACCEPTED: rows.filter(accepted_at__isnull=False),
            STATES.WITHDRAWN: rows.filter(withdrawn_at__isnull=False),
        }
        return kept[STATES(value)]


def _state(row: Invitation) -> Cell:
    state = row.state(clock.now())
    return Cell(text=state.label, tone=TONES.get(state, "plain"))


def _sent(email: str) -> str:
    """Say what happens next."""
    return _("%(email)s gets an invitation that is valid for 14 days.") % {"email": email}


def _why_no_new_one(row: Invitation, _data: Mapping[str, Any], _user: User) -> str:
    return _("This invitation was used already.") if row.accepted_at else ""


def _why_not_withdrawn(row: Invitation, _data: Mapping[str, Any], _user: User) -> str:
    ended = row.accepted_at or row.withdrawn_at
    return _("This invitation was used or withdrawn already.") if ended else ""


def _renew(row: Invitation, _data: Mapping[str, Any], user: User) -> Invitation:
    return account_actions.invite(row.person, at=clock.now(), by=user)


def _withdraw(row: Invitation, _data: Mapping[str, Any], user: User) -> Invitation:
    return account_actions.withdraw_invitation(row, at=clock.now(), by=user)


class Invitations(ListPage):
    """Who was invited, and what became of it."""

    title = gettext_lazy("Invitations")
    url_name = "office_invitations"
    roles = OFFICE
    search = ("person__name_key__plain", "email")
    search_hint = gettext_lazy("name or mail address")
    filterset_class = InvitationFilters
    order = "-sent"
    empty = gettext_lazy(
        "Nobody was invited yet. An invitation is a mail with a link by which someone opens an"
        " account."
    )
    actions = (
        HeadAction(
            label=gettext_lazy("Invite someone"),
            href=reverse_lazy("office_invitation_new"),
            roles=INVITERS,
            is_main=True,
        ),
    )
    bulk = (
        Bulk(
            code="renew",
            label=gettext_lazy("Send a new one"),
            judge=_why_no_new_one,
            act=_renew,
            roles=INVITERS,
            done=gettext_lazy("New invitations on their way: %(count)s."),
        ),
        Bulk(
            code="withdraw",
            label=gettext_lazy("Withdraw"),
            judge=_why_not_withdrawn,
            act=_withdraw,
            roles=INVITERS,
            done=gettext_lazy("Invitations withdrawn: %(count)s."),
        ),
    )

    def prepare(self) -> None:
        """Say what may be done with a row to who may do it."""
        may_invite = may_enter(self.user, INVITERS)
        self.columns = _columns(may_invite=may_invite)  # type: ignore[misc]
        super().prepare()

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return (Crumb(label=_("Work lists"), href=reverse("office_home")),)

    def rows(self, user: User) -> QuerySet[Any]:  # noqa: ARG002 - the office sees all of them
        """Return every invitation with whom it is for."""
        return invitations()


def _columns(*, may_invite: bool) -> Sequence[Column]:
    def person(row: Invitation) -> Cell:
        return Cell(text=row.person, links=_links(row) if may_invite else ())

    return (
        Column(
            key="person",
            label=_("Person"),
            value=person,
            sort=("person__name_key", "pk"),
            is_wide=True,
            plain=lambda row: str(row.person),
        ),
        Column(key="email", label=_("Mail address"), value=lambda row: row.email, sort="email"),
        Column(key="state", label=_("State"), value=_state, kind="badge"),
        Column(
            key="sent",
            label=_("Sent"),
            value=lambda row: row.created_at,
            sort="created_at",
            kind="moment",
        ),
        Column(
            key="until",
            label=_("Valid until"),
            value=lambda row: row.expires_at,
            sort="expires_at",
            kind="moment",
        ),
    )


def _links(row: Invitation) -> tuple[RowLink, ...]:
    if row.accepted_at:
        return ()
    renew = RowLink(
        label=_("Send a new one"),
        href=reverse("office_invitation_renew", args=[row.public_id]),
        about=row.email,
    )
    if row.withdrawn_at:
        return (renew,)
    href = reverse("office_invitation_withdraw", args=[row.public_id])
    return (renew, RowLink(label=_("Withdraw"), href=href, about=row.email))


class InvitationForm(Form):
    """Someone to invite, with the role that they are invited for."""

    email = forms.EmailField(label=gettext_lazy("Mail address"))
    organisation = PickField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    role = WordField(label=gettext_lazy("Role"), choices=Membership.Role.choices)
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Names are needed for someone who is not recorded yet."),
    )
    name_prefix = forms.CharField(label=gettext_lazy("Name prefix"), max_length=30, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=100, required=False)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class OfInvitation(ActionPage):
    """An action of the office about an invitation."""

    roles = INVITERS

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return (Crumb(label=_("Invitations"), href=reverse("office_invitations")),)


class Invite(OfInvitation):
    """Invites someone for a role; who is new is recorded with it."""

    title = gettext_lazy("Invite someone")
    button = gettext_lazy("Send invitation")
    form_class = InvitationForm
    refused_fields = {"person_unknown": "family_name", "account_exists": "email"}

    def initial(self) -> dict[str, Any]:
        """Most people take part."""
        return {"role": Role.PARTICIPANT}

    def form_options(self) -> dict[str, Any]:
        """Return the organisations that may be chosen."""
        return {"organisations": Organisation.objects.visible_to(self.user)}

    def act(self, form: Any, user: User) -> Invitation:
        """Record who is new, give the role, and send the link."""
        values = dict(form.cleaned_data)
        organisation = values.pop("organisation")
        return account_actions.invite_new(
            AccountData(**values), organisation, at=clock.now(), on=clock.today(), by=user
        )

    def done(self, result: Invitation) -> tuple[str, str]:
        """Lead to the list."""
        return _sent(result.email), reverse("office_invitations")


class OneInvitation(OfInvitation):
    """An action on an invitation that was sent."""

    subject: Invitation

    def record(self) -> Invitation:
        """Return the invitation."""
        return get_object_or_404(invitations(), public_id=self.kwargs["public_id"])

    def heading(self) -> str:
        """Name whom it is about."""
        return f"{self.title}: {self.subject.email}"


class RenewInvitation(OneInvitation):
    """Sends a new link; the one before stops working."""

    title = gettext_lazy("Send a new invitation")
    intro = gettext_lazy("The link that was sent before stops working.")
    button = gettext_lazy("Send a new one")

    def act(self, form: Any, user: User) -> Invitation:  # noqa: ARG002 - nothing is asked
        """Invite the person again."""
        return _renew(self.subject, {}, user)

    def done(self, result: Invitation) -> tuple[str, str]:
        """Lead to the list."""
        return _sent(result.email), reverse("office_invitations")


class WithdrawInvitation(OneInvitation):
    """Lets a link stop working."""

    title = gettext_lazy("Withdraw the invitation")
    intro = gettext_lazy("Its link stops working. You can send a new one later.")
    button = gettext_lazy("Withdraw")
    is_dangerous = True

    def act(self, form: Any, user: User) -> Invitation:  # noqa: ARG002 - nothing is asked
        """Withdraw it."""
        return _withdraw(self.subject, {}, user)

    def done(self, result: Invitation) -> tuple[str, str]:  # noqa: ARG002 - it is what it was
        """Lead to the list."""
        said = _("The invitation is withdrawn; its link does not work any more.")
        return said, reverse("office_invitations")
