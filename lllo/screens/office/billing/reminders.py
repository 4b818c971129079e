"""Reminders by the ladder of the office: proposed for a day, looked at, sent."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db.models import Sum
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.errors import LlloError, OfficeMistake, Refused
from lllo.formats import day, money
from lllo.invoices.batch_actions import REMIND, ask_reminders
from lllo.invoices.models import Invoice
from lllo.invoices.reminders import proposals
from lllo.invoices.waiting_queries import left_alone, to_remind
from lllo.outbox.queries import unfinished_batches
from lllo.rules.money import ZERO, to_cents
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, DayField, Form, PickManyField, Preview
from lllo.screens.components.pages import RolePage
from lllo.screens.components.tables import PART_SIZE, Part, part_of
from lllo.screens.office.billing.days import day_of
from lllo.screens.office.billing.sending import letter_of
from lllo.screens.office.records.page import WRITERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lllo.invoices.models import InvoiceQuerySet
    from lllo.invoices.reminders import Proposal
    from lllo.people.models import User

MOST_LETTERS = 3  # of a preview: the others are alike
ALL, LEFT = "alle", "over"


class RemindersPage(RolePage):
    """Which step of the ladder is due for which invoice on a day, and who is left alone and why."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the proposal; a day to come shows what will be due then."""
        on, wrong = day_of(request.GET.get("dag", ""))
        due, left = keys_of(to_remind(on)), keys_of(left_alone(on))
        part = part_of(len(due), request.GET)
        left_part = part_of(len(left), request.GET, name=LEFT)
        try:
            rows, skipped = proposed(due, part, on), proposed(left, left_part, on)
        except OfficeMistake as mistake:
            rows, skipped, wrong = [], [], str(mistake)
        context = {
            "crumbs": (Crumb(label=_("Invoices"), href=reverse("invoices")),),
            "on": on,
            "wrong": wrong,
            "is_to_come": on > clock.today(),
            "rows": rows,
            "part": part,
            "skipped": skipped,
            "left_part": left_part,
            "may_write": may_enter(self.user, WRITERS),
            "batches": unfinished_batches(REMIND)[:3],
        }
        return render(
            request, "office/billing/reminders.html", context, status=422 if wrong else 200
        )


def keys_of(invoices: InvoiceQuerySet) -> list[int]:
    """Return the keys of all of them: to look once costs less than to count and to look again."""
    return list(invoices.values_list("pk", flat=True))


def proposed(keys: Sequence[int], part: Part, on: date) -> list[Proposal]:
    """Return the steps that are due for a part of some invoices."""
    return proposals(on, set(keys[part.start : part.stop]))


class ChosenForm(Form):
    """Which of the invoices that are due on a day; those of one page, or all of them."""

    on = DayField(label=gettext_lazy("Day"), widget=forms.HiddenInput)
    invoices = PickManyField(Invoice.objects.none(), label=gettext_lazy("Invoices"), required=False)
    alle = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day_of(self.data.get("on") or str(self.initial.get("on", "")))[0]
        self.due = to_remind(self.day)
        # The others are on further pages of the proposal; what was chosen there stays chosen.
        sent = set(self["invoices"].data or ())
        known = list(self.due.values_list("public_id", flat=True))
        keys = {*known[:PART_SIZE], *(key for key in known if str(key) in sent)}
        rows = self.due.filter(public_id__in=keys).without_contents()
        self.fields["invoices"].queryset = rows.select_related("organisation")  # type: ignore[attr-defined]
        self.fields["invoices"].is_asked = True  # type: ignore[attr-defined] # one at least
        self.fields["invoices"].label_from_instance = (  # type: ignore[attr-defined]
            lambda row: f"{row.number} · {row.organisation}"
        )
        self.fields[ALL].label = _("All %(count)s that are due") % {"count": localize(len(known))}
        if len(known) <= PART_SIZE and not self.is_bound:
            del self.fields[ALL]

    def clean(self) -> Any:
        """Ask for one at least."""
        cleaned = super().clean()
        if not (self.errors or self.cleaned_data[ALL] or self.cleaned_data["invoices"]):
            self.add_error("invoices", _("Choose at least one invoice."))
        return cleaned

    def chosen(self) -> InvoiceQuerySet:
        """Return the invoices of which a reminder is to be sent."""
        if self.cleaned_data[ALL]:
            return self.due
        found: InvoiceQuerySet = self.cleaned_data["invoices"]
        return found


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
        """Show who is reminded of what, a part of many, with the first mails."""
        chosen, on = form.chosen(), form.day
        keys = keys_of(chosen)
        part = part_of(len(keys), QueryDict(""))
        rows = proposed(keys, part, on)
        try:
            self.letters = [letter_of(each, on=on) for each in rows[:MOST_LETTERS]]
        except LlloError as error:
            raise Refused(str(error), code="letter_not_made") from error
        return Preview(
            lines=[(_("Day"), day(on)), (_("Reminders"), localize(part.count)), *_open_of(chosen)],
            sentences=_of_many(part),
            heads=(_("Invoice"), _("To"), _("Reminder"), _("Open")),
            rows=[
                (
                    each.invoice.number,
                    f"{each.invoice.organisation} · {each.recipient}",
                    each.step.name,
                    money(each.open_amount),
                )
                for each in rows
            ],
            button=_("Send"),
            standing=_standing(chosen),
        )

    def page_context(self) -> dict[str, Any]:
        """Show the first mails."""
        return {"letters": self.letters}

    def act(self, form: Any, user: User) -> Any:
        """Hand them to the worker; what changes meanwhile is left alone."""
        chosen = form.chosen().without_contents().select_related("organisation")
        return ask_reminders(chosen, on=form.day, key=uuid.uuid4(), by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Go where it is seen."""
        href = reverse("invoice_batch", args=[result.public_id])
        return _("The reminders are being sent."), href


def _of_many(part: Part) -> list[str]:
    """Return that a preview shows a part only, if so."""
    if part.pages == 1:
        return []
    sentence = _("The first %(shown)s of %(count)s are shown; all of them are sent.")
    return [sentence % {"shown": part.stop, "count": localize(part.count)}]


def _standing(invoices: InvoiceQuerySet) -> dict[str, str]:
    """Return what is open of each invoice of which a reminder is sent."""
    open_amounts = invoices.values_list("number", "balance__open_amount")
    return {number: money(amount or ZERO) for number, amount in open_amounts}


def _open_of(invoices: InvoiceQuerySet) -> list[tuple[str, str]]:
    """Return what is open of some invoices together, as a line of a preview."""
    found = invoices.aggregate(open=Sum("balance__open_amount"))["open"]
    return [(_("Open"), money(to_cents(found or ZERO)))]
