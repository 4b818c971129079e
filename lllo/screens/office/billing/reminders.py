"""Reminders by the ladder of the office: proposed for a day, looked at, sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo import clock
from lllo.errors import LlloError, OfficeMistake, Refused
from lllo.formats import day, money
from lllo.invoices.actions import send_reminders
from lllo.invoices.models import Invoice
from lllo.invoices.reminders import proposals
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, DayField, Form, PickManyField, Preview
from lllo.screens.components.pages import RolePage
from lllo.screens.office.billing.days import day_of
from lllo.screens.office.billing.sending import letter_of
from lllo.screens.office.records.page import WRITERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lllo.invoices.reminders import Proposal
    from lllo.people.models import User

DUE_SHOWN = 200  # reminders that are looked at and sent at once
MOST_LETTERS = 3  # of a preview: the others are alike


class RemindersPage(RolePage):
    """Which step of the ladder is due for which invoice on a day, and who is left alone and why."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the proposal; a day to come shows what will be due then."""
        on, wrong = day_of(request.GET.get("dag", ""))
        try:
            found = proposals(on)
        except OfficeMistake as mistake:
            found, wrong = [], str(mistake)
        due = [each for each in found if not each.reason]
        context = {
            "crumbs": (Crumb(label=_("Invoices"), href=reverse("invoices")),),
            "on": on,
            "wrong": wrong,
            "is_to_come": on > clock.today(),
            "page": Paginator(due, DUE_SHOWN).get_page(request.GET.get("pagina")),
            "skipped": [each for each in found if each.reason],
            "may_write": may_enter(self.user, WRITERS),
        }
        return render(
            request, "office/billing/reminders.html", context, status=422 if wrong else 200
        )


def _proposed(text: str) -> list[Proposal]:
    """Return what is due on a day; nothing while the ladder of the office cannot be read."""
    try:
        return proposals(day_of(text)[0])
    except OfficeMistake:
        return []


class ChosenForm(Form):
    """Which of the invoices that are due on a day."""

    on = DayField(label=gettext_lazy("Day"), widget=forms.HiddenInput)
    invoices = PickManyField(
        Invoice.objects.none(),
        label=gettext_lazy("Invoices"),
        error_messages={"required": gettext_lazy("Choose at least one invoice.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.get("on") or str(self.initial.get("on", ""))
        self.due = {each.invoice.pk: each for each in _proposed(sent) if not each.reason}
        rows = Invoice.objects.filter(pk__in=self.due).select_related("organisation")
        self.fields["invoices"].queryset = rows.order_by("due_date", "number")  # type: ignore[attr-defined]
        self.fields["invoices"].label_from_instance = (  # type: ignore[attr-defined]
            lambda row: f"{row.number} · {row.organisation}"
        )

    def chosen(self) -> list[Proposal]:
        """Return the steps that were chosen."""
        return [self.due[invoice.pk] for invoice in self.cleaned_data["invoices"]]


class RemindersSend(ActionPage):
    """The chosen reminders leave, after a look at their mails."""

    title = gettext_lazy("Send reminders")
    button = gettext_lazy("Go on")
    roles: ClassVar[frozenset[Any]] = WRITERS
    form_class: ClassVar[Any] = ChosenForm
    template_name = "office/billing/reminders_send.html"
    letters: Sequence[Any] = ()

    def initial(self) -> dict[str, Any]:
        """Begin with what is due today."""
        return {"on": clock.today()}

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the proposal."""
        return (
            Crumb(label=_("Invoices"), href=reverse("invoices")),
            Crumb(label=_("Reminders"), href=reverse("invoice_reminders")),
        )

    def preview(self, form: Any) -> Preview | None:
        """Show who is reminded of what, with the first mails."""
        chosen = form.chosen()
        try:
            on = form.cleaned_data["on"]
            self.letters = [letter_of(each, on=on) for each in chosen[:MOST_LETTERS]]
        except LlloError as error:
            raise Refused(str(error), code="letter_not_made") from error
        return Preview(
            lines=[(_("Day"), day(form.cleaned_data["on"])), (_("Reminders"), len(chosen))],
            heads=(_("Invoice"), _("To"), _("Reminder"), _("Open")),
            rows=[
                (
                    each.invoice.number,
                    f"{each.invoice.organisation} · {each.recipient}",
                    each.step.name,
                    money(each.open_amount),
                )
                for each in chosen
            ],
            button=_("Send"),
        )

    def page_context(self) -> dict[str, Any]:
        """Show the first mails."""
        return {"letters": self.letters}

    def act(self, form: Any, user: User) -> Any:
        """Take the steps; what changed meanwhile is left alone."""
        keys = {invoice.pk for invoice in form.cleaned_data["invoices"]}
        found = send_reminders(on=form.cleaned_data["on"], invoices=keys, by=user)
        return [each for each in found if not each.reason]

    def done(self, result: Any) -> tuple[str, str]:
        """Say how many."""
        sentence = ngettext(
            "%(count)s reminder is on its way.",
            "%(count)s reminders are on their way.",
            len(result),
        )
        return sentence % {"count": len(result)}, reverse("invoice_reminders")
