"""Sends an invoice, credit note or reminder: PDF and UBL as files of their own, without cc."""

from __future__ import annotations

from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, Any

from django.core import mail
from django.utils.translation import gettext as _

from lllo.documents import queries as documents
from lllo.errors import Refused
from lllo.invoices import annexes
from lllo.invoices import delivery_actions as deliveries
from lllo.invoices.models import Delivery, Invoice
from lllo.invoices.queries import invoice_rows
from lllo.invoices.snapshot import from_json
from lllo.invoices.wording import words
from lllo.mail.letter import Letter, compose
from lllo.outbox.actions import ATTEMPTS
from lllo.outbox.secrets import without_secrets
from lllo.people.models import Person
from lllo.people.salutations import addressing
from lllo.rules.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMessage

    from lllo.documents.models import Document
    from lllo.invoices.models import Reminder
    from lllo.invoices.snapshot import InvoiceSnapshot
    from lllo.outbox.models import Job

TEMPLATE = "invoice_mail.txt.j2"
ORDER_NUMBER = ("Ordernummer", "Order number")  # Dutch and English
RELATED = (
    "invoice__organisation",
    "invoice__pdf",
    "invoice__xml",
    "invoice__contract_year__contract__edition__programme",
    "reminder",
)
NOT_TAKEN = (SMTPResponseException, SMTPRecipientsRefused)  # the server said no


def preview(invoice: Invoice, reminder: Reminder | None = None) -> Letter:
    """Return the mail of an issued invoice or of a reminder; nothing is sent."""
    delivery = Delivery(
        invoice=invoice, reminder=reminder, recipient=invoice.organisation.invoice_email
    )
    message = compose_mail(delivery)
    files = tuple(name for name, _document in _files(delivery))
    return Letter(
        to=delivery.recipient, subject=str(message.subject), body=str(message.body), files=files
    )


def send_invoice(job: Job) -> None:
    """Send the mail of a delivery, once; called by the worker."""
    delivery = delivery_of(job)
    hand_over(job, delivery, lambda: _send(delivery))


def delivery_of(job: Job) -> Delivery:
    """Return the delivery that a job is about."""
    found: Delivery = Delivery.objects.select_related(*RELATED).get(key=job.payload["delivery"])
    return found


def hand_over(job: Job, delivery: Delivery, act: Callable[[], None]) -> None:
    """Do ``act``, and note on the delivery why it did not come to that."""
    try:
        act()
    except Exception as error:
        delivery.refresh_from_db(fields=["state"])
        if delivery.state != Delivery.State.UNKNOWN:
            is_last = isinstance(error, Refused) or job.attempts >= ATTEMPTS
            deliveries.note_problem(delivery, without_secrets(str(error)), is_last=is_last)
        raise


def _send(delivery: Delivery) -> None:
    """Compose the mail, open the connection, and only then hand it over."""
    message = compose_mail(delivery)
    for name, document in _files(delivery):
        message.attach(name, documents.content(document), document.media_type)
    connection = mail.get_connection()
    connection.open()
    try:
        if deliveries.begin(delivery):
            _transmit(connection, message, delivery)
    finally:
        with suppress(Exception):  # the answer was given; how the connection ends says nothing
            connection.close()


def _transmit(connection: Any, message: EmailMessage, delivery: Delivery) -> None:
    """Hand a mail to the server; when its answer does not come nobody knows whether it went."""
    try:
        connection.send_messages([message])
    except NOT_TAKEN as error:
        deliveries.note_problem(delivery, without_secrets(str(error)), is_last=False)
        raise
    except Exception as error:
        sentence = _(
            "The connection with the mail server broke; it is not known whether the mail arrived."
        )
        deliveries.note_unknown(delivery, sentence)
        raise Refused(sentence, code="delivery_unknown") from error
    deliveries.note_sent(delivery)


def compose_mail(delivery: Delivery) -> EmailMessage:
    """Return the mail of a delivery, without its files."""
    invoice = delivery.invoice
    said = from_json(invoice.snapshot)
    template, context = TEMPLATE, _context(invoice, said) | _addressed(delivery, said.language)
    if delivery.reminder is not None:
        template = delivery.reminder.template
        context = {**context, **_reminder_context(delivery.reminder)}
    message = compose(template, context, to=[delivery.recipient], key=delivery.key, demo=said.demo)
    message.reply_to = [said.seller.email] if said.seller.email else []
    return message


def _context(invoice: Invoice, said: InvoiceSnapshot) -> dict[str, Any]:
    """Return everything that the mail of an invoice may say, by name."""
    contract = invoice.contract_year.contract
    english = said.language == "en"
    return {
        "english": english,
        "kind": words(said.language)["credit_note" if said.is_credit_note else "invoice"],
        "number": said.number,
        "programme": contract.edition.programme.name,
        "university": said.seller,
        "organisation": said.buyer.name,
        "issue_date": said.issue_date,
        "due_date": said.due_date,
        "payable_amount": said.payable_amount,
        "purchase_order_number": said.purchase_order_number,
        "order_number_label": said.buyer.order_number_label or ORDER_NUMBER[english],
        "iban": said.seller.iban,
        "corrects": said.original.number if said.original else "",
        "reason": said.original.reason if said.original else "",
    }


def _addressed(delivery: Delivery, language: str) -> dict[str, str]:
    """Return how the mail begins: by name if the address is that of somebody who is known."""
    readers = Person.objects.filter(email__iexact=delivery.recipient).exclude(email="")
    return addressing(readers, language)


def _reminder_context(reminder: Reminder) -> dict[str, Any]:
    """Return what a reminder may say besides."""
    paid = invoice_rows().get(pk=reminder.invoice_id).paid_amount
    return {
        "step": reminder.name,
        "open_amount": reminder.open_amount,
        "paid_amount": paid or ZERO,
        "reminded_on": reminder.reminded_on,
    }


def _files(delivery: Delivery) -> list[tuple[str, Document]]:
    """Return what goes with a mail, with names: a reminder has the PDF only.

    Annexes that the organisation wants as files of their own follow; others stand in the PDF.
    """
    invoice = delivery.invoice
    is_reminder = delivery.reminder is not None
    papers = [invoice.pdf] if is_reminder else [invoice.pdf, invoice.xml]
    files = [(document.filename, document) for document in papers if document is not None]
    said = from_json(invoice.snapshot)
    if is_reminder or said.buyer.annexes_merged:
        return files
    return [*files, *annexes.named_by(said)]
