"""What must always be true of the database, one function a rule; each returns sentences."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _

from lllo.contracts.models import Contract, ContractLine, Entitlement, Use
from lllo.documents.models import Document
from lllo.invoices.balance_queries import false_balances
from lllo.invoices.models import Invoice, NumberSeries
from lllo.invoices.protection import KEEPERS, missing_triggers
from lllo.people.chain import broken_links
from lllo.programmes.models import Component
from lllo.rules.entitlement import Refusal, balance, refusal
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Fact = tuple[str, object, bool]  # code, amount, borne by the university


def invoice_numbers() -> Iterator[str]:
    """Check that every number a series gave out belongs to an issued document: no gaps."""
    rows = (
        Invoice.objects.issued()
        .order_by()
        .values_list("series", "issue_date__year")
        .annotate(count=Count("pk"))
    )
    issued = {(series, year): count for series, year, count in rows}
    for series in NumberSeries.objects.all():
        found = issued.pop((series.code, series.year), 0)
        if found != series.last_number:
            yield _(
                "Number series %(series)s gave out %(given)s numbers, but %(found)s documents "
                "have one."
            ) % {"series": series, "given": series.last_number, "found": found}
    for (code, year), found in issued.items():
        yield _("%(found)s documents are numbered in %(series)s, which has no number series.") % {
            "found": found,
            "series": f"{code} {year}",
        }


def invoice_sums() -> Iterator[str]:
    """Check that the lines of an issued document come to its net amount, and its VAT totals too."""
    for invoice in Invoice.objects.issued().prefetch_related("lines", "vat_totals"):
        net = sum(line.net_amount for line in invoice.lines.all())
        vat = sum(total.tax_amount for total in invoice.vat_totals.all())
        if (net, vat) != (invoice.net_amount, invoice.vat_amount):
            yield _("The lines of %(number)s do not come to its totals.") % {"number": invoice}


def document_hashes() -> Iterator[str]:
    """Check that every stored document has the bytes it was stored with."""
    for document in Document.objects.iterator(chunk_size=20):
        if hashlib.sha256(bytes(document.content)).hexdigest() != document.sha256:
            yield _("Document %(name)s was changed after it was stored.") % {"name": document}


def agreed_lines() -> Iterator[str]:
    """Check that every agreed line is in an edition that its contract or an addendum names."""
    facts: dict[int, set[Fact]] = defaultdict(set)
    columns = ("edition_id", "code", "amount", "borne_by_university")
    for edition_id, *fact in Component.objects.order_by().values_list(*columns):
        facts[edition_id].add((fact[0], fact[1], fact[2]))
    editions = {
        contract.pk: {contract.edition_id, *(one.edition_id for one in contract.addenda.all())}
        for contract in Contract.objects.signed().prefetch_related("addenda")
    }
    for line in ContractLine.objects.select_related("contract_year__contract"):
        known = editions.get(line.contract_year.contract_id, set())
        fact = (line.component_code, line.amount, line.borne_by_university)
        if not any(fact in facts[edition_id] for edition_id in known):
            yield _("%(line)s is not a component of the edition it was agreed under.") % {
                "line": line
            }


def overdrawn_entitlements() -> Iterator[str]:
    """Check that each use that went beyond what an entitlement grants has a reason of its own.

    The rows are gone through in the order in which they were recorded, as the
    action that wrote them saw the balance.
    """
    limited = Entitlement.objects.filter(quantity__isnull=False, uses__isnull=False).distinct()
    uses = Prefetch("uses", Use.objects.order_by("pk"))
    for entitlement in limited.select_related("contract_year__contract").prefetch_related(uses):
        used = ZERO
        for use in entitlement.uses.all():
            before, used = balance(entitlement.quantity, [used]), used + use.quantity
            is_beyond = refusal(before, use.quantity, whole=False) is Refusal.EXCEEDED
            if is_beyond and not use.override_reason:
                yield _("%(entitlement)s: used %(used)s of %(quantity)s without a reason.") % {
                    "entitlement": entitlement,
                    "used": used,
                    "quantity": entitlement.quantity,
                }


def issued_is_protected() -> Iterator[str]:
    """Check that the database itself refuses to change what was issued."""
    for name in missing_triggers():
        yield _("The protection %(name)s of issued invoices is missing in the database.") % {
            "name": name
        }


def open_amounts() -> Iterator[str]:
    """Check that what is open of each invoice is what its payments and credit notes come to."""
    for name in missing_triggers(KEEPERS):
        yield _("%(name)s, which keeps what is open of invoices, is missing in the database.") % {
            "name": name
        }
    for invoice in false_balances():
        yield _("What is open of %(number)s is not what it comes to.") % {"number": invoice}


INVARIANTS: tuple[Callable[[], Iterator[str]], ...] = (
    invoice_numbers,
    invoice_sums,
    document_hashes,
    agreed_lines,
    overdrawn_entitlements,
    broken_links,
    issued_is_protected,
    open_amounts,
)
