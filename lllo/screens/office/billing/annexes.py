"""Annexes: PDF files that go with the invoices of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from lllo.contracts.models import Contract
from lllo.documents.queries import content
from lllo.invoices.actions import add_annex, remove_annex
from lllo.invoices.annexes import LARGEST, annexes_of
from lllo.invoices.models import InvoiceAnnex
from lllo.people.models import Organisation
from lllo.screens.access import for_roles, signed_in
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import Form, PickField
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.page import READERS
from lllo.screens.office.records.places import to_record
from lllo.screens.uploads import Kind, UploadField, served

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from lllo.people.models import User

REFUSED_FILES = (
    "annex_no_pdf",
    "annex_locked",
    "annex_too_large",
    "annexes_too_large",
    "annex_empty_pages",
    "annex_not_archivable",
)


class AnnexForm(Form):
    """The file, how it is called, and with which invoices it goes."""

    file = UploadField(
        label=gettext_lazy("PDF file"),
        kinds=(Kind.PDF,),
        limit=LARGEST,
        help_text=gettext_lazy("At most 3 MB; all annexes together at most 4 MB."),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("As it stands on the invoice; empty: the name of the file."),
    )
    contract = PickField(
        Contract.objects.none(),
        label=gettext_lazy("Agreement"),
        required=False,
        empty_label=gettext_lazy("all agreements"),
        help_text=gettext_lazy("With the invoices of which agreement it goes."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Contract.objects.filter(organisation=organisation).order_by("number")
        self.fields["contract"].queryset = own  # type: ignore[attr-defined]


class Annexes(OfficeAction):
    """What goes with the invoices of an organisation, and one more."""

    title = gettext_lazy("Annexes of invoices")
    intro = gettext_lazy(
        "They go with every invoice that is issued from now on, not with credit notes. What was"
        " issued keeps what it had."
    )
    button = gettext_lazy("Add the annex")
    form_class = AnnexForm
    template_name = "office/billing/annexes.html"
    model = Organisation
    refused_fields = dict.fromkeys(REFUSED_FILES, "file")

    def heading(self) -> str:
        """Say whose."""
        return f"{self.title}: {self.subject}"

    def form_options(self) -> dict[str, Any]:
        """Return whose agreements may be named."""
        return {"organisation": self.subject}

    def page_context(self) -> dict[str, Any]:
        """Show what there is."""
        return {"annexes": annexes_of(self.subject), "organisation": self.subject}

    def act(self, form: Any, user: User) -> Any:
        """Add it."""
        data = form.cleaned_data
        return add_annex(
            self.subject,
            content=data["file"].content,
            filename=data["file"].filename,
            title=data["title"],
            contract=data["contract"],
            by=user,
        )

    def done(self, result: Any) -> tuple[str, str]:
        """Stay here: there may be another one."""
        href = reverse("organisation_annexes", args=[self.subject.public_id])
        return _("“%(title)s” goes with the invoices from now on.") % {"title": result.title}, href


class AnnexRemove(OfficeAction):
    """An annex goes with no further invoices."""

    title = gettext_lazy("Take the annex away")
    intro = gettext_lazy("It goes with no further invoices; those that were issued keep it.")
    button = gettext_lazy("Take it away")
    model: ClassVar[Any] = InvoiceAnnex

    def rows(self) -> Any:
        """Return the annexes with whose they are."""
        return super().rows().select_related("organisation")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the annexes."""
        owner = self.subject.organisation
        href = reverse("organisation_annexes", args=[owner.public_id])
        return (*to_record(owner, self.user), Crumb(label=_("Annexes of invoices"), href=href))

    def heading(self) -> str:
        """Say which."""
        return f"{self.title}: {self.subject}"

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Take it away."""
        return remove_annex(self.subject, by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Go back to the annexes."""
        href = reverse("organisation_annexes", args=[self.subject.organisation.public_id])
        return _("“%(title)s” goes with no further invoices.") % {"title": result.title}, href


@require_safe
@for_roles(READERS)
def annex_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out an annex."""
    annexes = InvoiceAnnex.objects.visible_to(signed_in(request))
    annex = get_object_or_404(annexes, public_id=public_id)
    return served(content(annex.document), annex.document.filename, annex.document.media_type)
