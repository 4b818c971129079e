"""What the university promised in kind for each contract year, and what it delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo import clock
from lllo.budget.actions import deliver_in_kind
from lllo.budget.models import InKindEntry
from lllo.budget.queries import budget_years
from lllo.budget.sources import in_kind_totals, in_kind_years
from lllo.contracts.models import ContractYear
from lllo.formats import money
from lllo.projects.models import Placement
from lllo.screens.access import may_enter
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.forms import (
    ActionPage,
    DayField,
    Form,
    MoneyField,
    PickField,
    QuantityField,
)
from lllo.screens.components.tables import Table, part_of
from lllo.screens.entry_lists import InKindList
from lllo.screens.lead.costs import (
    NO_BUDGET,
    LineField,
    UndoEntry,
    WithWayBack,
    offer_lines,
)
from lllo.screens.lead.page import WRITERS, nearest_year, way_back

if TYPE_CHECKING:
    from django.http import QueryDict

    from lllo.people.models import User


class InKind(WithWayBack, InKindList):
    """What was delivered, below what was promised."""

    url_name = "lead_in_kind"
    template_name = "lead/in_kind.html"
    new = "lead_in_kind_new", gettext_lazy("Record a delivery")
    undo_name = "lead_in_kind_undo"

    def page_context(self) -> dict[str, Any]:
        """Return the promises of the year on view too."""
        year = nearest_year(budget_years(), self.request.GET.get("jaar", ""))
        may_record = may_enter(self.user, WRITERS)
        return {
            **super().page_context(),
            "promises": _promises(year, self.request.GET, may_record=may_record),
        }


def _promises(year: int | None, asked: QueryDict, *, may_record: bool) -> Table:
    """Return promised, delivered and left for each contract year, a page at a time."""
    rows = in_kind_years(year) if year else ContractYear.objects.none()
    count, totals = in_kind_totals(rows) if year else (0, {})
    part = part_of(count, asked, name=PROMISES_PAGE)
    return Table(
        caption=_("Promised in kind in %(year)s") % {"year": year or clock.today().year},
        columns=_promise_columns(may_record=may_record),
        rows=rows[part.start : part.stop],
        part=part,
        foot={"organisation": _("Total"), **totals} if count else {},
        empty=_("No agreement of this year promises anything in kind."),
    )


def _promise_columns(*, may_record: bool) -> list[Column]:
    """Return the columns, with the way to record a delivery for who may."""

    def delivery(row: ContractYear) -> Cell:
        href = f"{reverse('lead_in_kind_new')}?{urlencode({'contractjaar': row.public_id})}"
        return Cell(text=_("Record a delivery"), href=href)

    columns = [
        Column(
            key="organisation",
            label=_("Organisation"),
            value=lambda row: Cell(text=row.contract.organisation, hint=str(row)),
        ),
        *(
            Column(
                key=name,
                label=label,
                value=lambda row, name=name: getattr(row, name),  # type: ignore[misc]
                kind="money",
            )
            for name, label in PROMISE_COLUMNS
        ),
    ]
    if may_record:
        columns.append(Column(key="record", label=_("Delivery"), value=delivery, kind="action"))
    return columns


PROMISES_PAGE = "beloftepagina"
PROMISE_COLUMNS = (
    ("promised", gettext_lazy("Promised")),
    ("delivered", gettext_lazy("Delivered")),
    ("remaining", gettext_lazy("Still to come")),
)


class PromiseField(PickField):
    """A contract year with a promise, told by its organisation and what is still to come."""

    def label_from_instance(self, obj: ContractYear) -> str:
        """Return a contract year as the list names it."""
        return _("%(organisation)s, %(start)s (%(left)s to come)") % {
            "organisation": obj.contract.organisation,
            "start": obj.starts_on.year,
            "left": money(obj.remaining),  # type: ignore[attr-defined] # annotated
        }


class DeliveryForm(Form):
    """A delivery, as hours or as an amount."""

    contract_year = PromiseField(
        ContractYear.objects.none(), label=gettext_lazy("Agreement and year")
    )
    line = LineField()
    on = DayField(label=gettext_lazy("Day"))
    hours = QuantityField(
        label=gettext_lazy("Hours"),
        required=False,
        help_text=gettext_lazy("Hours at the day rate, or an amount; not both."),
    )
    amount = MoneyField(label=gettext_lazy("Amount"), required=False)
    description = forms.CharField(label=gettext_lazy("What was delivered"), max_length=300)
    placement = PickField(Placement.objects.none(), label=gettext_lazy("Placement"), required=False)
    override_reason = forms.CharField(
        label=gettext_lazy("Why more than was promised"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Only when it goes beyond the promise; the reason stays visible."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_lines(self)
        self.fields["contract_year"].queryset = in_kind_years()  # type: ignore[attr-defined]
        self.fields["placement"].queryset = Placement.objects.visible_to(user)  # type: ignore[attr-defined]


class DeliverInKind(ActionPage):
    """Records a delivery in kind."""

    title = gettext_lazy("Record a delivery in kind")
    button = gettext_lazy("Record it")
    roles = WRITERS
    form_class = DeliveryForm
    refused_fields = {
        **NO_BUDGET,
        "outside_contract_year": "on",
        "contract_ended": "on",
        "other_organisation": "placement",
        "amount_or_hours": "hours",
        "amount_not_positive": "amount",
        "beyond_promise": "override_reason",
    }

    def form_options(self) -> dict[str, Any]:
        """Offer what the account may see."""
        return {"user": self.user}

    def initial(self) -> dict[str, Any]:
        """Begin with today, and the agreement that the address names."""
        return {"on": clock.today(), "contract_year": self.request.GET.get("contractjaar", "")}

    def crumbs(self) -> Any:
        """Return the way back."""
        return way_back("lead_in_kind")

    def act(self, form: Any, user: User) -> InKindEntry:
        """Record it."""
        return deliver_in_kind(**form.cleaned_data, by=user)

    def done(self, result: InKindEntry) -> tuple[str, str]:
        """Say what was recorded."""
        sentence = _("%(amount)s in kind is recorded for %(organisation)s.") % {
            "amount": money(result.amount),
            "organisation": result.contract_year.contract.organisation,
        }
        return sentence, reverse("lead_in_kind")

    def undo(self, result: InKindEntry) -> tuple[str, str]:
        """Offer to take it back at once."""
        return reverse("lead_in_kind_undo", args=[result.public_id]), _("Take back")


class UndoInKind(UndoEntry):
    """Takes a delivery in kind back."""

    tab = "lead_in_kind"

    def record(self) -> InKindEntry:
        """Return the row."""
        rows = InKindEntry.objects.visible_to(self.user).select_related(
            "line__programme", "contract_year__contract__organisation"
        )
        found: InKindEntry = get_object_or_404(rows, public_id=self.kwargs["public_id"])
        return found
