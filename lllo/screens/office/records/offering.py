"""The form that offers an agreement, with its document and mail to look at before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts import agreement
from lllo.contracts.actions import offer_contract
from lllo.contracts.models import Contract
from lllo.contracts.offers import (
    left_blank,
    refuse_nameless_university,
    refuse_offer,
    refuse_unreachable,
)
from lllo.errors import LlloError, Refused
from lllo.formats import day, money
from lllo.mail.agreement import preview
from lllo.screens.components.forms import Preview
from lllo.screens.components.pages import RolePage
from lllo.screens.office.billing.days import day_of
from lllo.screens.office.records.acting import OnDay
from lllo.screens.office.records.contracts import HEADS, OnContract
from lllo.screens.office.records.page import READERS, Link, to
from lllo.screens.office.records.places import address
from lllo.screens.uploads import Kind, served

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lllo.mail.letter import Letter
    from lllo.people.models import User


class OfferForm(OnDay):
    """When it is offered, and whether a mail goes out."""

    send = forms.BooleanField(
        label=gettext_lazy("Send it by mail to the contacts"),
        required=False,
        help_text=gettext_lazy("Without this the document is made, and you send it yourself."),
    )


class ContractOffer(OnContract):
    """The document is made and offered."""

    title = gettext_lazy("Offer the agreement")
    button = gettext_lazy("Go on")
    form_class = OfferForm
    template_name = "office/offer.html"
    letter: Letter | None = None

    def prepare(self) -> None:
        """Begin with the document of today."""
        super().prepare()
        self.on = clock.today()

    def initial(self) -> dict[str, Any]:
        """Begin with today and a mail."""
        return {"on": self.on, "send": True}

    def preview(self, form: Any) -> Preview | None:
        """Show what the document will say, who gets it, and the mail."""
        contract, send = self.subject, form.cleaned_data["send"]
        self.on = form.day()
        refuse_offer(contract, send=send)
        if send:
            self.letter = self._letter()
        price = self.package().price
        return Preview(
            lines=[
                (_("Package"), contract.package_name),
                (_("To pay in all"), money(price.over(contract.years))),
                (_("Offered on"), day(self.on)),
                (
                    _("Sent to"),
                    self.letter.to if self.letter else _("nobody; you send it yourself"),
                ),
            ],
            heads=HEADS,
            rows=self.years_agreed(),
            warning=_("The document is kept as it is made now; a mistake means a new agreement."),
            button=_("Offer and send") if send else _("Offer"),
        )

    def _letter(self) -> Letter:
        """Return the mail; a template that cannot be used is refused here, not in the outbox."""
        try:
            return preview(self.subject, on=self.on)
        except Refused:
            raise
        except LlloError as error:
            raise Refused(str(error), code="letter_not_made") from error

    def page_context(self) -> dict[str, Any]:
        """Show the document as it would be, what is missing on it, and the mail."""
        href = reverse("agreement_concept", args=[self.subject.public_id])
        return {
            "concept_href": f"{href}?{urlencode({'dag': self.on.isoformat()})}",
            "blanks": left_blank(self.subject.organisation),
            "edit": to(_("Fill them in"), "organisation_edit", self.subject.organisation.public_id),
            "hindrances": list(self._hindrances()),
            "letter": self.letter,
        }

    def _hindrances(self) -> list[tuple[str, Link | None]]:
        """Return why it cannot be offered or mailed yet, each with where that is mended."""
        key = self.subject.organisation.public_id
        contact = to(_("Record a contact person"), "colleague_new", key)
        checks: list[tuple[Callable[[], None], Link | None]] = [
            (refuse_nameless_university, None),
            (lambda: refuse_unreachable(self.subject), contact),
        ]
        found = []
        for check, link in checks:
            try:
                check()
            except Refused as refused:
                found.append((str(refused), link))
        return found

    def act(self, form: Any, user: User) -> Any:
        """Offer it."""
        return offer_contract(self.subject, on=form.day(), send=form.cleaned_data["send"], by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say what it waits for."""
        sentence = _("Agreement %(number)s was offered; it waits for two signatures.")
        return sentence % {"number": result.number}, super().done(result)[1]


class AgreementConcept(RolePage):
    """The document of a draft as it would be offered; nothing of it is kept."""

    roles: ClassVar[frozenset[Any]] = READERS

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Show it in the browser, or say why it cannot be made."""
        drafts = Contract.objects.visible_to(self.user).drafts()
        related = drafts.select_related("organisation", "edition__programme")
        contract = get_object_or_404(related, public_id=public_id)
        on, _wrong = day_of(request.GET.get("dag", ""))
        try:
            made = agreement.concept(contract, on=on)
        except LlloError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(address(contract))
        name = f"{contract.number.replace('/', '-')}-concept.pdf"
        return served(made, name, Kind.PDF.value.media_type, inline=True)
