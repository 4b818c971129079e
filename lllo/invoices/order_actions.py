"""The order number of an organisation: on its agreement, and on the drafts that wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lllo.contracts.actions import record_purchase_order
from lllo.invoices import refusals
from lllo.invoices.draft_actions import set_order_number
from lllo.invoices.models import Invoice

if TYPE_CHECKING:
    from lllo.contracts.models import Contract
    from lllo.people.models import User


def record_order_number(
    contract: Contract, *, purchase_order_number: str, orderer: str = "", by: User | None
) -> Contract:
    """Note the order number of an agreement, also on its drafts that have none.

    A draft with a number of its own keeps it: each contract year may have another order.
    """
    refusals.refuse_without_order_number(purchase_order_number)
    with transaction.atomic():
        contract = record_purchase_order(
            contract, purchase_order_number=purchase_order_number, orderer=orderer, by=by
        )
        waiting = Invoice.objects.drafts().filter(contract_year__contract=contract)
        for draft in waiting.filter(purchase_order_number="").order_by("pk"):
            set_order_number(
                draft, purchase_order_number=purchase_order_number, orderer=orderer, by=by
            )
    return contract
