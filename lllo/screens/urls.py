"""Addresses of the three users' screens; words in Dutch, names in English."""

from __future__ import annotations

from django.urls import include, path

from lllo.screens import style, views

urlpatterns = [
    path("", views.home, name="home"),
    path("kantoor/", include("lllo.screens.office.urls")),
    path("programma/", include("lllo.screens.lead.urls")),
    path("deelnemer/", include("lllo.screens.portal.urls")),
    path("bijeenkomst/<str:uid>.ics", views.event_ics, name="event_ics"),
    path("overeenkomst/<uuid:public_id>.pdf", views.agreement_pdf, name="agreement_pdf"),
    path("factuur/<uuid:public_id>.pdf", views.invoice_pdf, name="invoice_pdf"),
    path("factuur/<uuid:public_id>.xml", views.invoice_xml, name="invoice_xml"),
    path("factuur/<uuid:public_id>/", views.invoice_document, name="invoice_document"),
    path("stijl/", style.style, name="style"),
    path("toegankelijkheid/", style.accessibility, name="accessibility"),
]
