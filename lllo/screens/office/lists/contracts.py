"""The list of agreements: to send, to sign, running and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.contracts import offers
from lllo.contracts.actions import offer_contract, withdraw_contract
from lllo.contracts.lists import with_year_price, without_orderer
from lllo.contracts.models import Contract
from lllo.invoices.waiting_queries import contracts_without_order_number
from lllo.rules.period import Period
from lllo.screens.components.forms import Form, WordField
from lllo.screens.components.lists import Column
from lllo.screens.list_parts import (
    CaseFilter,
    WordFilter,
    YearFilter,
    day_column,
    link,
    organisation_column,
    text_column,
)
from lllo.screens.office.lists.base import TO_CHOICES, OfficeList, state_column, today
from lllo.screens.office.lists.choices import packages
from lllo.screens.office.lists.doing import bulk, named, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from lllo.people.models import User


class ContractFilters(django_filters.FilterSet):
    """What the list of agreements is narrowed by."""

    status = WordFilter("state", _("State"), Contract.State.choices)
    pakket = WordFilter("package_code", _("Package"), packages)
    start = YearFilter(Contract, "starts_on", _("Starts in"))
    ontbreekt = CaseFilter(
        _("Missing"),
        {
            "ordernummer": (_("order number"), today(contracts_without_order_number)),
            "besteller": (_("orderer"), today(without_orderer)),
        },
    )


class OfferForm(Form):
    """Asks how the agreements leave the house."""

    how = WordField(
        label=_("How they are sent"),
        choices=[
            ("mail", _("By mail to the contact of each organisation")),
            ("self", _("I send them myself; only make them")),
        ],
        initial="mail",
    )


def offer(contract: Contract, data: Mapping[str, Any], user: User) -> Contract:
    """Offer one agreement."""
    return offer_contract(contract, on=clock.today(), send=data["how"] == "mail", by=user)


def why_not_offer(contract: Contract, data: Mapping[str, Any], _user: User) -> str:
    """Return why an agreement cannot be offered; the PDF is not made for this."""
    return refusal(lambda: offers.refuse_offer(contract, send=data["how"] == "mail"))


def with_blanks(contract: Contract) -> str:
    """Return an agreement with what its document would not say yet."""
    blanks = offers.left_blank(contract.organisation)
    if not blanks:
        return named(contract)
    words = {"name": named(contract), "blanks": ", ".join(blanks)}
    return gettext("%(name)s (not on it yet: %(blanks)s)") % words


def last_day(contract: Contract) -> date:
    """Return the last day of the term."""
    return Period(starts_on=contract.starts_on, ends_on=contract.ends_on).last_day


class Contracts(OfficeList):
    """All agreements by number."""

    title = _("Agreements")
    url_name = "contracts"
    export_name = "overeenkomsten"
    order = "nummer"
    filterset_class = ContractFilters
    search = (
        "number",
        "organisation__name_key__plain",
        "organisation__kvk_number__startswith",
        "purchase_order_number",
        "orderer",
    )
    search_hint = _("Number, organisation, order number or orderer.")
    empty = _("There are no agreements yet. They are made out of the choices of organisations.")
    empty_action = TO_CHOICES
    columns = (
        Column(
            key="nummer",
            label=_("Number"),
            value=lambda row: link(row.number, "contract", row.public_id),
            sort="number",
            is_short=True,
        ),
        organisation_column(),
        text_column("pakket", _("Package"), "package_name", is_short=True),
        state_column(),
        day_column("start", _("Starts on"), "starts_on", is_spare=True),
        Column(
            key="einde",
            label=_("Last day"),
            value=last_day,
            sort="ends_on",
            kind="day",
            is_extra=True,
        ),
        day_column("getekend", _("Signed on"), "signed_on", is_extra=True),
        text_column(
            "order", _("Order number"), "purchase_order_number", is_short=True, is_spare=True
        ),
        text_column("prijs", _("Price a year"), "year_price", kind="money", total="year_price"),
    )
    sheet_columns = (
        day_column("aangeboden", _("Offered on"), "offered_on"),
        text_column("besteller", _("Orderer"), "orderer"),
        Column(key="kvk", label=_("KvK number"), value=lambda row: row.organisation.kvk_number),
    )
    bulk = (
        bulk(
            "aanbieden",
            _("Offer agreements"),
            offer,
            judge=why_not_offer,
            form_class=OfferForm,
            name=with_blanks,
            intro=_("The agreement is made as a document and cannot be changed after that."),
            done=_("Agreements offered: %(count)s."),
            most=100,
        ),
        bulk(
            "intrekken",
            _("Withdraw agreements"),
            lambda row, _data, user: withdraw_contract(row, by=user),
            intro=_("Only what is not signed. The choice of the organisation opens again."),
            done=_("Agreements withdrawn: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the agreements with their price a year."""
        return with_year_price(Contract.objects.visible_to(user)).select_related("organisation")
