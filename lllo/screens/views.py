"""The way in, and the documents that people take home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lllo.contracts.models import Contract
from lllo.documents.queries import content
from lllo.errors import Refused
from lllo.invoices.models import Invoice
from lllo.screens.access import DOCUMENTS, for_roles, screens_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from lllo.documents.models import Document


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send people to their first screen; without a role, say who can help."""
    screens = screens_of(signed_in(request))
    return redirect(screens[0].url_name) if screens else render(request, "lllo/no_role.html")


@require_safe
@never_cache
@for_roles(DOCUMENTS)
def agreement_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the agreement as it was offered."""
    contracts = Contract.objects.visible_to(signed_in(request)).filter(agreement__isnull=False)
    contract = get_object_or_404(contracts.select_related("agreement"), public_id=public_id)
    return _attachment(request, contract.agreement)


@require_safe
@never_cache
@for_roles(DOCUMENTS)
def invoice_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out an invoice or credit note as it was issued."""
    invoices = Invoice.objects.visible_to(signed_in(request)).filter(pdf__isnull=False)
    invoice = get_object_or_404(invoices.select_related("pdf"), public_id=public_id)
    return _attachment(request, invoice.pdf)


def _attachment(request: HttpRequest, document: Document) -> HttpResponse:
    """Return the stored bytes as a file to keep; never shown inside the site."""
    try:
        stored = content(document)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("home")
    headers = {
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=document.filename
        ),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(stored, content_type=document.media_type, headers=headers)
