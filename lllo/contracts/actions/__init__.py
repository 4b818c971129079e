"""What happens to choices, contracts and entitlements; callers import the names from here."""

from __future__ import annotations

from lllo.contracts.actions.addenda import amend_contract, keep_signed_copy
from lllo.contracts.actions.agreements import (
    end_contract,
    make_contract,
    offer_contract,
    record_purchase_order,
    send_agreement,
    sign_contract,
    withdraw_contract,
)
from lllo.contracts.actions.choices import record_choice, withdraw_choice
from lllo.contracts.actions.uses import name_use, note_use, reverse_use, use_entitlement
from lllo.contracts.signatures import SignatureData

__all__ = [
    "SignatureData",
    "amend_contract",
    "end_contract",
    "keep_signed_copy",
    "make_contract",
    "name_use",
    "note_use",
    "offer_contract",
    "record_choice",
    "record_purchase_order",
    "reverse_use",
    "send_agreement",
    "sign_contract",
    "use_entitlement",
    "withdraw_choice",
    "withdraw_contract",
]
