"""For finance: who owes what and for how long, and the spreadsheet to book from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.errors import OfficeMistake
from lllo.invoices.ageing_queries import ageing, ageing_sums
from lllo.invoices.ledger import as_xlsx, ledger_rows
from lllo.screens.access import OFFICE
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import Crumb, HeadAction
from lllo.screens.components.export import CONTENT_TYPE, spreadsheet
from lllo.screens.components.pages import RolePage
from lllo.screens.components.tables import Part, Table, part_of
from lllo.screens.office.billing.days import day_of
from lllo.screens.office.lists.invoices import Invoices
from lllo.screens.office.records.places import address
from lllo.screens.uploads import served

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lllo.invoices.ageing_queries import Ageing


def _organisation(row: Ageing) -> Cell:
    return Cell(text=str(row.organisation), href=address(row.organisation))


def _amount(key: str, label: Any) -> Column:
    """Return a column of the list; what is nought stays empty, so that the rest stands out."""
    return Column(
        key=key,
        label=label,
        value=lambda row: getattr(row, key) or None,
        plain=lambda row: getattr(row, key),
        kind="money",
    )


AGEING_COLUMNS = (
    Column(key="organisation", label=gettext_lazy("Organisation"), value=_organisation),
    _amount("not_due", gettext_lazy("Not due yet")),
    _amount("days_30", gettext_lazy("1 to 30 days")),
    _amount("days_60", gettext_lazy("31 to 60 days")),
    _amount("days_90", gettext_lazy("61 to 90 days")),
    _amount("older", gettext_lazy("Over 90 days")),
    _amount("to_return", gettext_lazy("Owed back")),
    _amount("total", gettext_lazy("Total")),
)


def _total(part: Part) -> str:
    """Return the label of the totals, which are of all pages."""
    if part.pages == 1:
        return _("Total")
    return _("Total of all %(count)s") % {"count": localize(part.count)}


class AgeingPage(RolePage):
    """What each organisation owes, by how long it is overdue."""

    roles: ClassVar[frozenset[Any]] = OFFICE

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it for a day, or hand it out as a spreadsheet."""
        on, wrong = day_of(request.GET.get("dag", ""))
        if request.GET.get("formaat") == "xlsx":
            name = f"ouderdom-{on:%Y-%m-%d}"
            return spreadsheet(name, _("Ageing"), AGEING_COLUMNS, ageing(on))
        found = ageing_sums(on)
        part = part_of(found.count, request.GET)
        context = {
            "crumbs": (Crumb(label=_("Invoices"), href=reverse("invoices")),),
            "on": on,
            "wrong": wrong,
            "table": Table(
                caption=_("What is open by age"),
                columns=AGEING_COLUMNS,
                rows=ageing(on, part.start, part.stop),
                foot={"organisation": _total(part), **found.totals} if found.count else {},
                empty=_("Nobody owes anything."),
            ),
            "part": part,
            "actions": self._actions(),
        }
        return render(request, "office/billing/ageing.html", context, status=422 if wrong else 200)

    def _actions(self) -> list[HeadAction]:
        """Return the ways to what stands behind the amounts."""
        overdue = f"{reverse('invoices')}?status=overdue"
        return [
            HeadAction(label=_("Overdue invoices"), href=overdue),
            HeadAction(label=_("Reminders"), href=reverse("invoice_reminders")),
        ]


class Ledger(Invoices):
    """What finance books: a row for each line of the invoices that the list shows."""

    bulk: ClassVar[Any] = ()
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:  # noqa: ARG002 - see found
        """Hand them out under the address of the list, or say why that cannot be."""
        try:
            rows = ledger_rows(among=self.found())
        except OfficeMistake as mistake:
            return self._back(str(mistake))
        if not rows:
            return self._back(_("Nothing in this list was issued, so there is nothing to book."))
        return served(as_xlsx(rows), f"grootboek-{clock.today():%Y-%m-%d}.xlsx", CONTENT_TYPE)

    def _back(self, why: str) -> HttpResponse:
        """Go back to the list as it was, and say why there is no file."""
        messages.warning(self.request, why)
        return HttpResponseRedirect(f"{reverse('invoices')}?{self.request.GET.urlencode()}")
