"""Addresses of the pages about Odoo."""

from __future__ import annotations

from django.urls import path

from lllo.screens.office.odoo import asking, deciding, overview
from lllo.screens.office.odoo.differences import Differences
from lllo.screens.office.odoo.record import OdooRecordPage
from lllo.screens.office.odoo.records import Records

ID = "<uuid:public_id>"
# Where, which page, and the name by which others lead there.
PAGES = (
    ("odoo", overview.OdooPage, "odoo"),
    ("odoo/versturen", asking.PushAsk, "odoo_push"),
    ("odoo/ophalen", asking.PullAsk, "odoo_pull"),
    ("odoo/controleren", asking.CheckAsk, "odoo_check"),
    ("odoo/vergelijken", asking.CompareAsk, "odoo_compare"),
    ("odoo/verschillen", Differences, "odoo_differences"),
    (f"odoo/verschillen/{ID}/onze", deciding.TakeOurs, "odoo_take_ours"),
    (f"odoo/verschillen/{ID}/laten", deciding.LeaveTheirs, "odoo_leave_theirs"),
    ("odoo/records", Records, "odoo_records"),
    (f"odoo/records/{ID}", OdooRecordPage, "odoo_record"),
    (f"odoo/records/{ID}/opnieuw", deciding.RecordSend, "odoo_record_send"),
    (f"odoo/records/{ID}/overnemen", deciding.RecordAdopt, "odoo_record_adopt"),
    (f"odoo/records/{ID}/koppelen", deciding.RecordLink, "odoo_record_link"),
    (f"odoo/records/{ID}/nieuw", deciding.RecordNew, "odoo_record_new"),
    (f"odoo/records/{ID}/stoppen", deciding.RecordStop, "odoo_record_stop"),
    (f"organisaties/{ID}/odoo", asking.OrganisationAsk, "organisation_odoo"),
    (f"overeenkomsten/{ID}/odoo", asking.ContractAsk, "contract_odoo"),
    (f"facturen/{ID}/odoo", asking.InvoiceAsk, "invoice_odoo"),
    ("bijeenkomsten/<str:uid>/odoo", asking.EventAsk, "event_odoo"),
)

urlpatterns = [path(f"{where}/", page.as_view(), name=name) for where, page, name in PAGES]
