"""Contracts in every state, made by the actions except for the document of the offer."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

from lllo import office
from lllo.contracts.actions import (
    SignatureData,
    make_contract,
    record_choice,
    sign_contract,
    use_entitlement,
)
from lllo.contracts.models import Contract
from lllo.contracts.queries import entitlement_for
from lllo.documents.models import Document

START = date(2026, 3, 1)
STATED = date(2026, 1, 10)
OFFERED = date(2026, 1, 15)
SIGNED = date(2026, 2, 1)


def choose(organisation, edition, package_code="basis", **fields):
    fields = {"stated_on": STATED, "starts_on": START, "by": None} | fields
    return record_choice(organisation, edition=edition, package_code=package_code, **fields)


def draft(organisation, edition, package_code="basis", *, starts_on=START, **fields):
    choice = choose(organisation, edition, package_code, starts_on=starts_on)
    return make_contract(choice, by=None, **fields)


def offered(organisation, edition, package_code="basis", **fields):
    """An offer without the cost of setting its PDF."""
    contract = draft(organisation, edition, package_code, **fields)
    contract.agreement = Document.objects.create(
        filename="x.pdf", media_type="application/pdf", content=b"x", sha256="0" * 64
    )
    contract.state, contract.offered_on = Contract.State.OFFERED, OFFERED
    contract.save()
    return contract


def signatures(on=SIGNED, *, parties=("participant", "university")):
    return [SignatureData(party=party, name=f"Carol {party}", signed_on=on) for party in parties]


def signed(organisation, edition, package_code="basis", **fields):
    contract = offered(organisation, edition, package_code, **fields)
    return sign_contract(contract, signatures=signatures(), by=None)


def use(organisation, kind, quantity, on=START, **fields):
    fields = {"reason": "a test", "by": None} | fields
    entitlement = entitlement_for(organisation, kind, on)
    return use_entitlement(entitlement, quantity=Decimal(quantity), on=on, **fields)


def use_office(tmp_path, monkeypatch, **changes):
    """Work with a copy of the office folders in which each file has one text replaced."""
    files = {"programme": "packages_config/programme.toml", "terms": "invoicing/terms.toml",
             "vat": "invoicing/vat.toml"}  # fmt: skip
    root = tmp_path / "office"
    if not root.exists():
        for name in ("packages_config", "invoicing", "calendar"):
            shutil.copytree(office.folder() / name, root / name)
        monkeypatch.setenv("LLLO_OFFICE_DIR", str(root))
    for name, (old, new) in changes.items():
        path = root / files[name]
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
