"""The form that keeps an agreement or addendum as it came back with the signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.contracts.actions import keep_signed_copy
from lllo.screens.components.forms import Form, WordField
from lllo.screens.office.records.contracts import OnContract
from lllo.screens.uploads import Kind, UploadField

if TYPE_CHECKING:
    from lllo.contracts.models import Addendum, Contract
    from lllo.people.models import User

AGREEMENT = "agreement"


class CopyForm(Form):
    """Of which paper, and the file."""

    paper = WordField(label=gettext_lazy("Of what"), choices=[], widget=forms.RadioSelect)
    file = UploadField(
        kinds=(Kind.PDF,),
        label=gettext_lazy("Signed copy (PDF)"),
        help_text=gettext_lazy("As it came back: scanned, or from the signing service."),
    )

    def __init__(self, *args: Any, addenda: list[Addendum], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = {str(each.number): each for each in addenda}
        choices = [(number, _("addendum %s") % number) for number in self.papers]
        self.fields["paper"].choices = [(AGREEMENT, _("the agreement")), *choices]  # type: ignore[attr-defined]


class ContractCopy(OnContract):
    """The signed paper is kept beside the one that was sent."""

    title = gettext_lazy("Keep the signed copy")
    intro = gettext_lazy(
        "The document that was sent stays as it is; this stands beside it, and the contacts of the"
        " organisation can download it, too."
    )
    button = gettext_lazy("Keep it")
    form_class = CopyForm
    said = gettext_lazy("The signed copy was kept.")

    def initial(self) -> dict[str, Any]:
        """Begin with the last paper: what was agreed last comes back last."""
        last = self.subject.addenda.order_by("number").last()
        return {"paper": str(last.number) if last else AGREEMENT}

    def form_options(self) -> dict[str, Any]:
        """Return of what there may be a signed copy."""
        return {"addenda": list(self.subject.addenda.order_by("number"))}

    def act(self, form: Any, user: User) -> Any:
        """Keep it."""
        paper = form.cleaned_data["paper"]
        record: Contract | Addendum = form.papers.get(paper, self.subject)
        return keep_signed_copy(record, form.cleaned_data["file"].content, by=user)
