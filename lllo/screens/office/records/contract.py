"""The page of an agreement: parties, years with fees, entitlements, papers, addenda, in kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lllo import clock
from lllo.budget.models import InKindEntry
from lllo.contracts.lists import with_chosen_package
from lllo.contracts.models import Contract
from lllo.contracts.queries import contract_year_prices, prices_to_pay, term_total
from lllo.contracts.years import package_of
from lllo.formats import money, quantity
from lllo.invoices.queries import STATUS_LABELS, invoice_rows, owed
from lllo.odoo.mapping import keys
from lllo.rules.period import contract_years
from lllo.screens.office.odoo.parts import odoo_part
from lllo.screens.office.records import words
from lllo.screens.office.records.histories import OF_CONTRACT, told_of, told_of_odoo
from lllo.screens.office.records.page import (
    GRANTERS,
    Cell,
    Figure,
    Heading,
    Link,
    RecordPage,
    Screen,
    Section,
    Table,
    allowed,
    to,
)
from lllo.screens.office.records.places import address, to_list

if TYPE_CHECKING:
    from lllo.people.models import User
    from lllo.rules.price import Price

State = Contract.State


class ContractPage(RecordPage):
    """One agreement with all that follows from it."""

    def rows(self) -> Any:
        """Return the agreements that the account sees."""
        found = Contract.objects.visible_to(self.user)
        return found.select_related("organisation", "edition__programme")

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        years = list(record.contract_years.prefetch_related("entitlements").order_by("number"))
        prices = contract_year_prices(years)
        planned = package_of(record.edition, record.package_code).price
        agreed = [prices[each.pk] for each in years] or [planned] * record.years
        addenda = list(
            with_chosen_package(record.addenda.order_by("number")).prefetch_related("signatures")
        )
        delivered = InKindEntry.objects.visible_to(self.user).filter(contract_year__in=years)
        entries = list(delivered.select_related("line", "reversed_by").order_by("on", "pk"))
        invoices = list(
            invoice_rows(record.organisation)
            .visible_to(self.user)
            .filter(contract_year__contract=record)
        )
        return Screen(
            title=str(record),
            kind=_("agreement"),
            crumbs=to_list(Contract, self.user),
            lead=f"{record.organisation} · {record.package_name}",
            state=words.state(record),
            links=allowed(self.user, *_steps(record)),
            figures=_figures(record, years, agreed, invoices),
            sections=[
                _facts(record),
                _years(record, years, agreed),
                _entitlements(record, years),
                _invoices(invoices),
                *_in_kind(record, entries, self.user, holds=bool(planned.in_kind)),
                *_changes(addenda),
                *odoo_part(record, "contract_odoo", record.public_id, self.user),
            ],
            about=[
                *told_of(record, OF_CONTRACT, self.user),
                told_of_odoo(keys.contract(record), self.user),
            ],
        )


def _steps(contract: Contract) -> list[Link | None]:
    """Return what can be done with an agreement as it stands, the next step first."""
    key = contract.public_id

    def link(label: str, name: str, *, is_main: bool = False) -> Link:
        return to(label, name, key, is_main=is_main)

    order = link(_("Order number"), "contract_order")
    withdraw = link(_("Withdraw"), "contract_withdraw")
    pdf = to("PDF", "agreement_pdf", key, roles=ContractPage.roles)
    page = None
    if contract.agreement_text_id:
        page = to(_("As a page"), "agreement_document", key, roles=ContractPage.roles)
    keep = link(_("Keep the signed copy"), "contract_copy")
    copy = None
    if contract.signed_copy_id:
        copy = to(_("Signed copy"), "agreement_copy_pdf", key, roles=ContractPage.roles)
    concept = to(_("PDF (draft)"), "agreement_concept", key, roles=ContractPage.roles)
    steps: dict[str, list[Link | None]] = {
        State.DRAFT: [
            link(_("Offer"), "contract_offer", is_main=True), concept, order, withdraw,
        ],
        State.OFFERED: [
            link(_("Record the signatures"), "contract_sign", is_main=True), pdf, page, order,
            withdraw,
        ],
        State.SIGNED: [
            pdf, page, copy, order, link(_("Change the package"), "contract_amend"),
            link(_("End early"), "contract_end"), keep,
        ],
        State.ENDED: [pdf, page, copy, keep],
    }  # fmt: skip
    return steps.get(contract.state, [])


def _of_now(years: list[Any], prices: list[Price]) -> Figure:
    """Return what is paid in the contract year of now, and that later years cost otherwise."""
    begun = [number for number, each in enumerate(years) if each.starts_on <= clock.today()]
    now = begun[-1] if begun else 0
    other = next((each.price for each in prices[now:] if each.price != prices[now].price), None)
    if other is None:
        return Figure(label=_("A year"), value=money(prices[now].price), note=_("without VAT"))
    return Figure(
        label=_("A year, in year %(number)s") % {"number": now + 1},
        value=money(prices[now].price),
        note=_("without VAT; later %(amount)s") % {"amount": money(other)},
    )


def _figures(
    contract: Contract, years: list[Any], prices: list[Price], invoices: list[Any]
) -> list[Figure]:
    """Return what is paid a year and in all, and what is open."""
    paid_years = len(prices_to_pay(contract, prices))
    sums = owed(invoices)
    return [
        _of_now(years, prices),
        Figure(
            label=_("Over the whole term"),
            value=money(term_total(contract, prices)),
            note=ngettext("%(years)s year", "%(years)s years", paid_years) % {"years": paid_years},
        ),
        Figure(
            label=_("Still to pay"),
            value=money(sums.open_amount),
            href="#facturen",
            tone="late" if sums.overdue_amount else "",
            note=_("an invoice is late") if sums.overdue_amount else "",
        ),
    ]


def _facts(contract: Contract) -> Section:
    """Return parties, days and terms."""
    last = words.last_day(contract.starts_on, contract.ends_on)
    facts = [
        (_("Organisation"), words.organisation(contract.organisation)),
        (_("Package"), words.text(contract.package_name)),
        (_("From"), words.day(contract.starts_on)),
        (_("Up to and including"), words.day(last)),
        (_("Order number"), words.text(contract.purchase_order_number)),
        (_("Orderer"), words.text(contract.orderer)),
        (_("Purchasing terms"), words.text(contract.purchasing_terms)),
        (_("Instalments a year"), words.number(contract.instalments)),
        (_("Days to pay"), words.number(contract.payment_days)),
        (_("Offered on"), words.day(contract.offered_on)),
    ]
    for signature in contract.signatures.filter(addendum=None):
        name = ", ".join(filter(None, [signature.name, signature.job_title]))
        label = _("Signature of the %(party)s") % {"party": signature.get_party_display()}
        hint = f"{words.day(signature.signed_on).text}, {signature.get_method_display()}"
        facts.append((label, words.text(name, hint=hint)))
    if contract.ended_on:
        facts += [
            (_("Ended as of"), words.day(contract.ended_on)),
            (_("Reason"), words.text(contract.end_reason)),
        ]
    return Section(code="gegevens", title=_("Data"), facts=facts)


def _years(contract: Contract, years: list[Any], prices: list[Price]) -> Section:
    """Return what each contract year costs: agreed, or as it will be."""
    agreed = [
        (year.number, year.starts_on, words.last_day(year.starts_on, year.ends_on),
         year.package_name, price)
        for year, price in zip(years, prices, strict=False)
    ] or [
        (number, period.starts_on, period.last_day, contract.package_name, prices[0])
        for number, period in enumerate(contract_years(contract.starts_on, contract.years), start=1)
    ]  # fmt: skip
    rows = [
        (
            words.text(words.year_name(number)),
            words.day(first),
            words.day(last),
            words.text(name),
            words.money(price.gross),
            words.money(price.in_kind),
            words.money(price.price),
        )
        for number, first, last, name, price in agreed
    ]
    headings = [
        Heading(label=_("Contract year")),
        Heading(label=_("From")),
        Heading(label=_("Up to and including")),
        Heading(label=_("Package")),
        Heading(label=_("Value"), kind="money"),
        Heading(label=_("In kind"), kind="money"),
        Heading(label=_("To pay"), kind="money"),
    ]
    intro = "" if years else _("As it will be once both parties have signed.")
    return Section(
        code="jaren",
        title=_("Contract years"),
        intro=intro,
        table=Table(headings=headings, rows=rows),
    )


def _entitlements(contract: Contract, years: list[Any]) -> Section:
    """Return what each year entitles to, one column a year."""
    kinds: dict[str, dict[int, Any]] = {}
    for year in years:
        for each in year.entitlements.all():
            kinds.setdefault(each.get_kind_display(), {})[year.number] = each.quantity
    rows = [
        (
            words.text(label),
            *(
                words.text(
                    "–"
                    if year.number not in held
                    else _("by agreement")
                    if held[year.number] is None
                    else quantity(held[year.number])
                )
                for year in years
            ),
        )
        for label, held in kinds.items()
    ]
    headings = [
        Heading(label=_("Entitles to")),
        *(Heading(label=words.year_name(year.number), kind="number") for year in years),
    ]
    page = address(contract.organisation)
    use = Link(label=_("Used and left"), href=f"{page}#gebruik", roles=ContractPage.roles)
    return Section(
        code="tegoeden",
        title=_("Entitlements"),
        table=Table(headings=headings, rows=rows),
        empty=_("They come into being once both parties have signed."),
        links=(use,) if years else (),
    )


def _invoices(invoices: list[Any]) -> Section:
    """Return the invoices of the agreement."""
    rows = [
        (
            words.text(row.number or _("draft"), address(row), hint=row.get_kind_display()),
            words.text(words.year_name(row.contract_year.number)),
            words.day(row.due_date),
            words.badge(STATUS_LABELS[row.status], row.status),
            words.money(row.payable_amount if row.payable_amount is not None else row.net_amount),
            words.money(row.open_amount),
        )
        for row in invoices
    ]
    headings = [
        Heading(label=_("Invoice")),
        Heading(label=_("Contract year")),
        Heading(label=_("To be paid on")),
        Heading(label=_("State")),
        Heading(label=_("Amount"), kind="money"),
        Heading(label=_("Open"), kind="money"),
    ]
    return Section(
        code="facturen",
        title=_("Invoices"),
        table=Table(headings=headings, rows=rows),
        empty=_("Nothing was invoiced yet."),
    )


def _in_kind(contract: Contract, entries: list[Any], user: User, *, holds: bool) -> list[Section]:
    """Return what was delivered in kind, row by row."""
    if not (holds or entries):
        return []
    rows = [_delivery(entry, user) for entry in entries]
    headings = [
        Heading(label=_("Day")),
        Heading(label=_("Description")),
        Heading(label=_("Development line")),
        Heading(label=_("Hours"), kind="number"),
        Heading(label=_("Amount"), kind="money"),
    ]
    deliver = to(_("Record a contribution"), "in_kind_deliver", contract.public_id, roles=GRANTERS)
    return [
        Section(
            code="in-natura",
            title=_("Delivered in kind"),
            table=Table(headings=headings, rows=rows),
            empty=_("Nothing was delivered yet of what was promised in kind."),
            links=allowed(user, deliver if contract.signed_on else None),
        )
    ]


def _delivery(entry: Any, user: User) -> tuple[Cell, ...]:
    """Return one row of the ledger; one that stands can be reversed."""
    stands = entry.reverses_id is None and not hasattr(entry, "reversed_by")
    options = {"roles": GRANTERS, "about": entry.description}
    back = to(_("Reverse"), "in_kind_reverse", entry.public_id, **options)
    return (
        words.day(entry.on),
        Cell(
            value=entry.description,
            hint=entry.override_reason,
            links=allowed(user, back) if stands else (),
        ),
        words.text(entry.line),
        words.number(entry.hours),
        words.money(entry.amount),
    )


def _addendum(addendum: Any) -> Cell:
    """Return an addendum with the way to its document; older ones have none."""
    if not addendum.document_id:
        return words.text(addendum)
    key = [addendum.contract.public_id, addendum.number]
    page = Link(label=_("As a page"), href=reverse("addendum_document", args=key), about=addendum)
    copy = Link(label=_("Signed copy"), href=reverse("addendum_copy_pdf", args=key), about=addendum)
    return Cell(
        value=f"{addendum} (PDF)",
        href=reverse("addendum_pdf", args=key),
        links=(page, copy) if addendum.signed_copy_id else (page,),
    )


def _signers(addendum: Any) -> str:
    """Return who signed an addendum for both parties."""
    found = sorted(addendum.signatures.all(), key=lambda each: each.party)
    return ", ".join(f"{each.name} ({each.get_party_display()})" for each in found)


def _changes(addenda: list[Any]) -> list[Section]:
    """Return the addenda, if there are any."""
    if not addenda:
        return []
    rows = [
        (
            _addendum(each),
            words.day(each.takes_effect_on),
            words.text(each.package_name or each.package_code),
            words.text(each.reason),
            words.text(words.day(each.agreed_on).text, hint=_signers(each)),
        )
        for each in addenda
    ]
    headings = [
        Heading(label=_("Addendum")),
        Heading(label=_("Takes effect on")),
        Heading(label=_("Package")),
        Heading(label=_("Reason")),
        Heading(label=_("Agreed on")),
    ]
    return [Section(code="addenda", title=_("Addenda"), table=Table(headings=headings, rows=rows))]
