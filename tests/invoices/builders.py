"""Signed contracts with their years and lines, and office folders that may be edited."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from lllo.contracts.models import Contract, ContractLine, ContractYear
from lllo.documents.actions import store
from lllo.invoices.actions import draft_invoices, issue_invoice, send_invoice
from lllo.invoices.delivery_actions import note_sent
from lllo.rules.period import contract_years
from tests.world import COMPONENTS, PACKAGES, make_organisation

if TYPE_CHECKING:
    from lllo.invoices.models import Invoice
    from lllo.people.models import Organisation
    from lllo.programmes.models import PackageEdition

ROOT = Path(__file__).resolve().parents[2]
START = date(2026, 3, 1)
ISSUE_DAY = date(2026, 3, 2)
NOW = datetime(2027, 12, 31, 12, tzinfo=UTC)  # after every day on which a test does something
SELLER = """\
name = "Universiteit Proef (demo)"
legal_name = "Universiteit Proef (demo)"
street = "Proeflaan 1"
postal_code = "7500 AA"
city = "Proefstad"
kvk_number = "00000000"
vat_identifier = "NL999999990B01"
iban = "NL93DEMO0123456789"
"""


class OfficeFolder:
    """A copy of the three office folders that a test may edit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("packages_config", "invoicing", "calendar"):
            shutil.copytree(ROOT / name, root / name)

    def replace(self, path: str, before: str, after: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert before in text, f"{before!r} is not in {path}"
        file.write_text(text.replace(before, after, 1), encoding="utf-8")

    def confirm(self) -> None:
        """Let finance have decided: seller and VAT are whole, outside a demo, too."""
        self.fill_seller()
        self.decide_vat()
        self.replace("invoicing/vat.toml", "confirmed = false", "confirmed = true")
        self.answer()
        self.replace("invoicing/vat.toml", 'confirmed_by = ""', 'confirmed_by = "Fiscalist"')
        self.replace("invoicing/vat.toml", "# confirmed_on", "confirmed_on")

    def answer(self) -> None:
        """Let every question of the office be confirmed."""
        file = self.root / "packages_config/questions.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("confirmed = false", "confirmed = true"), encoding="utf-8")

    def fill_seller(self) -> None:
        file = self.root / "invoicing/seller.toml"
        demo = file.read_text(encoding="utf-8").partition("[demo]")[2]
        file.write_text(f"[seller]\n{SELLER}\n[demo]{demo}", encoding="utf-8")

    def decide_vat(self) -> None:
        mapping = 'basis = "education"\nspecialisaties = "education"\nprojecten = "standard"\n'
        self.replace("invoicing/vat.toml", "\n[components]\n", f"\n[components]\n{mapping}")


def sign(
    edition: PackageEdition,
    package_code: str = "professional",
    organisation: Organisation | None = None,
    *,
    starts_on: date = START,
    vat_code: str = "",
    **fields,
) -> Contract:
    """Make a signed contract of three years with the lines of a package of tests.world."""
    count = Contract.objects.count() + 1
    organisation = organisation or make_organisation(f"Gemeente Proef {count} (demo)")
    periods = contract_years(starts_on, 3)
    contract = Contract.objects.create(
        number=f"LLO-{starts_on.year}-{count:03d}",
        organisation=organisation,
        edition=edition,
        package_code=package_code,
        package_name=PACKAGES[package_code][0],
        starts_on=starts_on,
        ends_on=periods[-1].ends_on,
        years=3,
        state=Contract.State.SIGNED,
        offered_on=starts_on,
        signed_on=starts_on,
        agreement=store(b"%PDF-", filename="x.pdf", media_type="application/pdf"),
        **fields,
    )
    for number, period in enumerate(periods, start=1):
        year = ContractYear.objects.create(
            contract=contract,
            number=number,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            package_code=package_code,
            package_name=contract.package_name,
        )
        for position, code in enumerate(PACKAGES[package_code][1], start=1):
            name, amount, borne, _vat, _terms = COMPONENTS[code]
            ContractLine.objects.create(
                contract_year=year,
                component_code=code,
                component_name=name,
                amount=Decimal(amount),
                borne_by_university=borne,
                vat_code=vat_code,
                position=position,
            )
    return contract


def draft(edition: PackageEdition, package_code: str = "professional", **fields) -> Invoice:
    """Make a signed contract and the draft of its first year."""
    contract = sign(edition, package_code, **fields)
    run = draft_invoices(contract.starts_on.year, on=contract.starts_on, by=None)
    return next(item for item in run.created if item.contract_year.contract_id == contract.pk)


def issue(
    edition: PackageEdition, package_code: str = "professional", *, on: date = ISSUE_DAY, **fields
) -> Invoice:
    """Make a signed contract and issue the invoice of its first year."""
    return issue_invoice(draft(edition, package_code, **fields), on=on, by=None)


def sent(invoice: Invoice) -> Invoice:
    """Let an issued invoice have left the house over the channels of its organisation."""
    for delivery in send_invoice(invoice, by=None):
        note_sent(delivery)
    return invoice
