"""Addenda: another package for later years, with its document; and the papers that came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lllo.contracts import addendum as papers
from lllo.contracts import offers, refusals
from lllo.contracts.actions.agreements import locked_contract
from lllo.contracts.signatures import SignatureData, make_signatures, refuse_signatures
from lllo.contracts.years import package_of, replace_years
from lllo.documents.actions import store
from lllo.outbox.actions import enqueue
from lllo.people import audit
from lllo.programmes.queries import edition_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lllo.contracts.models import Addendum, Contract
    from lllo.documents.models import Document
    from lllo.people.models import User
    from lllo.programmes.models import PackageEdition


def amend_contract(  # noqa: PLR0913 - each is a column of the row it writes
    contract: Contract,
    *,
    edition: PackageEdition | None = None,
    package_code: str,
    from_year: int,
    reason: str,
    agreed_on: date,
    signatures: Sequence[SignatureData] = (),
    send: bool = False,
    by: User | None,
) -> Addendum:
    """Agree on another package from contract year ``from_year`` on, if that has not started.

    Lines and entitlements are replaced, and the document of the addendum is kept; with ``send`` a
    mail follows. Without ``edition`` the packages of that year's start.
    """
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        contract = locked_contract(contract)
        change = change_of(contract, package_code, from_year, agreed_on=agreed_on, edition=edition)
        if signatures:
            refuse_signatures(contract, signatures)
        for each in signatures:
            refusals.refuse_unamendable(contract, each.signed_on)
        addendum = _record(replace(change, signatures=signatures), reason=reason.strip(), by=by)
        if send:
            _send(addendum)
    return addendum


def change_of(
    contract: Contract,
    package_code: str,
    from_year: int,
    *,
    agreed_on: date,
    edition: PackageEdition | None = None,
) -> papers.Change:
    """Return the change that would be recorded; refuse what cannot be agreed."""
    refusals.refuse_unamendable(contract, agreed_on)
    years = refusals.years_to_amend(contract, from_year)
    edition = edition or edition_in_force(years[0].starts_on)
    package = package_of(edition, package_code)
    refusals.refuse_start(edition, years[0].starts_on)
    refusals.refuse_unchanged(years, package)
    return papers.Change(
        contract=contract,
        number=contract.addenda.count() + 1,
        years=years,
        edition=edition,
        package=package,
        agreed_on=agreed_on,
    )


def _record(change: papers.Change, *, reason: str, by: User | None) -> Addendum:
    """Write an addendum with its document and signatures, and let its years hold the package."""
    contract, before = change.contract, change.years[0].package_name
    assert change.agreed_on
    said = papers.text(change)  # while the years still hold what they held
    addendum: Addendum = contract.addenda.create(
        number=change.number,
        takes_effect_on=change.years[0].starts_on,
        edition=change.edition,
        package_code=change.package.code,
        reason=reason,
        agreed_on=change.agreed_on,
        document=store(
            papers.pdf(change, said=said),
            filename=papers.file_name(contract, change.number),
            media_type="application/pdf",
        ),
        document_text=store(
            said.encode(),
            filename=papers.file_name(contract, change.number, "md"),
            media_type="text/markdown",
        ),
        recorded_by=by,
    )
    if change.signatures:
        make_signatures(contract, change.signatures, addendum)
    replace_years(change.years, change.package)
    _note(addendum, before, change.package.name, by=by)
    return addendum


def _note(addendum: Addendum, before: str, after: str, *, by: User | None) -> None:
    """Note the change in the words of the history: from which package to which, and from when."""
    assert addendum.document
    detail: dict[str, Any] = {"before": before, "after": after, "package": addendum.package_code}
    takes_effect_on = addendum.takes_effect_on.isoformat()
    audit.record(
        "contract.amended",
        addendum,
        by=by,
        takes_effect_on=takes_effect_on,
        sha256=addendum.document.sha256,
        **detail,
    )


def _send(addendum: Addendum) -> None:
    """Let the document of an addendum be mailed to the contacts."""
    offers.refuse_nameless_university()
    offers.refuse_unreachable(addendum.contract)
    payload = {"contract": addendum.contract.number, "addendum": addendum.number}
    enqueue("mail.addendum", f"addendum:{addendum}", payload)


def keep_signed_copy(record: Contract | Addendum, content: bytes, *, by: User | None) -> Document:
    """Keep the paper of an agreement or addendum as it came back with the signatures.

    What was kept before stays in the documents; the record shows the last one.
    """
    with transaction.atomic():
        row = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
        refusals.refuse_unsigned_copy(row)
        kept = store(
            content,
            filename=f"{str(row).replace('/', '-')}-getekend.pdf",
            media_type="application/pdf",
        )
        row.signed_copy = kept
        row.save(update_fields=["signed_copy"])
        audit.record("contract.copy_kept", row, by=by, sha256=kept.sha256)
    return kept
