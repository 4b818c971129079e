"""The way in, and the documents that people take home."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from lllo import clock
from lllo.contracts.models import Addendum, Contract
from lllo.documents.page import render as as_page
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
@for_roles(DOCUMENTS)
def agreement_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the agreement as it was offered."""
    contracts = Contract.objects.visible_to(signed_in(request)).filter(agreement__isnull=False)
    contract = get_object_or_404(contracts.select_related("agreement"), public_id=public_id)
    return _attachment(request, contract.agreement)


@require_safe
@for_roles(DOCUMENTS)
def agreement_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the agreement as it was offered as a page: the accessible form of the PDF."""
    contracts = Contract.objects.visible_to(signed_in(request)).select_related("agreement_text")
    known = contracts.filter(agreement_text__isnull=False)
    contract = get_object_or_404(known, public_id=public_id)
    pdf = reverse("agreement_pdf", args=[public_id])
    return _page(request, contract.agreement_text, title=str(contract), pdf=pdf)


def _page(request: HttpRequest, document: Document, *, title: str, pdf: str) -> HttpResponse:
    """Return the stored text of a document as a page, or say why it cannot be had."""
    try:
        said = content(document).decode()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("home")
    context = {"title": title, "pdf": pdf, "twin": as_page(said)}
    return render(request, "lllo/agreement.html", context)


@require_safe
@for_roles(DOCUMENTS)
def agreement_copy_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the agreement as it came back with the signatures."""
    contracts = Contract.objects.visible_to(signed_in(request)).filter(signed_copy__isnull=False)
    contract = get_object_or_404(contracts.select_related("signed_copy"), public_id=public_id)
    return _attachment(request, contract.signed_copy)


@require_safe
@for_roles(DOCUMENTS)
def addendum_pdf(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Hand out an addendum as it was recorded."""
    return _attachment(request, _addendum(request, public_id, number, "document").document)


@require_safe
@for_roles(DOCUMENTS)
def addendum_copy_pdf(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Hand out an addendum as it came back with the signatures."""
    return _attachment(request, _addendum(request, public_id, number, "signed_copy").signed_copy)


@require_safe
@for_roles(DOCUMENTS)
def addendum_document(request: HttpRequest, public_id: UUID, number: int) -> HttpResponse:
    """Show an addendum as it was recorded as a page: the accessible form of the PDF."""
    addendum = _addendum(request, public_id, number, "document_text")
    pdf = reverse("addendum_pdf", args=[public_id, number])
    return _page(request, addendum.document_text, title=str(addendum), pdf=pdf)


def _addendum(request: HttpRequest, public_id: UUID, number: int, paper: str) -> Any:
    """Return an addendum that the account sees and that has a paper, or 404."""
    found = Addendum.objects.visible_to(signed_in(request)).select_related("contract", paper)
    known = found.filter(**{f"{paper}__isnull": False})
    return get_object_or_404(known, contract__public_id=public_id, number=number)


@require_safe
@for_roles(DOCUMENTS)
def invoice_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out an invoice or credit note as it was issued."""
    invoices = Invoice.objects.visible_to(signed_in(request)).filter(pdf__isnull=False)
    invoice = get_object_or_404(invoices.select_related("pdf"), public_id=public_id)
    return _attachment(request, invoice.pdf)


@require_safe
@for_roles(DOCUMENTS)
def invoice_xml(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out the e-invoice (UBL) as it was issued."""
    invoices = Invoice.objects.visible_to(signed_in(request)).filter(xml__isnull=False)
    invoice = get_object_or_404(invoices.select_related("xml"), public_id=public_id)
    return _attachment(request, invoice.xml)


@require_safe
@for_roles(DOCUMENTS)
def invoice_document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an invoice or credit note as it was issued as a page: the accessible form of the PDF."""
    invoices = Invoice.objects.visible_to(signed_in(request)).issued()
    invoice = get_object_or_404(invoices, public_id=public_id)
    twin = render_twin(from_json(invoice.snapshot))
    return render(request, "lllo/invoice.html", {"invoice": invoice, "twin": twin})


@require_safe
@for_roles(ANYONE)
def event_ics(request: HttpRequest, uid: str) -> HttpResponse:
    """Hand out one event as a file for a calendar of one's own."""
    events = Event.objects.visible_to(signed_in(request)).select_related("programme", "cohort")
    event = get_object_or_404(events, uid=uid)
    content_type = "text/calendar; charset=utf-8; method=PUBLISH"  # as METHOD in the file
    filename = f"{slugify(event.title) or 'event'}.ics"
    return served(single_event(event, at=clock.now()), filename, content_type)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request makes no sense, or that more was sent than a form takes."""
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return render(request, "413.html", {"most": most}, status=status)
    return render(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def _attachment(request: HttpRequest, document: Document) -> HttpResponse:
    """Return the stored bytes of a document, or say why they cannot be had."""
    try:
        stored = content(document)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("home")
    return served(stored, document.filename, document.media_type)
