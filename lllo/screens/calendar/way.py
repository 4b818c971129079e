"""In which way events reach someone: a subscription, or invitations by mail; never both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.feeds.invitation_actions import choose_mail, choose_subscription
from lllo.feeds.models import MailChoice, Subscription
from lllo.people.models import Person
from lllo.screens.access import ANYONE
from lllo.screens.calendar.views import MANAGERS
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, Form, Preview, WordField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lllo.people.models import User

SUBSCRIPTION, MAIL = "abonnement", "mail"


class WayForm(Form):
    """One of two."""

    way = WordField(
        label=gettext_lazy("Choose one of the two"),
        choices=[
            (SUBSCRIPTION, gettext_lazy("in a calendar that is subscribed to")),
            (MAIL, gettext_lazy("as an invitation by mail")),
        ],
    )


class Way(ActionPage):
    """What both pages do."""

    form_class = WayForm
    refused_fields = {"no_mail_address": "way"}

    def initial(self) -> dict[str, Any]:
        """Begin with how it is."""
        return {"way": MAIL if self._by_mail() else SUBSCRIPTION}

    def version(self, record: Any) -> Mapping[str, str]:
        """Return what must not change meanwhile."""
        return {"way": str(self._chosen(record))}

    def preview(self, form: Any) -> Preview | None:
        """Say what a change does to calendars that are in use."""
        if (form.cleaned_data["way"] == MAIL) is self._by_mail():
            return None
        if form.cleaned_data["way"] == SUBSCRIPTION:
            sentence = _(
                "What was invited by mail and is still to come is taken back by mail. After that,"
                " subscribe to a calendar."
            )
            return Preview(sentences=(sentence,), button=_("Subscribe instead"))
        held = Subscription.objects.visible_to(self.user).living()
        addresses = held.filter(person=self.subject).count()
        sentence = _(
            "Everything that is still to come is sent by mail within some minutes. Calendars that"
            " are subscribed to with a secret address become empty."
        )
        return Preview(
            sentences=(sentence,),
            lines=((_("Secret addresses that end"), addresses),),
            button=_("Get invitations by mail"),
        )

    def act(self, form: Any, user: User) -> Any:
        """Choose."""
        if form.cleaned_data["way"] == MAIL:
            return choose_mail(self.subject, at=clock.now(), by=user)
        return choose_subscription(self.subject, by=user)

    def _by_mail(self) -> bool:
        return self._chosen(self.subject)

    def _chosen(self, person: Any) -> bool:
        return MailChoice.objects.visible_to(self.user).filter(person=person).exists()


class OwnWay(Way):
    """One's own choice."""

    title = gettext_lazy("How events reach you")
    roles = ANYONE

    def record(self) -> Person:
        """Return oneself; an account without a person gets nothing."""
        if self.user.person is None:
            raise Http404
        return self.user.person

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return (Crumb(label=_("Calendars"), href=reverse("subscriptions")),)

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - both ways say the same
        """Say so."""
        return _("Your choice was saved."), reverse("subscriptions")


class WayOfPerson(Way):
    """The choice of someone else, who asked the office."""

    title = gettext_lazy("How events arrive")
    roles = MANAGERS

    def record(self) -> Person:
        """Return the person of the address."""
        found: Person = get_object_or_404(
            Person.objects.visible_to(self.user), public_id=self.kwargs["public_id"]
        )
        return found

    def heading(self) -> str:
        """Say whose."""
        return f"{self.title}: {self.subject}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        href = reverse("person", args=[self.subject.public_id])
        return (Crumb(label=str(self.subject), href=href),)

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - both ways say the same
        """Say so."""
        sentence = _("The choice of %(person)s was saved.") % {"person": self.subject}
        return sentence, reverse("person", args=[self.subject.public_id])
