"""What a run would do, for all rows at once: worked out in full for one of each kind only.

Agreements of a package are alike, so most contract years of a run come to the same. What could
make a difference is read without objects and is the kind of a contract year; the preview works
out one of each kind, and the others take over what it found. A column that starts to count for
a preview must be read here, too: tests/invoices/test_outline.py compares both.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Func, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce

from lllo.contracts.models import ContractLine, ContractYear
from lllo.invoices.models import Invoice, InvoiceAnnex, InvoiceLine
from lllo.invoices.plan import LINE_COLUMNS
from lllo.invoices.preflight import buyer_problems
from lllo.invoices.preview import rows_of, years_due
from lllo.invoices.readiness import BY_MAIL
from lllo.invoices.snapshot import Buyer
from lllo.people.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from lllo.invoices.billing import Billing
    from lllo.invoices.preview import PreviewRow

YEAR = ("number", "starts_on", "ends_on", "package_name", "contract__instalments",
        "contract__ended_on", "contract__prices_include_vat", "contract__payment_days")  # fmt: skip
ORDER = ("purchase_order_number", "orderer")  # of which only counts whether they are there
CONTRACT_LINE = ("position", "component_code", "component_name", "amount", "borne_by_university",
                 "vat_code")  # fmt: skip
AMOUNTS = ("instalment", "revision", "net_amount", "vat_amount", "payable_amount")
DRAFT = (*AMOUNTS, "period_starts_on", "period_ends_on")
BUYER = tuple(
    item.name
    for item in fields(Buyer)
    if item.name in {column.name for column in Organisation._meta.concrete_fields}
)
PARTY = ("pk", "orderer", "order_number_rule", "order_number_above", *BUYER)
COLUMN, ROW = "\x1f", "\x1e"  # signs between columns and rows that nobody types
Kind = tuple[Any, ...]


class _Told(Func):
    """Columns of a row as one text: quicker to read than each, and to compare."""

    template = "(%(expressions)s)"
    arg_joiner = " || char(31) || "
    output_field = TextField()

    def __init__(self, *columns: str) -> None:
        super().__init__(*(Coalesce(Cast(each, TextField()), Value("")) for each in columns))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write it as PostgreSQL does."""
        return self.as_sql(compiler, connection, arg_joiner=" || chr(31) || ", **context)


class _Joined(Aggregate):
    """The texts of a group as one; in another order it is only taken for another kind."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, char(30))"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write it as PostgreSQL does."""
        template = "%(function)s(%(expressions)s, chr(30))"
        return self.as_sql(
            compiler, connection, function="STRING_AGG", template=template, **context
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the preview found of an instalment: the same for all contract years of a kind."""

    instalment: int
    outcome: str
    codes: tuple[str, ...]  # of the obstacles
    net_amount: Decimal
    vat_amount: Decimal | None
    payable_amount: Decimal | None
    facts: dict[str, object]
    draft: int | None  # which of the drafts of the contract year, counted from 0


@dataclass(slots=True, kw_only=True)
class OutlineRow:
    """One instalment of a contract year; ``key`` and ``change`` are those of a ``PreviewRow``."""

    key: str
    contract_year: int
    draft: int | None  # its key, if there is one
    found: Finding
    change: str = ""


def outline_of(year: int, billing: Billing, *, on: date) -> list[OutlineRow]:
    """Return the rows of a preview of a year on a day, in its order; nothing is written."""
    begun = Q(contract_year__starts_on__year=year, contract_year__starts_on__lte=on)
    drafts = _drafts(begun)
    kinds = _kinds(years_due(year, on), begun, drafts)
    examples = {kind: pk for pk, (kind, _name) in kinds.items()}
    found: defaultdict[int, list[Finding]] = defaultdict(list)
    for row in rows_of(ContractYear.objects.filter(pk__in=examples.values()), billing, on):
        pk = row.contract_year.pk
        found[pk].append(_finding(row, list(drafts.get(pk, ()))))
    return [
        OutlineRow(
            key=f"{name}/{each.instalment}",
            contract_year=pk,
            draft=None if each.draft is None else list(drafts[pk])[each.draft],
            found=each,
        )
        for pk, (kind, name) in kinds.items()
        for each in found[examples[kind]]
    ]


def _finding(row: PreviewRow, drafts: Sequence[int]) -> Finding:
    """Return what the others of a kind take over from a row."""
    draft = row.invoice.pk if row.invoice else None
    return Finding(
        instalment=row.instalment,
        outcome=row.outcome,
        codes=tuple(obstacle.code for obstacle in row.obstacles),
        net_amount=row.net_amount,
        vat_amount=row.vat_amount,
        payable_amount=row.payable_amount,
        facts=row.facts,
        draft=drafts.index(draft) if draft in drafts else None,
    )


def _kinds(
    years: QuerySet[ContractYear], begun: Q, drafts: Mapping[int, Mapping[int, Kind]]
) -> dict[int, tuple[Kind, str]]:
    """Return the kind and the name of each contract year."""
    lines = _joined(ContractLine.objects.filter(begun), CONTRACT_LINE)
    issued, notes = _issued(begun)
    orders = [f"contract__{name}" for name in ORDER]
    rows = list(
        years.values_list(
            "pk", "number", "contract__number", "contract__organisation",
            "contract__instalments", *orders, _Told(*YEAR),
        )
    )  # fmt: skip
    waiting = {
        row[3]
        for row in rows
        if row[0] in notes or not _is_finished(row[4], issued.get(row[0], ""))
    }
    parties = _parties(waiting)
    kinds = {}
    for pk, number, contract, organisation, _parts, order_number, orderer, told in rows:
        party = parties.get(organisation)
        kind = (
            told,
            lines.get(pk, ""),
            issued.get(pk, ""),
            tuple(notes.get(pk, ())),
            tuple(drafts[pk].values()) if pk in drafts else (),
            (*party(pk), *_order(order_number, orderer)) if party else (),
        )
        kinds[pk] = kind, f"{contract}/{number}"
    return kinds


def _joined(rows: QuerySet[Any], columns: Sequence[str], whose: str = "") -> dict[int, str]:
    """Return the rows of each contract year, or what else they belong to, as one text."""
    whose = whose or rows.model._meta.ordering[0]
    return dict(rows.order_by().values_list(whose).annotate(text=_Joined(_Told(*columns))))


def _issued(begun: Q) -> tuple[dict[int, str], Mapping[int, list[Kind]]]:
    """Return the issued invoices of each contract year, and the credit notes that it has.

    Neither lines nor addressee of an issued invoice count.
    """
    rows = Invoice.objects.issued().filter(begun)
    notes = defaultdict(list)
    credited = rows.filter(corrects__isnull=False).order_by("pk")
    for year, *told in credited.values_list(
        "contract_year", "corrects__instalment", "corrects__revision", "net_amount"
    ):
        notes[year].append(tuple(told))
    invoices = rows.filter(kind=Invoice.Kind.INVOICE)
    return _joined(invoices, AMOUNTS, "contract_year"), notes


def _drafts(begun: Q) -> Mapping[int, Mapping[int, Kind]]:
    """Return by contract year what of each draft counts."""
    rows = Invoice.objects.drafts().filter(begun).order_by("pk")
    lines = _joined(InvoiceLine.objects.filter(invoice__in=rows.order_by()), LINE_COLUMNS)
    found: defaultdict[int, dict[int, Kind]] = defaultdict(dict)
    for year, pk, *order, told in rows.values_list("contract_year", "pk", *ORDER, _Told(*DRAFT)):
        found[year][pk] = (told, lines.get(pk, ""), *_order(*order))
    return found


def _order(number: str, orderer: str) -> Kind:
    """Return what counts of an order number and of who ordered."""
    return (not number, not number.strip(), not orderer)


def _is_finished(instalments: int, issued: str) -> bool:
    """Tell whether each instalment has an issued invoice."""
    numbers = {each.partition(COLUMN)[0] for each in issued.split(ROW)}
    return numbers.issuperset(map(str, range(1, instalments + 1)))


def _parties(waiting: set[int]) -> dict[int, Callable[[int], Kind]]:
    """Return what of the organisations that are to be billed counts."""
    merged = InvoiceAnnex.objects.in_force().filter(archivable=False)
    annexed = set(merged.order_by().values_list("organisation", flat=True))
    rows = Organisation.objects.filter(pk__in=waiting).order_by().values_list(*PARTY)
    return {row[0]: _told(_party(*row), alone=row[0] in annexed) for row in rows}


def _party(
    _pk: int, orderer: str, rule: str, above: Decimal | None, *columns: Any
) -> Iterator[object]:
    """Return what of an organisation counts: what is wrong with it, and not how it is called."""
    buyer = Buyer(**dict(zip(BUYER, columns, strict=True)))
    yield from (problem.code for problem in buyer_problems(buyer))
    yield buyer.invoice_language
    yield bool(buyer.vat_identifier)
    yield buyer.invoice_channel in BY_MAIL and not buyer.invoice_email
    yield (rule, above if rule == Organisation.OrderNumberRule.ABOVE else None, not orderer)


def _told(counts: Iterable[object], *, alone: bool) -> Callable[[int], Kind]:
    """Return a function that gives what counts; a contract year may be a kind of its own."""
    told = tuple(counts)
    return lambda pk: (*told, pk) if alone else told
