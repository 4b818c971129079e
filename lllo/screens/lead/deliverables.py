"""Products per line: how they stand since when, who says so, and who contributed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.programmes.models import Deliverable
from lllo.projects.models import Contribution, DeliverableStep
from lllo.screens.access import may_enter
from lllo.screens.components.cells import Cell, Column
from lllo.screens.components.crumbs import HeadAction
from lllo.screens.components.tables import Table
from lllo.screens.lead.page import BOOKERS, WRITERS, LeadPage, programme_now, way_back

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from lllo.people.models import User

TONES = {
    Deliverable.State.PLANNED: "plain",
    Deliverable.State.IN_PROGRESS: "wait",
    Deliverable.State.DELIVERED: "good",
}


NAMES_SHOWN = 3


def _steps(user: User) -> Prefetch[Any]:
    """Return how the steps of products are read."""
    seen = DeliverableStep.objects.visible_to(user)
    return Prefetch("steps", seen.select_related("recorded_by__person"))


def _deliverables(user: User) -> QuerySet[Deliverable]:
    """Return the products with their steps and the contributions that an account may see."""
    seen = Contribution.objects.visible_to(user).standing()
    return (
        Deliverable.objects.visible_to(user)
        .select_related("line")
        .prefetch_related(
            _steps(user), Prefetch("contributions", seen.select_related("organisation", "person"))
        )
    )


def _since(deliverable: Deliverable) -> DeliverableStep | None:
    """Return the last step; the newest comes first."""
    return next(iter(deliverable.steps.all()), None)


def _contributors(user: User) -> dict[int, str]:
    """Return by product the organisations that contributed, each once, in one query."""
    seen = Contribution.objects.visible_to(user).standing().order_by("on", "pk")
    names: dict[int, dict[str, None]] = {}
    for key, name in seen.values_list("deliverable", "organisation__name"):
        names.setdefault(key, {})[name] = None
    return {key: _first_names(list(found)) for key, found in names.items()}


def _first_names(names: list[str]) -> str:
    """Return some names, and how many there are besides."""
    shown, more = ", ".join(names[:NAMES_SHOWN]), len(names) - NAMES_SHOWN
    if more <= 0:
        return shown
    sentence = _("%(names)s and %(count)s more")
    return sentence % {"names": shown, "count": more}


def _name(row: Deliverable) -> Cell:
    return Cell(text=row.name, href=reverse("lead_deliverable", args=[row.public_id]))


def _state(row: Deliverable) -> Cell:
    tone = TONES[Deliverable.State(row.state)]
    return Cell(text=row.get_state_display(), tone=tone)  # type: ignore[arg-type]


LIST_COLUMNS = (
    Column(key="name", label=gettext_lazy("Product"), value=_name, is_wide=True),
    Column(key="state", label=gettext_lazy("State"), value=_state, kind="badge"),
    Column(
        key="since",
        label=gettext_lazy("Since"),
        value=lambda row: step.on if (step := _since(row)) else None,
        kind="day",
    ),
)


class DeliverablesPage(LeadPage):
    """The products of each line."""

    title = gettext_lazy("Products per line")
    tab = "lead_deliverables"
    template_name = "lead/deliverables.html"

    def values(self) -> dict[str, Any]:
        """Return the lines, each with its products."""
        programme = programme_now()
        rows: dict[int, list[Deliverable]] = {}
        if programme:
            seen = Deliverable.objects.visible_to(self.user)
            products = seen.filter(line__programme=programme)
            for each in products.prefetch_related(_steps(self.user)):
                rows.setdefault(each.line_id, []).append(each)
        who = _contributors(self.user)
        by = Column(key="by", label=_("Who contributed"), value=lambda row: who.get(row.pk, ""))
        lines = programme.lines.all() if programme else ()
        return {
            "lines": [
                {
                    "line": line,
                    "number": number,
                    "table": Table(
                        caption=_("Products of %(line)s") % {"line": line},
                        columns=(*LIST_COLUMNS, by),
                        rows=rows.get(line.pk, []),
                        empty=_("No products are named for this line."),
                    ),
                }
                for number, line in enumerate(lines, start=1)
            ]
        }


class DeliverablePage(LeadPage):
    """One product: its steps and all that was contributed."""

    tab = "lead_deliverables"
    template_name = "lead/deliverable.html"

    def prepare(self) -> None:
        """Look the product up."""
        self.subject = get_object_or_404(
            _deliverables(self.user), public_id=self.kwargs["public_id"]
        )

    def head_actions(self) -> Sequence[HeadAction]:
        """Offer what can be recorded."""
        key = self.subject.public_id
        return [
            HeadAction(
                label=_("Add a contribution"),
                href=reverse("lead_contribution_add", args=[key]),
                roles=BOOKERS,
                is_main=True,
            ),
            HeadAction(
                label=_("Change the state"),
                href=reverse("lead_deliverable_move", args=[key]),
                roles=WRITERS,
            ),
        ]

    def values(self) -> dict[str, Any]:
        """Return the product."""
        product = self.subject
        return {
            "title": product.name,
            "note": product.line,
            "badge": product.get_state_display(),
            "tone": TONES[Deliverable.State(product.state)],
            "crumbs": way_back("lead_deliverables"),
            "steps": Table(
                caption=_("Steps"),
                columns=STEP_COLUMNS,
                rows=product.steps.all(),
                empty=_("Nothing was recorded yet: it is planned."),
            ),
            "contributions": Table(
                caption=_("Contributions"),
                columns=_contribution_columns(self.user),
                rows=product.contributions.all(),
                empty=_("Nobody contributed yet, as far as we know."),
            ),
        }


STEP_COLUMNS = (
    Column(key="state", label=gettext_lazy("State"), value=lambda row: row.get_state_display()),
    Column(key="on", label=gettext_lazy("Since"), value=lambda row: row.on, kind="day"),
    Column(key="remark", label=gettext_lazy("Remark"), value=lambda row: row.remark),
    Column(
        key="by",
        label=gettext_lazy("Recorded by"),
        value=lambda row: str(row.recorded_by or _("the command line")),
    ),
)


def _contribution_columns(user: User) -> list[Column]:
    """Return the columns, with the way to take one back for who may."""
    columns = [
        Column(key="what", label=_("Contribution"), value=lambda row: row.description),
        Column(key="on", label=_("Day"), value=lambda row: row.on, kind="day"),
        Column(key="who", label=_("Organisation"), value=lambda row: row.organisation),
        Column(key="person", label=_("Person"), value=lambda row: row.person),
    ]
    if may_enter(user, WRITERS):
        columns.append(
            Column(
                key="back",
                label=_("Mend"),
                kind="action",
                value=lambda row: Cell(
                    text=_("Withdraw"),
                    href=reverse("lead_contribution_withdraw", args=[row.public_id]),
                ),
            )
        )
    return columns
