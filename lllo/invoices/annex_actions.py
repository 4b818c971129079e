"""Annexes are added to the invoices of an organisation, or of one contract, and taken away."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import clock
from lllo.documents.actions import store
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.invoices.annexes import LARGEST, MEGABYTE, TOGETHER, annexes_of
from lllo.invoices.models import InvoiceAnnex
from lllo.people import audit
from lllo.people.models import Organisation

if TYPE_CHECKING:
    from lllo.contracts.models import Contract
    from lllo.people.models import User

PDF = "application/pdf"
LONGEST_NAME = 60
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")  # in a name that stands in UBL, PDF and mail


def add_annex(
    organisation: Organisation,
    *,
    content: bytes,
    filename: str,
    title: str = "",
    contract: Contract | None = None,
    by: User | None,
) -> InvoiceAnnex:
    """Let a PDF go with the invoices that are issued from now on; the same one again does nothing.

    ``contract``: only with the invoices of it. Refuses what is no readable PDF, what is too
    large, and what cannot stand in the PDF of the invoice where the organisation wants it there.
    """
    _refuse_other_contract(organisation, contract)
    _refuse_unreadable(content)
    archivable = _is_archivable(content)
    with transaction.atomic():
        owner = Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = list(annexes_of(owner).filter(contract=contract))
        digest = hashlib.sha256(content).hexdigest()
        if same := next((row for row in known if row.document.sha256 == digest), None):
            return same
        _refuse_too_much(owner, content)
        _refuse_where_merged(owner, archivable=archivable)
        annex = InvoiceAnnex(
            organisation=owner,
            contract=contract,
            title=title.strip() or filename.rpartition(".")[0] or filename,
            archivable=archivable,
            added_by=by,
        )
        refuse_invalid(annex)
        annex.document = store(content, filename=_safe(filename), media_type=PDF)
        annex.save()
        audit.record("organisation.annex_added", owner, by=by, title=annex.title)
    return annex


def remove_annex(annex: InvoiceAnnex, *, by: User | None) -> InvoiceAnnex:
    """Let an annex go with no further invoices; those that were issued keep it."""
    with transaction.atomic():
        rows = InvoiceAnnex.objects.select_for_update(of=("self",))
        locked: InvoiceAnnex = rows.select_related("organisation").get(pk=annex.pk)
        if locked.removed_at is None:
            locked.removed_at, locked.removed_by = clock.now(), by
            locked.save(update_fields=["removed_at", "removed_by"])
            audit.record(
                "organisation.annex_removed", locked.organisation, by=by, title=locked.title
            )
    return locked


def _refuse_other_contract(organisation: Organisation, contract: Contract | None) -> None:
    """Refuse a contract of another organisation."""
    if contract is not None and contract.organisation_id != organisation.pk:
        raise Refused(
            _("Contract %(number)s is not one of %(organisation)s.")
            % {"number": contract.number, "organisation": organisation},
            code="annex_other_contract",
        )


def _refuse_unreadable(content: bytes) -> None:
    """Refuse what is no PDF with pages that anybody can open, whatever its name says."""
    from pikepdf import PasswordError, PdfError  # noqa: PLC0415 - takes 0.1 s

    from lllo.invoices import archive  # noqa: PLC0415 - as above

    if len(content) > LARGEST:
        raise Refused(
            _("This file is too large: an annex has %(largest)s MB at most.")
            % {"largest": LARGEST // MEGABYTE},
            code="annex_too_large",
        )
    try:
        pages = archive.page_count(content) if content.startswith(b"%PDF-") else 0
    except PasswordError as error:
        raise Refused(
            _("This PDF is locked with a password. Save it without one."), code="annex_locked"
        ) from error
    except PdfError:
        pages = 0
    if not pages:
        raise Refused(
            _("This is no PDF that can be read. An annex is a PDF file."), code="annex_no_pdf"
        )


def _is_archivable(content: bytes) -> bool:
    """Tell whether an annex can stand in the PDF of an invoice."""
    from lllo.invoices import archive  # noqa: PLC0415 - as above

    return archive.can_stand_behind(content, on=clock.today())


def _refuse_too_much(organisation: Organisation, content: bytes) -> None:
    """Refuse what would make an invoice too large for mail and Peppol."""
    others = sum(len(row.document.content) for row in annexes_of(organisation))
    if others + len(content) > TOGETHER:
        raise Refused(
            _("The annexes of %(organisation)s would be more than %(most)s MB together.")
            % {"organisation": organisation, "most": TOGETHER // MEGABYTE},
            code="annexes_too_large",
        )


def _refuse_where_merged(organisation: Organisation, *, archivable: bool) -> None:
    """Refuse an annex that cannot stand in the one PDF which the organisation asks for."""
    if organisation.annexes_merged and not archivable:
        raise Refused(
            _(
                "%(organisation)s wants annexes in the PDF of the invoice, and this one cannot"
                " stand in a PDF/A-3b (often its fonts are not embedded). Save it as PDF/A, or"
                " let annexes go as files of their own."
            )
            % {"organisation": organisation},
            code="annex_not_archivable",
        )


def _safe(filename: str) -> str:
    """Return a name of a file that UBL, PDF and mail can hold."""
    stem = UNSAFE.sub("-", filename.replace("\\", "/").rpartition("/")[2])
    stem = stem[:-4] if stem.lower().endswith(".pdf") else stem
    return f"{stem.strip('.-_')[:LONGEST_NAME] or 'bijlage'}.pdf"
