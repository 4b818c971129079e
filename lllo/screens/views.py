"""The way in, and the documents that people take home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lllo import clock
from lllo.contracts.models import Contract
from lllo.documents.queries import content
from lllo.errors import Refused
from lllo.feeds.queries import single_event
from lllo.invoices.models import Invoice
from lllo.invoices.snapshot import from_json
from lllo.invoices.twin import render as render_twin
from lllo.screens.access import ANYONE, DOCUMENTS, for_roles, screens_of, signed_in
from lllo.screens.uploads import served
from lllo.training.models import Event

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

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


@require_safe
@never_cache
@for_roles(DOCUMENTS)
def invoice_xml(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the e-invoice (UBL) as it was issued."""
    invoices = Invoice.objects.visible_to(signed_in(request)).filter(xml__isnull=False)
    invoice = get_object_or_404(invoices.select_related("xml"), public_id=public_id)
    return _attachment(request, invoice.xml)


@require_safe
@never_cache
@for_roles(DOCUMENTS)
def invoice_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an invoice or credit note as it was issued as a page: the accessible form of the PDF."""
    invoices = Invoice.objects.visible_to(signed_in(request)).issued()
    invoice = get_object_or_404(invoices, public_id=public_id)
    twin = render_twin(from_json(invoice.snapshot))
    return render(request, "lllo/invoice.html", {"invoice": invoice, "twin": twin})


@require_safe
@never_cache
@for_roles(ANYONE)
def event_ics(request: HttpRequest, uid: str) -> HttpResponse:
    """Hand out one event as a file for a calendar of one's own."""
    events = Event.objects.visible_to(signed_in(request)).select_related("programme", "cohort")
    event = get_object_or_404(events, uid=uid)
    content_type = "text/calendar; charset=utf-8; method=PUBLISH"  # as METHOD in the file
    filename = f"{slugify(event.title) or 'event'}.ics"
    return served(single_event(event, at=clock.now()), filename, content_type)


def _attachment(request: HttpRequest, document: Document) -> HttpResponse:
    """Return the stored bytes of a document, or say why they cannot be had."""
    try:
        stored = content(document)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("home")
    return served(stored, document.filename, document.media_type)
