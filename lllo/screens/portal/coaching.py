"""Coaching: asked for, and taken back while nobody answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.rules.entitlement import Kind
from lllo.screens.components.cells import Cell, Column, shown
from lllo.screens.components.tables import Table
from lllo.screens.portal.forms import CoachingForm, NothingForm
from lllo.screens.portal.place import NamesColleague, PortalAction
from lllo.screens.portal.queries import left_now
from lllo.training.actions import CoachingWish, ask_for_coaching, withdraw_coaching_request
from lllo.training.models import CoachingRequest, CoachingSession

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from lllo.people.models import User
    from lllo.screens.components.cells import Tone
    from lllo.screens.portal.place import Place

State = CoachingRequest.State
TONES: Mapping[str, Tone] = {State.WAITING: "wait", State.PLANNED: "good", State.DECLINED: "late"}


def coaching_table(place: Place, rows: list[CoachingRequest]) -> Table:
    """Return what was asked, with its answer."""

    def withdraw(row: CoachingRequest) -> Cell:
        if row.state != State.WAITING or not may_withdraw(place, row):
            return Cell(text="")
        href = place.href("portal_coaching_withdraw", asked=row.public_id)
        return Cell(text=_("Withdraw"), href=href)

    return Table(
        caption=_("Requests for coaching"),
        columns=[
            Column(key="subject", label=_("Subject"), value=_subject, is_wide=True),
            Column(key="who", label=_("For whom"), value=_who),
            Column(key="state", label=_("State"), value=_state),
            Column(key="withdraw", label=_("No longer needed"), value=withdraw, kind="action"),
        ],
        rows=rows,
        empty=_("You did not ask for coaching yet."),
        empty_label=_("Ask for coaching"),
        empty_href=place.href("portal_coaching_ask"),
    )


def _subject(row: CoachingRequest) -> Cell:
    asked = {"day": shown(row.asked_on), "name": row.asked_by}
    sentence = _("asked on %(day)s by %(name)s") if row.asked_by else _("asked on %(day)s")
    return Cell(text=row.subject, hint=sentence % asked)


def _who(row: CoachingRequest) -> str:
    return str(row.person or _("the whole organisation"))


def _state(row: CoachingRequest) -> Cell:
    """Return the state with the answer: the moment of the talk, or why not."""
    if row.session and row.session.state == CoachingSession.State.CANCELLED:
        return Cell(text="", badge=_("the talk was cancelled"), tone="late")
    talk = row.session
    hint = f"{shown(talk.starts_at)}, {talk.coach}" if talk else row.answer
    tone = TONES.get(row.state, "plain")
    return Cell(text="", badge=row.get_state_display(), tone=tone, hint=hint)


def may_withdraw(place: Place, row: CoachingRequest) -> bool:
    """Tell whether someone may take a request back: a contact each, else one's own."""
    own = place.person is not None and row.person_id == place.person.pk
    return place.is_contact or own


class AskPage(NamesColleague):
    """Someone wants to talk with a coach."""

    title = gettext_lazy("Ask for coaching")
    intro = gettext_lazy(
        "A specialist of the university thinks along with you about your own practice. The"
        " backoffice looks for the right person and proposes a moment; only then hours are used."
    )
    button = gettext_lazy("Ask")
    parent = "portal_registrations"
    form_class = CoachingForm
    refused_fields = {"already_asked": "subject"}

    def page_context(self) -> dict[str, Any]:
        """Say beforehand how many hours there are to use."""
        note = left_now(self.place, Kind.COACHING_HOUR, on=clock.today())
        return {**super().page_context(), "note": note}

    def act(self, form: Any, user: User) -> CoachingRequest:
        """Ask."""
        typed = form.cleaned_data
        wish = CoachingWish(subject=typed["subject"], wish=typed["wish"], person=form.chosen())
        return ask_for_coaching(self.place.organisation, wish, on=clock.today(), by=user)

    def done(self, result: CoachingRequest) -> tuple[str, str]:
        """Say what happens next."""
        sentence = _("You asked for coaching on “%(subject)s”. The backoffice proposes a moment.")
        return self.back(sentence % {"subject": result.subject})


class WithdrawPage(PortalAction):
    """A request is taken back."""

    title = gettext_lazy("Withdraw a request for coaching")
    button = gettext_lazy("Withdraw")
    parent = "portal_registrations"
    form_class = NothingForm

    @property
    def intro(self) -> str:  # type: ignore[override]
        """Say what was asked."""
        return _("You asked for coaching on “%(subject)s”.") % {"subject": self.subject.subject}

    def record(self) -> Model:
        """Return the request, if it is ours; a participant's own only."""
        seen = CoachingRequest.objects.visible_to(self.user)
        rows = seen.for_organisation(self.place.organisation)
        if not self.place.is_contact:
            rows = rows.filter(person=self.place.person and self.place.person.pk)
        return get_object_or_404(rows, public_id=self.kwargs["asked"])

    def act(self, form: Any, user: User) -> CoachingRequest:  # noqa: ARG002 - nothing is asked
        """Take it back."""
        return withdraw_coaching_request(self.subject, on=clock.today(), by=user)

    def done(self, result: CoachingRequest) -> tuple[str, str]:
        """Say what was taken back."""
        return self.back(_("The request “%(subject)s” is withdrawn.") % {"subject": result.subject})
