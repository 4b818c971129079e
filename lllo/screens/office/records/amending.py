"""The form of an addendum: another package for later years, signed by both, with its document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.contracts import addendum
from lllo.contracts.actions import amend_contract
from lllo.contracts.actions.addenda import change_of
from lllo.contracts.models import Contract, Signature
from lllo.contracts.offers import left_blank
from lllo.contracts.queries import contract_year_prices
from lllo.errors import LlloError, Refused
from lllo.formats import day, money
from lllo.mail.addendum import preview
from lllo.programmes.queries import edition_in_force
from lllo.screens.components.forms import Hindrance, Preview, WordField
from lllo.screens.components.pages import RolePage
from lllo.screens.office.records.choices import packages_on
from lllo.screens.office.records.contracts import OnContract
from lllo.screens.office.records.page import WRITERS, to
from lllo.screens.office.records.places import address
from lllo.screens.office.records.signing import FOR_BOTH, SignaturesForm
from lllo.screens.office.records.words import year_from
from lllo.screens.uploads import Kind, served

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lllo.contracts.addendum import Change
    from lllo.contracts.models import ContractYear
    from lllo.mail.letter import Letter
    from lllo.people.models import User


class AmendForm(SignaturesForm):
    """Another package from a contract year on, why, and who signed for both parties."""

    package = WordField(label=gettext_lazy("Package"), choices=[], widget=forms.RadioSelect)
    from_year = WordField(label=gettext_lazy("From contract year"), choices=[], widget=forms.Select)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("For the history; it does not stand in the addendum."),
    )
    send = forms.BooleanField(
        label=gettext_lazy("Send the addendum by mail to the contacts"), required=False
    )
    groups: ClassVar[Any] = (
        (gettext_lazy("What changes"), ("package", "from_year", "reason")),
        *FOR_BOTH,
    )

    def __init__(self, *args: Any, packages: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["package"].choices = packages  # type: ignore[attr-defined]
        self.fields["from_year"].choices = years  # type: ignore[attr-defined]


class ContractAmend(OnContract):
    """An addendum: another package for years that have not started."""

    title = gettext_lazy("Change the package")
    button = gettext_lazy("Show the effect")
    intro = gettext_lazy(
        "An addendum is for contract years that have not started yet. It is recorded once both"
        " parties have signed it."
    )
    form_class = AmendForm
    template_name = "office/amend.html"
    refused_fields = {
        "contract_year_started": "from_year",
        "contract_year_in_use": "from_year",
        "nothing_changes": "package",
    }
    change: Change | None = None
    letter: Letter | None = None

    def _later(self) -> Any:
        return self.subject.contract_years.filter(starts_on__gt=clock.today())

    def hindrance(self) -> Hindrance | None:
        """Say what to do where no contract year is left to change."""
        if self._later().exists():
            return None
        sentence = _("All contract years have started. Another package takes a new agreement.")
        if not self.subject.contract_years.exists():
            sentence = _("This agreement is not signed yet: withdraw it, and make another one.")
        return Hindrance(sentence=sentence, label=_("To the agreement"), href=address(self.subject))

    def form_options(self) -> dict[str, Any]:
        """Return the packages, and the years that may change."""
        later = self._later()
        years = [(each.number, year_from(each)) for each in later]
        starts_on = later.first().starts_on if years else clock.today()
        return {"packages": packages_on(starts_on), "years": years}

    def initial(self) -> dict[str, Any]:
        """Begin with today, and with a mail."""
        today = clock.today()
        return {"participant_signed_on": today, "university_signed_on": today, "send": True}

    def preview(self, form: Any) -> Preview | None:
        """Show for each year what is paid now and what will be, with the document and its mail."""
        data = form.cleaned_data
        self.change = _changed(self.subject, form)
        self.letter = _letter(self.change) if data["send"] else None
        before = contract_year_prices(self.change.years)
        after = self.change.package
        rows = [
            (
                year.number,
                f"{year.package_name}, {money(before[year.pk].price)}",
                f"{after.name}, {money(after.price.price)}",
                money(after.price.price - before[year.pk].price),
            )
            for year in self.change.years
        ]
        names = [
            (Signature.Party(each.party).label, f"{each.name}, {day(each.signed_on)}")
            for each in form.signatures()
        ]
        sent_to = self.letter.to if self.letter else _("nobody; you send it yourself")
        return Preview(
            lines=[*names, (_("Sent to"), sent_to)],
            heads=(
                _("Contract year"),
                _("Was, to invoice"),
                _("Becomes, to invoice"),
                _("Difference"),
            ),
            rows=rows,
            warning=_("What these years entitle to is replaced by what the new package holds."),
            button=_("Record the addendum"),
        )

    def page_context(self) -> dict[str, Any]:
        """Show the document to be signed, what is missing on it, and the mail."""
        organisation = self.subject.organisation
        return {
            "papers": self._papers(),
            "blanks": left_blank(organisation),
            "edit": to(_("Fill them in"), "organisation_edit", organisation.public_id),
            "letter": self.letter,
        }

    def _papers(self) -> list[tuple[str, str]]:
        """Return label and address of the document to be signed, of each package to choose."""
        if self.change:
            label = _("Document to have signed (PDF)")
            return [(label, _to_sign(self.subject, self.change.package.code, self.change.years[0]))]
        year = self._later().first()
        if year is None:
            return []
        edition = edition_in_force(year.starts_on)
        others = edition.packages.exclude(code=year.package_code).order_by("position")
        return [(each.name, _to_sign(self.subject, each.code, year)) for each in others]

    def act(self, form: Any, user: User) -> Any:
        """Amend."""
        data, signatures = form.cleaned_data, form.signatures()
        return amend_contract(
            self.subject,
            package_code=data["package"],
            from_year=int(data["from_year"]),
            reason=data["reason"],
            agreed_on=max(each.signed_on for each in signatures),
            signatures=signatures,
            send=data["send"],
            by=user,
        )

    def done(self, result: Any) -> tuple[str, str]:
        """Name the addendum."""
        sentence = _("Addendum %(number)s was recorded.") % {"number": result.number}
        return sentence, super().done(result)[1]


def _to_sign(contract: Contract, code: str, year: ContractYear) -> str:
    """Return the address of the document to be signed."""
    href = reverse("addendum_to_sign", args=[contract.public_id])
    return f"{href}?{urlencode({'pakket': code, 'jaar': year.number})}"


def _changed(contract: Contract, form: Any) -> Change:
    """Return what would be recorded; each signature must be of a day on which it could be."""
    data = form.cleaned_data
    with transaction.atomic():  # what may change is locked while it is looked at
        changes = [
            change_of(contract, data["package"], int(data["from_year"]), agreed_on=each.signed_on)
            for each in form.signatures()
        ]
    return changes[-1]


def _letter(change: Change) -> Letter:
    """Return the mail; a template that cannot be used is refused here, not in the outbox."""
    try:
        return preview(change)
    except Refused:
        raise
    except LlloError as error:
        raise Refused(str(error), code="letter_not_made") from error


class AddendumToSign(RolePage):
    """The document of an addendum to be signed; what comes back is recorded with the names."""

    roles: ClassVar[frozenset[Any]] = WRITERS

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Show it in the browser, or say why there is none."""
        contracts = Contract.objects.visible_to(self.user)
        related = contracts.select_related("organisation", "edition__programme")
        contract = get_object_or_404(related, public_id=public_id)
        asked, year = request.GET.get("pakket", ""), request.GET.get("jaar", "")
        number = int(year) if year.isascii() and year.isdigit() else 0
        try:
            with transaction.atomic():
                change = change_of(contract, asked, number, agreed_on=clock.today())
            made = addendum.pdf(replace(change, agreed_on=None))
        except LlloError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(address(contract))
        name = addendum.file_name(contract, change.number)
        return served(made, name, Kind.PDF.value.media_type, inline=True)
