"""Behind each figure: the rows that make it up, and the days that were promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, When
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.budget.forecast import PromisedDays, promised_days
from lllo.budget.ledgers import RowLedger, Source
from lllo.budget.models import BudgetAmount, Entry, Expense, HourEntry, InKindEntry
from lllo.budget.queries import agreed_sums, find_budget_year
from lllo.budget.sources import SHARED, Figure, Sources, contract_years_of, figure_sources
from lllo.contracts.models import ContractYear
from lllo.errors import Refused
from lllo.invoices.models import Invoice
from lllo.rules.budget import capacity
from lllo.rules.money import to_cents
from lllo.screens.components.cards import KeyValue, Tab
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.export import spreadsheet
from lllo.screens.components.history import timeline
from lllo.screens.components.tables import Table, part_of
from lllo.screens.lead.page import AMOUNTS, LeadPage, way_back

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

    from lllo.budget.models import BudgetYear
    from lllo.budget.queries import Agreed
    from lllo.rules.budget import Capacity

ALL = "alle"  # the word for all lines together in an address
WORDS = {
    "begroting": Figure.BUDGET,
    "toegezegd": Figure.COMMITTED,
    "gefactureerd": Figure.INVOICED,
    "besteed": Figure.SPENT,
    "over": Figure.REMAINING,
    "natura-toegezegd": Figure.IN_KIND_PROMISED,
    "natura-geleverd": Figure.IN_KIND_DELIVERED,
}
MEANINGS = {
    Figure.BUDGET: gettext_lazy("The budget of the year, divided over the lines by the key."),
    Figure.COMMITTED: gettext_lazy(
        "The yearly fees of signed agreements, in the year in which the contract year starts,"
        " divided over the lines by the key."
    ),
    Figure.INVOICED: gettext_lazy(
        "Invoices less credit notes, without VAT, in the year in which their contract year"
        " starts, divided over the lines by the key."
    ),
    Figure.SPENT: gettext_lazy("Hours at the day rate and costs, on the line they were booked on."),
    Figure.REMAINING: gettext_lazy("The budget less what was spent."),
    Figure.IN_KIND_PROMISED: gettext_lazy(
        "What the university bears itself in signed agreements; no money comes in or goes out."
    ),
    Figure.IN_KIND_DELIVERED: gettext_lazy(
        "What was delivered of it, in the year of the contract year for which it was promised."
    ),
}


def figure_href(year: int, code: str, figure: Figure) -> str:
    """Return the address of the rows behind a figure; no code: all lines together."""
    word = next(word for word, each in WORDS.items() if each == figure)
    return reverse("lead_figure", args=[year, code or ALL, word])


def invoiced_rows(year: int) -> RowLedger:
    """Return the invoices and credit notes of the contract years that start in a year."""
    invoices = Invoice.objects.issued().filter(contract_year__starts_on__year=year)
    joined = invoices.defer("snapshot", "seller", "buyer").select_related("organisation")
    is_credit = When(kind=Invoice.Kind.CREDIT_NOTE, then=-F("net_amount"))
    worth = Case(is_credit, default=F("net_amount"))
    return RowLedger((joined.order_by("issue_date", "number", "pk"), worth, _invoice))


def _invoice(row: Invoice) -> Source:
    """Tell an invoice or a credit note."""
    return Source(
        on=row.issue_date,
        what=str(row.number),
        record=row,
        organisation=row.organisation,
        note=row.get_kind_display(),
        amount=to_cents(row.worth),  # type: ignore[attr-defined] # annotated
    )


def record_href(record: Model) -> str:
    """Return where a row can be read: its document, or the page on which it was booked."""
    if isinstance(record, ContractYear) and record.contract.agreement_id:
        return reverse("agreement_pdf", args=[record.contract.public_id])
    if isinstance(record, Invoice) and record.pdf_id:
        return reverse("invoice_pdf", args=[record.public_id])
    if isinstance(record, HourEntry):
        return _week_href(record.on)
    if isinstance(record, Expense):
        return f"{reverse('lead_expenses')}?{urlencode({'q': record.description})}"
    if isinstance(record, InKindEntry):
        return f"{reverse('lead_in_kind')}?{urlencode({'q': record.description})}"
    return ""


def _week_href(on: date) -> str:
    year, week, _day = on.isocalendar()
    return f"{reverse('lead_hours')}?{urlencode({'week': f'{year}-W{week:02}', 'wie': 'iedereen'})}"


def _what(row: Source) -> Cell:
    """Return the name of a row with a link to where it can be read."""
    is_reversal = getattr(row.record, "reverses_id", None) is not None
    return Cell(
        text=row.what, href=record_href(row.record), badge=_("reversal") if is_reversal else ""
    )


WHAT = Column(key="what", label=gettext_lazy("What"), value=_what)
DAY = Column(key="on", label=gettext_lazy("Day"), value=lambda row: row.on, kind="day")
LINE = Column(
    key="line", label=gettext_lazy("Line"), value=lambda row: str(getattr(row.record, "line", ""))
)
WHO = Column(
    key="organisation",
    label=gettext_lazy("Organisation"),
    value=lambda row: row.organisation,
)
NOTE = Column(key="note", label=gettext_lazy("Note"), value=lambda row: row.note, is_wide=True)
HOURS = Column(
    key="hours",
    label=gettext_lazy("Hours"),
    value=lambda row: getattr(row.record, "hours", None),
    kind="number",
)
WHOLE = Column(
    key="amount", label=gettext_lazy("Amount"), value=lambda row: row.amount, kind="money"
)
COUNTED = Column(
    key="counted", label=gettext_lazy("Counts here"), value=lambda row: row.counted, kind="money"
)
BOOKED = frozenset({Figure.SPENT, Figure.REMAINING, Figure.IN_KIND_DELIVERED})


def _columns(sources: Sources) -> list[Column]:
    """Return the columns that say something for a figure."""
    if sources.figure == Figure.BUDGET:
        return [WHAT, COUNTED]
    columns = [WHAT, DAY, WHO, NOTE]
    if sources.figure in BOOKED:
        columns.insert(2, HOURS)
        if sources.line is None:
            columns.insert(2, LINE)
    return [*columns, WHOLE, COUNTED] if sources.figure in SHARED else [*columns, COUNTED]


class FigurePage(LeadPage):
    """The rows behind one figure of one line in one year; they add up to the figure."""

    roles = AMOUNTS
    tab = "lead_home"
    template_name = "lead/figure.html"

    def prepare(self) -> None:
        """Look the figure up."""
        figure = WORDS.get(self.kwargs["figure"])
        if figure is None:
            raise Http404
        year, line = self.kwargs["year"], self.kwargs["line"]
        try:
            self.sources = figure_sources(
                year,
                figure,
                "" if line == ALL else line,
                invoiced=invoiced_rows(year) if figure == Figure.INVOICED else None,
            )
        except Refused as refused:
            raise Http404(str(refused)) from refused

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the rows, or hand them out as a spreadsheet."""
        if request.GET.get("formaat") != "xlsx":
            return super().get(request, **kwargs)
        name = f"{self.kwargs['figure']}-{self.kwargs['line']}-{self.kwargs['year']}"
        return spreadsheet(name, self._title(), _columns(self.sources), self.sources.rows)

    def _title(self) -> str:
        return f"{self.sources.figure.label} {self.sources.budget_year.year}"

    def values(self) -> dict[str, Any]:
        """Return the figure, its rows and the other figures of the same line and year."""
        sources = self.sources
        part = part_of(sources.count, self.request.GET)
        rows = list(sources.part(part.start, part.stop))
        year, code = sources.budget_year.year, sources.line.line.code if sources.line else ""
        booked = [row.record for row in rows] if sources.figure in BOOKED else []
        return {
            "title": self._title(),
            "note": str(sources.line.line) if sources.line else _("All lines together"),
            "crumbs": way_back(),
            "sources": sources,
            "meaning": MEANINGS[sources.figure],
            "facts": _facts(sources) if sources.figure == Figure.BUDGET else (),
            "figures": [
                Tab(
                    label=each.label,
                    href=figure_href(year, code, each),
                    is_current=each == sources.figure,
                )
                for each in WORDS.values()
            ],
            "table": Table(
                caption=self._title(),
                columns=_columns(sources),
                rows=rows,
                part=part,
                foot={"what": _("Total"), "counted": sources.total},
                empty=_("Nothing counts here yet."),
            ),
            "moments": timeline(each for each in booked if isinstance(each, Entry)),
        }


def _facts(sources: Sources) -> list[KeyValue]:
    """Return what the budget of the year was made of."""
    year = sources.budget_year
    facts = [
        KeyValue(label=_("Staff days"), value=year.staff_days),
        KeyValue(label=_("Day rate"), value=year.day_rate, kind="money"),
        KeyValue(label=_("Extras"), value=year.extras, kind="money"),
        KeyValue(label=_("Budget of the year"), value=year.amount, kind="money"),
    ]
    if isinstance(sources.line, BudgetAmount):
        facts.append(KeyValue(label=_("Weight in the key"), value=str(sources.line.weight)))
    return facts


class DaysPage(LeadPage):
    """The days of staff that each agreement promises, against those that are funded."""

    roles = AMOUNTS
    tab = "lead_home"
    template_name = "lead/days.html"

    def values(self) -> dict[str, Any]:
        """Return the days by contract year and their sum."""
        try:
            year = find_budget_year(self.kwargs["year"])
        except Refused as refused:
            raise Http404(str(refused)) from refused
        agreed = agreed_sums([year.year])[year.year]
        part = part_of(contract_years_of(year.year).count(), self.request.GET)
        rows = promised_days(year, part.start, part.stop)
        days = capacity(
            year.to_rules(), in_kind=agreed.in_kind, coaching_hours=agreed.coaching_hours
        )
        return {
            "title": _("Days promised in %(year)s") % {"year": year.year},
            "crumbs": way_back(),
            "facts": _day_facts(year, days),
            "table": Table(
                caption=_("Days promised by contract year"),
                columns=DAY_COLUMNS,
                rows=rows,
                part=part,
                foot=_day_foot(agreed, days),
                empty=_("No agreement was signed for this year yet."),
            ),
        }


def _day_foot(agreed: Agreed, days: Capacity) -> dict[str, object]:
    """Return the sums below the days, of all pages."""
    return {
        "contract": _("Total"),
        "in_kind": agreed.in_kind,
        "coaching_hours": agreed.coaching_hours,
        "days": days.promised_days,
    }


def _day_facts(year: BudgetYear, days: Capacity) -> list[KeyValue]:
    """Return how the days were reckoned."""
    return [
        KeyValue(label=_("Funded days"), value=days.funded_days),
        KeyValue(label=_("Promised days"), value=days.promised_days),
        KeyValue(label=_("In kind: euros for a day"), value=year.day_rate, kind="money"),
        KeyValue(label=_("Coaching: hours for a day"), value=year.hours_per_day),
    ]


def _contract(row: PromisedDays) -> Cell:
    text = _("%(contract)s, contract year %(number)s") % {
        "contract": row.contract_year.contract.number,
        "number": row.contract_year.number,
    }
    return Cell(text=text, href=record_href(row.contract_year))


DAY_COLUMNS = (
    Column(key="contract", label=gettext_lazy("Agreement"), value=_contract),
    Column(
        key="organisation",
        label=gettext_lazy("Organisation"),
        value=lambda row: row.contract_year.contract.organisation,
    ),
    Column(
        key="package",
        label=gettext_lazy("Package"),
        value=lambda row: row.contract_year.package_name,
    ),
    Column(
        key="in_kind",
        label=gettext_lazy("In kind"),
        value=lambda row: row.in_kind,
        kind="money",
    ),
    Column(
        key="coaching_hours",
        label=gettext_lazy("Hours of coaching"),
        value=lambda row: row.coaching_hours,
        kind="number",
    ),
    Column(key="days", label=gettext_lazy("Days"), value=lambda row: row.days, kind="number"),
)
