"""The run of a year: looked at, drafted, checked, issued."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lllo import clock
from lllo.errors import Refused
from lllo.formats import day, money
from lllo.invoices.actions import draft_invoices, note_run
from lllo.invoices.batch_actions import CHECK, ISSUE, ask_issue
from lllo.invoices.run_queries import (
    RunView,
    drafts_of,
    in_full,
    most_instalments,
    run_view,
    years_to_run,
)
from lllo.outbox.queries import unfinished_batches
from lllo.rules.money import ZERO
from lllo.screens.access import OFFICE, may_enter
from lllo.screens.components.cards import Tab
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, DayField, Form, Preview, WordField
from lllo.screens.components.pages import RolePage
from lllo.screens.office.billing.changing import YES, send_field, sent_at_once
from lllo.screens.office.billing.run_rows import shown_row
from lllo.screens.office.records.page import WRITERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from lllo.invoices.outline import OutlineRow
    from lllo.people.models import User

ROWS_SHOWN = 25
PART, PAGE = "deel", "pagina"
STEPS = (
    gettext_lazy("Look"),
    gettext_lazy("Draft"),
    gettext_lazy("Check"),
    gettext_lazy("Issue"),
)


class RunForm(Form):
    """Which year, which instalment, and the day by which an instalment has begun."""

    jaar = WordField(
        label=gettext_lazy("Contract years that start in"), choices=(), widget=forms.Select
    )
    termijn = WordField(
        label=gettext_lazy("Instalment"), choices=(), required=False, widget=forms.Select
    )
    dag = DayField(
        label=gettext_lazy("Day"), required=False, help_text=gettext_lazy("Empty: today.")
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jaar"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]
        numbers = range(1, most_instalments() + 1)
        named = [(str(number), str(number)) for number in numbers]
        self.fields["termijn"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]

    def clean_dag(self) -> Any:
        """Return the day that was named, or today; a day to come is only looked at."""
        return self.cleaned_data["dag"] or clock.today()

    @cached_property
    def view(self) -> RunView:
        """The run that is asked for: what is shown of it is what is done."""
        return run_view(self.year, on=self.cleaned_data["dag"], instalment=self.instalment)

    @property
    def year(self) -> int:
        """The year."""
        return int(self.cleaned_data["jaar"])

    @property
    def instalment(self) -> int | None:
        """The instalment, or all of them."""
        return int(self.cleaned_data["termijn"]) if self.cleaned_data["termijn"] else None

    def href(self, on: date | None = None) -> str:
        """Return the address of the run that is asked for, or of the same on another day."""
        data = self.cleaned_data
        on = on or data["dag"]
        asked = {"jaar": data["jaar"], "termijn": data["termijn"], "dag": on.isoformat()}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('invoice_run')}?{query}"


def _years() -> list[int]:
    """Return the years to choose from; without any agreement, the one in which we are."""
    return years_to_run() or [clock.today().year]


def _first_choice(years: Sequence[int]) -> dict[str, str]:
    """Return what the page begins with: the year in which we are, or the nearest one."""
    today = clock.today()
    nearest = next((year for year in years if year <= today.year), years[-1])
    return {"jaar": str(nearest), "termijn": "", "dag": today.isoformat()}


class RunPage(RolePage):
    """What a run would do, by organisation; nothing is written when it is looked at."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the run that the address asks for, or of this year until today."""
        years = _years()
        form = RunForm(
            request.GET if request.GET.get("jaar") else _first_choice(years), years=years
        )
        context: dict[str, Any] = {
            "form": form,
            "crumbs": (Crumb(label=_("Invoices"), href=reverse("invoices")),),
            "may_write": may_enter(self.user, WRITERS),
            "batches": unfinished_batches(ISSUE, CHECK)[:5],
        }
        if not form.is_valid():
            return render(request, "office/billing/run.html", context, status=422)
        return render(request, "office/billing/run.html", {**context, **self._seen(form)})

    def _seen(self, form: RunForm) -> dict[str, Any]:
        """Return the preview, one part and one page of it."""
        view = form.view
        parts = _parts(view)
        part = self.request.GET.get(PART)
        if part not in parts:
            part = next(code for code, (_label, rows) in parts.items() if rows or not code)
        pages = Paginator(parts[part][1], ROWS_SHOWN)
        page = pages.get_page(self.request.GET.get(PAGE))
        href = form.href()
        year_end = date(form.year, 12, 31)
        return {
            "view": view,
            "is_to_come": view.on > clock.today(),
            "ahead": year_end if view.on < year_end else None,
            "ahead_href": form.href(year_end),
            "tabs": [
                Tab(
                    label=label,
                    href=f"{href}&{PART}={code}",
                    is_current=code == part,
                    count=len(rows),
                )
                for code, (label, rows) in parts.items()
            ],
            "page": page,
            "page_href": f"{href}&{PART}={part}&{PAGE}=",
            "rows": [shown_row(row, self.user) for row in in_full(view, list(page))],
            "step": _step(view),
            "step_names": STEPS,
            "query": href.partition("?")[2],
            "asked": form.cleaned_data,
        }


def _parts(view: RunView) -> dict[str, tuple[str, Sequence[OutlineRow]]]:
    """Return the parts of a preview by code: those that want attention first."""
    return {
        "geblokkeerd": (_("Blocked"), view.held_up),
        "te-maken": (_("To draft"), view.to_draft),
        "uit-te-geven": (_("Ready to issue"), view.to_issue),
        "uitgegeven": (_("Invoiced already"), view.issued),
        "": (_("All"), view.rows),
    }


def _step(view: RunView) -> int:
    """Return at which of the steps one is; beyond the last one when all is done."""
    if not view.rows or view.on > clock.today():
        return 1
    if view.to_draft:
        return 2
    if view.held_up:
        return 3
    return 4 if view.to_issue else len(STEPS) + 1


class RunStep(ActionPage):
    """One step of the run that its page asks for; the fields are those of the page."""

    roles: ClassVar[frozenset[Any]] = WRITERS
    form_class: ClassVar[Any] = RunForm

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the run."""
        sent = self.request.POST or self.request.GET
        asked = {name: sent[name] for name in ("jaar", "termijn", "dag") if sent.get(name)}
        query, href = urlencode(asked), reverse("invoice_run")
        return (
            Crumb(label=_("Invoices"), href=reverse("invoices")),
            Crumb(label=_("Run"), href=f"{href}?{query}" if query else href),
        )

    def prepare(self) -> None:
        """Look up the years once."""
        super().prepare()
        self.years = _years()

    def form_options(self) -> dict[str, Any]:
        """Return the years to choose from."""
        return {"years": self.years}

    def initial(self) -> dict[str, Any]:
        """Begin with the run from which one comes."""
        asked = self.request.GET
        return {name: asked.get(name) or value for name, value in _first_choice(self.years).items()}


class RunLook(RunStep):
    """The run is looked at, and what was seen is remembered for the next time."""

    title = gettext_lazy("Preview of the run")
    button = gettext_lazy("Show the preview")

    def act(self, form: Any, user: User) -> Any:
        """Remember what is seen."""
        note_run(form.year, on=form.cleaned_data["dag"], by=user)
        return form

    def done(self, result: Any) -> tuple[str, str]:
        """Show it."""
        return _("This is the run as it would be now; nothing was made."), result.href()


class NowForm(RunForm):
    """The run that is asked for, to be done: nothing is invoiced ahead."""

    def clean_dag(self) -> Any:
        """Return the day that was named, or today; refuse a day to come."""
        on, today = super().clean_dag(), clock.today()
        if on > today:
            self.add_error(
                "dag", _("A run is made no further than today, %(day)s.") % {"day": day(today)}
            )
        return on


class RunDraft(RunStep):
    """Drafts are made of what is due; a draft has no number and can still change."""

    title = gettext_lazy("Make drafts")
    intro = gettext_lazy(
        "Of everything that has begun by that day and has no invoice a draft is made; drafts that"
        " no longer agree with agreement and VAT are renewed."
    )
    button = gettext_lazy("Make the drafts")
    form_class = NowForm

    def act(self, form: Any, user: User) -> Any:
        """Remember what was seen, and draft the instalments that were asked for."""
        on = form.cleaned_data["dag"]
        note_run(form.year, on=on, by=user)
        return form, draft_invoices(form.year, on=on, instalment=form.instalment, by=user)

    def done(self, result: Any) -> tuple[str, str]:
        """Say how many, and show the run again."""
        form, run = result
        made = ngettext("%(count)s draft made", "%(count)s drafts made", len(run.created))
        counts = {
            "made": made % {"count": len(run.created)},
            "renewed": len(run.renewed),
            "removed": len(run.removed),
            "blocked": len(run.blocked),
        }
        sentence = _(
            "%(made)s, %(renewed)s renewed, %(removed)s removed, %(blocked)s left alone."
            " Next: check."
        )
        return sentence % counts, form.href()


class RunIssueForm(NowForm):
    """Which drafts, and whether they leave at once."""

    send = send_field("yes")


class RunIssue(RunStep):
    """The drafts that are ready get their number, by the worker."""

    title = gettext_lazy("Issue the drafts")
    intro = gettext_lazy(
        "Each draft that nothing stands in the way of gets the next number, and its documents. That"
        " happens in the background; the next page shows how it comes along."
    )
    button = gettext_lazy("Go on")
    form_class = RunIssueForm

    def initial(self) -> dict[str, Any]:
        """Begin with the run from which one comes."""
        return {**super().initial(), "send": YES}

    def preview(self, form: Any) -> Preview | None:
        """Show how many, and what they add up to."""
        view: RunView = form.view
        _refuse_nothing(view)
        held_up = len(view.held_up)
        return Preview(
            lines=[
                (_("Invoices"), len(view.to_issue)),
                (_("Date"), day(form.cleaned_data["dag"])),
                (_("Without VAT"), money(view.net_to_issue)),
                (_("VAT"), money(view.vat_to_issue)),
                (_("To pay"), money(view.payable_to_issue)),
                (_("Send at once"), sent_at_once(form)),
                (_("Blocked, left alone"), held_up),
            ],
            warning=_("They get a number and do not change any more; a mistake is credited."),
            button=_("Issue"),
            standing={row.key: money(_payable(row)) for row in view.to_issue},
        )

    def act(self, form: Any, user: User) -> Any:
        """Hand them to the worker."""
        view: RunView = form.view
        _refuse_nothing(view)
        return ask_issue(
            drafts_of(view),
            on=form.cleaned_data["dag"],
            send=form.cleaned_data["send"] == YES,
            key=uuid.uuid4(),
            by=user,
        )

    def done(self, result: Any) -> tuple[str, str]:
        """Go where it is seen."""
        href = reverse("invoice_batch", args=[result.public_id])
        return _("The invoices are being issued."), href


def _payable(row: OutlineRow) -> Decimal:
    """Return what is to be paid of a draft that is ready."""
    return row.found.net_amount + (row.found.vat_amount or ZERO)


def _refuse_nothing(view: RunView) -> None:
    """Refuse to go on without any draft that is ready."""
    if not view.to_issue:
        raise Refused(
            _("No draft is ready to be issued. Make the drafts first, or mend what blocks them."),
            code="nothing_to_issue",
        )
