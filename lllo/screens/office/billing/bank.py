"""The bank: a statement is read after a look at it, and what fits no invoice is matched by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import Refused
from lllo.formats import money
from lllo.invoices.bank_actions import assign_entry, dismiss_entry, read_statements
from lllo.invoices.bank_queries import suggestions
from lllo.invoices.bank_rehearsal import Rehearsal, rehearse
from lllo.invoices.models import BankEntry, BankStatement
from lllo.invoices.queries import find_invoice, left_of_entry
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, Form, MoneyField
from lllo.screens.components.pages import RolePage
from lllo.screens.models import PendingImport
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.page import WRITERS
from lllo.screens.office.records.places import address
from lllo.screens.uploads import Kind, UploadField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lllo.people.models import User

KIND = "bankafschrift"  # of what was uploaded and waits to be booked
REFUSED_FILES = ("camt_malformed", "camt_other_account", "camt_unknown", "camt_too_large")
STATEMENTS_SHOWN, ENTRIES_SHOWN = 5, 100
SHOWN = 200


def _crumbs() -> tuple[Crumb, ...]:
    """Return the way back to the bank."""
    return (
        Crumb(label=_("Invoices"), href=reverse("invoices")),
        Crumb(label=_("Bank"), href=reverse("bank")),
    )


class StatementForm(Form):
    """The file of the bank."""

    file = UploadField(
        label=gettext_lazy("Bank statement"),
        kinds=(Kind.XML,),
        help_text=gettext_lazy("CAMT.053 (XML), as the bank offers it; at most 10 MB."),
    )


class BankPage(RolePage):
    """What came in and fits no invoice, and where the next statement is read."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        waiting = BankEntry.objects.visible_to(self.user).unmatched().order_by("booked_on", "pk")
        statements = BankStatement.objects.visible_to(self.user).annotate(
            entry_count=Count("entries")
        )
        context = {
            "crumbs": _crumbs()[:1],
            "form": StatementForm(),
            "entries": waiting[:ENTRIES_SHOWN],
            "count": waiting.count(),
            "statements": statements.select_related("read_by")[:STATEMENTS_SHOWN],
            "may_write": may_enter(self.user, WRITERS),
        }
        return render(request, "office/billing/bank.html", context)


class BankUpload(ActionPage):
    """The first step: the file is looked at; nothing is booked."""

    title = gettext_lazy("Read a bank statement")
    intro = gettext_lazy(
        "You see first what is matched with which invoice. The same file, or the same entry in"
        " another file, counts once."
    )
    button = gettext_lazy("Read the file")
    roles: ClassVar[frozenset[Any]] = WRITERS
    form_class: ClassVar[Any] = StatementForm
    refused_fields = dict.fromkeys(REFUSED_FILES, "file")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return _crumbs()

    def act(self, form: Any, user: User) -> Any:
        """Keep the file until it was looked at; refuse one that is no statement of ours."""
        upload = form.cleaned_data["file"]
        rehearse(upload.content, filename=upload.filename)
        PendingImport.objects.visible_to(user).filter(kind=KIND, done_message="").delete()
        return PendingImport.objects.create(
            user=user, kind=KIND, filename=upload.filename, content=upload.content
        )

    def done(self, result: Any) -> tuple[str, str]:
        """Go on to what would be booked."""
        sentence = _("%(name)s was read; nothing is booked yet.") % {"name": result.filename}
        return sentence, reverse("bank_check", args=[result.public_id])


class BankCheck(ActionPage):
    """The second step: what would be booked, and then it is."""

    title = gettext_lazy("Book the bank statement")
    button = gettext_lazy("Book")
    roles: ClassVar[frozenset[Any]] = WRITERS
    template_name = "office/billing/bank_check.html"
    rehearsal: Rehearsal | None = None

    def record(self) -> PendingImport:
        """Return the file of this account; nobody sees another's."""
        mine = PendingImport.objects.visible_to(self.user).filter(kind=KIND)
        return get_object_or_404(mine, public_id=self.kwargs["public_id"])

    def version(self, record: Any) -> dict[str, str]:
        """Return what never changes: the file itself."""
        return {"file": str(record.public_id)}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return _crumbs()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what would be booked, or lead on when it was."""
        if self.subject.done_message:
            messages.info(request, self.subject.done_message)
            return HttpResponseRedirect(reverse("bank"))
        return super().get(request, **kwargs)

    def page_context(self) -> dict[str, Any]:
        """Show the entries."""
        if self.subject.done_message:
            return {}
        try:
            found = rehearse(bytes(self.subject.content), filename=self.subject.filename)
        except Refused as refused:
            return {"trouble": str(refused)}
        rows = [(entry, booking) for entry in found.matched for booking in entry.bookings]
        return {
            "rehearsal": found,
            "matched": rows[:SHOWN],
            "unmatched": found.unmatched[:SHOWN],
            "more": max(0, len(found.entries) - SHOWN),
        }

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Book it."""
        if self.subject.done_message:
            raise Refused(_("This file was taken over already."), code="import_done")
        content = bytes(self.subject.content)
        return read_statements(content, filename=self.subject.filename, by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say what was booked, and show what is left."""
        message = _(
            "Booked: %(matched)s. To match by hand: %(unmatched)s. Known already: %(known)s."
        ) % {
            "matched": result.matched,
            "unmatched": result.unmatched,
            "known": result.known,
        }
        mine = PendingImport.objects.visible_to(self.user).filter(pk=self.subject.pk)
        mine.update(done_message=message, content=b"")
        return message, reverse("bank")


class OnEntry(OfficeAction):
    """A form on one entry of the bank."""

    model = BankEntry
    template_name = "office/billing/entry.html"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the bank."""
        return _crumbs()

    def page_context(self) -> dict[str, Any]:
        """Show the entry."""
        return {"entry": self.subject, "left": left_of_entry(self.subject)}


class AssignForm(Form):
    """Which invoice, and how much of the entry."""

    number = forms.CharField(
        label=gettext_lazy("Invoice number"),
        max_length=40,
        help_text=gettext_lazy("One of the suggestions, or another one."),
    )
    amount = MoneyField(
        label=gettext_lazy("Amount"),
        required=False,
        help_text=gettext_lazy("Empty: all that is left of the entry."),
    )


class BankAssign(OnEntry):
    """An entry, or a part of it, pays an invoice."""

    title = gettext_lazy("Match with an invoice")
    button = gettext_lazy("Book")
    form_class = AssignForm
    refused_fields = {
        "invoice_unknown": "number",
        "is_credit_note": "number",
        "not_issued": "number",
        "entry_too_much": "amount",
    }

    def initial(self) -> dict[str, Any]:
        """Begin with the suggestion that was chosen, or the likeliest one."""
        self.likely = suggestions(self.subject)
        asked = self.request.GET.get("factuur", "")
        number = asked or (self.likely[0].invoice.number if self.likely else "")
        return {"number": number}

    def page_context(self) -> dict[str, Any]:
        """Show the suggestions."""
        return {**super().page_context(), "suggestions": self.likely}

    def act(self, form: Any, user: User) -> Any:
        """Book it."""
        invoice = find_invoice(form.cleaned_data["number"])
        return assign_entry(self.subject, invoice, amount=form.cleaned_data["amount"], by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Stay with the entry while something of it is left."""
        self.subject.refresh_from_db()
        values = {"amount": money(result.amount), "number": result.invoice.number}
        sentence = _("%(amount)s was booked on %(number)s.") % values
        if self.subject.state == BankEntry.State.UNMATCHED:
            return sentence, reverse("bank_assign", args=[self.subject.public_id])
        return sentence, address(result.invoice)

    def undo(self, result: Any) -> tuple[str, str] | None:
        """Offer to reverse it."""
        return reverse("payment_reverse", args=[result.public_id]), _("Reverse it")


class DismissForm(Form):
    """Why it is no payment of an invoice."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class BankDismiss(OnEntry):
    """An entry pays no invoice."""

    title = gettext_lazy("Set aside")
    intro = gettext_lazy(
        "It pays no invoice; it stays in the list of bank entries, with the reason."
    )
    button = gettext_lazy("Set aside")
    form_class = DismissForm
    refused_fields = {"reason_missing": "reason"}

    def act(self, form: Any, user: User) -> Any:
        """Set it aside."""
        return dismiss_entry(self.subject, reason=form.cleaned_data["reason"], by=user)

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - it left the list
        """Go back to what is left."""
        return _("The entry was set aside."), reverse("bank")
