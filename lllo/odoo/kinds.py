"""What the kinds of things that are sent are called, and the fields of them in Odoo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    Words = Mapping[str, _StrPromise]

KINDS: Words = {
    "organisation": _("organisation"),
    "person": _("person"),
    "component": _("component"),
    "line": _("development line"),
    "contract": _("agreement"),
    "event": _("event"),
    "registration": _("registration"),
    "invoice": _("invoice"),
}
LINE = "line "
FIELDS: Words = {  # of Odoo, by their names there; another is shown by its name
    "active": _("archived or not"),
    "name": _("name"),
    "street": _("street"),
    "zip": _("postal code"),
    "city": _("city"),
    "country_id": _("country"),
    "email": _("mail address"),
    "phone": _("telephone"),
    "function": _("function"),
    "lang": _("language"),
    "vat": _("VAT number"),
    "company_registry": _("KvK number"),
    "parent_id": _("organisation"),
    "partner_id": _("organisation"),
    "state": _("state"),
    "date_order": _("day of signature"),
    "date_begin": _("begin"),
    "date_end": _("end"),
    "amount_untaxed": _("amount without VAT"),
    "amount_tax": _("VAT"),
    "amount_total": _("amount with VAT"),
    "invoice_date": _("issue date"),
    "invoice_date_due": _("to be paid on"),
    "price_unit": _("price"),
    "quantity": _("quantity"),
    "tax_id": _("tax"),
    "tax_ids": _("tax"),
    "account_id": _("ledger account"),
    "analytic_distribution": _("division over the lines"),
    "client_order_ref": _("our number"),
    "code": _("code"),
    "default_code": _("code"),
    "event_id": _("event"),
    "invoice_edi_format": _("format of e-invoices"),
    "ubl_cii_format": _("format of e-invoices"),
    "invoice_origin": _("agreement"),
    "journal_id": _("journal"),
    "kanban_state": _("cancelled or not"),
    "stage_id": _("stage"),
    "list_price": _("price"),
    "payment_reference": _("payment reference"),
    "peppol_eas": _("Peppol scheme"),
    "peppol_endpoint": _("Peppol number"),
    "plan_id": _("analytic plan"),
    "product_id": _("component"),
    "product_uom_qty": _("quantity"),
    "ref": _("order number"),
    "reversed_entry_id": _("credit of"),
    "taxes_id": _("tax"),
}


def field_name(name: str) -> str:
    """Return what a field of Odoo is called; of a line the line stands before it.

    ``line 2: price_unit`` is how it is kept, whatever the language of who compared.
    """
    line, colon, own = name.rpartition(": ")
    if own.startswith(LINE):  # a whole line
        line, colon, own = own, "", ""
    if line.startswith(LINE):
        line = _("line %(number)s") % {"number": line.removeprefix(LINE)}
    return f"{line}{colon}{FIELDS.get(own, own)}"
