"""What is known of the validity of e-invoices; without a check it is never said to be valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from lllo.invoices import rulepacks, schema
from lllo.invoices.models import Invoice, Validation
from lllo.invoices.snapshot import from_json

if TYPE_CHECKING:
    from lllo.invoices.models import InvoiceQuerySet
    from lllo.invoices.rulepacks import RulePack
    from lllo.invoices.snapshot import InvoiceSnapshot


def with_validation_state(rows: InvoiceQuerySet) -> InvoiceQuerySet:
    """Return invoices with ``validation_state``: what their last check said."""
    last = Validation.objects.filter(invoice=OuterRef("pk")).order_by("-checked_at", "-pk")
    return rows.annotate(
        validation_state=Coalesce(
            Subquery(last.values("state")[:1]),
            Value(Validation.State.NOT_CHECKED.value),
            output_field=CharField(),
        )
    )


def validation_state(invoice: Invoice) -> Validation.State:
    """Return what the last check of one invoice said."""
    last = invoice.validations.first()
    return Validation.State(last.state) if last else Validation.State.NOT_CHECKED


def rules_for(snapshot: InvoiceSnapshot) -> tuple[RulePack, ...]:
    """Return the schemas and rules that hold for a document."""
    form, on = snapshot.form, snapshot.issue_date
    return (*schema.packs_for(snapshot), *rulepacks.in_force("schematron", form, on))


def to_check(year: int | None = None, *, again: bool = False) -> list[Invoice]:
    """Return the issued invoices that the rules of now were not run over; ``again``: all.

    ``year`` is the year in which the contract year starts.
    """
    rows = Invoice.objects.issued().select_related("xml").prefetch_related("validations")
    if year is not None:
        rows = rows.filter(contract_year__starts_on__year=year)
    return [item for item in rows.order_by("number") if again or not _is_checked(item)]


def _is_checked(invoice: Invoice) -> bool:
    """Tell whether the last check was by the rules that hold, and there were any."""
    last = next(iter(invoice.validations.all()), None)
    if last is None or last.state == Validation.State.NOT_CHECKED:
        return False
    rules = {pack.sha256 for pack in rules_for(from_json(invoice.snapshot))}
    return rules == {rule["sha256"] for rule in last.rules}
